// The model as one WebAssembly module: cargo, then wasm-bindgen, then wasm-opt. What comes out lies in target/bindgen.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { step } from "./log.mjs";
import { root, run } from "./run.mjs";
import { unlessFresh } from "./stamp.mjs";

const cargoTarget = process.env.CARGO_TARGET_DIR ?? "target";
const compiled = join(cargoTarget, "wasm32-unknown-unknown", "release", "aksnet_wasm.wasm");
const bindgen = "target/bindgen";

// Names and producers are of no use at run time and cost a third of the raw size.
const bindgenOptions = [
  ...["--target", "web", "--out-dir", bindgen, "--out-name", "aksnet", "--no-typescript"],
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
  await step("compile the model to wasm", async () => {
    const options = ["--release", "--target", "wasm32-unknown-unknown", "--package", "aksnet-wasm"];
    await run("cargo", ["build", ...options], { env: withoutPaths() });
  });
  await step("build the bindgen helper", async () => {
    await run("cargo", ["build", "--package", "xtask"]);
  });
  await step("bind and optimise the wasm", () =>
    unlessFresh(
      "module",
      [compiled, "Cargo.lock", "package-lock.json", "crate/xtask/tasks/lib/module.mjs"],
      [`${bindgen}/aksnet.js`, `${bindgen}/aksnet.wasm`],
      async () => {
        rmSync(join(root, bindgen), { recursive: true, force: true });
        await run("cargo", ["xtask", "bindgen", ...bindgenOptions, compiled], { what: "wasm-bindgen" });
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
    ),
  );
}
