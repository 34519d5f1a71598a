import type { SizingPlan } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { count, several } from "../lib/format.ts";
import { type Panel as Base, input, pair, type Slider, select } from "../lib/panel.ts";
import { type Fields, nodeNeed, prefixOf } from "../lib/request.ts";
import { modes } from "../lib/words.ts";
import { wrong } from "../lib/wrong.ts";

/** What the controls need from their element. */
export interface Panel extends Base {
  values: Record<keyof Fields, string | number>;
  plan: SizingPlan;
  /** Names the pool when there are several. */
  pool: string;
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
  const maxSurge = String(values.maxSurge);
  const percent = maxSurge.trim().endsWith("%");
  const surge = Number.parseInt(maxSurge, 10) || 0;
  const [base, given] = prefixOf(String(values.subnetPrefix)).split("/");
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
      ...{ hint: "smallest that fits", wide: true },
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
    ${error && !panel.fieldOf(error.field) ? wrong(error, "stray", true) : nothing}
  </fieldset>`;
}
