import { type NetworkMode, planCapacity, planSizing, planUpgrade, type SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { thinBar } from "../lib/bars.ts";
import { findingList } from "../lib/findings.ts";
import { Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import ledgerCss from "../lib/ledger.css";
import { limits } from "../lib/ledger.ts";
import panelCss from "../lib/panel.css";
import { fill, type Panel, pair, type Slider, select } from "../lib/panel.ts";
import { type Entry, fieldOf, shown } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-capacity.css";
import { editRange, noRoutes, ranges, shownRanges } from "./ranges.ts";
import { distinct, upgradeTable } from "./upgrade.ts";

type Capacity = ReturnType<typeof planCapacity>;
type Steps = ReturnType<typeof planUpgrade>;

/** All that the library says to one request. */
interface Answer {
  capacity: Capacity;
  steps: Steps;
  plan: SizingPlan;
}

const numbers = ["nodes", "maxPods", "userRoutes"] as const;
const texts = ["maxSurge", "mode", "subnetPrefix", "podSubnetPrefix", "podCidr"] as const;

/** Which ranges a mode lives in, besides the node subnet. */
const uses = (mode: NetworkMode, range: string): boolean =>
  range === "podSubnetPrefix"
    ? mode.startsWith("pod-subnet")
    : mode === "kubenet" || (range === "podCidr" && mode === "overlay");

/**
 * How far the ranges go: the largest cluster in nodes and pods, the limit that stops it, the runners-up, and an upgrade step by step.
 * A bare element shows nodes of 30 pods under Azure CNI node subnet, in a virtual network of any size.
 *
 * The question: `mode`, `max-pods`, `max-surge`, `subnet-prefix`, `pod-subnet-prefix`, `pod-cidr`, `user-routes`, and `nodes`, the
 * cluster that is upgraded; as properties in camel case, and `request` for a whole one. `capacity` and `steps` are the answers, to
 * be read. The page: `source`, `findings`, `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of planCapacity
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetCapacity extends Follower {
  static override texts: readonly string[] = [...Follower.texts, ...texts];
  static override numbers: readonly string[] = [...Follower.numbers, ...numbers];
  static override styles: readonly string[] = [...Follower.styles, panelCss, ledgerCss, css];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare mode: NetworkMode | undefined;
  declare subnetPrefix: string | undefined;
  declare podSubnetPrefix: string | undefined;
  declare podCidr: string | undefined;
  declare userRoutes: Entry | undefined;

  /** The mode first: it names the subnet that the pods' prefix is given to. */
  protected override readonly names: readonly string[] = [
    "mode",
    "nodes",
    "maxPods",
    "maxSurge",
    "subnetPrefix",
    ...ranges,
  ];
  protected override readonly edit = editRange;
  #answer: Answer | undefined;

  /** How far it goes; absent until the library runs. */
  get capacity(): Capacity | undefined {
    return this.#answer?.capacity;
  }

  /** The steps of an upgrade; none until the library runs. */
  get steps(): Steps {
    return this.#answer?.steps ?? [];
  }

  protected override question(): void {
    const { current } = this;
    let answer: Answer | undefined;
    const capacity = this.ask(() => {
      const refused = noRoutes(this.userRoutes);
      if (refused) throw refused;
      answer = { capacity: planCapacity(current), steps: planUpgrade(current), plan: planSizing(current) };
      return answer.capacity;
    });
    if (capacity) this.#answer = answer;
    this.say(capacity ? this.#summary(capacity) : (this.error?.message ?? ""));
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  #summary({ maxNodes, maxPods, limitedBy, mode }: Capacity): string {
    return `${modes[mode]}: ${several(maxNodes, "node")}, ${several(maxPods, "pod")}. Stopped by: ${limitedBy.label}, ${count(limitedBy.used)} of ${count(limitedBy.allowed)}.`;
  }

  #controls({ capacity, plan }: Answer): TemplateResult {
    const { mode, maxNodes } = capacity;
    const values = { ...shown(this.current, plan), ...shownRanges(this.current), ...this.typed };
    const panel: Panel = {
      ...{ values, numbers, error: this.error, set: this.set },
      fieldOf: (path) => ranges.find((range) => path?.endsWith(range)) ?? fieldOf(path),
    };
    const answer = `at most ${several(maxNodes, "node")}`;
    const slider = (field: keyof typeof values, label: string, min: number, max: number): Slider => {
      const at = Number.parseInt(String(values[field]), 10) || 0;
      const sign = String(values[field]).trim().endsWith("%") ? "%" : "";
      const write = (to: number) => (field === "maxSurge" ? `${to}${sign}` : to);
      return { field, label, min, max: Math.max(max, at), at, says: `${at}${sign}, ${answer}`, write };
    };
    const prefix = (field: keyof typeof values, label: string, hint: string, min = 16): Slider => {
      const [base, length] = String(values[field]).split("/");
      const at = Number(length ?? base) || min;
      const write = (to: number) => (length === undefined ? `/${to}` : `${base}/${to}`);
      return { field, label, min, max: 29, at, says: `slash ${at}, ${answer}`, write, hint, wide: true };
    };
    return html`<fieldset class="controls" part="controls"><legend class="sr">Your ranges and your cluster</legend>
      <div class="pair"><label for="mode">Network mode</label>${select(panel, "mode", Object.entries(modes))}</div>
      ${pair(panel, prefix("subnetPrefix", "Node subnet, prefix or its length", "any size"))}
      ${uses(mode, "podSubnetPrefix") ? pair(panel, prefix("podSubnetPrefix", "Pod subnet, prefix or its length", "any size")) : nothing}
      ${uses(mode, "podCidr") ? pair(panel, prefix("podCidr", "Pod range, prefix or its length", "10.244.0.0/16", 12)) : nothing}
      ${uses(mode, "userRoutes") ? pair(panel, slider("userRoutes", "Routes of your own in the route table", 0, 400)) : nothing}
      ${pair(panel, slider("maxPods", "Most pods on a node", 10, 250))}
      ${pair(panel, slider("maxSurge", "Extra nodes while upgrading (max surge, a number or %)", 0, 100))}
      ${pair(panel, slider("nodes", "Nodes to upgrade", 1, Math.max(maxNodes, 50)))}
      ${this.error && !panel.fieldOf(this.error.field) ? wrong(this.error, "stray", true) : nothing}
    </fieldset>`;
  }

  protected override show(): TemplateResult | undefined {
    const answer = this.#answer;
    if (!answer) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const { capacity, steps, plan } = answer;
    const { limitedBy, maxNodes, maxPods } = capacity;
    const findings = distinct([...capacity.findings, ...steps.flatMap((step) => step.findings)]);
    const marks = new Sources();
    return html`<div class="grid">
      <div class="at-controls">${this.#controls(answer)}</div>
      <div class="at-answer" part="answer">
        <div class="head"><p class="fig" part="figure">${count(maxNodes)}</p><p class="says"><strong>${maxNodes === 1 ? "node" : "nodes"}, ${several(maxPods, "pod")}</strong>${modes[capacity.mode]}; upgrades included</p></div>
        <p class="stop"><span class="word">Stopped by</span> ${limitedBy.label}: ${count(limitedBy.used)} of ${count(limitedBy.allowed)}\u00a0${marks.marks(limitedBy.sources)}</p>
        ${thinBar(limitedBy.used, limitedBy.allowed)}${marks.list()}
      </div>
      <div class="at-limits">${this.heading(`At ${several(maxNodes, "node")}: the fullest first`)}${limits(capacity.limits)}</div>
      <div class="at-upgrade">${this.heading(`Upgrade day with ${several(plan.nodes, "node")}`)}${upgradeTable(steps)}</div>
      <div class="at-findings">${this.heading("What to know before you build it")}${findings.length > 0 ? findingList(findings, this.findings) : html`<p class="quiet">No remarks on these ranges.</p>`}</div>
    </div>${this.status()}`;
  }
}
