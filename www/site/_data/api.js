// The package's declarations, for the reference.
import { fileURLToPath } from "node:url";
import { reference } from "../lib/api.js";

export default () => reference(fileURLToPath(new URL("../../../crate/aksnet-wasm/types.d.ts", import.meta.url)));
