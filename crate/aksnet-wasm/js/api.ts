// The functions of the library, each behind the check that the module runs. Their types are those of types.d.ts.
import * as glue from "./bindgen.js";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

export { readDocuments } from "./documents.ts";
export { AksnetError } from "./error.js";

const asked = <Q, A>(question: (request: Q) => A) => guarded((request: Q): A => withSources(question(request)));

export const planSizing = /* @__PURE__ */ asked(glue.planSizing);
export const compareModes = /* @__PURE__ */ asked(glue.compareModes);
export const planCapacity = /* @__PURE__ */ asked(glue.planCapacity);
export const limits = /* @__PURE__ */ guarded(() => withSources(glue.limits()));
export const podSubnetAddresses = /* @__PURE__ */ guarded(glue.podSubnetAddresses);
export const staticBlocks = /* @__PURE__ */ guarded(glue.staticBlocks);
