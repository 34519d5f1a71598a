// `npm run check`: formats, lints, types and the package's manifest. `npm run format` repairs what can be repaired.
import { join } from "node:path";
import { install } from "./lib/install.mjs";
import { main, Stop, say, step, summary } from "./lib/log.mjs";
import { buildModule } from "./lib/module.mjs";
import { packAndInstall } from "./lib/pack.mjs";
import { buildPackage } from "./lib/package.mjs";
import { answerOf, root, run } from "./lib/run.mjs";

const fix = process.argv.includes("--fix");
const tool = (path) => join(root, "node_modules", path);
const node = (path, ...args) => run(process.execPath, [tool(path), ...args], { what: path });

const checks = [
  ["cargo fmt", () => run("cargo", ["fmt", "--all", ...(fix ? [] : ["--check"])])],
  ["biome", () => node("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ...(fix ? ["--write"] : []))],
  ...(fix
    ? []
    : [
        ["clippy", () => run("cargo", ["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])],
        ["clippy, for wasm", () => run("cargo", [...clippyForWasm, "--", "--deny", "warnings"])],
        ["cargo doc", () => run("cargo", ["doc", "--no-deps"], { env: { RUSTDOCFLAGS: "--deny warnings" } })],
        ["tsc", () => node("typescript/bin/tsc", "--project", ".")],
        ["cargo deny", deny],
        ["publint and attw on the packed package", manifest],
      ]),
];
const clippyForWasm = ["clippy", "--package", "aksnet-wasm", "--target", "wasm32-unknown-unknown", "--all-targets"];

/** Bans, licences and sources; none of them asks the network. */
async function deny() {
  if ((await answerOf("cargo", ["deny", "--version"])) === undefined) return "skipped: cargo-deny is not installed";
  await run("cargo", ["deny", "--offline", "check", "bans", "licenses", "sources"]);
  return "ok";
}

async function manifest() {
  await buildModule();
  await buildPackage();
  const packed = await packAndInstall();
  try {
    await node("publint/src/cli.js", "run", packed.tarball, "--strict");
    // The wasm file and the JSON have no types, and need none.
    await node(
      "@arethetypeswrong/cli/dist/index.js",
      ...[packed.tarball, "--profile", "esm-only", "--exclude-entrypoints", "./aksnet.wasm", "./limits.json"],
    );
  } finally {
    packed.remove();
  }
}

await main(async () => {
  await install();
  const failed = [];
  for (const [name, check] of checks) {
    try {
      await step(name, () => check().then((said) => (said?.startsWith("skipped") ? said : "ok")));
    } catch (error) {
      say(`    ${error instanceof Stop ? error.message : (error?.stack ?? error)}`);
      failed.push(name);
    }
  }
  summary();
  if (failed.length > 0)
    throw new Stop(`failed: ${failed.join(", ")}${fix ? "" : "; npm run format repairs what can be repaired"}`);
});
