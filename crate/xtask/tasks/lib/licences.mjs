// The licences of what is compiled or bundled into the package, which their terms want to travel with it.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root, run } from "./run.mjs";

const bundled = ["js-yaml", "lit", "lit-element", "lit-html", "@lit/reactive-element"];
const isLicence = (name) => /^(licen[cs]e|copying|notice)/i.test(name);

export async function thirdParty() {
  const parts = [];
  for (const name of bundled) {
    const folder = join(root, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    parts.push(part(name, version, license, folder));
  }
  for (const { name, version, license, manifest_path: path } of await crates()) {
    parts.push(part(name, version, license, dirname(path)));
  }
  return `Parts of other works are in this package. Each is named with its version, its licence and its text.\n${parts.join("")}`;
}

function part(name, version, licence, folder) {
  const texts = readdirSync(folder).filter(isLicence).sort();
  // Of a choice between MIT and others, MIT is the one used.
  const mit = texts.filter((file) => /mit/i.test(file));
  const chosen = /\bMIT\b/.test(licence) && mit.length > 0 ? mit : texts;
  const body = chosen.map((file) => readFileSync(join(folder, file), "utf8").trim()).join("\n\n");
  return `\n${"=".repeat(80)}\n${name} ${version} (${licence})\n\n${body}\n`;
}

/** The crates that aksnet-wasm links for the wasm target: normal dependencies only, and no procedural macros. */
async function crates() {
  const metadata = JSON.parse(
    await run(
      "cargo",
      ["metadata", "--format-version", "1", "--locked", "--filter-platform", "wasm32-unknown-unknown"],
      {
        what: "cargo metadata",
      },
    ),
  );
  const packages = new Map(metadata.packages.map((one) => [one.id, one]));
  const nodes = new Map(metadata.resolve.nodes.map((node) => [node.id, node]));
  const found = new Set();
  const visit = (id) => {
    const isMacro = packages.get(id).targets.some((target) => target.kind.includes("proc-macro"));
    if (found.has(id) || isMacro) return;
    found.add(id);
    for (const { pkg, dep_kinds: kinds } of nodes.get(id).deps) if (kinds.some(({ kind }) => kind === null)) visit(pkg);
  };
  visit(metadata.packages.find((one) => one.name === "aksnet-wasm").id);
  return [...found]
    .map((id) => packages.get(id))
    .filter((one) => one.source !== null)
    .sort((a, b) => a.name.localeCompare(b.name));
}
