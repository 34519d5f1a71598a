// `npm run build`: the wasm module, the package in pkg/dist, the site in target/site. Each part is left out while its inputs
// are what they were.
import { pathToFileURL } from "node:url";
import { install } from "./lib/install.mjs";
import { main, step, summary } from "./lib/log.mjs";
import { buildModule } from "./lib/module.mjs";
import { buildPackage } from "./lib/package.mjs";
import { buildSite } from "./lib/site.mjs";

/** Installs and builds everything; the other tasks begin with it. */
export async function build() {
  await install();
  await buildModule();
  await step("bundle the package into pkg/dist", buildPackage);
  await step("build the site into target/site", buildSite);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(async () => {
    await build();
    summary();
  });
}
