// Documents that az and ARM printed, through the packed package: each is read, with the right mode and every pool.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init, planCapacity, planSizing } from "aksnet";
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
