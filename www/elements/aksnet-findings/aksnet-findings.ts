import { type Environment, type Finding, inspect } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { several } from "../lib/format.ts";
import { wrong } from "../lib/wrong.ts";

/** A kubenet cluster whose Services' range holds its own nodes. */
const example = (): Environment => ({
  cluster: {
    name: "shop",
    kubernetesVersion: "1.30.4",
    networkProfile: {
      networkPlugin: "kubenet",
      podCidr: "10.244.0.0/16",
      serviceCidr: "10.0.0.0/16",
      dnsServiceIP: "10.0.0.10",
    },
    agentPoolProfiles: [{ name: "nodepool1", mode: "System", count: 3, maxPods: 110 }],
  },
  virtualNetworks: [
    {
      name: "shop",
      addressSpace: { addressPrefixes: ["10.0.0.0/8"] },
      subnets: [{ name: "nodes", addressPrefix: "10.0.4.0/24" }],
    },
  ],
});

/**
 * What `inspect` says of an environment, the gravest first: overlaps, limits, support, retirements. Bare, of a kubenet cluster
 * with a fault in it. `environment` replaces that by documents of the page's own; an `<aksnet-paste>` can hand it over.
 *
 * Attributes: `as-of` (the day that retirements are held against; the reader's own when absent), `findings`, `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the findings
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetFindings extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, "asOf"];

  declare asOf: string | undefined;

  #environment: Environment | undefined;
  #said: readonly Finding[] = [];
  #asked = false;

  get environment(): Environment | undefined {
    return this.#environment;
  }
  set environment(environment: Environment | undefined) {
    this.#environment = environment;
    this.requestUpdate("environment");
  }

  /** The last good answer. */
  get said(): readonly Finding[] {
    return this.#said;
  }

  protected override answer(changed: ReadonlySet<string>): void {
    if (this.#asked && !changed.has("environment") && !changed.has("asOf")) return;
    this.#asked = true;
    const asOf = this.asOf ?? new Date().toISOString().slice(0, 10);
    this.#said = this.ask(() => inspect(this.#environment ?? example(), { asOf })) ?? this.#said;
    this.say(this.error?.message ?? `${several(this.#said.length, "finding")}.`);
  }

  protected override show(): TemplateResult {
    return html`<div>
      ${this.heading("What stands out")}
      ${this.error ? wrong(this.error) : nothing}
      ${this.#said.length > 0 ? findingList(this.#said, this.findings) : html`<p class="quiet">Nothing that is checked for.</p>`}
    </div>${this.status()}`;
  }
}
