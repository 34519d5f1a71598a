// What wasm-bindgen writes to target/bindgen-sizing: the module with the sizing questions alone.
export { ask, initSync, sources } from "./bindgen.js";
