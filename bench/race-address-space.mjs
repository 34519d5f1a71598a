// Address plans and overlaps through the built package, against packages from npm and against typed arrays written by hand. Every
// answer is compared with the others'. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import { findOverlaps, findOverlapsIPv4, init, limits, planAddressSpace } from "../pkg/dist/index.js";
import { clusters, estates, nested } from "./address-data.mjs";
import { peers } from "./peers.mjs";
import { carveNumbers, carveTexts, readPrefix, writePrefix } from "./plain-carve.mjs";
import { everyPair, sweep } from "./plain-overlaps.mjs";
import { checksum, race, seeded } from "./rounds.mjs";

const goals = { carve: 2000, overlaps: 1000 };

/** What the library keeps clear of without being told. The others are told. */
const kept = () =>
  limits()
    .filter(({ id }) => id === "forbidden-ranges" || id === "virtual-network-forbidden-ranges")
    .flatMap(({ value }) => value.split(", "));

const lengthOf = (prefix) => Number(prefix.slice(prefix.indexOf("/") + 1));

/**
 * The best fit as a user of a package writes it: free blocks as texts by length and in order, the smallest that holds a demand, and
 * `without(block, prefix)`, the package's, for what is left of that block. Cheaper than subtracting from the whole list each time.
 */
function carveBlocks(free, demands, without) {
  const byLength = Array.from({ length: 33 }, () => []);
  for (const block of free.toReversed()) byLength[lengthOf(block)].push(block);
  const found = [];
  const order = demands.map((_, at) => at).sort((a, b) => demands[a].prefixLength - demands[b].prefixLength);
  for (const at of order) {
    const { prefixLength } = demands[at];
    let held = prefixLength;
    while (held >= 0 && byLength[held].length === 0) held -= 1;
    if (held < 0) continue;
    const block = byLength[held].pop();
    const prefix = `${block.slice(0, block.indexOf("/"))}/${prefixLength}`;
    found[at] = prefix;
    if (held === prefixLength) continue;
    for (const rest of without(block, prefix)) byLength[lengthOf(rest)].push(rest);
  }
  return carved(demands, found, byLength.flat());
}

/** The same over the whole list, as the package's function takes it. */
function carveWhole(free, demands, without) {
  let left = free;
  const found = [];
  const order = demands.map((_, at) => at).sort((a, b) => demands[a].prefixLength - demands[b].prefixLength);
  for (const at of order) {
    const { prefixLength } = demands[at];
    let best;
    for (const block of left) {
      const length = lengthOf(block);
      if (length <= prefixLength && (best === undefined || length > lengthOf(best))) best = block;
    }
    if (best === undefined) continue;
    found[at] = `${best.slice(0, best.indexOf("/"))}/${prefixLength}`;
    left = without(left, found[at]);
  }
  return carved(demands, found, left);
}

function carved(demands, found, free) {
  const placed = [];
  const unplaced = [];
  for (const [at, { name }] of demands.entries()) {
    if (found[at] === undefined) unplaced.push(name);
    else placed.push({ name, prefix: found[at] });
  }
  return { placed, unplaced, free };
}

const inOrder = (prefixes) =>
  prefixes
    .map(readPrefix)
    .sort(([one, length], [other, longer]) => one - other || length - longer)
    .map(([first, length]) => writePrefix(first, length));

const planSum = ({ placed, unplaced, free }) =>
  checksum([...placed.map(({ name, prefix }) => `${name} ${prefix}`), "", ...unplaced, "", ...inOrder(free)]);

/** How users of packages would do it. */
function peerCarves({ addressSpace, demands }, excluded, { cidrTools, netparser }) {
  const unused = (block, prefixes) => netparser.findUnusedSubnets(block, prefixes) ?? [];
  // findUnusedSubnets of 1.9.0 gives space that is taken as free when a prefix lies in another or before the range. So it is only
  // told of those within, each once.
  const apart = () => netparser.summarize(excluded) ?? [];
  return [
    {
      name: "cidr-tools, block by block",
      call: () =>
        carveBlocks(inOrder(cidrTools.excludeCidr(addressSpace, excluded)), demands, (block, prefix) =>
          cidrTools.excludeCidr(block, prefix),
        ),
      check: planSum,
    },
    {
      name: "cidr-tools, the whole list",
      call: () => carveWhole(cidrTools.excludeCidr(addressSpace, excluded), demands, cidrTools.excludeCidr),
      check: planSum,
    },
    {
      name: "netparser, block by block",
      call: () => {
        const blocked = apart();
        const inside = (range) => blocked.filter((prefix) => netparser.networksIntersect(range, prefix));
        const free = addressSpace.flatMap((range) => unused(range, inside(range)));
        return carveBlocks(inOrder(free), demands, (block, prefix) => unused(block, [prefix]));
      },
      check: planSum,
    },
  ];
}

function carveContenders(request, them) {
  const { addressSpace, taken, onPremises, demands } = request;
  const clear = kept();
  const excluded = [...taken, ...onPremises, ...clear];
  const numbers = [addressSpace.map(readPrefix), excluded.map(readPrefix), demands.map((one) => one.prefixLength)];
  const asTexts = ({ firsts, free }) => {
    const found = demands.map(({ prefixLength }, at) =>
      firsts[at] < 0 ? undefined : writePrefix(firsts[at], prefixLength),
    );
    return carved(
      demands,
      found,
      Array.from(free, (key) => writePrefix(Math.floor(key / 64), key % 64)),
    );
  };
  const expected = planSum(carveTexts(request, clear));
  return [
    { name: "aksnet planAddressSpace", call: () => planAddressSpace(request), check: planSum },
    { name: "typed arrays, the same request", call: () => carveTexts(request, clear), check: planSum },
    {
      name: "typed arrays, numbers alone",
      call: () => carveNumbers(...numbers),
      check: (answer) => planSum(asTexts(answer)),
    },
    ...(them ? peerCarves(request, excluded, them) : []),
  ].map((contender) => ({ ...contender, expected }));
}

/** Packages compare two prefixes at a time: some of the pairs are asked, and the time of all is worked out from it. */
function pairwise(name, overlap, { prefixes, addresses, lengths }, count) {
  const draw = seeded(7);
  const asked = [];
  while (asked.length < count) {
    const [one, other] = [draw(prefixes.length), draw(prefixes.length)];
    if (one !== other) asked.push([one, other]);
  }
  const pairs = (prefixes.length * (prefixes.length - 1)) / 2;
  return {
    name,
    call: () => {
      let found = 0;
      for (const [one, other] of asked) if (overlap(prefixes[one], prefixes[other])) found += 1;
      return found;
    },
    check: (found) => found,
    expected: asked.filter(
      ([one, other]) => everyPair([addresses[one], addresses[other]], [lengths[one], lengths[other]]).length > 0,
    ).length,
    scale: pairs / count,
    note: `worked out from ${count} of ${pairs} pairs`,
  };
}

function overlapContenders(data, them) {
  const { prefixes, addresses, lengths } = data;
  const expected = checksum(everyPair(addresses, lengths));
  const exactly = [
    { name: "aksnet findOverlapsIPv4", call: () => findOverlapsIPv4(addresses, lengths), check: checksum },
    {
      name: "aksnet findOverlaps, texts",
      call: () => findOverlaps({ prefixes }),
      check: ({ pairs }) => checksum(pairs.flat()),
    },
    { name: "typed arrays, a sweep", call: () => sweep(addresses, lengths), check: checksum },
    { name: "typed arrays, every pair", call: () => everyPair(addresses, lengths), check: checksum },
  ].map((contender) => ({ ...contender, expected }));
  if (!them) return exactly;
  return [
    ...exactly,
    pairwise("cidr-tools, every pair", them.cidrTools.overlapCidr, data, 20_000),
    pairwise("netparser, every pair", them.netparser.networksIntersect, data, 2000),
  ];
}

function figure(microseconds) {
  if (microseconds < 1e4) return `${(microseconds / 1e3).toFixed(3)} ms`;
  return microseconds < 1e6 ? `${(microseconds / 1e3).toFixed(1)} ms` : `${(microseconds / 1e6).toFixed(1)} s`;
}

/** Prints a race: processor time at the median and at the least, time on the wall, and the ratio to the first. */
function show(title, results, goal) {
  const [first] = results;
  console.log(`\n${title}`);
  console.log(`${"".padEnd(32)} ${["median", "least", "wall", "ratio"].map((head) => head.padStart(10)).join(" ")}`);
  for (const { name, median, least, wall, note } of results) {
    const ratio = median / first.median;
    const cells = [
      figure(median),
      figure(least),
      figure(wall),
      ratio < 10 ? ratio.toFixed(2) : String(Math.round(ratio)),
    ];
    console.log(`${name.padEnd(32)} ${cells.map((cell) => cell.padStart(10)).join(" ")}${note ? `  ${note}` : ""}`);
  }
  console.log(`goal ${figure(goal)} for ${first.name}: ${first.median < goal ? "met" : "missed"} at the median`);
}

/** Runs and prints all races; throws when an answer is wrong. */
export async function races({ rounds = 9 } = {}) {
  const them = await peers();
  console.log(`\naddress plans (Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)}; ${rounds} rounds)`);
  console.log("processor time a call, at the median of the rounds and at the least; time on the wall at the median");
  for (const count of [300, 900]) {
    const request = estates(count);
    const title = `${count} demands of 300 clusters, 500 exclusions`;
    show(title, race(carveContenders(request, them), rounds), goals.carve);
  }
  for (const [title, data] of [
    ["overlaps among 10,000 prefixes of clusters", clusters()],
    ["overlaps among 10,000 prefixes of /16 to /28 in 10.0.0.0/8", nested()],
  ]) {
    const pairs = everyPair(data.addresses, data.lengths).length / 2;
    show(`${title}: ${pairs}`, race(overlapContenders(data, them), rounds), goals.overlaps);
  }
  console.log(`load at the end ${loadavg()[0].toFixed(1)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await init();
  await races();
}
