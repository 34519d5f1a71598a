import type { SizingPlan, SubnetNeed } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { reservedIn, thinBar } from "../lib/bars.ts";
import { count } from "../lib/format.ts";
import { Sources } from "../lib/sources.ts";
import { role } from "../lib/words.ts";

/** "2^(32 − 21) − 5" with the exponent raised. */
function usableFormula(prefix: string, reserved: number): TemplateResult {
  const length = prefix.split("/").pop();
  return html`2<sup>32 − ${length}</sup> − ${reserved}`;
}

function line(label: unknown, formula: unknown, figure: number, marks: unknown, kind = ""): TemplateResult {
  return html`<tr class=${kind} role="row"><th scope="row" role="rowheader">${label}</th><td role="cell" class="f">${formula}</td><td role="cell" class="num">${count(figure)}</td><td role="cell" class="marks">${marks}</td></tr>`;
}

/** One subnet's ledger: its lines sum to "Needed"; what a prefix offers follows below the sum. */
function table(need: SubnetNeed, sources: Sources, caption: boolean): TemplateResult {
  const { given } = need;
  const prefix = given?.prefix ?? `/${need.prefixLength}`;
  const usable = given?.usable ?? need.usable;
  const short = given && !given.fits ? (given.shortBy ?? 0) : 0;
  const spare = given?.spare ?? need.spare;
  return html`<table class="ledger" part="ledger" role="table">
    <caption class=${caption ? "" : "sr"}>${role(need)}${need.name ? html` <code>${need.name}</code>` : nothing}: ${count(need.needed)} needed, a /${need.prefixLength}</caption>
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">For</th><th scope="col" role="columnheader">Formula</th><th scope="col" role="columnheader" class="num">Addresses</th><th scope="col" role="columnheader" class="marks"><span class="sr">Source</span></th></tr></thead>
    <tbody role="rowgroup">
      ${need.ledger.map((entry) => line(entry.label, entry.formula, entry.addresses, sources.marks(entry.sources)))}
      ${line("Needed", need.formula, need.needed, "", "sum")}
      ${line(given ? html`Usable in <code>${prefix}</code>` : `Usable in a ${prefix}`, usableFormula(prefix, reservedIn(need)), usable, sources.marks(need.usableSources))}
      ${
        short
          ? line("Short by", `${count(need.needed)} − ${count(usable)}`, short, "", "short")
          : line("Spare", `${count(usable)} − ${count(need.needed)}`, spare, "")
      }
    </tbody>
  </table>`;
}

/** Where the addresses come from, a table for each subnet, and the sources under them. */
export function ledger(plan: SizingPlan): TemplateResult {
  const sources = new Sources();
  const tables = plan.subnets.map((need) => table(need, sources, plan.subnets.length > 1));
  return html`${tables}${sources.list()}`;
}

/** How much of each limit the plan uses. */
export function limits(plan: SizingPlan): TemplateResult {
  const sources = new Sources();
  return html`<table class="limits" part="limits" role="table">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Limit</th><th scope="col" role="columnheader" class="num">Used</th><th scope="col" role="columnheader" class="num">Allowed</th><th scope="col" role="columnheader" class="share"><span class="sr">Share</span></th><th scope="col" role="columnheader" class="marks"><span class="sr">Source</span></th></tr></thead>
    <tbody role="rowgroup">${plan.limits.map((use) => {
      const over = use.used > use.allowed;
      return html`<tr role="row" class=${over ? "short" : ""}><th scope="row" role="rowheader">${use.label}${over ? html` <span class="word change">Over</span>` : nothing}</th><td role="cell" class="num">${count(use.used)}</td><td role="cell" class="num"><span class="of">of </span>${count(use.allowed)}</td><td role="cell" class="share">${thinBar(use.used, use.allowed, over)}</td><td role="cell" class="marks">${sources.marks(use.sources)}</td></tr>`;
    })}</tbody>
  </table>${sources.list()}`;
}
