// The functions of the library, each behind the check that the module runs. Their types are those of types.d.ts.
import type {
  diffRoutes as DiffRoutes,
  drawFlow as DrawFlow,
  drawSubnets as DrawSubnets,
  drawTopology as DrawTopology,
  effectiveRoutes as EffectiveRoutes,
  evaluateNsg as EvaluateNsg,
  evaluatePolicy as EvaluatePolicy,
  inspect as Inspect,
  kubenetRouteTable as KubenetRouteTable,
  partitionRoutes as PartitionRoutes,
  routeHttp as RouteHttp,
  selectRoute as SelectRoute,
  traceFlow as TraceFlow,
} from "../types.d.ts";
import * as glue from "./bindgen.js";
import { askedAlone, askedOf } from "./environment.ts";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

export { readDocuments } from "./documents.ts";
export { load } from "./environment.ts";
export { AksnetError } from "./error.js";

const asked = <Q, A>(question: (request: Q) => A) => guarded((request: Q): A => withSources(question(request)));

export const planSizing = /* @__PURE__ */ asked(glue.planSizing);
export const compareModes = /* @__PURE__ */ asked(glue.compareModes);
export const planCapacity = /* @__PURE__ */ asked(glue.planCapacity);
export const planUpgrade = /* @__PURE__ */ asked(glue.planUpgrade);
export const planAddressSpace = /* @__PURE__ */ asked(glue.planAddressSpace);
export const findOverlaps = /* @__PURE__ */ guarded(glue.findOverlaps);
export const findOverlapsIPv4 = /* @__PURE__ */ guarded(glue.findOverlapsIPv4);
export const planSnat = /* @__PURE__ */ asked(glue.planSnat);
export const inspect: typeof Inspect = /* @__PURE__ */ guarded((environment, assume) =>
  withSources(glue.inspect({ environment, assume })),
);
export const limits = /* @__PURE__ */ guarded(() => withSources(glue.limits()));
export const nodePodCidrs = /* @__PURE__ */ guarded(glue.nodePodCidrs);
export const podSubnetAddresses = /* @__PURE__ */ guarded(glue.podSubnetAddresses);
export const staticBlocks = /* @__PURE__ */ guarded(glue.staticBlocks);

// ── routes ──
export const effectiveRoutes: typeof EffectiveRoutes = /* @__PURE__ */ askedOf("effectiveRoutes");
export const selectRoute: typeof SelectRoute = /* @__PURE__ */ askedOf("selectRoute");
export const partitionRoutes: typeof PartitionRoutes = /* @__PURE__ */ askedOf("partitionRoutes");
// Routes come back as they were handed in: their sources are documents already.
export const diffRoutes = /* @__PURE__ */ guarded(
  (request: Parameters<typeof DiffRoutes>[0]) =>
    glue.askEnvironment("diffRoutes", request) as ReturnType<typeof DiffRoutes>,
);
export const kubenetRouteTable: typeof KubenetRouteTable = /* @__PURE__ */ askedAlone("kubenetRouteTable");

// ── flow ──
export const traceFlow: typeof TraceFlow = /* @__PURE__ */ askedOf("traceFlow");

// ── policy ──
export const evaluatePolicy: typeof EvaluatePolicy = /* @__PURE__ */ askedOf("evaluatePolicy");
export const evaluateNsg: typeof EvaluateNsg = /* @__PURE__ */ askedAlone("evaluateNsg");
export { reachability } from "./reachability.ts";

// ── HTTP ──

export const routeHttp: typeof RouteHttp = /* @__PURE__ */ askedOf("routeHttp");

// ── documents in and out ──

// ── pictures ──

export const drawSubnets: typeof DrawSubnets = /* @__PURE__ */ askedAlone("drawSubnets");
export const drawFlow: typeof DrawFlow = /* @__PURE__ */ askedAlone("drawFlow");
export const drawTopology: typeof DrawTopology = /* @__PURE__ */ askedOf("drawTopology");
