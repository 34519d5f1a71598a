import type { NetworkMode, SizingPlan } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { count } from "../lib/format.ts";
import type { Curve, Line } from "./curve.ts";

/** Room for the figures at the left, the letters at the top and the right, and the figures below. */
export const edges = { left: 60, right: 22, top: 26, bottom: 30 } as const;
const height = 340;

/** The letter of a mode in the chart and in the table. */
export const letter = (index: number): string => "abcdef"[index] ?? "?";

/** A round number of which a handful fill the axis. */
function step(most: number, wanted: number): number {
  const rough = Math.max(1, most / wanted);
  const ten = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * ten).find((one) => one >= rough) ?? rough;
}

const ticks = (most: number, wanted: number): number[] => {
  const each = step(most, wanted);
  return Array.from({ length: Math.floor(most / each) + 1 }, (_, index) => index * each);
};

/** Limits that are counted in addresses, so that they have a height in the chart: each once. */
function ceilings(lines: readonly Line[]): { label: string; allowed: number }[] {
  const limits = lines.flatMap(({ ceiling }) => ceiling?.limitedBy ?? []);
  const counted = limits.filter(({ limit }) => limit.endsWith("-addresses") && limit !== "netapp-files-addresses");
  return [...new Map(counted.map((limit) => [limit.allowed, limit])).values()];
}

/** What the chart needs from its element. */
export interface Chart {
  curve: Curve;
  /** The answers where the marker stands. */
  marked: readonly SizingPlan[];
  /** How many nodes that is, in all. */
  here: number;
  chosen: NetworkMode;
  width: number;
  /** In words, for those who cannot see it. */
  says: string;
  over(event: PointerEvent): void;
  out(): void;
  choose(event: PointerEvent): void;
}

/** Addresses against nodes, a line for each mode; a bar across the line's end where the mode stops. */
export function chart({ curve, marked, here, chosen, width, says, over, out, choose }: Chart): TemplateResult {
  const { upTo } = curve;
  const limits = ceilings(curve.lines);
  const points = curve.lines.flatMap((line) => line.points);
  const most = Math.max(1, ...points.map(({ addresses }) => addresses));
  const shown = limits.filter(({ allowed }) => allowed <= most * 1.3);
  const top = Math.max(most, ...shown.map(({ allowed }) => allowed));
  const inner = { width: Math.max(1, width - edges.left - edges.right), height: height - edges.top - edges.bottom };
  const x = (nodes: number) => edges.left + (nodes / upTo) * inner.width;
  const y = (addresses: number) => edges.top + inner.height * (1 - addresses / top);
  const base = edges.top + inner.height;

  const ends = new Map<string, { x: number; y: number; letters: string[]; stopped: boolean }>();
  curve.lines.forEach((line, index) => {
    const end = line.points.at(-1);
    if (!end) return;
    const place = { x: x(end.nodes), y: y(end.addresses) };
    const key = `${Math.round(place.x / 12)} ${Math.round(place.y / 12)}`;
    const there = ends.get(key) ?? { ...place, letters: [], stopped: line.stopped };
    there.letters.push(letter(index));
    ends.set(key, there);
  });
  const path = (line: Line) =>
    line.points.map((point) => `${x(point.nodes).toFixed(1)},${y(point.addresses).toFixed(1)}`).join(" ");
  const order = [...curve.lines].sort((a, b) => Number(a.mode === chosen) - Number(b.mode === chosen));

  return html`<svg class="chart" part="chart" width=${width} height=${height} role="img" aria-label=${says}
    @pointermove=${over} @pointerleave=${out} @click=${choose}>
    ${ticks(top, 5).map((at) => svg`<line class="grid-line" x1=${edges.left} x2=${width - edges.right} y1=${y(at)} y2=${y(at)}></line><text class="tick" x=${edges.left - 8} y=${y(at) + 4} text-anchor="end">${count(at)}</text>`)}
    ${ticks(upTo, width / 110).map((at) => svg`<line class="grid-line" x1=${x(at)} x2=${x(at)} y1=${base} y2=${base + 5}></line><text class="tick" x=${x(at)} y=${base + 20} text-anchor="middle">${count(at)}</text>`)}
    <line class="axis" x1=${edges.left} x2=${width - edges.right} y1=${base} y2=${base}></line>
    ${shown.map(({ allowed }) => svg`<line class="limit" x1=${edges.left} x2=${width - edges.right} y1=${y(allowed)} y2=${y(allowed)}></line><text class="tick limit-text" x=${edges.left + 4} y=${y(allowed) - 6}>${count(allowed)} allowed</text>`)}
    ${here <= upTo ? svg`<line class="mark" x1=${x(here)} x2=${x(here)} y1=${edges.top} y2=${base}></line>` : nothing}
    ${order.map((line) => svg`<polyline class=${line.mode === chosen ? "curve chosen" : "curve"} points=${path(line)}></polyline>`)}
    ${[...ends.values()].map((end) => {
      const wide = 14 + 9 * (end.letters.length - 1);
      return svg`${end.stopped ? svg`<line class="stop" x1=${end.x} x2=${end.x} y1=${end.y - 8} y2=${end.y + 8}></line>` : nothing}<g transform=${`translate(${end.x + 4}, ${Math.max(2, end.y - 22)})`}><rect class="letters" width=${wide + 4} height="18" rx="3"></rect><text class="tick" x=${wide / 2 + 2} y="13" text-anchor="middle">${end.letters.join("")}</text></g>`;
    })}
    ${marked
      .filter(({ ceiling }) => here <= upTo && here <= (ceiling?.nodes ?? here))
      .map(
        (plan) =>
          svg`<circle class=${plan.mode === chosen ? "dot chosen" : "dot"} cx=${x(here)} cy=${y(plan.addresses)} r="4"></circle>`,
      )}
  </svg>`;
}
