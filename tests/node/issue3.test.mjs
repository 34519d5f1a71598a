// Planning through the packed package: upgrades, address spaces, overlaps, outbound ports, capacity, inspection. The golden
// cases hold the figures; here is what only JavaScript can ask, and what has to agree between two questions.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import * as aksnet from "aksnet";

const {
  AksnetError,
  findOverlaps,
  findOverlapsIPv4,
  inspect,
  planAddressSpace,
  planCapacity,
  planSizing,
  planSnat,
  planUpgrade,
} = aksnet;

before(() => aksnet.init());

const subnet = (name) =>
  `/subscriptions/0/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/vnet/subnets/${name}`;
const pool = (name, count, maxSurge, more = {}) => ({
  name,
  count,
  maxPods: 30,
  vnetSubnetID: subnet("nodes"),
  upgradeSettings: { maxSurge },
  ...more,
});
const request = (networkProfile, agentPoolProfiles, addressPrefix) => ({
  cluster: { networkProfile, agentPoolProfiles },
  virtualNetwork: {
    addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
    subnets: [{ name: "nodes", addressPrefix }],
  },
});
const overlay = { networkPlugin: "azure", networkPluginMode: "overlay" };

test("the last step of an upgrade is the plan: nodes, addresses, limits", () => {
  for (const profile of [overlay, { networkPlugin: "azure" }, { networkPlugin: "kubenet" }]) {
    const asked = request(profile, [pool("a", 5, "2"), pool("b", 7, "33%")], "10.1.0.0/22");
    const steps = planUpgrade(asked);
    const plan = planSizing(asked);
    const last = steps.at(-1);
    assert.deepEqual(
      steps.map((step) => step.label),
      ["Steady", "Upgrading a", "Upgrading b", "Upgrading all pools at once"],
    );
    assert.equal(last.nodes, plan.peakNodes);
    assert.equal(
      last.addresses,
      plan.subnets.reduce((sum, need) => sum + need.needed, 0),
    );
    assert.deepEqual(last.limits, plan.limits);
    assert.equal(last.fits, true);
    // 12 nodes, and 2 and 3 of surge.
    assert.deepEqual(
      steps.map((step) => step.nodes),
      [12, 14, 15, 17],
    );
  }
});

test("capacity is the last size that can be planned and upgraded", () => {
  const at = (count) => request({ networkPlugin: "azure" }, [pool("a", count, "10%")], "10.1.0.0/23");
  const { maxNodes, maxPods, limitedBy } = planCapacity(at(1));
  // 507 usable are 16 nodes of 31: 14 and a surge of 2.
  assert.equal(maxNodes, 14);
  assert.equal(maxPods, 420);
  assert.equal(limitedBy.limit, "subnet-addresses");
  assert.ok(planUpgrade(at(14)).every((step) => step.fits));
  assert.deepEqual(
    planUpgrade(at(15)).map((step) => step.fits),
    [true, false, false],
  );
});

const big = (address) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const range = (prefix) => {
  const [address, length] = prefix.split("/");
  const first = big(address);
  return { first, last: first + 2 ** (32 - length) - 1 };
};
const meet = (one, other) => one.first <= other.last && other.first <= one.last;

test("300 clusters and 500 exclusions: aligned, apart, and clear of what is taken", (t) => {
  const taken = Array.from({ length: 500 }, (_, index) => `10.${index % 125}.${Math.floor(index / 125) * 61}.0/28`);
  const demands = Array.from({ length: 300 }, (_, index) => ({
    name: `cluster${index}`,
    prefixLength: 20 + (index % 7),
  }));
  const asked = { addressSpace: ["10.0.0.0/9", "172.16.0.0/12"], taken, demands };
  const started = performance.now();
  const { placed, unplaced, free } = planAddressSpace(asked);
  t.diagnostic(`${(performance.now() - started).toFixed(2)} ms, once and cold`);
  assert.deepEqual(unplaced, []);
  assert.deepEqual(
    placed.map((one) => one.name),
    demands.map((one) => one.name),
  );
  const spaces = ["10.0.0.0/9", "172.16.0.0/12"].map(range);
  const kept = [...taken, "172.30.0.0/16", "172.31.0.0/16"].map(range);
  const own = placed.map((one) => range(one.prefix));
  for (const [index, one] of own.entries()) {
    const size = one.last - one.first + 1;
    assert.equal(size, 2 ** (32 - demands[index].prefixLength));
    assert.equal(one.first % size, 0);
    assert.ok(spaces.some((space) => space.first <= one.first && one.last <= space.last));
    assert.ok(!kept.some((other) => meet(one, other)));
    assert.ok(!own.some((other, place) => place !== index && meet(one, other)));
  }
  const left = free.map(range);
  assert.ok(!left.some((one) => [...own, ...kept].some((other) => meet(one, other))));
  const sum = (list) => list.reduce((total, one) => total + one.last - one.first + 1, 0);
  // Each of the taken is of its own; what is placed, left and kept is all there is.
  assert.equal(new Set(taken).size, 500);
  assert.equal(sum(own) + sum(left) + sum(kept), 2 ** 23 + 2 ** 20);
});

test("all overlaps among 2,000 prefixes, against all pairs", () => {
  let seed = 7;
  const next = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const prefixes = Array.from({ length: 2000 }, () => {
    const length = 12 + next(17);
    const first = Math.floor((10 * 2 ** 24 + next(2 ** 24)) / 2 ** (32 - length)) * 2 ** (32 - length);
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${length}`;
  });
  const ranges = prefixes.map(range);
  const expected = [];
  for (let i = 0; i < ranges.length; i++)
    for (let j = i + 1; j < ranges.length; j++) if (meet(ranges[i], ranges[j])) expected.push([i, j]);
  assert.ok(expected.length > 1000, `${expected.length} pairs`);
  assert.deepEqual(findOverlaps({ prefixes }).pairs, expected);
  // The same as numbers, with bits behind the lengths that do not count.
  const addresses = Uint32Array.from(ranges, ({ first, last }) => first + next(last - first + 1));
  const lengths = Uint8Array.from(prefixes, (prefix) => Number(prefix.split("/")[1]));
  const numbers = findOverlapsIPv4(addresses, lengths);
  assert.ok(numbers instanceof Uint32Array);
  assert.deepEqual([...numbers], expected.flat());
});

test("overlaps of numbers: none, one, all of IPv4, and lists that do not go together", () => {
  const ask = (addresses, lengths) => [...findOverlapsIPv4(Uint32Array.from(addresses), Uint8Array.from(lengths))];
  assert.deepEqual(ask([], []), []);
  assert.deepEqual(ask([0], [0]), []);
  assert.deepEqual(ask([0xffffffff, 0, 0x0a000000], [32, 0, 8]), [0, 1, 1, 2]);
  for (const wrong of [
    [[0], []],
    [[], [8]],
    [[0], [33]],
    [
      [0, 0],
      [8, 255],
    ],
  ])
    assert.throws(() => ask(...wrong), AksnetError, JSON.stringify(wrong));
});

test("outbound ports: whether it fits is whether there are no more nodes than the most", () => {
  for (const allocatedOutboundPorts of [0, 8, 1000, 1024, 4000, 64000])
    for (const frontends of [1, 2, 7])
      for (const maxSurge of [0, 1, 5]) {
        const { maxNodes } = planSnat({ nodes: 0, frontends, maxSurge, allocatedOutboundPorts });
        for (const nodes of [maxNodes, maxNodes + 1]) {
          const plan = planSnat({ nodes, frontends, maxSurge, allocatedOutboundPorts });
          const about = JSON.stringify({ nodes, frontends, maxSurge, allocatedOutboundPorts });
          const surge = allocatedOutboundPorts * (nodes + maxSurge) <= 64000 * frontends;
          if (allocatedOutboundPorts > 0) assert.equal(plan.fits, surge, about);
          else assert.equal(plan.fits, nodes <= maxNodes, about);
          assert.equal(plan.maxNodes, maxNodes, about);
        }
      }
});

test("inspect takes its parts one by one, and a date", () => {
  const cluster = { networkProfile: { networkPlugin: "kubenet" }, agentPoolProfiles: [pool("a", 3, "1")] };
  const codes = (assume) => inspect({ cluster }, assume).map((finding) => finding.code);
  assert.ok(codes().includes("kubenet-retirement"));
  assert.ok(codes({ asOf: "2028-03-30" }).includes("kubenet-retirement"));
  assert.ok(codes({ asOf: "2028-03-31" }).includes("kubenet-retired"));
  assert.deepEqual(inspect({ cluster }), inspect({ cluster }, undefined));
  assert.deepEqual(inspect({ cluster }), inspect({ cluster }, {}));
});

test("inspect reports what planSizing throws", () => {
  const cluster = { agentPoolProfiles: [{ count: 3, maxPods: 9 }] };
  let thrown;
  try {
    planSizing({ cluster });
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof AksnetError);
  const [finding, ...others] = inspect({ cluster });
  assert.deepEqual(others, []);
  assert.equal(finding.severity, "error");
  assert.equal(finding.code, thrown.code);
  assert.equal(finding.subject, thrown.field);
  assert.equal(finding.help, thrown.help);
});

test("inspect says all that planSizing remarks", () => {
  const asked = request({ ...overlay, podCidr: "10.1.0.0/16" }, [pool("a", 20, "50%")], "10.1.0.0/27");
  const said = new Set(
    inspect({ cluster: asked.cluster, virtualNetworks: [asked.virtualNetwork] }).map(
      ({ code, message }) => `${code} ${message}`,
    ),
  );
  const plan = planSizing(asked);
  assert.ok(plan.findings.length >= 2);
  for (const { code, message } of plan.findings) assert.ok(said.has(`${code} ${message}`), `${code} ${message}`);
});

/** name, what is asked, code, end of the field */
const REFUSED = [
  ["no nodes", () => planSnat({}), "missing-field", "nodes"],
  ["NaN nodes", () => planSnat({ nodes: Number.NaN }), "invalid-type", "nodes"],
  ["a Map", () => planSnat(new Map([["nodes", 1]])), "invalid-type", undefined],
  ["nothing", () => planUpgrade(), "invalid-type", undefined],
  ["no space", () => planAddressSpace({ addressSpace: [], demands: [] }), "missing-field", "addressSpace"],
  ["a Set of prefixes", () => findOverlaps({ prefixes: new Set(["10.0.0.0/8"]) }), "invalid-type", "prefixes"],
  ["a number for a prefix", () => findOverlaps({ prefixes: ["10.0.0.0/8", 10] }), "invalid-type", "prefixes[1]"],
  ["no environment", () => inspect(), "invalid-type", undefined],
  ["null for an environment", () => inspect(null), "invalid-type", undefined],
  ["a date that is none", () => inspect({ cluster: {} }, { asOf: "tomorrow" }), "invalid-value", "asOf"],
];

for (const [name, ask, code, field] of REFUSED) {
  test(`refused: ${name}`, () => {
    assert.throws(ask, (error) => {
      assert.ok(error instanceof AksnetError, `${error}`);
      assert.equal(error.code, code);
      if (field === undefined) assert.ok(!error.field || error.field === "environment", error.field);
      else assert.ok(error.field?.endsWith(field), error.field);
      return true;
    });
  });
}

test("answers are the caller's own: changing one changes no other", () => {
  const asked = { addressSpace: ["10.0.0.0/24"], demands: [{ name: "a", prefixLength: 26 }] };
  const first = planAddressSpace(asked);
  first.placed[0].prefix = "gone";
  first.free.length = 0;
  assert.equal(planAddressSpace(asked).placed[0].prefix, "10.0.0.0/26");
  assert.equal(planAddressSpace(asked).free.length, 2);
  assert.deepEqual(asked, { addressSpace: ["10.0.0.0/24"], demands: [{ name: "a", prefixLength: 26 }] });
});
