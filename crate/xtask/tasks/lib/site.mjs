// The documentation site, built by Eleventy from www/site with the package that was just built.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { root, run } from "./run.mjs";
import { unlessFresh } from "./stamp.mjs";

const inputs = [
  "www/site",
  "www/elements/tokens",
  "pkg/dist",
  "tests/golden",
  "crate/aksnet-wasm/types.d.ts",
  "crate/aksnet/src/finding.rs",
  "package-lock.json",
  "crate/xtask/tasks/lib/site.mjs",
];

export const buildSite = () =>
  unlessFresh("site", inputs, ["target/site/index.html"], async () => {
    rmSync(join(root, "target/site"), { recursive: true, force: true });
    await run(process.execPath, ["node_modules/@11ty/eleventy/cmd.cjs", "--config=www/site/eleventy.config.js"], {
      what: "eleventy",
    });
  });
