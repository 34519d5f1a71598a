import {
  type EffectiveRoute,
  type Environment,
  kubenetRouteTable,
  partitionRoutes,
  type RouteDecision,
  selectRoute,
} from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, input, type Panel, pair, select } from "../lib/panel.ts";
import type { Entry } from "../lib/request.ts";
import { Sources } from "../lib/sources.ts";
import { type Line, table } from "../lib/table.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-routes.css";
import { example } from "./example.ts";

type Ranges = ReturnType<typeof partitionRoutes>;
type Table = ReturnType<typeof kubenetRouteTable>;

const fields = ["destination", "subnet"] as const;
type Field = (typeof fields)[number];

/** What a bare element shows. */
const defaults: Record<Field, string> = { destination: "10.0.0.9", subnet: "Subnet1" };

const verdicts: Record<RouteDecision["considered"][number]["verdict"], string> = {
  won: "Wins",
  "shorter-prefix": "Shorter prefix",
  "lower-precedence": "Comes after",
  "not-preferred": "Not preferred",
  "no-match": "No match",
};

/** What happens, in colour and words: within the network, out, by an appliance, dropped. */
function kind(route: EffectiveRoute | undefined): string {
  if (!route || route.nextHopType === "None") return "dropped";
  if (route.nextHopType === "VirtualAppliance") return "appliance";
  return route.nextHopType === "Internet" ? "out" : "within";
}

const number = (address: string): number => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);

const length = (prefix: string): number => Number(prefix.split("/")[1] ?? 0);

/**
 * The routes of a subnet: which one a destination takes and why each of the others does not, the destination space cut by winner, the
 * way from the shortest prefix to the winner, and kubenet's table as nodes are added. A bare element shows the network of Azure's own
 * page on routing.
 *
 * The question: `destination`, `subnet`; `nodes` of a kubenet cluster for the table's budget. `environment` replaces the example by
 * documents of the page's own. `decision` is the answer, to be read. The page: `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of selectRoute
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetRoutes extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, ...fields];
  static override numbers: readonly string[] = [...AksnetElement.numbers, "nodes"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare destination: string | undefined;
  declare subnet: string | undefined;
  declare nodes: Entry | undefined;

  #environment: Environment | undefined;
  #decision: RouteDecision | undefined;
  #ranges: Ranges = [];
  #kubenet: Table | undefined;

  /** The last good answer; absent until the library runs. */
  get decision(): RouteDecision | undefined {
    return this.#decision;
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
    const first = this.#environment?.virtualNetworks?.[0]?.subnets?.[0]?.name;
    const usual = field === "subnet" && first ? first : defaults[field];
    return (this as Partial<Record<Field, string>>)[field] ?? usual;
  }

  get #nodes(): number {
    return Math.min(Math.max(Math.trunc(Number(this.nodes ?? 50)) || 0, 0), 450);
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const environment = this.#environment ?? example();
    const place = { environment, subnet: this.#value("subnet") };
    if (this.#ranges.length === 0 || changed.has("environment") || changed.has("subnet")) {
      const ranges = this.ask(() => partitionRoutes(place));
      if (ranges) this.#ranges = ranges.filter(({ first }) => first.includes("."));
    }
    if (!this.#kubenet || changed.has("nodes")) this.#kubenet = this.ask(() => this.#table());
    if (this.#decision && ![...fields, "environment"].some((field) => changed.has(field))) return;
    const decision = this.ask(() => selectRoute({ ...place, destination: this.#value("destination").trim() }));
    if (decision) this.#decision = decision;
    this.say(decision ? this.#verdict() : (this.error?.message ?? ""));
  }

  #table(): Table {
    const count = this.#nodes;
    return kubenetRouteTable({
      cluster: {
        networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/15" },
        agentPoolProfiles: [{ name: "pool1", count }],
      },
      nodeSubnet: "10.240.0.0/16",
      userRoutes: {
        routes: [
          {
            name: "to-firewall",
            addressPrefix: "0.0.0.0/0",
            nextHopType: "VirtualAppliance",
            nextHopIpAddress: "10.241.0.4",
          },
        ],
      },
    });
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  #verdict(): string {
    const winner = this.#decision?.winner;
    const destination = this.#value("destination");
    if (!winner) return `${destination}: no route of the table.`;
    const hop =
      winner.nextHopType === "None"
        ? "dropped"
        : `${winner.nextHopType}${winner.nextHopIpAddress ? ` ${winner.nextHopIpAddress}` : ""}`;
    return `${destination}: ${hop}, by ${winner.name ?? `the ${winner.source === "Default" ? "system" : "gateway"} route`} for ${winner.addressPrefix}.`;
  }

  /** The range that holds the destination. */
  #at(): number {
    const asked = number(this.#value("destination").trim());
    return this.#ranges.findIndex(({ first, last }) => number(first) <= asked && asked <= number(last));
  }

  #bar(): TemplateResult {
    const count = this.#ranges.length;
    const at = this.#at();
    const go = (to: number) => {
      const first = this.#ranges[to]?.first;
      if (first) this.destination = first;
    };
    const slid = (event: Event) => go((event.target as HTMLInputElement).valueAsNumber);
    const range = this.#ranges[at];
    const says = range ? `${range.first} to ${range.last}: ${range.winner?.nextHopType ?? "no route"}` : "no range";
    const width = 100 / Math.max(count, 1);
    return html`<figure part="bar"><svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        ${this.#ranges.map(({ winner }, index) => svg`<rect class="k-${kind(winner)} ${index === at ? "chosen" : ""}" x=${index * width} y=${index === at ? 0 : 2} width=${Math.max(width - 0.4, 0.2)} height=${index === at ? 12 : 8} @click=${() => go(index)}></rect>`)}
      </svg>
      <input type="range" min="0" max=${Math.max(count - 1, 0)} data-value=${Math.max(at, 0)} aria-label="Range of destinations" aria-valuetext=${says} @input=${slid}>
      <figcaption class="quiet">All of IPv4 from left to right in ${several(count, "range")}, each as wide as the next. ${says}.</figcaption></figure>`;
  }

  /** From the shortest prefix that holds the destination to the winner. */
  #walk(): TemplateResult {
    const holding = (this.#decision?.considered ?? [])
      .filter(({ verdict, route }) => verdict !== "no-match" && route.state === "Active")
      .sort((one, other) => length(one.route.addressPrefix) - length(other.route.addressPrefix));
    return html`<ol class="walk" part="walk">${holding.map(
      ({ route, verdict, because }) => html`<li class=${verdict === "won" ? "won" : ""}>
        <code>${route.addressPrefix}</code> <span>${route.nextHopType}${route.nextHopIpAddress ? ` ${route.nextHopIpAddress}` : ""}</span> <span class="quiet">${because}</span></li>`,
    )}</ol>`;
  }

  #lines(sources: Sources): Line[] {
    return (this.#decision?.considered ?? []).map(({ route, verdict, because }) => [
      verdict === "won" ? "won" : route.state === "Invalid" ? "invalid" : "",
      html`<code>${route.addressPrefix}</code>`,
      html`${route.nextHopType}${route.nextHopIpAddress ? html` <code>${route.nextHopIpAddress}</code>` : nothing}`,
      html`${route.source}${route.name ? html` <span class="quiet">${route.name}</span>` : nothing}`,
      route.state,
      html`<span class="word ${verdict === "won" ? "" : "quiet"}">${verdicts[verdict]}</span> <span class="quiet">${because} ${sources.marks(route.sources)}</span>`,
    ]);
  }

  #budget(panel: Panel): TemplateResult {
    const { used = 0, allowed = 400, findings = [] } = this.#kubenet ?? {};
    const over = used > allowed;
    const says = `${this.#nodes} nodes, ${used} of ${allowed} routes`;
    return html`<div class="at-budget" part="budget">${this.heading("kubenet's table")}
      ${pair(panel, { field: "nodes", label: "Nodes", min: 0, max: 450, at: this.#nodes, says, write: (position) => position })}
      <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"></rect>
        <rect class=${over ? "k-dropped" : "k-within"} width=${Math.min((used / allowed) * 100, 100)} height="6"></rect></svg>
      <p>${used} of ${allowed} routes: one for each node, and one to the firewall.</p>
      ${findings.filter(({ severity }) => severity === "error").map(({ message }) => html`<p class="wrong">${message}</p>`)}</div>`;
  }

  protected override show(): TemplateResult | undefined {
    if (!this.#decision) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const values = {
      destination: this.#value("destination"),
      subnet: this.#value("subnet"),
      nodes: this.nodes ?? this.#nodes,
    };
    const panel: Panel = {
      ...{ values, numbers: ["nodes"], error: this.error },
      fieldOf: (path) => (path === "destination" || path === "subnet" ? path : undefined),
      set: (field, value) => {
        (this as Record<string, unknown>)[field] = value;
      },
    };
    const subnets = (this.#environment ?? example()).virtualNetworks?.flatMap(({ subnets: own }) => own ?? []) ?? [];
    const names = subnets.map(({ name = "" }): [string, string] => [name, name]);
    const sources = new Sources();
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">The question</legend>
        <div class="one"><label for="destination">Destination</label>${input(panel, "destination", "10.0.0.4")}</div>
        <div class="one"><label for="subnet">Out of the subnet</label>${select(panel, "subnet", names)}</div>
        ${this.error && !panel.fieldOf(this.error.field) ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-answer">${this.heading("Which route wins")}<p class="answer">${this.#verdict()}</p>${this.#bar()}${this.#walk()}</div>
      <div class="at-table">${table("routes", "Effective routes, with the winner and the reason of each other", [["Prefix"], ["Next hop"], ["Source"], ["State"], ["Why"]], this.#lines(sources))}${sources.list()}</div>
      ${this.#budget(panel)}
    </div>${this.status()}`;
  }
}
