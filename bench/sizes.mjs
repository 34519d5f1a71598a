// What users download, in bytes after brotli at its highest quality, against budget.json. A figure above its limit fails, and so
// does one that grew by more than two percent over what was recorded; `npm run bench -- --record` records anew. A goal that is not
// reached is said, and does not fail.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { elementsAlone } from "../crate/xtask/tasks/lib/bundle.mjs";
import { root } from "../crate/xtask/tasks/lib/run.mjs";

const budgetFile = join(root, "bench", "budget.json");
const growth = 1.02;

function packed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
}

/** Each figure of budget.json as it is now. */
async function measure() {
  const { build } = await import("esbuild");
  const bundled = async (wanted) => packed((await build(elementsAlone(wanted))).outputFiles[0].contents);
  const file = (path) => readFileSync(join(root, "pkg/dist", path));
  return {
    "aksnet.wasm": packed(file("aksnet.wasm")),
    // Inside of embed.js: planSizing and compareModes alone.
    "sizing.wasm": packed(readFileSync(join(root, "target/bindgen-sizing/aksnet.wasm"))),
    // The budget of 20,000 bytes is for these three; each of the others comes as an entry of its own too.
    "sizing, compare, paste": await bundled(["aksnet-sizing", "aksnet-compare", "aksnet-paste"]),
    "all elements": await bundled(),
    "embed.js": packed(file("embed.js")),
    "embed-models.js": packed(file("embed-models.js")),
  };
}

/** Compares with the budget, prints a table, gives what is over; with `record`, what was measured becomes the record. */
export async function checkSizes({ record = false } = {}) {
  const budget = JSON.parse(readFileSync(budgetFile, "utf8"));
  const now = await measure();
  const faults = [];
  for (const [name, bytes] of Object.entries(now)) {
    const { limit, goal, recorded } = budget[name];
    const bound = goal ? `goal ${goal}${bytes > goal ? ", MISSED" : ""}` : `limit ${limit ?? "none"}`;
    console.log(`${name.padEnd(26)} ${String(bytes).padStart(7)} bytes brotli, recorded ${recorded}, ${bound}`);
    if (limit && bytes > limit) faults.push(`${name}: ${bytes} bytes, ${bytes - limit} over its limit of ${limit}`);
    else if (!record && bytes > recorded * growth) {
      faults.push(
        `${name}: ${bytes} bytes, more than two percent over the recorded ${recorded}; if it is meant, npm run bench -- --record`,
      );
    }
    budget[name].recorded = record ? bytes : recorded;
  }
  if (record) writeFileSync(budgetFile, `${JSON.stringify(budget, undefined, 2)}\n`);
  return faults;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const faults = await checkSizes();
  for (const fault of faults) console.error(`over budget: ${fault}`);
  process.exit(faults.length > 0 ? 1 : 0);
}
