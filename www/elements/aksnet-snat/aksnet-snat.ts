import { planSnat } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { thinBar } from "../lib/bars.ts";
import { AksnetElement } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { count, several } from "../lib/format.ts";
import ledgerCss from "../lib/ledger.css";
import { ledgerColumns, ledgerLines } from "../lib/ledger.ts";
import panelCss from "../lib/panel.css";
import { fill, type Panel, pair, type Slider, select } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { type Column, type Line, table } from "../lib/table.ts";
import { outboundTypes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-snat.css";
import { type Tier, tiers } from "./tiers.ts";

type Request = Parameters<typeof planSnat>[0];
type Plan = ReturnType<typeof planSnat>;

const numbers = ["nodes", "frontends", "allocatedOutboundPorts", "maxSurge"] as const;
const fields = [...numbers, "outboundType"] as const;
type Field = (typeof fields)[number];

/** What a bare element shows, and what Azure takes where nothing is said. */
const defaults: Record<Field, Entry> = {
  nodes: 50,
  frontends: 1,
  allocatedOutboundPorts: 0,
  maxSurge: 0,
  outboundType: "loadBalancer",
};

const columns: Column[] = [
  ["Nodes", "range"],
  ["Ports for each", "num"],
  ["To scale", "share", true],
];

/**
 * Whether the outbound ports last: what each node gets, how many nodes fit, where the next tier is crossed. A bare element shows 50
 * nodes behind one address, ports allocated by Azure.
 *
 * The question: `nodes`, `frontends` (public addresses), `allocated-outbound-ports` (0: by Azure), `max-surge` (nodes set aside),
 * `outbound-type`; as properties in camel case. `plan` is the answer, to be read. The page: `findings`, `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of planSnat
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetSnat extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, "outboundType"];
  static override numbers: readonly string[] = [...AksnetElement.numbers, ...numbers];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, ledgerCss, css];

  declare nodes: Entry | undefined;
  declare frontends: Entry | undefined;
  declare allocatedOutboundPorts: Entry | undefined;
  declare maxSurge: Entry | undefined;
  declare outboundType: string | undefined;

  #plan: Plan | undefined;
  #tiers: Tier[] = [];
  /** The question that `#plan` answers. */
  #answered: Request | undefined;

  /** The last good answer; absent until the library runs. */
  get plan(): Plan | undefined {
    return this.#plan;
  }

  /** What a field shows: what was typed, else what holds without it. */
  #values(): Record<Field, Entry> {
    const own = this as Partial<Record<Field, Entry>>;
    return Object.fromEntries(fields.map((field) => [field, own[field] ?? defaults[field]])) as Record<Field, Entry>;
  }

  protected override answer(changed: ReadonlySet<string>): void {
    if (this.#plan && !fields.some((field) => changed.has(field))) return;
    // What is no number passes on purpose: the library says what is wrong with it.
    const request = this.#values() as unknown as Request;
    const plan = this.ask(() => planSnat(request));
    if (plan) {
      this.#plan = plan;
      this.#answered = request;
      this.#tiers = tiers(request);
    }
    this.say(plan ? `${this.#figure(plan)} ${this.#reach(plan)}` : (this.error?.message ?? ""));
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  #figure({ portsPerNode }: Plan): string {
    return `${count(portsPerNode)} ${portsPerNode === 1 ? "port" : "ports"} for each node.`;
  }

  #reach({ fits, maxNodes }: Plan): string {
    const asked = Number(this.#answered?.nodes);
    return fits
      ? `${several(asked, "node")} of ${count(maxNodes)} that fit.`
      : `Too many: ${several(asked, "node")}, and ${count(maxNodes)} fit.`;
  }

  #controls(plan: Plan): TemplateResult {
    const values = this.#values();
    const panel: Panel = {
      ...{ values, numbers, error: this.error },
      fieldOf: (path) => fields.find((field) => field === path),
      set: (field, value) => {
        (this as Record<string, unknown>)[field] = value;
      },
    };
    const answer = `${this.#figure(plan)} ${this.#reach(plan)}`;
    const slider = (field: Field, label: string, min: number, max: number, what: string, step = 1): Slider => {
      const at = Number(values[field]) || 0;
      return {
        field,
        label,
        min,
        max: Math.max(max, at),
        step,
        at,
        says: `${what} ${at}: ${answer}`,
        write: (to) => to,
      };
    };
    const ports = "Ports allocated to each node (0: by Azure)";
    return html`<fieldset class="controls" part="controls"><legend class="sr">Your cluster’s way out</legend>
      ${pair(panel, slider("nodes", "Nodes", 1, 1000, "nodes"))}
      ${pair(panel, slider("frontends", "Public addresses", 1, 16, "public addresses"))}
      ${pair(panel, slider("allocatedOutboundPorts", ports, 0, 8000, "ports", 8))}
      ${pair(panel, slider("maxSurge", "Extra nodes while upgrading", 0, 50, "extra nodes"))}
      <div class="pair"><label for="outboundType">Outbound type</label>${select(panel, "outboundType", outboundTypes)}</div>
      ${this.error && !panel.fieldOf(this.error.field) ? wrong(this.error, "stray", true) : nothing}
    </fieldset>`;
  }

  #steps(): TemplateResult | typeof nothing {
    // One step is no staircase: explicit ports, a gateway's, or none at all.
    if (this.#tiers.length < 2) return nothing;
    const most = Math.max(...this.#tiers.map(({ ports }) => ports));
    const lines = this.#tiers.map(({ from, to, ports, here }): Line => {
      const range = html`${count(from)} to ${count(to)}${here ? html` <span class="word">here</span>` : nothing}`;
      return [here ? "on" : "", range, count(ports), thinBar(ports, most)];
    });
    const caption = "Ports that Azure allocates to each node, by the number of nodes";
    return html`<div class="at-tiers">${this.heading("Where fewer ports begin")}${table("tiers", caption, columns, lines)}</div>`;
  }

  protected override show(): TemplateResult | undefined {
    const plan = this.#plan;
    if (!plan) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const sources = new Sources();
    const { findings, fits, maxNodes, portsPerNode } = plan;
    const lines = ledgerLines(plan.ledger, sources);
    return html`<div class="grid">
      <div class="at-controls">${this.#controls(plan)}</div>
      <div class="at-answer" part="answer">
        <div class="head"><p class="fig" part="figure">${count(portsPerNode)}</p><p class="says"><strong>${portsPerNode === 1 ? "port" : "ports"} for each node</strong><span class="word ${fits ? "" : "change"}">${fits ? "Fits" : "Does not fit"}</span> ${this.#reach(plan)}</p></div>
        <svg class="frame" width="100%" height="20" role="img" aria-label=${this.#reach(plan)}>${thinBar(Number(this.#answered?.nodes), maxNodes, !fits)}</svg>
        ${this.heading("Where the ports go")}
        ${table("ledger", "Ports in use", ledgerColumns("Ports"), lines)}${sources.list()}
      </div>
      ${this.#steps()}
      <div class="at-findings">${this.heading("What to know before you build it")}${findings.length > 0 ? findingList(findings, this.findings) : html`<p class="quiet">No remarks on these ports.</p>`}</div>
    </div>${this.status()}`;
  }
}
