/**
 * The custom elements. Importing "aksnet/elements" defines them all; "aksnet/elements/aksnet-sizing.js" and its siblings give the
 * class alone. Attributes are strings; properties have the same meaning. Without a DOM, importing does nothing.
 *
 * Both events leave the shadow root: `aksnet-change` with the answer in `detail`, `aksnet-error` with the `AksnetError`.
 */
import type {
  Environment,
  Finding,
  FlowTrace,
  HttpRequest,
  NetworkMode,
  overlayChecklist,
  planAddressSpace,
  planCapacity,
  planSnat,
  planUpgrade,
  Reachability,
  RouteDecision,
  routeHttp,
  SizingPlan,
  SizingRequest,
} from "./index.js";

/** What all elements share. */
declare class AksnetElement extends HTMLElement {
  /** Starts the library now instead of when the element comes near the viewport. */
  start(): Promise<void>;
  /** Resolves once what was set is drawn. */
  readonly updateComplete: Promise<void>;
  /** The level of its headings. */
  headingLevel: number | undefined;
  /** Leaves the headings out. */
  noHeading: boolean | undefined;
  /** The folder that has a page for each finding's code; without it codes are no links. */
  findings: string | undefined;
}

/** `<aksnet-sizing nodes="50" max-pods="30" max-surge="1" mode="node-subnet">`: addresses, the ledger, what is left. */
export class AksnetSizing extends AksnetElement {
  nodes: number | string | undefined;
  maxPods: number | string | undefined;
  maxSurge: string | undefined;
  mode: NetworkMode | undefined;
  subnetPrefix: string | undefined;
  scaleOut: number | string | undefined;
  internalLoadBalancers: number | string | undefined;
  privateEndpoints: number | string | undefined;
  netAppFiles: string | undefined;
  kubernetesVersion: string | undefined;
  /** The parts to show, of "headline controls picture ledger findings bars limits"; absent: all but the headline. */
  view: string | undefined;
  /** The id of an element whose request it follows. */
  source: string | undefined;
  /** A whole workload; setting it replaces what the attributes said. */
  request: SizingRequest;
  /** The last good answer; absent until the library runs. */
  readonly plan: SizingPlan | undefined;
}

/** `<aksnet-compare>`: the same workload under all six network modes. */
export class AksnetCompare extends AksnetElement {
  nodes: number | string | undefined;
  maxPods: number | string | undefined;
  maxSurge: string | undefined;
  mode: NetworkMode | undefined;
  kubernetesVersion: string | undefined;
  /** Leaves the sizes of given subnets out, so that each mode stops at a limit of its own. */
  anySubnet: boolean | undefined;
  source: string | undefined;
  request: SizingRequest;
  /** The last good answers, in the order of NetworkMode. */
  readonly plans: readonly SizingPlan[];
}

/** `<aksnet-findings>`: what `inspect` says of an environment, the gravest first. */
export class AksnetFindings extends AksnetElement {
  /** The day that retirements are held against, "2026-11-27"; absent, the reader's own. */
  asOf: string | undefined;
  /** Documents of the page's own in the place of the example. */
  environment: Environment | undefined;
  /** The last good answer. */
  readonly said: readonly Finding[];
}

/** `<aksnet-paste for="one other">`: reads what `az` and `kubectl` print, and hands it to the elements named by `for`. */
export class AksnetPaste extends AksnetElement {
  for: string | undefined;
  /** The text in the box. */
  value: string;
  readonly request: SizingRequest | undefined;
  readonly plan: SizingPlan | undefined;
}

/** `<aksnet-snat nodes="50" frontends="1">`: the outbound ports of each node, and where they get fewer. */
export class AksnetSnat extends AksnetElement {
  nodes: number | string | undefined;
  /** Public addresses. */
  frontends: number | string | undefined;
  /** 0 or absent: Azure allocates by the number of nodes. */
  allocatedOutboundPorts: number | string | undefined;
  /** Nodes set aside for an upgrade. */
  maxSurge: number | string | undefined;
  outboundType: string | undefined;
  /** The last good answer; absent until the library runs. */
  readonly plan: ReturnType<typeof planSnat> | undefined;
}

/** `<aksnet-capacity mode="overlay" subnet-prefix="10.240.0.0/24">`: how far the ranges go, what stops it, upgrades step by step. */
export class AksnetCapacity extends AksnetElement {
  /** The cluster that is upgraded. */
  nodes: number | string | undefined;
  maxPods: number | string | undefined;
  maxSurge: string | undefined;
  mode: NetworkMode | undefined;
  subnetPrefix: string | undefined;
  podSubnetPrefix: string | undefined;
  podCidr: string | undefined;
  /** Routes of one's own in the route table of a kubenet cluster. */
  userRoutes: number | string | undefined;
  source: string | undefined;
  request: SizingRequest;
  /** The last good answers; absent, or none, until the library runs. */
  readonly capacity: ReturnType<typeof planCapacity> | undefined;
  readonly steps: ReturnType<typeof planUpgrade>;
}

/** `<aksnet-checklist source="paste">`: whether a cluster can move to Overlay, condition by condition; bare, for a plain kubenet cluster. */
export class AksnetChecklist extends AksnetElement {
  /** The id of an element to follow. */
  source: string | undefined;
  request: SizingRequest;
  /** The last good answer; absent until the library runs. */
  readonly list: ReturnType<typeof overlayChecklist> | undefined;
}

/** `<aksnet-growth nodes="50" up-to="2500">`: addresses against nodes for all modes, and where each stops. */
export class AksnetGrowth extends AksnetElement {
  /** Where the marker stands. */
  nodes: number | string | undefined;
  maxPods: number | string | undefined;
  maxSurge: string | undefined;
  kubernetesVersion: string | undefined;
  subnetPrefix: string | undefined;
  /** The line to bring out. */
  mode: NetworkMode | undefined;
  /** The nodes at the right edge of the chart. */
  upTo: number | string | undefined;
  source: string | undefined;
  request: SizingRequest;
  /** The last good answers at the marker, in the order of NetworkMode. */
  readonly plans: readonly SizingPlan[];
}

/** `<aksnet-address-space ranges="10.0.0.0/16" demands="prod=20, test=22">`: subnets for many clusters, a map, commands to copy. */
export class AksnetAddressSpace extends AksnetElement {
  /** Prefixes with commas or blanks between; so are the next two. */
  ranges: string | undefined;
  taken: string | undefined;
  onPremises: string | undefined;
  /** "prod=20, test=22"; a comma in a name is written %2C, a percent sign %25. */
  demands: string | undefined;
  /** For the commands. */
  resourceGroup: string | undefined;
  vnetName: string | undefined;
  /** The last good answer; absent until the library runs. */
  readonly plan: ReturnType<typeof planAddressSpace> | undefined;
}

/** `<aksnet-flow from="pod:lab/client" to="service:lab/web:80" mode="kubenet">`: one packet, hop by hop, there and back. */
export class AksnetFlow extends AksnetElement {
  /** "pod:lab/client", "node:n1", "host:vm", "address:198.51.100.10". */
  from: string | undefined;
  /** "service:lab/web:80", "pod:lab/web:8080", "node:n1:30080", "address:192.0.2.80:443". */
  to: string | undefined;
  /** Of the example: "kubenet", "node-subnet", "overlay" or "cilium". */
  mode: string | undefined;
  /** A second mode of the example, held against the first. */
  beside: string | undefined;
  /** A question with a name: "service", "internet-in", "internet-in-local", "pod-pod", "internet-out", "vm", "on-premises", "node-port", "frontend", "pod-from-outside", "hairpin", "no-endpoints", "route-missing". */
  preset: string | undefined;
  /** The stop that is chosen, from 1. With an `id`, the page's hash "#id?preset=hairpin&step=3" chooses it too. */
  step: number | string | undefined;
  /** A request of HTTP that the connection carries to a proxy. */
  http: HttpRequest | undefined;
  /** Documents of the page's own in the place of the example. */
  environment: Environment | undefined;
  /** The last good answer; empty until the library runs. */
  readonly traces: readonly FlowTrace[];
}

/** `<aksnet-routes destination="10.0.0.9" subnet="Subnet1">`: which route a destination takes, and why each other does not. */
export class AksnetRoutes extends AksnetElement {
  destination: string | undefined;
  /** Its name. */
  subnet: string | undefined;
  /** Of a kubenet cluster, for the budget of its table. */
  nodes: number | string | undefined;
  /** The prefix length around the destination that the bar to scale shows: 0, all of IPv4, to 32. */
  zoom: number | string | undefined;
  /** Documents of the page's own in the place of the example. */
  environment: Environment | undefined;
  /** The last good answer; absent until the library runs. */
  readonly decision: RouteDecision | undefined;
}

/** `<aksnet-policy engine="calico" port="TCP 8080">`: who may talk to whom, and which rule says so. */
export class AksnetPolicy extends AksnetElement {
  /** "calico", "cilium", "azure", "none"; the cluster's own when absent. */
  engine: string | undefined;
  /** "8080" or "UDP 53"; the first of the answer when absent. */
  port: string | undefined;
  /** Workloads with this in their name. */
  filter: string | undefined;
  /** "graph": arrows in the place of the matrix. */
  view: string | undefined;
  /** Documents of the page's own in the place of the example. */
  environment: Environment | undefined;
  /** The last good answer; absent until the library runs. */
  readonly reach: Reachability | undefined;
}

/** `<aksnet-http host="shop.example" path="/cart">`: which backends a request ends at, and how it is split. */
export class AksnetHttp extends AksnetElement {
  host: string | undefined;
  path: string | undefined;
  /** What the example's routes are written in: "gateway-api", "ingress" or "istio". */
  api: string | undefined;
  /** The id of an <aksnet-flow> beside it, which shows the request's way in packets. */
  flow: string | undefined;
  method: string | undefined;
  /** "name: value", one a line. */
  headers: string | undefined;
  /** "namespace/name" of a Gateway or an Ingress. */
  entry: string | undefined;
  /** How many are split. */
  requests: number | string | undefined;
  /** Of the example: the second version's share, in percent. */
  canary: number | string | undefined;
  /** Documents of the page's own in the place of the example. */
  environment: Environment | undefined;
  /** The last good answer; absent until the library runs. */
  readonly routed: ReturnType<typeof routeHttp> | undefined;
}

/** Every element by its tag. */
export const elements: {
  readonly "aksnet-sizing": typeof AksnetSizing;
  readonly "aksnet-compare": typeof AksnetCompare;
  readonly "aksnet-paste": typeof AksnetPaste;
  readonly "aksnet-snat": typeof AksnetSnat;
  readonly "aksnet-capacity": typeof AksnetCapacity;
  readonly "aksnet-growth": typeof AksnetGrowth;
  readonly "aksnet-address-space": typeof AksnetAddressSpace;
  readonly "aksnet-checklist": typeof AksnetChecklist;
  readonly "aksnet-findings": typeof AksnetFindings;
  readonly "aksnet-flow": typeof AksnetFlow;
  readonly "aksnet-routes": typeof AksnetRoutes;
  readonly "aksnet-policy": typeof AksnetPolicy;
  readonly "aksnet-http": typeof AksnetHttp;
};

/** Defines all elements that are not yet defined. */
export function defineAll(): void;

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
