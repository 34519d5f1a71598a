// Bad input through the packed package: an AksnetError where it cannot be understood, an error finding where Azure would
// refuse it. What JSON can say is in ../golden/errors; here is each input of the list, and what only JavaScript has.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, compareModes, init, planCapacity, planSizing } from "aksnet";

before(() => init());

const pool = { count: 3, maxPods: 30, upgradeSettings: { maxSurge: "1" } };
const withPool = (fields) => ({
  cluster: { networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: [{ ...pool, ...fields }] },
});
const withNetwork = (fields) => ({
  cluster: {
    networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", ...fields },
    agentPoolProfiles: [pool],
  },
});

function cyclic() {
  const cluster = { networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: [{ ...pool }] };
  cluster.agentPoolProfiles[0].upgradeSettings = cluster;
  cluster.networkProfile.loadBalancerProfile = cluster;
  return { cluster };
}

function caught(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

/** name, request, code, end of the field, parts of the message, parts of the help */
const REFUSED = [
  ["maxPods: 9", withPool({ maxPods: 9 }), "out-of-range", "agentPoolProfiles[0].maxPods", ["9"], ["10", "250"]],
  ["maxPods: 251", withPool({ maxPods: 251 }), "out-of-range", "agentPoolProfiles[0].maxPods", ["251"], ["10", "250"]],
  ["count: -1", withPool({ count: -1 }), "out-of-range", "agentPoolProfiles[0].count", ["-1"], ["0"]],
  [
    "count: 1.5",
    withPool({ count: 1.5 }),
    "invalid-type",
    "agentPoolProfiles[0].count",
    ["not a whole number"],
    ["whole number"],
  ],
  [
    'count: "fifty"',
    withPool({ count: "fifty" }),
    "invalid-type",
    "agentPoolProfiles[0].count",
    ["text"],
    ["whole number"],
  ],
  [
    "count: 2**40",
    withPool({ count: 2 ** 40 }),
    "out-of-range",
    "agentPoolProfiles[0].count",
    ["1099511627776"],
    ["0"],
  ],
  [
    "a prefix with host bits",
    withNetwork({ podCidr: "10.1.2.3/8" }),
    "invalid-prefix",
    "networkProfile.podCidr",
    ["10.1.2.3/8"],
    ["10.0.0.0/8"],
  ],
  [
    "010.0.0.0/8",
    withNetwork({ podCidr: "010.0.0.0/8" }),
    "invalid-prefix",
    "networkProfile.podCidr",
    ["010.0.0.0/8"],
    ["10.0.0.0/8"],
  ],
  [
    "IPv6 where IPv4 is meant",
    withNetwork({ podCidr: "fd00::/64" }),
    "invalid-prefix",
    "networkProfile.podCidr",
    ["fd00::/64"],
    ["IPv4"],
  ],
  [
    "networkPlugin: flannel",
    withNetwork({ networkPlugin: "flannel" }),
    "invalid-value",
    "networkProfile.networkPlugin",
    ["flannel"],
    ["kubenet", "azure", "none"],
  ],
  ["an array", [withPool({})], "invalid-type", undefined, ["list"], ["object"]],
  ["a Map", new Map(Object.entries(withPool({}))), "invalid-type", undefined, ["Map"], ["object"]],
  ["null", null, "invalid-type", undefined, ["null"], ["object"]],
  ["a cyclic object", cyclic(), "too-deep", "", ["deep"], []],
  ["nothing", undefined, "invalid-type", undefined, ["null"], ["object"]],
  ["a Map within", { cluster: new Map([["agentPoolProfiles", []]]) }, "invalid-type", "cluster", ["Map"], ["object"]],
  [
    "a Set for a list",
    { cluster: { agentPoolProfiles: new Set([pool]) } },
    "invalid-type",
    "agentPoolProfiles",
    ["Set"],
    [],
  ],
  ["a function", () => withPool({}), "invalid-type", undefined, ["function"], ["object"]],
  ["a symbol", withPool({ count: Symbol("50") }), "invalid-type", "agentPoolProfiles[0].count", ["symbol"], ["number"]],
  ["a Date", withNetwork({ podCidr: new Date(0) }), "invalid-type", "networkProfile.podCidr", ["Date"], []],
  ["NaN", withPool({ count: Number.NaN }), "invalid-type", "agentPoolProfiles[0].count", ["NaN"], ["number"]],
  [
    "Infinity",
    withPool({ count: Number.POSITIVE_INFINITY }),
    "invalid-type",
    "agentPoolProfiles[0].count",
    ["Infinity"],
    ["number"],
  ],
  ["a BigInt", withPool({ count: 3n }), "invalid-type", "agentPoolProfiles[0].count", ["BigInt"], ["number"]],
  ["a class of one's own", { cluster: new (class Cluster {})() }, "invalid-type", "cluster", ["Cluster"], ["object"]],
  [
    "a list of kubectl's",
    { cluster: { kind: "List", items: [] } },
    "unsupported-document",
    "cluster",
    ["list"],
    ["az aks show"],
  ],
  ["a promise", { cluster: Promise.resolve({}) }, "invalid-type", "cluster", ["Promise"], ["object"]],
  [
    "a list of clusters as ARM returns it",
    { cluster: { value: [] } },
    "unsupported-document",
    "cluster",
    ["list"],
    ["az aks show"],
  ],
];

for (const [name, request, code, field, message, help] of REFUSED) {
  for (const [asked, ask] of Object.entries({ planSizing, planCapacity, compareModes })) {
    test(`${asked} cannot understand ${name}`, () => {
      const error = caught(() => ask(request));
      assert.ok(error instanceof AksnetError, `${error}`);
      assert.ok(error instanceof Error);
      assert.equal(error.name, "AksnetError");
      assert.equal(error.code, code);
      if (field === undefined) assert.equal(error.field, undefined);
      else assert.ok(error.field?.endsWith(field), `field ${error.field}`);
      for (const part of message) assert.ok(error.message.includes(part), error.message);
      for (const part of help) assert.ok(error.help?.includes(part), `help ${error.help}`);
      assert.ok(error.message.length > 0 && error.stack?.includes("AksnetError"));
    });
  }
}

/** name, request, code of the finding, end of its subject, parts of its message */
const FOUND = [
  [
    "a service range of /12",
    withNetwork({ serviceCidr: "172.16.0.0/12", dnsServiceIP: "172.16.0.10" }),
    "service-cidr-too-large",
    "networkProfile.serviceCidr",
    ["172.16.0.0/12"],
  ],
  [
    "a DNS address outside of the service range",
    withNetwork({ serviceCidr: "10.0.0.0/16", dnsServiceIP: "10.1.0.10" }),
    "dns-service-ip-outside",
    "networkProfile.dnsServiceIP",
    ["10.1.0.10", "10.0.0.0/16"],
  ],
  ["too few pods in a pool", withPool({ count: 2, maxPods: 10 }), "pool-below-30-pods", "", ["20", "30"]],
];

for (const [name, request, code, subject, message] of FOUND) {
  test(`Azure would refuse ${name}`, () => {
    const found = planSizing(request).findings.filter((finding) => finding.code === code);
    assert.equal(found.length, 1, JSON.stringify(planSizing(request).findings));
    const [finding] = found;
    assert.equal(finding.severity, "error");
    assert.ok((finding.subject ?? "").endsWith(subject), finding.subject);
    for (const part of message) assert.ok(finding.message.includes(part), finding.message);
    assert.ok(finding.sources.length > 0 && finding.sources.every((source) => source.url.startsWith("https://")));
  });
}

test("a getter that throws is no plain data", () => {
  const cause = new TypeError("mine");
  const cluster = Object.defineProperty({}, "agentPoolProfiles", {
    enumerable: true,
    get() {
      throw cause;
    },
  });
  const error = caught(() => planSizing({ cluster }));
  assert.ok(error instanceof AksnetError);
  assert.equal(error.code, "invalid-type");
});

test("an object without a prototype is plain data as well", () => {
  const cluster = Object.assign(Object.create(null), withPool({}).cluster);
  assert.deepEqual(planSizing({ cluster }), planSizing(withPool({})));
});

test("undefined is absent, as null is", () => {
  const bare = planSizing(withPool({}));
  assert.deepEqual(
    planSizing(withPool({ minCount: undefined, podSubnetID: undefined, vnetSubnetID: undefined })),
    bare,
  );
  assert.deepEqual(planSizing(withPool({ minCount: null, podSubnetID: null, vnetSubnetID: null })), bare);
});

test("what inherits from an object of one's own is no plain data, and what is not enumerable is no input", () => {
  const request = withPool({});
  Object.defineProperty(request.cluster.agentPoolProfiles[0], "podSubnetID", { value: "/subnets/pods" });
  assert.equal(planSizing(request).mode, "node-subnet");
  Object.setPrototypeOf(request.cluster.agentPoolProfiles[0], { podSubnetID: "/subnets/pods" });
  assert.equal(caught(() => planSizing(request)).code, "invalid-type");
});

test("an error spoils nothing: the next question is answered, and the input is unchanged", () => {
  const request = withPool({});
  const text = JSON.stringify(request);
  for (let round = 0; round < 100; round++) {
    assert.ok(caught(() => planSizing(cyclic())) instanceof AksnetError);
    assert.equal(planSizing(request).subnets[0].needed, 124);
  }
  assert.equal(JSON.stringify(request), text);
});
