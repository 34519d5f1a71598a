import { drawFlow, type Environment, type FlowTrace, type Hop, traceFlow } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, type Panel, select } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-flow.css";
import { example, exampleModes } from "./example.ts";
import { picture } from "./picture.ts";

type Request = Parameters<typeof traceFlow>[0];

const fields = ["from", "to", "mode"] as const;
type Field = (typeof fields)[number];

/** What a bare element shows. */
const defaults: Record<Field, string> = { from: "pod:lab/client", to: "service:lab/web:80", mode: "kubenet" };

/** The places of the example. */
const senders: [string, string][] = [
  ["pod:lab/client", "Pod lab/client"],
  ["node:n1", "Node n1"],
  ["address:198.51.100.10", "A client on the internet"],
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

const end = (address: string, port: number | undefined): string =>
  port === undefined ? address : address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * One packet, hop by hop, there and back: the picture, a player through its stops, the same path as a list. A bare element shows a pod
 * that asks a Service under kubenet.
 *
 * The question: `from` ("pod:lab/client", "node:n1", "host:vm", "address:…"), `to` ("service:lab/web:80", "pod:…", "node:…",
 * "address:…"), `mode` of the example; `step` is the stop that is chosen. `environment` replaces the example by documents of the
 * page's own. `traces` is the answer, to be read. The page: `findings`, `heading-level`, `no-heading`.
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
  declare step: Entry | undefined;

  #environment: Environment | undefined;
  #traces: FlowTrace[] = [];
  #way = 0;
  #drawn: { of: FlowTrace; svg: SVGElement | undefined } | undefined;

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
    this.requestUpdate("environment");
  }

  #value(field: Field): string {
    return (this as Partial<Record<Field, string>>)[field] ?? defaults[field];
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const asked = [...fields, "environment"].some((field) => changed.has(field));
    if (this.#traces.length > 0 && !asked) return;
    const environment = this.#environment ?? example(this.#value("mode"));
    const request = { environment, from: place(this.#value("from")), to: target(this.#value("to")) };
    const traces = this.ask(() => traceFlow(request as unknown as Request));
    if (traces) {
      this.#traces = traces;
      this.#way = 0;
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
    return trace ? [...trace.request, ...(trace.reply ?? [])] : [];
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

  #line(hop: Hop, at: number, replies: number, sources: Sources): TemplateResult {
    const header = hop.in ?? hop.out;
    const sent = hop.out ?? hop.in;
    const one = (old: string, next: string) =>
      old === next ? html`<code>${old}</code>` : html`<del><code>${old}</code></del> <ins><code>${next}</code></ins>`;
    const words =
      header && sent
        ? html`<p>${one(end(header.source, header.sourcePort), end(sent.source, sent.sourcePort))} → ${one(end(header.destination, header.destinationPort), end(sent.destination, sent.destinationPort))}</p>`
        : nothing;
    return html`<li aria-current=${this.#step() === at + 1 ? "step" : nothing}><span aria-hidden="true">${at + 1}</span><div>
      <p><strong>${at === replies ? "Reply: " : ""}${called(hop)}</strong></p>${words}
      ${hop.steps.map((step) => html`<p>${step.because || step.by} ${sources.marks(step.sources)}</p>`)}</div></li>`;
  }

  #player(count: number): TemplateResult {
    const step = this.#step();
    const go = (to: number) => {
      this.step = to;
    };
    const slid = (event: Event) => go((event.target as HTMLInputElement).valueAsNumber);
    return html`<div class="player" role="group" aria-label="Steps" part="player">
      <button type="button" ?disabled=${step <= 1} @click=${() => go(step - 1)}>Back</button>
      <button type="button" ?disabled=${step >= count} @click=${() => go(step + 1)}>Next</button>
      <span>Step ${step} of ${count}</span>
      <input type="range" min="1" max=${count} data-value=${step} aria-label="Step" aria-valuetext=${`step ${step} of ${count}`} @input=${slid}>
    </div>`;
  }

  protected override show(): TemplateResult | undefined {
    const trace = this.#traces[this.#way];
    if (!trace) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    if (this.#drawn?.of !== trace) this.#drawn = { of: trace, svg: picture(drawFlow(trace)) };
    const values = Object.fromEntries(fields.map((field) => [field, this.#value(field)]));
    const panel: Panel = {
      ...{ values, numbers: [], error: this.error },
      fieldOf: () => undefined,
      set: (field, value) => {
        (this as Record<string, unknown>)[field] = value;
      },
    };
    const one = (field: Field, label: string, options: [string, string][]) =>
      html`<div class="one"><label for=${field}>${label}</label>${select(panel, field, among(options, this.#value(field)))}</div>`;
    const kinds = exampleModes.map((mode): [string, string] => [mode, modes[mode]]);
    const hops = this.#hops;
    const sources = new Sources();
    const good = trace.outcome === "delivered";
    const ways = this.#traces.length;
    const take = (event: Event) => {
      this.#way = Number((event.target as HTMLSelectElement).value);
      this.requestUpdate();
    };
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">The question</legend>
        ${one("from", "From", senders)}${one("to", "To", receivers)}${this.#environment ? nothing : one("mode", "Network mode", kinds)}
        ${
          ways > 1
            ? html`<div class="one"><label for="way">One of ${several(ways, "way")}</label><select id="way" data-value=${this.#way} part="field" @change=${take}>
          ${this.#traces.map(({ servedBy, probability }, at) => html`<option value=${at}>${at + 1}: ${servedBy ?? "nobody"}, ${Math.round(probability * 100)} %</option>`)}</select></div>`
            : nothing
        }
        ${this.error ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-picture" part="picture">${this.#drawn.svg}</div>
      <div class="at-text">${this.heading("The path, step by step")}
        <p><span class="word ${good ? "" : "change"}">${outcomes[trace.outcome]}</span> ${this.#verdict(trace)}</p>
        ${this.#player(hops.length)}
        <ol class="steps" part="steps">${hops.map((hop, at) => this.#line(hop, at, trace.request.length, sources))}</ol>${sources.list()}</div>
      <div class="at-findings">${this.heading("What was assumed")}${trace.findings.length > 0 ? findingList(trace.findings, this.findings) : html`<p class="quiet">Nothing.</p>`}</div>
    </div>${this.status()}`;
  }
}
