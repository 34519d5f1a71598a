// Answers come with the ids of their sources. Here the documents are put in, each one object however often it is named.

import type { Source } from "../types.js";
import * as glue from "./bindgen.js";

let documents: Map<string, Source> | undefined;

function document(id: string): Source {
  documents ??= new Map(glue.sources().map((source) => [source.id, Object.freeze(source)]));
  const found = documents.get(id);
  if (found === undefined) throw new Error(`no source ${id}`);
  return found;
}

const named = new Set(["sources", "usableSources", "disputedBy"]);

/** Replaces every id by its document, in place. */
export function withSources<T>(answer: T): T {
  if (Array.isArray(answer)) {
    for (const item of answer) withSources(item);
  } else if (typeof answer === "object" && answer !== null) {
    const fields = answer as Record<string, unknown>;
    for (const key in fields) {
      const value = fields[key];
      if (named.has(key)) fields[key] = (value as string[]).map(document);
      else if (typeof value === "object") withSources(value);
    }
  }
  return answer;
}
