import type { AksnetError, SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { count, several } from "../lib/format.ts";
import { type Entry, entry, type Fields, fieldOf, nodeNeed, numbers, prefixOf } from "../lib/request.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";

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
  /** What a position means, for those who cannot see the answer move. */
  says: string;
  /** What a position puts into the field. */
  write(position: number): Entry;
  hint?: string;
}

/** A field, and under it what is wrong with its content. */
function input(panel: Panel, field: keyof Fields, hint = ""): TemplateResult {
  const { error } = panel;
  const number = (numbers as readonly string[]).includes(field);
  const refused = error && fieldOf(error.field) === field;
  const typed = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    panel.set(field, (number ? entry(value) : value) as never);
  };
  return html`<input id=${field} type=${number ? "number" : "text"} spellcheck="false" autocomplete="off" placeholder=${hint}
      data-value=${panel.values[field]} aria-invalid=${refused ? "true" : "false"} aria-describedby=${refused ? `${field}-wrong` : nothing}
      part="field" @input=${typed}>${refused ? wrong(error, `${field}-wrong`) : nothing}`;
}

/** A choice among words. */
function select(panel: Panel, field: "mode" | "netAppFiles", options: [string, string][]): TemplateResult {
  const chosen = (event: Event) => panel.set(field, (event.target as HTMLSelectElement).value as never);
  return html`<select id=${field} data-value=${panel.values[field]} part="field" @change=${chosen}>
    ${options.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
  </select>`;
}

/** A field with its slider: no value can be reached by dragging alone. */
function pair(panel: Panel, { field, label, min, max, at, says, write, hint }: Slider): TemplateResult {
  const slid = (event: Event) => panel.set(field, write((event.target as HTMLInputElement).valueAsNumber) as never);
  return html`<div class="pair">
    <label for=${field}>${label}</label>
    <input type="range" min=${min} max=${max} data-value=${at} aria-label="${label}, slider" aria-valuetext=${says} part="slider" @input=${slid}>
    ${input(panel, field, hint)}
  </div>`;
}

const more: [keyof Fields, string][] = [
  ["scaleOut", "Nodes added when scaling out"],
  ["internalLoadBalancers", "Internal load balancer addresses"],
  ["privateEndpoints", "Private endpoints in the node subnet"],
  ["kubernetesVersion", "Kubernetes version"],
];

function extras(panel: Panel): TemplateResult {
  const features = (name: string): [string, string] => [name, name ? `${name} network features` : "not used"];
  return html`<details part="more"><summary>More that takes addresses</summary><div class="more">
    ${more.map(([field, label]) => html`<div class="one"><label for=${field}>${label}</label>${input(panel, field)}</div>`)}
    <div class="one"><label for="netAppFiles">Azure NetApp Files</label>${select(panel, "netAppFiles", ["", "basic", "standard"].map(features))}</div>
  </div></details>`;
}

/** The sliders, with what each position means. */
function sliders({ values, plan, pool }: Panel): Slider[] {
  const need = nodeNeed(plan);
  const answer = `${count(plan.addresses)} addresses${need ? `, needs a /${need.prefixLength}` : ""}`;
  const of = pool ? `, pool ${pool}` : "";
  const nodes = Number(values.nodes) || 0;
  const percent = values.maxSurge.trim().endsWith("%");
  const surge = Number.parseInt(values.maxSurge, 10) || 0;
  const [base, given] = prefixOf(values.subnetPrefix || "").split("/");
  const length = Number(given) || need?.prefixLength || 0;
  const fits = need?.given ? (need.given.fits ? "fits" : "too small") : "the smallest that fits";
  return [
    {
      ...{ field: "nodes", label: `Nodes${of}`, min: 1, max: Math.max(1000, nodes), at: nodes },
      ...{ says: `${several(nodes, "node")}, ${answer}`, write: (at) => at },
    },
    {
      ...{ field: "maxPods", label: `Most pods on a node${of}`, min: 10, max: 250, at: Number(values.maxPods) || 0 },
      ...{ says: `${values.maxPods} pods a node, ${answer}`, write: (at) => at },
    },
    {
      ...{ field: "maxSurge", label: "Extra nodes while upgrading (max surge, a number or %)", min: 0 },
      ...{ max: Math.max(percent ? 100 : 50, surge), at: surge, write: (at) => (percent ? `${at}%` : `${at}`) },
      says: `${surge}${percent ? " percent" : ""} extra, ${answer}`,
    },
    {
      ...{ field: "subnetPrefix", label: "Your node subnet, prefix or its length", min: 16, max: 29, at: length },
      ...{ says: `slash ${length}, ${fits}, ${answer}`, write: (at) => prefixOf(base ? `${base}/${at}` : `${at}`) },
      hint: "smallest that fits",
    },
  ];
}

/** Number fields paired with sliders, and the network mode. */
export function controls(panel: Panel): TemplateResult {
  const { error } = panel;
  return html`<fieldset class="controls" part="controls"><legend class="sr">Your cluster</legend>
    ${sliders(panel).map((slider) => pair(panel, slider))}
    <div class="pair"><label for="mode">Network mode</label>${select(panel, "mode", Object.entries(modes))}</div>
    ${extras(panel)}
    ${error && !fieldOf(error.field) ? wrong(error, "stray", true) : nothing}
  </fieldset>`;
}
