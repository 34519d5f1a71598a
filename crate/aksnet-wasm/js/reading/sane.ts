// Bounds for what comes from outside: depth, size with aliases written out, keys that would change an object's prototype.
import { refused } from "./read.ts";

const DEEPEST = 100;
const MOST = 3_000_000;

/** Walks a document once; takes out what nobody reads. Aliases of YAML count as often as they stand there. */
export function sane(value: () => unknown): void {
  walk(value(), 0, { left: MOST });
}

function walk(value: unknown, depth: number, budget: { left: number }): void {
  budget.left -= 1;
  if (budget.left < 0) throw refused("unsupported-document", `more than ${MOST} values, aliases written out`);
  if (typeof value !== "object" || value === null) return;
  if (depth > DEEPEST) throw refused("too-deep", `nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(value)) {
    for (const item of value) walk(item, depth + 1, budget);
  } else {
    clean(value as Record<string, unknown>);
    for (const item of Object.values(value)) walk(item, depth + 1, budget);
  }
}

function clean(fields: Record<string, unknown>): void {
  for (const key of ["__proto__", "managedFields"]) if (Object.hasOwn(fields, key)) delete fields[key];
}
