// Answers for the pages on routes, packets, policies and HTTP, computed by the library while the site is built.
import { entries } from "../lib/entries.js";
import { library } from "../lib/package.js";

const through = { nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.100.4" };

/** The network of Azure's own page on routing. */
const routed = {
  virtualNetworks: [
    {
      name: "VNet1",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        {
          name: "Subnet1",
          addressPrefix: "10.0.0.0/24",
          routeTable: { id: "table" },
          serviceEndpoints: [{ service: "Microsoft.Storage" }],
        },
        { name: "Subnet2", addressPrefix: "10.0.1.0/24" },
      ],
      virtualNetworkPeerings: [
        {
          name: "to-VNet2",
          remoteVirtualNetwork: { id: "VNet2" },
          remoteAddressSpace: { addressPrefixes: ["10.1.0.0/16", "10.2.0.0/16"] },
        },
      ],
    },
  ],
  routeTables: [
    {
      name: "table",
      routes: [
        { name: "Within-VNet1", addressPrefix: "10.0.0.0/16", ...through },
        { name: "Within-Subnet1", addressPrefix: "10.0.0.0/24", nextHopType: "VnetLocal" },
        { name: "ToVNet2-1-Drop", addressPrefix: "10.1.0.0/16", nextHopType: "None" },
        { name: "ToVNet2-2-Drop", addressPrefix: "10.2.0.0/16", nextHopType: "None" },
        { name: "To-On-Prem", addressPrefix: "10.10.0.0/16", ...through },
        { name: "Default-NVA", addressPrefix: "0.0.0.0/0", ...through },
      ],
    },
  ],
  gatewayRoutes: [{ addressPrefix: "10.10.0.0/16", source: "Static" }],
  serviceEndpointPrefixes: [{ service: "Microsoft.Storage", addressPrefixes: ["20.60.0.0/16"] }],
};

const MODES = ["kubenet", "node-subnet", "pod-subnet", "overlay", "cilium"];

/** A pod on a node, a pod on the other, a machine of the network, one of a peered network, one on-premises, one in the Internet. */
function place(mode, services = [], outboundType = "loadBalancer") {
  const own = mode === "node-subnet" || mode === "pod-subnet";
  const inPodSubnet = mode === "pod-subnet";
  const overlay = mode === "overlay" || mode === "cilium";
  const ready = [{ type: "Ready", status: "True" }];
  const nodes = ["n1", "n2"].map((name, at) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: own ? {} : { podCIDR: `10.244.${at + 1}.0/24` },
    status: { addresses: [{ type: "InternalIP", address: `10.224.0.${at + 4}` }], conditions: ready },
  }));
  const pods = ["client", "server"].map((name, at) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "lab", labels: { app: name } },
    spec: { nodeName: `n${at + 1}` },
    status: {
      phase: "Running",
      podIP: own ? `10.${inPodSubnet ? 226 : 224}.0.${at + 11}` : `10.244.${at + 1}.11`,
      conditions: ready,
    },
  }));
  return {
    cluster: {
      networkProfile: {
        networkPlugin: mode === "kubenet" ? "kubenet" : "azure",
        ...(overlay ? { networkPluginMode: "overlay" } : {}),
        ...(mode === "cilium" ? { networkDataplane: "cilium" } : {}),
        ...(own ? {} : { podCidr: "10.244.0.0/16" }),
        outboundType,
      },
      agentPoolProfiles: [
        {
          name: "pool1",
          mode: "System",
          count: 2,
          vnetSubnetID: "v/nodes",
          ...(inPodSubnet ? { podSubnetID: "v/pods" } : {}),
        },
      ],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
        subnets: [
          { name: "nodes", addressPrefix: "10.224.0.0/16" },
          { name: "vms", addressPrefix: "10.225.0.0/16" },
          ...(inPodSubnet ? [{ name: "pods", addressPrefix: "10.226.0.0/16" }] : []),
        ],
        virtualNetworkPeerings: [
          {
            name: "p",
            remoteVirtualNetwork: { id: "peer" },
            remoteAddressSpace: { addressPrefixes: ["10.100.0.0/16"] },
          },
        ],
      },
    ],
    gatewayRoutes: [{ addressPrefix: "10.50.0.0/16" }],
    kubernetes: [...nodes, ...pods, ...services],
    hosts: [
      { name: "vm", address: "10.225.0.9" },
      { name: "web", address: "192.0.2.80" },
    ],
    egress: { publicAddresses: ["198.51.100.200"] },
  };
}

const SERVERS = [
  ["A pod on another node", { pod: "lab/server", port: 8080 }],
  ["A machine of the network", { address: "10.225.0.9", port: 443 }],
  ["A machine of a peered network", { address: "10.100.0.9", port: 443 }],
  ["A machine on-premises", { address: "10.50.0.9", port: 443 }],
  ["A server in the Internet", { address: "192.0.2.80", port: 443 }],
];

/** Whose an address is, in a word. */
function whose(address, pod) {
  if (address === pod) return "the pod's own";
  if (address === "10.224.0.4") return "the node's";
  return address === "198.51.100.200" ? "the cluster's public one" : "another";
}

/** The route that each destination takes out of a subnet. */
const decided = ({ selectRoute }, environment, subnet, destinations) =>
  destinations.map((destination) => {
    const { winner } = selectRoute({ environment, subnet, destination });
    if (!winner) return { destination, hop: "no route", by: "the host itself", prefix: "" };
    const hop =
      winner.nextHopType === "None"
        ? "dropped"
        : [winner.nextHopType, winner.nextHopIpAddress].filter(Boolean).join(" ");
    return { destination, hop, by: winner.name ?? winner.nextHopType, prefix: winner.addressPrefix };
  });

const winners = (aksnet) =>
  decided(aksnet, routed, "Subnet1", ["10.0.0.9", "10.0.1.5", "10.1.7.7", "10.10.0.1", "20.60.1.1", "8.8.8.8"]);

/** The network of Microsoft's own page on egress through a firewall. */
const behindFirewall = (routes, more = {}) => ({
  cluster: {
    networkProfile: {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      podCidr: "10.244.0.0/16",
      outboundType: "userDefinedRouting",
    },
    agentPoolProfiles: [{ name: "pool1", mode: "System", count: 3, maxPods: 30, vnetSubnetID: "aks-subnet" }],
  },
  virtualNetworks: [
    {
      name: "aks-vnet",
      addressSpace: { addressPrefixes: ["10.42.0.0/16"] },
      subnets: [
        { name: "aks-subnet", addressPrefix: "10.42.1.0/24", routeTable: { id: "egress" } },
        { name: "AzureFirewallSubnet", addressPrefix: "10.42.2.0/24" },
      ],
    },
  ],
  routeTables: [{ name: "egress", id: "egress", routes }],
  ...more,
});

const toFirewall = {
  name: "to-firewall",
  addressPrefix: "0.0.0.0/0",
  nextHopType: "VirtualAppliance",
  nextHopIpAddress: "10.42.2.4",
};
const toInternet = { name: "firewall-public", addressPrefix: "198.51.100.10/32", nextHopType: "Internet" };

const firewall = (aksnet) => {
  const right = behindFirewall([toFirewall, toInternet]);
  const published = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "shop", namespace: "web" },
    spec: { type: "LoadBalancer", ports: [{ port: 443 }] },
  };
  const mistakes = [
    ["No default route", behindFirewall([toInternet])],
    [
      "0.0.0.0/0 to Internet",
      behindFirewall([{ ...toFirewall, nextHopType: "Internet", nextHopIpAddress: undefined }]),
    ],
    ["The firewall in the nodes’ own subnet", behindFirewall([{ ...toFirewall, nextHopIpAddress: "10.42.1.4" }])],
    ["A Service with a public address", behindFirewall([toFirewall, toInternet], { kubernetes: [published] })],
  ];
  const codes = ["default-route-missing", "default-route-to-internet", "appliance-in-own-subnet", "asymmetric-return"];
  return {
    winners: decided(aksnet, right, "aks-subnet", [
      "8.8.8.8",
      "198.51.100.10",
      "10.42.2.9",
      "10.5.0.1",
      "168.63.129.16",
    ]),
    mistakes: mistakes.map(([what, environment], at) => {
      const found = aksnet.inspect(environment).find(({ code }) => code === codes[at]);
      if (!found) throw new Error(`${what}: no ${codes[at]}`);
      return { what, code: found.code, message: found.message };
    }),
  };
};

/** A spoke with its hub: a peering, what the hub's gateway learned, and what lies behind neither. */
const spoke = {
  virtualNetworks: [
    {
      name: "spoke",
      addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
      subnets: [{ name: "nodes", addressPrefix: "10.1.0.0/22" }],
      virtualNetworkPeerings: [
        {
          name: "to-hub",
          remoteVirtualNetwork: { id: "hub" },
          remoteAddressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        },
      ],
    },
  ],
  gatewayRoutes: [
    { addressPrefix: "10.50.0.0/16", source: "BGP" },
    { addressPrefix: "10.0.9.0/24", source: "BGP" },
  ],
};

const hub = (aksnet) =>
  decided(aksnet, spoke, "nodes", ["10.1.3.4", "10.0.4.4", "10.0.9.4", "10.50.0.9", "10.2.0.4", "8.8.8.8"]);

const seen = ({ traceFlow }) =>
  SERVERS.map(([who, to]) => ({
    who,
    cells: MODES.map((mode) => {
      const [trace] = traceFlow({ environment: place(mode), from: { pod: "lab/client" }, to });
      const pod = { "node-subnet": "10.224.0.11", "pod-subnet": "10.226.0.11" }[mode] ?? "10.244.1.11";
      const source = trace.seenByServer?.source;
      return source ? { source, whose: whose(source, pod) } : { source: "–", whose: trace.outcome };
    }),
  }));

/** A Service in front of the server's pod. */
const shop = (spec = {}, annotations = {}) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "shop", namespace: "lab", annotations },
  spec: {
    type: "LoadBalancer",
    clusterIP: "10.0.0.80",
    selector: { app: "server" },
    ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    ...spec,
  },
  status: { loadBalancer: { ingress: [{ ip: "20.50.0.80" }] } },
});

const ended = {
  delivered: "delivered",
  dropped: "dropped",
  rejected: "refused",
  "failed-on-return": "no answer arrives",
};
const wire = ({ source, sourcePort, destination, destinationPort }) =>
  `${source}:${sourcePort ?? "picked"} → ${destination}:${destinationPort ?? "picked"}`;

const sentence = (text) => `${text[0].toUpperCase()}${text.slice(1)}`;

/** A trace as a list: who has the packet, what it sends, and what it did last. */
const walked = ({ request, reply = [] }) =>
  [...request, ...reply].map(({ at, in: came, out, steps }) => {
    const rewrite = steps.findLast(({ type }) => type === "rewrite");
    return {
      at: at.name.replace("lab/", ""),
      header: wire(out ?? came ?? steps[0]?.before ?? request[0].out),
      what: rewrite ? `${rewrite.by}: ${rewrite.because}` : (steps.at(-1)?.because ?? ""),
    };
  });

/** The same question in each mode: a pod asks a Service whose pod is on the other node. */
function paths({ traceFlow, renderServiceRules }) {
  const ask = (mode, from, to) => {
    const [trace] = traceFlow({ environment: place(mode, [shop()]), from, to, sourcePort: 41000 });
    return { hops: walked(trace), outcome: ended[trace.outcome], seen: trace.seenByServer?.source };
  };
  const asked = (mode) => ask(mode, { pod: "lab/client" }, { service: "lab/shop", port: 80 });
  const lines = renderServiceRules({ environment: place("kubenet", [shop()]), node: "n1" }).split("\n");
  return {
    ...Object.fromEntries(MODES.map((mode) => [mode.replace("-", "_"), asked(mode)])),
    rules: lines.filter((line) => line.startsWith("-A") && line.includes("lab/shop")),
  };
}

const LANDINGS = [
  ["Policy Cluster, at a node without the pod", {}, {}, "n1"],
  ["Policy Cluster, at the node with the pod", {}, {}, "n2"],
  ["Policy Local, at the node with the pod", { externalTrafficPolicy: "Local" }, {}, "n2"],
  ["Policy Local, at a node without the pod", { externalTrafficPolicy: "Local" }, {}, "n1"],
  [
    "Floating IP off, policy Local",
    { externalTrafficPolicy: "Local" },
    { "service.beta.kubernetes.io/azure-disable-load-balancer-floating-ip": "true" },
    "n2",
  ],
];

const landings = ({ traceFlow }) =>
  LANDINGS.map(([what, spec, annotations, node]) => {
    const environment = place("overlay", [shop(spec, annotations)]);
    const to = { service: "lab/shop", port: 80 };
    const [trace] = traceFlow({ environment, from: { host: "web" }, to, pin: { node }, sourcePort: 41000 });
    const atNodes = trace.request.filter(({ at }) => at.kind === "node");
    const rewrites = atNodes.flatMap(({ steps }) => steps.filter(({ type }) => type === "rewrite"));
    const balancer = trace.request.find(({ at }) => at.kind === "load-balancer");
    return {
      what,
      seen: trace.seenByServer?.source ?? ended[trace.outcome],
      enters: wire(balancer.out),
      why: (trace.decidedBy ?? rewrites.at(-1)).because,
    };
  });

const EXITS = [
  ["loadBalancer", "The load balancer"],
  ["managedNATGateway", "A NAT gateway"],
  ["userDefinedRouting", "A route to a firewall, and none is there"],
  ["none", "None"],
];

const exits = ({ traceFlow }) =>
  EXITS.map(([outboundType, what]) => {
    const environment = place("overlay", [], outboundType);
    const [trace] = traceFlow({ environment, from: { pod: "lab/client" }, to: { address: "192.0.2.80", port: 443 } });
    const step = trace.decidedBy ?? trace.request.at(-2).steps.findLast(({ type }) => type === "rewrite");
    return {
      outboundType,
      what,
      seen: trace.seenByServer?.source ?? ended[trace.outcome],
      why: sentence(step.because),
    };
  });

const budget = ({ kubenetRouteTable }) =>
  [50, 399, 400].map((count) => {
    const { used, allowed, findings } = kubenetRouteTable({
      cluster: {
        networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/15" },
        agentPoolProfiles: [{ name: "pool1", count }],
      },
      nodeSubnet: "10.240.0.0/16",
      userRoutes: { routes: [{ name: "to-firewall", addressPrefix: "0.0.0.0/0", ...through }] },
    });
    return { count, used, allowed, over: findings.some(({ severity }) => severity === "error") };
  });

export default async function network() {
  const aksnet = await library();
  return {
    modes: ["kubenet", "Azure CNI node subnet", "Azure CNI pod subnet", "Overlay", "Overlay with Cilium"],
    winners: winners(aksnet),
    seen: seen(aksnet),
    budget: budget(aksnet),
    paths: paths(aksnet),
    landings: landings(aksnet),
    exits: exits(aksnet),
    firewall: firewall(aksnet),
    hub: hub(aksnet),
    entries: entries(aksnet),
    plugins: ["kubenet", "Node subnet", "Pod subnet", "Overlay"],
  };
}
