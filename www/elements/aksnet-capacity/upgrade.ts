import type { Finding, planUpgrade } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { thinBar } from "../lib/bars.ts";
import { count } from "../lib/format.ts";
import { type Column, type Line, table } from "../lib/table.ts";

type Steps = ReturnType<typeof planUpgrade>;

const columns: Column[] = [
  ["Step", "step"],
  ["Nodes", "num"],
  ["Addresses", "num"],
  ["To scale", "share", true],
  ["Verdict", "verdict"],
];

/** The steps of an upgrade as a table: what each takes, and what it exceeds. */
export function upgradeTable(steps: Steps): TemplateResult {
  const most = Math.max(...steps.map(({ addresses }) => addresses));
  const lines = steps.map(({ label, nodes, addresses, fits, limits, findings }): Line => {
    const over = limits.filter(({ used, allowed }) => used > allowed);
    const broken = !fits || findings.some(({ severity }) => severity === "error");
    return [
      broken ? "short" : "",
      label,
      count(nodes),
      count(addresses),
      thinBar(addresses, most, broken),
      html`<span class="word ${broken ? "change" : ""}">${broken ? "Does not fit" : "Fits"}</span>${
        over.length > 0
          ? html`<small>${over.map((limit) => html`${limit.label}: ${count(limit.used)} of ${count(limit.allowed)}<br>`)}</small>`
          : nothing
      }`,
    ];
  });
  return table("upgrade", "What the cluster takes at each step of an upgrade", columns, lines);
}

/** The remarks of several answers, each once. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const known = new Map(findings.map((finding) => [`${finding.code} ${finding.subject} ${finding.message}`, finding]));
  return [...known.values()];
}
