// The functions of the library, each behind the check that the module runs. Their types are those of types.d.ts.
import * as glue from "./bindgen.js";
import { guarded } from "./start.ts";

export { readDocuments } from "./documents.ts";
export { AksnetError } from "./error.js";

export const planSizing = /* @__PURE__ */ guarded(glue.planSizing);
export const compareModes = /* @__PURE__ */ guarded(glue.compareModes);
export const planCapacity = /* @__PURE__ */ guarded(glue.planCapacity);
export const limits = /* @__PURE__ */ guarded(glue.limits);
export const podSubnetAddresses = /* @__PURE__ */ guarded(glue.podSubnetAddresses);
export const staticBlocks = /* @__PURE__ */ guarded(glue.staticBlocks);
