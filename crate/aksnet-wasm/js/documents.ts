// Pasted text to documents. All that it takes, YAML included, is loaded when somebody pastes.
import type { readDocuments as Read } from "../types.d.ts";

export const readDocuments: typeof Read = async (text) => (await import("./reading/read.ts")).read(text);
