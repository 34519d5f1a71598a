// planSizing of ten node pools through the built package, raced against the same arithmetic on plain objects in JavaScript.
import { planSizing } from "../pkg/dist/index.js";

const pools = Array.from({ length: 10 }, (_, index) => ({
  name: `pool${index}`,
  mode: index === 0 ? "System" : "User",
  count: 3 + index,
  maxPods: 30 + index,
  upgradeSettings: { maxSurge: index % 2 === 0 ? "1" : "33%" },
}));
const request = { cluster: { networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: pools } };

/** The least that the question needs, without a check, a source or a finding: the physical limit of the comparison. */
function plainly({ cluster }) {
  let needed = 0;
  for (const { count, maxPods, upgradeSettings } of cluster.agentPoolProfiles) {
    const { maxSurge } = upgradeSettings;
    const surge = maxSurge.endsWith("%") ? Math.ceil((count * Number(maxSurge.slice(0, -1))) / 100) : Number(maxSurge);
    needed += (count + surge) * (1 + maxPods);
  }
  let prefixLength = 29;
  while (2 ** (32 - prefixLength) - 5 < needed) prefixLength -= 1;
  return { needed, prefixLength };
}

/**
 * Microseconds of processor time a call, in one sample of at least twenty milliseconds. Processor time, since the clock on the
 * wall also counts what other programs do meanwhile.
 */
function sample(call) {
  let calls = 0;
  const begun = process.cpuUsage();
  let passed = 0;
  while (passed < 20_000) {
    for (let turn = 0; turn < 50; turn += 1) call(request);
    calls += 50;
    const { user, system } = process.cpuUsage(begun);
    passed = user + system;
  }
  return passed / calls;
}

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

/** Both contenders in turn, once a round, the first round left out. */
export function race(rounds = 15) {
  const { needed, prefixLength } = planSizing(request).subnets[0];
  const plain = plainly(request);
  if (plain.needed !== needed || plain.prefixLength !== prefixLength) {
    throw new Error(`the contenders differ: ${needed} /${prefixLength} and ${plain.needed} /${plain.prefixLength}`);
  }
  const library = [];
  const objects = [];
  for (let round = 0; round < rounds; round += 1) {
    const contenders = [() => library.push(sample(planSizing)), () => objects.push(sample(plainly))];
    for (const turn of round % 2 === 0 ? contenders : contenders.reverse()) turn();
  }
  return { library: median(library.slice(1)), objects: median(objects.slice(1)) };
}
