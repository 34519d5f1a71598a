import { drawFlow, type Environment, type FlowTrace, type Hop, type HttpRequest, traceFlow } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, type Panel, select } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-flow.css";
import { firstDifference } from "./difference.ts";
import { example, exampleModes } from "./example.ts";
import { picture } from "./picture.ts";
import { placesOf } from "./places.ts";
import { type Preset, presets } from "./presets.ts";

type Request = Parameters<typeof traceFlow>[0];

const fields = ["from", "to", "mode", "preset", "beside"] as const;
type Field = (typeof fields)[number];

/** What a bare element shows. */
const defaults = { from: "pod:lab/client", to: "service:lab/web:80", mode: "kubenet" };

/** The places of the example. */
const senders: [string, string][] = [
  ["pod:lab/client", "Pod lab/client"],
  ["node:n1", "Node n1"],
  ["address:198.51.100.10", "A client on the internet"],
  ["address:10.225.0.4", "A machine of the network"],
];
const receivers: [string, string][] = [
  ["service:lab/web:80", "Service lab/web, port 80"],
  ["pod:lab/web:8080", "Pod lab/web, port 8080"],
  ["address:192.0.2.80:443", "A server on the internet"],
];

const outcomes: Record<FlowTrace["outcome"], string> = {
  delivered: "Delivered",
  dropped: "Dropped",
  rejected: "Rejected",
  "failed-on-return": "Failed on return",
};

/** "pod:lab/client" as { pod: "lab/client" }. What is none passes on purpose: the library says what is wrong with it. */
function place(text: string): Record<string, string> {
  const at = text.indexOf(":");
  return { [text.slice(0, Math.max(at, 0))]: text.slice(at + 1) };
}

/** "service:lab/web:80" as { service: "lab/web", port: 80 }. */
function target(text: string): Record<string, string | number> {
  const at = text.lastIndexOf(":");
  return { ...place(text.slice(0, Math.max(at, 0))), port: Number(text.slice(at + 1)) };
}

/** With itself first, when a page asks for a place that the example has not. */
const among = (options: [string, string][], value: string): [string, string][] =>
  options.some(([known]) => known === value) ? options : [[value, value], ...options];

/** A place without a name of its own is called by its kind. */
const called = ({ at }: Hop): string => {
  const kind = at.kind.replaceAll("-", " ");
  return kind === at.name ? kind : `${kind} ${at.name}`;
};

/** There and back. */
const hopsOf = (trace: FlowTrace): Hop[] => [...trace.request, ...(trace.reply ?? [])];

const end = (address: string, port: number | undefined): string =>
  port === undefined ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * One packet, hop by hop, there and back: the picture, a player through its stops, the same path as a list. A bare element shows a pod
 * that asks a Service under kubenet.
 *
 * The question: `from` ("pod:lab/client", "node:n1", "host:vm", "address:…"), `to` ("service:lab/web:80", "pod:…", "node:…",
 * "address:…"), `mode` of the example, `beside` a second mode to hold against it; `preset` names a question of presets.ts, in whose place
 * `from`, `to` and `mode` stand where given. `step` is the stop that is chosen. An element with an `id` answers to the page's hash
 * "#id?preset=hairpin&step=3", and its steps are such links. `environment` replaces the example by documents of the
 * page's own; `http` is a request that the connection carries to a proxy. `traces` is the answer, to be read. The page: `findings`, `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of traceFlow
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetFlow extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, ...fields];
  static override numbers: readonly string[] = [...AksnetElement.numbers, "step"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare from: string | undefined;
  declare to: string | undefined;
  declare mode: string | undefined;
  declare preset: string | undefined;
  declare beside: string | undefined;
  declare step: Entry | undefined;

  #environment: Environment | undefined;
  /** Of those documents: whom a packet can come from and go to. */
  #places: ReturnType<typeof placesOf> | undefined;
  #http: HttpRequest | undefined;
  #traces: FlowTrace[] = [];
  #way = 0;
  #other: FlowTrace | undefined;
  readonly #drawn: Map<FlowTrace, SVGElement | undefined> = new Map();
  #playing: ReturnType<typeof setInterval> | undefined;

  /** The last good answer; empty until the library runs. */
  get traces(): readonly FlowTrace[] {
    return this.#traces;
  }

  /** Documents of the page's own in the place of the example. */
  get environment(): Environment | undefined {
    return this.#environment;
  }
  set environment(environment: Environment | undefined) {
    this.#environment = environment;
    this.#places = environment && placesOf(environment);
    this.requestUpdate("environment");
  }

  /** A request of HTTP that the connection carries to a proxy. */
  get http(): HttpRequest | undefined {
    return this.#http;
  }
  set http(http: HttpRequest | undefined) {
    this.#http = http;
    this.requestUpdate("environment");
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("hashchange", this.#follow);
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("hashchange", this.#follow);
    this.#play(false);
  }

  /** Takes the question and the step out of the page's hash, when it names this element. */
  readonly #follow = (): void => {
    const [id, query] = location.hash.slice(1).split("?");
    if (!this.id || id !== this.id || query === undefined) return;
    const asked = new URLSearchParams(query);
    for (const field of [...fields, "step"] as const) this[field] = asked.get(field) ?? undefined;
  };

  /** Where a step of this question is found again. */
  #link(step: number): string {
    const asked = new URLSearchParams();
    for (const field of fields) if (this[field]) asked.set(field, this[field]);
    asked.set("step", String(step));
    return `#${this.id}?${asked}`;
  }

  get #preset(): Preset | undefined {
    return presets.find(({ id }) => id === this.preset);
  }

  #value(field: "from" | "to" | "mode"): string {
    const own = field === "mode" ? undefined : this.#places?.[field];
    return this[field] ?? own ?? (this.#preset ?? defaults)[field];
  }

  #ask(mode: string): FlowTrace[] {
    const environment = this.#environment ?? example(mode, this.#preset?.broken);
    const http = this.#http ? { http: this.#http } : {};
    const request = { environment, from: place(this.#value("from")), to: target(this.#value("to")), ...http };
    return traceFlow(request as unknown as Request);
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const asked = [...fields, "environment"].some((field) => changed.has(field));
    if (this.#traces.length > 0 && !asked) return;
    const beside = this.#environment ? undefined : this.beside;
    let other: FlowTrace | undefined;
    const traces = this.ask(() => {
      other = beside ? this.#ask(beside)[0] : undefined;
      return this.#ask(this.#value("mode"));
    });
    if (traces) {
      this.#traces = traces;
      this.#other = other;
      this.#way = 0;
      this.#drawn.clear();
    }
    const [first] = this.#traces;
    this.say(traces && first ? this.#verdict(first) : (this.error?.message ?? ""));
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
    const step = String(this.#step());
    for (const stop of this.shadowRoot?.querySelectorAll(".stop") ?? []) {
      stop.classList.toggle("chosen", stop.getAttribute("data-step") === step);
    }
  }

  get #hops(): Hop[] {
    const trace = this.#traces[this.#way];
    return trace ? hopsOf(trace) : [];
  }

  #picture(trace: FlowTrace): SVGElement | undefined {
    if (!this.#drawn.has(trace)) {
      const svg = picture(drawFlow(trace));
      svg?.setAttribute("tabindex", "0");
      this.#drawn.set(trace, svg);
    }
    return this.#drawn.get(trace);
  }

  /** Goes through the stops at a walking pace, to the last. */
  #play(on: boolean): void {
    clearInterval(this.#playing);
    this.#playing = undefined;
    if (on) {
      this.#playing = setInterval(() => {
        this.step = this.#step() + 1;
        if (this.#step() >= this.#hops.length) this.#play(false);
      }, 1500);
    }
    this.requestUpdate();
  }

  /** The keys of a picture. */
  readonly #key = (event: KeyboardEvent): void => {
    const step = this.#step();
    const last = this.#hops.length;
    const to: Record<string, number> = { Home: 1, End: last };
    for (const key of ["ArrowDown", "ArrowRight", " "]) to[key] = Math.min(step + 1, last);
    for (const key of ["ArrowUp", "ArrowLeft"]) to[key] = Math.max(step - 1, 1);
    const next = to[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.step = next;
  };

  /** What stopped the packet, and the step at which it did. */
  #whyNot(trace: FlowTrace, sources: Sources): TemplateResult | typeof nothing {
    const { decidedBy } = trace;
    const at = hopsOf(trace).findIndex(({ steps }) => steps.some(({ type }) => type === "drop" || type === "reject"));
    if (!decidedBy) return nothing;
    const go = () => {
      this.step = at + 1;
    };
    return html`<div class="why-not" part="why-not"><p><strong>Why not?</strong> <code>${decidedBy.by}</code>: ${decidedBy.because} ${sources.marks(decidedBy.sources)}</p>
      ${at < 0 ? nothing : html`<button type="button" @click=${go}>Go to step ${at + 1}</button>`}</div>`;
  }

  /** The chosen stop, from 1 to the last. */
  #step(): number {
    const asked = Math.trunc(Number(this.step ?? 1)) || 1;
    return Math.min(Math.max(asked, 1), Math.max(this.#hops.length, 1));
  }

  #verdict(trace: FlowTrace): string {
    const by = trace.decidedBy ? ` by ${trace.decidedBy.by}` : "";
    const served = trace.servedBy ? `, served by ${trace.servedBy}` : "";
    return `${outcomes[trace.outcome]}${by}${served}.`;
  }

  #line(hop: Hop, at: number, replies: number, sources: Sources, differs: number): TemplateResult {
    const header = hop.in ?? hop.out;
    const sent = hop.out ?? hop.in;
    const one = (old: string, next: string) =>
      old === next ? html`<code>${old}</code>` : html`<del><code>${old}</code></del> <ins><code>${next}</code></ins>`;
    const words =
      header && sent
        ? html`<p>${one(end(header.source, header.sourcePort), end(sent.source, sent.sourcePort))} → ${one(end(header.destination, header.destinationPort), end(sent.destination, sent.destinationPort))}</p>`
        : nothing;
    return html`<li aria-current=${this.#step() === at + 1 ? "step" : nothing}>${this.id ? html`<a href=${this.#link(at + 1)} aria-label=${`Link to step ${at + 1}`}>${at + 1}</a>` : html`<span aria-hidden="true">${at + 1}</span>`}<div class=${at === differs ? "differs" : ""}>
      <p><strong>${at === replies ? "Reply: " : ""}${called(hop)}</strong>${at === differs ? html` <span class="word change">First difference</span>` : nothing}</p>${words}
      ${hop.steps.map((step) => html`<p>${step.because || step.by} ${sources.marks(step.sources)}</p>`)}</div></li>`;
  }

  #player(count: number): TemplateResult {
    const step = this.#step();
    const go = (to: number) => {
      this.step = to;
    };
    const slid = (event: Event) => go((event.target as HTMLInputElement).valueAsNumber);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const playing = this.#playing !== undefined;
    return html`<div class="player" role="group" aria-label="Steps" part="player">
      <button type="button" ?disabled=${step <= 1} @click=${() => go(step - 1)}>Back</button>
      <button type="button" ?disabled=${step >= count} @click=${() => go(step + 1)}>Next</button>
      ${still ? nothing : html`<button type="button" ?disabled=${!playing && step >= count} @click=${() => this.#play(!playing)}>${playing ? "Stop" : "Play"}</button>`}
      <span>Step ${step} of ${count}</span>
      <input type="range" min="1" max=${count} data-value=${step} aria-label="Step" aria-valuetext=${`step ${step} of ${count}`} @input=${slid}>
    </div>`;
  }

  /** The same question in the second mode. */
  #against(other: FlowTrace, differs: number, sources: Sources): TemplateResult {
    const words = differs < 0 ? "No step differs." : `The two part at step ${differs + 1}.`;
    return html`<div class="at-picture" @keydown=${this.#key}>${this.#picture(other)}</div>
      <div class="at-text" part="beside">${this.heading(exampleModes.get(this.beside ?? "") ?? this.beside ?? "")}
        <p><span class="word ${other.outcome === "delivered" ? "" : "change"}">${outcomes[other.outcome]}</span> ${this.#verdict(other)} ${words}</p>
        ${this.#whyNot(other, sources)}
        <ol class="steps">${hopsOf(other).map((hop, at) => this.#line(hop, at, other.request.length, sources, differs))}</ol>${sources.list()}</div>`;
  }

  protected override show(): TemplateResult | undefined {
    const trace = this.#traces[this.#way];
    if (!trace) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const values = {
      ...{ from: this.#value("from"), to: this.#value("to"), mode: this.#value("mode") },
      ...{ preset: this.preset ?? "", beside: this.beside ?? "" },
    };
    const panel: Panel = {
      ...{ values, numbers: [], error: this.error },
      fieldOf: () => undefined,
      set: (field, value) => {
        // A preset is a whole question: what was chosen by itself before gives way.
        if (field === "preset") for (const part of ["from", "to", "mode"] as const) this[part] = undefined;
        (this as Record<string, unknown>)[field] = value === "" ? undefined : value;
      },
    };
    const one = (field: Field, label: string, options: [string, string][]) =>
      html`<div class="one"><label for=${field}>${label}</label>${select(panel, field, among(options, values[field]))}</div>`;
    const kinds = [...exampleModes];
    const hops = this.#hops;
    const other = this.#other;
    const differs = other ? firstDifference(trace, other) : -1;
    const sources = new Sources();
    const good = trace.outcome === "delivered";
    const ways = this.#traces.length;
    const take = (event: Event) => {
      this.#way = Number((event.target as HTMLSelectElement).value);
      this.requestUpdate();
    };
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">The question</legend>
        ${this.#environment ? nothing : one("preset", "A question", [["", "One of your own"], ...presets.map(({ id, name }): [string, string] => [id, name])])}
        ${one("from", "From", this.#places?.senders ?? senders)}${one("to", "To", this.#places?.receivers ?? receivers)}
        ${this.#environment ? nothing : html`${one("mode", "Network mode", kinds)}${one("beside", "Held against", [["", "Nothing"], ...kinds])}`}
        ${
          ways > 1
            ? html`<div class="one"><label for="way">One of ${several(ways, "way")}</label><select id="way" data-value=${this.#way} part="field" @change=${take}>
          ${this.#traces.map(({ servedBy, probability }, at) => html`<option value=${at}>${at + 1}: ${servedBy ?? "nobody"}, ${Math.round(probability * 100)} %</option>`)}</select></div>`
            : nothing
        }
        ${this.error ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-picture" part="picture" @keydown=${this.#key}>${this.#picture(trace)}</div>
      <div class="at-text">${this.heading("The path, step by step")}
        <p><span class="word ${good ? "" : "change"}">${outcomes[trace.outcome]}</span> ${this.#verdict(trace)}</p>
        ${this.#whyNot(trace, sources)}${this.#player(hops.length)}
        <ol class="steps" part="steps">${hops.map((hop, at) => this.#line(hop, at, trace.request.length, sources, differs))}</ol>${other ? nothing : sources.list()}</div>
      ${other ? this.#against(other, differs, sources) : nothing}
      <div class="at-findings">${this.heading("What was assumed")}${trace.findings.length > 0 ? findingList(trace.findings, this.findings) : html`<p class="quiet">Nothing.</p>`}</div>
    </div>${this.status()}`;
  }
}
