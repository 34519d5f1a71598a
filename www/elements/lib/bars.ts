import type { SizingPlan, SubnetNeed } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { count, percent, several } from "./format.ts";
import { role } from "./words.ts";

/** The hatch for what Azure keeps; the name must be its own within a shadow root. */
export const hatch = (id: string): TemplateResult =>
  svg`<defs><pattern id=${id} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-ground" width="5" height="5"></rect><rect class="hatch-line" width="2" height="5"></rect></pattern></defs>`;

/** A line of a key: the filling and what it means. */
export const swatch = (mark: TemplateResult, text: TemplateResult): TemplateResult =>
  html`<li><svg width="14" height="14" aria-hidden="true">${mark}</svg><span>${text}</span></li>`;

/** How many addresses Azure keeps of the subnet that a need is about. */
export const reservedIn = (need: SubnetNeed): number =>
  need.given?.reserved.length ?? 2 ** (32 - need.prefixLength) - need.usable;

/** A subnet to scale: Azure's reserved addresses hatched at the ends, then what is used, then what is free. */
export function subnetBar(need: SubnetNeed, mode: string, id: string, width: number): TemplateResult {
  const given = need.given;
  const fits = given?.fits ?? true;
  const usable = given?.usable ?? need.usable;
  const prefix = given?.prefix ?? `/${need.prefixLength}`;
  const reserved = reservedIn(need);
  const whole = usable + reserved;
  const free = given?.spare ?? need.spare;
  const short = given?.shortBy ?? 0;
  // Four pixels at least: at a /16 the reserved addresses would vanish, and they are what people forget.
  const thin = (4 / Math.max(width, 1)) * 100;
  const head = Math.max(((reserved - 1) / whole) * 100, thin);
  const tail = Math.max((1 / whole) * 100, thin);
  const room = 100 - head - tail;
  const used = fits ? Math.min(room, (need.needed / whole) * 100) : 100 - head;
  const text = fits
    ? `${prefix}: ${count(need.needed)} used, ${count(free)} free, ${reserved} reserved by Azure, of ${count(whole)}`
    : `${prefix}: ${count(need.needed)} needed, ${count(usable)} usable, short by ${count(short)}`;
  return html`<div class="sub" part="subnet-bar">
    <div class="top"><span><strong>${role(need)}</strong>${need.name ? html` <code>${need.name}</code>` : nothing}<span class="mode">, ${mode}</span></span><code>${prefix}</code></div>
    <div class="barline">
      <svg class="frame" width="100%" height="40" role="img" aria-label=${text}>
        ${hatch(id)}
        <rect class="free" width="100%" height="40"></rect>
        <rect class="used" x=${`${head}%`} width=${`${used}%`} height="40"></rect>
        <rect fill=${`url(#${id})`} width=${`${head}%`} height="40"></rect>
        ${
          fits
            ? svg`<rect fill=${`url(#${id})`} x=${`${100 - tail}%`} width=${`${tail}%`} height="40"></rect>`
            : svg`<rect class="warn" x=${`${100 - thin}%`} width=${`${thin}%`} height="40"></rect>`
        }
        ${(used * width) / 100 > 110 ? svg`<text class="on" x=${`${head}%`} dx="10" y="25">${count(need.needed)} ${fits ? "used" : "needed"}</text>` : nothing}
      </svg>
      ${fits ? nothing : html`<strong class="short">short by ${count(short)}</strong>`}
    </div>
    ${given?.first && given.last ? html`<div class="foot"><code>${given.first}</code><code>${given.last}</code></div>` : nothing}
    <ul class="parts">
      ${swatch(svg`<rect class="used" width="14" height="14"></rect>`, html`${fits ? "Used" : "Needed"} <b>${count(need.needed)}</b>`)}
      ${
        fits
          ? swatch(
              svg`<rect class="free" width="14" height="14"></rect><rect class="edge" x=".75" y=".75" width="12.5" height="12.5"></rect>`,
              html`Free <b>${count(free)}</b>`,
            )
          : swatch(
              svg`<rect class="warn" width="4" height="14"></rect>`,
              html`Short by <b>${count(short)}</b>; a /${need.prefixLength} would do`,
            )
      }
      ${swatch(
        svg`<rect fill=${`url(#${id})`} width="14" height="14"></rect>`,
        html`Reserved by Azure <b>${reserved}</b>: first four, last one`,
      )}
    </ul>
  </div>`;
}

/** The pod range of kubenet and overlay, in blocks of one node each. */
export function blocksBar(range: SizingPlan["podCidrs"][number]): TemplateResult {
  const fits = range.blocksNeeded <= range.blocksAvailable;
  const words = `${several(range.blocksNeeded, "block")} needed, one for each node at the peak; ${count(range.blocksAvailable)} in the range`;
  return html`<div class="sub" part="blocks-bar">
    <div class="top"><strong>Pod range, outside the virtual network</strong><code>${range.prefix}</code></div>
    <svg class="frame" width="100%" height="20" role="img" aria-label=${`${range.prefix}: ${words}`}>
      <rect class="free" width="100%" height="20"></rect>
      <rect class=${fits ? "used" : "warn"} width=${percent(range.blocksNeeded, range.blocksAvailable)} height="20"></rect>
    </svg>
    <p class="foot">${words}.${fits ? "" : html` <strong class="short">Too small</strong>: a /${range.smallestPrefixLength} would do.`}</p>
  </div>`;
}

/** A thin bar for the column of a table; the figure stands beside it, so it needs no text of its own. */
export function thinBar(part: number, whole: number, over = false): TemplateResult {
  return html`<svg width="100%" height="14" aria-hidden="true"><rect class="free" width="100%" height="14"></rect><rect class=${over ? "warn" : "used"} width=${percent(part, whole)} height="14"></rect></svg>`;
}
