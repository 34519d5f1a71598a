// `readDocuments` in embed.js: the reading is in embed-models.js.
import type { readDocuments as Read } from "../types.d.ts";
import { models } from "./embed-library.ts";

export const readDocuments: typeof Read = async (text) => (await models()).read(text);
