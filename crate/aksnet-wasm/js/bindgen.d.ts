// What wasm-bindgen writes to target/bindgen, as seen from here: the functions of the public types, not yet guarded, and its own
// start. The build resolves "./bindgen.js" to that output; the public types are the only description of the functions.
export * from "../types.js";

/** Starts the module; a second call returns at once. */
export function initSync(from: { module: WebAssembly.Module }): unknown;
