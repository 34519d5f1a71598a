// The functions of the library, each behind the check that the module runs. Their types are those of types.d.ts.
import type {
  compareModes as CompareModes,
  diffPolicies as DiffPolicies,
  diffRoutes as DiffRoutes,
  drawFlow as DrawFlow,
  drawRoutes as DrawRoutes,
  drawSubnets as DrawSubnets,
  drawTopology as DrawTopology,
  effectiveRoutes as EffectiveRoutes,
  evaluateNsg as EvaluateNsg,
  evaluatePolicy as EvaluatePolicy,
  exposure as Exposure,
  findOverlaps as FindOverlaps,
  inspect as Inspect,
  kubenetRouteTable as KubenetRouteTable,
  limits as Limits,
  nodeOfPod as NodeOfPod,
  nodePodCidrs as NodePodCidrs,
  overlayChecklist as OverlayChecklist,
  partitionRoutes as PartitionRoutes,
  planAddressSpace as PlanAddressSpace,
  planCapacity as PlanCapacity,
  planSizing as PlanSizing,
  planSnat as PlanSnat,
  planUpgrade as PlanUpgrade,
  podSubnetAddresses as PodSubnetAddresses,
  positions as Positions,
  readFlowLog as ReadFlowLog,
  redact as Redact,
  renderServiceRules as RenderServiceRules,
  selectRoute as SelectRoute,
  serviceSecurityRules as ServiceSecurityRules,
  staticBlocks as StaticBlocks,
  traceFlow as TraceFlow,
} from "../types.d.ts";
import * as glue from "./bindgen.js";
import { askedAlone, askedOf } from "./environment.ts";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

export { readDocuments } from "./documents.ts";
export { load } from "./environment.ts";
export { AksnetError } from "./error.js";

export const planSizing: typeof PlanSizing = /* @__PURE__ */ askedAlone("planSizing");
export const compareModes: typeof CompareModes = /* @__PURE__ */ askedAlone("compareModes");
export const planCapacity: typeof PlanCapacity = /* @__PURE__ */ askedAlone("planCapacity");
export const planUpgrade: typeof PlanUpgrade = /* @__PURE__ */ askedAlone("planUpgrade");
export const planAddressSpace: typeof PlanAddressSpace = /* @__PURE__ */ askedAlone("planAddressSpace");
export const findOverlaps: typeof FindOverlaps = /* @__PURE__ */ askedAlone("findOverlaps");
export const findOverlapsIPv4 = /* @__PURE__ */ guarded(glue.findOverlapsIPv4);
export const planSnat: typeof PlanSnat = /* @__PURE__ */ askedAlone("planSnat");
export const inspect: typeof Inspect = /* @__PURE__ */ guarded((environment, assume) =>
  withSources(glue.ask("inspect", { environment, assume }) as ReturnType<typeof Inspect>),
);
export const limits: typeof Limits = /* @__PURE__ */ guarded(() =>
  withSources(glue.ask("limits", undefined) as ReturnType<typeof Limits>),
);
export const nodePodCidrs: typeof NodePodCidrs = /* @__PURE__ */ askedAlone("nodePodCidrs");
export const overlayChecklist: typeof OverlayChecklist = /* @__PURE__ */ askedAlone("overlayChecklist");
export const nodeOfPod: typeof NodeOfPod = /* @__PURE__ */ askedAlone("nodeOfPod");
export const podSubnetAddresses: typeof PodSubnetAddresses = /* @__PURE__ */ askedAlone("podSubnetAddresses");
export const staticBlocks: typeof StaticBlocks = /* @__PURE__ */ askedAlone("staticBlocks");

// ── routes ──
export const effectiveRoutes: typeof EffectiveRoutes = /* @__PURE__ */ askedOf("effectiveRoutes");
export const selectRoute: typeof SelectRoute = /* @__PURE__ */ askedOf("selectRoute");
export const partitionRoutes: typeof PartitionRoutes = /* @__PURE__ */ askedOf("partitionRoutes");
// Routes come back as they were handed in: their sources are documents already.
export const diffRoutes = /* @__PURE__ */ guarded(
  (request: Parameters<typeof DiffRoutes>[0]) => glue.ask("diffRoutes", request) as ReturnType<typeof DiffRoutes>,
);
export { RouteLookup } from "./route-lookup.ts";
export const kubenetRouteTable: typeof KubenetRouteTable = /* @__PURE__ */ askedAlone("kubenetRouteTable");

// ── flow ──
export const renderServiceRules: typeof RenderServiceRules = /* @__PURE__ */ askedOf("renderServiceRules");
export const traceFlow: typeof TraceFlow = /* @__PURE__ */ askedOf("traceFlow");

// ── policy ──
export const evaluatePolicy: typeof EvaluatePolicy = /* @__PURE__ */ askedOf("evaluatePolicy");
export const diffPolicies: typeof DiffPolicies = /* @__PURE__ */ askedOf("diffPolicies");
export const exposure: typeof Exposure = /* @__PURE__ */ askedOf("exposure");
export const evaluateNsg: typeof EvaluateNsg = /* @__PURE__ */ askedAlone("evaluateNsg");
export const serviceSecurityRules: typeof ServiceSecurityRules = /* @__PURE__ */ askedOf("serviceSecurityRules");
export const readFlowLog: typeof ReadFlowLog = /* @__PURE__ */ askedAlone("readFlowLog");

// ── documents in and out ──
export { exportPlan } from "./export/plan.ts";
export { NsgLookup } from "./nsg-lookup.ts";
export { reachability } from "./reachability.ts";
// ── HTTP ──
export { routeHttp } from "./route-http.ts";
// The environment is the caller's own documents, in which "sources" may be anything.
export const redact = /* @__PURE__ */ guarded(
  (environment: Parameters<typeof Redact>[0]) => glue.ask("redact", environment) as ReturnType<typeof Redact>,
);

// ── pictures ──

export const positions: typeof Positions = /* @__PURE__ */ askedAlone("positions");
export const drawSubnets: typeof DrawSubnets = /* @__PURE__ */ askedAlone("drawSubnets");
export const drawFlow: typeof DrawFlow = /* @__PURE__ */ askedAlone("drawFlow");
export const drawRoutes: typeof DrawRoutes = /* @__PURE__ */ askedOf("drawRoutes");
export const drawTopology: typeof DrawTopology = /* @__PURE__ */ askedOf("drawTopology");
