import { AksnetAddressSpace } from "./aksnet-address-space/aksnet-address-space.ts";
import { AksnetCapacity } from "./aksnet-capacity/aksnet-capacity.ts";
import { AksnetCompare } from "./aksnet-compare/aksnet-compare.ts";
import { AksnetFlow } from "./aksnet-flow/aksnet-flow.ts";
import { AksnetGrowth } from "./aksnet-growth/aksnet-growth.ts";
import { AksnetPaste } from "./aksnet-paste/aksnet-paste.ts";
import { AksnetSizing } from "./aksnet-sizing/aksnet-sizing.ts";
import { AksnetSnat } from "./aksnet-snat/aksnet-snat.ts";

export {
  AksnetAddressSpace,
  AksnetCapacity,
  AksnetCompare,
  AksnetFlow,
  AksnetGrowth,
  AksnetPaste,
  AksnetSizing,
  AksnetSnat,
};

/** Every element by its tag. */
export const elements = {
  "aksnet-sizing": AksnetSizing,
  "aksnet-compare": AksnetCompare,
  "aksnet-paste": AksnetPaste,
  "aksnet-snat": AksnetSnat,
  "aksnet-capacity": AksnetCapacity,
  "aksnet-growth": AksnetGrowth,
  "aksnet-address-space": AksnetAddressSpace,
  "aksnet-flow": AksnetFlow,
} as const;

declare global {
  interface HTMLElementTagNameMap {
    "aksnet-sizing": AksnetSizing;
    "aksnet-compare": AksnetCompare;
    "aksnet-paste": AksnetPaste;
    "aksnet-snat": AksnetSnat;
    "aksnet-capacity": AksnetCapacity;
    "aksnet-growth": AksnetGrowth;
    "aksnet-address-space": AksnetAddressSpace;
    "aksnet-flow": AksnetFlow;
  }
}

/** Defines all elements. Does nothing without a DOM, nor for a tag that another copy of this script has defined. */
export function defineAll(): void {
  if (!globalThis.customElements) return;
  for (const [tag, element] of Object.entries(elements)) {
    if (!customElements.get(tag)) customElements.define(tag, element);
  }
}
