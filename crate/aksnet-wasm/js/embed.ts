// "aksnet/embed.js": one classic script with everything inside, for pages without a bundler and pages opened from disk. It
// defines the elements and offers the functions as globalThis.aksnet. Loaded twice, the first copy stays.
import { defineAll } from "../../../www/elements/index.ts";
import * as library from "./index.ts";

const page = globalThis as { aksnet?: unknown };
page.aksnet ??= Object.freeze({ ...library });
defineAll();
