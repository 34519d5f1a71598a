/**
 * aksnet: Azure Kubernetes Service networking, computed and explained.
 *
 * Await `init()` once; every other function is synchronous after it. What Azure's command line and ARM print is valid input as it
 * stands: flat or nested under `properties`, words in any letter case, `null` meaning absent, unknown keys ignored. What Azure
 * would refuse is an answer, with a finding of severity "error". A question that cannot be understood throws an `AksnetError`.
 *
 * @example
 * import { init, planSizing } from "aksnet";
 * await init();
 * const plan = planSizing({ cluster: {
 *   networkProfile: { networkPlugin: "azure" },
 *   agentPoolProfiles: [{ count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" } }],
 * } });
 * plan.subnets[0].needed;       // 1581
 * plan.subnets[0].formula;      // "(50 + 1) × (1 + 30)"
 * plan.subnets[0].prefixLength; // 21
 */

// ── start ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Starts the library; a second call returns at once. Without a source, the module inside of the package is used. */
export function init(
  source?:
    | string
    | URL
    | Response
    | BufferSource
    | WebAssembly.Module
    | Promise<string | URL | Response | BufferSource | WebAssembly.Module>,
): Promise<void>;
/** Starts the library at once. Without a module, the one inside of the package is used. */
export function initSync(module?: BufferSource | WebAssembly.Module): void;

/**
 * A question that could not be understood.
 *
 * Codes: "invalid-type", "out-of-range", "invalid-value", "invalid-prefix", "invalid-address", "missing-field", "unknown-field"
 * (a key of a request that does not exist; those of documents are ignored), "unsupported-document", "too-deep" (a cycle),
 * "not-initialised", and of `init` "not-wasm", "not-compiled", "unreachable-source".
 */
export class AksnetError extends Error {
  constructor(code: string, message: string, field?: string, help?: string, cause?: unknown);
  /** Stable, kebab-case. */
  code: string;
  /** Path in the input: "cluster.agentPoolProfiles[1].maxPods". Absent when the whole input is meant. */
  field?: string;
  /** What would be accepted: "did you mean 10.0.0.0/8?" */
  help?: string;
}

// ── what every answer is made of ───────────────────────────────────────────────────────────────────────────────────────────

/** A document that a figure rests on. */
export interface Source {
  /** Stable, kebab-case. */
  id: string;
  title: string;
  url: string;
  /** ISO date on which it was read. */
  read: string;
}

/** A remark on the input, like a linter's. */
export interface Finding {
  /** Stable, kebab-case; every code has a page in the documentation. */
  code: string;
  /** "error": Azure refuses it or it does not work. "warning": it works and will hurt. "note": an assumption, a disputed figure. */
  severity: "error" | "warning" | "note";
  message: string;
  /** Path or name in the input. */
  subject?: string;
  help?: string;
  sources: Source[];
}

/** Settings for what official sources disagree on. Each default is a fact with its date: see `limits()`. */
export interface Assumptions {
  /** Where `maxSurge` is absent. Default: "10%", and "1" for a cluster below Kubernetes 1.32. */
  defaultMaxSurge?: "1" | "10%";
  /** User-defined routes in a route table. Default 400, the figure of AKS' own pages. */
  routesPerTable?: 400 | 600 | 1000;
  /** `maxPods` where it is absent in a pod subnet. Default 110. */
  podSubnetMaxPods?: 110 | 250;
  /** Pods in an overlay cluster. Default 200000. */
  overlayPodCeiling?: 200000 | 250000;
  /** What kubenet does not masquerade. Read by the flow model. Default "pod-cidr". */
  kubenetNonMasquerade?: "pod-cidr" | "pod-cidr-and-subnet";
  /** ISO date on which retirements are judged. The library reads no clock: without it nothing counts as retired. */
  asOf?: string;
}

// ── Azure's documents ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * A cluster as `az aks show -o json` prints it; every field optional. Without `networkPlugin` it is an overlay, AKS' default since
 * Kubernetes 1.30; "azure" without a mode is node subnet, as the command line does it.
 */
export interface ManagedCluster {
  name?: string;
  /** "1.32" or "1.32.4". */
  kubernetesVersion?: string;
  networkProfile?: {
    networkPlugin?: "kubenet" | "azure" | "none";
    networkPluginMode?: "overlay";
    networkDataplane?: "azure" | "cilium";
    networkPolicy?: "none" | "azure" | "calico" | "cilium";
    podCidr?: string;
    podCidrs?: string[];
    serviceCidr?: string;
    serviceCidrs?: string[];
    dnsServiceIP?: string;
    ipFamilies?: ("IPv4" | "IPv6")[];
    outboundType?:
      | "loadBalancer"
      | "managedNATGateway"
      | "userAssignedNATGateway"
      | "userDefinedRouting"
      | "none"
      | "block";
    loadBalancerProfile?: {
      allocatedOutboundPorts?: number;
      managedOutboundIPs?: { count?: number };
      idleTimeoutInMinutes?: number;
    };
    natGatewayProfile?: { managedOutboundIPProfile?: { count?: number } };
    kubeProxyConfig?: { enabled?: boolean; mode?: "IPTABLES" | "IPVS" | "NFTABLES" };
  };
  agentPoolProfiles?: {
    name?: string;
    mode?: "System" | "User";
    osType?: "Linux" | "Windows";
    count?: number;
    minCount?: number;
    maxCount?: number;
    enableAutoScaling?: boolean;
    /** 10 to 250; anything else throws. */
    maxPods?: number;
    /** "5" nodes, or "33%" of the pool, rounded up. */
    upgradeSettings?: { maxSurge?: string; maxUnavailable?: string };
    vnetSubnetID?: string;
    podSubnetID?: string;
    podIPAllocationMode?: "DynamicIndividual" | "StaticBlock";
    scaleSetPriority?: "Regular" | "Spot";
  }[];
  apiServerAccessProfile?: { enablePrivateCluster?: boolean; enableVnetIntegration?: boolean; subnetId?: string };
}

/** A network as `az network vnet show -o json` prints it. Subnets are matched by id, else by the last segment of the id. */
export interface VirtualNetwork {
  id?: string;
  name?: string;
  addressSpace?: { addressPrefixes?: string[] };
  subnets?: {
    id?: string;
    name?: string;
    addressPrefix?: string;
    addressPrefixes?: string[];
    routeTable?: { id: string };
    networkSecurityGroup?: { id: string };
    natGateway?: { id: string };
    serviceEndpoints?: { service: string }[];
    delegations?: { serviceName?: string }[];
    /** Addresses in use now; counted for subnets that are not the cluster's own, and for peered networks. */
    ipConfigurations?: { id?: string }[];
  }[];
  virtualNetworkPeerings?: {
    name?: string;
    remoteVirtualNetwork?: { id: string };
    remoteAddressSpace?: { addressPrefixes?: string[] };
  }[];
}

/** A route table as `az network route-table show -o json` prints it. */
export interface RouteTable {
  name?: string;
  id?: string;
  disableBgpRoutePropagation?: boolean;
  routes?: {
    name?: string;
    addressPrefix: string;
    nextHopType: "VirtualNetworkGateway" | "VnetLocal" | "Internet" | "VirtualAppliance" | "None";
    nextHopIpAddress?: string;
  }[];
}

/** Everything known about a place. */
export interface Environment {
  cluster?: ManagedCluster;
  virtualNetworks?: VirtualNetwork[];
  routeTables?: RouteTable[];
  networkSecurityGroups?: NetworkSecurityGroup[];
  /** Learned from on-premises. */
  gatewayRoutes?: { addressPrefix: string; source?: "BGP" | "Static" }[];
  serviceEndpointPrefixes?: { service: string; addressPrefixes: string[] }[];
  /** Node, Pod, Service, EndpointSlice, NetworkPolicy, ConfigMap and so on; lists are unfolded. */
  kubernetes?: KubernetesObject[];
  /** Machines outside of the cluster worth a name. */
  hosts?: { name: string; address: string }[];
  egress?: { publicAddresses?: string[] };
  /** What no document says. */
  kernel?: {
    /** A pod on kubenet can reach itself through a Service. Absent: judged by the nodes' `status.nodeInfo.kernelVersion`. */
    kubenetHairpin?: boolean;
    /** Bridged packets pass iptables; `true` when absent. */
    bridgeNfCallIptables?: boolean;
    /** Nodes whose network card has IP forwarding off. */
    ipForwardingOff?: string[];
  };
}

/** A network security group, as `az network nsg show -o json` prints it. */
export interface NetworkSecurityGroup {
  name?: string;
  id?: string;
  securityRules?: object[];
  defaultSecurityRules?: object[];
  /** The cards that it stands at; traces ask it at the nodes whose cards these are. */
  networkInterfaces?: { id?: string }[];
}

/** A Kubernetes object as the API server returns it; a `List` is unfolded. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    [key: string]: unknown;
  };
  /** `spec`, `status` and the rest, as the kind has them. */
  [key: string]: unknown;
}

/** An environment read once and kept in the module's memory. Every question about an environment takes it instead. */
export interface LoadedEnvironment {
  readonly findings: Finding[];
  /** Gives the memory back. */
  free(): void;
  [Symbol.dispose](): void;
}

/**
 * Reads an environment once, for asking many questions.
 *
 * @throws `AksnetError` for a part that does not exist or a value that cannot be understood, with its field.
 * @example
 * const place = load({ cluster: { networkProfile: { networkPlugin: "kubenet" } } });
 * place.findings.map((finding) => finding.code);
 * place.free();
 */
export function load(environment: Environment, assume?: Assumptions): LoadedEnvironment;

// ── sizing ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How pods get their addresses. */
export type NetworkMode =
  | "kubenet"
  | "node-subnet"
  | "pod-subnet-dynamic"
  | "pod-subnet-static"
  | "overlay"
  | "byo-cni";

/**
 * A sizing question. Surge is computed at a pool's peak count: `maxCount` when it scales by itself, else `count` and its share of
 * `scaleOut`. All pools may upgrade at once. Internal load balancers and private endpoints stand in the first pool's node subnet.
 */
export interface SizingRequest {
  cluster: ManagedCluster;
  virtualNetwork?: VirtualNetwork;
  /** Networks peered with it directly. */
  peeredNetworks?: VirtualNetwork[];
  /** Ranges reached over VPN or ExpressRoute. */
  onPremises?: string[];
  internalLoadBalancers?: number;
  privateEndpoints?: number;
  /** Nodes to be added to the first user pool, or the first pool. */
  scaleOut?: number;
  /** Pods that run on a node, for dynamic allocation. Absent: as many as `maxPods` allows. */
  podsPerNode?: number;
  /** Network features of Azure NetApp Files volumes that are reached from here. */
  netAppFiles?: "basic" | "standard";
  /** What else needs a subnet of its own. */
  companions?: {
    applicationGateway?: { instances: number; privateFrontend?: boolean };
    applicationGatewayForContainers?: boolean;
    azureFirewall?: boolean;
    azureBastion?: boolean;
  };
  /** The route table of a kubenet cluster: routes that AKS did not write take room in it. */
  routeTable?: RouteTable;
  assume?: Assumptions;
}

/** One line of a ledger. */
export interface LedgerLine {
  label: string;
  /** "(50 + 1) × 30" */
  formula: string;
  addresses: number;
  sources: Source[];
}

/** What one subnet needs. */
export interface SubnetNeed {
  name?: string;
  role:
    | "node"
    | "pod"
    | "api-server"
    | "application-gateway"
    | "application-gateway-for-containers"
    | "firewall"
    | "bastion"
    | "private-endpoint"
    | "netapp-files";
  /** Sums to `needed`. Azure's five addresses are not in it, they are in `usable`. */
  ledger: LedgerLine[];
  needed: number;
  /** The whole need: "(50 + 1) × (1 + 30)". */
  formula: string;
  /** The smallest subnet that holds it, /29 at the least. */
  prefixLength: number;
  /** 2^(32 − prefixLength) − 5. */
  usable: number;
  /** `usable` − `needed`. */
  spare: number;
  /** What `usable` rests on. */
  usableSources: Source[];
  /** The subnet as it is, where the virtual network's document has it. */
  given?: {
    prefix: string;
    usable: number;
    fits: boolean;
    /** `usable` − `needed`, when it fits. */
    spare?: number;
    /** `needed` − `usable`, when it does not. */
    shortBy?: number;
    first: string;
    last: string;
    /** The five addresses that Azure keeps. */
    reserved: string[];
  };
}

/** How much of a limit is used. */
export interface LimitUse {
  /** As in `limits()`; besides "subnet-addresses", "pod-cidr-blocks" and "upgradable-nodes". */
  limit: string;
  label: string;
  used: number;
  allowed: number;
  sources: Source[];
}

/** The answer of `planSizing`. */
export interface SizingPlan {
  /** Of the first pool that decides it; each pool's own allocation counts in the ledger. */
  mode: NetworkMode;
  /** Steady: the sum of the counts. */
  nodes: number;
  /** At the height of scale-out and upgrade. */
  peakNodes: number;
  /** What the peak count without surge may run. */
  pods: number;
  /** Sum of what all subnets need. */
  addresses: number;
  pools: {
    name: string;
    mode: NetworkMode;
    nodes: number;
    surge: number;
    peakNodes: number;
    maxPods: number;
    /** Addresses of the virtual network that one node holds for its pods. */
    podAddresses: number;
  }[];
  /** One need for each distinct subnet. */
  subnets: SubnetNeed[];
  /** The ranges of pods outside of the virtual network, in blocks of one node; two when dual-stack. */
  podCidrs: { prefix: string; blocksNeeded: number; blocksAvailable: number; smallestPrefixLength: number }[];
  limits: LimitUse[];
  /** Errors first, then warnings, then notes. */
  findings: Finding[];
  /** Whether Microsoft supports the mode, and until when. */
  standing: { text: string; sources: Source[] };
  /** Of `compareModes` only: the most steady nodes that can also be upgraded, in as many pools as it takes, and what stops it. */
  ceiling?: { nodes: number; limitedBy: LimitUse };
}

/**
 * How many addresses each subnet needs, why, and how near every limit is.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function planSizing(request: SizingRequest): SizingPlan;

/**
 * The same workload under every mode, in the order of `NetworkMode`. A given `maxPods` is kept, else each mode has its default.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function compareModes(request: SizingRequest): SizingPlan[];

/**
 * How far this goes in the ranges given, and what stops it first. The first user pool (or the first) grows without an autoscaler,
 * the others stay. `maxNodes` steady nodes of the whole cluster can also be upgraded with the surge given; one more cannot.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function planCapacity(request: SizingRequest): {
  mode: NetworkMode;
  maxNodes: number;
  maxPods: number;
  /** What one node more would exceed, as it is used at `maxNodes`. */
  limitedBy: LimitUse;
  /** All limits at `maxNodes`, the fullest first. */
  limits: LimitUse[];
  findings: Finding[];
};

/**
 * Whether a cluster can be updated to Azure CNI Overlay: each documented condition is met, not met, or not known from the documents given.
 * `possible` is false when one is known not to be met.
 *
 * @throws AksnetError "missing-field" without a cluster
 */
export function overlayChecklist(request: { environment: Environment; assume?: Assumptions }): {
  mode: NetworkMode;
  possible: boolean;
  conditions: {
    id: "mode" | "release" | "engine" | "masquerade" | "identity" | "pod-range" | "blocks";
    condition: string;
    state: "met" | "not-met" | "unknown";
    because: string;
    sources: Source[];
  }[];
};

/**
 * Each node's blocks of the pod ranges, in order: a /24, and a /80 of an IPv6 range, under kubenet and Overlay. None in other modes.
 *
 * @throws AksnetError "out-of-range" when the ranges have fewer blocks than there are nodes
 */
export function nodePodCidrs(request: { cluster?: ManagedCluster; nodes: number }): string[][];

/**
 * The same turned round: the node whose block holds an address of a pod, and the block. `node` is its place, the first one's being 0; it
 * is the node's as long as none was removed since. Empty where no node's block holds the address, and in modes without blocks.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function nodeOfPod(request: { cluster?: ManagedCluster; address: string }): { node?: number; podCidr?: string };

/**
 * Addresses that a node with so many pods holds under dynamic allocation: batch × ⌈buffer + pods ÷ batch⌉, `max` at the most.
 * Azure's own settings are the defaults: 16, 0.5, 250. The buffer counts in thousandths.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function podSubnetAddresses(request: { pods: number; batch?: number; buffer?: number; max?: number }): {
  addresses: number;
};

/**
 * Blocks of 16 that a node takes under static block allocation, pods that they hold, and what is left over.
 *
 * @throws AksnetError when `maxPods` is not 10 to 250
 */
export function staticBlocks(request: { maxPods: number }): { blocks: number; usable: number; waste: number };

/**
 * Needs over time: "Steady", "Scaled out" where that is more, "Upgrading <pool>" for each pool in turn, "Upgrading all pools at once".
 * Pools are at their peak while they upgrade. What breaks at a step is in its findings.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function planUpgrade(request: SizingRequest): {
  label: string;
  nodes: number;
  /** Sum of what all subnets need at that step. */
  addresses: number;
  /** Whether no subnet and no limit is exceeded. */
  fits: boolean;
  limits: LimitUse[];
  findings: Finding[];
}[];

/**
 * Carves aligned, disjoint prefixes out of an address space: the smallest free block that holds each, larger demands first and then in
 * the order given, never across two of the ranges. Clear of what is taken, of on-premises, of what AKS keeps for itself and of what no
 * virtual network may have. Without `family`, a demand is IPv4 when its length is 32 at most and the space has IPv4.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function planAddressSpace(request: {
  addressSpace: string[];
  taken?: string[];
  onPremises?: string[];
  demands: { name: string; prefixLength: number; family?: "IPv4" | "IPv6" }[];
}): {
  /** In the order of the demands. */
  placed: { name: string; prefix: string }[];
  /** Names, in the order of the demands. */
  unplaced: string[];
  /** What is left, as the fewest prefixes, each inside of one range, in address order. */
  free: string[];
  findings: Finding[];
};

/**
 * All pairs of prefixes that have an address in common, by their places in the list, the smaller first.
 *
 * @throws AksnetError when a prefix is not one
 */
export function findOverlaps(request: { prefixes: string[] }): { pairs: [number, number][] };

/**
 * The same for very many IPv4 prefixes: addresses as numbers, lengths, and the pairs one after the other: `[i0, j0, i1, j1, …]`. Bits
 * behind a length do not count.
 *
 * @throws AksnetError when the lists differ in length, or a length is above 32
 */
export function findOverlapsIPv4(addresses: Uint32Array, lengths: Uint8Array): Uint32Array;

/**
 * Whether the outbound ports last. `allocatedOutboundPorts` 0 or absent: the load balancer's automatic allocation by the number of nodes.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function planSnat(request: {
  nodes: number;
  /** Public addresses; 1 when absent. */
  frontends?: number;
  allocatedOutboundPorts?: number;
  /** Nodes set aside for an upgrade. */
  maxSurge?: number;
  /** In Azure's words; "loadBalancer" when absent. */
  outboundType?: string;
}): {
  /** Of a NAT gateway the even share: its ports are on demand. */
  portsPerNode: number;
  /** The most steady nodes for which the ports last, the surge set aside. */
  maxNodes: number;
  fits: boolean;
  /** Its `addresses` are ports. */
  ledger: LedgerLine[];
  findings: Finding[];
};

/**
 * Every check that needs no question: overlaps, forbidden ranges, limits, support, retirements on `asOf`, migration paths. What
 * `planSizing` would throw is an error finding under the error's code.
 *
 * @throws AksnetError when the environment is no object, or has a part that does not exist
 */
export function inspect(environment: Environment, assume?: Assumptions): Finding[];

// ── routes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A row of a subnet's table, as the portal and `az network nic show-effective-route-table` print it. */
export interface EffectiveRoute {
  source: "Default" | "User" | "VirtualNetworkGateway";
  /** Invalid: another route with the same prefix comes before it. */
  state: "Active" | "Invalid";
  /** A prefix; the name of a service tag whose prefixes the environment does not give. */
  addressPrefix: string;
  nextHopType:
    | "VnetLocal"
    | "VNetPeering"
    | "VNetGlobalPeering"
    | "VirtualNetworkServiceEndpoint"
    | "InterfaceEndpoint"
    | "VirtualNetworkGateway"
    | "Internet"
    | "VirtualAppliance"
    | "None";
  nextHopIpAddress?: string;
  /** The user's name of the route. */
  name?: string;
  because: string;
  sources: Source[];
}

/**
 * What Azure would show for a network card in this subnet: the system's routes, the gateway's, the user's. On equal prefixes the user's
 * comes first, then the gateway's, then the system's; but an Active route of the network itself, of a peering or of a service endpoint is
 * preferred to the gateway's, also to longer ones. The platform's addresses (168.63.129.16, 169.254.169.254) are outside of the table.
 *
 * A service tag's prefixes, and a service endpoint's, are taken from `serviceEndpointPrefixes` under the tag's or the service's name.
 * Private endpoints are in no document of the network and are not modelled.
 *
 * @throws AksnetError for a network or subnet that the environment does not have
 */
export function effectiveRoutes(request: {
  environment: Environment | LoadedEnvironment;
  /** Its name or id, where several networks have a subnet of that name. */
  virtualNetwork?: string;
  /** Its name or id. */
  subnet: string;
  assume?: Assumptions;
}): EffectiveRoute[];

/** Which route wins, and why each of the others does not. */
export interface RouteDecision {
  /** Absent where no route holds the destination, and for the platform's addresses, which no table rules. */
  winner?: EffectiveRoute;
  /** In the table's order. */
  considered: {
    route: EffectiveRoute;
    verdict: "won" | "shorter-prefix" | "lower-precedence" | "not-preferred" | "no-match";
    because: string;
  }[];
}

/**
 * The route that a destination takes out of a subnet.
 *
 * @throws AksnetError for a network or subnet that the environment does not have, or what is no address
 */
export function selectRoute(request: {
  environment: Environment | LoadedEnvironment;
  virtualNetwork?: string;
  subnet: string;
  destination: string;
  assume?: Assumptions;
}): RouteDecision;

/**
 * The whole destination space cut into ranges with their winners: complete, disjoint, in order, `first` and `last` inclusive; neighbours
 * differ in their winner. IPv4 first, then IPv6 where the network has it. The platform's addresses are not cut out.
 *
 * @throws AksnetError for a network or subnet that the environment does not have
 */
export function partitionRoutes(request: {
  environment: Environment | LoadedEnvironment;
  virtualNetwork?: string;
  subnet: string;
  assume?: Assumptions;
}): { first: string; last: string; winner?: EffectiveRoute }[];

/** A route as `diffRoutes` takes it: what `effectiveRoutes` gives, or the same without its reasons. */
export type GivenRoute = Omit<EffectiveRoute, "because" | "sources"> & { because?: string; sources?: Source[] };

/**
 * The ranges whose next hop is another one afterwards, with the routes that won before and win after. A route that goes where its
 * forerunner went is no change.
 *
 * @throws AksnetError for a route that cannot be understood
 */
export function diffRoutes(request: { before: GivenRoute[]; after: GivenRoute[] }): {
  first: string;
  last: string;
  before?: GivenRoute;
  after?: GivenRoute;
}[];

/**
 * The table that AKS keeps for a kubenet cluster: the user's own routes first, then one for each node in order, two when dual-stack.
 * Without `nodes` those of the pools are laid out in `nodeSubnet`. A node without a range gets the next free block.
 *
 * @throws AksnetError when neither nodes nor their subnet are given, and where the subnet or the pod range is too small for them
 */
export function kubenetRouteTable(request: {
  cluster: ManagedCluster;
  nodes?: {
    name: string;
    address: string;
    /** Both families, when dual-stack. */
    addresses?: string[];
    podCidr?: string;
    podCidrs?: string[];
  }[];
  /** The prefix of the nodes' subnet. */
  nodeSubnet?: string;
  userRoutes?: RouteTable;
  assume?: Assumptions;
}): { routeTable: RouteTable; used: number; allowed: number; findings: Finding[] };

/** Many look-ups at once, in typed arrays. Only IPv4 destinations, as numbers. */
export class RouteLookup {
  /**
   * Routes as `effectiveRoutes` gives them, with their preference among each other, or a route table's own.
   *
   * @throws AksnetError for a prefix that is none, before `init()`, and for what is no list of routes
   */
  constructor(routes: GivenRoute[] | RouteTable);
  /** The place of the winning route for each destination (10.0.0.1 is 0x0a000001), -1 for none. */
  lookup(destinations: Uint32Array): Int32Array;
  /** Gives the memory back; a table that is forgotten gives it back by itself, later. */
  free(): void;
}

// ── flow ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Where a packet begins. `pod` is "namespace/name"; `host` is one of the environment's hosts. */
export type Place = { pod: string } | { node: string } | { host: string } | { address: string };

export interface FlowRequest {
  environment: Environment | LoadedEnvironment;
  from: Place;
  /** A Service means its cluster address for places inside of the cluster, its frontend for others. */
  to:
    | { pod: string; port: number }
    | { service: string; port: number }
    | { node: string; port: number }
    | { address: string; port: number };
  /** TCP when absent. */
  protocol?: "TCP" | "UDP" | "SCTP";
  sourcePort?: number;
  /** Epoch milliseconds, for flow logs. */
  at?: number;
  /** The node that a load balancer picks, whatever its probe says; the backend that a Service picks. */
  pin?: { node?: string; pod?: string };
  /**
   * A request of HTTP that the connection carries. Whoever takes the connection is a proxy then: a pod behind a Service, or a host in the
   * delegated subnet of an Application Gateway (Microsoft.Network/applicationGateways) or of Application Gateway for Containers
   * (Microsoft.ServiceNetworking/trafficControllers). It ends the connection and opens its own to a pod of the backend that `routeHttp`
   * names. A public frontend and the address in the subnet are two hosts of one name. Between pods with an istio-proxy container the
   * sidecars are the proxies.
   */
  http?: HttpRequest;
  /** With `http`: "namespace/name" of the Gateway or the Ingress, as in `routeHttp`. */
  entry?: string;
  assume?: Assumptions;
}

/** Ports that a translator picks at run time are absent. */
export interface PacketHeader {
  protocol: string;
  source: string;
  sourcePort?: number;
  destination: string;
  destinationPort?: number;
}

export interface Step {
  type: "enter" | "filter" | "route" | "rewrite" | "balance" | "proxy" | "deliver" | "drop" | "reject";
  /** "kube-proxy KUBE-SVC", "UDR", "ip-masq-agent IP-MASQ-AGENT" */
  by: string;
  before?: PacketHeader;
  after?: PacketHeader;
  because: string;
  sources: Source[];
}

/** One machine. `in` is what came over the wire, `out` what left; the first hop has no `in`, the last no `out`. */
export interface Hop {
  at: {
    kind:
      | "pod"
      | "node"
      | "bridge"
      | "virtual-network"
      | "load-balancer"
      | "nat-gateway"
      | "firewall"
      | "gateway"
      | "ingress"
      | "sidecar"
      | "host"
      | "internet";
    name: string;
  };
  in?: PacketHeader;
  out?: PacketHeader;
  steps: Step[];
}

/** One way of a packet, there and back. */
export interface FlowTrace {
  probability: number;
  outcome: "delivered" | "dropped" | "rejected" | "failed-on-return";
  request: Hop[];
  /** Present exactly when the request arrived. */
  reply?: Hop[];
  servedBy?: string;
  seenByServer?: PacketHeader;
  /** The step that dropped or rejected it: the last of the last hop. Its `before` is the header that was stopped; nothing comes `after`. */
  decidedBy?: Step;
  flowLogs: { kind: "nsg-v2" | "vnet-v4"; tuple: string; rule?: string }[];
  /** Where the question has a request of HTTP, and a proxy took it. */
  http?: {
    /** The connections that cross the network, in order. `tls`: the client's ends there; mutual between proxies of a mesh; none. */
    legs: { from: string; to: string; tls: "client" | "mutual" | "none" }[];
    /** "namespace/name" of the Service that the proxy chose. */
    service?: string;
    /** What the proxy answers itself: 404 without a route, 500 for a broken reference, 503 with nobody behind the Service. */
    status?: number;
    /** The client as the proxy sees it, which is what it writes into X-Forwarded-For. */
    forwardedFor?: string;
    /** Why this route. */
    because: string[];
  };
  findings: Finding[];
}

/** What `traceFlow` gives: nothing comes after a step that drops or rejects. */
export interface TracedFlow extends FlowTrace {
  decidedBy?: Omit<Step, "after">;
}

/**
 * One packet, hop by hop, there and back: one trace for each way that it can go; the probabilities sum to 1. Network policies are asked
 * on the pods' nodes, security groups of cards and subnets where a packet leaves a card and where it comes to one.
 *
 * `to.service` is the ClusterIP for places of the cluster and the frontend for hosts; of a headless Service each of its pods. Under Cilium
 * the client's socket is given the pod, so its first header has the pod's address. A port that the Service lacks is not translated, and a
 * finding says so. The hop that puts a public address in counts the outbound ports as `planSnat` does.
 *
 * @throws AksnetError for a place that the environment does not have, a name that is another's, two families; "unknown-service-tag" when a way hangs on one
 */
export function traceFlow(request: FlowRequest): TracedFlow[];

/**
 * The rules that kube-proxy in iptables mode holds on a node for these Services, in the form of `iptables-save`; chains by kube-proxy's own
 * names. IPv4. kubelet's chains are not in it.
 *
 * @throws AksnetError for a node that is not there, and a cluster without kube-proxy in iptables mode
 */
export function renderServiceRules(request: {
  environment: Environment | LoadedEnvironment;
  node: string;
  assume?: Assumptions;
}): string;

// ── policy ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether one end lets a connection through, and why, in the order in which it was asked. */
export interface Verdict {
  allowed: boolean;
  because: {
    /** "NetworkPolicy namespace/name", "ClusterNetworkPolicy name", a group's name; for a default what it follows from. */
    object: string;
    /** Its name, else its place in the list. */
    rule?: number | string;
    /** "isolate": the policy selects the pod, and what no rule allows is stopped. */
    effect: "allow" | "deny" | "pass" | "isolate" | "default";
  }[];
}

/** A verdict of network policies. */
export interface PolicyVerdict extends Verdict {
  /** Where no rule lets it through: those that exactly one condition kept from doing so. */
  nearly?: {
    object: string;
    rule: number | string;
    /** "subject": the policy would let it through, and misses this pod by a label, absent or misspelt; "engine": an `ipBlock` that this engine does not match pods by. */
    missed: "port" | "protocol" | "namespace" | "label" | "address" | "engine" | "subject";
    /** "it means pods with app=client; demo/web has app=web" */
    says: string;
  }[];
}

/**
 * Whether network policies let one end talk to the other on a port, asked on both sides. Read are NetworkPolicy, AdminNetworkPolicy and
 * BaselineAdminNetworkPolicy (v1alpha1), ClusterNetworkPolicy (v1alpha2), CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy at layers
 * 3 and 4. A pod reaches itself, and its own node reaches it, whatever policies say; host-network pods are not isolated, and others meet
 * their node.
 *
 * @throws AksnetError for a policy that cannot be understood, and a place that the environment does not have
 */
export function evaluatePolicy(request: {
  environment: Environment | LoadedEnvironment;
  /** `pod` also takes the name of a workload that has no pods of its own. */
  from: Place;
  to: Place;
  /** A number, or the name of a port of the receiver's containers. */
  port: number | string;
  /** TCP when absent; with a name, that of the port. */
  protocol?: "TCP" | "UDP" | "SCTP";
  /** The cluster's `networkPolicy` when absent. An `ipBlock` holds pods' addresses under "azure" and "calico" only. */
  engine?: "calico" | "cilium" | "azure" | "none";
  assume?: Assumptions;
}): { allowed: boolean; egress: PolicyVerdict; ingress: PolicyVerdict };

/**
 * Which security rule decides. The groups stand in the order in which the packet meets them (outbound: card, subnet; inbound: subnet, card), and
 * all must allow. The host platform's addresses pass, unless a rule denies them by their own tag. Effect "default": one of Azure's own rules.
 *
 * @throws AksnetError "unknown-service-tag" when the answer hangs on a tag whose prefixes are not known
 */
export function evaluateNsg(request: {
  groups: NetworkSecurityGroup[];
  direction: "Inbound" | "Outbound";
  packet: PacketHeader;
  /** What the tag of that name stands for: the network's ranges, those of its peers and of on-premises. All private ranges when absent. */
  virtualNetwork?: string[];
  /** What other tags stand for. */
  serviceTags?: { name: string; addressPrefixes: string[] }[];
}): Verdict;

/**
 * The rules that AKS's cloud provider writes for the environment's Services of type LoadBalancer, into the group of the nodes' cards; a
 * subnet's own group it never touches. Names are the provider's. Priorities are given in the order of the documents, where the provider
 * gives them in the order in which it meets the Services.
 *
 * @throws AksnetError for a Service with both `loadBalancerSourceRanges` and the annotation azure-allowed-ip-ranges
 */
export function serviceSecurityRules(request: { environment: Environment | LoadedEnvironment; assume?: Assumptions }): {
  securityRules: {
    name: string;
    priority: number;
    direction: "Inbound";
    access: "Allow" | "Deny";
    protocol: "Tcp" | "Udp" | "*";
    sourceAddressPrefixes: string[];
    sourcePortRange: "*";
    destinationAddressPrefixes: string[];
    destinationPortRanges: string[];
    /** "namespace/name" of the Services that it is for. */
    services: string[];
  }[];
  sources: Source[];
};

/**
 * Tuples of flow logs, one a line: of security groups (versions 1 and 2) and of virtual networks (version 4). `time` is in epoch
 * milliseconds; counters are since the record before.
 *
 * @throws AksnetError that names the line
 */
export function readFlowLog(request: { text: string }): {
  kind: "nsg-v1" | "nsg-v2" | "vnet-v4";
  time: number;
  source: string;
  sourcePort: number;
  destination: string;
  destinationPort: number;
  /** "TCP", "UDP", or IANA's number. */
  protocol: string;
  direction: "Inbound" | "Outbound";
  allowed: boolean;
  state?: "begin" | "continue" | "end";
  /** "NX": not encrypted. */
  encryption?: string;
  sent?: { packets: number; bytes: number };
  received?: { packets: number; bytes: number };
}[];

/** Packets, one a place in each list; IPv4 addresses as numbers (10.0.0.1 is 0x0a000001). */
export interface NsgPackets {
  /** IANA's numbers: 6 is TCP, 17 UDP. Of the others rules for any protocol alone decide. */
  protocols: Uint8Array;
  sources: Uint32Array;
  sourcePorts: Uint16Array;
  destinations: Uint32Array;
  destinationPorts: Uint16Array;
}

/** `evaluateNsg` for many packets at once, in typed arrays. */
export class NsgLookup {
  /**
   * The groups, direction and tags of `evaluateNsg`.
   *
   * @throws AksnetError as `evaluateNsg`, and before `init()`
   */
  constructor(request: {
    groups: NetworkSecurityGroup[];
    direction: "Inbound" | "Outbound";
    virtualNetwork?: string[];
    serviceTags?: { name: string; addressPrefixes: string[] }[];
  });
  /** The rules that answers mean by their places, group after group, each in the order in which it is asked. */
  readonly rules: { object: string; rule: string; effect: "allow" | "deny" | "default"; allowed: boolean }[];
  /**
   * The place of the rule that decides for each packet: the first that denies it, else the last group's that allows it; -1 without any
   * group.
   *
   * @throws AksnetError "unknown-service-tag" when the answer for a packet hangs on one; for lists of different lengths
   */
  evaluate(packets: NsgPackets): Int32Array;
  /** Gives the memory back; a table that is forgotten gives it back by itself, later. */
  free(): void;
}

/** Who reaches whom. */
export interface Reachability {
  /** Rows and columns: the pods of one controlling owner that no selector tells apart; "ns/name[Kind]{label=value}" where selectors do. */
  workloads: { name: string; pods: string[] }[];
  ports: { port: number | string; protocol: string }[];
  /** By their places in the lists. */
  allows(from: number, to: number, port: number): boolean;
  /** Bit (port × n + from) × n + to, least significant first. Made when it is first read: it has ports × n² bits. */
  readonly bits: Uint32Array;
  /** "ns/a[Deployment] => ns/b[Deployment] : TCP 80", one line a pair with any connection, external addresses as ranges, sorted. */
  connections(): string[];
  /**
   * The same without some policies, named as answers name them ("NetworkPolicy namespace/name"). Of a loaded environment only those are
   * asked again whom these policies select. Workloads and ports stay as they are.
   */
  without(policies: string[]): Reachability;
}

/**
 * All pairs at once. A pod's own node is not told from other nodes here, and host-network pods are seen as their node.
 *
 * @throws AksnetError for a policy that cannot be understood
 */
export function reachability(request: {
  environment: Environment | LoadedEnvironment;
  /** Those that containers listen on and rules name when absent. */
  ports?: { port: number | string; protocol?: "TCP" | "UDP" | "SCTP" }[];
  engine?: "calico" | "cilium" | "azure" | "none";
  /** Policies that are left out, as answers name them. */
  without?: string[];
  /** Policies that are there besides. */
  add?: KubernetesObject[];
  assume?: Assumptions;
}): Reachability;

/**
 * What other policies change: the pairs whose ports differ between the environment as it is, and without some policies and with
 * others. One of `add` takes the place of one of the same name. Ports as in `connections()`; absent where there are none.
 *
 * @throws AksnetError as `reachability`
 */
export function diffPolicies(request: {
  environment: Environment | LoadedEnvironment;
  without?: string[];
  add?: KubernetesObject[];
  engine?: "calico" | "cilium" | "azure" | "none";
  assume?: Assumptions;
}): { from: string; to: string; before?: string; after?: string }[];

/** Who else may, in one direction. */
export interface ExposedSide {
  /** Nothing holds anybody off. */
  unprotected: boolean;
  /**
   * "entire-cluster": a pod without any label; "pods with app=b in shop": one with just these labels, where it may more; ranges of
   * addresses outside. Ports as in `connections()`.
   */
  peers: { peer: string; ports: string }[];
}

/**
 * Who may come in and where each workload may go beside the pods of the documents: its own policies are asked about addresses outside
 * and about pods that somebody may add, one for each selector of some rule.
 *
 * @throws AksnetError as `reachability`
 */
export function exposure(request: {
  environment: Environment | LoadedEnvironment;
  without?: string[];
  add?: KubernetesObject[];
  engine?: "calico" | "cilium" | "azure" | "none";
  assume?: Assumptions;
}): { workload: string; ingress: ExposedSide; egress: ExposedSide }[];

// ── HTTP ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** An HTTP request. `path` may carry a query; `port` is the one connected to; header names compare without case. */
export interface HttpRequest {
  host: string;
  path: string;
  /** GET when absent. */
  method?: string;
  headers?: Record<string, string | string[]>;
  query?: Record<string, string | string[]>;
  /** "http" when absent. */
  scheme?: "http" | "https";
  /** When absent the scheme's own, where a listener has it, else that of the first listener. */
  port?: number;
  /** The host when absent. */
  sni?: string;
}

/**
 * Which backends an HTTP request ends at, with which weights, and what is rewritten: Gateway API (HTTPRoute, GRPCRoute), Ingress, and
 * Istio's VirtualService with the subsets of DestinationRules (the first match in order wins; delegates are not followed, and an
 * Istio Gateway's own servers are not looked at).
 *
 * Of listeners only the one with the most specific host counts. Of routes a more specific host comes first, and a miss falls back;
 * then exact path, longest prefix, regular expression, method, most headers, most query parameters, the oldest route, its name,
 * the order of its rules. Where the documents hold no Service at all, backends are taken to exist, and `because` says so.
 *
 * @throws AksnetError when the request cannot be understood, or `entry` names nothing
 */
export function routeHttp(request: {
  environment: Environment | LoadedEnvironment;
  /** "namespace/name" of a Gateway (of either API) or an Ingress; all of them, and the mesh, when absent. */
  entry?: string;
  http: HttpRequest;
}): {
  matched?: { /** "HTTPRoute namespace/name" */ object: string; rule: number; match: number };
  /** `service` is "namespace/name"; `request` is there where this backend's own filters change it. */
  backends: {
    service: string;
    port: number;
    weight: number;
    /** Istio's: the pods of the Service with the labels of a DestinationRule's subset. */
    subset?: string;
    request?: HttpRequest;
  }[];
  /** References that cannot be used keep their weight: that share is answered with 500. */
  invalid: { weight: number; because: string }[];
  /** As it leaves, after the rule's filters. */
  request: HttpRequest;
  responseHeaders?: { set?: Record<string, string>; add?: Record<string, string>; remove?: string[] };
  mirrors?: { service: string; port: number; percent: number }[];
  timeouts?: { request?: string; backendRequest?: string };
  /** Absent when a backend answers. 404: no listener, host or rule; 421: the connection belongs to another listener; 500: no usable backend; else the redirect's. */
  status?: number;
  /** Absolute; the port left out when it is the scheme's own. */
  redirect?: string;
  because: string[];
};

// ── documents in, facts out ────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Reads what practitioners paste or drop, one or many at once, in any order and mixed in one text: `az` and ARM as JSON, lists unfolded;
 * `-o table` of routes, effective routes, node pools, networks, subnets and security rules; `kubectl get` as JSON, YAML, or as tables of
 * nodes, pods and services; ARM templates and Bicep's compiled ones, with parameters, variables, loops and modules; `terraform show -json`;
 * an environment that was given out here. Prompts, progress lines, warnings, byte-order marks and Windows' line ends are taken off; bytes
 * may be UTF-8 or UTF-16. Says of each document what it took, what it left, and in `notes` what of it has no value here, such as an
 * expression that only a deployment can evaluate. One that cannot be read is a finding, and the others are kept. `managedFields` and keys
 * that would change an object's prototype are taken out. `missing` says what a question would need besides; `effectiveRoutes` are those
 * that Azure told, to hold the computed ones against. Nothing leaves the page.
 *
 * @throws AksnetError when nothing of it can be read
 */
export function readDocuments(text: Pasted | Pasted[]): Promise<{
  environment: Environment;
  receipt: { document: string; kind: string; taken: string[]; ignored: string[]; notes?: string[] }[];
  missing: { question: "sizing" | "routes" | "flow" | "policy" | "http"; needs: string; command: string }[];
  effectiveRoutes?: { document: string; routes: Omit<EffectiveRoute, "because" | "sources">[] }[];
  findings: Finding[];
}>;

/** Text, or the bytes of a file. */
export type Pasted = string | ArrayBuffer | ArrayBufferView;

/**
 * The same place without what tells whose it is: subscription, tenant and object ids, the names of resources, nodes and Kubernetes objects,
 * public addresses. One thing has one new name wherever it stands, prefixes keep what they hold, so the models answer as before.
 *
 * @throws AksnetError when the environment cannot be understood
 */
export function redact(environment: Environment): Environment;

/**
 * A plan in the form that a change request wants: the network with its subnets, kubenet's route table, the cluster with its network profile,
 * commented with the reasons. Prefixes that the plan does not give are chosen, and the text says so. The same plan gives the same text; "json"
 * is documents that `readDocuments` takes.
 *
 * @throws AksnetError for what is no plan, and another format
 */
export function exportPlan(
  plan: SizingPlan,
  format: "az" | "bicep" | "terraform" | "markdown" | "csv" | "json",
): string;

/** Every documented figure that the library uses, with what its sources say; `disputedBy` names official ones that say otherwise. */
export function limits(): {
  id: string;
  label: string;
  value: number | string;
  unit: string;
  says: string;
  sources: Source[];
  disputedBy?: Source[];
}[];

// ── pictures ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The subnets of a plan to scale, as an SVG string of its own with a text alternative. Colours are the `--aksnet-*` properties of the
 * page, where it has them. Works without a DOM.
 *
 * @throws AksnetError for what is no answer of `planSizing`
 */
export function drawSubnets(plan: SizingPlan): string;

/**
 * One trace as an SVG string of its own: request down the left, reply up the right, what was rewritten struck and replaced. 288 units
 * wide. The text alternative tells the same path hop by hop. Works without a DOM.
 *
 * @throws AksnetError for what is no trace
 */
export function drawFlow(trace: FlowTrace): string;

/**
 * The routes of a subnet as an SVG string of its own: the destination space as a bar cut where the winner changes, and its ranges. More than
 * 40 are counted in words; the text alternative names them all. IPv4 only. Works without a DOM.
 *
 * @throws AksnetError for a network or subnet that the environment does not have
 */
export function drawRoutes(request: {
  environment: Environment | LoadedEnvironment;
  virtualNetwork?: string;
  subnet: string;
}): string;

/**
 * Where addresses lie in a range, for drawing them to scale: `at` and `share` are parts of the range's width. The range is `within`, or the
 * prefix of `prefixLength` that holds `around`; its first and last address come back. An item is a prefix, an address, or what
 * `partitionRoutes` has of a run; as much of it counts as is in the range, and one that is outside is null.
 *
 * @throws AksnetError when the request cannot be understood
 */
export function positions(request: {
  within?: string;
  around?: string;
  prefixLength?: number;
  items?: (string | { first: string; last: string })[];
}): { within: string; first: string; last: string; items: ({ at: number; share: number } | null)[] };

/**
 * A place as an SVG string of its own: networks, subnets, nodes and pods, each in the box that its address lies in; hosts and what lies
 * beyond the gateway beside them. A pod whose address is not the network's has a dashed outline. More than 12 nodes of a subnet and
 * more than 8 pods of a node are counted in words.
 *
 * @throws AksnetError for a document that cannot be understood
 */
export function drawTopology(request: { environment: Environment | LoadedEnvironment }): string;
