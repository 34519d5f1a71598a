// Bounds for what comes from outside: depth, size with aliases written out, keys that would change an object's prototype.
import { refused } from "./read.ts";

export const DEEPEST = 100;
const MOST = 3_000_000;
const BAD = ["__proto__", "constructor", "prototype"];

/** Walks a document once; takes out what nobody reads, and says which keys. Aliases of YAML count as often as they stand there. */
export function sane(value: unknown): string[] {
  const walk = new Walk();
  walk.into(value, 0);
  return [...walk.removed].map((key) => `the key "${key}" was taken out: it would change what objects are`);
}

class Walk {
  readonly removed: Set<string> = new Set();
  #left = MOST;

  into(value: unknown, depth: number): void {
    this.#left -= 1;
    if (this.#left < 0) throw refused("unsupported-document", `more than ${MOST} values, aliases written out`);
    if (typeof value !== "object" || value === null) return;
    if (depth > DEEPEST) throw refused("too-deep", `nested deeper than ${DEEPEST} levels`);
    if (!Array.isArray(value)) this.#clean(value as Record<string, unknown>);
    for (const item of Object.values(value)) this.into(item, depth + 1);
  }

  #clean(fields: Record<string, unknown>): void {
    for (const key of BAD) {
      if (!Object.hasOwn(fields, key)) continue;
      delete fields[key];
      this.removed.add(key);
    }
    // Who set which field when, a third of what kubectl prints.
    if (Object.hasOwn(fields, "managedFields")) delete fields["managedFields"];
  }
}
