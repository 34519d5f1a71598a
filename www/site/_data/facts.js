// The facts of the package, in the shapes that pages ask for.
import { limits } from "../lib/package.js";

export default function facts() {
  const rows = limits();
  const byId = Object.fromEntries(rows.map((row) => [row.id, row]));
  const sources = {};
  for (const row of rows) {
    for (const source of [...row.sources, ...(row.disputedBy ?? [])]) sources[source.id] = source;
  }
  const days = Object.values(sources).map((source) => source.read);
  return {
    rows,
    byId,
    sources,
    disputed: rows.filter((row) => row.disputedBy?.length > 0),
    readUpTo: days.sort().at(-1),
  };
}
