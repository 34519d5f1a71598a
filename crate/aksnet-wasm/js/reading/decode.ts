// Bytes and texts as they come out of files and terminals, as one text with "\n" at the ends of its lines.

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals write them
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?)/g;

export interface Decoded {
  text: string;
  notes: string[];
}

/** The text of what was given, and what had to be done for it. */
export function decode(given: string | ArrayBuffer | ArrayBufferView): Decoded {
  const notes: string[] = [];
  let text = typeof given === "string" ? given : ofBytes(bytesOf(given), notes);
  // UTF-16 that somebody read as UTF-8: its mark is two signs for "no text", and every second character is a zero.
  if (text.includes("\0")) {
    text = text.replace(/^\uFFFD{2}/, "").replaceAll("\0", "");
    notes.push("zero bytes were taken out: the file is UTF-16 and was read as something else");
  }
  if (text.startsWith("\uFEFF")) text = text.slice(1);
  if (text.includes("\uFFFD")) notes.push("some bytes are no text; each stands as \uFFFD");
  return { text: text.replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(escapes, ""), notes };
}

const bytesOf = (given: ArrayBuffer | ArrayBufferView): Uint8Array =>
  ArrayBuffer.isView(given) ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength) : new Uint8Array(given);

function ofBytes(bytes: Uint8Array, notes: string[]): string {
  const encoding = encodingOf(bytes);
  if (encoding !== "utf-8") notes.push(`read as ${encoding.toUpperCase()}`);
  return new TextDecoder(encoding).decode(bytes);
}

/** By its byte order mark, else by where the zeros of Latin letters stand. PowerShell's ">" writes UTF-16. */
function encodingOf(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (second === 0 && fourth === 0 && first !== 0 && third !== 0) return "utf-16le";
  return first === 0 && third === 0 && second !== 0 && fourth !== 0 ? "utf-16be" : "utf-8";
}
