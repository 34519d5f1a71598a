import { AksnetAddressSpace } from "./aksnet-address-space/aksnet-address-space.ts";
import { AksnetCapacity } from "./aksnet-capacity/aksnet-capacity.ts";
import { AksnetChecklist } from "./aksnet-checklist/aksnet-checklist.ts";
import { AksnetCompare } from "./aksnet-compare/aksnet-compare.ts";
import { AksnetFindings } from "./aksnet-findings/aksnet-findings.ts";
import { AksnetFlow } from "./aksnet-flow/aksnet-flow.ts";
import { AksnetGrowth } from "./aksnet-growth/aksnet-growth.ts";
import { AksnetHttp } from "./aksnet-http/aksnet-http.ts";
import { AksnetPaste } from "./aksnet-paste/aksnet-paste.ts";
import { AksnetPolicy } from "./aksnet-policy/aksnet-policy.ts";
import { AksnetRoutes } from "./aksnet-routes/aksnet-routes.ts";
import { AksnetSizing } from "./aksnet-sizing/aksnet-sizing.ts";
import { AksnetSnat } from "./aksnet-snat/aksnet-snat.ts";
import { keepInHash } from "./lib/hash.ts";

export {
  AksnetAddressSpace,
  AksnetCapacity,
  AksnetChecklist,
  AksnetCompare,
  AksnetFindings,
  AksnetFlow,
  AksnetGrowth,
  AksnetHttp,
  AksnetPaste,
  AksnetPolicy,
  AksnetRoutes,
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
  "aksnet-checklist": AksnetChecklist,
  "aksnet-findings": AksnetFindings,
  "aksnet-flow": AksnetFlow,
  "aksnet-routes": AksnetRoutes,
  "aksnet-policy": AksnetPolicy,
  "aksnet-http": AksnetHttp,
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
    "aksnet-checklist": AksnetChecklist;
    "aksnet-findings": AksnetFindings;
    "aksnet-flow": AksnetFlow;
    "aksnet-routes": AksnetRoutes;
    "aksnet-policy": AksnetPolicy;
    "aksnet-http": AksnetHttp;
  }
}

/** Defines all elements; keeps their states in the hash where asked. Does nothing without a DOM, nor for a tag that is defined. */
export function defineAll(): void {
  if (!globalThis.customElements) return;
  for (const [tag, element] of Object.entries(elements)) {
    if (!customElements.get(tag)) customElements.define(tag, element);
  }
  keepInHash(Object.keys(elements));
}
