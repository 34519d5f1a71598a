import { planAddressSpace } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { AksnetElement } from "../lib/element.ts";
import { findingList } from "../lib/findings.ts";
import { several } from "../lib/format.ts";
import panelCss from "../lib/panel.css";
import { fill, input, type Panel } from "../lib/panel.ts";
import { type Entry, entry } from "../lib/request.ts";
import { type Column, type Line, table } from "../lib/table.ts";
import { Width } from "../lib/width.ts";
import { wrong } from "../lib/wrong.ts";
import css from "./aksnet-address-space.css";
import { commands, csv, type Demand, joined, prefixes, read, split, write } from "./demands.ts";
import { map } from "./map.ts";

type Request = Parameters<typeof planAddressSpace>[0];
type Plan = ReturnType<typeof planAddressSpace>;

const fields = ["ranges", "taken", "onPremises", "demands", "resourceGroup", "vnetName"] as const;
type Field = (typeof fields)[number];

/** What a bare element shows. */
const defaults: Record<Field, string> = {
  ranges: "10.0.0.0/16",
  taken: "",
  onPremises: "",
  demands: "prod=18, test=19, hub=22",
  resourceGroup: "my-group",
  vnetName: "my-network",
};

const list = (text: string): string[] => text.split(/[\s,;]+/).filter((item) => item !== "");

/** The field that an error's path is about: "taken[2]", "demands[0].prefixLength". */
function fieldOf(path: string | undefined): string | undefined {
  const demand = /^demands\[(\d+)\]/.exec(path ?? "")?.[1];
  if (demand) return `length-${demand}`;
  const name = path?.replace(/\[\d+\]$/, "");
  return name === "addressSpace" ? "ranges" : fields.find((field) => field === name);
}

const columns: Column[] = [
  ["Subnet", "name"],
  ["Length", "length"],
  ["Prefix", "prefix"],
  ["Change", "remove", true],
];

/**
 * Subnets for many clusters out of several ranges: an editable list whose rows are split into halves and joined again, a map to scale, what had no room, what is left; copied as CSV and
 * as commands. A bare element carves three subnets out of 10.0.0.0/16.
 *
 * The question: `ranges`, `taken`, `on-premises` (prefixes, with commas or blanks between), `demands` ("prod=20, test=22"); as
 * properties in camel case. `resource-group` and `vnet-name` are for the commands. `plan` is the answer, to be read. The page:
 * `findings`, `heading-level`, `no-heading`.
 *
 * @fires aksnet-change - detail: the answer of planAddressSpace
 * @fires aksnet-error - detail: the AksnetError; the last good answer stays
 */
export class AksnetAddressSpace extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, ...fields];
  static override styles: readonly string[] = [...AksnetElement.styles, panelCss, css];

  declare ranges: string | undefined;
  declare taken: string | undefined;
  declare onPremises: string | undefined;
  declare demands: string | undefined;
  declare resourceGroup: string | undefined;
  declare vnetName: string | undefined;

  #plan: Plan | undefined;
  /** The question that `#plan` answers. */
  #ranges: string[] = [];
  #answered: Demand[] = [];
  /** The rows, which may hold what cannot be asked about yet. */
  #rows: Demand[] = [];
  #written: string | undefined;
  /** The field that gets the focus once it is drawn. */
  #focus = "";
  #copied = "";
  readonly #space = new Width(this);

  /** The last good answer; absent until the library runs. */
  get plan(): Plan | undefined {
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

  #value(field: Field): string {
    return (this as Partial<Record<Field, string>>)[field] ?? defaults[field];
  }

  protected override answer(changed: ReadonlySet<string>): void {
    if (this.#plan && !fields.some((field) => changed.has(field))) return;
    const text = this.#value("demands");
    // Rows that this element wrote itself are what they are: an empty name would not come back from the text.
    if (text !== this.#written) this.#rows = read(text);
    this.#written = text;
    const rows = this.#rows;
    const ranges = list(this.#value("ranges"));
    const [taken, onPremises] = [list(this.#value("taken")), list(this.#value("onPremises"))];
    // A length that is no number passes on purpose: the library says what is wrong with it.
    const request = { addressSpace: ranges, taken, onPremises, demands: rows } as Request;
    const plan = this.ask(() => planAddressSpace(request));
    if (plan) {
      this.#plan = plan;
      this.#ranges = ranges;
      this.#answered = rows;
    }
    this.#copied = "";
    this.say(plan ? this.#summary(plan) : (this.error?.message ?? ""));
  }

  #summary({ placed, unplaced, free }: Plan): string {
    const none = unplaced.length > 0 ? ` No room for ${unplaced.join(", ")}.` : "";
    return `${several(placed.length, "subnet")} placed, ${several(free.length, "free block")} left.${none}`;
  }

  protected override updated(): void {
    super.updated();
    fill(this.shadowRoot);
    const target = this.#focus && this.shadowRoot?.querySelector<HTMLElement>(`#${this.#focus}`);
    this.#focus = "";
    if (target) target.focus();
  }

  #edit(rows: Demand[], focus = ""): void {
    this.#rows = rows;
    this.#written = write(rows);
    this.#focus = focus;
    this.demands = this.#written;
  }

  /** Adds a row of the length of the one above it. */
  #add(after: number): void {
    const above = this.#rows[after];
    const fresh = { name: `subnet-${this.#rows.length + 1}`, prefixLength: above?.prefixLength ?? 24 };
    this.#edit([...this.#rows.slice(0, after + 1), fresh, ...this.#rows.slice(after + 1)], `name-${after + 1}`);
  }

  #remove(at: number): void {
    const rows = this.#rows.filter((_, index) => index !== at);
    this.#edit(rows, rows.length > 0 ? `name-${Math.min(at, rows.length - 1)}` : "add");
  }

  /** Puts rows in the place of some. */
  #replace(at: number, count: number, rows: readonly Demand[]): void {
    this.#edit([...this.#rows.slice(0, at), ...rows, ...this.#rows.slice(at + count)], `name-${at}`);
  }

  /** The text of a field, or a row's. */
  readonly #set = (field: string, value: Entry): void => {
    const [part, row] = field.split("-");
    if (part === "length") {
      this.#edit(this.#rows.map((one, index) => (index === Number(row) ? { ...one, prefixLength: value } : one)));
    } else (this as Record<string, unknown>)[field] = value;
  };

  #line(row: Demand, at: number, prefix: string | undefined, panel: Panel): Line {
    const known = this.#answered.includes(row);
    const named = (event: Event) => {
      const name = (event.target as HTMLInputElement).value;
      this.#edit(this.#rows.map((one, index) => (index === at ? { ...one, name } : one)));
    };
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.#add(at);
    };
    const halves = split(row);
    const next = this.#rows[at + 1];
    const whole = next && joined(row, next);
    const refused = this.error && panel.fieldOf(this.error.field) === `length-${at}`;
    const lengthed = (event: Event) => panel.set(`length-${at}`, entry((event.target as HTMLInputElement).value));
    return [
      "",
      html`<input id="name-${at}" type="text" spellcheck="false" autocomplete="off" data-value=${row.name} aria-label="Name of subnet ${at + 1}" part="field" @input=${named} @keydown=${pressed}>`,
      html`<span class="slash">/<input id="length-${at}" type="number" data-value=${row.prefixLength} aria-label="Prefix length of ${row.name}" aria-invalid=${refused ? "true" : "false"} aria-describedby=${refused ? `length-${at}-wrong` : nothing} part="field" @input=${lengthed} @keydown=${pressed}></span>${refused && this.error ? wrong(this.error, `length-${at}-wrong`) : nothing}`,
      prefix ? html`<code>${prefix}</code>` : known ? html`<span class="word change">No room</span>` : "",
      html`<div class="acts"><button type="button" aria-label="Split ${row.name} into halves" ?disabled=${!halves} @click=${() => halves && this.#replace(at, 1, halves)}>Split</button>
        <button type="button" aria-label="Join ${row.name} with ${next?.name ?? "nothing"}" ?disabled=${!whole} @click=${() => whole && this.#replace(at, 2, [whole])}>Join</button>
        <button type="button" aria-label="Remove ${row.name}" @click=${() => this.#remove(at)}>Remove</button></div>`,
    ];
  }

  /** Copies, or where the page may not, selects what can then be copied by hand. */
  async #copy(id: string): Promise<void> {
    const box = this.shadowRoot?.querySelector<HTMLTextAreaElement>(`#${id}`);
    if (!box) return;
    try {
      await navigator.clipboard.writeText(box.value);
      this.#copied = "Copied.";
    } catch {
      box.select();
      this.#copied = "This page may not copy. The text is selected.";
    }
    this.say(this.#copied);
    this.requestUpdate();
  }

  #text(id: string, label: string, text: string): TemplateResult {
    return html`<div class="one"><label for=${id}>${label}</label>
      <textarea id=${id} readonly rows="5" spellcheck="false" .value=${text}></textarea>
      <button type="button" @click=${() => void this.#copy(id)}>Copy ${label === "CSV" ? label : label.toLowerCase()}</button></div>`;
  }

  protected override show(): TemplateResult | undefined {
    const plan = this.#plan;
    if (!plan) return this.error ? html`<slot></slot>${wrong(this.error)}` : undefined;
    const values = Object.fromEntries(fields.map((field) => [field, this.#value(field)])) as Record<Field, string>;
    const panel: Panel = { values, numbers: [], error: this.error, fieldOf, set: this.#set };
    const one = (field: Field, label: string, hint = "") =>
      html`<div class="one"><label for=${field}>${label}</label>${input(panel, field, hint)}</div>`;
    const found = prefixes(this.#answered, plan);
    const lines = this.#rows.map((row, at) => this.#line(row, at, found[this.#answered.indexOf(row)], panel));
    const last = this.#rows.length - 1;
    const { findings, free, unplaced } = plan;
    return html`<div class="grid">
      <fieldset class="at-controls controls" part="controls"><legend class="sr">Ranges</legend>
        ${one("ranges", "Ranges to carve from, with commas between")}
        ${one("taken", "Taken already", "nothing")}
        ${one("onPremises", "On-premises, to be kept clear", "nothing")}
        ${this.error && !fieldOf(this.error.field) ? wrong(this.error, "stray", true) : nothing}
      </fieldset>
      <div class="at-map">${this.heading(unplaced.length > 0 ? `No room for ${unplaced.join(", ")}` : `${several(plan.placed.length, "subnet")} placed`)}${map(this.#ranges, plan, this.#space.value * (this.#space.value >= 832 ? 0.55 : 1))}</div>
      <div class="at-list">${this.heading("The subnets")}${table("demands", "Subnets, their lengths and where they were placed", columns, lines)}
        <button id="add" type="button" @click=${() => this.#add(last)}>Add a subnet</button></div>
      <div class="at-findings">${this.heading("What to know before you build it")}${findings.length > 0 ? findingList(findings, this.findings) : html`<p class="quiet">No remarks on this plan.</p>`}
        <details><summary>What is left: ${several(free.length, "block")}</summary><ul class="left">${free.map((prefix) => html`<li><code>${prefix}</code></li>`)}</ul></details></div>
      <div class="at-out"><details part="copies"><summary>Copy as CSV and as commands</summary><div class="more">
        ${one("resourceGroup", "Resource group")}${one("vnetName", "Virtual network")}
        ${this.#text("csv", "CSV", csv(plan))}${this.#text("commands", "Commands", commands(plan, values.resourceGroup, values.vnetName))}
        <p class="quiet">${this.#copied}</p></div></details></div>
    </div>${this.status()}`;
  }
}
