// `-o table` of routes: effective ones of a network card, and those of a route table.

/** The document that a table of routes is; nothing for other text. */
export function tableOf(lines: string[]): unknown {
  const rule = lines.findIndex((line) => /^-{2,}(?:\s+-{2,})+\s*$/.test(line));
  const head = lines[rule - 1];
  const dashes = lines[rule];
  if (rule < 1 || head === undefined || dashes === undefined || !/address ?prefix/i.test(head)) return undefined;
  // Names by their order: a head that was typed again need not stand where the lines below it do.
  const names = head.trim().split(/\s{2,}/);
  const columns = [...dashes.matchAll(/-+/g)].map(({ index }, at, all) => ({
    from: index,
    to: all[at + 1]?.index,
    name: (names[at] ?? "").replaceAll(" ", "").toLowerCase(),
  }));
  const rows = lines.slice(rule + 1).filter((line) => line.trim() !== "");
  const cells = rows.map((line) =>
    Object.fromEntries(columns.map(({ name, from, to }) => [name, line.slice(from, to).trim()])),
  );
  if (columns.some(({ name }) => name === "state")) {
    return {
      value: cells.map((row) => ({
        source: row["source"],
        state: row["state"],
        addressPrefix: (row["addressprefix"] ?? "").split(/\s+/).filter(Boolean),
        nextHopType: row["nexthoptype"],
        nextHopIpAddress: (row["nexthopip"] ?? "").split(/\s+/).filter(Boolean),
      })),
    };
  }
  return cells.map((row) => ({
    name: row["name"],
    addressPrefix: row["addressprefix"],
    nextHopType: row["nexthoptype"],
    ...(row["nexthopipaddress"] ? { nextHopIpAddress: row["nexthopipaddress"] } : {}),
  }));
}
