// The packed package as its users meet it: start, the first answers, the facts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as aksnet from "aksnet";

const FUNCTIONS = [
  "planSizing",
  "compareModes",
  "planCapacity",
  "planUpgrade",
  "planAddressSpace",
  "findOverlaps",
  "planSnat",
  "inspect",
  "limits",
  "nodePodCidrs",
  "nodeOfPod",
  "overlayChecklist",
  "positions",
  "staticBlocks",
  "podSubnetAddresses",
  "routeHttp",
  "drawSubnets",
  "drawFlow",
  "traceFlow",
  "drawTopology",
];
const article = (maxSurge, mode) => ({
  cluster: {
    networkProfile: { networkPlugin: "azure", ...(mode && { networkPluginMode: mode }) },
    agentPoolProfiles: [{ count: 50, maxPods: 30, upgradeSettings: { maxSurge } }],
  },
});
const read = (entry) => readFileSync(fileURLToPath(import.meta.resolve(`aksnet/${entry}`)));

test("before init every function says so", () => {
  for (const name of FUNCTIONS) {
    assert.throws(
      () => aksnet[name](article("1")),
      (error) =>
        error instanceof aksnet.AksnetError &&
        /^[a-z]+(-[a-z]+)*$/.test(error.code) &&
        `${error.message} ${error.help}`.includes("init"),
      name,
    );
  }
});

test("init can be called at once and again", async () => {
  assert.deepEqual(await Promise.all([aksnet.init(), aksnet.init(), aksnet.init()]), [undefined, undefined, undefined]);
  const before = aksnet.planSizing(article("1"));
  await aksnet.init();
  assert.deepEqual(aksnet.planSizing(article("1")), before);
});

/** Surge, mode, addresses, prefix, usable: the figures of the article, and of the surges that Microsoft names. */
const FIRST = [
  ["1", undefined, 1581, 21, 2043],
  ["10%", undefined, 1705, 21, 2043],
  ["33%", undefined, 2077, 20, 4091],
  ["1", "overlay", 51, 26, 59],
];

for (const [maxSurge, mode, needed, prefixLength, usable] of FIRST) {
  test(`50 nodes of 30 pods, surge ${maxSurge}${mode ? `, ${mode}` : ""}: ${needed} addresses, /${prefixLength}`, () => {
    const plan = aksnet.planSizing(article(maxSurge, mode));
    const [subnet, ...others] = plan.subnets;
    assert.equal(plan.mode, mode ?? "node-subnet");
    assert.equal(others.length, 0);
    assert.equal(subnet.role, "node");
    assert.equal(subnet.needed, needed);
    assert.equal(subnet.prefixLength, prefixLength);
    assert.equal(subnet.usable, usable);
    assert.equal(subnet.spare, usable - needed);
    assert.equal(
      subnet.ledger.reduce((sum, line) => sum + line.addresses, 0),
      needed,
    );
    for (const line of subnet.ledger) {
      assert.ok(line.label && line.formula && line.sources.length > 0, JSON.stringify(line));
    }
  });
}

test("the comparison has all six modes in order", () => {
  const modes = aksnet.compareModes(article("1")).map((plan) => plan.mode);
  assert.deepEqual(modes, ["kubenet", "node-subnet", "pod-subnet-dynamic", "pod-subnet-static", "overlay", "byo-cni"]);
});

test("answers are new objects each time, and plain ones", () => {
  const [one, two] = [aksnet.planSizing(article("1")), aksnet.planSizing(article("1"))];
  assert.notEqual(one, two);
  assert.equal(Object.getPrototypeOf(one), Object.prototype);
  assert.ok(Array.isArray(one.subnets));
  one.subnets[0].needed = 0;
  assert.equal(aksnet.planSizing(article("1")).subnets[0].needed, 1581);
});

test("every limit has a source with an address and the day on which it was read", () => {
  const rows = aksnet.limits();
  assert.ok(rows.length > 20, `${rows.length}`);
  assert.equal(new Set(rows.map((row) => row.id)).size, rows.length, "an id occurs twice");
  for (const row of rows) {
    assert.match(row.id, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(row.label && row.unit !== undefined, row.id);
    assert.ok(["number", "string"].includes(typeof row.value), row.id);
    assert.ok(row.sources.length > 0, row.id);
    for (const source of [...row.sources, ...(row.disputedBy ?? [])]) {
      assert.ok(source.id && source.title, row.id);
      assert.equal(new URL(source.url).protocol, "https:", row.id);
      assert.match(source.read, /^20\d\d-\d\d-\d\d$/, row.id);
    }
  }
});

/** Figures that the model stands on, by the ids that answers use. */
const FIGURES = {
  "nodes-per-cluster": 5000,
  "nodes-per-pool": 1000,
  "pools-per-cluster": 100,
  "kubenet-nodes": 400,
  "routes-per-table": 400,
  "overlay-pods": 200000,
  "static-block-pods": 1000000,
  "addresses-per-interface": 256,
  "virtual-network-addresses": 65536,
  "peered-network-addresses": 128000,
};

test("the limits that answers name are in the list, with their figures", () => {
  const rows = new Map(aksnet.limits().map((row) => [row.id, row]));
  for (const [id, value] of Object.entries(FIGURES)) assert.equal(rows.get(id)?.value, value, id);
  for (const id of ["routes-per-table", "overlay-pods"])
    assert.ok(rows.get(id).disputedBy?.length > 0, `${id} is disputed`);
});

test("limits.json is what limits() says, and what each source says besides", () => {
  const rows = JSON.parse(read("limits.json"));
  for (const { says } of rows) assert.ok(says?.length > 10, says);
  assert.deepEqual(
    rows.map(({ says, ...row }) => row),
    aksnet.limits(),
  );
});

test("the package names itself", () => {
  const manifest = JSON.parse(read("package.json"));
  assert.equal(manifest.name, "aksnet");
  assert.equal(manifest.type, "module");
  assert.equal(manifest.dependencies, undefined);
  assert.equal(Object.keys(manifest.exports["."])[0], "types");
});

test("the slim entry starts from bytes, and answers the same", async () => {
  const slim = await import("aksnet/slim");
  await slim.init(read("aksnet.wasm"));
  assert.deepEqual(slim.planSizing(article("33%")), aksnet.planSizing(article("33%")));
});

test("the elements import where there is no DOM", async () => {
  await import("aksnet/elements");
  assert.equal(typeof globalThis.document, "undefined");
});

test("a loaded environment answers as the environment itself, and says when it was given back", () => {
  const environment = {
    cluster: { networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/16" } },
    hosts: [{ name: "web", address: "192.0.2.80" }],
  };
  const question = { from: { host: "web" }, to: { address: "192.0.2.81", port: 80 } };
  const loaded = aksnet.load(environment);
  assert.deepEqual(loaded.findings, aksnet.inspect(environment));
  assert.deepEqual(
    aksnet.traceFlow({ environment: loaded, ...question }),
    aksnet.traceFlow({ environment, ...question }),
  );
  loaded.free();
  loaded.free();
  assert.throws(() => aksnet.traceFlow({ environment: loaded, ...question }), {
    code: "freed-environment",
    field: "environment",
  });
});
