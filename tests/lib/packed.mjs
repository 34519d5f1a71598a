// The packed and installed package: the one that `npm test` made, else one made here.
import { packAndInstall } from "../../crate/xtask/tasks/lib/pack.mjs";

/** The folder whose node_modules has "aksnet", the tarball, and what to call in the end. */
export async function packed() {
  const { AKSNET_PACKED: folder, AKSNET_TARBALL: tarball } = process.env;
  if (folder && tarball) return { folder, tarball, remove: () => {} };
  return packAndInstall();
}
