// Redacted places get the answers that they got before, and nothing of what was taken out is left.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { init, planSizing, reachability, readDocuments, redact, routeHttp, selectRoute } from "aksnet";
import { samples } from "./support/samples.mjs";

const suites = new URL("../../../shared/conformance/", import.meta.url);
const skip = existsSync(suites) ? false : "skipped: the conformance suites are not beside this clone";
const cases = (name) =>
  readFileSync(new URL(name, suites), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
await init();

test("policies: all pairs of np-guard's cases", { skip }, () => {
  let asked = 0;
  for (const { test: name, objects } of cases("npguard.jsonl")) {
    const before = reachability({ environment: { kubernetes: objects } });
    const environment = redact({ kubernetes: objects });
    const after = reachability({ environment });
    assert.deepEqual(after.bits, before.bits, name);
    assert.equal(after.connections().length, before.connections().length, name);
    asked += after.workloads.length ** 2 * after.ports.length;
    const text = JSON.stringify(environment);
    for (const { kind, metadata } of objects) {
      if (kind !== "Pod" || ["default", "kube-system"].includes(metadata.namespace ?? "default")) continue;
      assert.ok(!text.includes(`"${metadata.name}"`), `${name}: ${metadata.name} is left`);
      assert.ok(!text.includes(`"${metadata.namespace}"`), `${name}: ${metadata.namespace} is left`);
    }
  }
  console.log(`${asked} pairs and ports answered alike`);
});

test("HTTP: which status, how many backends, with which weights", { skip }, () => {
  let asked = 0;
  for (const { objects, cases: list } of cases("gatewayapi.jsonl")) {
    const environment = { kubernetes: objects };
    const redacted = redact(environment);
    for (const { Request: request } of list ?? []) {
      // A host in the question would have to be replaced with the place's.
      if (!request?.Path || request.Host) continue;
      const http = { host: "example.com", path: request.Path || "/", headers: request.Headers ?? {} };
      const answers = [environment, redacted].map((place) => {
        const { status, backends, invalid } = routeHttp({ environment: place, http });
        return {
          status,
          weights: backends.map(({ weight, port }) => [weight, port]),
          invalid: invalid.map(({ weight }) => weight),
        };
      });
      assert.deepEqual(answers[1], answers[0]);
      asked += 1;
    }
  }
  assert.ok(asked > 20);
  console.log(`${asked} requests answered alike`);
});

test("sizing: real clusters need what they needed", async () => {
  const clusters = samples("aks-arm");
  if (clusters === undefined) return console.log("skipped: ../shared/samples/aks-arm is not here");
  for (const { name, document } of clusters) {
    const { environment } = await readDocuments(JSON.stringify(document));
    const after = redact(environment);
    const told = ({ mode, addresses, limits }) => [
      mode,
      addresses,
      limits.map(({ limit, used, allowed }) => [limit, used, allowed]),
    ];
    assert.deepEqual(
      told(planSizing({ cluster: after.cluster })),
      told(planSizing({ cluster: environment.cluster })),
      name,
    );
    const text = JSON.stringify(after);
    assert.ok(!/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}/.test(text), name);
    assert.ok(!text.includes("hcp."), name);
  }
});

test("routes: public addresses are told apart as before, and are others", () => {
  const environment = {
    virtualNetworks: [
      {
        id: "/subscriptions/8b7b4b1e-1111-4222-8333-123456789abc/resourceGroups/contoso/providers/Microsoft.Network/virtualNetworks/contoso-hub",
        name: "contoso-hub",
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        subnets: [
          { name: "Contoso-Aks", addressPrefix: "10.0.0.0/24", routeTable: { id: "/x/routeTables/contoso-rt" } },
        ],
      },
    ],
    routeTables: [
      {
        name: "contoso-rt",
        routes: [
          { name: "contoso-1", addressPrefix: "52.14.8.0/24", nextHopType: "None" },
          { name: "contoso-2", addressPrefix: "52.14.8.128/25", nextHopType: "Internet" },
          {
            name: "contoso-3",
            addressPrefix: "52.14.8.200/32",
            nextHopType: "VirtualAppliance",
            nextHopIpAddress: "10.0.9.4",
          },
        ],
      },
    ],
    hosts: ["52.14.8.1", "52.14.8.129", "52.14.8.200", "52.14.9.1"].map((address, at) => ({
      name: `contoso-host-${at}`,
      address,
    })),
  };
  const after = redact(environment);
  const text = JSON.stringify(after).toLowerCase();
  for (const gone of ["contoso", "8b7b4b1e", "52.14.8.", "52.14.9.1"]) assert.ok(!text.includes(gone), gone);
  const hop = (place, subnet, destination) =>
    selectRoute({ environment: place, subnet, destination }).winner.nextHopType;
  environment.hosts.forEach(({ address }, at) => {
    assert.equal(
      hop(after, after.virtualNetworks[0].subnets[0].name, after.hosts[at].address),
      hop(environment, "Contoso-Aks", address),
      address,
    );
  });
  assert.deepEqual(redact(environment), after);
});
