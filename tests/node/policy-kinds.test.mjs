// All pairs at once against single questions: random policies of every kind together, under each engine. The two share the reading of
// documents and nothing behind it: one walks rules, the other sets over classes.
import assert from "node:assert/strict";
import test from "node:test";
import { evaluatePolicy, init, load, reachability } from "aksnet";

await init();

let state = 20_261_127;
function below(limit) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}
const pick = (list) => list[below(list.length)];
const some = (make, most) => Array.from({ length: below(most + 1) }, make);

const labels = () => ({ app: pick(["a", "b", "c"]), tier: pick(["x", "y"]) });
const selector = () =>
  pick([
    () => ({}),
    () => ({ matchLabels: { app: pick(["a", "b", "c"]) } }),
    () => ({ matchExpressions: [{ key: pick(["app", "tier"]), operator: "NotIn", values: [pick(["a", "x"])] }] }),
    () => ({ matchExpressions: [{ key: pick(["tier", "other"]), operator: pick(["Exists", "DoesNotExist"]) }] }),
  ])();
const spaces = () => pick([() => ({}), () => ({ matchLabels: { team: pick(["p", "q"]) } })])();
const blocks = ["10.244.0.0/24", "10.244.0.8/29", "0.0.0.0/0", "10.224.0.0/16"];
const metadata = (name, namespace) => ({ name, ...(namespace ? { namespace } : {}) });

const ports = () =>
  some(() => pick([{ port: 80 }, { port: "web" }, { port: 8000, endPort: 8100 }, { port: 80, protocol: "UDP" }]), 2);
const peer = () =>
  pick([
    () => ({ podSelector: selector() }),
    () => ({ namespaceSelector: spaces() }),
    () => ({ namespaceSelector: spaces(), podSelector: selector() }),
    () => ({ ipBlock: { cidr: pick(blocks) } }),
    () => ({ ipBlock: { cidr: "10.244.0.0/24", except: ["10.244.0.8/29"] } }),
  ])();
const network = (at) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: metadata(`n${at}`, pick(["m", "n"])),
  spec: {
    podSelector: selector(),
    policyTypes: pick([["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
    ingress: some(() => ({ from: some(peer, 2), ports: ports() }), 2),
    egress: some(() => ({ to: some(peer, 2), ports: ports() }), 2),
  },
});

const subject = () =>
  pick([
    () => ({ namespaces: spaces() }),
    () => ({ pods: { namespaceSelector: spaces(), podSelector: selector() } }),
  ])();
const adminPorts = () =>
  pick([
    [{ portNumber: { protocol: "TCP", port: 80 } }],
    [{ namedPort: "web" }],
    [{ portRange: { protocol: "TCP", start: 8000, end: 8100 } }],
    undefined,
  ]);
const adminRules = (side, actions) =>
  some(() => {
    const own = {
      action: pick(actions),
      [side]: [side === "to" && below(3) === 0 ? { networks: [pick(blocks)] } : subject()],
    };
    const ports = adminPorts();
    return ports ? { ...own, ports } : own;
  }, 2);
const admin = (kind, at) => {
  const actions = kind === "AdminNetworkPolicy" ? ["Allow", "Deny", "Pass"] : ["Allow", "Deny"];
  return {
    apiVersion: "policy.networking.k8s.io/v1alpha1",
    kind,
    metadata: metadata(kind === "AdminNetworkPolicy" ? `a${at}` : "default"),
    spec: {
      ...(kind === "AdminNetworkPolicy" ? { priority: at } : {}),
      subject: subject(),
      ingress: adminRules("from", actions),
      egress: adminRules("to", actions),
    },
  };
};

const endpoints = () => selector();
const cilium = (at) => ({
  apiVersion: "cilium.io/v2",
  kind: "CiliumNetworkPolicy",
  metadata: metadata(`c${at}`, pick(["m", "n"])),
  spec: {
    endpointSelector: endpoints(),
    ingress: some(
      () =>
        pick([
          { fromEndpoints: [endpoints()] },
          { fromEntities: [pick(["all", "cluster", "world"])] },
          { fromCIDR: [pick(blocks)] },
        ]),
      2,
    ),
    ingressDeny: some(() => ({ fromEndpoints: [endpoints()] }), 1),
    egress: some(() => ({ toEndpoints: [endpoints()], toPorts: [{ ports: [{ port: "80", protocol: "TCP" }] }] }), 1),
  },
});

/** Pods, policies of every kind, and the engine that they are asked under. */
function place(round) {
  const pods = Array.from({ length: 8 }, (_, at) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `p${at}`, namespace: pick(["m", "n"]), labels: labels() },
    spec: { containers: [{ name: "c", ports: below(2) ? [{ name: "web", containerPort: pick([80, 8080]) }] : [] }] },
    status: { phase: "Running", podIP: `10.244.0.${4 + at}` },
  }));
  const space = (name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { team: pick(["p", "q"]) } },
  });
  const policies = [
    ...some((_, at) => network(at), 4),
    ...some((_, at) => admin("AdminNetworkPolicy", at), 3),
    ...some(() => admin("BaselineAdminNetworkPolicy", 0), 1),
    ...(round % 2 ? some((_, at) => cilium(at), 3) : []),
  ];
  const names = pods.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
  return { names, kubernetes: [space("m"), space("n"), ...pods, ...policies] };
}

/** What a single question says. A receiver without a port of the name that is asked for is reached by itself alone. */
function single(question, from, to) {
  try {
    return evaluatePolicy({ ...question, from: { pod: from }, to: { pod: to } }).allowed;
  } catch (error) {
    assert.equal(error.field, "port");
    return from === to;
  }
}

test("every kind together, all engines: 20,000 questions", () => {
  const asked = [{ port: 80 }, { port: 8080 }, { port: 80, protocol: "UDP" }, { port: 8001 }, { port: "web" }];
  let count = 0;
  for (let round = 0; count < 20_000; round += 1) {
    const { names, kubernetes } = place(round);
    const environment = load({ kubernetes });
    const options = pick([{ engine: "calico" }, { engine: "cilium" }, { engine: "azure" }, {}]);
    const all = reachability({ environment, ports: asked, ...options });
    const row = (pod) => all.workloads.findIndex(({ pods }) => pods.includes(pod));
    const pairs = names.flatMap((from) => names.map((to) => [from, to]));
    for (const [from, to] of pairs)
      for (const [at, port] of asked.entries()) {
        const expected = single({ environment, ...port, ...options }, from, to);
        const shown = JSON.stringify({ from, to, port, options, kubernetes });
        assert.equal(all.allows(row(from), row(to), at), expected, shown);
        count += 1;
      }
    environment.free();
  }
  console.log(`${count} questions asked`);
});
