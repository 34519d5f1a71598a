import type { LedgerLine, LimitUse, SizingPlan, SubnetNeed } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { reservedIn, thinBar } from "./bars.ts";
import { count } from "./format.ts";
import { Sources } from "./sources.ts";
import { type Column, type Line, table } from "./table.ts";
import { role } from "./words.ts";

const source: Column = ["Source", "marks", true];
/** The columns of a ledger that counts addresses, or something else. */
export const ledgerColumns = (unit = "Addresses"): Column[] => [["For"], ["Formula", "f"], [unit, "num"], source];
const limitColumns: Column[] = [["Limit"], ["Used", "num"], ["Allowed", "num"], ["Share", "share", true], source];

/** The lines below the sum: what a prefix offers, and what is left of it or missing. */
function offered({ given, needed, ...need }: SubnetNeed, reserved: number, sources: Sources): Line[] {
  const prefix = given?.prefix ?? `/${need.prefixLength}`;
  const usable = given?.usable ?? need.usable;
  const formula = html`2<sup>32 − ${prefix.split("/").pop()}</sup> − ${reserved}`;
  const label = given ? html`Usable in <code>${prefix}</code>` : `Usable in a ${prefix}`;
  const short = given?.shortBy ?? 0;
  return [
    ["", label, formula, count(usable), sources.marks(need.usableSources)],
    short > 0
      ? ["short", "Short by", `${count(needed)} − ${count(usable)}`, count(short), ""]
      : ["", "Spare", `${count(usable)} − ${count(needed)}`, count(given?.spare ?? need.spare), ""],
  ];
}

/** The lines of a ledger as lines of a table. */
export const ledgerLines = (lines: readonly LedgerLine[], sources: Sources): Line[] =>
  lines.map(({ label, formula, addresses, sources: from }) => [
    "",
    label,
    formula,
    count(addresses),
    sources.marks(from),
  ]);

/** Where the addresses come from: a table for each subnet whose lines sum to "Needed", and the sources under them. */
export function ledger(plan: SizingPlan): TemplateResult {
  const sources = new Sources();
  const many = plan.subnets.length > 1;
  const tables = plan.subnets.map((need) => {
    const name = need.name ? html` <code>${need.name}</code>` : nothing;
    const caption = html`${role(need)}${name}: ${count(need.needed)} needed, a /${need.prefixLength}`;
    const sum: Line = ["sum", "Needed", need.formula, count(need.needed), ""];
    return table(
      "ledger",
      caption,
      ledgerColumns(),
      [...ledgerLines(need.ledger, sources), sum, ...offered(need, reservedIn(need), sources)],
      many,
    );
  });
  return html`${tables}${sources.list()}`;
}

/** How much of each limit is used. */
export function limits(uses: readonly LimitUse[]): TemplateResult {
  const sources = new Sources();
  const lines = uses.map(({ label, used, allowed, sources: from }): Line => {
    const over = used > allowed;
    return [
      over ? "short" : "",
      html`${label}${over ? html` <span class="word change">Over</span>` : nothing}`,
      count(used),
      html`<span class="of">of </span>${count(allowed)}`,
      thinBar(used, allowed, over),
      sources.marks(from),
    ];
  });
  return html`${table("limits", "Limits, and how much of each is used", limitColumns, lines)}${sources.list()}`;
}
