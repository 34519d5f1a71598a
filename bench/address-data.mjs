// Made-up address plans for the races, the same ones in every run.
import { writePrefix } from "./plain-carve.mjs";
import { seeded } from "./rounds.mjs";

const ten = 10 * 2 ** 24;
const oneSevenTwo = 172 * 2 ** 24 + 16 * 2 ** 16;

/** A prefix of a length somewhere in a range. */
const within = (draw, first, rangeLength, length) => first + draw(2 ** (length - rangeLength)) * 2 ** (32 - length);

/** An estate of 300 clusters with 500 prefixes taken: one demand a cluster, or three (nodes, pods, API server). */
export function estates(count) {
  const draw = seeded(count);
  const exclusion = () => {
    const length = 16 + draw(13);
    return draw(4) > 0
      ? writePrefix(within(draw, ten, 8, length), length)
      : writePrefix(within(draw, oneSevenTwo, 12, length), length);
  };
  const each = count / 300;
  const demands = Array.from({ length: count }, (_, at) => {
    const cluster = `cluster-${Math.floor(at / each)}`;
    if (each === 1) return { name: cluster, prefixLength: 19 + draw(6) };
    return [
      { name: `${cluster}-nodes`, prefixLength: 22 + draw(3) },
      { name: `${cluster}-pods`, prefixLength: 18 + draw(4) },
      { name: `${cluster}-api`, prefixLength: 28 },
    ][at % each];
  });
  return {
    addressSpace: ["10.0.0.0/8", "172.16.0.0/12"],
    taken: Array.from({ length: 400 }, exclusion),
    onPremises: Array.from({ length: 100 }, exclusion),
    demands,
  };
}

/** Pairs of first address and length, shuffled, as numbers and as texts. */
function listed(pairs, draw) {
  const order = pairs.slice();
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = draw(at + 1);
    [order[at], order[other]] = [order[other], order[at]];
  }
  return {
    prefixes: order.map(([first, length]) => writePrefix(first, length)),
    addresses: Uint32Array.from(order, ([first]) => first),
    lengths: Uint8Array.from(order, ([, length]) => length),
  };
}

/**
 * Forty kubenet clusters: in each a route of 240 nodes to their /24, a network, eight subnets, and an old range in the
 * company's own network. Few overlap: networks with their subnets, and one company range over one cluster's pods.
 */
export function clusters() {
  const pairs = [];
  for (let cluster = 0; cluster < 40; cluster += 1) {
    const pods = ten + cluster * 2 ** 16;
    for (let node = 0; node < 240; node += 1) pairs.push([pods + node * 256, 24]);
    const network = oneSevenTwo + cluster * 2 ** 12;
    pairs.push([network, 20]);
    for (let subnet = 0; subnet < 8; subnet += 1) pairs.push([network + subnet * 256, 24]);
    pairs.push(cluster === 17 ? [pods, 16] : [ten + (100 + cluster) * 2 ** 16, 16]);
  }
  return listed(pairs, seeded(40));
}

/** Ten thousand prefixes thrown into one /8: many lie in many. */
export function nested() {
  const draw = seeded(8);
  const pairs = Array.from({ length: 10_000 }, () => {
    const length = 16 + draw(13);
    return [within(draw, ten, 8, length), length];
  });
  return listed(pairs, draw);
}
