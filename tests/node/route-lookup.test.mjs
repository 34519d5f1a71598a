// Many look-ups at once, against one question each.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, effectiveRoutes, init, RouteLookup, selectRoute } from "aksnet";

before(() => init());

const number = (address) => address.split(".").reduce((sum, byte) => sum * 256 + Number(byte), 0);
const environment = {
  virtualNetworks: [
    {
      name: "v",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [{ name: "s", addressPrefix: "10.0.0.0/24", routeTable: { id: "t" } }],
    },
  ],
  routeTables: [
    {
      name: "t",
      routes: [
        { name: "nva", addressPrefix: "10.0.0.0/24", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.9.4" },
        { name: "tag", addressPrefix: "Sql", nextHopType: "Internet" },
        { name: "one", addressPrefix: "10.0.0.9/32", nextHopType: "None" },
      ],
    },
  ],
  gatewayRoutes: [{ addressPrefix: "10.0.3.0/24" }, { addressPrefix: "10.9.0.0/16" }],
};

test("a look-up says what selectRoute says", () => {
  const routes = effectiveRoutes({ environment, subnet: "s" });
  const table = new RouteLookup(routes);
  const asked = ["10.0.0.8", "10.0.0.9", "10.0.3.7", "10.9.1.1", "10.77.0.1", "8.8.8.8", "0.0.0.0", "255.255.255.255"];
  const found = table.lookup(Uint32Array.from(asked, number));
  assert.ok(found instanceof Int32Array);
  asked.forEach((destination, at) => {
    const { winner } = selectRoute({ environment, subnet: "s", destination });
    assert.deepEqual(routes[found[at]], winner, destination);
  });
  // The gateway's longer route within the network's own range never wins.
  assert.equal(routes[found[2]].source, "Default");
  table.free();
  table.free();
  assert.throws(() => table.lookup(new Uint32Array(1)), { name: "AksnetError", code: "freed-lookup" });
});

test("a route table's own routes, and nothing where none holds", () => {
  const table = new RouteLookup(environment.routeTables[0]);
  assert.deepEqual(
    [...table.lookup(Uint32Array.of(number("10.0.0.1"), number("10.0.0.9"), number("1.1.1.1")))],
    [0, 2, -1],
  );
  table.free();
});

test("what cannot be a table is refused with its place", () => {
  assert.throws(() => new RouteLookup([{ addressPrefix: "10.0.0.1/8" }]), {
    code: "invalid-prefix",
    field: "routes[0].addressPrefix",
    help: "did you mean 10.0.0.0/8?",
  });
  for (const wrong of [undefined, null, 5, "x", {}]) {
    assert.throws(
      () => new RouteLookup(wrong),
      (error) => error instanceof AksnetError && error.code === "invalid-type",
    );
  }
  assert.throws(() => new RouteLookup([{}]), { code: "missing-field", field: "routes[0].addressPrefix" });
  const table = new RouteLookup([]);
  assert.deepEqual([...table.lookup(Uint32Array.of(1))], [-1]);
  assert.throws(() => table.lookup([1]), { code: "invalid-type" });
});
