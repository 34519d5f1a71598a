// "aksnet/embed.js": one classic script for pages without a bundler and pages opened from disk. It defines the elements and offers
// the functions as globalThis.aksnet. The sizing model is inside, the others are in embed-models.js beside it. Loaded twice, the
// first copy stays.
import { defineAll } from "../../../www/elements/index.ts";
import * as functions from "./api.ts";
import { init, initSync } from "./embed-library.ts";

const page = globalThis as { aksnet?: unknown };
page.aksnet ??= Object.freeze({ ...functions, init, initSync });
defineAll();
