// Real documents beside the repository: what az and ARM print. Absent on most machines.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../../shared/samples", import.meta.url));

/** The documents of one kind, or undefined where the folder is absent. */
export function samples(kind) {
  const path = join(folder, kind);
  if (!existsSync(path)) return undefined;
  return readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => ({ name, document: JSON.parse(readFileSync(join(path, name), "utf8")) }));
}

/** A list is unfolded; one document is a list of one. */
export const unfold = (document) => (Array.isArray(document.value) ? document.value : [document]);

/** The mode, worked out from the document alone: plugin, plugin mode, and whether a pool has a pod subnet. */
export function modeOf(cluster) {
  const { networkProfile: network = {}, agentPoolProfiles: pools = [] } = cluster.properties ?? cluster;
  const word = (text) => text?.toLowerCase();
  if (word(network.networkPlugin) === "kubenet") return "kubenet";
  if (word(network.networkPlugin) === "none") return "byo-cni";
  if (network.networkPlugin === undefined || word(network.networkPluginMode) === "overlay") return "overlay";
  const own = pools.find((pool) => pool.podSubnetID);
  if (own === undefined) return "node-subnet";
  return word(own.podIPAllocationMode) === "staticblock" ? "pod-subnet-static" : "pod-subnet-dynamic";
}
