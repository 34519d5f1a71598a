// "aksnet/slim": the same functions without the module inside; whoever starts it says where "aksnet/aksnet.wasm" is.
import { AksnetError } from "./error.js";
import { compile, compileNow, startNow, startOnce, type WasmSource } from "./start.ts";

export * from "./api.ts";

function missing(): AksnetError {
  return new AksnetError(
    "missing-field",
    "aksnet/slim does not carry its WebAssembly module",
    "source",
    'pass the address, the response or the bytes of "aksnet/aksnet.wasm", or import from "aksnet", which has it inside',
  );
}

/** Starts the library from a source; idempotent. */
export function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  return startOnce(async () => {
    if (source === undefined) throw missing();
    return compile(source);
  });
}

/** Starts the library at once; idempotent. */
export function initSync(module: BufferSource | WebAssembly.Module): void {
  startNow(() => {
    if (module === undefined) throw missing();
    return compileNow(module);
  });
}
