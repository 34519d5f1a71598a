// A plan as things to make: names, prefixes that do not overlap, the network profile. The formats only write it down.
import type { NetworkMode, SizingPlan } from "../../types.d.ts";
import { AksnetError } from "../error.js";

export interface DesignedSubnet {
  name: string;
  prefix: string;
  /** The plan's own, or chosen here. */
  chosen: boolean;
  role: SizingPlan["subnets"][number]["role"];
  delegation?: string;
  /** "1,581 addresses = (50 + 1) × (1 + 30); a /21 has 2,043". */
  because: string;
}

export interface DesignedPool {
  name: string;
  count: number;
  maxCount: number;
  maxPods: number;
  surge: number;
}

export interface Design {
  mode: NetworkMode;
  subnets: DesignedSubnet[];
  pools: DesignedPool[];
  podCidrs: string[];
  profile: { networkPlugin: string; networkPluginMode?: string };
  /** kubenet's nodes need one. */
  routeTable: boolean;
}

/** Where subnets without a prefix are put: clear of the default ranges of Services (10.0.0.0/16) and pods (10.244.0.0/16). */
const SPACE = { first: 10 * 2 ** 24 + 128 * 2 ** 16, last: 10 * 2 ** 24 + 244 * 2 ** 16 - 1 };

const NAMES: Record<DesignedSubnet["role"], { name: string; delegation?: string }> = {
  node: { name: "aks-nodes" },
  pod: { name: "aks-pods" },
  "api-server": { name: "aks-api-server", delegation: "Microsoft.ContainerService/managedClusters" },
  "application-gateway": { name: "application-gateway" },
  "application-gateway-for-containers": {
    name: "application-gateway-for-containers",
    delegation: "Microsoft.ServiceNetworking/trafficControllers",
  },
  firewall: { name: "AzureFirewallSubnet" },
  bastion: { name: "AzureBastionSubnet" },
  "private-endpoint": { name: "private-endpoints" },
  "netapp-files": { name: "netapp-files", delegation: "Microsoft.NetApp/volumes" },
};

const PROFILES: Record<NetworkMode, Design["profile"]> = {
  kubenet: { networkPlugin: "kubenet" },
  "node-subnet": { networkPlugin: "azure" },
  "pod-subnet-dynamic": { networkPlugin: "azure" },
  "pod-subnet-static": { networkPlugin: "azure" },
  overlay: { networkPlugin: "azure", networkPluginMode: "overlay" },
  "byo-cni": { networkPlugin: "none" },
};

/** Turns the answer of `planSizing` into a design. */
export function designOf(plan: SizingPlan): Design {
  if (typeof plan !== "object" || plan === null || !Array.isArray(plan.subnets) || !Array.isArray(plan.pools)) {
    throw new AksnetError("invalid-type", "this is no plan", "plan", "the answer of planSizing");
  }
  const profile = PROFILES[plan.mode];
  if (!profile)
    throw new AksnetError(
      "invalid-value",
      `"${plan.mode}" is no network mode`,
      "plan.mode",
      Object.keys(PROFILES).join(", "),
    );
  return {
    mode: plan.mode,
    profile,
    subnets: subnetsOf(plan),
    pools: poolsOf(plan),
    podCidrs: (plan.podCidrs ?? []).map(({ prefix }) => prefix),
    routeTable: plan.mode === "kubenet",
  };
}

/** What a command line, Bicep and Terraform all take. */
const safe = (name: string, otherwise: string) => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name) ? name : otherwise);

function poolsOf(plan: SizingPlan): DesignedPool[] {
  const used = new Set<string>();
  return plan.pools.map((pool, at) => {
    let name = /^[a-z][a-z0-9]{0,11}$/.test(pool.name) ? pool.name : `pool${at + 1}`;
    while (used.has(name)) name = `pool${used.size + 1}x`;
    used.add(name);
    const maxCount = Math.max(pool.nodes, pool.peakNodes - pool.surge);
    return { name, count: pool.nodes, maxCount, maxPods: pool.maxPods, surge: pool.surge };
  });
}

function subnetsOf(plan: SizingPlan): DesignedSubnet[] {
  const names = new Map<string, number>();
  const taken = plan.subnets.flatMap(({ given }) => (given ? [spanOf(given.prefix)] : []));
  // The widest first, so that each begins where its own length allows.
  const order = [...plan.subnets.entries()].sort(([, one], [, other]) => one.prefixLength - other.prefixLength);
  const chosen = new Map<number, string>();
  for (const [at, need] of order) if (!need.given) chosen.set(at, place(need.prefixLength, taken));
  return plan.subnets.map((need, at) => {
    const { name: usual, delegation } = NAMES[need.role];
    const wanted = safe(need.name ?? usual, usual);
    const count = (names.get(wanted) ?? 0) + 1;
    names.set(wanted, count);
    const length = need.given ? need.given.prefix : `a /${need.prefixLength}`;
    const usable = need.given?.usable ?? need.usable;
    return {
      name: count > 1 ? `${wanted}-${count}` : wanted,
      prefix: need.given?.prefix ?? chosen.get(at) ?? "",
      chosen: !need.given,
      role: need.role,
      ...(delegation ? { delegation } : {}),
      because: `${figure(need.needed)} addresses = ${need.formula}; ${length} has ${figure(usable)}`,
    };
  });
}

const figure = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

type Span = [first: number, last: number];

function spanOf(prefix: string): Span {
  const [address = "", length = "32"] = prefix.split("/");
  const first = address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return [first, first + 2 ** (32 - Number(length)) - 1];
}

/** The first prefix of a length that overlaps none. */
function place(length: number, taken: Span[]): string {
  const size = 2 ** (32 - length);
  for (let first = Math.ceil(SPACE.first / size) * size; first + size - 1 <= SPACE.last; first += size) {
    const last = first + size - 1;
    const clash = taken.find(([from, to]) => from <= last && first <= to);
    if (!clash) {
      taken.push([first, last]);
      return `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join(".")}/${length}`;
    }
  }
  throw new AksnetError(
    "out-of-range",
    `no room for a /${length} between 10.128.0.0 and 10.243.255.255`,
    "plan.subnets",
    "a plan with the virtual network's document, whose subnets have prefixes",
  );
}

/** What stands at the head of each file, line by line. */
export function remarks(design: Design): string[] {
  const lines = ["Made by aksnet from the answer of planSizing. Read it before you run it."];
  if (design.subnets.some(({ chosen }) => chosen)) {
    lines.push(
      "Prefixes that the plan does not give were chosen between 10.128.0.0 and 10.243.255.255: replace them by your own.",
    );
  }
  return lines;
}
