// Loaded with `node --import`: lets "aksnet" and "aksnet/…" mean the package that was packed and installed in the folder named
// by AKSNET_PACKED, not the workspace. Without that variable they resolve as usual.
import { register } from "node:module";
import { pathToFileURL } from "node:url";

const folder = process.env.AKSNET_PACKED;
if (folder) {
  register("./support/resolve.mjs", { parentURL: import.meta.url, data: { base: pathToFileURL(`${folder}/`).href } });
}
