import { AksnetError, type Finding, planSizing, readDocuments, type SizingPlan, type SizingRequest } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement, neighbour } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { count, several } from "../lib/format.ts";
import { modes, role, sizes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-paste.css";

type Environment = Awaited<ReturnType<typeof readDocuments>>["environment"];
/** Takes a workload, or all that was read. */
type Target = Element & { request?: SizingRequest; environment?: Environment | undefined };
type Receipt = Awaited<ReturnType<typeof readDocuments>>["receipt"];

const placeholder = `{
  "networkProfile": { "networkPlugin": "azure" },
  "agentPoolProfiles": [
    { "name": "nodepool1", "count": 50, "maxPods": 30,
      "upgradeSettings": { "maxSurge": "1" } }
  ]
}`;

/**
 * A box for `az aks show -o json` and other documents: answers while you type, says what it took and what it left aside. Nothing leaves
 * the page. `for` names elements by their ids: an `<aksnet-sizing>`, for instance, whose `request` becomes what was pasted, or an
 * `<aksnet-flow>`, whose `environment` does.
 *
 * Attributes: `for`, `findings`, `heading-level`, `no-heading`. Properties: `value` (the text), `request` and `plan` (read only).
 *
 * @fires aksnet-change - detail: the SizingPlan of the pasted cluster
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetPaste extends AksnetElement {
  static override needs = "sizing" as const;
  static override texts: readonly string[] = [...AksnetElement.texts, "for"];
  static override styles: readonly string[] = [...AksnetElement.styles, css];

  declare for: string | undefined;

  #value = "";
  #read = "";
  #receipt: Receipt = [];
  #findings: Finding[] = [];
  #request: SizingRequest | undefined;
  #plan: SizingPlan | undefined;
  #note = "";

  /** The text in the box. */
  get value(): string {
    return this.#value;
  }
  set value(text: string) {
    this.#value = text;
    this.requestUpdate();
  }

  /** The workload read from the text. */
  get request(): SizingRequest | undefined {
    return this.#request;
  }

  /** Its plan. */
  get plan(): SizingPlan | undefined {
    return this.#plan;
  }

  protected override answer(): void {
    const text = this.#value;
    if (text !== this.#read) void this.#take(text);
  }

  async #take(text: string): Promise<void> {
    this.#read = text;
    this.#note = "";
    try {
      const read = text.trim() === "" ? { environment: {}, receipt: [], findings: [] } : await readDocuments(text);
      // Text that was typed meanwhile has its own reading under way.
      if (text !== this.#read) return;
      this.#receipt = read.receipt;
      this.#findings = read.findings;
      this.error = undefined;
      this.#plan = undefined;
      this.#use(read.environment);
    } catch (error) {
      if (!(error instanceof AksnetError)) throw error;
      if (text !== this.#read) return;
      this.error = error;
      this.tell("aksnet-error", error);
    }
    this.say(
      this.error?.message ??
        (this.#plan
          ? `Read. ${modes[this.#plan.mode]}: ${several(this.#plan.addresses, "address", "addresses")}.`
          : this.#note),
    );
    this.requestUpdate();
  }

  #use(environment: Environment): void {
    const { cluster, virtualNetworks } = environment;
    const targets = (this.for ?? "").split(" ").map((id) => neighbour(this, id) as Target | undefined);
    // An empty box gives them their example back.
    const own = this.#receipt.length > 0 ? environment : undefined;
    for (const target of targets) if (target && "environment" in target) target.environment = own;
    if (!cluster) {
      this.#note =
        this.#receipt.length > 0 ? "No cluster among these documents: add what az aks show -o json prints." : "";
      return;
    }
    const [virtualNetwork] = virtualNetworks ?? [];
    const request: SizingRequest = { cluster, ...(virtualNetwork ? { virtualNetwork } : {}) };
    this.#plan = this.ask(() => planSizing(request));
    if (!this.#plan) return;
    this.#request = request;
    for (const target of targets) if (target && !("environment" in target)) target.request = request;
  }

  #typed = (event: Event): void => {
    this.value = (event.target as HTMLTextAreaElement).value;
  };

  #open = (): void => {
    this.shadowRoot?.querySelector<HTMLInputElement>("#file")?.click();
  };

  #opened = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const texts = await Promise.all([...(input.files ?? [])].map((file) => file.text()));
    input.value = "";
    if (texts.length > 0) this.value = texts.join("\n");
  };

  /** What was understood, in words, then the fields it came from, then what was not looked at. */
  #took(): TemplateResult {
    const { plan } = this;
    const paths = (label: string, list: string[]) =>
      html`<li><span>${label}</span>${list.length === 0 ? html`<span>nothing</span>` : html`<details><summary>${several(list.length, "field")}</summary><ul>${list.map((path) => html`<li><code>${path}</code></li>`)}</ul></details>`}</li>`;
    return html`<ul class="takes" part="receipt">
      ${this.#receipt.map(
        ({ kind, document, taken, ignored }) =>
          html`<li><strong>${kind}</strong><span>${document}</span></li>${paths("Used", taken)}${paths("Left aside", ignored)}`,
      )}
      ${
        plan &&
        html`<li><span>Network mode</span><span>${modes[plan.mode]}</span></li>
          ${plan.pools.map((pool) => html`<li><span>Pool <code>${pool.name}</code></span><span>${several(pool.nodes, "node")} of ${count(pool.maxPods)} pods; ${count(pool.peakNodes)} at the peak, ${count(pool.surge)} of them surge</span></li>`)}
          ${plan.subnets.map((need) => html`<li><span>${role(need)}</span><span>${need.given ? html`<code>${need.given.prefix}</code>` : "size not given: the smallest that fits"}</span></li>`)}
          <li class="sum"><strong>Takes</strong><strong>${several(plan.addresses, "address", "addresses")}, ${sizes(plan)}</strong></li>`
      }
    </ul>`;
  }

  protected override show(): TemplateResult {
    const { error } = this;
    const level = this.headingLevel || 2;
    return html`<div class="paste">
      <div>
        ${this.heading("Or paste what you have")}
        <label for="text" class="quiet">What <code>az aks show -o json</code> prints, with <code>az network vnet show</code> if you like: one document or several</label>
        <textarea id="text" part="field" spellcheck="false" autocomplete="off" autocapitalize="off" rows="9" placeholder=${placeholder} .value=${this.#value} aria-invalid=${error ? "true" : "false"} aria-describedby=${error ? "wrong" : nothing} @input=${this.#typed}></textarea>
        ${error ? wrong(error, "wrong", true) : nothing}
        <div class="row"><button type="button" @click=${this.#open}>Open a file</button><input id="file" type="file" accept=".json,.txt,application/json" multiple hidden aria-label="File to read" @change=${this.#opened}><span class="quiet">Read in this page; nothing is sent.</span></div>
      </div>
      <div>
        <div class="h3" role="heading" aria-level=${level + 1}>Receipt</div>
        ${this.#receipt.length > 0 ? this.#took() : html`<p class="quiet">Nothing read yet. It will say here what was taken from your document and what was left aside.</p>`}
        ${this.#note ? html`<p class="wrong">${this.#note}</p>` : nothing}
        ${this.#findings.length > 0 ? findingList(this.#findings, this.findings) : nothing}
      </div>
    </div>${this.status()}`;
  }
}
