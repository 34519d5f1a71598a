// What the build needs and a fresh machine lacks: npm's packages and the wasm target of Rust. Only Node's own modules are
// imported here, since nothing else is there yet.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Stop, step } from "./log.mjs";
import { answerOf, root, run } from "./run.mjs";

const target = "wasm32-unknown-unknown";

/** Ends with a message when the tools that cannot be installed from here are missing. */
export async function checkTools() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Stop(`Node ${process.versions.node} is too old: install Node 20.19 or newer`);
  }
  if ((await answerOf("cargo", ["--version"])) === undefined) {
    throw new Stop("cargo was not found: install Rust with rustup, https://rustup.rs");
  }
}

/** Whether node_modules holds exactly what package-lock.json names. */
export function packagesInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const there = JSON.parse(readFileSync(installed, "utf8")).packages;
  return Object.entries(wanted).every(([path, { version, optional, link }]) => {
    if (!path.startsWith("node_modules/")) return true;
    if (there[path] === undefined) return Boolean(optional);
    return link || there[path].version === version;
  });
}

export async function installPackages() {
  if (packagesInstalled()) return "unchanged";
  await run("npm", ["ci"], { what: "npm ci" });
  return "ok";
}

export async function installTarget() {
  const folder = await answerOf("rustc", ["--print", "target-libdir", "--target", target]);
  if (folder && existsSync(folder)) return "unchanged";
  if ((await answerOf("rustup", ["--version"])) === undefined) {
    throw new Stop(`Rust's ${target} target is missing, and so is rustup, which would install it: https://rustup.rs`);
  }
  await run("rustup", ["target", "add", target]);
  return "ok";
}

/** Everything that a build needs. */
export async function install() {
  await checkTools();
  await step("install npm packages", installPackages);
  await step(`install the target ${target}`, installTarget);
}
