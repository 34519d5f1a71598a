import type { Environment, NetworkMode } from "aksnet";

/** The modes that the example can be laid out in. */
export const exampleModes: readonly NetworkMode[] = ["kubenet", "node-subnet", "overlay"];

/** Two nodes, a client's pod on the first, a web server's on the second, behind one Service of type LoadBalancer. */
export function example(mode: string): Environment {
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
        ...(mode === "overlay" ? { networkPluginMode: "overlay" as const } : {}),
        ...(own ? {} : { podCidr: "10.244.0.0/16" }),
      },
      agentPoolProfiles: [{ name: "pool1", mode: "System", count: 2, vnetSubnetID: "v/nodes" }],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
        subnets: [{ name: "nodes", addressPrefix: "10.224.0.0/16" }],
      },
    ],
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
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web", namespace: "lab" },
        spec: {
          type: "LoadBalancer",
          clusterIP: "10.0.0.80",
          selector: { app: "web" },
          ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
        },
        status: { loadBalancer: { ingress: [{ ip: "20.50.0.17" }] } },
      },
    ],
    egress: { publicAddresses: ["203.0.113.10"] },
  };
}
