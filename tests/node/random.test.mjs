// Random places against rules that are written here a second time, plainly: routes, network policies, traces.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  diffRoutes,
  effectiveRoutes,
  evaluatePolicy,
  init,
  load,
  partitionRoutes,
  reachability,
  selectRoute,
  traceFlow,
} from "aksnet";

before(() => init());

/** A generator with a seed, so that each run asks the same. */
function generator(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  const pick = (list) => list[below(list.length)];
  const some = (list, chance) => list.filter(() => next() < chance);
  return { next, below, pick, some };
}

// ── routes ──

const number = (address) => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
const text = (value) => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
const spanOf = (prefix) => {
  const [address, length] = prefix.split("/");
  const first = number(address);
  return { first, last: first + 2 ** (32 - Number(length)) - 1, length: Number(length) };
};
const holds = (prefix, address) => spanOf(prefix).first <= address && address <= spanOf(prefix).last;
const within = (outer, inner) => spanOf(outer).first <= spanOf(inner).first && spanOf(inner).last <= spanOf(outer).last;

function randomPrefix({ below }, longest = 32) {
  const length = below(longest - 7) + 8;
  const size = 2 ** (32 - length);
  // Few addresses, so that prefixes meet.
  const base =
    [10 * 2 ** 24, 10 * 2 ** 24 + 65536, 172 * 2 ** 24 + 16 * 65536, 20 * 2 ** 24][below(4)] + below(4) * 16384;
  return `${text(Math.floor(base / size) * size)}/${length}`;
}

/** The rules of Azure's page, read one by one: every route with its place in the order, and the winner for an address. */
function bruteForce({ space, peers, gateway, users, propagation }) {
  const all = [];
  for (const prefix of space) all.push({ prefix, order: 1, preferred: true, hop: "VnetLocal" });
  for (const prefix of [...new Set(peers)]) all.push({ prefix, order: 2, preferred: true, hop: "VNetPeering" });
  if (propagation)
    for (const prefix of gateway) all.push({ prefix, order: 3, gateway: true, hop: "VirtualNetworkGateway" });
  all.push({ prefix: "0.0.0.0/0", order: 4, hop: "Internet" });
  if (!users.some(({ addressPrefix }) => addressPrefix === "0.0.0.0/0")) {
    for (const prefix of ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]) {
      if (!space.some((own) => within(own, prefix))) all.push({ prefix, order: 4, hop: "None" });
    }
  }
  for (const { addressPrefix, nextHopType, name } of users)
    all.push({ prefix: addressPrefix, order: 0, hop: nextHopType, name });
  const active = all.filter(
    (route, at) =>
      !all.some(
        (other, place) =>
          other.prefix === route.prefix && (other.order < route.order || (other.order === route.order && place < at)),
      ),
  );
  const live = active.filter(
    (route) => !route.gateway || !active.some((other) => other.preferred && within(other.prefix, route.prefix)),
  );
  // One that is Invalid by a preferred route of the same prefix is out as well, which the first filter has seen to.
  return (address) =>
    live
      .filter(({ prefix }) => holds(prefix, address))
      .sort((one, other) => spanOf(other.prefix).length - spanOf(one.prefix).length)[0];
}

test("3,000 random networks: the winner, the partition and the difference", () => {
  const random = generator(4711);
  let asked = 0;
  for (let round = 0; round < 3000; round += 1) {
    const space = [...new Set(Array.from({ length: 1 + random.below(3) }, () => randomPrefix(random, 20)))];
    const peers = Array.from({ length: random.below(3) }, () => randomPrefix(random, 22));
    const gateway = [
      ...new Set(Array.from({ length: random.below(4) }, () => (random.below(6) ? randomPrefix(random) : "0.0.0.0/0"))),
    ];
    const prefixes = new Set(
      Array.from({ length: random.below(6) }, () => (random.below(5) ? randomPrefix(random) : "0.0.0.0/0")),
    );
    const users = [...prefixes].map((addressPrefix, at) => ({
      name: `u${at}`,
      addressPrefix,
      nextHopType: random.pick(["VnetLocal", "Internet", "None", "VirtualNetworkGateway"]),
    }));
    const propagation = random.below(4) > 0;
    const environment = {
      virtualNetworks: [
        {
          name: "v",
          addressSpace: { addressPrefixes: space },
          subnets: [{ name: "s", routeTable: { id: "t" } }],
          virtualNetworkPeerings: peers.map((prefix, at) => ({
            name: `p${at}`,
            remoteVirtualNetwork: { id: `w${at}` },
            remoteAddressSpace: { addressPrefixes: [prefix] },
          })),
        },
      ],
      routeTables: [{ name: "t", disableBgpRoutePropagation: !propagation, routes: users }],
      gatewayRoutes: gateway.map((addressPrefix) => ({ addressPrefix })),
    };
    const winner = bruteForce({ space, peers, gateway, users, propagation });
    const ranges = partitionRoutes({ environment, subnet: "s" });
    let next = 0;
    for (const [at, { first, last, winner: found }] of ranges.entries()) {
      assert.equal(number(first), next);
      next = number(last) + 1;
      for (const address of [number(first), number(last)]) {
        const expected = winner(address);
        assert.deepEqual(
          [found.addressPrefix, found.nextHopType, found.name],
          [expected.prefix, expected.hop, expected.name],
        );
        asked += 1;
      }
      if (at > 0) assert.notDeepEqual(found, ranges[at - 1].winner);
    }
    assert.equal(next, 2 ** 32);
    const loaded = round % 10 === 0 ? load(environment) : environment;
    for (let one = 0; one < 2; one += 1) {
      const { first, last } = random.pick(ranges);
      const destination = text(number(first) + Math.floor(random.next() * (number(last) - number(first) + 1)));
      const decision = selectRoute({ environment: loaded, subnet: "s", destination });
      const expected = winner(number(destination));
      assert.deepEqual([decision.winner.addressPrefix, decision.winner.nextHopType], [expected.prefix, expected.hop]);
      assert.equal(decision.considered.filter(({ verdict }) => verdict === "won").length, 1);
      asked += 1;
    }
    if (round % 10 === 0) {
      const routes = effectiveRoutes({ environment, subnet: "s" });
      assert.deepEqual(diffRoutes({ before: routes, after: routes }), []);
      loaded.free();
    }
  }
  console.log(`${asked} addresses asked`);
});

// ── policies ──

const APPS = ["a", "b", "c"];
const TIERS = ["x", "y"];

function randomSelector({ below, pick }) {
  switch (below(4)) {
    case 0:
      return {};
    case 1:
      return { matchLabels: { app: pick(APPS) } };
    case 2:
      return { matchExpressions: [{ key: "tier", operator: pick(["In", "NotIn"]), values: [pick(TIERS)] }] };
    default:
      return { matchExpressions: [{ key: "tier", operator: pick(["Exists", "DoesNotExist"]) }] };
  }
}

function randomPeer(random) {
  const kind = random.below(4);
  if (kind === 0) return { ipBlock: { cidr: "20.0.0.0/8", except: random.some(["20.1.0.0/16"], 0.5) } };
  if (kind === 1) return { podSelector: randomSelector(random) };
  if (kind === 2) return { namespaceSelector: randomSelector(random) };
  return { podSelector: randomSelector(random), namespaceSelector: randomSelector(random) };
}

function randomRule(random, side) {
  const rule = {};
  if (random.below(4)) rule[side] = Array.from({ length: 1 + random.below(2) }, () => randomPeer(random));
  if (random.below(3)) {
    const port = 80 + random.below(3);
    rule.ports = [
      random.pick([
        { port },
        { port, protocol: "UDP" },
        { port, endPort: port + 1 },
        { port: "web" },
        { protocol: "TCP" },
      ]),
    ];
  }
  return rule;
}

const matches = (selector, labels) =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every(({ key, operator, values }) => {
    const there = labels[key] !== undefined;
    if (operator === "Exists") return there;
    if (operator === "DoesNotExist") return !there;
    return operator === "In" ? there && values.includes(labels[key]) : !(there && values.includes(labels[key]));
  });

/** NetworkPolicy as its documentation says it: one policy, one rule, one peer after the other. */
function naive({ namespaces, policies }, from, to, port, protocol) {
  const space = (pod) => ({ ...namespaces[pod.namespace], "kubernetes.io/metadata.name": pod.namespace });
  const peer = ({ podSelector, namespaceSelector, ipBlock }, other, own) => {
    if (ipBlock) {
      const address = typeof other === "string" ? number(other) : undefined;
      return (
        address !== undefined &&
        holds(ipBlock.cidr, address) &&
        !(ipBlock.except ?? []).some((one) => holds(one, address))
      );
    }
    if (typeof other === "string") return false;
    const there = namespaceSelector ? matches(namespaceSelector, space(other)) : other.namespace === own;
    return there && (!podSelector || matches(podSelector, other.labels));
  };
  const opens = ({ port: wanted, endPort, protocol: own = "TCP" }) => {
    if (own !== protocol) return false;
    if (wanted === undefined) return true;
    if (typeof wanted === "string") return typeof to !== "string" && to.web === port && protocol === "TCP";
    return wanted <= port && port <= (endPort ?? wanted);
  };
  const side = (pod, other, type, rules, key) => {
    if (typeof pod === "string") return true;
    if (typeof other !== "string" && other.name === pod.name && other.namespace === pod.namespace) return true;
    const own = policies.filter(
      ({ metadata, spec }) =>
        metadata.namespace === pod.namespace &&
        matches(spec.podSelector, pod.labels) &&
        spec.policyTypes.includes(type),
    );
    if (own.length === 0) return true;
    return own.some(({ metadata, spec }) =>
      (spec[rules] ?? []).some(
        (rule) =>
          (!rule[key] || rule[key].some((one) => peer(one, other, metadata.namespace))) &&
          (!rule.ports || rule.ports.some(opens)),
      ),
    );
  };
  return side(from, to, "Egress", "egress", "to") && side(to, from, "Ingress", "ingress", "from");
}

test("20,000 random questions about network policies, and all pairs at once", () => {
  const random = generator(815);
  let asked = 0;
  while (asked < 20_000) {
    const names = ["n1", "n2"];
    const namespaces = Object.fromEntries(
      names.map((name) => [name, random.below(2) ? { tier: random.pick(TIERS) } : { app: "a" }]),
    );
    const pods = Array.from({ length: 6 }, (_, at) => ({
      name: `p${at}`,
      namespace: random.pick(names),
      labels: { app: random.pick(APPS), ...(random.below(2) ? { tier: random.pick(TIERS) } : {}) },
      web: 80 + random.below(3),
    }));
    const policies = Array.from({ length: random.below(5) }, (_, at) => {
      const policyTypes = random.pick([["Ingress"], ["Egress"], ["Ingress", "Egress"]]);
      const rules = (side) => Array.from({ length: random.below(3) }, () => randomRule(random, side));
      return {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: `np${at}`, namespace: random.pick(names) },
        spec: { podSelector: randomSelector(random), policyTypes, ingress: rules("from"), egress: rules("to") },
      };
    });
    const kubernetes = [
      ...names.map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels: namespaces[name] } })),
      ...pods.map(({ name, namespace, labels, web }) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace, labels },
        spec: { containers: [{ name: "c", ports: [{ name: "web", containerPort: web }] }] },
      })),
      ...policies,
    ];
    const environment = load({ kubernetes });
    const ports = [80, 81, 82].flatMap((port) => ["TCP", "UDP"].map((protocol) => ({ port, protocol })));
    const all = reachability({ environment, ports });
    const row = (pod) => all.workloads.findIndex((one) => one.pods.includes(`${pod.namespace}/${pod.name}`));
    for (const [at, { port, protocol }] of ports.entries()) {
      for (const from of pods) {
        for (const to of pods) {
          const expected = naive({ namespaces, policies }, from, to, port, protocol);
          assert.equal(
            all.allows(row(from), row(to), at),
            expected,
            JSON.stringify({ from, to, port, protocol, policies }),
          );
          if (random.below(4) > 0) continue;
          const place = (pod) => ({ pod: `${pod.namespace}/${pod.name}` });
          assert.equal(
            evaluatePolicy({ environment, from: place(from), to: place(to), port, protocol }).allowed,
            expected,
          );
          asked += 1;
        }
      }
      for (const address of ["20.0.0.1", "20.1.0.1", "8.8.8.8"]) {
        const pod = random.pick(pods);
        const place = { pod: `${pod.namespace}/${pod.name}` };
        const state = { namespaces, policies };
        const out = evaluatePolicy({ environment, from: place, to: { address }, port, protocol });
        assert.equal(out.allowed, naive(state, pod, address, port, protocol));
        const come = evaluatePolicy({ environment, from: { address }, to: place, port, protocol });
        assert.equal(come.allowed, naive(state, address, pod, port, protocol));
        asked += 2;
      }
    }
    environment.free();
  }
  console.log(`${asked} questions asked`);
});

// ── traces ──

function randomPlace(random) {
  const mode = random.pick(["kubenet", "node-subnet", "overlay", "cilium"]);
  const own = mode === "node-subnet";
  const nodes = Array.from({ length: 1 + random.below(3) }, (_, at) => ({
    name: `n${at}`,
    address: `10.224.0.${4 + at}`,
  }));
  const pods = Array.from({ length: 1 + random.below(4) }, (_, at) => {
    const node = random.below(nodes.length);
    const ip = own ? `10.224.1.${10 + at}` : `10.244.${node}.${10 + at}`;
    return { name: `p${at}`, node: nodes[node].name, ip, app: random.pick(APPS), ready: random.below(5) > 0 };
  });
  const ready = (value) => [{ type: "Ready", status: value ? "True" : "False" }];
  const services = Array.from({ length: 1 + random.below(2) }, (_, at) => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: `s${at}`,
      namespace: "lab",
      annotations: random.below(3)
        ? {}
        : { "service.beta.kubernetes.io/azure-disable-load-balancer-floating-ip": "true" },
    },
    spec: {
      type: random.pick(["ClusterIP", "NodePort", "LoadBalancer"]),
      ...(random.below(4) ? {} : { loadBalancerSourceRanges: ["192.0.2.0/24"] }),
      clusterIP: `10.0.0.${10 + at}`,
      selector: { app: random.pick(APPS) },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 + at }],
      externalTrafficPolicy: random.pick(["Cluster", "Local"]),
      internalTrafficPolicy: random.pick(["Cluster", "Local"]),
    },
    status: { loadBalancer: { ingress: [{ ip: `20.50.0.${10 + at}` }] } },
  }));
  const environment = {
    cluster: {
      networkProfile: {
        networkPlugin: mode === "kubenet" ? "kubenet" : "azure",
        ...(mode === "overlay" || mode === "cilium" ? { networkPluginMode: "overlay" } : {}),
        ...(mode === "cilium" ? { networkDataplane: "cilium" } : {}),
        ...(own ? {} : { podCidr: "10.244.0.0/16" }),
        kubeProxyConfig: { enabled: true, mode: random.pick(["IPTABLES", "IPVS", "NFTABLES"]) },
        outboundType: random.pick(["loadBalancer", "managedNATGateway", "none"]),
      },
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
        subnets: [{ name: "nodes", addressPrefix: "10.224.0.0/16" }],
      },
    ],
    kubernetes: [
      ...nodes.map(({ name, address }, at) => ({
        apiVersion: "v1",
        kind: "Node",
        metadata: { name },
        spec: own ? {} : { podCIDR: `10.244.${at}.0/24` },
        status: { addresses: [{ type: "InternalIP", address }], conditions: ready(random.below(8) > 0) },
      })),
      ...pods.map(({ name, node, ip, app, ready: is }) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "lab", labels: { app } },
        spec: { nodeName: node },
        status: { phase: "Running", podIP: ip, conditions: ready(is) },
      })),
      ...services,
    ],
    hosts: [
      { name: "vm", address: "10.224.9.9" },
      { name: "web", address: "192.0.2.80" },
    ],
    egress: { publicAddresses: ["198.51.100.200"] },
  };
  return { environment, mode, nodes, pods, services };
}

/** What a node may send over its card: its own address, its pods' and frontends'. What it hands to a pod of its own crosses no card. */
function checkCard(hop, { nodes, pods, services }, about) {
  const node = nodes.find(({ name }) => name === hop.at.name);
  if (pods.some(({ ip, node: on }) => ip === hop.out.destination && on === node.name)) return;
  const frontends = services.map(({ status }) => status.loadBalancer.ingress[0].ip);
  const own = [node.address, ...frontends, ...pods.filter(({ node: on }) => on === node.name).map(({ ip }) => ip)];
  assert.ok(own.includes(hop.out.source), `${hop.out.source} from ${node.name}: ${about}`);
}

/** No hop sends what its machine does not hold. kubenet's cards are not checked; what a card stops is shown with the step that did. */
function checkSources(trace, place, about) {
  const stopped = trace.decidedBy?.by === "network card";
  const hops = [...trace.request, ...(trace.reply ?? [])].filter(({ out }) => out);
  for (const hop of hops) {
    const { kind, name } = hop.at;
    if (kind === "pod") assert.equal(hop.out.source, place.pods.find((pod) => `lab/${pod.name}` === name).ip, about);
    if (kind === "node" && place.mode !== "kubenet" && !stopped) checkCard(hop, place, about);
  }
  assert.ok(trace.request.length <= 25 && hops.length <= 50, about);
}

function checkTrace(trace, about) {
  const arrived = trace.outcome === "delivered" || trace.outcome === "failed-on-return";
  assert.equal(trace.reply !== undefined, arrived, about);
  assert.equal(trace.decidedBy !== undefined, trace.outcome !== "delivered", about);
  assert.equal(trace.request[0].in, undefined);
  assert.equal(trace.request.at(-1).out, undefined, about);
  // What comes in at a hop is what left the one before.
  for (const way of [trace.request, trace.reply ?? []]) {
    for (const [at, hop] of way.entries()) if (at > 0) assert.deepEqual(hop.in, way[at - 1].out, about);
  }
  if (trace.outcome !== "delivered" || trace.request.length === 1) return;
  const asks = trace.request[0].out;
  const hears = trace.reply.at(-1).in;
  assert.deepEqual([hears.source, hears.destination], [asks.destination, asks.source], about);
  assert.deepEqual([hears.sourcePort, hears.destinationPort], [asks.destinationPort, asks.sourcePort], about);
}

test("5,000 random traces: what holds for every packet", () => {
  const random = generator(2026);
  let asked = 0;
  while (asked < 5000) {
    const place = randomPlace(random);
    const { environment, nodes, pods, services } = place;
    const loaded = load(environment);
    for (let one = 0; one < 10; one += 1) {
      const from = random.pick([
        { pod: `lab/${random.pick(pods).name}` },
        { node: random.pick(nodes).name },
        { host: "vm" },
        { host: "web" },
      ]);
      const service = random.pick(services);
      const to = random.pick([
        { service: `lab/${service.metadata.name}`, port: 80 },
        { pod: `lab/${random.pick(pods).name}`, port: 8080 },
        { node: random.pick(nodes).name, port: random.pick([30080, 22]) },
        { address: "192.0.2.80", port: 443 },
        { address: "20.50.0.10", port: 80 },
      ]);
      const traces = traceFlow({ environment: loaded, from, to, sourcePort: 40000 });
      const about = JSON.stringify({ from, to, environment });
      const sum = traces.reduce((total, { probability }) => total + probability, 0);
      assert.ok(traces.length > 0 && Math.abs(sum - 1) < 1e-9, about);
      for (const trace of traces) {
        checkTrace(trace, about);
        checkSources(trace, place, about);
      }
      asked += 1;
    }
    loaded.free();
  }
  console.log(`${asked} questions asked`);
});
