import { type NetworkMode, planSizing, type SizingPlan, type SizingRequest } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { blocksBar, subnetBar } from "../lib/bars.ts";
import { findingList } from "../lib/findings.ts";
import { Follower, others } from "../lib/follow.ts";
import { count, several } from "../lib/format.ts";
import ledgerCss from "../lib/ledger.css";
import { ledger, limits } from "../lib/ledger.ts";
import panelCss from "../lib/panel.css";
import { fill } from "../lib/panel.ts";
import { type Entry, editedPool, fieldOf, numbers, shown, texts } from "../lib/request.ts";
import { Width } from "../lib/width.ts";
import { modes, sizes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-sizing.css";
import { controls } from "./controls.ts";
import { headline, picture } from "./picture.ts";

/** The parts that `view` can name, in the order in which they stand. */
const parts = ["headline", "controls", "picture", "ledger", "findings", "bars", "limits"] as const;
type Part = (typeof parts)[number];

/**
 * How many addresses an AKS cluster takes, from which subnets, and why. A bare element shows 50 nodes of 30 pods under Azure CNI
 * node subnet.
 *
 * The workload: `nodes`, `max-pods`, `max-surge` ("1", "33%"), `mode`, `subnet-prefix` ("10.240.0.0/21", "21"), `scale-out`,
 * `internal-load-balancers`, `private-endpoints`, `net-app-files`, `kubernetes-version`; as properties in camel case, and `request`
 * for a whole one, which replaces what the attributes said. `plan` is the answer, to be read.
 * The page: `view` names the parts to show, `source` is the id of an element to follow, `findings` the folder with a page for each
 * finding's code, `heading-level` the level of the headings, `no-heading` leaves them out.
 *
 * @fires aksnet-change - detail: the SizingPlan
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetSizing extends Follower {
  static override needs = "sizing" as const;
  static override texts: readonly string[] = [...Follower.texts, ...texts, "view"];
  static override numbers: readonly string[] = [...Follower.numbers, ...numbers];
  static override styles: readonly string[] = [...Follower.styles, panelCss, ledgerCss, css];

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
  declare view: string | undefined;

  protected override readonly names: readonly string[] = [...numbers, ...texts];
  #plan: SizingPlan | undefined;
  /** The request that `#plan` answers; `current` may be one that cannot be answered. */
  #answered: SizingRequest = this.current;
  readonly #space = new Width(this);

  /** The last good answer; absent until the library runs. */
  get plan(): SizingPlan | undefined {
    return this.#plan;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#space.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#space.disconnect();
  }

  protected override question(): void {
    const plan = this.ask(() => this.followed ?? planSizing(this.current));
    if (plan) {
      this.#plan = plan;
      this.#answered = this.current;
    }
    if (this.#shows("controls")) this.say(plan ? this.#summary(plan) : (this.error?.message ?? ""));
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
  }

  #summary(plan: SizingPlan): string {
    const small = plan.subnets.some((need) => need.given && !need.given.fits) ? "; the subnet given is too small" : "";
    return `${modes[plan.mode]}: ${several(plan.addresses, "address", "addresses")}, needs ${sizes(plan)}${small}.`;
  }

  #shows(part: Part): boolean {
    const chosen = this.view?.trim();
    return chosen ? chosen.split(/\s+/).includes(part) : part !== "headline";
  }

  #part(part: Part, plan: SizingPlan): unknown {
    const one = plan.subnets.length === 1;
    switch (part) {
      case "headline":
        return headline(plan, others(this.#answered));
      case "controls": {
        const many = (this.current.cluster.agentPoolProfiles?.length ?? 0) > 1;
        return controls({
          values: { ...shown(this.current, plan), ...this.typed },
          plan,
          numbers,
          fieldOf,
          error: this.error,
          pool: (many && editedPool(this.current)?.name) || "",
          set: this.set,
        });
      }
      case "picture":
        return picture(plan, others(this.#answered), this.#pictureWidth());
      case "ledger": {
        const total = count(plan.addresses);
        return [
          this.heading(one ? `Where ${total} comes from` : `Where the ${total} addresses come from`),
          ledger(plan),
        ];
      }
      case "findings":
        return [
          this.heading("What to know before you build it"),
          plan.findings.length > 0
            ? findingList(plan.findings, this.findings)
            : html`<p class="quiet">No remarks on this plan.</p>`,
        ];
      case "bars":
        return [
          this.heading(one ? "The subnet, filled" : "The subnets, filled"),
          plan.subnets.map((need, index) => subnetBar(need, modes[plan.mode], `h${index}`, this.#space.value)),
          plan.podCidrs.map(blocksBar),
        ];
      case "limits":
        return [this.heading("How near the limits are"), limits(plan.limits)];
    }
  }

  /** The picture shares its row with the controls where a whole calculator has room for both. */
  #pictureWidth(): number {
    return this.#shows("controls") && this.#space.value >= 832
      ? Math.floor(this.#space.value * 0.54)
      : this.#space.value;
  }

  protected override show(): TemplateResult | undefined {
    const plan = this.#plan;
    if (!plan) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const visible = parts.filter((part) => this.#shows(part));
    if (visible.join() === "headline") return html`${this.#part("headline", plan)}`;
    return html`<div class=${visible.length > 1 ? "grid" : ""}>
      ${visible.map((part) => html`<div class="at-${part}" part=${part}>${this.#part(part, plan)}</div>`)}
    </div>${this.#shows("controls") ? this.status() : nothing}`;
  }
}
