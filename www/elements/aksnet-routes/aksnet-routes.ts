import {
  type EffectiveRoute,
  type Environment,
  kubenetRouteTable,
  partitionRoutes,
  positions,
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
type Places = ReturnType<typeof positions>;

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

/** How many bits a step of the zoom is. */
const zoomStep = 4;

const length = (prefix: string): number => Number(prefix.split("/")[1] ?? 0);

/**
 * The routes of a subnet: which one a destination takes and why each of the others does not, the destination space cut by winner, the
 * way from the shortest prefix to the winner, and kubenet's table as nodes are added. A bare element shows the network of Azure's own
 * page on routing.
 *
 * The question: `destination`, `subnet`; `nodes` of a kubenet cluster for the table's budget; `zoom`, the prefix length around the
 * destination that the bar to scale shows (0, all of IPv4, to 32). `environment` replaces the example by documents of the page's own.
 * `decision` is the answer, to be read. The page: `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of selectRoute
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetRoutes extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, ...fields];
  static override numbers: readonly string[] = [...AksnetElement.numbers, "nodes", "zoom"];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare destination: string | undefined;
  declare subnet: string | undefined;
  declare nodes: Entry | undefined;
  declare zoom: Entry | undefined;

  #environment: Environment | undefined;
  #decision: RouteDecision | undefined;
  #ranges: Ranges = [];
  #kubenet: Table | undefined;
  /** The places of the ranges, and then of the destination, in what the bar to scale shows. */
  #places: Places | undefined;
  /** The range that holds the destination; -1 for one of IPv6. */
  #at = -1;

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

  get #nodes(): Entry {
    return this.nodes ?? 50;
  }

  protected override answer(changed: ReadonlySet<string>): void {
    const place = { environment: this.#environment ?? example(), subnet: this.#value("subnet") };
    const destination = this.#value("destination").trim();
    const decision = this.ask(() => {
      if (this.#ranges.length === 0 || changed.has("environment") || changed.has("subnet")) {
        this.#ranges = partitionRoutes(place).filter(({ first }) => first.includes("."));
      }
      if (!this.#kubenet || changed.has("nodes")) this.#kubenet = this.#table();
      const found = selectRoute({ ...place, destination });
      this.#look(destination);
      return found;
    });
    if (decision) this.#decision = decision;
    this.say(decision ? this.#verdict() : (this.error?.message ?? ""));
  }

  /** Finds the range that holds the destination, and what the bar to scale shows around it. */
  #look(destination: string): void {
    const ranges = this.#ranges.map(({ first, last }) => ({ first, last }));
    if (destination.includes(":")) {
      this.#at = -1;
      return;
    }
    const own = positions({ around: destination, items: ranges });
    this.#at = own.items.findIndex((item) => item !== null);
    const prefixLength = (this.zoom ?? 0) as number;
    this.#places = positions({ around: destination, prefixLength, items: [...ranges, destination] });
  }

  #table(): Table {
    // What is no number goes to the library as it stands, which says what is wrong with it.
    const count = this.#nodes as number;
    return kubenetRouteTable({
      cluster: {
        networkProfile: { networkPlugin: "kubenet", podCidr: "10.128.0.0/10" },
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

  #go(to: number): void {
    const first = this.#ranges[to]?.first;
    if (first) this.destination = first;
  }

  #name(at: number): string {
    const range = this.#ranges[at];
    return range ? `${range.first} to ${range.last}: ${range.winner?.nextHopType ?? "no route"}` : "no range";
  }

  #bar(): TemplateResult {
    const count = this.#ranges.length;
    const at = this.#at;
    const slid = (event: Event) => this.#go((event.target as HTMLInputElement).valueAsNumber);
    const says = this.#name(at);
    const width = 100 / Math.max(count, 1);
    return html`<figure part="bar"><svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        ${this.#ranges.map(({ winner }, index) => svg`<rect class="k-${kind(winner)} ${index === at ? "chosen" : ""}" x=${index * width} y=${index === at ? 0 : 2} width=${Math.max(width - 0.4, 0.2)} height=${index === at ? 12 : 8} @click=${() => this.#go(index)}></rect>`)}
      </svg>
      <input type="range" min="0" max=${Math.max(count - 1, 0)} data-value=${Math.max(at, 0)} aria-label="Range of destinations" aria-valuetext=${says} @input=${slid}>
      <figcaption class="quiet">All of IPv4 from left to right in ${several(count, "range")}, each as wide as the next. ${says}.</figcaption>
      ${this.#scale()}${this.#list()}</figure>`;
  }

  readonly #closer = (bits: number): void => {
    const now = Number(this.zoom ?? 0) || 0;
    this.zoom = Math.min(32, Math.max(0, now + bits));
  };

  /** The same to scale, as much of it as the zoom shows around the destination. A double click looks closer at a range. */
  #scale(): TemplateResult | typeof nothing {
    const places = this.#places;
    if (!places || this.#at < 0) return nothing;
    const zoom = Number(this.zoom ?? 0) || 0;
    const x = (part: number) => `${(part * 100).toFixed(4)}%`;
    const here = places.items.at(-1);
    const drawn = places.items.slice(0, -1).flatMap((place, index) => (place ? [{ ...place, index }] : []));
    const says = `${places.within}, to scale: ${several(drawn.length, "range")}`;
    const pressed = (event: KeyboardEvent) => {
      const step = { "+": zoomStep, "=": zoomStep, "-": -zoomStep }[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.#closer(step);
    };
    const slid = (event: Event) => {
      this.zoom = (event.target as HTMLInputElement).valueAsNumber;
    };
    return html`<div class="scale" part="scale" @keydown=${pressed}>
      <svg class="bar" width="100%" role="img" aria-label=${says}>
        ${drawn.map(
          ({ at, share, index }) =>
            svg`<rect class="k-${kind(this.#ranges[index]?.winner)} ${index === this.#at ? "chosen" : ""}" x=${x(at)} width=${share < 0.002 ? "2" : x(share)} height="100%" @click=${() => this.#go(index)} @dblclick=${() => this.#closer(zoomStep)}></rect>`,
        )}
        ${here ? svg`<line class="here" x1=${x(here.at)} x2=${x(here.at)} y1="0" y2="100%"></line>` : nothing}
      </svg>
      <div class="zoom"><button type="button" ?disabled=${zoom === 0} @click=${() => this.#closer(-zoomStep)}>Wider</button>
        <input type="range" min="0" max="32" data-value=${zoom} aria-label="Zoom, in bits of the prefix" aria-valuetext=${says} part="slider" @input=${slid}>
        <button type="button" ?disabled=${zoom === 32} @click=${() => this.#closer(zoomStep)}>Closer</button></div>
      <p class="quiet">${says}, <code>${places.first}</code> to <code>${places.last}</code>. Plus and minus change it, too.</p></div>`;
  }

  /** The ranges in words. */
  #list(): TemplateResult {
    return html`<details part="ranges"><summary>The ranges as a list</summary><ol class="ranges">${this.#ranges.map(
      ({ first, last, winner }, index) => html`<li aria-current=${index === this.#at ? "true" : "false"}>
        <button type="button" @click=${() => this.#go(index)}><code>${first}</code> to <code>${last}</code></button>
        <span>${winner ? `${winner.nextHopType}${winner.nextHopIpAddress ? ` ${winner.nextHopIpAddress}` : ""}` : "no route"}</span>
        <span class="quiet">${winner ? `${winner.name ?? winner.source} for ${winner.addressPrefix}` : ""}</span></li>`,
    )}</ol></details>`;
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
    const nodes = Number(this.#nodes) || 0;
    const says = `${nodes} nodes, ${used} of ${allowed} routes`;
    return html`<div class="at-budget" part="budget">${this.heading("kubenet's table")}
      ${pair(panel, { field: "nodes", label: "Nodes", min: 0, max: 450, at: Math.min(nodes, 450), says, write: (position) => position })}
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
      nodes: this.#nodes,
    };
    const panel: Panel = {
      ...{ values, numbers: ["nodes"], error: this.error },
      fieldOf: (path) => {
        if (path === "around") return "destination";
        if (path?.startsWith("cluster") || path === "nodes") return "nodes";
        return path === "destination" || path === "subnet" ? path : undefined;
      },
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
