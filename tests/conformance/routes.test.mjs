// Azure's own effective routes, recorded, against ours for the network that they show. Differences are named one by one. The
// recordings are not ours to copy: where they are absent the test says that it is skipped.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";
import { effectiveRoutes, init } from "../../pkg/dist/index.js";

const folder = join(root, "../shared/samples");
const skip = existsSync(folder) ? false : "skipped: no recordings beside the repository";
const line = (source, state, prefix, hop) => [source, state, prefix, hop].join(" ");

function recorded() {
  const found = [];
  for (const kind of ["effective-routes-arm", "effective-routes-table"]) {
    for (const name of readdirSync(join(folder, kind)).sort()) {
      const text = readFileSync(join(folder, kind, name), "utf8");
      const rows = name.endsWith(".json")
        ? JSON.parse(text).value.flatMap(({ source, state, addressPrefix, nextHopType }) =>
            addressPrefix.map((prefix) => line(source, state, prefix, nextHopType)),
          )
        : text
            .trim()
            .split("\n")
            .slice(2)
            .map((row) => line(...row.trim().split(/\s+/).slice(0, 4)));
      found.push({ name, rows });
    }
  }
  return found;
}

/** Ours, as lines. */
function ours(space, gatewayRoutes) {
  const environment = {
    virtualNetworks: [{ name: "v", addressSpace: { addressPrefixes: [space] }, subnets: [{ name: "s" }] }],
    gatewayRoutes,
  };
  return effectiveRoutes({ environment, subnet: "s" }).map((row) =>
    line(row.source, row.state, row.addressPrefix, row.nextHopType),
  );
}

const without = (some, others) => some.filter((one) => !others.includes(one));

test("a network of its own: what is documented agrees; Azure drops more ranges than it documents", {
  skip,
}, async () => {
  await init();
  const plain = recorded().filter(({ rows }) => rows.includes("Default Active 10.0.0.0/16 VnetLocal"));
  assert.equal(plain.length, 2);
  for (const { name, rows } of plain) {
    const own = ours("10.0.0.0/16", []);
    // 172.16.0.0/12 is documented, and in one recording of the two; older ones have its like in other pieces.
    assert.deepEqual(
      without(own, rows).filter((row) => row !== "Default Active 172.16.0.0/12 None"),
      [],
      name,
    );
    // Loopback, the benchmarking range and blocks of public addresses that the documentation does not list. They differ between
    // the recordings, so the model does not guess them.
    for (const row of without(rows, own)) {
      assert.match(
        row,
        /^Default Active (127\.0\.0\.0\/8|198\.18\.0\.0\/15|20\.35\.|23\.103\.|25\.|40\.10[89]\.|104\.14[67]\.|157\.59\.)\S* None$|^Default Active (127\.0\.0\.0\/8|198\.18\.0\.0\/15) None$/,
        name,
      );
    }
  }
});

test("a hub's routes: the gateway's agree, a hub's row of source Default is no gateway's", { skip }, async () => {
  await init();
  const [hub, ...none] = recorded().filter(({ rows }) => rows.includes("Default Active 10.1.0.0/24 VnetLocal"));
  assert.deepEqual(none, []);
  const own = ours("10.1.0.0/24", [{ addressPrefix: "0.0.0.0/0", source: "BGP" }]);
  // A Virtual WAN hub's connection hands 10.0.0.0/8 to the network as a system route. Hubs are not modelled.
  assert.deepEqual(without(hub.rows, own), ["Default Active 10.0.0.0/8 VirtualNetworkGateway"]);
  // The recording leaves Invalid rows out, and is cut short: the None routes are missing from it.
  assert.deepEqual(without(own, hub.rows), [
    "Default Invalid 0.0.0.0/0 Internet",
    ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].map(
      (range) => `Default Active ${range} None`,
    ),
  ]);
});
