import { type planAddressSpace, positions } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { hatch, swatch } from "../lib/bars.ts";
import { several } from "../lib/format.ts";

type Plan = ReturnType<typeof planAddressSpace>;

/** One range to scale: what is placed, what is free, and hatched what is neither. */
function bar(range: string, plan: Plan, id: string, width: number): TemplateResult {
  const { items } = positions({ within: range, items: [...plan.placed.map(({ prefix }) => prefix), ...plan.free] });
  const within = plan.placed.flatMap(({ name }, index) => {
    const place = items[index];
    return place ? { name, ...place } : [];
  });
  const free = items.slice(plan.placed.length).flatMap((place) => place ?? []);
  const x = (part: number) => `${(part * 100).toFixed(4)}%`;
  const says = `${range}, to scale: ${several(within.length, "subnet")} placed, ${several(free.length, "free block")}; the rest is kept clear`;
  return html`<div class="range" part="range">
    <code>${range}</code>
    <svg class="frame" width="100%" height="40" role="img" aria-label=${says} shape-rendering="crispEdges">
      ${hatch(id)}<rect fill=${`url(#${id})`} width="100%" height="40"></rect>
      ${free.map(({ at, share }) => svg`<rect class="free" x=${x(at)} width=${x(share)} height="40"></rect>`)}
      ${within.map(({ name, at, share }) => {
        const wide = share * width;
        // An outline keeps neighbours apart; what is thinner than two is drawn as wide as it can be seen.
        const drawn = wide < 2 ? "2" : x(share);
        // Free ground beneath, since the colour of what is placed may let a hatch shine through where colours are forced.
        return svg`<rect class="free" x=${x(at)} width=${drawn} height="40"></rect><rect class="used placed" x=${x(at)} width=${drawn} height="40"></rect>${wide > name.length * 9 + 16 ? svg`<text class="on" x=${x(at)} dx="8" y="25">${name}</text>` : nothing}`;
      })}
    </svg>
  </div>`;
}

/** Every range to scale, and what the fillings mean. */
export function map(ranges: readonly string[], plan: Plan, width: number): TemplateResult {
  return html`<div class="map" part="map">
    ${ranges.map((range, index) => bar(range, plan, `m${index}`, width))}
    <ul class="parts">
      ${swatch(svg`<rect class="used" width="14" height="14"></rect>`, html`Placed`)}
      ${swatch(svg`<rect class="free" width="14" height="14"></rect><rect class="edge" x=".75" y=".75" width="12.5" height="12.5"></rect>`, html`Free`)}
      ${swatch(svg`<rect fill="url(#m0)" width="14" height="14"></rect>`, html`Kept clear: taken, on-premises, AKS’ own ranges, what no virtual network may have`)}
    </ul>
  </div>`;
}
