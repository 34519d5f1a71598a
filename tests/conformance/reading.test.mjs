// Every real document, read: a table of file, kind, taken and ignored.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { init, inspect, readDocuments } from "aksnet";

const folder = fileURLToPath(new URL("../../../shared/samples", import.meta.url));
const skip = existsSync(folder) ? false : "skipped: the samples are not beside this clone";
const files = (path) =>
  readdirSync(path).flatMap((name) => {
    const at = join(path, name);
    return statSync(at).isDirectory() ? files(at) : [at];
  });
/** What each folder holds, by what its name says. */
const KIND = {
  "aks-arm": ["ManagedCluster"],
  "nodepool-arm": ["AgentPool"],
  "vnet-arm": ["VirtualNetwork"],
  "subnet-arm": ["Subnet"],
  // One of them is of Virtual WAN, which is another resource.
  "route-table-arm": ["RouteTable", "unknown"],
  "nsg-arm": ["NetworkSecurityGroup"],
  "effective-nsg-arm": ["EffectiveNetworkSecurityGroup"],
  "effective-routes-arm": ["EffectiveRoutes"],
  "effective-routes-table": ["EffectiveRoutes"],
};

test("every sample is read, and none as something that it is not", { skip }, async () => {
  await init();
  const rows = [];
  for (const file of files(folder).filter((name) => !name.endsWith(".md"))) {
    const name = relative(folder, file);
    // np-guard's expected answers are no document of a cluster's.
    if (name.endsWith("connlist_output.json")) continue;
    const { environment, receipt, findings } = await readDocuments(readFileSync(file, "utf8"));
    // A list without anything in it is read too, and said to be empty.
    if (receipt.length === 0)
      assert.deepEqual(
        findings.map(({ code }) => code),
        ["document-none"],
        name,
      );
    assert.deepEqual(
      findings.filter(({ severity }) => severity === "error").map(({ message }) => message),
      [],
      name,
    );
    const wanted = KIND[name.split("/")[0]];
    if (wanted) for (const { kind } of receipt) assert.ok(wanted.includes(kind), `${name}: ${kind}`);
    for (const { document, kind, taken, ignored } of receipt)
      rows.push([name, document, kind, taken.length, ignored.length].join(" | "));
    const thrown = inspect(environment).filter(({ code }) => code === "invalid-type" || code === "invalid-value");
    assert.deepEqual(thrown, [], name);
  }
  console.log(rows.join("\n"));
  console.log(`${rows.length} documents of the samples read`);
});
