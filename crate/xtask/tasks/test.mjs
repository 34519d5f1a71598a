// `npm test`: installs what is needed, a browser included, builds, and runs every suite. `npm test -- rust package` runs those
// two alone. A suite that fails does not keep the others from running; the last word is a table, and the exit code.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { browserArguments, installBrowser } from "./lib/browser.mjs";
import { main, Stop, say, step, summary } from "./lib/log.mjs";
import { packAndInstall } from "./lib/pack.mjs";
import { root, run } from "./lib/run.mjs";

const wasmTests = ["test", "--target", "wasm32-unknown-unknown", "--package", "aksnet-wasm"];

/** Each suite with what the table calls it. */
const suites = {
  rust: [
    "cargo test, the model and its face",
    () => run("cargo", ["test", "--no-fail-fast", "--", "--show-output"], { show: true }),
  ],
  "wasm-node": ["wasm-bindgen-test in Node", () => run("cargo", wasmTests, { show: true })],
  "wasm-browser": ["wasm-bindgen-test in Chromium", wasmInBrowser],
  package: ["the packed package in Node", packedPackage],
  sizes: ["size budget", () => run(process.execPath, ["bench/sizes.mjs"], { show: true })],
  pages: ["pages and elements in Chromium", pages],
};

async function wasmInBrowser({ browser, driver }) {
  const settings = join(root, "target", "webdriver.json");
  mkdirSync(join(root, "target"), { recursive: true });
  writeFileSync(settings, JSON.stringify({ "goog:chromeOptions": { binary: browser, args: browserArguments } }));
  await run("cargo", wasmTests, {
    show: true,
    env: {
      CHROMEDRIVER: driver,
      WASM_BINDGEN_USE_BROWSER: "1",
      WASM_BINDGEN_TEST_TIMEOUT: "120",
      WASM_BINDGEN_TEST_WEBDRIVER_JSON: settings,
    },
  });
}

async function packedPackage() {
  const packed = await packAndInstall();
  try {
    await nodeTests(["tests/node", "tests/pack", "tests/conformance"], {
      AKSNET_PACKED: packed.folder,
      AKSNET_TARBALL: packed.tarball,
    });
  } finally {
    packed.remove();
  }
}

async function pages({ browser }) {
  await nodeTests(["tests/browser", "www/elements"], { CHROME: browser });
}

/** Runs the *.test.mjs files under some folders in one go; Node prints "# pass" and its kin at the end. */
async function nodeTests(folders, env) {
  const files = folders.flatMap(testFiles);
  if (files.length === 0) throw new Stop(`no test file in ${folders.join(", ")}`);
  const options = ["--import", "./tests/node/packed.mjs", "--test", "--test-reporter=tap"];
  await run(process.execPath, [...options, ...files], { show: true, env });
}

function testFiles(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith(".test.mjs"))
    .sort()
    .map((name) => join(folder, name));
}

await main(async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in suites));
  if (unknown.length > 0)
    throw new Stop(`no suite is called ${unknown.join(", ")}; there are ${Object.keys(suites).join(", ")}`);
  const chosen = Object.entries(suites).filter(([name]) => wanted.length === 0 || wanted.includes(name));

  await build();
  let tools = {};
  if (chosen.some(([name]) => name === "wasm-browser" || name === "pages")) {
    await step("find or install a browser", async () => {
      tools = await installBrowser();
      return `ok, ${tools.browser}`;
    });
  }
  const failed = [];
  for (const [name, [title, suite]] of chosen) {
    try {
      await step(title, () => suite(tools).then(() => "ok"));
    } catch (error) {
      say(`    ${error instanceof Stop ? error.message : (error?.stack ?? error)}`);
      failed.push(name);
    }
  }
  summary();
  if (failed.length > 0) throw new Stop(`failed: ${failed.join(", ")}`);
  say("\nall suites passed");
});
