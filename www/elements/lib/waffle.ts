import type { SizingPlan } from "aksnet";
import { html, svg, type TemplateResult } from "lit/html.js";
import { count, several } from "./format.ts";

/** The grid of one picture, in whole pixels so that its squares stay crisp and countable. */
interface Grid {
  /** Width of a column and height of a row, gaps included. */
  pitch: number;
  row: number;
}

/** The grid that several pictures can share, or nothing when the squares could not be counted any more. */
export function grid(plans: readonly SizingPlan[], width: number): Grid | undefined {
  const columns = Math.max(...plans.map((plan) => plan.peakNodes));
  const rows = 1 + Math.max(0, ...plans.flatMap((plan) => plan.pools.map((pool) => pool.podAddresses)));
  if (columns < 1 || columns > 400) return undefined;
  const pitch = Math.min(14, Math.floor(width / columns));
  const row = Math.min(8, Math.max(3, Math.round(pitch * 0.66)), Math.floor(420 / rows));
  return pitch >= 3 && row >= 3 ? { pitch, row } : undefined;
}

/** Every address a square: a column for each node, the node's own on top, under it those it holds for pods; surge in outline. */
export function waffle(plan: SizingPlan, { pitch, row }: Grid, id: string): TemplateResult {
  const gapX = pitch > 5 ? 2 : 1;
  const gapY = row > 5 ? 2 : 1;
  const w = pitch - gapX;
  const h = row - gapY;
  const gap = 3;
  const most = Math.max(0, ...plan.pools.map((pool) => pool.podAddresses));
  const height = most > 0 ? row + gap + most * row : h;
  const cell = (name: string, y: number, mark: TemplateResult) =>
    svg`<pattern id=${`${id}${name}`} width=${pitch} height=${row} y=${y} patternUnits="userSpaceOnUse">${mark}</pattern>`;
  const full = (kind: string) => svg`<rect class=${kind} width=${w} height=${h}></rect>`;
  const hollow = w > 4 && h > 3;
  let x = 0;
  const pools = plan.pools.map((pool) => {
    const steady = pool.peakNodes - pool.surge;
    const start = x;
    const middle = x + steady * pitch;
    x = start + pool.peakNodes * pitch;
    const pods = pool.podAddresses * row;
    return svg`<rect fill=${`url(#${id}n)`} x=${start} width=${steady * pitch} height=${row}></rect><rect fill=${`url(#${id}p)`} x=${start} y=${row + gap} width=${steady * pitch} height=${pods}></rect><rect fill=${`url(#${id}m)`} x=${middle} width=${pool.surge * pitch} height=${row}></rect><rect fill=${`url(#${id}s)`} x=${middle} y=${row + gap} width=${pool.surge * pitch} height=${pods}></rect>`;
  });
  const text = plan.pools
    .map((pool) => {
      const nodes = several(pool.peakNodes, "column");
      return pool.podAddresses > 0
        ? `${nodes}, one for each node, of ${count(1 + pool.podAddresses)} squares: one address for the node and ${several(pool.podAddresses, "address", "addresses")} for pods`
        : `${several(pool.peakNodes, "square")}: one address for each node, none for pods`;
    })
    .join("; ");
  return html`<svg class="waffle" part="picture" width=${x} height=${height} viewBox=${`0 0 ${x} ${height}`} role="img" aria-label=${`${text}.`} shape-rendering="crispEdges">
    <defs>${cell("n", 0, full("used"))}${cell("p", row + gap, full("held"))}${cell("m", 0, full("warn"))}${cell(
      "s",
      row + gap,
      hollow
        ? svg`<rect class="extra" x=".75" y=".75" width=${w - 1.5} height=${h - 1.5}></rect>`
        : svg`<rect class="warn" fill-opacity=".5" width=${w} height=${h}></rect>`,
    )}</defs>
    ${pools}
  </svg>`;
}
