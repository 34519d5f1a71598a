// Every Service of real applications, asked from a pod and from the Internet, in every mode: no error, probabilities that sum to 1, and
// each that is not delivered has its reason in a table here. Three are walked by hand.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { init, load, traceFlow } from "aksnet";
import { loadAll } from "js-yaml";

const folder = fileURLToPath(new URL("../../../shared/samples/apps/", import.meta.url));
const here = existsSync(folder);

const MODES = {
  kubenet: { networkPlugin: "kubenet" },
  "node subnet": { networkPlugin: "azure" },
  overlay: { networkPlugin: "azure", networkPluginMode: "overlay" },
  cilium: { networkPlugin: "azure", networkPluginMode: "overlay", networkDataplane: "cilium" },
};

const probe = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "probe", namespace: "aksnet-probe" },
  spec: { nodeName: "aks-nodepool1-vmss000000", containers: [{ name: "c" }] },
  status: { phase: "Running", podIP: "10.244.0.200" },
};

/**
 * What is not delivered, and why that is right. An end that is in no row fails the test, and so does a row that nothing meets.
 */
const EXPLAINED = [
  {
    why: "A ClusterIP is an address of the nodes' rules only: from the Internet no route leads to it.",
    meets: /^outside ClusterIP dropped: route: a private address cannot be reached from the Internet$/,
  },
];

function read(file) {
  return loadAll(readFileSync(folder + file, "utf8")).filter((document) => document?.kind);
}

function placeOf(documents, mode) {
  const inside = mode === "node subnet" ? { ...probe, status: { ...probe.status, podIP: "10.224.3.200" } } : probe;
  return {
    cluster: { networkProfile: MODES[mode] },
    kubernetes: [...documents, inside],
    hosts: [{ name: "web", address: "192.0.2.80" }],
    egress: { publicAddresses: ["198.51.100.200"] },
  };
}

const apps = here
  ? readdirSync(folder).flatMap((app) => readdirSync(folder + app).map((file) => `${app}/${file}`))
  : [];

before(() => init());

/** Each port of each Service, from the probe and from the Internet. */
function* questions(services) {
  for (const { metadata, spec } of services) {
    const service = `${metadata.namespace ?? "default"}/${metadata.name}`;
    for (const { port, protocol = "TCP" } of spec.ports ?? []) {
      const to = { service, port };
      yield {
        kind: spec.type ?? "ClusterIP",
        side: "inside",
        ask: { from: { pod: "aksnet-probe/probe" }, to, protocol },
      };
      yield { kind: spec.type ?? "ClusterIP", side: "outside", ask: { from: { host: "web" }, to, protocol } };
    }
  }
}

/** The row that explains how a trace ended; none for one that is delivered. */
function explained({ outcome, decidedBy }, { side, kind }, about) {
  if (outcome === "delivered") return undefined;
  const end = `${side} ${kind} ${outcome}: ${decidedBy.by}: ${decidedBy.because}`;
  const row = EXPLAINED.find(({ meets }) => meets.test(end));
  assert.ok(row, `${about}: ${end}`);
  return row;
}

function askAll(documents, file, mode, met) {
  const loaded = load(placeOf(documents, mode));
  let asked = 0;
  for (const question of questions(documents.filter(({ kind }) => kind === "Service"))) {
    const about = `${file}, ${mode}, ${JSON.stringify(question.ask.to)}`;
    const traces = traceFlow({ environment: loaded, ...question.ask });
    const sum = traces.reduce((total, { probability }) => total + probability, 0);
    assert.ok(Math.abs(sum - 1) < 1e-9, about);
    for (const trace of traces) met.add(explained(trace, question, about));
    asked += 1;
  }
  loaded.free();
  return asked;
}

test("every Service of every application, from inside and outside", (t) => {
  if (!here) return console.log("skipped: ../shared/samples/apps is not here");
  const met = new Set();
  let services = 0;
  let asked = 0;
  for (const file of apps) {
    const documents = read(file);
    services += documents.filter(({ kind }) => kind === "Service").length;
    for (const mode of Object.keys(MODES)) asked += askAll(documents, file, mode, met);
  }
  met.delete(undefined);
  assert.equal(met.size, EXPLAINED.length);
  assert.ok(services >= 50, `${services} Services`);
  t.diagnostic(`${services} Services, ${asked} questions`);
});

const wires = (hops) =>
  hops
    .slice(0, -1)
    .map(({ at, out }) => `${at.name}: ${out.source} > ${out.destination}:${out.destinationPort ?? "-"}`);

// Three by hand. Nodes are laid out as 10.224.0.4 to .6 with 10.244.0.0/24 to 10.244.2.0/24, pods one after the other on the next node from
// the tenth address on (the probe is the first), ClusterIPs from 10.0.1.0 on and frontends from 198.18.100.0 on in the order of Services.
const BY_HAND = [
  {
    name: "aks-store quickstart: a pod asks store-front under overlay",
    // rabbitmq is on node 1, order-service on 2, product-service on 0, store-front on 1: its second pod there is .11.
    file: "aks-store-demo/aks-store-quickstart.yaml",
    mode: "overlay",
    question: { from: { pod: "aksnet-probe/probe" }, to: { service: "default/store-front", port: 80 } },
    request: [
      "aksnet-probe/probe: 10.244.0.200 > 10.0.1.3:80",
      "aks-nodepool1-vmss000000: 10.244.0.200 > 10.244.1.11:8080",
      "virtual network: 10.244.0.200 > 10.244.1.11:8080",
      "aks-nodepool1-vmss000001: 10.244.0.200 > 10.244.1.11:8080",
    ],
    reply: [
      "default/store-front-0: 10.244.1.11 > 10.244.0.200:41000",
      "aks-nodepool1-vmss000001: 10.244.1.11 > 10.244.0.200:41000",
      "virtual network: 10.244.1.11 > 10.244.0.200:41000",
      "aks-nodepool1-vmss000000: 10.0.1.3 > 10.244.0.200:41000",
    ],
  },
  {
    name: "online boutique: the Internet asks frontend-external under kubenet, at the node that has the pod",
    // frontend is the first of the workloads: on node 1, .10. Policy Cluster translates the source even so: to the bridge's address.
    file: "online-boutique/release__kubernetes-manifests.yaml",
    mode: "kubenet",
    question: {
      from: { host: "web" },
      to: { service: "default/frontend-external", port: 80 },
      pin: { node: "aks-nodepool1-vmss000001" },
    },
    request: [
      "web: 192.0.2.80 > 198.18.100.1:80",
      "load balancer: 192.0.2.80 > 198.18.100.1:80",
      "aks-nodepool1-vmss000001: 10.244.1.1 > 10.244.1.10:8080",
    ],
    reply: [
      "default/frontend-0: 10.244.1.10 > 10.244.1.1:-",
      "aks-nodepool1-vmss000001: 198.18.100.1 > 192.0.2.80:41000",
      "virtual network: 198.18.100.1 > 192.0.2.80:41000",
    ],
  },
  {
    name: "online boutique: a pod asks cartservice under Cilium",
    // adservice on 2, currencyservice on 0, cartservice on 1: .11. Its socket is given the pod; nobody translates on the way.
    file: "online-boutique/release__kubernetes-manifests.yaml",
    mode: "cilium",
    question: { from: { pod: "aksnet-probe/probe" }, to: { service: "default/cartservice", port: 7070 } },
    request: [
      "aksnet-probe/probe: 10.244.0.200 > 10.244.1.11:7070",
      "aks-nodepool1-vmss000000: 10.244.0.200 > 10.244.1.11:7070",
      "virtual network: 10.244.0.200 > 10.244.1.11:7070",
      "aks-nodepool1-vmss000001: 10.244.0.200 > 10.244.1.11:7070",
    ],
    reply: [
      "default/cartservice-0: 10.244.1.11 > 10.244.0.200:41000",
      "aks-nodepool1-vmss000001: 10.244.1.11 > 10.244.0.200:41000",
      "virtual network: 10.244.1.11 > 10.244.0.200:41000",
      "aks-nodepool1-vmss000000: 10.244.1.11 > 10.244.0.200:41000",
    ],
  },
];

for (const { name, file, mode, question, request, reply } of BY_HAND) {
  test(name, () => {
    if (!here) return console.log("skipped: ../shared/samples/apps is not here");
    const [trace, ...others] = traceFlow({ environment: placeOf(read(file), mode), sourcePort: 41000, ...question });
    assert.deepEqual(others, []);
    assert.equal(trace.outcome, "delivered");
    assert.deepEqual(wires(trace.request), request);
    assert.deepEqual(wires(trace.reply), reply);
  });
}
