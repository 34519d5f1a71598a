// A plan as `az` commands.
import type { Design, DesignedSubnet } from "./design.ts";
import { remarks } from "./design.ts";

const id = (subnet: DesignedSubnet) =>
  `"$(az network vnet subnet show --resource-group "$RESOURCE_GROUP" --vnet-name "$VNET" --name ${subnet.name} --query id --output tsv)"`;

export function az(design: Design): string {
  const lines = ["#!/bin/sh", ...remarks(design).map((line) => `# ${line}`), "set -eu"];
  lines.push('RESOURCE_GROUP="${RESOURCE_GROUP:-aks}"', 'VNET="${VNET:-aks-vnet}"', 'CLUSTER="${CLUSTER:-aks}"', "");
  lines.push(
    `az network vnet create --resource-group "$RESOURCE_GROUP" --name "$VNET" --address-prefixes ${design.subnets.map(({ prefix }) => prefix).join(" ")}`,
  );
  if (design.routeTable) {
    lines.push("# kubenet: AKS keeps a route to each node in this table.");
    lines.push('az network route-table create --resource-group "$RESOURCE_GROUP" --name aks-routes');
  }
  for (const subnet of design.subnets) {
    lines.push(`# ${subnet.role}: ${subnet.because}`);
    const more = [
      subnet.delegation ? ` --delegations ${subnet.delegation}` : "",
      design.routeTable && subnet.role === "node" ? " --route-table aks-routes" : "",
    ];
    lines.push(
      `az network vnet subnet create --resource-group "$RESOURCE_GROUP" --vnet-name "$VNET" --name ${subnet.name} --address-prefixes ${subnet.prefix}${more.join("")}`,
    );
  }
  lines.push("", ...cluster(design));
  return `${lines.join("\n")}\n`;
}

function cluster(design: Design): string[] {
  const nodes = design.subnets.find(({ role }) => role === "node");
  const pods = design.subnets.find(({ role }) => role === "pod");
  const api = design.subnets.find(({ role }) => role === "api-server");
  const [first, ...others] = design.pools;
  const { networkPlugin, networkPluginMode } = design.profile;
  const network = [`--network-plugin ${networkPlugin}`];
  if (networkPluginMode) network.push(`--network-plugin-mode ${networkPluginMode}`);
  if (design.podCidrs[0]) network.push(`--pod-cidr ${design.podCidrs[0]}`);
  const subnets: string[] = [];
  if (nodes) subnets.push(`--vnet-subnet-id ${id(nodes)}`);
  if (pods) subnets.push(`--pod-subnet-id ${id(pods)}`);
  if (pods && design.mode === "pod-subnet-static") subnets.push("--pod-ip-allocation-mode StaticBlock");
  const size = (pool: Design["pools"][number]) => [
    `--node-count ${pool.count} --max-pods ${pool.maxPods}`,
    ...(pool.maxCount > pool.count
      ? [`--enable-cluster-autoscaler --min-count ${pool.count} --max-count ${pool.maxCount}`]
      : []),
  ];
  const command = (words: string[]) => words.join(" \\\n  ");
  const lines: string[] = [];
  if (first) {
    const apiServer = api ? [`--enable-apiserver-vnet-integration --apiserver-subnet-id ${id(api)}`] : [];
    lines.push(
      command([
        'az aks create --resource-group "$RESOURCE_GROUP" --name "$CLUSTER" --generate-ssh-keys',
        ...network,
        ...subnets,
        ...apiServer,
        `--nodepool-name ${first.name}`,
        ...size(first),
      ]),
      `az aks nodepool update --resource-group "$RESOURCE_GROUP" --cluster-name "$CLUSTER" --name ${first.name} --max-surge ${first.surge}`,
    );
  }
  for (const pool of others) {
    lines.push(
      command([
        `az aks nodepool add --resource-group "$RESOURCE_GROUP" --cluster-name "$CLUSTER" --name ${pool.name} --max-surge ${pool.surge}`,
        ...subnets,
        ...size(pool),
      ]),
    );
  }
  return lines;
}
