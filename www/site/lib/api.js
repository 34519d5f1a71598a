// The reference, read from types.d.ts: every exported declaration with the comment above it. The comments are the manual; this
// only lays them out.
import { readFileSync } from "node:fs";
import { markup } from "./format.js";
import { inline } from "./markdown.js";

const KINDS = { function: "functions", class: "classes", interface: "shapes", type: "shapes", const: "functions" };

/** The text of a doc comment without its stars. */
function commentText(comment) {
  return comment
    .replace(/^\s*\/\*\*/, "")
    .replace(/\*\/\s*$/, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}

/** Comments and strings blanked out, so that brackets in them do not count; positions stay. */
function blanked(text) {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"\n]*"/gm, (part) => part.replace(/[^\n]/g, " "));
}

/** Where a declaration that begins at `start` ends: at the first ";" outside of all brackets, or at the "}" of a body. */
function endOf(blank, start) {
  const hasBody = /^export (?:declare )?(?:abstract )?(?:class|interface)\b/.test(blank.slice(start, start + 60));
  let depth = 0;
  for (let index = start; index < blank.length; index += 1) {
    const character = blank[index];
    if ("([{".includes(character)) depth += 1;
    if (")]}".includes(character)) depth -= 1;
    if (depth === 0 && character === (hasBody ? "}" : ";")) return index + 1;
  }
  throw new Error(`a declaration does not end: ${blank.slice(start, start + 60)}`);
}

/** All exported declarations of a file of types, in order. */
export function declarations(text) {
  const found = [];
  const blank = blanked(text);
  const start = /^export (?:declare )?(?:abstract )?(function|class|interface|type|const) (\w+)/gm;
  for (let match = start.exec(text); match; match = start.exec(text)) {
    const [, keyword, name] = match;
    const before = text.slice(0, match.index);
    const comment = /\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n$/.exec(before)?.[0];
    const end = endOf(blank, match.index);
    found.push({
      name,
      kind: KINDS[keyword],
      doc: comment ? commentText(comment) : "",
      code: text.slice(match.index, end),
    });
    start.lastIndex = end;
  }
  return found;
}

/** Overloads become one entry. */
function merged(list) {
  const byName = new Map();
  for (const entry of list) {
    const known = byName.get(entry.name);
    if (known) Object.assign(known, { code: `${known.code}\n${entry.code}`, doc: known.doc || entry.doc });
    else byName.set(entry.name, { ...entry });
  }
  return [...byName.values()];
}

function paragraphs(doc) {
  const [words, ...examples] = doc.split(/^@example.*$/m);
  const prose = words
    .split(/\n\s*\n/)
    .filter((part) => part.trim())
    .map((part) => (part.startsWith("```") ? fence(part) : `<p>${inline(sentence(part))}</p>`));
  return [...prose, ...examples.map((example) => fence(example.trim()))].join("\n");
}

/** One line, "@throws X when" as "Throws `X` when". */
function sentence(part) {
  const line = part.replace(/\s*\n\s*/g, " ").trim();
  return line.replace(/^@throws (\w+) (.*?)\.?$/, "Throws `$1` $2.");
}

function fence(text) {
  return `<pre tabindex="0"><code>${markup(text.replace(/^```\w*\n?|\n?```$/g, ""))}</code></pre>`;
}

/** Code with comments set apart and names of other declarations linked. */
function codeMarkup(code, self, names) {
  return markup(code.replace(/^export (?:declare )?/gm, "")).replace(
    /(\/\*[\s\S]*?\*\/|\/\/.*$)|(&quot;.*?&quot;)|\b([A-Za-z]\w*)\b/gm,
    (whole, comment, string, word) => {
      if (comment) return `<span class="note">${comment}</span>`;
      if (string || word === self || !names.has(word)) return whole;
      return `<a href="#${word}">${word}</a>`;
    },
  );
}

/** The reference's sections, each entry with its words and its code as HTML. */
export function reference(file) {
  const entries = merged(declarations(readFileSync(file, "utf8")));
  if (entries.length === 0) throw new Error("no declaration was found in the types");
  const linked = new Set(entries.filter(({ kind }) => kind !== "functions").map(({ name }) => name));
  const ready = entries.map((entry) => ({
    ...entry,
    words: paragraphs(entry.doc),
    markup: codeMarkup(entry.code, entry.name, linked),
  }));
  const sections = { functions: [], classes: [], shapes: [] };
  for (const entry of ready) sections[entry.kind].push(entry);
  return sections;
}
