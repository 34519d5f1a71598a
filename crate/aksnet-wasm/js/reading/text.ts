// One text to the documents in it: JSON, YAML and tables in any order, with what a terminal puts around them.
import { CORE_SCHEMA, loadAll } from "js-yaml";
import { endOf, parse } from "./json.ts";
import { kubectlTable } from "./kubectl.ts";
import { namespaceOf, noise } from "./noise.ts";
import { refused } from "./read.ts";
import { DEEPEST } from "./sane.ts";
import { azTable, isRule, looksLikeRoute, type Table } from "./table.ts";

export interface Named {
  name: string;
  /** Parses it; may throw. */
  value: () => unknown;
  /** What was done with it on the way. */
  notes?: string[];
  /** Lines that are no document. */
  ignored?: string[];
  kind?: string;
}

type Part = Omit<Named, "name">;

/** More documents than anybody pastes at once. */
const MOST = 20_000;
/** JSON that is never closed is looked for again behind it, this often. */
const TRIES = 20;
/** YAML takes ten times as long to read as JSON. */
const LONGEST_YAML = 16 * 1024 * 1024;

/** The documents of a text, each to be parsed by itself. */
export function documentsOf(text: string, name: string): Named[] {
  // Of "{- Finished .." the brace alone is the document's.
  const plain = text.replace(/^(\s*[{[])-? ?(?:Running|Finished) \.\.[^\n]*/m, "$1");
  const source = sourceOf(plain);
  if (source && startsAsSource(plain)) throw refused("unsupported-document", `${name} is ${source}`);
  const parts = new Reader(plain).all();
  const documents = parts.filter(({ ignored }) => !ignored);
  if (documents.length === 0) {
    const said = parts.flatMap(({ ignored = [] }) => ignored);
    if (said.length === 0) throw refused("unsupported-document", `${name} is empty`);
    throw refused("unsupported-document", `${name} is ${source ?? `neither JSON, YAML nor a table: "${said[0]}"`}`);
  }
  return parts.map((part, index) => ({
    ...part,
    name: parts.length > 1 ? `${name}, part ${index + 1}` : name,
  }));
}

/** Languages that others compile. */
function sourceOf(text: string): string | undefined {
  if (/^\s*(?:resource|param|module|targetScope)\s+\w+.*(?:'Microsoft\.|=)/m.test(text))
    return "Bicep's source, of which `az bicep build --stdout` makes the JSON that is read";
  if (/^\s*(?:resource|variable|module|provider)\s+"/m.test(text))
    return "Terraform's source, of which `terraform show -json` makes the JSON that is read";
  return undefined;
}

/** Its first line that is no comment is a declaration: what looks like YAML further down is none. */
const startsAsSource = (text: string): boolean =>
  /^(?:\s*(?:\/\/|#|@).*\n|\s)*(?:resource|param|var|module|targetScope|variable|provider|terraform|locals|data|using)\b[^:\n]*(?:$|\n)/.test(
    text,
  );

class Reader {
  readonly #text: string;
  #at = 0;
  #tries = TRIES;
  #command = "";
  #stray: string[] = [];
  readonly #parts: Part[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  all(): Part[] {
    while (this.#at < this.#text.length) {
      if (this.#parts.length >= MOST) throw refused("unsupported-document", `more than ${MOST} documents at once`);
      this.#step();
    }
    this.#flush();
    return this.#parts;
  }

  /** The line that begins at a place, without its end. */
  #line(at: number): string {
    const end = this.#text.indexOf("\n", at);
    return this.#text.slice(at, end < 0 ? undefined : end);
  }

  #next(at: number): number {
    const end = this.#text.indexOf("\n", at);
    return end < 0 ? this.#text.length : end + 1;
  }

  /** Lines from here until one of which `stop` says that it is another's. */
  #take(stop: (line: string, at: number) => boolean): string[] {
    const lines: string[] = [];
    for (let at = this.#at; at < this.#text.length; at = this.#next(at)) {
      const line = this.#line(at);
      if (lines.length > 0 && stop(line, at)) break;
      lines.push(line);
      this.#at = this.#next(at);
    }
    return lines;
  }

  #add(part: Part): void {
    this.#flush();
    this.#parts.push(part);
  }

  #flush(): void {
    if (this.#stray.length === 0) return;
    const ignored = this.#stray.slice(0, 5).map((line) => (line.length > 80 ? `${line.slice(0, 79)}…` : line));
    if (this.#stray.length > ignored.length) ignored.push(`${this.#stray.length - ignored.length} lines more`);
    this.#stray = [];
    this.#parts.push({ value: () => undefined, kind: "text", ignored });
  }

  #step(): void {
    const line = this.#line(this.#at);
    const text = line.trim();
    if (text === "" || /^```/.test(text)) {
      this.#at = this.#next(this.#at);
      return;
    }
    const around = noise(line);
    if (around) {
      if (around.command !== undefined) this.#command = around.command;
      if (around.failure) this.#stray.push(around.failure);
      this.#at = this.#next(this.#at);
    } else if (/^[{[]/.test(text)) this.#json(this.#at + line.indexOf(text));
    else if (this.#tableAt(this.#at, line)) this.#table();
    else if (startsYaml(text)) this.#yaml();
    else {
      this.#stray.push(text);
      this.#at = this.#next(this.#at);
    }
  }

  #json(from: number): void {
    const { end, depth } = endOf(this.#text, from);
    if (end < 0) {
      this.#at = from;
      this.#tries -= 1;
      const lines = this.#take(
        (line) => this.#tries > 0 && (/^[{[]\s*$/.test(line) || line.startsWith("---") || !!noise(line)),
      );
      this.#add({ value: once(() => jsonOrYaml(lines.join("\n"))) });
      return;
    }
    const own = this.#text.slice(from, end);
    const tail = /^[\s,;]*/.exec(this.#line(end))?.[0].length ?? 0;
    this.#at = end + tail;
    this.#add({
      value: once(() => {
        if (depth > DEEPEST) throw refused("too-deep", `nested deeper than ${DEEPEST} levels`);
        return jsonOrYaml(own);
      }),
    });
    const rest = this.#line(this.#at).trim();
    // What follows on the same line is neither a prompt nor a document of its own.
    if (rest !== "" && !/^[{[]/.test(rest) && this.#at > 0 && this.#text[this.#at - 1] !== "\n" && !noise(rest)) {
      this.#at = this.#next(this.#at);
      this.#add({
        value: () => {
          throw refused("unsupported-document", `"${rest.slice(0, 40)}" follows a document on its line`);
        },
      });
    }
  }

  #tableAt(at: number, line: string): boolean {
    const text = line.trim();
    return (
      isHead(text) ||
      looksLikeRoute(text) ||
      (text.startsWith("|") && text.length > 1) ||
      (isRule(this.#line(this.#next(at))) && /^[A-Za-z]/.test(text))
    );
  }

  #table(): void {
    const command = this.#command;
    const first = this.#line(this.#at).trim();
    const lines = this.#take(
      (line, at) =>
        line.trim() === "" ||
        /^[{[]|^---$|^```/.test(line) ||
        isHead(line.trim()) ||
        !!noise(line) ||
        !isRow(line) ||
        isRule(this.#line(this.#next(at))),
    );
    // A rule stands below the head: it was no end of the table.
    if (lines.length === 1 && isRule(this.#line(this.#at))) {
      lines.push(
        ...this.#take(
          (line, at) =>
            line.trim() === "" ||
            /^[{[]/.test(line) ||
            !!noise(line) ||
            (!isRow(line) && !isRule(line)) ||
            isRule(this.#line(this.#next(at))),
        ),
      );
    }
    let table: Table | undefined;
    if (isHead(first)) table = kubectlTable(lines, namespaceOf(command));
    table ??= azTable(lines, command);
    if (!table) {
      this.#stray.push(...lines.map((line) => line.trim()));
      return;
    }
    const { value, notes } = table;
    this.#add({ value: () => value, notes });
  }

  #yaml(): void {
    const lines = this.#take(
      (line, at) =>
        (/^\S/.test(line) && !line.startsWith("#") && !line.startsWith("- ") && !!noise(line)) ||
        /^[{[]\s*$|^```/.test(line) ||
        isHead(line) ||
        (isRule(this.#line(this.#next(at))) && /^\S/.test(line) && /\s{2,}/.test(line.trim())),
    );
    const indent = Math.min(...lines.filter((line) => line.trim()).map((line) => line.search(/\S/)));
    const own = lines.map((line) => line.slice(indent));
    let begin = 0;
    // Three dashes at the beginning of a line part documents wherever they stand: one that is broken leaves the others alone.
    for (let at = 0; at <= own.length; at += 1) {
      if (at < own.length && !/^(?:---|\.\.\.)(?:\s|$)/.test(own[at] ?? "")) continue;
      const chunk = own.slice(begin, at);
      begin = at;
      const bare = chunk.filter((line) => !/^\s*(?:#|---|\.\.\.|%)/.test(line) && line.trim() !== "");
      if (bare.length === 0 && !/^---\s+\S/.test(chunk[0] ?? "")) continue;
      const text = chunk.map((line) => line.replace(/^\.\.\.(?=\s|$)|^%.*$/, "")).join("\n");
      this.#add({ value: once(() => yaml(text)) });
    }
  }
}

/** A line below a head: cells apart, or an address, or the short name of something in its first column. A sentence is none. */
const isRow = (line: string): boolean => {
  const text = line.trim();
  return /\s{2,}|\t|\||\d\.\d|[:/<\d]/.test(text) || !/\s/.test(text) || looksLikeRoute(text);
};

const startsYaml = (text: string): boolean => /^(?:---|%YAML|- |[\w"'./-]+:(?:\s|$)|#)/.test(text);
/** The head of a table of kubectl's: capitals, and the name first. */
const isHead = (text: string): boolean => /^(?:NAMESPACE\s+)?NAME(?:\s+[A-Z][A-Z()-]+)+/.test(text);

function jsonOrYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    // The flow style of YAML looks like JSON without its quotes.
    if (text.length < 1_000_000) {
      try {
        return yaml(text);
      } catch {
        // The first complaint is the better one.
      }
    }
    throw refused("unsupported-document", `it is not JSON: ${said}`, error);
  }
}

function yaml(text: string): unknown {
  if (text.length > LONGEST_YAML) {
    throw refused("unsupported-document", `longer than ${LONGEST_YAML} characters of YAML: kubectl prints JSON too`);
  }
  try {
    // Dates stay text, as kubectl means them; a key that stands twice counts by its last value, as in JSON.
    return loadAll(text, null, { schema: CORE_SCHEMA, json: true }).find((document) => document != null) ?? null;
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw refused("unsupported-document", `it is neither JSON nor YAML: ${said}`, error);
  }
}

function once(make: () => unknown): () => unknown {
  let made: { value: unknown } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
