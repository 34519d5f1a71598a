import type { SizingPlan } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { count, percent, several } from "../lib/format.ts";
import { grid, waffle } from "../lib/waffle.ts";
import { modes, shortModes, sizes } from "../lib/words.ts";

/** Other plans of the same workload worth a place beside this one, all with the same answer; empty when every mode agrees. */
export function counterpart(plan: SizingPlan, all: readonly SizingPlan[]): SizingPlan[] {
  const others = all.filter((other) => other.addresses !== plan.addresses);
  const fewest = others.reduce<SizingPlan | undefined>(
    (best, one) => (best && best.addresses <= one.addresses ? best : one),
    undefined,
  );
  if (!fewest) return [];
  // The fewest of all is what to move to; a plan that has that already is set against the node subnet it would have been.
  const pick =
    fewest.addresses < plan.addresses ? fewest : (others.find((one) => one.mode === "node-subnet") ?? fewest);
  return others.filter((other) => other.addresses === pick.addresses);
}

/** The first line of a page: a finished answer. */
export function headline(plan: SizingPlan, all: readonly SizingPlan[]): TemplateResult {
  const [other] = counterpart(plan, all);
  // The figure is that of the peak, so the nodes are as well; those that only upgrades bring are in the formula.
  const nodes = plan.pools.reduce((sum, pool) => sum + pool.peakNodes - pool.surge, 0);
  const upTo = nodes === plan.nodes ? "" : "Up to ";
  const takes = html`${upTo}${several(nodes, "node")} ${nodes === 1 ? "takes" : "take"} <b>${count(plan.addresses)}</b> ${plan.addresses === 1 ? "address" : "addresses"} from your network.`;
  return html`${takes}${other ? html` Or <b>${count(other.addresses)}</b>.` : nothing}`;
}

function bar(plan: SizingPlan, most: number): TemplateResult {
  return html`<svg width="100%" height="40" role="img" aria-label=${`${count(plan.addresses)} of ${count(most)}, to scale`}>
    <rect class="free" width="100%" height="40"></rect><rect class="used" width=${percent(plan.addresses, most)} height="40"></rect>
  </svg>`;
}

/** "the surge node and its 30", "the 8 surge nodes and their pods". */
function surgeKey({ pools }: SizingPlan): string {
  const surging = pools.filter((pool) => pool.surge > 0);
  const nodes = surging.reduce((sum, pool) => sum + pool.surge, 0);
  const pods = new Set(surging.map((pool) => pool.podAddresses));
  const [each = 0] = pods;
  const who = nodes === 1 ? "the surge node" : `the ${count(nodes)} surge nodes`;
  if (pods.size > 1) return `${who} and their pods`;
  return each === 0 ? who : `${who} and ${nodes === 1 ? `its ${count(each)}` : `their ${count(each)} each`}`;
}

/** The hero: this mode's addresses as squares to count, and those of the modes that differ most. */
export function picture(plan: SizingPlan, all: readonly SizingPlan[], width: number): TemplateResult {
  const others = counterpart(plan, all);
  const [other] = others;
  const shownPlans = other ? [plan, other] : [plan];
  const most = Math.max(...shownPlans.map((one) => one.addresses));
  const common = grid(shownPlans, width);
  const draw = (one: SizingPlan, id: string) => (common ? waffle(one, common, id) : bar(one, most));
  const needs = (one: SizingPlan, many: boolean) => {
    const outside = one.podCidrs.length > 0 ? "; pods live outside the virtual network" : "";
    return `${many ? "need" : "needs"} ${sizes(one)}${outside}`;
  };
  const drawn = plan.pools.reduce((sum, pool) => sum + pool.peakNodes * (1 + pool.podAddresses), 0);
  const held = shownPlans.some((one) => one.pools.some((pool) => pool.podAddresses > 0));
  const key = (mark: TemplateResult, text: string) =>
    html`<li><svg width="12" height="9" aria-hidden="true">${mark}</svg>${text}</li>`;
  return html`<div class="answers">
    <div class="answer">
      <div class="head"><p class="fig" part="figure">${count(plan.addresses)}</p><p class="says"><strong>${modes[plan.mode]}</strong>${needs(plan, false)}</p></div>
      ${draw(plan, "a")}
    </div>
    ${
      other
        ? html`<div class="answer">${draw(other, "b")}
      <div class="head"><p class="fig" part="figure">${count(other.addresses)}</p><p class="says"><strong>${others.length > 1 ? others.map((one) => shortModes[one.mode]).join(", ") : modes[other.mode]}</strong>${needs(other, others.length > 1)}</p></div>
    </div>`
        : nothing
    }
    ${
      common
        ? html`<ul class="key" aria-label="Key">
      ${key(svg`<rect class="used" width="12" height="9"></rect>`, "a node’s address")}
      ${held ? key(svg`<rect class="held" width="12" height="9"></rect>`, "reserved for a pod") : nothing}
      ${plan.pools.some((pool) => pool.surge > 0) ? key(svg`<rect class="extra" x=".75" y=".75" width="10.5" height="7.5"></rect>`, surgeKey(plan)) : nothing}
      ${plan.addresses > drawn ? html`<li>${count(plan.addresses - drawn)} more, for other things than nodes and pods, are not drawn</li>` : nothing}
    </ul>`
        : html`<p class="quiet">To scale; with this many nodes or pods the squares could not be counted.</p>`
    }
  </div>`;
}
