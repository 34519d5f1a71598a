import type { Environment, KubernetesObject } from "aksnet";

const service = (name: string): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name, namespace: "shop" },
  spec: { ports: [{ port: 80 }] },
});

const route = (name: string, rules: object[]): KubernetesObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name, namespace: "shop" },
  spec: { parentRefs: [{ name: "public" }], hostnames: ["shop.example"], rules },
});

/** A Gateway with two routes: the shop, of which a share goes to a canary, and its API, which a header sends to a test version. */
export const example = (canary: number): Environment => ({
  kubernetes: [
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
    ...["shop-v1", "shop-v2", "api", "api-test"].map(service),
  ],
});
