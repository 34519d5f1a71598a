// Answers that pages print, computed by the library while the site is built: a figure in the prose cannot drift from the model.
import { library } from "../lib/package.js";
import modes from "./modes.js";

/** The article's cluster: 50 nodes, 30 pods on each, one surge node; `change` overrides parts of its only pool. */
function cluster(networkProfile, change = {}) {
  const pool = { name: "nodepool1", count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" }, ...change };
  return { networkProfile, agentPoolProfiles: [pool] };
}

const PROFILES = {
  kubenet: [{ networkPlugin: "kubenet" }],
  "node-subnet": [{ networkPlugin: "azure" }],
  "pod-subnet-dynamic": [{ networkPlugin: "azure" }, { podSubnetID: "pods" }],
  "pod-subnet-static": [{ networkPlugin: "azure" }, { podSubnetID: "pods", podIPAllocationMode: "StaticBlock" }],
  overlay: [{ networkPlugin: "azure", networkPluginMode: "overlay" }],
  "byo-cni": [{ networkPlugin: "none" }],
};

/** How many nodes a pod range of this length serves, as the library counts them. */
function blocksOf(plan, prefixLength) {
  return plan(
    "overlay",
    {},
    {},
    { podCidr: `10.0.0.0/${prefixLength}`, serviceCidr: "192.168.0.0/16", dnsServiceIP: "192.168.0.10" },
  ).podCidrs[0].blocksAvailable;
}

/** How many nodes of 30 pods, with one surge node, Azure NetApp Files serves with Basic network features. */
function netapp(plan) {
  const use = (count) =>
    plan("node-subnet", { count }, { netAppFiles: "basic" }).limits.find(
      ({ limit }) => limit === "netapp-files-addresses",
    );
  let most = 1;
  while (use(most + 1).used <= use(most + 1).allowed) most += 1;
  return { most, over: use(most + 1).used, allowed: use(most).allowed };
}

/** A virtual network with one subnet of this length. */
function network(prefixLength) {
  const prefix = `10.240.0.0/${prefixLength}`;
  return { addressSpace: { addressPrefixes: [prefix] }, subnets: [{ name: "nodes", addressPrefix: prefix }] };
}

export default async function answers() {
  const { planSizing, compareModes, podSubnetAddresses, staticBlocks } = await library();
  const plan = (mode, change = {}, rest = {}, network = {}) => {
    const [profile, pool] = PROFILES[mode];
    return planSizing({ cluster: cluster({ ...profile, ...network }, { ...pool, ...change }), ...rest });
  };
  const surge = (maxSurge) => ({ upgradeSettings: { maxSurge } });
  return {
    plan: Object.fromEntries(modes.map(({ id }) => [id, plan(id)])),
    tenPercent: Object.fromEntries(modes.map(({ id }) => [id, plan(id, surge("10%"))])),
    third: Object.fromEntries(modes.map(({ id }) => [id, plan(id, surge("33%"))])),
    landing: plan("node-subnet", { vnetSubnetID: "nodes" }, { virtualNetwork: network(21) }),
    netapp: netapp(plan),
    compared: compareModes({ cluster: cluster({ networkPlugin: "azure" }) }),
    dynamic: [1, 8, 9, 24, 25, 40, 41, 110, 200, 233].map((pods) => ({ pods, ...podSubnetAddresses({ pods }) })),
    blocks: [15, 30, 31, 32, 47, 48, 110, 250].map((maxPods) => ({ maxPods, ...staticBlocks({ maxPods }) })),
    ranges: [18, 17, 16, 15, 14, 13, 12, 11].map((prefixLength) => ({
      prefixLength,
      blocks: blocksOf(plan, prefixLength),
    })),
    eighty: plan("overlay", { count: 80, ...surge("10%") }),
    document: cluster({ networkPlugin: "azure" }),
  };
}
