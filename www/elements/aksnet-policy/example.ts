import type { Environment, KubernetesObject } from "aksnet";

const deployment = (name: string, tier: string, port: number): KubernetesObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "shop" },
  spec: {
    template: {
      metadata: { labels: { app: name, tier } },
      spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: port }] }] },
    },
  },
});

const policy = (name: string, spec: object): KubernetesObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "shop" },
  spec,
});

const from = (app: string) => ({ from: [{ podSelector: { matchLabels: { app } } }] });

/** Three tiers: everything is shut, the front may reach the API, the API the database. */
export const example = (): Environment => ({
  kubernetes: [
    deployment("front", "web", 8080),
    deployment("api", "logic", 8080),
    deployment("database", "data", 5432),
    deployment("report", "data", 8080),
    policy("deny-all", { podSelector: {}, policyTypes: ["Ingress"] }),
    policy("front-from-anywhere", { podSelector: { matchLabels: { app: "front" } }, ingress: [{}] }),
    policy("api-from-front", {
      podSelector: { matchLabels: { app: "api" } },
      ingress: [{ ...from("front"), ports: [{ port: 8080 }] }],
    }),
    policy("database-from-api", {
      podSelector: { matchLabels: { app: "database" } },
      ingress: [{ ...from("api"), ports: [{ port: 5432 }] }],
    }),
  ],
});
