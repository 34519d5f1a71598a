import {
  type Environment,
  evaluatePolicy,
  type KubernetesObject,
  type PolicyVerdict,
  type Reachability,
  reachability,
} from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, type Panel, select } from "../lib/panel.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-policy.css";
import { example } from "./example.ts";

type Answer = ReturnType<typeof evaluatePolicy>;
type Engine = "" | "calico" | "cilium" | "azure" | "none";

const engines: [Engine, string][] = [
  ["", "The cluster's own"],
  ["calico", "Calico"],
  ["cilium", "Cilium"],
  ["azure", "Azure"],
  ["none", "None"],
];

/** Those that AKS offers. */
const offered = engines.filter(([engine]) => ["calico", "cilium", "azure"].includes(engine)) as [
  Exclude<Engine, "">,
  string,
][];

/** As many are drawn in a circle; more would hide each other's arrows. */
const ROUND = 16;

/** Rows and columns that are drawn at once; the rest by page, so that a thousand workloads scroll no worse than twenty. */
const PAGE = 24;

const views: [string, string][] = [
  ["", "A matrix"],
  ["graph", "A graph"],
];

const isPolicy = ({ kind = "" }: KubernetesObject): boolean => kind.endsWith("NetworkPolicy");
const named = ({ kind, metadata }: KubernetesObject): string =>
  metadata?.namespace ? `${kind} ${metadata.namespace}/${metadata.name}` : `${kind} ${metadata?.name}`;

/**
 * Who may talk to whom: a matrix of workloads, the reason of each cell, policies to switch off and what that changes, the engines.
 * A bare element shows three tiers of a shop.
 *
 * The question: `engine`, `port` ("8080", "UDP 53"; the first when absent), `filter` of workloads by name; `view` "graph" draws arrows in the place of the matrix. `environment` replaces the
 * example by documents of the page's own. `reach` is the answer, to be read. The page: `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of reachability
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetPolicy extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, "engine", "port", "filter", "view"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare engine: string | undefined;
  declare port: string | undefined;
  declare filter: string | undefined;
  declare view: string | undefined;

  #environment: Environment | undefined;
  #off: Set<string> = new Set();
  #reach: Reachability | undefined;
  #before: Reachability | undefined;
  /** Of each port how many pairs may talk; counted when it is first asked for. */
  #open = new Map<number, number>();
  /** The same place under the engines that AKS offers. */
  #engines: [name: string, engine: Exclude<Engine, "">, reach: Reachability][] = [];
  #cell: [from: number, to: number] | undefined;
  #reason: Answer | undefined;
  #page = 0;
  /** Of an answer the row of each pod. */
  readonly #rows: WeakMap<Reachability, Map<string, number>> = new WeakMap();

  /** The last good answer; absent until the library runs. */
  get reach(): Reachability | undefined {
    return this.#reach;
  }

  /** Documents of the page's own in the place of the example. */
  get environment(): Environment | undefined {
    return this.#environment;
  }
  set environment(environment: Environment | undefined) {
    this.#environment = environment;
    this.#off = new Set();
    this.#cell = undefined;
    this.requestUpdate("environment");
  }

  /** The documents without the policies that are switched off. */
  #place(all = false): Environment {
    const environment = this.#environment ?? example();
    if (all || this.#off.size === 0) return environment;
    const kubernetes = (environment.kubernetes ?? []).filter(
      (object) => !(isPolicy(object) && this.#off.has(named(object))),
    );
    return { ...environment, kubernetes };
  }

  #options(): { engine?: Exclude<Engine, ""> } {
    return this.engine ? { engine: this.engine as Exclude<Engine, ""> } : {};
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const asked = ["environment", "engine", "off"].some((field) => changed.has(field));
    if (!this.#reach || asked) {
      const off = [...this.#off];
      const environment = this.#place(true);
      const all = this.ask(() => reachability({ environment, ...this.#options() }));
      if (!all) {
        this.say(this.error?.message ?? "");
        return;
      }
      this.#reach = off.length > 0 ? all.without(off) : all;
      this.#before = off.length > 0 ? all : undefined;
      this.#open.clear();
      const ports = all.ports as { port: number; protocol: "TCP" }[];
      this.#engines = offered.map(([engine, name]) => [
        name,
        engine,
        reachability({ environment, ports, engine, without: off }),
      ]);
    }
    this.#explain();
    this.say(this.#sentence());
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  get #port(): number {
    const ports = this.#reach?.ports ?? [];
    const at = ports.findIndex(({ port, protocol }) => [`${port}`, `${protocol} ${port}`].includes(this.port ?? ""));
    return Math.max(at, 0);
  }

  #explain(): void {
    const reach = this.#reach;
    const port = reach?.ports[this.#port];
    this.#reason = undefined;
    if (!reach || !port || !this.#cell) return;
    const [from, to] = this.#cell;
    const pod = (at: number) => ({ pod: reach.workloads[at]?.pods[0] ?? "" });
    const protocol = port.protocol as "TCP" | "UDP" | "SCTP";
    this.#reason = evaluatePolicy({
      environment: this.#place(),
      from: pod(from),
      to: pod(to),
      port: port.port,
      protocol,
      ...this.#options(),
    });
  }

  #sentence(): string {
    const reach = this.#reach;
    if (!reach) return "";
    const port = reach.ports[this.#port];
    const size = reach.workloads.length;
    return `${port?.protocol} ${port?.port}: ${this.#count(reach)} of ${size * (size - 1)} pairs may talk.`;
  }

  /** Bits are counted by the word: a thousand workloads have a million pairs a port. */
  #count(reach: Reachability): number {
    const known = this.#open.get(this.#port);
    if (known !== undefined) return known;
    const size = reach.workloads.length;
    const { bits } = reach;
    const [first, last] = [this.#port * size * size, (this.#port + 1) * size * size];
    let open = 0;
    for (let at = first; at < last; ) {
      const word = bits[at >>> 5] ?? 0;
      if ((at & 31) === 0 && at + 32 <= last) {
        for (let left = word; left !== 0; left &= left - 1) open++;
        at += 32;
      } else {
        open += (word >>> (at & 31)) & 1;
        at++;
      }
    }
    for (let own = 0; own < size; own++) if (reach.allows(own, own, this.#port)) open--;
    this.#open.set(this.#port, open);
    return open;
  }

  #shown(): number[] {
    const words = (this.filter ?? "").toLowerCase();
    const all = this.#reach?.workloads ?? [];
    return all.flatMap(({ name }, at) => (name.toLowerCase().includes(words) ? [at] : []));
  }

  #matrix(): TemplateResult {
    const reach = this.#reach;
    if (!reach) return html``;
    const shown = this.#shown();
    const pages = Math.max(Math.ceil(shown.length / PAGE), 1);
    const page = Math.min(this.#page, pages - 1);
    const rows = shown.slice(page * PAGE, (page + 1) * PAGE);
    const short = (at: number) => (reach.workloads[at]?.name ?? "").replace(/^[^/]*\//, "").replace(/\[.*?\]/, "");
    const turn = (to: number) => () => {
      this.#page = to;
      this.requestUpdate();
    };
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of workloads"><table class="matrix" part="matrix">
        <caption class="sr">Rows send, columns receive</caption>
        <thead><tr><td></td>${rows.map((at) => html`<th scope="col"><span>${short(at)}</span></th>`)}</tr></thead>
        <tbody>${rows.map((from) => html`<tr><th scope="row" title=${reach.workloads[from]?.name ?? ""}>${short(from)}</th>${rows.map((to) => this.#box(from, to))}</tr>`)}</tbody>
      </table></div>
      ${
        pages > 1
          ? html`<p class="pages"><button type="button" ?disabled=${page === 0} @click=${turn(page - 1)}>Back</button> ${page + 1} of ${pages} <button type="button" ?disabled=${page >= pages - 1} @click=${turn(page + 1)}>Next</button></p>`
          : nothing
      }`;
  }

  /** Whether the pair could talk before policies were switched off. */
  #was(from: number, to: number): boolean | undefined {
    return this.#before?.allows(from, to, this.#port);
  }

  /** What each engine says of a pair, by the names of its workloads: their rows are not the same where engines tell pods apart. */
  #under(from: number, to: number): [string, boolean][] {
    const pod = (at: number) => this.#reach?.workloads[at]?.pods[0] ?? "";
    return this.#engines.map(([name, , reach]) => {
      let rows = this.#rows.get(reach);
      if (!rows) {
        rows = new Map(reach.workloads.flatMap(({ pods }, at) => pods.map((own) => [own, at])));
        this.#rows.set(reach, rows);
      }
      return [name, reach.allows(rows.get(pod(from)) ?? -1, rows.get(pod(to)) ?? -1, this.#port)];
    });
  }

  #box(from: number, to: number): TemplateResult {
    const reach = this.#reach as Reachability;
    const open = reach.allows(from, to, this.#port);
    const was = this.#was(from, to);
    const news = was !== undefined && was !== open;
    const [one, other] = this.#cell ?? [];
    const chosen = one === from && other === to;
    const choose = () => {
      this.#cell = [from, to];
      this.requestUpdate("cell");
    };
    const under = this.#under(from, to).map(([, allowed]) => allowed);
    const apart = under.includes(true) && under.includes(false);
    const words = `${reach.workloads[from]?.name} to ${reach.workloads[to]?.name}: ${open ? "allowed" : "denied"}${news ? ", changed" : ""}${apart ? ", engines differ" : ""}`;
    return html`<td><button type="button" class="${open ? "open" : "shut"} ${news ? "news" : ""} ${apart ? "apart" : ""}" aria-pressed=${chosen} aria-label=${words} @click=${choose}>${open ? "✓" : "–"}${apart ? "*" : ""}</button></td>`;
  }

  #side(name: string, verdict: PolicyVerdict): TemplateResult {
    return html`<li><strong>${name}: ${verdict.allowed ? "allowed" : "denied"}</strong><ul>
      ${verdict.because.map(({ object, rule, effect }) => html`<li><span class="word">${effect}</span> ${object}${rule === undefined ? nothing : html`, rule <code>${rule}</code>`}</li>`)}
      ${(verdict.nearly ?? []).map(({ object, rule, says }) => html`<li><span class="word change">nearly</span> ${object}, rule <code>${rule}</code>: ${says}</li>`)}</ul></li>`;
  }

  #why(): TemplateResult {
    const reach = this.#reach;
    if (!reach || !this.#cell || !this.#reason)
      return html`<p class="quiet">Choose a cell to see which rule says so.</p>`;
    const [from, to] = this.#cell;
    const { allowed, egress, ingress } = this.#reason;
    return html`<p><span class="word ${allowed ? "" : "change"}">${allowed ? "Allowed" : "Denied"}</span>
        <code>${reach.workloads[from]?.name}</code> → <code>${reach.workloads[to]?.name}</code></p>
      <ul class="because" part="because">${this.#side("Out of the sender", egress)}${this.#side("Into the receiver", ingress)}</ul>
      ${this.#sides(from, to)}`;
  }

  /** The engines side by side, for the chosen pair. */
  #sides(from: number, to: number): TemplateResult {
    const all = this.#under(from, to);
    const differ = all.some(([, allowed]) => allowed !== all[0]?.[1]);
    return html`<table class="engines" part="engines"><caption>${differ ? "The engines differ" : "The engines agree"}</caption>
      <tr>${all.map(([name]) => html`<th scope="col">${name}</th>`)}</tr>
      <tr>${all.map(([, allowed]) => html`<td>${allowed ? "allowed" : "denied"}</td>`)}</tr></table>`;
  }

  /** Who may talk to whom as arrows; a thick end is where they point. */
  #graph(): TemplateResult {
    const reach = this.#reach;
    if (!reach) return html``;
    const shown = this.#shown();
    if (shown.length > ROUND)
      return html`<p class="quiet">${several(shown.length, "workload")} are too many to draw: filter them by name, ${ROUND} at most.</p>`;
    const short = (at: number) => (reach.workloads[at]?.name ?? "").replace(/^[^/]*\//, "").replace(/\[.*?\]/, "");
    const place = (at: number): [number, number] => {
      const angle = (2 * Math.PI * at) / shown.length - Math.PI / 2;
      return [180 + 110 * Math.cos(angle), 150 + 110 * Math.sin(angle)];
    };
    const arrows = shown.flatMap((from, one) =>
      shown.flatMap((to, other) => {
        if (from === to || !reach.allows(from, to, this.#port)) return [];
        const [x, y] = place(one);
        const [u, v] = place(other);
        // Bent to one side, so that the way back is seen beside it; cut before the circles.
        const [dx, dy] = [(u - x) / Math.hypot(u - x, v - y), (v - y) / Math.hypot(u - x, v - y)];
        const end: [number, number] = [u - 14 * dx, v - 14 * dy];
        const curve = `M${x + 14 * dx} ${y + 14 * dy} Q${(x + u) / 2 - 16 * dy} ${(y + v) / 2 + 16 * dx} ${end[0]} ${end[1]}`;
        return [svg`<path class="arrow" d=${curve} marker-end="url(#head)"></path>`];
      }),
    );
    const names = shown.map((at, one) => {
      const [x, y] = place(one);
      const right = x > 185 ? "start" : x < 175 ? "end" : "middle";
      const [dx, dy] = right === "middle" ? [0, y < 150 ? -14 : 24] : [right === "start" ? 14 : -14, 5];
      return svg`<circle cx=${x} cy=${y} r="8"></circle><text x=${x + dx} y=${y + dy} text-anchor=${right}>${short(at)}</text>`;
    });
    const listed = shown.map((from) => {
      const reached = shown.filter((to) => to !== from && reach.allows(from, to, this.#port)).map(short);
      return html`<li>${short(from)} to ${reached.length > 0 ? reached.join(", ") : "nobody"}</li>`;
    });
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Graph of workloads"><svg class="graph" part="graph" viewBox="-60 0 480 300" aria-hidden="true">
        <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="tip" d="M0 0L8 4L0 8z"></path></marker></defs>
        ${arrows}${names}</svg></div><ul class="sr">${listed}</ul>`;
  }

  #switches(): TemplateResult {
    const policies = (this.#place(true).kubernetes ?? []).filter(isPolicy).map(named);
    const turn = (name: string) => (event: Event) => {
      if ((event.target as HTMLInputElement).checked) this.#off.delete(name);
      else this.#off.add(name);
      this.requestUpdate("off");
    };
    return html`<ul class="switches" part="switches">${policies.map(
      (name) =>
        html`<li><label><input type="checkbox" .checked=${!this.#off.has(name)} @change=${turn(name)}> ${name}</label></li>`,
    )}</ul>`;
  }

  protected override show(): TemplateResult | undefined {
    const reach = this.#reach;
    if (!reach) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const current = reach.ports[this.#port];
    const values = {
      engine: this.engine ?? "",
      port: current ? `${current.protocol} ${current.port}` : "",
      filter: this.filter ?? "",
      view: this.view === "graph" ? "graph" : "",
    };
    const panel: Panel = {
      ...{ values, numbers: [], error: this.error },
      fieldOf: () => undefined,
      set: (field, value) => {
        (this as Record<string, unknown>)[field] = value === "" ? undefined : value;
      },
    };
    const ports = reach.ports.map(({ port, protocol }): [string, string] => [
      `${protocol} ${port}`,
      `${protocol} ${port}`,
    ]);
    const typed = (event: Event) => {
      this.filter = (event.target as HTMLInputElement).value;
    };
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">The question</legend>
        <div class="one"><label for="port">Port</label>${select(panel, "port", ports)}</div>
        <div class="one"><label for="engine">Engine</label>${select(panel, "engine", engines)}</div>
        <div class="one"><label for="view">Drawn as</label>${select(panel, "view", views)}</div>
        <div class="one"><label for="filter">Workloads with</label><input id="filter" type="text" data-value=${values.filter} @input=${typed} part="field"></div>
        ${this.error ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-matrix">${this.heading("Who may talk to whom")}<p>${this.#sentence()} <span class="quiet">${several(reach.workloads.length, "workload")}. ${values.view ? "Arrows lead to the receiver." : "Rows send, columns receive; * where the engines differ."}</span></p>${values.view ? this.#graph() : this.#matrix()}</div>
      <div class="at-why">${this.heading("Which rule says so")}${this.#why()}</div>
      <div class="at-switches">${this.heading("What if one were not there")}${this.#switches()}</div>
    </div>${this.status()}`;
  }
}
