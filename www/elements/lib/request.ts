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

/** A bare element's case: 50 nodes of 30 pods, one more while upgrading, every pod with an address of the virtual network. */
export const example = (): SizingRequest => ({
  cluster: {
    networkProfile: { networkPlugin: "azure" },
    agentPoolProfiles: [{ name: "nodepool1", count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" } }],
  },
});

/** "21" and "/21" stand for a prefix of that length at a place that suits every length an AKS subnet can have. */
export function prefixOf(text: string): string {
  const length = /^\s*\/?(\d{1,2})\s*$/.exec(text)?.[1];
  return length ? `10.240.0.0/${length}` : text.trim();
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

function withPool(request: SizingRequest, change: (pool: Pool) => Pool): SizingRequest {
  const index = editedIndex(request);
  const pools = request.cluster.agentPoolProfiles ?? [];
  const changed =
    pools.length > 0 ? pools.map((pool, at) => (at === index ? change(pool) : pool)) : [change({ name: "nodepool1" })];
  return { ...request, cluster: { ...request.cluster, agentPoolProfiles: changed } };
}

function withMode(request: SizingRequest, mode: NetworkMode): SizingRequest {
  const { networkPluginMode: _mode, networkPlugin: _plugin, ...profile } = request.cluster.networkProfile ?? {};
  const plugin =
    mode === "kubenet"
      ? ({ networkPlugin: "kubenet" } as const)
      : mode === "byo-cni"
        ? ({ networkPlugin: "none" } as const)
        : mode === "overlay"
          ? ({ networkPlugin: "azure", networkPluginMode: "overlay" } as const)
          : ({ networkPlugin: "azure" } as const);
  const allocation = mode === "pod-subnet-static" ? ("StaticBlock" as const) : ("DynamicIndividual" as const);
  const ownSubnet = mode === "pod-subnet-dynamic" || mode === "pod-subnet-static";
  const pools = (request.cluster.agentPoolProfiles ?? []).map(({ podSubnetID, podIPAllocationMode: _old, ...pool }) =>
    ownSubnet ? { ...pool, podSubnetID: podSubnetID ?? "pods", podIPAllocationMode: allocation } : pool,
  );
  return {
    ...request,
    cluster: { ...request.cluster, networkProfile: { ...profile, ...plugin }, agentPoolProfiles: pools },
  };
}

/** Names the node subnet and gives it the prefix; an empty text leaves the size open again. */
function withPrefix(request: SizingRequest, text: string): SizingRequest {
  const { virtualNetwork, ...open } = request;
  const id = editedPool(request)?.vnetSubnetID ?? "nodes";
  const subnets = (virtualNetwork?.subnets ?? []).filter(
    (subnet) => lastSegment(subnet.id ?? subnet.name ?? "") !== lastSegment(id),
  );
  if (text.trim() === "") {
    return virtualNetwork && subnets.length > 0 ? { ...open, virtualNetwork: { ...virtualNetwork, subnets } } : open;
  }
  const named = withPool(request, (pool) => ({ ...pool, vnetSubnetID: pool.vnetSubnetID ?? id }));
  const network: VirtualNetwork = virtualNetwork ? { ...virtualNetwork } : {};
  network.subnets = [...subnets, { name: id.split("/").pop() ?? id, addressPrefix: prefixOf(text) }];
  return { ...named, virtualNetwork: network };
}

/** The request with one field set anew. Numbers of a wrong kind pass through on purpose. */
export function edit<K extends keyof Fields>(
  request: SizingRequest,
  field: K,
  value: Fields[K] | undefined,
): SizingRequest {
  const entry = value as number | undefined;
  const text = value === undefined || value === null ? "" : String(value);
  switch (field) {
    case "nodes":
      return withPool(request, (pool) =>
        pool.enableAutoScaling ? { ...pool, maxCount: entry as number } : { ...pool, count: entry as number },
      );
    case "maxPods":
      return withPool(request, ({ maxPods: _old, ...pool }) =>
        entry === undefined ? pool : { ...pool, maxPods: entry },
      );
    case "maxSurge":
      return withPool(request, ({ upgradeSettings, ...pool }) => {
        const { maxSurge: _old, ...others } = upgradeSettings ?? {};
        return { ...pool, upgradeSettings: text === "" ? others : { ...others, maxSurge: text } };
      });
    case "mode":
      return value === undefined ? request : withMode(request, value as NetworkMode);
    case "subnetPrefix":
      return withPrefix(request, text);
    case "kubernetesVersion": {
      const { kubernetesVersion: _old, ...cluster } = request.cluster;
      return { ...request, cluster: text === "" ? cluster : { ...cluster, kubernetesVersion: text } };
    }
    case "netAppFiles": {
      const { netAppFiles: _old, ...others } = request;
      return text === "" ? others : { ...others, netAppFiles: text as "basic" | "standard" };
    }
    default: {
      const { [field as "scaleOut"]: _old, ...others } = request;
      return entry === undefined ? others : { ...others, [field]: entry };
    }
  }
}

/** The need that the subnet field is about. */
export const nodeNeed = (plan: SizingPlan): SubnetNeed | undefined =>
  plan.subnets.find((need) => need.role === "node") ?? plan.subnets[0];

/** What the fields show for a request: what was given, else what the answer assumed. */
export function shown(request: SizingRequest, plan: SizingPlan): Fields {
  const pool = editedPool(request);
  const answered = plan.pools[editedIndex(request)];
  const id = pool?.vnetSubnetID ?? "nodes";
  const subnet = request.virtualNetwork?.subnets?.find(
    (candidate) => lastSegment(candidate.id ?? candidate.name ?? "") === lastSegment(id),
  );
  return {
    nodes: (pool?.enableAutoScaling ? pool.maxCount : pool?.count) ?? answered?.nodes ?? "",
    maxPods: pool?.maxPods ?? answered?.maxPods ?? "",
    maxSurge: pool?.upgradeSettings?.maxSurge ?? String(answered?.surge ?? ""),
    mode: plan.mode,
    subnetPrefix: subnet?.addressPrefix ?? subnet?.addressPrefixes?.[0] ?? "",
    scaleOut: request.scaleOut ?? 0,
    internalLoadBalancers: request.internalLoadBalancers ?? 0,
    privateEndpoints: request.privateEndpoints ?? 0,
    netAppFiles: request.netAppFiles ?? "",
    kubernetesVersion: request.cluster.kubernetesVersion ?? "",
  };
}

/** The field that an error is about, by the end of its path. */
export function fieldOf(path: string | undefined): keyof Fields | undefined {
  const tails: [string, keyof Fields][] = [
    ["maxPods", "maxPods"],
    ["maxSurge", "maxSurge"],
    ["maxCount", "nodes"],
    ["count", "nodes"],
    ["addressPrefix", "subnetPrefix"],
    ["scaleOut", "scaleOut"],
    ["internalLoadBalancers", "internalLoadBalancers"],
    ["privateEndpoints", "privateEndpoints"],
    ["netAppFiles", "netAppFiles"],
    ["kubernetesVersion", "kubernetesVersion"],
  ];
  const last = path
    ?.split(".")
    .pop()
    ?.replace(/\[\d+\]$/, "");
  return tails.find(([tail]) => tail === last || (tail === "addressPrefix" && last === "addressPrefixes"))?.[1];
}
