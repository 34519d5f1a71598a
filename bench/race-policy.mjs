// All pairs of pods under network policies, and one policy less, against an evaluator written by hand (`plain-policy.mjs`), which is
// asked a sample; the whole would take it minutes. Answers are compared first. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { init, load, reachability } from "../pkg/dist/index.js";
import { evaluator } from "./plain-policy.mjs";
import { cluster, PORTS } from "./policy-data.mjs";
import { median, seeded } from "./rounds.mjs";

const ports = PORTS.map((port) => ({ port }));
const asked = 200_000;

function timed(call) {
  const begun = performance.now();
  const answer = call();
  return [performance.now() - begun, answer];
}

/** The same pairs put to both: microseconds a question of the evaluator's, and how many were allowed. */
function compare(kubernetes, answer, count) {
  const plain = evaluator(kubernetes);
  const row = new Map(answer.workloads.flatMap(({ pods }, at) => pods.map((pod) => [pod, at])));
  const rows = plain.pods.map(({ namespace, name }) => row.get(`${namespace}/${name}`));
  const draw = seeded(29);
  // Half of the questions stay within a namespace, where policies allow most.
  const pairs = Array.from({ length: count }, (_, at) => {
    const from = draw(rows.length);
    const to = at % 2 === 0 ? draw(rows.length) : Math.floor(from / 50) * 50 + draw(50);
    return [from, to, draw(ports.length)];
  });
  const [took, expected] = timed(() => pairs.map(([from, to, port]) => plain.allows(from, to, PORTS[port])));
  let open = 0;
  for (const [at, [from, to, port]] of pairs.entries()) {
    if (from === to) continue;
    if (answer.allows(rows[from], rows[to], port) !== expected[at]) {
      throw new Error(`wrong: ${from} to ${to} on ${PORTS[port]} is ${expected[at]}`);
    }
    open += Number(expected[at]);
  }
  return { each: (took * 1000) / count, open };
}

const figure = (number) => number.toLocaleString("en", { maximumFractionDigits: number < 100 ? 2 : 0 });
const said = (what, own, goal, met = own <= goal) =>
  console.log(`  ${what.padEnd(46)} ${figure(own).padStart(12)}   goal ${figure(goal)} ${met ? "met" : "missed"}`);

function one(pods, policies, rounds, goals, options = {}) {
  const kubernetes = cluster(pods, policies, options);
  const title = options.unique ? ", each pod with a label of its own" : "";
  console.log(`\n${figure(pods)} pods, ${figure(policies)} policies, 16 ports${title}`);
  const first = [];
  const again = [];
  const less = [];
  let answer;
  for (let round = 0; round < rounds; round += 1) {
    const environment = load({ kubernetes });
    const [took, found] = timed(() => reachability({ environment, ports }));
    first.push(took);
    answer = found;
    again.push(timed(() => reachability({ environment, ports }))[0]);
    // Off and on again, another policy each time.
    for (let at = 0; at < 20; at += 1) {
      const name = `NetworkPolicy ns-${((at * 7) % policies) % (pods / 50)}/p-${(at * 7) % policies}`;
      less.push(timed(() => answer.without([name]))[0]);
    }
    if (round === rounds - 1) {
      const without = answer.without(["NetworkPolicy ns-0/p-0"]);
      const rest = kubernetes.filter(({ kind, metadata }) => kind !== "NetworkPolicy" || metadata.name !== "p-0");
      compare(rest, without, 20_000);
    }
    environment.free();
  }
  const { each, open } = compare(kubernetes, answer, asked);
  const all = pods * pods * ports.length;
  const own = median(first);
  said("all pairs, documents read, milliseconds", own, goals.all);
  console.log(`  ${"the same again".padEnd(46)} ${figure(median(again)).padStart(12)}`);
  said("one policy less, milliseconds", median(less), goals.less);
  const peer = (each * all) / 1000;
  console.log(
    `  ${"by hand, microseconds a question".padEnd(46)} ${figure(each).padStart(12)}   ${open} of ${asked} open`,
  );
  if (goals.ratio) said("by hand for all pairs, times as long", peer / own, goals.ratio, peer / own >= goals.ratio);
  return own;
}

/** Runs and prints all; throws when an answer is wrong. */
export async function policyRaces({ rounds = 7 } = {}) {
  console.log(`\nnetwork policies (Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)})`);
  const plain = one(10_000, 1000, rounds, { all: 10, less: 1, ratio: 100_000 });
  const unique = one(10_000, 1000, rounds, { all: 10, less: 1, ratio: 100_000 }, { unique: true });
  console.log(`  labels that no selector mentions: ${(unique / plain).toFixed(2)} times as long`);
  one(100_000, 10_000, 2, { all: 1000, less: 1 });
  console.log(`load at the end ${loadavg()[0].toFixed(1)}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await init();
  await policyRaces();
}
