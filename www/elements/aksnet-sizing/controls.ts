import type { AksnetError, NetworkMode, SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { count, several } from "../lib/format.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";
import { type Entry, type Fields, fieldOf, nodeNeed } from "./request.ts";

/** What the controls need from their element. */
export interface Panel {
  values: Fields;
  plan: SizingPlan;
  error: AksnetError | undefined;
  /** Names the pool when there are several. */
  pool: string;
  set<K extends keyof Fields>(field: K, value: Fields[K]): void;
}

interface Slider {
  field: keyof Fields;
  label: string;
  min: number;
  max: number;
  /** Where the slider stands; the text field shows the value as typed. */
  at: number;
  /** What a position of the slider says to those who cannot see the answer move. */
  says: string;
  /** What a position of the slider puts into the field. */
  write(position: number): Entry;
  kind: "number" | "text";
  hint?: string;
}

const entry = (text: string): Entry => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);

function message(panel: Panel, field: keyof Fields): TemplateResult | typeof nothing {
  const { error } = panel;
  return error && fieldOf(error.field) === field ? wrong(error, `${field}-wrong`) : nothing;
}

function pair(panel: Panel, slider: Slider): TemplateResult {
  const { field } = slider;
  const refused = message(panel, field);
  const invalid = refused === nothing ? "false" : "true";
  const described = refused === nothing ? nothing : `${field}-wrong`;
  const typed = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    panel.set(field, (slider.kind === "number" ? entry(value) : value) as never);
  };
  const slid = (event: Event) =>
    panel.set(field, slider.write((event.target as HTMLInputElement).valueAsNumber) as never);
  const value = String(panel.values[field]);
  return html`<div class=${`pair ${slider.kind}`}>
    <label for=${field}>${slider.label}</label>
    <input type="range" min=${slider.min} max=${slider.max} .value=${live(String(slider.at))} aria-label=${`${slider.label}, slider`} aria-valuetext=${slider.says} part="slider" @input=${slid}>
    ${
      slider.kind === "number"
        ? html`<input id=${field} type="number" inputmode="numeric" min=${slider.min} .value=${live(value)} aria-invalid=${invalid} aria-describedby=${described} part="field" @input=${typed}>`
        : html`<input id=${field} type="text" spellcheck="false" autocomplete="off" placeholder=${slider.hint ?? ""} .value=${live(value)} aria-invalid=${invalid} aria-describedby=${described} part="field" @input=${typed}>`
    }
    ${refused}
  </div>`;
}

const more: [keyof Fields, string, string][] = [
  ["scaleOut", "Nodes added when scaling out", "number"],
  ["internalLoadBalancers", "Internal load balancer addresses", "number"],
  ["privateEndpoints", "Private endpoints in the node subnet", "number"],
  ["kubernetesVersion", "Kubernetes version", "text"],
];

function extras(panel: Panel): TemplateResult {
  const typed = (field: keyof Fields, kind: string) => (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    panel.set(field, (kind === "number" ? entry(value) : value) as never);
  };
  return html`<details part="more"><summary>More that takes addresses</summary><div class="more">
    ${more.map(
      ([field, label, kind]) =>
        html`<div class="one"><label for=${field}>${label}</label><input id=${field} type=${kind} .value=${live(String(panel.values[field]))} aria-invalid=${fieldOf(panel.error?.field) === field ? "true" : "false"} part="field" @input=${typed(field, kind)}>${message(panel, field)}</div>`,
    )}
    <div class="one"><label for="netAppFiles">Azure NetApp Files</label><select id="netAppFiles" part="field" @change=${(event: Event) => panel.set("netAppFiles", (event.target as HTMLSelectElement).value)}>
      ${["", "basic", "standard"].map((value) => html`<option value=${value} .selected=${live(panel.values.netAppFiles === value)}>${value ? `${value} network features` : "not used"}</option>`)}
    </select></div>
  </div></details>`;
}

/** Number fields paired with sliders, and the network mode. */
export function controls(panel: Panel): TemplateResult {
  const { values, plan } = panel;
  const need = nodeNeed(plan);
  const answer = `${count(plan.addresses)} addresses${need ? `, needs a /${need.prefixLength}` : ""}`;
  const nodes = Number(values.nodes) || 0;
  const percent = values.maxSurge.trim().endsWith("%");
  const surge = Number.parseInt(values.maxSurge, 10) || 0;
  const length = Number(values.subnetPrefix.split("/").pop()) || need?.prefixLength || 24;
  const base = values.subnetPrefix.includes("/") ? values.subnetPrefix.split("/")[0] : "";
  const stray = panel.error && !fieldOf(panel.error.field);
  const of = panel.pool ? `, pool ${panel.pool}` : "";
  return html`<fieldset class="controls" part="controls"><legend class="sr">Your cluster</legend>
    ${pair(panel, { field: "nodes", label: `Nodes${of}`, min: 1, max: Math.max(1000, nodes), at: nodes, says: `${several(nodes, "node")}, ${answer}`, write: (at) => at, kind: "number" })}
    ${pair(panel, { field: "maxPods", label: `Most pods on a node${of}`, min: 10, max: 250, at: Number(values.maxPods) || 0, says: `${values.maxPods} pods a node, ${answer}`, write: (at) => at, kind: "number" })}
    ${pair(panel, { field: "maxSurge", label: "Extra nodes while upgrading (max surge, a number or %)", min: 0, max: Math.max(percent ? 100 : 50, surge), at: surge, says: `${surge}${percent ? " percent" : ""} extra, ${answer}`, write: (at) => (percent ? `${at}%` : `${at}`), kind: "text" })}
    ${pair(panel, { field: "subnetPrefix", label: "Your node subnet, prefix or its length", min: 16, max: 29, at: length, says: `slash ${length}${need?.given ? (need.given.fits ? ", fits" : ", too small") : ", the smallest that fits"}, ${answer}`, write: (at) => (base ? `${base}/${at}` : `10.240.0.0/${at}`), kind: "text", hint: "smallest that fits" })}
    <div class="pair mode"><label for="mode">Network mode</label><select id="mode" part="field" @change=${(event: Event) => panel.set("mode", (event.target as HTMLSelectElement).value as NetworkMode)}>
      ${Object.entries(modes).map(([mode, name]) => html`<option value=${mode} .selected=${live(mode === values.mode)}>${name}</option>`)}
    </select></div>
    ${extras(panel)}
    ${panel.error && stray ? wrong(panel.error, "stray", true) : nothing}
  </fieldset>`;
}
