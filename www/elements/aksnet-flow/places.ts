// Places to ask about in documents of the page's own: what is named there, and a client and a server on the Internet.
import type { Environment } from "aksnet";

type Option = [value: string, label: string];

/** Both from ranges that documentation may use (RFC 5737). */
const client: Option = ["address:198.51.100.10", "A client on the internet"];
const server: Option = ["address:203.0.113.10:443", "A server on the internet, port 443"];

/** The node that the model lays out first where no document has one. */
const laidOut: Option = ["node:aks-nodepool1-vmss000000", "Node aks-nodepool1-vmss000000"];

interface Places {
  senders: Option[];
  receivers: Option[];
  from: string;
  to: string;
}

/** A Service that listens. */
interface Spec {
  type?: string;
  ports?: { port: number; name?: string }[];
}

/** Whom a packet can come from and go to, and a question to begin with: from outside where a load balancer is, else from inside. */
export function placesOf({ kubernetes = [] }: Environment): Places {
  const named = (kind: string) =>
    kubernetes
      .filter((object) => object.kind === kind)
      .map(({ metadata, spec }) => ({
        name: metadata?.name ?? "",
        full: `${metadata?.namespace ?? "default"}/${metadata?.name ?? ""}`,
        spec: (spec ?? {}) as Spec,
      }));
  const pods = named("Pod").map(({ full }): Option => [`pod:${full}`, `Pod ${full}`]);
  const nodes = named("Node").map(({ name }): Option => [`node:${name}`, `Node ${name}`]);
  const services = named("Service").flatMap(({ full, spec }) =>
    (spec.ports ?? []).map(({ port }) => ({
      open: spec.type === "LoadBalancer",
      option: [`service:${full}:${port}`, `Service ${full}, port ${port}`] as Option,
    })),
  );
  const inside = pods[0] ?? nodes[0] ?? laidOut;
  const first = services.find(({ open }) => open) ?? services[0];
  return {
    senders: [...pods, ...(nodes.length > 0 ? nodes : [laidOut]), client],
    receivers: [...services.map(({ option }) => option), server],
    from: (first?.open ? client : inside)[0],
    to: (first?.option ?? server)[0],
  };
}
