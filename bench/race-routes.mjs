// Look-ups in route tables of 400, 5,000 and 1,000,000 through the built package, against typed arrays written by hand and packages
// from npm. Every answer is compared with the others'. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import { init, load, partitionRoutes, RouteLookup } from "../pkg/dist/index.js";
import { routePeers } from "./peers.mjs";
import { writePrefix } from "./plain-carve.mjs";
import { byLength, threeLevels } from "./plain-routes.mjs";
import { checksum, race, seeded } from "./rounds.mjs";

const asked = 4096;
const goals = { loop: 1000, trie: 10, typed: 1.2, partition: 1000 };

const dotted = (number) => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
const network = (address, length) => (length === 0 ? 0 : (address & (-1 << (32 - length))) >>> 0);

/** kubenet's table of 397 nodes, the network, a private range and the default route. */
function nodes() {
  const pods = Array.from({ length: 397 }, (_, at) => [0x0af40000 + at * 256, 24]);
  return [[0, 0], [0x0a000000, 8], [0x0ae00000, 16], ...pods];
}

/** As many different prefixes, most of them /24, as tables of the Internet have them. */
function many(count) {
  const draw = seeded(count);
  const found = new Map([["0/0", [0, 0]]]);
  while (found.size < count) {
    const length = draw(10) < 6 ? 24 : 12 + draw(18);
    const first = network(draw(2 ** 32), length);
    found.set(`${first}/${length}`, [first, length]);
  }
  return [...found.values()];
}

/** Three of four within a route, the others anywhere. */
function destinations(routes) {
  const draw = seeded(11);
  return Uint32Array.from({ length: asked }, (_, at) => {
    if (at % 4 === 0) return draw(2 ** 32);
    const [first, length] = routes[draw(routes.length)];
    return first + draw(2 ** (32 - length));
  });
}

function contenders(routes, them) {
  const numbers = destinations(routes);
  const texts = Array.from(numbers, dotted);
  const rows = routes.map(([first, length]) => ({
    source: "User",
    state: "Active",
    addressPrefix: writePrefix(first, length),
    nextHopType: "Internet",
  }));
  const begun = performance.now();
  const table = new RouteLookup(rows);
  const built = performance.now() - begun;
  const typed = threeLevels(routes);
  const all = [
    { name: "aksnet RouteLookup", call: () => table.lookup(numbers), note: `built in ${built.toFixed(1)} ms` },
    { name: "typed arrays, three levels", call: () => typed(numbers) },
    ...(them ? them(routes, rows, texts) : []),
  ];
  const expected = byLength(routes)(numbers);
  return {
    free: () => table.free(),
    all: all.map((one) => {
      const upto = one.upto ?? asked;
      return { check: checksum, ...one, expected: checksum([...expected.subarray(0, upto)]) };
    }),
    counts: all.map((one) => one.upto ?? asked),
  };
}

function show(title, results, counts) {
  console.log(`\n${title}`);
  console.log(`${"".padEnd(32)} ${["ns each", "least", "ratio"].map((head) => head.padStart(10)).join(" ")}`);
  const each = results.map(({ median }, at) => (median * 1000) / counts[at]);
  for (const [at, { name, least, note }] of results.entries()) {
    const cells = [each[at].toFixed(2), ((least * 1000) / counts[at]).toFixed(2), (each[at] / each[0]).toFixed(2)];
    console.log(`${name.padEnd(32)} ${cells.map((cell) => cell.padStart(10)).join(" ")}${note ? `  ${note}` : ""}`);
  }
  const [own, typed] = each;
  const said = (met) => (met ? "met" : "missed");
  console.log(`goal ${goals.typed} of typed arrays: ${(own / typed).toFixed(2)}, ${said(own / typed <= goals.typed)}`);
  for (const [at, { goal }] of results.entries()) {
    if (!goal) continue;
    const ratio = each[at] / own;
    console.log(`goal ${goals[goal]} times ${results[at].name}: ${Math.round(ratio)}, ${said(ratio >= goals[goal])}`);
  }
}

/** A subnet whose table holds 400 routes, cut into ranges. */
function partition(rounds) {
  const routes = nodes()
    .slice(3)
    .map(([first, length], at) => ({
      name: `node${at}`,
      addressPrefix: writePrefix(first, length),
      nextHopType: "VirtualAppliance",
      nextHopIpAddress: dotted(0x0ae00004 + at),
    }));
  const request = {
    subnet: "nodes",
    environment: {
      virtualNetworks: [
        {
          name: "v",
          addressSpace: { addressPrefixes: ["10.224.0.0/16"] },
          subnets: [{ name: "nodes", addressPrefix: "10.224.0.0/20", routeTable: { id: "/routeTables/t" } }],
        },
      ],
      routeTables: [{ name: "t", id: "/routeTables/t", routes }],
    },
  };
  const count = partitionRoutes(request).length;
  const environment = load(request.environment);
  const of = (name, asked) => ({
    ...{ name, call: () => partitionRoutes(asked), check: (found) => found.length, expected: count },
  });
  const results = race(
    [of("read and cut", request), of("cut, of a loaded place", { ...request, environment })],
    rounds,
  );
  environment.free();
  console.log(`\n${routes.length} routes cut into ${count} ranges`);
  for (const { name, median } of results) {
    const met = median < goals.partition ? "met" : "missed";
    console.log(`${name.padEnd(32)} ${(median / 1000).toFixed(2)} ms; goal 1 ms ${met}`);
  }
}

/** Runs and prints all races; throws when an answer is wrong. */
export async function routeRaces({ rounds = 9 } = {}) {
  const them = await routePeers();
  console.log(`\nlook-ups of ${asked} destinations (Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)})`);
  for (const routes of [nodes(), many(5000), many(1_000_000)]) {
    const { all, counts, free } = contenders(routes, routes.length > 5000 ? undefined : them);
    const results = race(all, rounds).map((result, at) => ({ ...result, goal: routes.length === 400 && all[at].goal }));
    show(`${routes.length} routes`, results, counts);
    free();
  }
  partition(rounds);
  console.log(`load at the end ${loadavg()[0].toFixed(1)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await init();
  await routeRaces();
}
