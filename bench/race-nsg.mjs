// A security group of a thousand rules, asked for many packets at once, against a loop over typed arrays written by hand. Every answer
// is compared. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { init, NsgLookup } from "../pkg/dist/index.js";
import { writePrefix } from "./plain-carve.mjs";
import { checksum, race, seeded } from "./rounds.mjs";

const goal = 60;
const asked = 100_000;
const draw = seeded(41);

const span = (length) => 2 ** (32 - length);
const network = () => {
  const length = 12 + draw(17);
  return [Math.floor(draw(2 ** 32) / span(length)) * span(length), length];
};

/** Rules of one prefix each way and one range of ports; some for any protocol. */
function rules(count) {
  return Array.from({ length: count }, (_, at) => {
    const [source, destination] = [at % 3 === 0 ? [0, 0] : network(), network()];
    const first = draw(60_000);
    return { source, destination, first, last: first + draw(5000), protocol: draw(3), allow: draw(2) === 1, at };
  });
}

/** Packets of which most meet a rule somewhere in the list. */
function packets(all) {
  const found = {
    protocols: new Uint8Array(asked),
    sources: new Uint32Array(asked),
    sourcePorts: new Uint16Array(asked),
    destinations: new Uint32Array(asked),
    destinationPorts: new Uint16Array(asked),
  };
  for (let at = 0; at < asked; at += 1) {
    const rule = all[draw(all.length)];
    const within = ([first, length]) => first + draw(span(length));
    found.protocols[at] = rule.protocol === 2 ? 17 : 6;
    found.sources[at] = within(rule.source);
    found.sourcePorts[at] = 1024 + draw(60_000);
    found.destinations[at] = within(rule.destination);
    found.destinationPorts[at] = at % 4 === 0 ? draw(65_536) : rule.first + draw(rule.last - rule.first + 1);
  }
  return found;
}

/** First match over typed arrays; the default rules behind them by their places. */
function loop(all) {
  const count = all.length;
  const column = (make, read) => make.from(all, read);
  const source = column(Uint32Array, (rule) => rule.source[0]);
  const sourceLast = column(Float64Array, (rule) => rule.source[0] + span(rule.source[1]) - 1);
  const destination = column(Uint32Array, (rule) => rule.destination[0]);
  const destinationLast = column(Float64Array, (rule) => rule.destination[0] + span(rule.destination[1]) - 1);
  const first = column(Uint32Array, (rule) => rule.first);
  const last = column(Uint32Array, (rule) => rule.last);
  const protocol = column(Uint8Array, (rule) => [0, 6, 17][rule.protocol]);
  return (asks) => {
    const out = new Int32Array(asks.protocols.length);
    for (let at = 0; at < out.length; at += 1) {
      const [from, to, port] = [asks.sources[at], asks.destinations[at], asks.destinationPorts[at]];
      let rule = 0;
      while (
        rule < count &&
        !(
          from >= source[rule] &&
          from <= sourceLast[rule] &&
          to >= destination[rule] &&
          to <= destinationLast[rule] &&
          port >= first[rule] &&
          port <= last[rule] &&
          (protocol[rule] === 0 || protocol[rule] === asks.protocols[at])
        )
      )
        rule += 1;
      out[at] = rule;
    }
    return out;
  };
}

/** What of the rest Azure's own three rules decide is compared as one: the loop knows no tags. */
const check = (count) => (places) => checksum([...places].map((place) => Math.min(place, count)));

/** Runs and prints; throws when an answer is wrong. */
export async function nsgRace({ rounds = 9 } = {}) {
  const all = rules(1000);
  const asks = packets(all);
  const group = {
    name: "g",
    securityRules: all.map((rule) => ({
      name: `r${rule.at}`,
      priority: 100 + rule.at,
      direction: "Inbound",
      access: rule.allow ? "Allow" : "Deny",
      protocol: ["*", "Tcp", "Udp"][rule.protocol],
      sourceAddressPrefix: writePrefix(...rule.source),
      sourcePortRange: "*",
      destinationAddressPrefix: writePrefix(...rule.destination),
      destinationPortRange: `${rule.first}-${rule.last}`,
    })),
  };
  const begun = performance.now();
  const table = new NsgLookup({ groups: [group], direction: "Inbound" });
  const built = performance.now() - begun;
  const plain = loop(all);
  const expected = check(all.length)(plain(asks));
  const contenders = [
    { name: "aksnet NsgLookup", call: () => table.evaluate(asks), note: `built in ${built.toFixed(1)} ms` },
    { name: "typed arrays, a loop", call: () => plain(asks) },
  ];
  const results = race(
    contenders.map((one) => ({ ...one, check: check(all.length), expected })),
    rounds,
  );
  console.log(
    `\n${asked} packets through 1,000 rules (Node ${process.versions.node}, load ${loadavg()[0].toFixed(1)})`,
  );
  const each = results.map(({ median }) => (median * 1000) / asked);
  for (const [at, { name, note }] of results.entries())
    console.log(`${name.padEnd(32)} ${each[at].toFixed(1).padStart(8)} ns each${note ? `  ${note}` : ""}`);
  console.log(
    `goal ${goal} ns: ${each[0] < goal ? "met" : "missed"}; ${(each[1] / each[0]).toFixed(1)} times the loop`,
  );
  table.free();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await init();
  await nsgRace();
}
