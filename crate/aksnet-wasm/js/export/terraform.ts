// A plan as Terraform, for the provider azurerm 4.
import type { Design } from "./design.ts";
import { remarks } from "./design.ts";

const label = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^(\d)/, "_$1");

export function terraform(design: Design): string {
  const lines = remarks(design).map((line) => `# ${line}`);
  lines.push(
    "",
    'variable "location" {',
    "  type = string",
    "}",
    "",
    'variable "resource_group_name" {',
    "  type = string",
    "}",
    "",
  );
  lines.push('variable "vm_size" {', "  type = string", "}", "");
  lines.push('resource "azurerm_virtual_network" "aks" {', '  name                = "aks-vnet"');
  lines.push("  location            = var.location", "  resource_group_name = var.resource_group_name");
  lines.push(`  address_space       = [${design.subnets.map(({ prefix }) => `"${prefix}"`).join(", ")}]`, "}", "");
  for (const subnet of design.subnets) {
    lines.push(`# ${subnet.role}: ${subnet.because}`, `resource "azurerm_subnet" "${label(subnet.name)}" {`);
    lines.push(`  name                 = "${subnet.name}"`, "  resource_group_name  = var.resource_group_name");
    lines.push(
      "  virtual_network_name = azurerm_virtual_network.aks.name",
      `  address_prefixes     = ["${subnet.prefix}"]`,
    );
    if (subnet.delegation) {
      lines.push(
        "",
        "  delegation {",
        `    name = "${subnet.name}"`,
        "",
        "    service_delegation {",
        `      name = "${subnet.delegation}"`,
        "    }",
        "  }",
      );
    }
    lines.push("}", "");
  }
  const nodes = design.subnets.find(({ role }) => role === "node");
  if (design.routeTable && nodes) {
    lines.push("# kubenet: AKS keeps a route to each node in this table.", 'resource "azurerm_route_table" "aks" {');
    lines.push(
      '  name                = "aks-routes"',
      "  location            = var.location",
      "  resource_group_name = var.resource_group_name",
      "}",
      "",
    );
    lines.push(
      'resource "azurerm_subnet_route_table_association" "aks" {',
      `  subnet_id      = azurerm_subnet.${label(nodes.name)}.id`,
    );
    lines.push("  route_table_id = azurerm_route_table.aks.id", "}", "");
  }
  lines.push(...cluster(design));
  return `${lines.join("\n").trimEnd()}\n`;
}

function cluster(design: Design): string[] {
  const [first, ...others] = design.pools;
  if (!first) return [];
  const lines = [
    'resource "azurerm_kubernetes_cluster" "aks" {',
    '  name                = "aks"',
    "  location            = var.location",
  ];
  lines.push(
    "  resource_group_name = var.resource_group_name",
    '  dns_prefix          = "aks"',
    "",
    "  identity {",
    '    type = "SystemAssigned"',
    "  }",
    "",
  );
  lines.push(
    "  default_node_pool {",
    `    name = "${first.name}"`,
    "    vm_size = var.vm_size",
    ...pool(design, first, "    "),
    "  }",
    "",
  );
  lines.push("  network_profile {", `    network_plugin = "${design.profile.networkPlugin}"`);
  if (design.profile.networkPluginMode) lines.push(`    network_plugin_mode = "${design.profile.networkPluginMode}"`);
  if (design.podCidrs[0]) lines.push(`    pod_cidr = "${design.podCidrs[0]}"`);
  lines.push("  }", "}", "");
  for (const other of others) {
    lines.push(`resource "azurerm_kubernetes_cluster_node_pool" "${other.name}" {`, `  name = "${other.name}"`);
    lines.push(
      "  kubernetes_cluster_id = azurerm_kubernetes_cluster.aks.id",
      "  vm_size = var.vm_size",
      ...pool(design, other, "  "),
      "}",
      "",
    );
  }
  return lines;
}

function pool(design: Design, own: Design["pools"][number], indent: string): string[] {
  const nodes = design.subnets.find(({ role }) => role === "node");
  const pods = design.subnets.find(({ role }) => role === "pod");
  const lines = [`node_count = ${own.count}`, `max_pods = ${own.maxPods}`];
  if (own.maxCount > own.count)
    lines.push("auto_scaling_enabled = true", `min_count = ${own.count}`, `max_count = ${own.maxCount}`);
  if (nodes) lines.push(`vnet_subnet_id = azurerm_subnet.${label(nodes.name)}.id`);
  if (pods) lines.push(`pod_subnet_id = azurerm_subnet.${label(pods.name)}.id`);
  lines.push("", "upgrade_settings {", `  max_surge = "${own.surge}"`, "}");
  return lines.map((line) => (line === "" ? "" : `${indent}${line}`));
}
