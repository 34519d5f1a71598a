import { AksnetError, type NetworkMode, type SizingPlan, type SizingRequest } from "aksnet";
import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from "lit";
import { type Entry, edit, example, type Fields } from "../aksnet-sizing/request.ts";
import { thinBar } from "../lib/bars.ts";
import { alternatives, Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import { sheet } from "../lib/sheet.ts";
import { Sources } from "../lib/sources.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-compare.css";

type Given = "nodes" | "maxPods" | "maxSurge" | "kubernetesVersion";
const given: Record<Given, string> = {
  nodes: "nodes",
  maxPods: "max-pods",
  maxSurge: "max-surge",
  kubernetesVersion: "kubernetes-version",
};
const names = Object.keys(given) as Given[];

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
 * Attributes: `nodes`, `max-pods`, `max-surge`, `kubernetes-version`, `mode` (the selected row), `source` (the id of an element whose workload
 * and mode to follow; choosing a row then sets its mode), `heading-level`, `no-heading`. Properties: the same, and `request`, `plans`.
 *
 * @fires aksnet-change - detail: the six SizingPlans in the order of NetworkMode
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetCompare extends Follower {
  static override properties: PropertyDeclarations = {
    nodes: {},
    maxPods: { attribute: "max-pods" },
    maxSurge: { attribute: "max-surge" },
    kubernetesVersion: { attribute: "kubernetes-version" },
    mode: {},
    source: {},
    headingLevel: { attribute: "heading-level", type: Number },
    noHeading: { attribute: "no-heading", type: Boolean },
    request: { attribute: false, noAccessor: true },
  };
  static override styles: CSSResultGroup = [sheet, unsafeCSS(css)];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare kubernetesVersion: string | undefined;
  declare mode: NetworkMode | undefined;
  declare headingLevel: number | undefined;
  declare noHeading: boolean;

  #request: SizingRequest = example();
  #asked: SizingRequest | undefined;
  #given = false;
  #plans: SizingPlan[] = [];
  #selected: NetworkMode | undefined;
  #error: AksnetError | undefined;
  #due: { type: "aksnet-change" | "aksnet-error"; detail: unknown } | undefined;

  /** The workload; its own mode is only the selected row. */
  get request(): SizingRequest {
    return this.#request;
  }
  set request(request: SizingRequest) {
    this.#request = request;
    this.#given = true;
    for (const name of names) this[name] = undefined;
    this.requestUpdate("request");
  }

  /** The last good answers, in the order of NetworkMode. */
  get plans(): readonly SizingPlan[] {
    return this.#plans;
  }

  protected override adopt(request: SizingRequest, plan: SizingPlan | undefined): void {
    this.#given = true;
    this.#selected = plan?.mode;
    this.#request = names
      .filter((name) => this.hasAttribute(given[name]))
      .reduce((all, name) => this.#edited(all, name), request);
    this.requestUpdate("request");
  }

  #edited(request: SizingRequest, name: Given): SizingRequest {
    const value = this[name];
    const number = typeof value === "string" && name !== "maxSurge" && /^-?\d+(\.\d+)?$/.test(value.trim());
    return edit(
      request,
      name,
      (number && name !== "kubernetesVersion" ? Number(value) : (value ?? undefined)) as Fields[Given] | undefined,
    );
  }

  protected override answer(changed: PropertyValues): void {
    if (this.source && !this.#given) {
      this.wake();
      return;
    }
    for (const name of names) {
      if (changed.has(name) && !(changed.has("request") && this[name] == null))
        this.#request = this.#edited(this.#request, name);
    }
    if (this.#asked === this.#request) return;
    this.#asked = this.#request;
    try {
      this.#plans = alternatives(this.#request);
      this.#error = undefined;
      this.#due = { type: "aksnet-change", detail: this.#plans };
    } catch (error) {
      if (!(error instanceof AksnetError)) throw error;
      this.#error = error;
      this.#due = { type: "aksnet-error", detail: error };
    }
  }

  protected override updated(): void {
    const due = this.#due;
    this.#due = undefined;
    if (due) this.emit(due.type, due.detail);
  }

  #choose(mode: NetworkMode): void {
    const origin = this.origin as (Element & { mode?: NetworkMode }) | undefined;
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

  protected override view(): TemplateResult | undefined {
    const refused = this.#error ? wrong(this.#error) : nothing;
    if (this.#plans.length === 0) return this.#error ? html`<slot></slot>${refused}` : undefined;
    const most = Math.max(...this.#plans.map((plan) => plan.addresses));
    const selected = this.mode ?? this.#selected ?? (this.source ? undefined : "node-subnet");
    const sources = new Sources();
    const rows = this.#plans.map((plan) => this.#row(plan, most, plan.mode === selected, sources));
    return html`${this.noHeading ? nothing : html`<div class="h" role="heading" aria-level=${this.headingLevel || 2} part="heading">The same cluster in all six modes</div>`}
      ${refused}
      <table class="modes" part="table" role="table">
        <caption class="sr">Addresses that the same cluster takes in each network mode</caption>
        <thead role="rowgroup"><tr role="row">${["Mode", "From the virtual network", "Node subnet", "Pod subnet", "What stops it first", "Standing"].map((title, at) => html`<th scope="col" role="columnheader" class=${at === 2 ? "num" : ""}>${title}</th>`)}</tr></thead>
        <tbody role="rowgroup">${rows}</tbody>
      </table>
      ${sources.list()}`;
  }
}
