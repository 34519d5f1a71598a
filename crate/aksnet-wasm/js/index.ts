// "aksnet": the module is inside, as base64, so that every bundler, Node and a page opened from disk load it without configuration.
import base64 from "../../../target/bindgen/aksnet.wasm";
import { decoded } from "./decode.ts";
import { compile, compileNow, startNow, startOnce, type WasmSource } from "./start.ts";

export * from "./api.ts";

/** Starts the library; idempotent. Without a source, the module inside of this file is used. */
export function init(source?: WasmSource | Promise<WasmSource>): Promise<void> {
  return startOnce(() => compile(source ?? decoded(base64)));
}

/** Starts the library at once; idempotent. */
export function initSync(module?: BufferSource | WebAssembly.Module): void {
  startNow(() => compileNow(module ?? decoded(base64)));
}
