// "aksnet": the module is inside, as base64, so that every bundler, Node and a page opened from disk load it without configuration.
import base64 from "../../../target/bindgen/aksnet.wasm";
import { compile, compileNow, startNow, startOnce, type WasmSource } from "./start.ts";

export * from "./api.ts";

/** Engines of 2025 and later decode base64 themselves; TypeScript's library does not name it yet. */
const decoder = Uint8Array as typeof Uint8Array & { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> };

function inlined(): Uint8Array<ArrayBuffer> {
  if (decoder.fromBase64) return decoder.fromBase64(base64);
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

/** Starts the library; idempotent. Without a source, the module inside of this file is used. */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void> {
  return startOnce(() => compile(source ?? inlined()));
}

/** Starts the library at once; idempotent. */
export function initSync(module?: BufferSource | WebAssembly.Module): void {
  startNow(() => compileNow(module ?? inlined()));
}
