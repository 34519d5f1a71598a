// Documents that az and ARM printed, through the packed package: each is read, with the right mode and every pool.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init, inspect, planCapacity, planSizing, planUpgrade, readDocuments } from "aksnet";
import { modeOf, samples, unfold } from "./support/samples.mjs";

before(() => init());

const clusters = samples("aks-arm");
const nodePools = samples("nodepool-arm");

test("clusters as ARM returns them", (t) => {
  if (clusters === undefined) return console.log("skipped: ../shared/samples/aks-arm is not here");
  let read = 0;
  for (const { name, document } of clusters) {
    for (const cluster of unfold(document)) {
      const pools = cluster.properties.agentPoolProfiles;
      const plan = planSizing({ cluster });
      assert.equal(plan.mode, modeOf(cluster), name);
      assert.deepEqual(
        plan.pools.map(({ name, nodes, maxPods }) => ({ name, nodes, maxPods })),
        pools.map((pool) => ({ name: pool.name, nodes: pool.count, maxPods: pool.maxPods })),
        name,
      );
      assert.equal(
        plan.nodes,
        pools.reduce((sum, pool) => sum + pool.count, 0),
        name,
      );
      assert.equal(planCapacity({ cluster }).mode, plan.mode, name);
      read++;
    }
  }
  assert.ok(read > 0);
  t.diagnostic(`${read} clusters read`);
});

test("node pools as ARM returns them, in a cluster of ours", (t) => {
  if (nodePools === undefined) return console.log("skipped: ../shared/samples/nodepool-arm is not here");
  let read = 0;
  for (const { name, document } of nodePools) {
    const pools = unfold(document);
    for (const [networkProfile, mode] of [
      [{}, "overlay"],
      [{ networkPlugin: "kubenet" }, "kubenet"],
      [{ networkPlugin: "azure" }, "node-subnet"],
    ]) {
      const plan = planSizing({ cluster: { networkProfile, agentPoolProfiles: pools } });
      assert.equal(plan.mode, mode, name);
      assert.equal(plan.pools.length, pools.length, name);
      for (const [index, pool] of pools.entries()) {
        assert.equal(plan.pools[index].name, pool.name, name);
        assert.equal(plan.pools[index].nodes, pool.properties.count, name);
        assert.equal(plan.pools[index].maxPods, pool.properties.maxPods, name);
      }
    }
    read += pools.length;
  }
  assert.ok(read > 0);
  t.diagnostic(`${read} node pools read`);
});

test("clusters inspected: the same whole, and pasted; and upgraded in steps that are theirs", async (t) => {
  if (clusters === undefined) return console.log("skipped: ../shared/samples/aks-arm is not here");
  for (const { name, document } of clusters) {
    const found = inspect({ cluster: document });
    // The newest document of all is of 2024: nothing in it is a mistake.
    assert.ok(!found.some((finding) => finding.severity === "error"), name);
    const { environment } = await readDocuments(JSON.stringify(document));
    assert.deepEqual(inspect(environment), found, name);
    const pools = document.properties.agentPoolProfiles;
    const labels = planUpgrade({ cluster: document }).map((step) => step.label);
    const each = pools.map((pool) => `Upgrading ${pool.name}`);
    assert.deepEqual(labels, ["Steady", ...each, "Upgrading all pools at once"], name);
  }
  t.diagnostic(`${clusters.length} clusters inspected`);
});

test("the same documents, pasted as text", async (t) => {
  if (clusters === undefined || nodePools === undefined) return console.log("skipped: ../shared/samples is not here");
  for (const { name, document } of clusters) {
    const { environment, receipt } = await readDocuments(JSON.stringify(document));
    assert.deepEqual(
      receipt.map((row) => row.kind),
      ["ManagedCluster"],
      name,
    );
    assert.equal(planSizing({ cluster: environment.cluster }).mode, modeOf(document), name);
  }
  for (const { name, document } of nodePools) {
    const { environment, receipt } = await readDocuments(JSON.stringify(document));
    assert.ok(
      receipt.every((row) => row.kind === "AgentPool"),
      name,
    );
    const plan = planSizing({ cluster: environment.cluster });
    assert.equal(
      plan.nodes,
      unfold(document).reduce((sum, pool) => sum + pool.properties.count, 0),
      name,
    );
  }
  t.diagnostic(`${clusters.length + nodePools.length} documents pasted`);
});

test("networks and subnets as ARM returns them", async (t) => {
  const [networks, subnets] = [samples("vnet-arm"), samples("subnet-arm")];
  if (networks === undefined || subnets === undefined)
    return console.log("skipped: ../shared/samples/vnet-arm and subnet-arm are not here");
  let read = 0;
  for (const { name, document } of networks) {
    for (const virtualNetwork of unfold(document)) {
      assert.ok(planSizing({ cluster: {}, virtualNetwork }).subnets.length > 0, name);
      read++;
    }
  }
  for (const { name, document } of subnets) {
    for (const subnet of unfold(document)) {
      const cluster = { agentPoolProfiles: [{ count: 3, vnetSubnetID: subnet.id }] };
      const [need] = planSizing({ cluster, virtualNetwork: { subnets: [subnet] } }).subnets;
      assert.equal(need.name, subnet.name, name);
      assert.equal(need.given.prefix, subnet.properties.addressPrefix, name);
      read++;
    }
  }
  t.diagnostic(`${read} networks and subnets read`);
});
