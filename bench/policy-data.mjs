// A cluster for the races of network policies: namespaces of fifty pods, five applications of ten replicas each, policies of five
// shapes, and sixteen ports. `unique` gives each pod a label that no selector mentions, as pod-template-hash is one.
import { seeded } from "./rounds.mjs";

export const PORTS = [53, 80, 443, 3000, 3306, 5000, 5432, 6379, 8000, 8080, 8443, 9000, 9090, 9091, 9092, 27017];

const app = (name) => ({ matchLabels: { app: `app-${name}` } });

/** The five shapes: everything shut; DNS out; one app from another; an app from a team's namespaces; a frontend from everywhere. */
const shapes = [
  () => ({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
  () => ({
    podSelector: {},
    policyTypes: ["Egress"],
    egress: [
      { to: [{ namespaceSelector: {}, podSelector: app(0) }], ports: [{ protocol: "TCP", port: 53 }] },
      { to: [{ podSelector: {} }] },
    ],
  }),
  (draw) => ({
    podSelector: app(draw(5)),
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: app(draw(5)) }], ports: [{ protocol: "TCP", port: PORTS[draw(16)] }] }],
  }),
  (draw, teams) => ({
    podSelector: app(draw(5)),
    policyTypes: ["Ingress"],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { team: `team-${draw(teams)}` } }, podSelector: app(draw(5)) }],
        ports: [{ protocol: "TCP", port: 8000, endPort: 9000 }],
      },
    ],
  }),
  () => ({
    podSelector: { matchExpressions: [{ key: "app", operator: "In", values: ["app-0", "app-1"] }] },
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: "TCP", port: 443 }] }],
  }),
];

/** Documents of a cluster of some pods and policies. */
export function cluster(pods, policies, { unique = false } = {}) {
  const draw = seeded(pods + policies);
  const namespaces = pods / 50;
  const teams = Math.max(Math.ceil(namespaces / 10), 1);
  const kubernetes = [];
  for (let at = 0; at < namespaces; at += 1) {
    const labels = { team: `team-${at % teams}`, "kubernetes.io/metadata.name": `ns-${at}` };
    kubernetes.push({ apiVersion: "v1", kind: "Namespace", metadata: { name: `ns-${at}`, labels } });
  }
  for (let at = 0; at < pods; at += 1) {
    const namespace = `ns-${Math.floor(at / 50)}`;
    const own = Math.floor((at % 50) / 10);
    const labels = { app: `app-${own}`, tier: own < 2 ? "web" : "data" };
    if (unique) labels["pod-template-hash"] = `h${at}`;
    kubernetes.push({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `app-${own}-${at % 10}`,
        namespace,
        labels,
        ownerReferences: [{ kind: "ReplicaSet", name: `app-${own}`, controller: true }],
      },
      status: { phase: "Running", podIP: `10.${at >>> 16}.${(at >>> 8) & 255}.${at & 255}` },
    });
  }
  for (let at = 0; at < policies; at += 1) {
    kubernetes.push({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `p-${at}`, namespace: `ns-${at % namespaces}` },
      spec: shapes[Math.floor(at / namespaces) % 5](draw, teams),
    });
  }
  return kubernetes;
}
