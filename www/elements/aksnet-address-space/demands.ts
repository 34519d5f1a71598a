import type { planAddressSpace } from "aksnet";
import { type Entry, entry } from "../lib/request.ts";

type Plan = ReturnType<typeof planAddressSpace>;

/** A subnet that is asked for; the length as it was typed. */
export interface Demand {
  name: string;
  prefixLength: Entry;
}

/** The signs that separate demands, and the one that stands for them in a name. */
const written: readonly [string, string][] = [
  ["%", "%25"],
  [",", "%2C"],
  [";", "%3B"],
  ["\n", "%0A"],
];

/** "prod=20, test=22" as demands; what follows the last "=" is the length, with its slash or without. */
export function read(text: string): Demand[] {
  const items = text
    .split(/[,;\n]/)
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return items.map((item) => {
    const cut = item.lastIndexOf("=");
    const name = cut < 0 ? item : item.slice(0, cut).trim();
    const length = cut < 0 ? "" : item.slice(cut + 1).trim();
    const plain = written.reduceRight((all, [sign, code]) => all.replaceAll(code, sign), name);
    return { name: plain, prefixLength: entry(length.replace(/^\//, "")) };
  });
}

/** Demands as the text that `read` reads. */
export const write = (demands: readonly Demand[]): string =>
  demands
    .map(({ name, prefixLength }) => {
      const safe = written.reduce((all, [sign, code]) => all.replaceAll(sign, code), name);
      return `${safe}=${prefixLength}`;
    })
    .join(", ");

/** Two halves of a demand; nothing where its length is no number, or the longest. */
export function split({ name, prefixLength }: Demand): [Demand, Demand] | undefined {
  if (typeof prefixLength !== "number" || prefixLength >= 128) return undefined;
  const half = prefixLength + 1;
  return [
    { name: `${name}-1`, prefixLength: half },
    { name: `${name}-2`, prefixLength: half },
  ];
}

/** Two demands of one length as one that is twice as large; nothing for others. Halves get back the name that they were split from. */
export function joined(one: Demand, other: Demand): Demand | undefined {
  const { prefixLength } = one;
  if (typeof prefixLength !== "number" || prefixLength < 1 || other.prefixLength !== prefixLength) return undefined;
  const whole = one.name.replace(/-1$/, "");
  const halves = one.name === `${whole}-1` && other.name === `${whole}-2`;
  return { name: halves ? whole : one.name, prefixLength: prefixLength - 1 };
}

/** The prefix of each demand, in their order; nothing for one that has no room. Names may come twice: equal ones are placed in turn. */
export function prefixes(demands: readonly Demand[], { placed }: Plan): (string | undefined)[] {
  let next = 0;
  return demands.map(({ name, prefixLength }) => {
    const one = placed[next];
    if (one?.name !== name || !one.prefix.endsWith(`/${prefixLength}`)) return undefined;
    next += 1;
    return one.prefix;
  });
}

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** What was placed, as CSV. */
export const csv = ({ placed }: Plan): string =>
  ["name,prefix", ...placed.map(({ name, prefix }) => `${quoted(name)},${prefix}`)].join("\n");

/** A word of a command as a POSIX shell takes it. */
const word = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);

/** What was placed, as commands for the reader to run. */
export const commands = ({ placed }: Plan, group: string, network: string): string =>
  placed
    .map(
      ({ name, prefix }) =>
        `az network vnet subnet create --resource-group ${word(group)} --vnet-name ${word(network)} --name ${word(name)} --address-prefixes ${prefix}`,
    )
    .join("\n");
