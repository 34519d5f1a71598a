// The four plugins by six ways into a cluster, as documents: a proxy's pod on node n1 or a gateway of Azure's, and the application on n2.
const PLUGINS = ["kubenet", "node-subnet", "pod-subnet", "overlay"];
const client = "203.0.113.9";
const frontend = "198.51.100.10";

const podAddress = (plugin, node, last) => {
  if (plugin === "node-subnet") return `10.224.${node}.${last}`;
  return plugin === "pod-subnet" ? `10.225.${node}.${last}` : `10.244.${node}.${last}`;
};

const object = (apiVersion, kind, name, namespace, rest) => ({
  apiVersion,
  kind,
  metadata: { name, namespace, ...(rest.labels ? { labels: rest.labels } : {}) },
  spec: rest.spec,
  ...(rest.status ? { status: rest.status } : {}),
});

const pod = (plugin, namespace, name, [node, last], labels, containers) =>
  object("v1", "Pod", name, namespace, {
    labels,
    spec: { nodeName: `n${node}`, containers: containers.map((own) => ({ name: own })) },
    status: { podIP: podAddress(plugin, node, last) },
  });

function cluster(plugin, containers) {
  const ranged = plugin === "kubenet" || plugin === "overlay";
  const nodes = [1, 2, 3].map((node) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: `n${node}` },
    spec: ranged ? { podCIDR: `10.244.${node}.0/24` } : {},
    status: { addresses: [{ type: "InternalIP", address: `10.224.0.${node + 3}` }] },
  }));
  return {
    cluster: {
      networkProfile: {
        networkPlugin: plugin === "kubenet" ? "kubenet" : "azure",
        ...(plugin === "overlay" ? { networkPluginMode: "overlay" } : {}),
        ...(ranged ? { podCidr: "10.244.0.0/16" } : {}),
      },
      agentPoolProfiles: [
        {
          name: "p",
          vnetSubnetID: "/subnets/nodes",
          ...(plugin === "pod-subnet" ? { podSubnetID: "/subnets/pods" } : {}),
        },
      ],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/14"] },
        subnets: [
          { id: "/subnets/nodes", name: "nodes", addressPrefix: "10.224.0.0/16" },
          { id: "/subnets/pods", name: "pods", addressPrefix: "10.225.0.0/16" },
        ],
      },
    ],
    kubernetes: [
      ...nodes,
      pod(plugin, "shop", "front-1", [2, 20], { app: "front" }, containers),
      object("v1", "Service", "front", "shop", {
        spec: { clusterIP: "10.0.0.20", selector: { app: "front" }, ports: [{ port: 80, targetPort: 8080 }] },
      }),
    ],
  };
}

const ingress = (ingressClassName) => {
  const backend = { service: { name: "front", port: { number: 80 } } };
  const http = { paths: [{ path: "/", pathType: "Prefix", backend }] };
  return object("networking.k8s.io/v1", "Ingress", "shop", "shop", {
    spec: { ingressClassName, rules: [{ host: "shop.example", http }] },
  });
};

/** A proxy's pod behind a Service of type LoadBalancer. */
const controller = (plugin, labels, externalTrafficPolicy, container) => [
  object("v1", "Service", "door", "entry", {
    spec: {
      type: "LoadBalancer",
      clusterIP: "10.0.0.30",
      selector: labels,
      externalTrafficPolicy,
      ports: [{ port: 80, targetPort: 8000, nodePort: 30080 }],
    },
    status: { loadBalancer: { ingress: [{ ip: frontend }] } },
  }),
  pod(plugin, "entry", "proxy-1", [1, 10], labels, [container]),
];

/** A gateway of Azure's in a delegated subnet of its own; under kubenet with the nodes' routes. */
function azureGateway(plugin, place, serviceName, ingressClass) {
  const subnet = { id: "/subnets/door", name: "door", addressPrefix: "10.226.0.0/24", delegations: [{ serviceName }] };
  if (plugin === "kubenet") {
    subnet.routeTable = { id: "/routeTables/aks" };
    const routes = [1, 2, 3].map((node) => ({
      name: `n${node}`,
      addressPrefix: `10.244.${node}.0/24`,
      nextHopType: "VirtualAppliance",
      nextHopIpAddress: `10.224.0.${node + 3}`,
    }));
    place.routeTables = [{ id: "/routeTables/aks", name: "aks", routes }];
  }
  place.virtualNetworks[0].subnets.push(subnet);
  place.hosts = [
    { name: "gateway", address: frontend },
    { name: "gateway", address: "10.226.0.4" },
  ];
  place.kubernetes.push(ingress(ingressClass));
}

const gatewayApi = [
  object("gateway.networking.k8s.io/v1", "Gateway", "public", "shop", {
    spec: { gatewayClassName: "approuting-istio", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
  }),
  object("gateway.networking.k8s.io/v1", "HTTPRoute", "shop", "shop", {
    spec: { parentRefs: [{ name: "public" }], rules: [{ backendRefs: [{ name: "front", port: 80 }] }] },
  }),
];

const istio = [
  object("networking.istio.io/v1", "Gateway", "door", "shop", {
    spec: { servers: [{ port: { number: 80, protocol: "HTTP" }, hosts: ["shop.example"] }] },
  }),
  object("networking.istio.io/v1", "VirtualService", "shop", "shop", {
    spec: {
      hosts: ["shop.example"],
      gateways: ["door"],
      http: [{ route: [{ destination: { host: "front", port: { number: 80 } } }] }],
    },
  }),
];

const ENTRIES = [
  [
    "Application routing, NGINX",
    (plugin, place) =>
      place.kubernetes.push(
        ...controller(plugin, { app: "nginx" }, "Local", "controller"),
        ingress("webapprouting.kubernetes.azure.com"),
      ),
  ],
  [
    "Application routing, Gateway API",
    (plugin, place) =>
      place.kubernetes.push(
        ...controller(plugin, { "gateway.networking.k8s.io/gateway-name": "public" }, "Cluster", "istio-proxy"),
        ...gatewayApi,
      ),
  ],
  [
    "Application Gateway ingress controller",
    (plugin, place) =>
      azureGateway(plugin, place, "Microsoft.Network/applicationGateways", "azure-application-gateway"),
  ],
  [
    "Application Gateway for Containers",
    (plugin, place) =>
      azureGateway(plugin, place, "Microsoft.ServiceNetworking/trafficControllers", "azure-alb-external"),
  ],
  [
    "A controller of one’s own: NGINX, NetScaler, F5",
    (plugin, place) =>
      place.kubernetes.push(...controller(plugin, { app: "nginx" }, "Local", "controller"), ingress("nginx")),
  ],
  [
    "Istio add-on",
    (plugin, place) =>
      place.kubernetes.push(
        ...controller(plugin, { istio: "aks-istio-ingressgateway-external" }, "Cluster", "istio-proxy"),
        ...istio,
      ),
    ["front", "istio-proxy"],
  ],
];

const whose = (address, trace) => {
  if (address === client) return "the client";
  return trace.http.legs.length > 1 && address.startsWith("10.226.") ? "the gateway" : "a node";
};

function cell({ traceFlow }, plugin, [, add, containers = ["front"]]) {
  const environment = cluster(plugin, containers);
  add(plugin, environment);
  const [trace] = traceFlow({
    environment,
    from: { address: client },
    to: { address: frontend, port: 80 },
    http: { host: "shop.example", path: "/cart" },
  });
  if (trace.outcome !== "delivered") {
    const { because, sources } = trace.decidedBy;
    return { supported: false, because, sources };
  }
  const { legs, forwardedFor } = trace.http;
  const tls = legs.at(-1).tls === "mutual" ? "mutual TLS to the pod" : "";
  return {
    supported: true,
    legs: legs.length,
    sees: trace.seenByServer.source,
    forwarded: forwardedFor,
    whose: whose(forwardedFor, trace),
    tls,
  };
}

/** One row an entry, one cell a plugin, each of them an answer of traceFlow. */
export const entries = (aksnet) =>
  ENTRIES.map((entry) => ({ name: entry[0], cells: PLUGINS.map((plugin) => cell(aksnet, plugin, entry)) }));
