// Answers for the pages on planning, computed by the library while the site is built.
import { library } from "../lib/package.js";

const RANGE = "10.240.0.0/16";

/** A network with a node subnet and a pod subnet of these lengths. */
function network(nodes, pods) {
  const subnets = [{ name: "nodes", addressPrefix: `10.240.0.0/${nodes}` }];
  if (pods) subnets.push({ name: "pods", addressPrefix: `10.241.0.0/${pods}` });
  return { addressSpace: { addressPrefixes: [RANGE, "10.241.0.0/16"] }, subnets };
}

const MODES = {
  kubenet: [{ networkPlugin: "kubenet" }],
  "node-subnet": [{ networkPlugin: "azure" }],
  "pod-subnet-dynamic": [{ networkPlugin: "azure" }, { podSubnetID: "pods" }],
  "pod-subnet-static": [{ networkPlugin: "azure" }, { podSubnetID: "pods", podIPAllocationMode: "StaticBlock" }],
  overlay: [{ networkPlugin: "azure", networkPluginMode: "overlay" }],
  "byo-cni": [{ networkPlugin: "none" }],
};

function cluster(networkProfile, change) {
  const pool = { name: "nodepool1", count: 50, maxPods: 30, vnetSubnetID: "nodes", upgradeSettings: { maxSurge: "1" } };
  return { networkProfile, agentPoolProfiles: [{ ...pool, ...change }] };
}

/** Two pools in one /21: a small one for the system and one that scales by itself. */
function upgrade(maxSurge) {
  const shared = { maxPods: 30, vnetSubnetID: "nodes" };
  const system = { name: "system", mode: "System", count: 3, upgradeSettings: { maxSurge: "1" }, ...shared };
  const bounds = { enableAutoScaling: true, minCount: 10, maxCount: 47 };
  const work = { name: "work", mode: "User", count: 40, upgradeSettings: { maxSurge }, ...bounds, ...shared };
  return {
    cluster: { networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: [system, work] },
    virtualNetwork: network(21),
  };
}

export default async function planning() {
  const { planCapacity, planUpgrade, planAddressSpace, planSizing, planSnat, inspect, overlayChecklist } =
    await library();
  const capacity = Object.entries(MODES).map(([mode, [profile, change]]) =>
    planCapacity({ cluster: cluster(profile, change), virtualNetwork: network(21, mode.startsWith("pod") && 20) }),
  );
  const space = {
    addressSpace: ["10.0.0.0/16"],
    taken: ["10.0.0.0/20", "10.0.96.0/22"],
    demands: [
      { name: "prod-west", prefixLength: 19 },
      { name: "prod-north", prefixLength: 19 },
      { name: "test", prefixLength: 21 },
      { name: "dev", prefixLength: 23 },
      { name: "lab", prefixLength: 26 },
    ],
  };
  const beside = (count) => {
    const plan = planSizing({ cluster: cluster(MODES["node-subnet"][0], { count }), netAppFiles: "basic" });
    const use = plan.limits.find(({ limit }) => limit === "netapp-files-addresses");
    return { count, used: use.used, allowed: use.allowed, fits: use.used <= use.allowed };
  };
  return {
    capacity,
    byMode: Object.fromEntries(capacity.map((answer) => [answer.mode, answer])),
    upgrade: planUpgrade(upgrade("33%")),
    gentle: planUpgrade(upgrade("10%")),
    space: { ...space, ...planAddressSpace(space) },
    netapp: [30, 31, 32, 50].map(beside),
    snat: {
      automatic: [50, 51, 100, 101, 200, 400, 800, 1000].map((nodes) => ({ nodes, ...planSnat({ nodes }) })),
      explicit: planSnat({ nodes: 100, frontends: 7, allocatedOutboundPorts: 4000, maxSurge: 2 }),
    },
    checklist: overlayChecklist({
      environment: { cluster: { ...cluster(MODES.kubenet[0]), kubernetesVersion: "1.33" } },
    }).conditions.map((row) => ({ ...row, state: row.state.replace("-", " ") })),
    kubenet: inspect({ cluster: { ...cluster(MODES.kubenet[0]), kubernetesVersion: "1.33" } }),
    calico: inspect({
      cluster: { ...cluster({ networkPlugin: "kubenet", networkPolicy: "calico" }), kubernetesVersion: "1.26" },
    }),
  };
}
