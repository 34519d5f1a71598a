import { overlayChecklist, type SizingRequest } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { Follower } from "../lib/follow.ts";
import { Sources } from "../lib/sources.ts";
import { type Line, table } from "../lib/table.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-checklist.css";

type List = ReturnType<typeof overlayChecklist>;

const states = { met: "Met", "not-met": "Not met", unknown: "Not known" } as const;

/** A plain kubenet cluster, which a bare element is about. */
const kubenet = (): SizingRequest => ({
  cluster: {
    kubernetesVersion: "1.30.4",
    networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/16" },
    agentPoolProfiles: [{ name: "nodepool1", mode: "System", count: 50, maxPods: 110 }],
  },
});

/**
 * Whether a cluster can move to Azure CNI Overlay: the documented conditions, each met, not met or not known. A bare element is about a
 * plain kubenet cluster.
 *
 * `source` is the id of an element to follow, an `<aksnet-paste>` for instance; `request` a whole workload. `list` is the answer, to be
 * read. The page: `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of overlayChecklist
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetChecklist extends Follower {
  static override styles: readonly string[] = [...Follower.styles, css];

  protected override readonly names: readonly string[] = [];
  protected override current: SizingRequest = kubenet();
  #list: List | undefined;

  /** The last good answer; absent until the library runs. */
  get list(): List | undefined {
    return this.#list;
  }

  protected override question(): void {
    const { cluster, virtualNetwork, peeredNetworks = [], assume } = this.current;
    const virtualNetworks = [...(virtualNetwork ? [virtualNetwork] : []), ...peeredNetworks];
    const environment = { cluster, virtualNetworks };
    this.#list = this.ask(() => overlayChecklist({ environment, ...(assume ? { assume } : {}) })) ?? this.#list;
    this.say(this.error?.message ?? this.#verdict());
  }

  #verdict(): string {
    const list = this.#list;
    if (!list) return "";
    const count = (state: string) => list.conditions.filter((one) => one.state === state).length;
    const open = count("unknown");
    const says = list.possible ? "Nothing known stands in the way" : `In the way: ${count("not-met")}`;
    return `${modes[list.mode]} to Overlay. ${says}${open > 0 ? `; not known from these documents: ${open}` : ""}.`;
  }

  protected override show(): TemplateResult | undefined {
    const list = this.#list;
    const refused = this.error ? wrong(this.error) : nothing;
    if (!list) return this.error ? html`<slot></slot>${refused}` : undefined;
    const sources = new Sources();
    const lines = list.conditions.map(
      ({ condition, state, because, sources: own }): Line => [
        state,
        condition,
        html`<span class=${state === "not-met" ? "word error" : "word"}>${states[state]}</span>`,
        html`${because} ${sources.marks(own)}`,
      ],
    );
    return html`${this.heading("Can it move to Overlay?")}${refused}<p class="answer">${this.#verdict()}</p>
      ${table("conditions", "Conditions of the update, and how each stands", [["Condition"], ["State"], ["What the documents say"]], lines)}${sources.list()}${this.status()}`;
  }
}
