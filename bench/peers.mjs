// The packages to race against: installed into bench/node_modules when first asked for, exactly as bench/package-lock.json has
// them. The product never sees them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "../crate/xtask/tasks/lib/run.mjs";

const folder = join(root, "bench");
const lock = (path) => JSON.parse(readFileSync(join(folder, path), "utf8")).packages;

function installed() {
  if (!existsSync(join(folder, "node_modules/.package-lock.json"))) return false;
  const there = lock("node_modules/.package-lock.json");
  return Object.entries(lock("package-lock.json")).every(
    ([path, { version }]) => path === "" || there[path]?.version === version,
  );
}

/** The peers' modules; nothing when they cannot be installed, which is said. */
export async function peers() {
  try {
    if (!installed()) await run("npm", ["ci"], { cwd: folder, what: "npm ci in bench" });
  } catch (error) {
    console.log(`skipped: the packages from npm (${error.message})`);
    return undefined;
  }
  const { default: netparser } = await import("netparser");
  return { cidrTools: await import("cidr-tools"), netparser };
}

/** The packages that find routes: a loop over ipaddr.js, and a trie. */
export async function routePeers() {
  if (!(await peers())) return undefined;
  const { default: ipaddr } = await import("ipaddr.js");
  const { default: LongestPrefixMatch } = await import("longest-prefix-match");
  return (routes, rows, texts) => {
    const parsed = rows.map(({ addressPrefix }) => ipaddr.parseCIDR(addressPrefix));
    const loop = (text) => {
      const address = ipaddr.parse(text);
      let best = -1;
      for (let at = 0; at < parsed.length; at += 1)
        if (address.match(parsed[at]) && (best < 0 || routes[at][1] > routes[best][1])) best = at;
      return best;
    };
    const few = texts.slice(0, 64);
    const trie = new LongestPrefixMatch();
    for (const [at, { addressPrefix }] of rows.entries()) trie.addPrefix(addressPrefix, at);
    // It never finds 0.0.0.0/0, so that one is given to it by hand.
    const fallback = routes.findIndex(([, length]) => length === 0);
    const prefixes = texts.map((text) => `${text}/32`);
    return [
      {
        name: "longest-prefix-match, a trie",
        call: () => prefixes.map((prefix) => trie.getMatch(prefix)[0] ?? fallback),
        goal: "trie",
      },
      { name: "ipaddr.js, a loop", call: () => few.map(loop), upto: few.length, goal: "loop" },
    ];
  };
}
