// A plan as Bicep.
import type { Design, DesignedSubnet } from "./design.ts";
import { remarks } from "./design.ts";

const NETWORK = "2024-05-01";
const CLUSTER = "2025-05-01";
const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
const idOf = (subnet: DesignedSubnet) =>
  `resourceId('Microsoft.Network/virtualNetworks/subnets', vnetName, ${quoted(subnet.name)})`;

export function bicep(design: Design): string {
  const lines = remarks(design).map((line) => `// ${line}`);
  lines.push(
    "",
    "param location string = resourceGroup().location",
    "param vnetName string = 'aks-vnet'",
    "param clusterName string = 'aks'",
    "@description('The size of the nodes, for example one that az vm list-skus names.')",
    "param vmSize string",
    "",
  );
  if (design.routeTable) {
    lines.push(
      "// kubenet: AKS keeps a route to each node in this table.",
      `resource routes 'Microsoft.Network/routeTables@${NETWORK}' = {`,
      "  name: 'aks-routes'",
      "  location: location",
      "}",
      "",
    );
  }
  lines.push(
    `resource vnet 'Microsoft.Network/virtualNetworks@${NETWORK}' = {`,
    "  name: vnetName",
    "  location: location",
  );
  lines.push("  properties: {", "    addressSpace: {", "      addressPrefixes: [");
  for (const { prefix } of design.subnets) lines.push(`        ${quoted(prefix)}`);
  lines.push("      ]", "    }", "    subnets: [");
  for (const subnet of design.subnets) lines.push(...subnetLines(subnet, design));
  lines.push("    ]", "  }", "}", "", ...cluster(design));
  return `${lines.join("\n")}\n`;
}

function subnetLines(subnet: DesignedSubnet, design: Design): string[] {
  const lines = [
    `      // ${subnet.role}: ${subnet.because}`,
    "      {",
    `        name: ${quoted(subnet.name)}`,
    "        properties: {",
    `          addressPrefix: ${quoted(subnet.prefix)}`,
  ];
  if (subnet.delegation) {
    lines.push("          delegations: [", "            {", `              name: ${quoted(subnet.name)}`);
    lines.push(
      "              properties: {",
      `                serviceName: ${quoted(subnet.delegation)}`,
      "              }",
      "            }",
      "          ]",
    );
  }
  if (design.routeTable && subnet.role === "node") {
    lines.push("          routeTable: {", "            id: routes.id", "          }");
  }
  lines.push("        }", "      }");
  return lines;
}

function cluster(design: Design): string[] {
  const nodes = design.subnets.find(({ role }) => role === "node");
  const pods = design.subnets.find(({ role }) => role === "pod");
  const lines = [
    `resource cluster 'Microsoft.ContainerService/managedClusters@${CLUSTER}' = {`,
    "  name: clusterName",
    "  location: location",
    "  identity: {",
    "    type: 'SystemAssigned'",
    "  }",
    "  dependsOn: [",
    "    vnet",
    "  ]",
    "  properties: {",
    "    dnsPrefix: clusterName",
    "    networkProfile: {",
    `      networkPlugin: ${quoted(design.profile.networkPlugin)}`,
  ];
  if (design.profile.networkPluginMode)
    lines.push(`      networkPluginMode: ${quoted(design.profile.networkPluginMode)}`);
  if (design.podCidrs[0]) lines.push(`      podCidr: ${quoted(design.podCidrs[0])}`);
  lines.push("    }", "    agentPoolProfiles: [");
  for (const [at, pool] of design.pools.entries()) {
    lines.push("      {", `        name: ${quoted(pool.name)}`, `        mode: ${at === 0 ? "'System'" : "'User'"}`);
    lines.push("        vmSize: vmSize", `        count: ${pool.count}`, `        maxPods: ${pool.maxPods}`);
    if (pool.maxCount > pool.count) {
      lines.push(
        "        enableAutoScaling: true",
        `        minCount: ${pool.count}`,
        `        maxCount: ${pool.maxCount}`,
      );
    }
    lines.push("        upgradeSettings: {", `          maxSurge: ${quoted(String(pool.surge))}`, "        }");
    if (nodes) lines.push(`        vnetSubnetID: ${idOf(nodes)}`);
    if (pods) lines.push(`        podSubnetID: ${idOf(pods)}`);
    if (pods && design.mode === "pod-subnet-static") lines.push("        podIPAllocationMode: 'StaticBlock'");
    lines.push("      }");
  }
  lines.push("    ]", "  }", "}");
  return lines;
}
