// The expressions of ARM templates, as far as the template alone tells their values. What hangs on the deployment throws `Unknown`.

import { isFields } from "./fields.ts";
import { calls } from "./functions.ts";

/** Why an expression has no value here. */
export class Unknown extends Error {}

/** What expressions see of the template around them. */
export interface Scope {
  parameter(name: string): unknown;
  variable(name: string): unknown;
  /** What `reference` of a deployment gives. */
  reference(name: string): unknown;
  /** The turn of a copy loop; the innermost without a name. */
  turn(name: string | undefined): number | undefined;
}

/** Not yet evaluated, since `if` takes one of its branches only. */
export type Lazy = () => unknown;

const TOKENS = /\s*(?:'((?:[^']|'')*)'|(-?\d+)|([A-Za-z_][\w.]*)|([()[\],.]))/y;
/** As long as an expression of a template may be. */
const LONGEST = 24_576;
const DEEPEST = 64;

/** The value of the text between the brackets. */
export function evaluate(text: string, scope: Scope): unknown {
  if (text.length > LONGEST) throw new Unknown("it is too long");
  const parser = new Parser(text, scope);
  const value = parser.expression(0);
  parser.end();
  return value();
}

type Token = { kind: "text" | "number" | "name" | "sign" | "end"; text: string };

class Parser {
  readonly #text: string;
  readonly #scope: Scope;
  #at = 0;
  #token: Token = { kind: "end", text: "" };

  constructor(text: string, scope: Scope) {
    this.#text = text;
    this.#scope = scope;
    this.#next();
  }

  end(): void {
    if (this.#token.kind !== "end") throw new Unknown(`"${this.#token.text}" is not expected`);
  }

  expression(depth: number): Lazy {
    if (depth > DEEPEST) throw new Unknown("it is nested too deep");
    let value = this.#primary(depth);
    for (;;) {
      if (this.#sign("[")) {
        const [of, key] = [value, this.expression(depth + 1)];
        this.#expect("]");
        value = () => member(of(), key());
      } else if (this.#sign(".")) {
        const [of, key] = [value, this.#token.text];
        if (this.#token.kind !== "name") throw new Unknown("a name is expected behind a dot");
        this.#next();
        value = () => key.split(".").reduce(member, of());
      } else return value;
    }
  }

  #primary(depth: number): Lazy {
    const { kind, text } = this.#token;
    this.#next();
    if (kind === "text") return () => text;
    if (kind === "number") return () => Number(text);
    if (kind !== "name") throw new Unknown(kind === "end" ? "it ends early" : `"${text}" is not expected`);
    this.#expect("(");
    const given: Lazy[] = [];
    while (!this.#sign(")")) {
      if (given.length > 0) this.#expect(",");
      given.push(this.expression(depth + 1));
    }
    return () => call(text, given, this.#scope);
  }

  #sign(text: string): boolean {
    if (this.#token.kind !== "sign" || this.#token.text !== text) return false;
    this.#next();
    return true;
  }

  #expect(text: string): void {
    if (!this.#sign(text)) throw new Unknown(`"${text}" is expected`);
  }

  #next(): void {
    TOKENS.lastIndex = this.#at;
    const found = TOKENS.exec(this.#text);
    if (!found) {
      const rest = this.#text.slice(this.#at).trim();
      if (rest !== "") throw new Unknown(`"${rest.slice(0, 20)}" is not understood`);
      this.#token = { kind: "end", text: "" };
      return;
    }
    this.#at = TOKENS.lastIndex;
    const [, text, number, name, sign] = found;
    if (text !== undefined) this.#token = { kind: "text", text: text.replaceAll("''", "'") };
    else if (number !== undefined) this.#token = { kind: "number", text: number };
    else if (name !== undefined) this.#token = { kind: "name", text: name };
    else this.#token = { kind: "sign", text: sign ?? "" };
  }
}

/** An element of a list, or a field in any letter case, as templates have it. */
function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of) && typeof key === "number" && key in of) return of[key];
  if (isFields(of) && typeof key === "string") {
    const own = Object.hasOwn(of, key) ? key : Object.keys(of).find((name) => name.toLowerCase() === key.toLowerCase());
    if (own !== undefined) return of[own];
  }
  throw new Unknown(`there is no ${String(key)} in it`);
}

function call(name: string, given: Lazy[], scope: Scope): unknown {
  const text = (at: number): string => {
    const value = given[at]?.();
    if (typeof value !== "string") throw new Unknown(`${name}() is given no name`);
    return value;
  };
  switch (name.toLowerCase()) {
    case "parameters":
      return scope.parameter(text(0));
    case "variables":
      return scope.variable(text(0));
    case "reference":
      return scope.reference(text(0));
    case "copyindex":
      return turn(given, scope);
    default: {
      const known = calls[name.toLowerCase()];
      if (!known) throw new Unknown(`${name}() is known only to the deployment`);
      return known(given);
    }
  }
}

function turn(given: Lazy[], scope: Scope): number {
  const values = given.map((value) => value());
  const name = values.find((value) => typeof value === "string") as string | undefined;
  const offset = values.find((value) => typeof value === "number") as number | undefined;
  const at = scope.turn(name);
  if (at === undefined) throw new Unknown("copyIndex() stands in no loop that is written out");
  return at + (offset ?? 0);
}

/** Whether a text is an expression: brackets around it, and not the escaped "[[". */
export const isExpression = (value: unknown): value is string =>
  typeof value === "string" && value.startsWith("[") && value.endsWith("]") && !value.startsWith("[[");
