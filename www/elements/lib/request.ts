import type { ManagedCluster, NetworkMode, SizingPlan, SizingRequest, SubnetNeed, VirtualNetwork } from "aksnet";

/** A field as it was typed. What is not a number goes to the library as it stands: the library says what is wrong with it. */
export type Entry = number | string;

/** The fields that the element edits; each has an attribute of the same name in kebab case. */
export interface Fields {
  nodes: Entry;
  maxPods: Entry;
  maxSurge: string;
  mode: NetworkMode;
  subnetPrefix: string;
  scaleOut: Entry;
  internalLoadBalancers: Entry;
  privateEndpoints: Entry;
  netAppFiles: string;
  kubernetesVersion: string;
}

/** The fields that hold a number. */
export const numbers = ["nodes", "maxPods", "scaleOut", "internalLoadBalancers", "privateEndpoints"] as const;
/** The fields that hold text. */
export const texts = ["maxSurge", "mode", "subnetPrefix", "netAppFiles", "kubernetesVersion"] as const;

/** A number where the text is one; else the text, about which the library will speak. */
export const entry = (text: string): Entry => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);

type Pool = NonNullable<ManagedCluster["agentPoolProfiles"]>[number];
type Subnet = NonNullable<VirtualNetwork["subnets"]>[number];

/** A bare element's case: 50 nodes of 30 pods, one more while upgrading, every pod with an address of the virtual network. */
export const example = (): SizingRequest => ({
  cluster: {
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [{ name: "nodepool1", count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" } }],
  },
});

/** "21" and "/21" stand for a prefix of that length at a place that suits every length an AKS subnet can have. */
export function prefixOf(text: string, place = "10.240.0.0"): string {
  const length = /^\s*\/?(\d{1,2})\s*$/.exec(text)?.[1];
  return length ? `${place}/${length}` : text.trim();
}

/** A copy with one key set anew, or without it. Values of a wrong kind pass on purpose: the library says what is wrong with them. */
export function put<T extends object, K extends keyof T>(object: T, key: K, value: unknown): T {
  const copy = { ...object, [key]: value };
  if (value === undefined) delete copy[key];
  return copy;
}

const lastSegment = (id: string): string => (id.split("/").pop() ?? id).toLowerCase();

/** Which pool the fields edit: the first User pool, the one that grows, else the first. */
export function editedIndex(request: SizingRequest): number {
  const user = (request.cluster.agentPoolProfiles ?? []).findIndex((pool) => pool.mode?.toLowerCase() === "user");
  return Math.max(0, user);
}

/** The pool that the fields edit. */
export const editedPool = (request: SizingRequest): Pool | undefined =>
  request.cluster.agentPoolProfiles?.[editedIndex(request)];

export const withCluster = (
  request: SizingRequest,
  change: (cluster: ManagedCluster) => ManagedCluster,
): SizingRequest => put(request, "cluster", change(request.cluster));

function withPool(request: SizingRequest, change: (pool: Pool) => Pool): SizingRequest {
  const index = editedIndex(request);
  return withCluster(request, (cluster) => {
    const pools = cluster.agentPoolProfiles?.length ? cluster.agentPoolProfiles : [{ name: "nodepool1" }];
    return put(
      cluster,
      "agentPoolProfiles",
      pools.map((pool, at) => (at === index ? change(pool) : pool)),
    );
  });
}

const plugins: Partial<Record<NetworkMode, string>> = {
  kubenet: "kubenet",
  "node-subnet": "azure",
  "pod-subnet-dynamic": "azure",
  "pod-subnet-static": "azure",
  overlay: "azure",
  "byo-cni": "none",
};

function withMode(request: SizingRequest, mode: NetworkMode): SizingRequest {
  const allocation = { "pod-subnet-dynamic": "DynamicIndividual", "pod-subnet-static": "StaticBlock" }[mode as string];
  return withCluster(request, (cluster) => {
    const plugin = put(cluster.networkProfile ?? {}, "networkPlugin", plugins[mode] ?? mode);
    const profile = put(plugin, "networkPluginMode", mode === "overlay" ? mode : undefined);
    const pools = cluster.agentPoolProfiles?.map((pool) => {
      const placed = put(pool, "podSubnetID", allocation && (pool.podSubnetID ?? "pods"));
      return put(placed, "podIPAllocationMode", allocation);
    });
    return put(put(cluster, "networkProfile", profile), "agentPoolProfiles", pools);
  });
}

/** Which of a pool's two subnets: that of its nodes, or that of its pods. */
export type Place = "nodes" | "pods";

/** Where a pool's subnet stands in the virtual network of a request. */
function placeOf(request: SizingRequest, place: Place): { id: string; subnet: Subnet | undefined; others: Subnet[] } {
  const pool = editedPool(request);
  const id = (place === "nodes" ? pool?.vnetSubnetID : pool?.podSubnetID) ?? place;
  const subnets = request.virtualNetwork?.subnets ?? [];
  const subnet = subnets.find((one) => lastSegment(one.id ?? one.name ?? "") === lastSegment(id));
  return { id, subnet, others: subnets.filter((one) => one !== subnet) };
}

/** The prefix of a pool's subnet, where the request has one. */
export function givenPrefix(request: SizingRequest, place: Place): string {
  const { subnet } = placeOf(request, place);
  return subnet?.addressPrefix ?? subnet?.addressPrefixes?.[0] ?? "";
}

/** Names a pool's subnet and gives it the prefix; an empty text leaves the size open again. */
export function withPrefix(request: SizingRequest, place: Place, prefix: string | undefined): SizingRequest {
  const { id, subnet, others } = placeOf(request, place);
  if (!prefix?.trim()) {
    const network = others.length > 0 ? put(request.virtualNetwork ?? {}, "subnets", others) : undefined;
    return put(request, "virtualNetwork", network);
  }
  const there = put(subnet ?? { name: id.split("/").pop() ?? id }, "addressPrefixes", undefined);
  const subnets = [...others, put(there, "addressPrefix", prefix)];
  // The subnet of pods makes the mode, so only the mode names it.
  const named = place === "nodes" ? withPool(request, (pool) => put(pool, "vnetSubnetID", id)) : request;
  return put(named, "virtualNetwork", put(request.virtualNetwork ?? {}, "subnets", subnets));
}

/** The request with one field set anew, or as Azure would have it where the value is undefined. */
export function edit(request: SizingRequest, field: keyof Fields, value: Entry | undefined): SizingRequest {
  const text = value === undefined || value === "" ? undefined : String(value);
  switch (field) {
    case "nodes":
      return withPool(request, (pool) => put(pool, pool.enableAutoScaling ? "maxCount" : "count", value));
    case "maxPods":
      return withPool(request, (pool) => put(pool, field, value));
    case "maxSurge":
      return withPool(request, (pool) => put(pool, "upgradeSettings", put(pool.upgradeSettings ?? {}, field, text)));
    case "mode":
      return text ? withMode(request, text as NetworkMode) : request;
    case "subnetPrefix":
      return withPrefix(request, "nodes", text && prefixOf(text));
    case "kubernetesVersion":
      return withCluster(request, (cluster) => put(cluster, field, text));
    case "netAppFiles":
      return put(request, field, text);
    default:
      return put(request, field, value);
  }
}

/** The need that the subnet field is about. */
export const nodeNeed = (plan: SizingPlan): SubnetNeed | undefined =>
  plan.subnets.find((need) => need.role === "node") ?? plan.subnets[0];

/** What the fields show for a request: what was given, else what the answer assumed. */
export function shown(request: SizingRequest, plan: SizingPlan): Fields {
  const pool = editedPool(request);
  const answered = plan.pools[editedIndex(request)];
  return {
    nodes: (pool?.enableAutoScaling ? pool.maxCount : pool?.count) ?? answered?.nodes ?? "",
    maxPods: pool?.maxPods ?? answered?.maxPods ?? "",
    maxSurge: pool?.upgradeSettings?.maxSurge ?? String(answered?.surge ?? ""),
    mode: plan.mode,
    subnetPrefix: givenPrefix(request, "nodes"),
    scaleOut: request.scaleOut ?? 0,
    internalLoadBalancers: request.internalLoadBalancers ?? 0,
    privateEndpoints: request.privateEndpoints ?? 0,
    netAppFiles: request.netAppFiles ?? "",
    kubernetesVersion: request.cluster.kubernetesVersion ?? "",
  };
}

const paths: Record<string, keyof Fields> = {
  count: "nodes",
  maxCount: "nodes",
  addressPrefix: "subnetPrefix",
  addressPrefixes: "subnetPrefix",
  networkPlugin: "mode",
};

/** The field that an error is about, by the end of its path. */
export function fieldOf(path: string | undefined): keyof Fields | undefined {
  const last =
    path
      ?.replace(/\[\d+\]$/, "")
      .split(".")
      .pop() ?? "";
  return paths[last] ?? [...numbers, ...texts].find((field) => field === last);
}
