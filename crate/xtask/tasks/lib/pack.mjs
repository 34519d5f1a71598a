// The package as npm would publish it, installed in a folder outside of the repository, where nothing of ours can help it.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, run } from "./run.mjs";

/** Packs pkg/ and installs the tarball. Gives the tarball, the folder that has it in node_modules, and a function that removes it. */
export async function packAndInstall() {
  const into = join(root, "target", "pack");
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  await run("npm", ["pack", "--pack-destination", into], { cwd: join(root, "pkg"), what: "npm pack" });
  const tarball = join(
    into,
    readdirSync(into).find((name) => name.endsWith(".tgz")),
  );
  const folder = mkdtempSync(join(tmpdir(), "aksnet-packed-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], { cwd: folder, what: "npm install" });
  return { tarball, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
