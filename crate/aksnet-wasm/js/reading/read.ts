// What people paste: texts to documents, documents to one environment. Parsing is the engine's and js-yaml's; what the documents are,
// and what of them is used, is the model's business.
import type { readDocuments as Read } from "../../types.d.ts";
import * as glue from "../bindgen.js";
import { AksnetError } from "../error.js";
import { withSources } from "../sources.ts";
import { guarded } from "../start.ts";
import { sane } from "./sane.ts";
import { shape } from "./shape.ts";
import { documentsOf } from "./text.ts";

export const help =
  "what `az aks show -o json`, `az network vnet show -o json`, `kubectl get … -o yaml` or `terraform show -json` prints";

/** A document with its name, or what kept it from being read. */
interface Entry {
  name: string;
  kind?: string;
  document?: unknown;
  error?: string;
}

const join = /* @__PURE__ */ guarded((entries: Entry[]) => glue.joinDocuments(entries as never));

/** More text than any cluster prints, at once. */
const LONGEST = 64 * 1024 * 1024;

export const read: typeof Read = async (text) => {
  const texts = Array.isArray(text) ? text : [text];
  const entries: Entry[] = [];
  let first: unknown;
  for (const [index, one] of texts.entries()) {
    const name = texts.length > 1 ? `document ${index + 1}` : "document";
    for (const part of partsOf(one, name)) {
      if (!part.error) entries.push(...part.entries);
      else {
        first ??= part.error;
        entries.push({ name: part.name, error: part.error.message });
      }
    }
  }
  // Where nothing can be read there is nothing to keep.
  if (first && entries.every((entry) => entry.error !== undefined)) throw first;
  const joined = join(entries);
  // The environment is the caller's own documents, in which "sources" may be anything.
  withSources(joined.findings);
  return joined;
};

type Part = { name: string; entries: Entry[]; error?: undefined } | { name: string; error: AksnetError };

function partsOf(text: unknown, name: string): Part[] {
  try {
    if (typeof text !== "string") {
      const given = text === null ? "null" : typeof text;
      return [{ name, error: refused("invalid-type", `${name}: text is expected, and ${given} was given`) }];
    }
    if (text.length > LONGEST) {
      return [{ name, error: refused("unsupported-document", `${name} is longer than ${LONGEST} characters`) }];
    }
    return documentsOf(text, name).map(({ name: own, value }) => {
      try {
        sane(value);
        return { name: own, entries: shape(own, value()) };
      } catch (error) {
        return { name: own, error: asRefused(error, own) };
      }
    });
  } catch (error) {
    return [{ name, error: asRefused(error, name) }];
  }
}

export function refused(code: string, message: string, cause?: unknown): AksnetError {
  return new AksnetError(code, message, "text", help, cause);
}

function asRefused(error: unknown, name: string): AksnetError {
  if (error instanceof AksnetError) return error;
  const said = error instanceof Error ? error.message : String(error);
  return refused("unsupported-document", `${name} cannot be read: ${said}`, error);
}
