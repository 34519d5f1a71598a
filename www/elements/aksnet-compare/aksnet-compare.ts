import type { NetworkMode, SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { thinBar } from "../lib/bars.ts";
import { alternatives, Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { type Column, type Line, table } from "../lib/table.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-compare.css";

const columns: Column[] = [
  ["Mode", "name"],
  ["From the virtual network", "barcell"],
  ["Node subnet", "num"],
  ...([["Pod subnet"], ["What stops it first"], ["Standing"]] satisfies Column[]),
];

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
 * `any-subnet` leaves the sizes of the given subnets out, so that each mode stops at a limit of its own;
 * `heading-level` the level of the heading, `no-heading` leaves it out. `plans` are the answers, to be read.
 *
 * @fires aksnet-change - detail: the six SizingPlans in the order of NetworkMode
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetCompare extends Follower {
  static override needs = "sizing" as const;
  static override texts: readonly string[] = [...Follower.texts, "maxSurge", "kubernetesVersion", "mode"];
  static override numbers: readonly string[] = [...Follower.numbers, "nodes", "maxPods"];
  static override flags: readonly string[] = [...Follower.flags, "anySubnet"];
  static override styles: readonly string[] = [...Follower.styles, css];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare kubernetesVersion: string | undefined;
  declare mode: NetworkMode | undefined;
  declare anySubnet: boolean | undefined;

  protected override readonly names: readonly string[] = ["nodes", "maxPods", "maxSurge", "kubernetesVersion"];
  #plans: SizingPlan[] = [];

  /** The last good answers, in the order of NetworkMode. */
  get plans(): readonly SizingPlan[] {
    return this.#plans;
  }

  protected override question(): void {
    this.#plans = this.ask(() => alternatives(this.current, this.anySubnet === true)) ?? this.#plans;
  }

  #choose(mode: NetworkMode): void {
    const { origin } = this;
    if (origin && "mode" in origin) origin.mode = mode;
    else this.mode = mode;
  }

  #line(plan: SizingPlan, most: number, selected: boolean, sources: Sources): Line {
    const { ceiling, standing } = plan;
    const button = html`<button type="button" aria-pressed=${selected ? "true" : "false"} @click=${() => this.#choose(plan.mode)}>${modes[plan.mode]}</button>`;
    return [
      selected ? "on" : "",
      button,
      html`<b>${count(plan.addresses)}</b>${thinBar(plan.addresses, most)}`,
      subnets(plan, "node"),
      subnets(plan, "pod") || (plan.mode === "byo-cni" ? "your CNI decides" : "none"),
      ceiling
        ? html`${several(ceiling.nodes, "node")}<br><small>${ceiling.limitedBy.label}\u00a0${sources.marks(ceiling.limitedBy.sources)}</small>`
        : "no limit of AKS",
      html`${standing.text}\u00a0<small>${sources.marks(standing.sources)}</small>`,
    ];
  }

  protected override show(): TemplateResult | undefined {
    const refused = this.error ? wrong(this.error) : nothing;
    if (this.#plans.length === 0) return this.error ? html`<slot></slot>${refused}` : undefined;
    const most = Math.max(...this.#plans.map((plan) => plan.addresses));
    const selected = this.mode ?? (this.source ? this.origin?.plan?.mode : "node-subnet");
    const sources = new Sources();
    const lines = this.#plans.map((plan) => this.#line(plan, most, plan.mode === selected, sources));
    const caption = "Addresses that the same cluster takes in each network mode";
    return html`${this.heading("The same cluster in all six modes")}${refused}${table("modes", caption, columns, lines)}${sources.list()}`;
  }
}
