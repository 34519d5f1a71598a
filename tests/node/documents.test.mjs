// readDocuments: what people paste, what was taken of it, what was left.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, init, planSizing, readDocuments } from "aksnet";

before(() => init());

const CLUSTER = {
  id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/shop",
  name: "shop",
  type: "Microsoft.ContainerService/ManagedClusters",
  location: "westeurope",
  networkProfile: { networkPlugin: "azure", loadBalancerSku: "standard" },
  agentPoolProfiles: [
    {
      name: "np",
      count: 50,
      maxPods: 30,
      upgradeSettings: { maxSurge: "1" },
      vnetSubnetId: "/virtualNetworks/net/subnets/aks",
      vmSize: "Standard_D4s_v5",
    },
  ],
};
const NETWORK = {
  id: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net",
  name: "net",
  type: "Microsoft.Network/virtualNetworks",
  properties: {
    addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
    subnets: [{ name: "aks", properties: { addressPrefix: "10.1.8.0/21" } }],
  },
};
const paste = (...documents) => readDocuments(documents.map((document) => JSON.stringify(document)));
const kinds = ({ receipt }) => receipt.map((row) => row.kind);

test("one cluster, pasted", async () => {
  const { environment, receipt } = await readDocuments(JSON.stringify(CLUSTER, null, 2));
  assert.equal(planSizing({ cluster: environment.cluster }).subnets[0].needed, 1581);
  assert.equal(receipt.length, 1);
  assert.equal(receipt[0].kind, "ManagedCluster");
  assert.equal(receipt[0].document, "shop");
});

test("a cluster and its network, in either order", async () => {
  for (const documents of [
    [CLUSTER, NETWORK],
    [NETWORK, CLUSTER],
  ]) {
    const read = await paste(...documents);
    assert.deepEqual(kinds(read).sort(), ["ManagedCluster", "VirtualNetwork"]);
    const { cluster, virtualNetworks } = read.environment;
    const [subnet] = planSizing({ cluster, virtualNetwork: virtualNetworks[0] }).subnets;
    assert.deepEqual(
      [subnet.name, subnet.needed, subnet.given.prefix, subnet.given.fits],
      ["aks", 1581, "10.1.8.0/21", true],
    );
  }
});

test("a list, as az prints it, is unfolded", async () => {
  for (const list of [[CLUSTER, NETWORK], { value: [CLUSTER, NETWORK] }]) {
    assert.deepEqual(kinds(await readDocuments(JSON.stringify(list))).sort(), ["ManagedCluster", "VirtualNetwork"]);
  }
});

test("every key of the document is either taken or ignored, by its path", async () => {
  const { receipt } = await paste(CLUSTER);
  const [{ taken, ignored }] = receipt;
  for (const path of [
    "networkProfile.networkPlugin",
    "networkProfile.loadBalancerSku",
    "agentPoolProfiles[0].count",
    "agentPoolProfiles[0].maxPods",
  ])
    assert.ok(taken.includes(path), path);
  for (const path of ["location", "agentPoolProfiles[0].vmSize"]) assert.ok(ignored.includes(path), path);
  assert.deepEqual(
    taken.filter((path) => ignored.includes(path)),
    [],
  );
});

test("a document of another kind is left, and said so", async () => {
  const read = await paste(CLUSTER, { type: "Microsoft.Storage/storageAccounts", name: "logs", properties: {} });
  const [unknown, ...others] = read.findings.filter((finding) => finding.code === "document-unknown");
  assert.equal(others.length, 0);
  assert.equal(unknown.severity, "note");
  assert.ok(unknown.message.includes("logs"), unknown.message);
  assert.equal(planSizing(read.environment).nodes, 50);
});

test("an empty list is said to be empty", async () => {
  for (const text of ["[]", '{"value":[]}']) {
    const { environment, receipt, findings } = await readDocuments(text);
    assert.deepEqual([environment, receipt], [{}, []]);
    assert.deepEqual(
      findings.map((finding) => finding.code),
      ["document-none"],
    );
  }
});

test("of two clusters one is used, and said so", async () => {
  const read = await paste(CLUSTER, { ...CLUSTER, name: "other", id: undefined });
  const [second, ...others] = read.findings.filter((finding) => finding.code === "document-second-cluster");
  assert.equal(others.length, 0);
  assert.equal(second.severity, "warning");
  assert.ok(second.message.includes("2 clusters"), second.message);
  assert.equal(read.environment.cluster.name, "shop");
});

/** text, parts of the message */
const REFUSED = [
  ["", "empty"],
  ["   \n", "empty"],
  ["{", "JSON"],
  ["7", "document"],
  ["null", "document"],
  ['"shop"', "document"],
];

for (const [text, part] of REFUSED) {
  test(`${JSON.stringify(text)} is refused`, async () => {
    await assert.rejects(readDocuments(text), (error) => {
      assert.ok(error instanceof AksnetError, `${error}`);
      assert.equal(error.code, "unsupported-document");
      assert.ok(error.message.includes(part), error.message);
      assert.ok(error.help.includes("az aks show"), error.help);
      return true;
    });
  });
}

for (const odd of [undefined, null, 7, {}, [7], new Map()]) {
  test(`${Object.prototype.toString.call(odd)} is no text`, async () => {
    await assert.rejects(readDocuments(odd), AksnetError);
  });
}

test("a wrong value in a pasted document is found where it is asked about", async () => {
  const wrong = structuredClone(CLUSTER);
  wrong.agentPoolProfiles[0].maxPods = 9;
  const outcome = await paste(wrong).then(
    ({ environment }) => {
      try {
        return planSizing(environment);
      } catch (error) {
        return error;
      }
    },
    (error) => error,
  );
  assert.ok(outcome instanceof AksnetError, JSON.stringify(outcome));
  assert.equal(outcome.code, "out-of-range");
  assert.ok(outcome.field.endsWith("agentPoolProfiles[0].maxPods"), outcome.field);
});
