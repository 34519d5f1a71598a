// The models as WebAssembly modules: cargo, then wasm-bindgen, then wasm-opt. The one with all of them lies in target/bindgen, the one
// that only sizes, which embed.js begins with, in target/bindgen-sizing.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { step } from "./log.mjs";
import { root, run } from "./run.mjs";
import { unlessFresh } from "./stamp.mjs";

const cargoTarget = process.env.CARGO_TARGET_DIR ?? "target";
const compiledIn = (folder) => join(folder, "wasm32-unknown-unknown", "release", "aksnet_wasm.wasm");

/** Each module: where cargo builds it, with which options, and where it ends. Two folders, since cargo gives both one name. */
const modules = [
  { name: "module", folder: cargoTarget, features: [], bindgen: "target/bindgen" },
  {
    name: "module-sizing",
    folder: join(cargoTarget, "sizing"),
    features: ["--no-default-features"],
    bindgen: "target/bindgen-sizing",
  },
];

// Names and producers are of no use at run time and cost a third of the raw size.
const bindgenOptions = (folder) => [
  ...["--target", "web", "--out-dir", folder, "--out-name", "aksnet", "--no-typescript"],
  ...["--remove-name-section", "--remove-producers-section"],
];

/**
 * Panic messages carry the paths of their sources, which are those of this machine for crates from a registry. They are cut to
 * the crate's name and version, so that every machine builds the same bytes.
 */
function withoutPaths() {
  const sources = join(process.env.CARGO_HOME ?? join(homedir(), ".cargo"), "registry", "src");
  const folders = existsSync(sources) ? readdirSync(sources) : [];
  const flags = folders.map((name) => `--remap-path-prefix=${join(sources, name)}=`);
  // The separator that cargo takes for options which may hold blanks.
  return { CARGO_ENCODED_RUSTFLAGS: flags.join("\x1f") };
}

export async function buildModule() {
  await step("fetch the crates", async () => {
    await run("cargo", ["fetch", "--locked"]);
  });
  await step("compile the models to wasm", async () => {
    for (const { folder, features } of modules) {
      const options = ["--release", "--target", "wasm32-unknown-unknown", "--package", "aksnet-wasm", ...features];
      await run("cargo", ["build", ...options, "--target-dir", folder], { env: withoutPaths() });
    }
  });
  await step("build the bindgen helper", async () => {
    await run("cargo", ["build", "--package", "xtask"]);
  });
  await step("bind and optimise the wasm", async () => {
    for (const each of modules) await bind(each);
  });
}

const bind = ({ name, folder, bindgen }) =>
  unlessFresh(
    name,
    [compiledIn(folder), "Cargo.lock", "package-lock.json", "crate/xtask/tasks/lib/module.mjs"],
    [`${bindgen}/aksnet.js`, `${bindgen}/aksnet.wasm`],
    async () => {
      rmSync(join(root, bindgen), { recursive: true, force: true });
      await run("cargo", ["xtask", "bindgen", ...bindgenOptions(bindgen), compiledIn(folder)], {
        what: "wasm-bindgen",
      });
      await run(
        process.execPath,
        [
          "node_modules/binaryen/bin/wasm-opt",
          "-Oz",
          // Functions with one caller inlined make larger ones that compress worse.
          "--one-caller-inline-max-function-size",
          "0",
          `${bindgen}/aksnet_bg.wasm`,
          "-o",
          `${bindgen}/aksnet.wasm`,
        ],
        { what: "wasm-opt" },
      );
    },
  );
