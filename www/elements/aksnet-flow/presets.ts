/** A question with a name: who asks whom, in which mode, and what is missing from the documents. */
export interface Preset {
  id: string;
  name: string;
  from: string;
  to: string;
  mode: string;
  /** A route that somebody took out of kubenet's table. */
  broken?: true;
}

const client = "pod:lab/client";
const web = "service:lab/web:80";
const vm = "address:10.225.0.4";

/** The flows that explainers draw, and the ones that surprise; each is asked of the documents of example.ts. */
export const presets: readonly Preset[] = [
  { id: "service", name: "A pod asks a Service", from: client, to: web, mode: "kubenet" },
  { id: "internet-in", name: "The internet asks a Service", from: "address:198.51.100.10", to: web, mode: "kubenet" },
  {
    id: "internet-in-local",
    name: "The same, external policy Local",
    from: "address:198.51.100.10",
    to: "service:lab/local:80",
    mode: "kubenet",
  },
  { id: "pod-pod", name: "A pod asks a pod on another node", from: client, to: "pod:lab/web:8080", mode: "kubenet" },
  { id: "internet-out", name: "A pod asks the internet", from: client, to: "address:192.0.2.80:443", mode: "kubenet" },
  { id: "vm", name: "A pod asks a machine of the network", from: client, to: `${vm}:443`, mode: "kubenet" },
  { id: "on-premises", name: "A pod asks on-premises", from: client, to: "address:10.50.0.10:443", mode: "kubenet" },
  { id: "node-port", name: "A machine asks a node port", from: vm, to: "node:n1:30080", mode: "kubenet" },
  {
    id: "frontend",
    name: "A pod asks the load balancer's address",
    from: client,
    to: "address:20.50.0.17:80",
    mode: "kubenet",
  },
  { id: "pod-from-outside", name: "A machine asks a pod's address", from: vm, to: "pod:lab/web:8080", mode: "kubenet" },
  { id: "hairpin", name: "A pod asks itself through its Service", from: "pod:lab/web", to: web, mode: "kubenet" },
  {
    id: "no-endpoints",
    name: "A Service without endpoints",
    from: client,
    to: "service:lab/empty:80",
    mode: "kubenet",
  },
  { id: "route-missing", name: "A node's route is missing", from: client, to: web, mode: "kubenet", broken: true },
];
