import type { NetworkMode, SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { thinBar } from "../lib/bars.ts";
import { alternatives, Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import type { Entry, Fields } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-compare.css";

const columns = ["Mode", "From the virtual network", "Node subnet", "Pod subnet", "What stops it first", "Standing"];

const subnets = (plan: SizingPlan, role: string): string =>
  plan.subnets
    .filter((need) => need.role === role)
    .map(
      (need) =>
        `${count(need.needed)}${role === "pod" && plan.mode === "pod-subnet-dynamic" ? " at most" : ""}, /${need.prefixLength}`,
    )
    .join("; ");

/**
 * The same workload under all six network modes, side by side.
 *
 * The workload: `nodes`, `max-pods`, `max-surge`, `kubernetes-version`; as properties in camel case, and `request` for a whole one.
 * `mode` is the selected row; `source` the id of an element whose workload and mode to follow, and whose mode choosing a row sets;
 * `heading-level` the level of the heading, `no-heading` leaves it out. `plans` are the answers, to be read.
 *
 * @fires aksnet-change - detail: the six SizingPlans in the order of NetworkMode
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetCompare extends Follower {
  static override texts: readonly string[] = [...Follower.texts, "maxSurge", "kubernetesVersion", "mode"];
  static override numbers: readonly string[] = [...Follower.numbers, "nodes", "maxPods"];
  static override styles: readonly string[] = [...Follower.styles, css];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare kubernetesVersion: string | undefined;
  declare mode: NetworkMode | undefined;

  protected override readonly names: readonly (keyof Fields)[] = ["nodes", "maxPods", "maxSurge", "kubernetesVersion"];
  #plans: SizingPlan[] = [];

  /** The last good answers, in the order of NetworkMode. */
  get plans(): readonly SizingPlan[] {
    return this.#plans;
  }

  protected override question(): void {
    this.#plans = this.ask(() => alternatives(this.current)) ?? this.#plans;
  }

  #choose(mode: NetworkMode): void {
    const { origin } = this;
    if (origin && "mode" in origin) origin.mode = mode;
    else this.mode = mode;
  }

  #row(plan: SizingPlan, most: number, selected: boolean, sources: Sources): TemplateResult {
    const stop = plan.ceiling;
    const cell = (label: string, content: unknown, kind = "") =>
      html`<td role="cell" class=${kind} data-l=${label}><span>${content}</span></td>`;
    return html`<tr role="row" class=${selected ? "on" : ""}>
      <th scope="row" role="rowheader" class="name"><button type="button" aria-pressed=${selected ? "true" : "false"} @click=${() => this.#choose(plan.mode)}>${modes[plan.mode]}</button></th>
      <td role="cell" class="barcell"><span><b>${count(plan.addresses)}</b>${thinBar(plan.addresses, most)}</span></td>
      ${cell("Node subnet", subnets(plan, "node"), "num")}
      ${cell("Pod subnet", subnets(plan, "pod") || (plan.mode === "byo-cni" ? "your CNI decides" : "none"))}
      ${cell("What stops it first", stop ? html`${several(stop.nodes, "node")}<br><small>${stop.limitedBy.label}\u00a0${sources.marks(stop.limitedBy.sources)}</small>` : "no limit of AKS")}
      ${cell("Standing", html`${plan.standing.text}\u00a0<small>${sources.marks(plan.standing.sources)}</small>`)}
    </tr>`;
  }

  protected override show(): TemplateResult | undefined {
    const refused = this.error ? wrong(this.error) : nothing;
    if (this.#plans.length === 0) return this.error ? html`<slot></slot>${refused}` : undefined;
    const most = Math.max(...this.#plans.map((plan) => plan.addresses));
    const selected = this.mode ?? (this.source ? this.origin?.plan?.mode : "node-subnet");
    const sources = new Sources();
    const rows = this.#plans.map((plan) => this.#row(plan, most, plan.mode === selected, sources));
    return html`${this.heading("The same cluster in all six modes")}${refused}
      <table class="modes" part="table" role="table">
        <caption class="sr">Addresses that the same cluster takes in each network mode</caption>
        <thead role="rowgroup"><tr role="row">${columns.map((title) => html`<th scope="col" role="columnheader" class=${title === "Node subnet" ? "num" : ""}>${title}</th>`)}</tr></thead>
        <tbody role="rowgroup">${rows}</tbody>
      </table>
      ${sources.list()}`;
  }
}
