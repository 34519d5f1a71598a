import type { Environment, KubernetesObject } from "aksnet";

/** Who asks, and where the load balancer listens. */
export const client = "203.0.113.9";
export const frontend = "198.51.100.10";

const labelled = (app: string) => ({ app });

const service = (name: string, at: number): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { clusterIP: `10.0.1.${at + 1}`, selector: labelled(name), ports: [{ port: 80, targetPort: 8080 }] },
});

const pod = (namespace: string, name: string, app: string, node: number, last: number): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels: labelled(app) },
  spec: { nodeName: `n${node}`, containers: [{ name: "main" }] },
  status: { podIP: `10.244.${node}.${last}` },
});

/** Two nodes, and a proxy on the first behind a load balancer. */
const cluster: KubernetesObject[] = [
  ...[1, 2].map((node) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: `n${node}` },
    spec: { podCIDR: `10.244.${node}.0/24` },
    status: { addresses: [{ type: "InternalIP", address: `10.224.0.${node + 3}` }] },
  })),
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "proxy", namespace: "entry" },
    spec: {
      type: "LoadBalancer",
      clusterIP: "10.0.0.30",
      externalTrafficPolicy: "Local",
      selector: labelled("proxy"),
      ports: [{ port: 80, targetPort: 8000, nodePort: 30080 }],
    },
    status: { loadBalancer: { ingress: [{ ip: frontend }] } },
  },
  pod("entry", "proxy-1", "proxy", 1, 10),
];

const route = (name: string, rules: object[]): KubernetesObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "shop" },
  spec: { parentRefs: [{ name: "public" }], hostnames: ["shop.example"], rules },
});

/** What the example's routes are written in. */
export type Api = "gateway-api" | "ingress" | "istio";

const gateway = (canary: number): KubernetesObject[] => [
  {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata: { name: "public", namespace: "shop" },
    spec: { gatewayClassName: "approuting-istio", listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
  },
  route("shop", [
    {
      matches: [{ path: { type: "PathPrefix", value: "/" } }],
      backendRefs: [
        { name: "shop-v1", port: 80, weight: 100 - canary },
        { name: "shop-v2", port: 80, weight: canary },
      ],
    },
  ]),
  route("api", [
    {
      matches: [{ path: { type: "PathPrefix", value: "/api" }, headers: [{ name: "x-version", value: "test" }] }],
      backendRefs: [{ name: "api-test", port: 80 }],
    },
    { matches: [{ path: { type: "PathPrefix", value: "/api" } }], backendRefs: [{ name: "api", port: 80 }] },
  ]),
];

const ingress = (): KubernetesObject[] => {
  const path = (written: string, pathType: string, name: string) => ({
    ...{ path: written, pathType },
    backend: { service: { name, port: { number: 80 } } },
  });
  const paths = [path("/", "Prefix", "shop-v1"), path("/api", "Prefix", "api"), path("/health", "Exact", "health")];
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        ingressClassName: "webapprouting.kubernetes.azure.com",
        rules: [{ host: "shop.example", http: { paths } }],
      },
    },
  ];
};

const istio = (canary: number): KubernetesObject[] => {
  const subset = (name: string) => ({ name, labels: { version: name } });
  const to = (name: string, weight: number) => ({ destination: { host: "shop", subset: name }, weight });
  return [
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        hosts: ["shop.example"],
        http: [
          { match: [{ headers: { "x-version": { exact: "test" } } }], route: [to("test", 100)] },
          { match: [{ uri: { prefix: "/api" } }], route: [{ destination: { host: "api" } }] },
          { route: [to("v1", 100 - canary), to("v2", canary)] },
        ],
      },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { name: "shop", namespace: "shop" },
      spec: { host: "shop", subsets: ["v1", "v2", "test"].map(subset) },
    },
  ];
};

const names = ["shop", "shop-v1", "shop-v2", "api", "api-test", "health"];

/** A shop, of which a share goes to a canary where the routes have weights, and its API, which a header sends to a test version. */
export const example = (canary: number, api: Api = "gateway-api"): Environment => ({
  cluster: { networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/16" } },
  kubernetes: [
    ...(api === "gateway-api" ? gateway(canary) : api === "ingress" ? ingress() : istio(canary)),
    ...cluster,
    ...names.map(service),
    ...names.map((name, at) => pod("shop", `${name}-1`, name, 2, 20 + at)),
  ],
});
