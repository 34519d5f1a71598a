// Everything that is built into pkg/. The folder is assembled beside it and moved into place, so that whoever reads pkg/dist
// meanwhile sees the old one or the new one.
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { embed, embedModels, modules, tags } from "./bundle.mjs";
import { thirdParty } from "./licences.mjs";
import { root, run } from "./run.mjs";
import { unlessFresh } from "./stamp.mjs";

const dist = join(root, "pkg", "dist");
const next = join(root, "target", "next-dist");

const inputs = [
  "target/bindgen",
  "target/bindgen-sizing",
  "crate/aksnet",
  "crate/aksnet-wasm/js",
  "crate/aksnet-wasm/types",
  "crate/aksnet-wasm/types.d.ts",
  "www/elements",
  "crate/xtask/tasks/lib",
  "package.json",
  "package-lock.json",
  "Cargo.lock",
  "LICENSE-MIT",
  "LICENSE-APACHE",
];
const outputs = ["pkg/dist/index.js", "pkg/dist/limits.json", "pkg/LICENSE-MIT", "pkg/LICENSE-APACHE"];

export const buildPackage = () => unlessFresh("package", inputs, outputs, assemble);

async function assemble() {
  const { build } = await import("esbuild");
  rmSync(next, { recursive: true, force: true });
  mkdirSync(join(next, "elements"), { recursive: true });
  await build({ ...modules(), outdir: next });
  await build({ ...embed(), outdir: next });
  await build({ ...embedModels(), outdir: next });

  copyFileSync(join(root, "target/bindgen/aksnet.wasm"), join(next, "aksnet.wasm"));
  declarations();
  writeFileSync(join(next, "limits.json"), await limits());
  writeFileSync(join(next, "THIRD-PARTY.txt"), await thirdParty());
  for (const licence of ["LICENSE-MIT", "LICENSE-APACHE"])
    copyFileSync(join(root, licence), join(root, "pkg", licence));

  const old = join(root, "target", "old-dist");
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

/** The types are written by hand; each element's own entry has one class, which the elements' types describe. */
function declarations() {
  copyFileSync(join(root, "crate/aksnet-wasm/types.d.ts"), join(next, "index.d.ts"));
  for (const entry of ["slim", "embed", "elements"]) {
    copyFileSync(join(root, `crate/aksnet-wasm/types/${entry}.d.ts`), join(next, `${entry}.d.ts`));
  }
  for (const tag of tags()) {
    const name = tag.replaceAll(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
    writeFileSync(join(next, "elements", `${tag}.d.ts`), `export { ${name} } from "../elements.js";\n`);
  }
}

/** The facts with what their sources say, which the wasm module leaves out. */
const limits = () =>
  run("cargo", ["run", "--quiet", "--package", "aksnet", "--example", "limits"], { what: "limits.json" });
