import type { Environment, KubernetesObject } from "aksnet";
import { modes } from "../lib/words.ts";

/** The modes that the example can be laid out in, and what they are called. */
export const exampleModes: ReadonlyMap<string, string> = new Map([
  ["kubenet", modes.kubenet],
  ["node-subnet", modes["node-subnet"]],
  ["overlay", modes.overlay],
  ["cilium", `${modes.overlay} with Cilium`],
]);

/** kubenet's route for the first node. */
const toFirst = {
  name: "n1",
  addressPrefix: "10.244.1.0/24",
  nextHopType: "VirtualAppliance",
  nextHopIpAddress: "10.224.0.4",
} as const;

const service = (name: string, last: number, spec: object): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "lab" },
  spec: {
    type: "LoadBalancer",
    clusterIP: `10.0.0.${last}`,
    selector: { app: "web" },
    ports: [{ port: 80, targetPort: 8080, nodePort: 30000 + last }],
    ...spec,
  },
  status: { loadBalancer: { ingress: [{ ip: `20.50.0.${last - 63}` }] } },
});

/**
 * Two nodes, a client's pod on the first, a web server's on the second, behind a Service of each external traffic policy; a Service
 * without endpoints; a machine in the same network, on-premises behind a gateway. `broken`: kubenet's table lacks the second node.
 * The kernel is one on which a kubenet pod cannot reach itself through its Service.
 */
export function example(mode: string, broken = false): Environment {
  const nodes: [string, string][] = [
    ["n1", "10.224.0.4"],
    ["n2", "10.224.0.5"],
  ];
  const own = mode === "node-subnet";
  const pods: [string, string, string][] = [
    ["client", "n1", own ? "10.224.0.11" : "10.244.1.11"],
    ["web", "n2", own ? "10.224.0.21" : "10.244.2.11"],
  ];
  const ready = [{ type: "Ready", status: "True" }];
  return {
    cluster: {
      networkProfile: {
        networkPlugin: mode === "kubenet" ? "kubenet" : "azure",
        ...(mode === "overlay" || mode === "cilium" ? { networkPluginMode: "overlay" as const } : {}),
        ...(mode === "cilium" ? { networkDataplane: "cilium" as const } : {}),
        ...(own ? {} : { podCidr: "10.244.0.0/16" }),
      },
      agentPoolProfiles: [{ name: "pool1", mode: "System", count: 2, vnetSubnetID: "v/nodes" }],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
        subnets: [
          { name: "nodes", addressPrefix: "10.224.0.0/16", ...(broken ? { routeTable: { id: "table" } } : {}) },
          { name: "machines", addressPrefix: "10.225.0.0/16" },
        ],
      },
    ],
    ...(broken ? { routeTables: [{ name: "table", routes: [toFirst] }] } : {}),
    gatewayRoutes: [{ addressPrefix: "10.50.0.0/16" }],
    hosts: [
      { name: "vm", address: "10.225.0.4" },
      { name: "onp", address: "10.50.0.10" },
    ],
    kernel: { kubenetHairpin: false },
    kubernetes: [
      ...nodes.map(([name, address], at) => ({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name },
        spec: own ? {} : { podCIDR: `10.244.${at + 1}.0/24` },
        status: { addresses: [{ type: "InternalIP", address }], conditions: ready },
      })),
      ...pods.map(([name, nodeName, podIP]) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "lab", labels: { app: name } },
        spec: { nodeName, containers: [{ name: "main", ports: [{ containerPort: 8080 }] }] },
        status: { phase: "Running", podIP, conditions: ready },
      })),
      service("web", 80, {}),
      service("local", 81, { externalTrafficPolicy: "Local" }),
      service("empty", 82, { selector: { app: "nobody" } }),
    ],
    egress: { publicAddresses: ["203.0.113.10"] },
  };
}
