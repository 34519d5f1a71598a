import { AksnetError, type Finding, planSizing, readDocuments, type SizingPlan, type SizingRequest } from "aksnet";
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult, unsafeCSS } from "lit";
import { AksnetElement, neighbour } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { count, several } from "../lib/format.ts";
import { sheet } from "../lib/sheet.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-paste.css";

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
 * the page. `for` is the id of an element, an `<aksnet-sizing>` for instance, whose `request` becomes what was pasted.
 *
 * Attributes: `for`, `heading-level`, `no-heading`. Properties: `value` (the text), `request` and `plan` (read only).
 *
 * @fires aksnet-change - detail: the SizingPlan of the pasted cluster
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetPaste extends AksnetElement {
  static override properties: PropertyDeclarations = {
    for: {},
    value: { attribute: false },
    headingLevel: { attribute: "heading-level", type: Number },
    noHeading: { attribute: "no-heading", type: Boolean },
  };
  static override styles: CSSResultGroup = [sheet, unsafeCSS(css)];

  declare for: string | null;
  declare value: string | undefined;
  declare headingLevel: number | undefined;
  declare noHeading: boolean;

  #read = "";
  #turn = 0;
  #receipt: Receipt = [];
  #findings: Finding[] = [];
  #request: SizingRequest | undefined;
  #plan: SizingPlan | undefined;
  #error: AksnetError | undefined;
  #note = "";

  /** The workload read from the text. */
  get request(): SizingRequest | undefined {
    return this.#request;
  }

  /** Its plan. */
  get plan(): SizingPlan | undefined {
    return this.#plan;
  }

  protected override answer(): void {
    const text = this.value ?? "";
    if (text !== this.#read) void this.#take(text);
  }

  async #take(text: string): Promise<void> {
    this.#read = text;
    this.#turn += 1;
    const turn = this.#turn;
    this.#note = "";
    if (text.trim() === "") {
      this.#receipt = [];
      this.#findings = [];
      this.#error = undefined;
      this.requestUpdate();
      return;
    }
    try {
      const { environment, receipt, findings } = await readDocuments(text);
      // Text that was typed meanwhile has its own reading under way.
      if (turn !== this.#turn) return;
      this.#receipt = receipt;
      this.#findings = findings;
      this.#error = undefined;
      if (environment.cluster) {
        const [virtualNetwork] = environment.virtualNetworks ?? [];
        const request: SizingRequest = { cluster: environment.cluster, ...(virtualNetwork ? { virtualNetwork } : {}) };
        this.#plan = planSizing(request);
        this.#request = request;
        this.emit("aksnet-change", this.#plan);
        const target = neighbour(this, this.for) as (Element & { request?: SizingRequest }) | undefined;
        if (target) target.request = request;
      } else {
        this.#note = "No cluster among these documents: add the output of az aks show -o json.";
      }
    } catch (error) {
      if (!(error instanceof AksnetError)) throw error;
      if (turn !== this.#turn) return;
      this.#error = error;
      this.emit("aksnet-error", error);
    }
    this.requestUpdate();
  }

  #typed = (event: Event): void => {
    this.value = (event.target as HTMLTextAreaElement).value;
  };

  #open = (): void => {
    this.renderRoot.querySelector<HTMLInputElement>("#file")?.click();
  };

  #opened = async (event: Event): Promise<void> => {
    const input = event.target as HTMLInputElement;
    const texts = await Promise.all([...(input.files ?? [])].map((file) => file.text()));
    input.value = "";
    if (texts.length > 0) this.value = texts.join("\n");
  };

  #took(): TemplateResult {
    const { plan } = this;
    return html`<ul class="takes" part="receipt">
      ${this.#receipt.map(
        (entry) => html`<li><strong>${entry.kind}</strong><span>${entry.document}</span></li>
          ${entry.taken.map((taken) => html`<li class="path"><code>${taken}</code><span>used</span></li>`)}
          <li class="aside"><span>Left aside</span>${
            entry.ignored.length === 0
              ? html`<span>nothing</span>`
              : html`<details><summary>${several(entry.ignored.length, "field")}</summary><ul>${entry.ignored.map((path) => html`<li><code>${path}</code></li>`)}</ul></details>`
          }</li>`,
      )}
      ${plan && !this.#error ? html`<li class="sum"><strong>${modes[plan.mode]}</strong><strong>${count(plan.addresses)} addresses, ${plan.subnets.map((need) => `a /${need.prefixLength}`).join(" and ")}</strong></li>` : nothing}
    </ul>`;
  }

  protected override view(): TemplateResult {
    const error = this.#error;
    const level = this.headingLevel || 2;
    return html`<div class="paste">
      <div>
        ${this.noHeading ? nothing : html`<div class="h" role="heading" aria-level=${level} part="heading">Or paste what you have</div>`}
        <label for="text" class="quiet">What <code>az aks show -o json</code> prints, with <code>az network vnet show</code> if you like: one document or several</label>
        <textarea id="text" part="field" spellcheck="false" autocomplete="off" autocapitalize="off" rows="9" placeholder=${placeholder} .value=${this.value ?? ""} aria-invalid=${error ? "true" : "false"} aria-describedby=${error ? "wrong" : nothing} @input=${this.#typed}></textarea>
        ${error ? wrong(error, "wrong", true) : nothing}
        <div class="row"><button type="button" @click=${this.#open}>Open a file</button><input id="file" type="file" accept=".json,.txt,application/json" multiple hidden aria-label="File to read" @change=${this.#opened}><span class="quiet">Read in this page; nothing is sent.</span></div>
      </div>
      <div role="status">
        <div class="h3" role="heading" aria-level=${level + 1}>Receipt</div>
        ${this.#receipt.length > 0 ? this.#took() : html`<p class="quiet">Nothing read yet. It will say here what was taken from your document and what was left aside.</p>`}
        ${this.#note ? html`<p class="wrong">${this.#note}</p>` : nothing}
        ${this.#findings.length > 0 ? findingList(this.#findings) : nothing}
      </div>
    </div>`;
  }
}
