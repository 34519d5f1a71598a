/** The same functions as in "aksnet", without the WebAssembly module inside: starting takes a source. */
export * from "./index.js";

/** Starts the library from the file "aksnet/aksnet.wasm"; a second call returns at once. A string is taken as an address. */
export function init(
  source:
    | string
    | URL
    | Response
    | BufferSource
    | WebAssembly.Module
    | Promise<string | URL | Response | BufferSource | WebAssembly.Module>,
): Promise<void>;
/** Starts the library at once. */
export function initSync(module: BufferSource | WebAssembly.Module): void;
