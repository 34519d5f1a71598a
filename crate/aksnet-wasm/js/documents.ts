// Pasted text to documents. Parsing is the engine's; what the documents are, and what of them is used, is the model's business.
import type { readDocuments as Read } from "../types.d.ts";
import { joinDocuments } from "./bindgen.js";
import { AksnetError } from "./error.js";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

const join = /* @__PURE__ */ guarded(joinDocuments);
const help = "what `az aks show -o json` or `az network vnet show -o json` prints";

export const readDocuments: typeof Read = async (text) => {
  const texts = Array.isArray(text) ? text : [text];
  const named = texts.flatMap((one, index) =>
    documentsOf(one, texts.length > 1 ? `document ${index + 1}` : "document"),
  );
  const joined = join(named);
  // The environment is the caller's own documents, in which "sources" may be anything.
  withSources(joined.findings);
  return joined;
};

interface Named {
  name: string;
  document: unknown;
}

/** The JSON documents of one text, which may hold several one after the other, as when files were joined. */
function documentsOf(text: unknown, name: string): Named[] {
  if (typeof text !== "string") {
    throw new AksnetError(
      "invalid-type",
      `${name}: text is expected, and ${text === null ? "null" : typeof text} was given`,
      "text",
      help,
    );
  }
  // A byte order mark is no white space to JSON.
  const parts = split(text.replace(/^\uFEFF/, ""));
  if (parts.length === 0) throw new AksnetError("unsupported-document", `${name} is empty`, "text", help);
  return parts.map((part, index) => {
    const own = parts.length > 1 ? `${name}, part ${index + 1}` : name;
    try {
      return { name: own, document: JSON.parse(part) as unknown };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new AksnetError("unsupported-document", `${own} is not JSON: ${said}`, "text", help, error);
    }
  });
}

/** Cuts a text after each object or list that is closed; what follows the last one is a part of its own. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  // Strings are skipped as a whole, so that a brace in one does not count.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") {
      depth -= 1;
      if (depth <= 0) {
        parts.push(text.slice(start, index + 1));
        start = index + 1;
        depth = 0;
      }
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
