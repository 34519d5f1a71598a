// "aksnet/embed-models.js": all models for embed.js, which loads it from beside itself when the first element asks for more than sizing.
import base64 from "../../../target/bindgen/aksnet.wasm";
import * as glue from "./bindgen.js";
import { decoded } from "./decode.ts";
import { read } from "./reading/read.ts";
import { compile, startOnce } from "./start.ts";

const brought = {
  glue,
  read,
  /** Starts the module. */
  start: (): Promise<void> => startOnce(() => compile(decoded(base64))),
};

/** What this script hands to embed.js. */
export type EmbedModels = typeof brought;

(globalThis as { aksnetModels?: EmbedModels }).aksnetModels = brought;
