// The built package, as any user of it meets it. Every figure on the site comes from here.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// AKSNET_DIST builds the site on another build of the package, an older one for instance.
export const dist = process.env.AKSNET_DIST
  ? pathToFileURL(`${process.env.AKSNET_DIST}/`)
  : new URL("../../../pkg/dist/", import.meta.url);

/** The library, ready. */
export async function library() {
  const module = await import(new URL("index.js", dist));
  await module.init();
  return module;
}

/** limits.json: every fact with value, unit, what is said, sources, and who says otherwise. */
export function limits() {
  return JSON.parse(readFileSync(new URL("limits.json", dist), "utf8"));
}
