// Many questions at once against the same asked one by one: security groups in typed arrays, all pairs with policies left out or added.
import assert from "node:assert/strict";
import test from "node:test";
import { evaluateNsg, evaluatePolicy, init, load, NsgLookup, reachability } from "aksnet";

await init();

/** Numbers from 0 to `below` without it, the same ones in every run. */
function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const dotted = (number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");

test("a group for many packets says what it says for each", () => {
  const draw = seeded(7);
  const places = [
    "10.0.0.0/8",
    "10.1.0.0/16",
    "10.1.2.0/24",
    "52.0.0.0/9",
    "*",
    "VirtualNetwork",
    "Internet",
    "Shop",
    "10.1.2.3",
  ];
  const pick = (list) => list[draw(list.length)];
  const ports = ["*", "80", "80-443", "1000-65535", "0-1023"];
  let asked = 0;
  for (let round = 0; round < 15; round += 1) {
    const group = (name) => ({
      name,
      securityRules: Array.from({ length: draw(150) }, (_, at) => ({
        name: `r${at}`,
        priority: 100 + at,
        direction: pick(["Inbound", "Outbound"]),
        access: pick(["Allow", "Deny"]),
        protocol: pick(["*", "Tcp", "Udp", "Icmp"]),
        sourceAddressPrefix: pick(places),
        sourcePortRange: pick(ports),
        destinationAddressPrefixes: [pick(places), pick(places)],
        destinationPortRange: pick(ports),
      })),
    });
    const request = {
      groups: [group("a"), group("b")].slice(0, 1 + (round % 2)),
      direction: pick(["Inbound", "Outbound"]),
      virtualNetwork: ["10.0.0.0/9"],
      serviceTags: [{ name: "Shop", addressPrefixes: ["52.1.0.0/16"] }],
    };
    const table = new NsgLookup(request);
    const fixed = [0x0a010203, 0x0a010200, 0x34010000, 0x33ffffff, 0xa83f8110, 0xa9fea9fe, 0xffffffff, 0, 0x0a800000];
    const address = () => (draw(2) === 0 ? pick(fixed) : draw(2 ** 32));
    const size = 100;
    const list = (make) => Array.from({ length: size }, make);
    const packets = {
      protocols: Uint8Array.from(list(() => pick([6, 17, 132]))),
      sources: Uint32Array.from(list(address)),
      sourcePorts: Uint16Array.from(list(() => draw(65_536))),
      destinations: Uint32Array.from(list(address)),
      destinationPorts: Uint16Array.from(list(() => pick([80, 443, 999, 1000, 0, 65_535]))),
    };
    for (const [at, place] of table.evaluate(packets).entries()) {
      const packet = {
        protocol: { 6: "TCP", 17: "UDP", 132: "SCTP" }[packets.protocols[at]],
        source: dotted(packets.sources[at]),
        sourcePort: packets.sourcePorts[at],
        destination: dotted(packets.destinations[at]),
        destinationPort: packets.destinationPorts[at],
      };
      const { allowed, because } = evaluateNsg({ ...request, packet });
      const { allowed: found, ...rule } = table.rules[place];
      assert.deepEqual([found, rule], [allowed, because.at(-1)], JSON.stringify(packet));
      asked += 1;
    }
    table.free();
    assert.throws(() => table.evaluate(packets), { code: "freed-lookup" });
  }
  assert.equal(asked, 1500);
});

test("an unknown tag stops the packets alone whose answer hangs on it", () => {
  const rule = { priority: 100, direction: "Outbound", access: "Deny", protocol: "*", name: "no-storage" };
  const securityRules = [{ ...rule, sourceAddressPrefix: "*", destinationAddressPrefix: "Storage" }];
  const table = new NsgLookup({ groups: [{ name: "g", securityRules }], direction: "Outbound" });
  const to = (destination) => ({
    protocols: new Uint8Array([6]),
    sources: new Uint32Array([0x0a000004]),
    sourcePorts: new Uint16Array([50_000]),
    destinations: new Uint32Array([destination]),
    destinationPorts: new Uint16Array([443]),
  });
  assert.equal(table.rules[table.evaluate(to(0x0a000005))[0]].rule, "AllowVnetOutBound");
  assert.throws(() => table.evaluate(to(0x34010203)), { code: "unknown-service-tag" });
  assert.throws(() => table.evaluate({ ...to(1), sources: new Uint32Array(2) }), { code: "invalid-value" });
  assert.throws(() => table.evaluate({ ...to(1), sources: [1] }), { code: "invalid-type", field: "sources" });
});

const pod = (name, labels = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "n", labels },
});
const policy = (name, spec) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "n" },
  spec,
});
const only = (app, from) => ({
  podSelector: { matchLabels: { app } },
  ingress: [{ from: [{ podSelector: { matchLabels: { app: from } } }], ports: [{ port: 80 }] }],
});
const pods = ["a", "b", "c"].flatMap((app) => [1, 2].map((at) => pod(`${app}${at}`, { app })));
const deny = policy("deny", { podSelector: {} });
const open = policy("b-from-a", only("b", "a"));
const ports = [{ port: 80 }, { port: 81 }];

/** Every pair and port, by the names of the pods. */
function pairs({ workloads, ports, allows }) {
  const all = new Map();
  for (const [from, one] of workloads.entries())
    for (const [to, other] of workloads.entries())
      for (const [port] of ports.entries())
        for (const source of one.pods)
          for (const target of other.pods) all.set(`${source} ${target} ${port}`, allows(from, to, port));
  return all;
}

test("without a policy, and with one more, is what documents without it, and with it, say", () => {
  const environment = load({ kubernetes: [...pods, deny, open] });
  const all = reachability({ environment, ports });
  for (const [names, rest] of [
    [["NetworkPolicy n/deny"], [open]],
    [["NetworkPolicy n/b-from-a"], [deny]],
    [["NetworkPolicy n/b-from-a", "NetworkPolicy n/deny"], []],
  ]) {
    const expected = pairs(reachability({ environment: { kubernetes: [...pods, ...rest] }, ports }));
    assert.deepEqual(pairs(all.without(names)), expected);
    assert.deepEqual(pairs(reachability({ environment, ports, without: names })), expected);
    const lines = reachability({ environment: { kubernetes: [...pods, ...rest] } }).connections();
    assert.deepEqual(all.without(names).connections(), lines);
  }
  // The answer from before is as it was, and one policy after the other is both.
  const fewer = all.without(["NetworkPolicy n/deny"]).without(["NetworkPolicy n/b-from-a"]);
  assert.ok([...pairs(fewer).values()].every((allowed) => allowed));
  assert.equal(pairs(all).get("n/c1 n/b1 0"), false);
  const more = policy("c-from-b", only("c", "b"));
  const expected = pairs(reachability({ environment: { kubernetes: [...pods, deny, open, more] }, ports }));
  assert.deepEqual(pairs(reachability({ environment, ports, add: [more] })), expected);
  assert.throws(() => all.without(["NetworkPolicy n/nobody"]), { code: "invalid-value", field: "without[0]" });
  assert.throws(() => reachability({ environment, add: [pods[0]] }), { code: "unsupported-document", field: "add[0]" });
  environment.free();
});

test("the square of bits is what allows() says, also where workloads share a class, or are more than a word", () => {
  const many = Array.from({ length: 150 }, (_, at) => pod(`p${at}`, { app: "abc"[at % 3], own: `${at % 70}` }));
  const split = policy("split", {
    podSelector: { matchExpressions: [{ key: "own", operator: "In", values: ["3", "69"] }] },
  });
  const kubernetes = [
    ...many,
    deny,
    open,
    split,
    policy("egress", { podSelector: {}, policyTypes: ["Egress"], egress: [{}] }),
  ];
  const { bits, allows, workloads } = reachability({ environment: { kubernetes }, ports });
  const size = workloads.length;
  assert.equal(size, 150);
  let set = 0;
  for (let port = 0; port < 2; port += 1)
    for (let from = 0; from < size; from += 1)
      for (let to = 0; to < size; to += 1) {
        const at = (port * size + from) * size + to;
        const bit = ((bits[at >>> 5] >>> (at & 31)) & 1) === 1;
        assert.equal(bit, allows(from, to, port), `${from} ${to} ${port}`);
        set += Number(bit);
      }
  // On port 80 the 50 of app a reach the 50 of app b; every pod reaches itself on both.
  assert.equal(set, 50 * 50 + 150 * 2);
  const one = { pod: workloads[0].pods[0] };
  assert.equal(evaluatePolicy({ environment: { kubernetes }, from: one, to: one, port: 81 }).allowed, true);
});
