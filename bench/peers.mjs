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
