import {
  type Environment,
  evaluatePolicy,
  type KubernetesObject,
  type Reachability,
  reachability,
  type Verdict,
} from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
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

/** Rows and columns that are drawn at once; the rest by page, so that a thousand workloads scroll no worse than twenty. */
const PAGE = 24;

const isPolicy = ({ kind = "" }: KubernetesObject): boolean => kind.endsWith("NetworkPolicy");
const named = ({ kind, metadata }: KubernetesObject): string =>
  metadata?.namespace ? `${kind} ${metadata.namespace}/${metadata.name}` : `${kind} ${metadata?.name}`;

/**
 * Who may talk to whom: a matrix of workloads, the reason of each cell, policies to switch off and what that changes, the engines.
 * A bare element shows three tiers of a shop.
 *
 * The question: `engine`, `port` ("8080", "UDP 53"; the first when absent), `filter` of workloads by name. `environment` replaces the
 * example by documents of the page's own. `reach` is the answer, to be read. The page: `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of reachability
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetPolicy extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, "engine", "port", "filter"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare engine: string | undefined;
  declare port: string | undefined;
  declare filter: string | undefined;

  #environment: Environment | undefined;
  #off: Set<string> = new Set();
  #reach: Reachability | undefined;
  #before: Reachability | undefined;
  #cell: [from: number, to: number] | undefined;
  #reason: Answer | undefined;
  #page = 0;

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
      const reach = this.ask(() => reachability({ environment: this.#place(), ...this.#options() }));
      if (!reach) {
        this.say(this.error?.message ?? "");
        return;
      }
      this.#reach = reach;
      this.#before =
        this.#off.size > 0 ? reachability({ environment: this.#place(true), ...this.#options() }) : undefined;
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
    let open = 0;
    for (let from = 0; from < size; from++)
      for (let to = 0; to < size; to++) if (from !== to && reach.allows(from, to, this.#port)) open++;
    return `${port?.protocol} ${port?.port}: ${open} of ${size * (size - 1)} pairs may talk.`;
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
    const before = this.#before;
    const reach = this.#reach;
    const port = reach?.ports[this.#port];
    if (!before || !reach || !port) return undefined;
    const row = (at: number) =>
      before.workloads.findIndex(({ pods }) => pods.includes(reach.workloads[at]?.pods[0] ?? ""));
    const same = before.ports.findIndex((other) => other.port === port.port && other.protocol === port.protocol);
    return same < 0 ? undefined : before.allows(row(from), row(to), same);
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
    const words = `${reach.workloads[from]?.name} to ${reach.workloads[to]?.name}: ${open ? "allowed" : "denied"}${news ? ", changed" : ""}`;
    return html`<td><button type="button" class="${open ? "open" : "shut"} ${news ? "news" : ""}" aria-pressed=${chosen} aria-label=${words} @click=${choose}>${open ? "✓" : "–"}</button></td>`;
  }

  #side(name: string, verdict: Verdict): TemplateResult {
    return html`<li><strong>${name}: ${verdict.allowed ? "allowed" : "denied"}</strong><ul>
      ${verdict.because.map(({ object, rule, effect }) => html`<li><span class="word">${effect}</span> ${object}${rule === undefined ? nothing : html`, rule <code>${rule}</code>`}</li>`)}</ul></li>`;
  }

  #why(): TemplateResult {
    const reach = this.#reach;
    if (!reach || !this.#cell || !this.#reason)
      return html`<p class="quiet">Choose a cell to see which rule says so.</p>`;
    const [from, to] = this.#cell;
    const { allowed, egress, ingress } = this.#reason;
    return html`<p><span class="word ${allowed ? "" : "change"}">${allowed ? "Allowed" : "Denied"}</span>
        <code>${reach.workloads[from]?.name}</code> → <code>${reach.workloads[to]?.name}</code></p>
      <ul class="because" part="because">${this.#side("Out of the sender", egress)}${this.#side("Into the receiver", ingress)}</ul>`;
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
        <div class="one"><label for="filter">Workloads with</label><input id="filter" type="text" data-value=${values.filter} @input=${typed} part="field"></div>
        ${this.error ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-matrix">${this.heading("Who may talk to whom")}<p>${this.#sentence()} <span class="quiet">${several(reach.workloads.length, "workload")}. Rows send, columns receive.</span></p>${this.#matrix()}</div>
      <div class="at-why">${this.heading("Which rule says so")}${this.#why()}</div>
      <div class="at-switches">${this.heading("What if one were not there")}${this.#switches()}</div>
    </div>${this.status()}`;
  }
}
