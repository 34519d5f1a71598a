import { type Environment, type HttpRequest, routeHttp } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement, neighbour } from "../lib/element.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, input, type Panel, pair, select } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-http.css";
import { type Api, client, example, frontend } from "./example.ts";

type Answer = ReturnType<typeof routeHttp>;

const fields = ["host", "path", "method", "headers"] as const;
const apis: [Api, string][] = [
  ["gateway-api", "Gateway API"],
  ["ingress", "Ingress"],
  ["istio", "Istio"],
];
type Field = (typeof fields)[number];

/** What a bare element shows. */
const defaults: Record<Field, string> = { host: "shop.example", path: "/cart", method: "GET", headers: "" };
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"].map((method): [string, string] => [
  method,
  method,
]);

/** "x-version: test" a line as headers; a line without a colon is one without a value. */
function headersOf(text: string): Record<string, string[]> {
  const all: Record<string, string[]> = {};
  for (const line of text.split("\n").filter((one) => one.trim() !== "")) {
    const at = line.indexOf(":");
    const name = (at < 0 ? line : line.slice(0, at)).trim();
    all[name] = [...(all[name] ?? []), at < 0 ? "" : line.slice(at + 1).trim()];
  }
  return all;
}

/** Whole requests by weights: the largest remainders get what is left over. */
export function split(weights: readonly number[], requests: number): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (weight * requests) / sum);
  const whole = exact.map(Math.floor);
  const order = exact
    .map((share, at) => [share - Math.floor(share), at] as const)
    .sort(([one, a], [other, b]) => other - one || a - b);
  let left = requests - whole.reduce((total, one) => total + one, 0);
  for (const [, at] of order) if (left-- > 0) whole[at] = (whole[at] ?? 0) + 1;
  return whole;
}

/**
 * Which backends an HTTP request ends at: through Gateway API, Ingress or Istio; with which weights, how many of so many requests each
 * gets, and why. A bare element shows a shop with a canary.
 *
 * The question: `host`, `path`, `method`, `headers` (one a line), `entry`; `api` of the example, "gateway-api", "ingress" or "istio"; `flow`, the id of an `<aksnet-flow>` that shows the request's way; `requests` to split; `canary` is the example's share of the
 * second version. `environment` replaces the example by documents of the page's own. `routed` is the answer, to be read. The page:
 * `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of routeHttp
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetHttp extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, ...fields, "entry", "api", "flow"];
  static override numbers: readonly string[] = [...AksnetElement.numbers, "requests", "canary"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare host: string | undefined;
  declare path: string | undefined;
  declare method: string | undefined;
  declare headers: string | undefined;
  declare entry: string | undefined;
  declare api: string | undefined;
  declare flow: string | undefined;
  declare requests: Entry | undefined;
  declare canary: Entry | undefined;

  #environment: Environment | undefined;
  #routed: Answer | undefined;

  /** The last good answer; absent until the library runs. */
  get routed(): Answer | undefined {
    return this.#routed;
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

  get #requests(): number {
    return Math.min(Math.max(Math.trunc(Number(this.requests ?? 1000)) || 0, 0), 100_000);
  }

  get #canary(): number {
    return Math.min(Math.max(Math.trunc(Number(this.canary ?? 10)) || 0, 0), 100);
  }

  get #api(): Api {
    return apis.find(([api]) => api === this.api)?.[0] ?? "gateway-api";
  }

  protected override answer(_changed: ReadonlySet<string>): void {
    const http: HttpRequest = {
      host: this.#value("host"),
      path: this.#value("path"),
      method: this.#value("method"),
      headers: headersOf(this.#value("headers")),
    };
    const environment = this.#environment ?? example(this.#canary, this.#api);
    const answer = this.ask(() => routeHttp({ environment, http, ...(this.entry ? { entry: this.entry } : {}) }));
    if (answer) {
      this.#routed = answer;
      this.#continue(environment, http);
    }
    this.say(answer ? this.#sentence(answer) : (this.error?.message ?? ""));
  }

  /** Hands the request to the element that `flow` names, which shows its way in packets. */
  #continue(environment: Environment, http: HttpRequest): void {
    const flow = neighbour(this, this.flow) as (HTMLElement & Record<string, unknown>) | undefined;
    if (!flow) return;
    Object.assign(flow, { environment, http });
    if (!this.#environment) Object.assign(flow, { from: `address:${client}`, to: `address:${frontend}:80` });
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  #sentence({ matched, backends, status, redirect }: Answer): string {
    if (redirect) return `Redirected with ${status} to ${redirect}.`;
    if (status !== undefined) return `Answered with ${status}.`;
    return `${matched?.object ?? "The default backend"}: ${several(backends.length, "backend")}.`;
  }

  #bars(answer: Answer): TemplateResult {
    const all = [
      ...answer.backends.map(({ service, port, weight, subset }) => ({
        name: `${service}:${port}${subset ? ` subset ${subset}` : ""}`,
        weight,
        bad: false,
      })),
      ...answer.invalid.map(({ weight, because }) => ({ name: `500: ${because}`, weight, bad: true })),
    ];
    const sum = all.reduce((total, { weight }) => total + weight, 0);
    const shares = split(
      all.map(({ weight }) => weight),
      this.#requests,
    );
    return html`<ul class="split" part="split">${all.map(({ name, weight, bad }, at) => {
      const percent = sum > 0 ? (weight / sum) * 100 : 0;
      return html`<li><p><code>${name}</code> <span class="quiet">weight ${weight}, ${Math.round(percent * 10) / 10} %: ${shares[at]} of ${this.#requests}</span></p>
        <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"></rect><rect class=${bad ? "bad" : "good"} width=${percent} height="4"></rect></svg></li>`;
    })}</ul>`;
  }

  protected override show(): TemplateResult | undefined {
    const answer = this.#routed;
    if (!answer) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const values = {
      ...Object.fromEntries(fields.map((field) => [field, this.#value(field)])),
      requests: this.requests ?? this.#requests,
      canary: this.canary ?? this.#canary,
      api: this.#api,
    };
    const panel: Panel = {
      ...{ values, numbers: ["requests", "canary"], error: this.error },
      fieldOf: (path) => fields.find((field) => path === `http.${field}`),
      set: (field, value) => {
        (this as Record<string, unknown>)[field] = value;
      },
    };
    const typed = (event: Event) => {
      this.headers = (event.target as HTMLTextAreaElement).value;
    };
    const sent = answer.request;
    const changed = sent.path !== this.#value("path") || sent.host !== this.#value("host");
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">The request</legend>
        ${this.#environment ? nothing : html`<div class="one"><label for="api">Routes written as</label>${select(panel, "api", apis)}</div>`}
        <div class="one"><label for="method">Method</label>${select(panel, "method", methods)}</div>
        <div class="one"><label for="host">Host</label>${input(panel, "host", "shop.example")}</div>
        <div class="one"><label for="path">Path</label>${input(panel, "path", "/")}</div>
        <div class="one"><label for="headers">Headers, one a line</label><textarea id="headers" rows="2" spellcheck="false" data-value=${this.#value("headers")} @input=${typed} part="field"></textarea></div>
        ${pair(panel, { field: "requests", label: "Requests", min: 0, max: 10_000, step: 100, at: this.#requests, says: `${this.#requests} requests`, write: (position) => position })}
        ${this.#environment || this.#api === "ingress" ? nothing : pair(panel, { field: "canary", label: "Canary, %", min: 0, max: 100, at: this.#canary, says: `${this.#canary} % to the second version`, write: (position) => position })}
        ${this.error && !panel.fieldOf(this.error.field) ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-answer">${this.heading("Where it ends")}
        <p><span class="word ${answer.status === undefined ? "" : "change"}">${answer.status ?? "Routed"}</span> ${this.#sentence(answer)}</p>
        ${answer.matched ? html`<p class="quiet">Rule ${answer.matched.rule}, match ${answer.matched.match}.</p>` : nothing}
        ${this.#bars(answer)}
        ${changed ? html`<p>Leaves as <code>${sent.method ?? "GET"} ${sent.host}${sent.path}</code></p>` : nothing}</div>
      <div class="at-why">${this.heading("Why")}<ol class="because" part="because">${answer.because.map((line) => html`<li>${line}</li>`)}</ol></div>
    </div>${this.status()}`;
  }
}
