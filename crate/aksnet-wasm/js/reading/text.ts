// One text to the documents in it: JSON, one or several, YAML, or a table; what stands in front of them and behind is taken off.
import { CORE_SCHEMA, loadAll } from "js-yaml";
import { refused } from "./read.ts";
import { tableOf } from "./table.ts";

export interface Named {
  name: string;
  /** Parses it; may throw. */
  value: () => unknown;
}

/** A command behind a prompt, a warning, a progress line. */
const residue =
  /^(?:(?:\$|>|%|PS [A-Z]:[^>\n]*>|[A-Z]:\\[^>\n]*>|[\w.-]+@[\w.-]+:?[^\n$#]*[$#])[^\n{[]*|(?:WARNING|INFO|DEBUG|ERROR|Command group)\b[^\n]*|[-\\|/]?\s*(?:Running|Finished|Starting|Finalizing)\s*\.\.[^\n{[]*)$/;
const prompt = /^(?:\$|>|%|#|PS [A-Z]:[^>\n]*>|[A-Z]:\\[^>\n]*>|[\w.-]+@[\w.-]+:?[^\n$#]*[$#])\s*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals write them
const colour = /\u001b\[[0-9;?]*[A-Za-z]/g;

/** The documents of a text, each to be parsed by itself. */
export function documentsOf(text: string, name: string): Named[] {
  // A byte order mark is no white space to JSON; of "{- Finished .." the brace alone is the document's.
  const plain = text
    .replace(/^\uFEFF/, "")
    .replaceAll("\r\n", "\n")
    .replace(colour, "")
    .replace(/^(\s*[{[])-? ?(?:Running|Finished) \.\.[^\n]*/m, "$1");
  const lines = plain.split("\n");
  while (lines.length > 0 && (lines[0]?.trim() === "" || residue.test(lines[0]?.trim() ?? ""))) lines.shift();
  while (lines.length > 0 && (lines.at(-1)?.trim() === "" || prompt.test(lines.at(-1)?.trim() ?? ""))) lines.pop();
  const body = lines.join("\n").trim();
  if (body === "") throw refused("unsupported-document", `${name} is empty`);
  if (/^[{[]/.test(body)) return json(body, name);
  const table = tableOf(lines);
  if (table) return [{ name, value: () => table }];
  if (/^(?:---|%YAML|- |[\w"'./-]+:(?:\s|$)|#)/.test(body)) return yaml(body, name);
  const begin = lines.findIndex((line) => /^[{[]/.test(line));
  if (begin > 0) return json(lines.slice(begin).join("\n").trim(), name);
  return json(body, name);
}

function json(text: string, name: string): Named[] {
  const parts = split(text);
  return parts.map((part, index) => {
    const own = parts.length > 1 ? `${name}, part ${index + 1}` : name;
    return {
      name: own,
      value: once(() => {
        try {
          return JSON.parse(part) as unknown;
        } catch (error) {
          const said = error instanceof Error ? error.message : String(error);
          throw refused("unsupported-document", `${own} is not JSON: ${said}`, error);
        }
      }),
    };
  });
}

function yaml(text: string, name: string): Named[] {
  let all: unknown[];
  try {
    // Dates stay text, as kubectl means them; a key that stands twice counts by its last value, as in JSON.
    all = loadAll(text, null, { schema: CORE_SCHEMA, json: true });
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw refused("unsupported-document", `${name} is neither JSON nor YAML: ${said}`, error);
  }
  const documents = all.filter((document) => document !== null && document !== undefined);
  if (documents.length === 0) throw refused("unsupported-document", `${name} is empty`);
  return documents.map((document, index) => ({
    name: documents.length > 1 ? `${name}, part ${index + 1}` : name,
    value: () => document,
  }));
}

function once(make: () => unknown): () => unknown {
  let made: { value: unknown } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
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
  return parts.map((part) => part.trim()).filter((part) => part !== "" && !/^[,;]$/.test(part));
}
