// exportPlan: every format of every mode, and what reads it again.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, compareModes, exportPlan, init, planSizing, readDocuments } from "aksnet";
import hcl from "hcl2-parser";

before(() => init());

const cluster = {
  networkProfile: { networkPlugin: "azure" },
  agentPoolProfiles: [
    { name: "sys", count: 3, maxPods: 30, upgradeSettings: { maxSurge: "1" } },
    { name: "user", count: 20, maxPods: 30, enableAutoScaling: true, minCount: 5, maxCount: 40 },
  ],
};
const FORMATS = ["az", "bicep", "terraform", "markdown", "csv", "json"];
const plans = () => compareModes({ cluster });

test("each mode in each format, the same text each time", () => {
  for (const plan of plans()) {
    for (const format of FORMATS) {
      const text = exportPlan(plan, format);
      assert.ok(text.length > 100 && text.endsWith("\n"), `${plan.mode} ${format}`);
      assert.equal(exportPlan(structuredClone(plan), format), text);
      assert.ok(!/undefined|NaN|\[object/.test(text), `${plan.mode} ${format}: ${text}`);
    }
  }
});

test("the reason stands beside each subnet", () => {
  const plan = planSizing({
    cluster: { ...cluster, agentPoolProfiles: [{ count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" } }] },
  });
  for (const format of ["az", "bicep", "terraform"]) {
    assert.match(exportPlan(plan, format), /1,581 addresses = \(50 \+ 1\) × \(1 \+ 30\); a \/21 has 2,043/);
  }
});

test("JSON read again gives the same plan, for every mode", async () => {
  for (const plan of plans()) {
    const { environment } = await readDocuments(exportPlan(plan, "json"));
    const again = planSizing({ cluster: environment.cluster, virtualNetwork: environment.virtualNetworks[0] });
    assert.equal(again.mode, plan.mode);
    assert.equal(again.addresses, plan.addresses, plan.mode);
    assert.deepEqual(
      again.subnets.map(({ needed, prefixLength, given }) => [needed, prefixLength, given.fits]),
      plan.subnets.map(({ needed, prefixLength }) => [needed, prefixLength, true]),
      plan.mode,
    );
  }
});

test("Terraform parses, and has what the plan has", () => {
  for (const plan of plans()) {
    const [parsed, error] = hcl.parseToObject(exportPlan(plan, "terraform"));
    assert.ok(!error, `${error}`);
    const { resource, variable } = parsed;
    assert.deepEqual(Object.keys(variable).sort(), ["location", "resource_group_name", "vm_size"]);
    assert.equal(Object.keys(resource.azurerm_subnet).length, plan.subnets.length, plan.mode);
    assert.equal(resource.azurerm_kubernetes_cluster.aks.length, 1);
    assert.equal(Object.keys(resource.azurerm_route_table ?? {}).length, plan.mode === "kubenet" ? 1 : 0);
  }
});

test("Bicep's brackets are closed, and each declaration stands on a line of its own", () => {
  for (const plan of plans()) {
    const code = exportPlan(plan, "bicep")
      .replace(/\/\/[^\n]*/g, "")
      .replace(/'(?:[^'\\]|\\.)*'/g, "''");
    const open = [];
    for (const sign of code.match(/[{}[\]()]/g)) {
      if ("{[(".includes(sign)) open.push(sign);
      else assert.equal(open.pop(), { "}": "{", "]": "[", ")": "(" }[sign]);
    }
    assert.deepEqual(open, []);
    for (const line of code.split("\n").filter((text) => /^\S/.test(text)))
      assert.match(line, /^(param|resource|@description|})/);
  }
});

test("names that a command line would run are not written", () => {
  const plan = planSizing({ cluster });
  plan.pools[0].name = "a; rm -rf /";
  plan.subnets[0].name = "$(id)";
  for (const format of ["az", "bicep", "terraform", "json"]) {
    const text = exportPlan(plan, format);
    assert.ok(!text.includes("rm -rf") && !text.includes("$(id)"), format);
  }
});

test("a spreadsheet does not run a cell", () => {
  const plan = planSizing({ cluster });
  plan.subnets[0].ledger[0].label = '=HYPERLINK("x")';
  assert.match(exportPlan(plan, "csv"), /"'=HYPERLINK\(""x""\)"/);
});

test("what is no plan, and another format", () => {
  for (const wrong of [undefined, null, 7, {}, []]) assert.throws(() => exportPlan(wrong, "az"), AksnetError);
  assert.throws(() => exportPlan(planSizing({ cluster }), "pdf"), { code: "invalid-value", field: "format" });
});
