import { AksnetError, type NetworkMode, type SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { type Column, type Line, table } from "../lib/table.ts";
import { Width } from "../lib/width.ts";
import { modes, shortModes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-growth.css";
import { chart, edges, letter } from "./chart.ts";
import { type Curve, curveOf } from "./curve.ts";

const numbers = ["nodes", "maxPods"] as const;
const texts = ["maxSurge", "kubernetesVersion", "subnetPrefix"] as const;

/** How many nodes the chart can show. */
const reaches = [100, 500, 1000, 2500, 5000] as const;

/** Twice what a cluster may have. */
const most = 10_000;

/**
 * Addresses against nodes for all six modes in one chart, with the place where each mode stops; the values under the pointer and under
 * the slider, and the same as a table.
 *
 * The workload: `nodes` (where the marker stands), `max-pods`, `max-surge`, `kubernetes-version`, `subnet-prefix`; as properties in
 * camel case, and `request` for a whole one. `mode` is the line to bring out, `up-to` the nodes at the right edge (2500), `source` the
 * id of an element to follow, whose nodes the marker then moves. `plans` are the answers at the marker, to be read.
 *
 * @fires aksnet-change - detail: the six SizingPlans at the marker, in the order of NetworkMode
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetGrowth extends Follower {
  static override needs = "sizing" as const;
  static override texts: readonly string[] = [...Follower.texts, ...texts, "mode"];
  static override numbers: readonly string[] = [...Follower.numbers, ...numbers, "upTo"];
  static override styles: readonly string[] = [...Follower.styles, panelCss, css];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare kubernetesVersion: string | undefined;
  declare subnetPrefix: string | undefined;
  declare mode: NetworkMode | undefined;
  declare upTo: Entry | undefined;

  protected override readonly names: readonly string[] = [...numbers, ...texts];
  #tried = false;
  #plans: SizingPlan[] = [];
  #curve: Curve | undefined;
  /** The number of nodes under the pointer. */
  #over: number | undefined;
  readonly #space = new Width(this);

  /** The last good answers at the marker, in the order of NetworkMode. */
  get plans(): readonly SizingPlan[] {
    return this.#plans;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#space.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#space.disconnect();
  }

  /** The nodes at the right edge. */
  #reach(): number {
    const wanted = this.upTo ?? 2500;
    if (typeof wanted === "number" && Number.isInteger(wanted) && wanted >= 1 && wanted <= most) return wanted;
    throw new AksnetError("out-of-range", `no chart up to ${wanted} nodes`, "upTo", `a whole number from 1 to ${most}`);
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const tried = this.#tried;
    super.answer(changed);
    if (tried && changed.has("upTo")) this.question();
  }

  protected override question(): void {
    this.#tried = true;
    const { current } = this;
    this.#plans =
      this.ask(() => {
        const curve = curveOf(current, this.#reach());
        const plans = curve.at(this.#nodes() + curve.others);
        this.#curve = curve;
        return plans;
      }) ?? this.#plans;
    this.say(this.error?.message ?? this.#sentence());
  }

  /** The nodes of the pool that grows, as the request has them. What is no number goes to the library as it stands. */
  #nodes(): number {
    const pools = this.current.cluster.agentPoolProfiles;
    const pool = pools?.find((one) => one.mode?.toLowerCase() === "user") ?? pools?.[0];
    return ((pool?.enableAutoScaling ? pool.maxCount : pool?.count) ?? 1) as number;
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  /** Moves the marker to a number of nodes in all: the pool that grows gets what the others leave. */
  #move(all: number): void {
    const { origin } = this;
    const nodes = Math.max(1, all - this.#others());
    if (origin && "nodes" in origin) (origin as { nodes?: Entry }).nodes = nodes;
    else this.set("nodes", nodes);
  }

  #others(): number {
    return this.#curve?.others ?? 0;
  }

  /** The number of nodes at a place of the chart, in all. */
  #under(event: PointerEvent): number {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - box.left - edges.left) / (box.width - edges.left - edges.right);
    return Math.max(this.#others() + 1, Math.round(Math.min(1, Math.max(0, share)) * (this.#curve?.upTo ?? 1)));
  }

  readonly #hover = (event: PointerEvent): void => {
    this.#over = this.#under(event);
    this.requestUpdate();
  };

  readonly #leave = (): void => {
    this.#over = undefined;
    this.requestUpdate();
  };

  readonly #choose = (event: PointerEvent): void => this.#move(this.#under(event));

  /** "50 nodes: kubenet 51, node subnet 1,581, …". */
  #sentence(): string {
    const nodes = this.#nodes() + this.#others();
    const values = this.#plans.map(
      (plan) => `${shortModes[plan.mode]} ${this.#beyond(plan, nodes) ? "no more" : count(plan.addresses)}`,
    );
    return `${several(nodes, "node")}: ${values.join(", ")}.`;
  }

  #beyond = ({ ceiling }: SizingPlan, nodes: number): boolean => ceiling !== undefined && nodes > ceiling.nodes;

  #values(plans: readonly SizingPlan[], nodes: number, chosen: NetworkMode): TemplateResult {
    const sources = new Sources();
    const columns: Column[] = [
      ["Mode", "name"],
      [`Addresses at ${several(nodes, "node")}`, "num"],
      ["Stops at", "end"],
    ];
    const lines = plans.map((plan, index): Line => {
      const { ceiling } = plan;
      const value = this.#beyond(plan, nodes) ? html`<span class="word change">Stopped</span>` : count(plan.addresses);
      const end = ceiling
        ? html`${several(ceiling.nodes, "node")} <small>${ceiling.limitedBy.label}, ${count(ceiling.limitedBy.allowed)}\u00a0${sources.marks(ceiling.limitedBy.sources)}</small>`
        : "no limit of AKS";
      return [
        plan.mode === chosen ? "on" : "",
        html`<b class="letter">${letter(index)}</b> ${modes[plan.mode]}`,
        value,
        end,
      ];
    });
    return html`${table("values", "Addresses of each mode where the marker stands", columns, lines)}${sources.list()}`;
  }

  #everything({ asked, lines }: Curve): TemplateResult {
    const columns: Column[] = [["Nodes", "num"], ...lines.map(({ mode }): Column => [shortModes[mode], "num"])];
    const rows = asked.map(({ nodes, plans }): Line => {
      const values = plans.map((plan) => (this.#beyond(plan, nodes) ? "stopped" : count(plan.addresses)));
      return ["", count(nodes), ...values];
    });
    return html`<details><summary>The chart as a table</summary>${table("all", "Addresses of each mode by the number of nodes", columns, rows)}</details>`;
  }

  protected override show(): TemplateResult | undefined {
    const curve = this.#curve;
    const refused = this.error ? wrong(this.error) : nothing;
    if (!curve) return this.error ? html`<slot></slot>${refused}` : undefined;
    const { upTo } = curve;
    const chosen = this.mode ?? (this.source ? this.origin?.plan?.mode : undefined) ?? "node-subnet";
    const at = this.#nodes() + curve.others;
    const here = this.#over ?? at;
    const marked = this.#over === undefined ? this.#plans : curve.at(here);
    const slid = (event: Event) => this.#move((event.target as HTMLInputElement).valueAsNumber);
    const reached = (event: Event) => {
      this.upTo = Number((event.target as HTMLSelectElement).value);
    };
    const stops = curve.lines
      .filter((line) => line.stopped)
      .map((line) => `${shortModes[line.mode]} stops at ${count(line.ceiling?.nodes ?? 0)}`);
    const options = [...new Set([...reaches, upTo])].sort((a, b) => a - b);
    return html`${this.heading("Addresses as nodes are added")}${refused}
      <p class="quiet">Addresses from the virtual network, against nodes; a bar across a line is where its mode stops.</p>
      ${chart({
        ...{
          curve,
          marked,
          here,
          chosen,
          upTo,
          width: this.#space.value,
          over: this.#hover,
          out: this.#leave,
          choose: this.#choose,
        },
        says: `Addresses against nodes, up to ${several(upTo, "node")}. ${stops.join("; ")}.`,
      })}
      <div class="under"><input type="range" min=${curve.others + 1} max=${Math.max(upTo, at)} data-value=${at} aria-label="Nodes, marker" aria-valuetext=${this.#sentence()} part="slider" @input=${slid}></div>
      <div class="reach"><label for="upTo">Show up to</label><select id="upTo" data-value=${upTo} part="field" @change=${reached}>${options.map((one) => html`<option value=${one}>${several(one, "node")}</option>`)}</select></div>
      ${this.#values(marked, here, chosen)}
      ${this.#everything(curve)}${this.status()}`;
  }
}
