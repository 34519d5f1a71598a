// The module inside of a script, as base64.

/** Engines of 2025 and later decode base64 themselves; TypeScript's library does not name it yet. */
const decoder = Uint8Array as typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

/** Its bytes. */
export function decoded(base64: string): Uint8Array<ArrayBuffer> {
  if (decoder.fromBase64) return decoder.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
