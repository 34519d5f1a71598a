// The codes of findings and their severities, read from the crate's own list, in its order.
import { readFileSync } from "node:fs";

const list = new URL("../../../crate/aksnet/src/finding.rs", import.meta.url);

export default function codes() {
  const text = readFileSync(list, "utf8");
  const found = [...text.matchAll(/^\s*[A-Z0-9_]+ = (Error|Warning|Note) "([a-z0-9-]+)";/gm)];
  if (found.length === 0) throw new Error("no finding codes were found in the crate");
  return found.map(([, severity, code]) => ({ code, severity: severity.toLowerCase() }));
}
