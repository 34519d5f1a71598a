import { AksnetError, type NetworkMode, planSizing, type SizingPlan, type SizingRequest } from "aksnet";
import {
  type CSSResultGroup,
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from "lit";
import { blocksBar, subnetBar } from "../lib/bars.ts";
import { findingList } from "../lib/findings.ts";
import { alternatives, Follower } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import { sheet } from "../lib/sheet.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-sizing.css";
import { controls } from "./controls.ts";
import { ledger, limits } from "./ledger.ts";
import { headline, picture } from "./picture.ts";
import { type Entry, edit, editedIndex, editedPool, example, type Fields, shown } from "./request.ts";

const entry = {
  fromAttribute: (text: string | null): Entry | undefined =>
    text === null ? undefined : /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text,
};
const text = { fromAttribute: (value: string | null): string | undefined => value ?? undefined };

const fields: Record<keyof Fields, PropertyDeclarations[string]> = {
  nodes: { converter: entry },
  maxPods: { attribute: "max-pods", converter: entry },
  maxSurge: { attribute: "max-surge", converter: text },
  mode: { converter: text },
  subnetPrefix: { attribute: "subnet-prefix", converter: text },
  scaleOut: { attribute: "scale-out", converter: entry },
  internalLoadBalancers: { attribute: "internal-load-balancers", converter: entry },
  privateEndpoints: { attribute: "private-endpoints", converter: entry },
  netAppFiles: { attribute: "net-app-files", converter: text },
  kubernetesVersion: { attribute: "kubernetes-version", converter: text },
};
const names = Object.keys(fields) as (keyof Fields)[];
const attributeOf = (name: keyof Fields): string => String(fields[name].attribute ?? name);

/** The parts that `view` can name, in the order in which they stand. */
const parts = ["headline", "controls", "picture", "ledger", "findings", "bars", "limits"] as const;
type Part = (typeof parts)[number];

/**
 * How many addresses an AKS cluster takes, from which subnets, and why.
 *
 * Attributes: `nodes`, `max-pods`, `max-surge` ("1", "33%"), `mode`, `subnet-prefix` ("10.240.0.0/21" or "21"), `scale-out`,
 * `internal-load-balancers`, `private-endpoints`, `net-app-files`, `kubernetes-version`; `view` names the parts to show, `source` the id
 * of an element to follow, `heading-level` the level of its headings and `no-heading` leaves them out.
 * Properties: the attributes in camel case, `request` for a whole workload (it replaces what the attributes said), `plan` (read only).
 * A bare element shows 50 nodes of 30 pods under Azure CNI node subnet.
 *
 * @fires aksnet-change - detail: the SizingPlan
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetSizing extends Follower {
  static override properties: PropertyDeclarations = {
    ...fields,
    source: {},
    views: { attribute: "view" },
    headingLevel: { attribute: "heading-level", type: Number },
    noHeading: { attribute: "no-heading", type: Boolean },
    request: { attribute: false, noAccessor: true },
  };
  static override styles: CSSResultGroup = [sheet, unsafeCSS(css)];

  declare nodes: Entry | undefined;
  declare maxPods: Entry | undefined;
  declare maxSurge: string | undefined;
  declare mode: NetworkMode | undefined;
  declare subnetPrefix: string | undefined;
  declare scaleOut: Entry | undefined;
  declare internalLoadBalancers: Entry | undefined;
  declare privateEndpoints: Entry | undefined;
  declare netAppFiles: string | undefined;
  declare kubernetesVersion: string | undefined;
  declare views: string | undefined;
  declare headingLevel: number | undefined;
  declare noHeading: boolean;

  #request: SizingRequest = example();
  #given = false;
  #asked: SizingRequest | undefined;
  #adopted: SizingPlan | undefined;
  #plan: SizingPlan | undefined;
  #error: AksnetError | undefined;
  #typed: Partial<Fields> = {};
  #due: { type: "aksnet-change" | "aksnet-error"; detail: unknown } | undefined;
  #news = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sizes: ResizeObserver | undefined;
  #width = 640;

  /** The workload that is asked about. Setting it replaces what attributes and fields said. */
  get request(): SizingRequest {
    return this.#request;
  }
  set request(request: SizingRequest) {
    this.#load(request);
    this.#adopted = undefined;
    for (const name of names) (this as Record<string, unknown>)[name] = undefined;
    this.requestUpdate("request");
  }

  /** The last good answer; absent until the library runs. */
  get plan(): SizingPlan | undefined {
    return this.#plan;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (typeof ResizeObserver === "undefined") return;
    this.#sizes = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.#width) {
        this.#width = width;
        this.requestUpdate();
      }
    });
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes?.disconnect();
    clearTimeout(this.#timer);
  }

  #load(request: SizingRequest): void {
    this.#request = request;
    this.#given = true;
    this.#typed = {};
  }

  protected override adopt(request: SizingRequest, plan: SizingPlan | undefined): void {
    const own = names.filter((name) => this.hasAttribute(attributeOf(name)));
    this.#load(own.reduce((all, name) => edit(all, name, this[name]), request));
    this.#adopted = own.length === 0 ? plan : undefined;
    this.requestUpdate("request");
  }

  protected override answer(changed: PropertyValues): void {
    if (this.source && !this.#given) {
      this.wake();
      return;
    }
    for (const name of names) {
      // What stands in a field as it was typed is void once the property says something else.
      if (changed.has(name) && this.#typed[name] !== this[name]) delete this.#typed[name];
      // After a new request only what was set since then counts; before, a removed attribute means "as Azure would".
      if (changed.has(name) && !(changed.has("request") && this[name] === undefined)) {
        this.#request = edit(this.#request, name, this[name]);
        this.#adopted = undefined;
      }
    }
    if (this.#asked === this.#request) return;
    this.#asked = this.#request;
    try {
      this.#plan = this.#adopted ?? planSizing(this.#request);
      this.#error = undefined;
      this.#due = { type: "aksnet-change", detail: this.#plan };
      this.#tell(this.#summary(this.#plan));
    } catch (error) {
      if (!(error instanceof AksnetError)) throw error;
      this.#error = error;
      this.#due = { type: "aksnet-error", detail: error };
      this.#tell(error.message);
    }
  }

  protected override updated(): void {
    const due = this.#due;
    this.#due = undefined;
    if (due) this.emit(due.type, due.detail);
  }

  #summary(plan: SizingPlan): string {
    const lost = plan.subnets.filter((need) => need.given && !need.given.fits).length;
    const needs = plan.subnets.map((need) => `a /${need.prefixLength}`).join(" and ");
    return `${modes[plan.mode]}: ${several(plan.addresses, "address", "addresses")}, needs ${needs}${lost > 0 ? "; the subnet given is too small" : ""}.`;
  }

  /** One sentence for those who cannot see the figures move, once they have come to rest. */
  #tell(news: string): void {
    clearTimeout(this.#timer);
    if (!this.#shows("controls")) return;
    this.#timer = setTimeout(() => {
      this.#news = news;
      this.requestUpdate();
    }, 500);
  }

  #shows(part: Part): boolean {
    const views = this.views?.split(/\s+/).filter(Boolean) ?? [];
    return views.length > 0 ? views.includes(part) : part !== "headline";
  }

  #heading(words: string): TemplateResult | typeof nothing {
    if (this.noHeading) return nothing;
    return html`<div class="h" role="heading" aria-level=${this.headingLevel || 2} part="heading">${words}</div>`;
  }

  #set = <K extends keyof Fields>(field: K, value: Fields[K]): void => {
    this.#typed[field] = value;
    (this as Record<string, unknown>)[field] = value;
    this.requestUpdate(field, Symbol());
  };

  #part(part: Part, plan: SizingPlan): TemplateResult | typeof nothing {
    const pools = this.#request.cluster.agentPoolProfiles?.length ?? 0;
    switch (part) {
      case "headline":
        return headline(plan, alternatives(this.#request));
      case "controls":
        return controls({
          values: { ...shown(this.#request, plan), ...this.#typed },
          plan,
          error: this.#error,
          pool: pools > 1 ? (editedPool(this.#request)?.name ?? `${editedIndex(this.#request) + 1}`) : "",
          set: this.#set,
        });
      case "picture":
        return picture(plan, alternatives(this.#request), this.#pictureWidth());
      case "ledger":
        return html`${this.#heading(`Where ${plan.subnets.length === 1 ? count(plan.addresses) : `the ${count(plan.addresses)} addresses`} ${plan.subnets.length === 1 ? "comes" : "come"} from`)}${ledger(plan)}`;
      case "findings":
        return plan.findings.length > 0
          ? html`${this.#heading("What to know before you build it")}${findingList(plan.findings)}`
          : html`${this.#heading("What to know before you build it")}<p class="quiet">No remarks on this plan.</p>`;
      case "bars":
        return html`${this.#heading(plan.subnets.length > 1 ? "The subnets, filled" : "The subnet, filled")}${plan.subnets.map((need, index) => subnetBar(need, modes[plan.mode], `h${index}`, this.#width))}${plan.podCidrs.map(blocksBar)}`;
      case "limits":
        return html`${this.#heading("How near the limits are")}${limits(plan)}`;
    }
  }

  /** The picture shares its row with the controls where a whole calculator has room for both. */
  #pictureWidth(): number {
    return this.#shows("controls") && this.#width >= 832 ? Math.floor(this.#width * 0.54) : this.#width;
  }

  protected override view(): TemplateResult | undefined {
    const plan = this.#plan;
    if (!plan) return this.#error ? html`<slot></slot>${wrong(this.#error)}` : undefined;
    const visible = parts.filter((part) => this.#shows(part));
    if (visible.length === 1 && visible[0] === "headline") return html`${this.#part("headline", plan)}`;
    const all = visible.length > 1 ? "grid" : "";
    return html`<div class=${all}>${visible.map((part) => html`<div class=${`at-${part}`} part=${part}>${this.#part(part, plan)}</div>`)}</div>${this.#shows("controls") ? html`<p class="sr" role="status">${this.#news}</p>` : nothing}`;
  }
}
