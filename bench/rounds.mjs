// A race: all contenders in one process, each once a round, in an order that turns with the rounds. The first two rounds are
// left out: compilers are still at work in them.
import { performance } from "node:perf_hooks";

const shortest = 20_000;
const warming = 2;

/** Microseconds a call, of the processor and on the wall, in one sample of at least twenty milliseconds; and the last answer. */
function sample(call) {
  const clock = performance.now();
  const begun = process.cpuUsage();
  let calls = 0;
  let processor = 0;
  let answer;
  do {
    answer = call();
    calls += 1;
    const { user, system } = process.cpuUsage(begun);
    processor = user + system;
  } while (processor < shortest);
  return { processor: processor / calls, wall: ((performance.now() - clock) * 1000) / calls, answer };
}

export const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)];

/**
 * Races `contenders`: `{ name, call, check, scale? }`. `check` gives a checksum of an answer, and `expected` is what it has to be: a
 * wrong answer ends the race with an error. `scale` makes the whole of a sample.
 * @returns {{ name: string, median: number, least: number, wall: number, note?: string }[]} microseconds, in the order given
 */
export function race(contenders, rounds) {
  const samples = contenders.map(() => []);
  for (let round = 0; round < warming + rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const at = (turn + round) % contenders.length;
      const { name, call, check, expected, scale = 1 } = contenders[at];
      const { processor, wall, answer } = sample(call);
      const found = check(answer);
      if (found !== expected) throw new Error(`${name} answers wrongly: ${found} instead of ${expected}`);
      if (round >= warming) samples[at].push({ processor: processor * scale, wall: wall * scale });
    }
  }
  return contenders.map(({ name, note }, at) => {
    const processor = samples[at].map((one) => one.processor);
    const wall = median(samples[at].map((one) => one.wall));
    return { name, note, median: median(processor), least: Math.min(...processor), wall };
  });
}

/** The checksum of texts or numbers: FNV-1a over their characters, or over the numbers themselves. */
export function checksum(items) {
  let sum = 0x811c9dc5;
  const add = (number) => {
    sum = Math.imul(sum ^ number, 0x01000193) >>> 0;
  };
  for (const item of items) {
    if (typeof item === "number") add(item);
    else for (let at = 0; at <= item.length; at += 1) add(at < item.length ? item.charCodeAt(at) : 10);
  }
  return `${items.length} of ${sum.toString(16)}`;
}

/** Numbers from 0 to `below` without it, the same ones in every run. */
export function seeded(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
