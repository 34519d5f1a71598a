// What people paste: texts to documents, documents to one environment. Parsing is the engine's and js-yaml's; what the documents are,
// and what of them is used, is the model's business.
import type { readDocuments as Read } from "../../types.d.ts";
import * as glue from "../bindgen.js";
import { AksnetError } from "../error.js";
import { withSources } from "../sources.ts";
import { guarded } from "../start.ts";
import { decode } from "./decode.ts";
import { type Fields, fieldsOf } from "./fields.ts";
import { sane } from "./sane.ts";
import { isParameters, shape } from "./shape.ts";
import { documentsOf } from "./text.ts";

const help =
  "what `az aks show -o json`, `az network vnet show -o json`, `kubectl get … -o yaml` or `terraform show -json` prints";

/** A document with its name, or what kept it from being read. */
interface Entry {
  name: string;
  kind?: string;
  document?: unknown;
  error?: string;
  notes?: string[];
  ignored?: string[];
}

/** A document before its shape is known. */
interface Parsed extends Entry {
  failure?: AksnetError;
}

const join = /* @__PURE__ */ guarded((entries: Entry[]) => glue.joinDocuments(entries as never));

/** More text than any cluster prints, at once. */
const LONGEST = 64 * 1024 * 1024;

export const read: typeof Read = async (text) => {
  const texts: unknown[] = Array.isArray(text) ? text : [text];
  const parsed = texts.flatMap((one, index) => partsOf(one, texts.length > 1 ? `document ${index + 1}` : "document"));
  // The values of parameter files count for the templates beside them.
  const given: Fields = Object.assign(
    {},
    ...parsed.map(({ document }) => (isParameters(document) ? fieldsOf(document)["parameters"] : {})),
  );
  const entries = parsed.flatMap((part) => (part.failure || part.ignored ? [part] : shaped(part, given)));
  const first = entries.find(({ failure }) => failure)?.failure;
  // Where nothing can be read there is nothing to keep.
  if (first && entries.every(({ failure, ignored }) => failure || ignored)) throw first;
  const joined = join(entries.map(({ failure, ...entry }) => (failure ? { ...entry, error: failure.message } : entry)));
  // The environment is the caller's own documents, in which "sources" may be anything.
  withSources(joined.findings);
  return joined;
};

function partsOf(given: unknown, name: string): Parsed[] {
  try {
    if (typeof given !== "string" && !(given instanceof ArrayBuffer) && !ArrayBuffer.isView(given)) {
      const what = given === null ? "null" : typeof given;
      return [{ name, failure: refused("invalid-type", `${name}: text is expected, and ${what} was given`) }];
    }
    if ((typeof given === "string" ? given.length : given.byteLength) > LONGEST) {
      return [{ name, failure: refused("unsupported-document", `${name} is longer than ${LONGEST} characters`) }];
    }
    const { text, notes } = decode(given);
    return documentsOf(text, name).map(({ value, notes: own = [], ...part }, at) => {
      if (part.ignored) return part;
      try {
        const document = value();
        return { ...part, document, notes: [...(at === 0 ? notes : []), ...own, ...sane(document)] };
      } catch (error) {
        return { ...part, failure: asRefused(error, part.name) };
      }
    });
  } catch (error) {
    return [{ name, failure: asRefused(error, name) }];
  }
}

function shaped({ name, document, notes = [] }: Parsed, given: Fields): Parsed[] {
  try {
    return shape(name, document, given).map((entry, at) => ({
      ...entry,
      notes: [...(at === 0 ? notes : []), ...(entry.notes ?? [])],
    }));
  } catch (error) {
    return [{ name, failure: asRefused(error, name) }];
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
