// `terraform show -json`, of a plan or a state: azurerm's resources in the form that az prints. What is known only after apply is absent.

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
/** The block of which there is one at most, and which Terraform prints as a list. */
const one = (value: unknown): Fields => listOf(value)[0] ?? {};

/** The documents of a plan or a state. */
export function fromTerraform(shown: Fields): unknown[] {
  const values = isFields(shown["planned_values"]) ? shown["planned_values"] : shown["values"];
  const resources = isFields(values) ? below(values["root_module"]) : [];
  const documents: Fields[] = [];
  for (const { type, values: fields } of resources) {
    const made = MAKERS[type]?.(fields);
    if (made) documents.push(made);
    else if (!(type in PARTS)) documents.push({ type: `terraform/${type}`, name: fields["name"] });
  }
  associate(resources, documents);
  return documents.map((document) => tidy(document));
}

interface Resource {
  type: string;
  values: Fields;
}

function below(module: unknown): Resource[] {
  if (!isFields(module)) return [];
  const own = listOf(module["resources"])
    .filter((resource) => resource["mode"] !== "data" && isFields(resource["values"]))
    .map((resource) => ({ type: String(resource["type"]), values: resource["values"] as Fields }));
  return [...own, ...listOf(module["child_modules"]).flatMap(below)];
}

const pool = (values: Fields, mode?: string): Fields => ({
  name: values["name"],
  mode: mode ?? values["mode"],
  osType: values["os_type"],
  count: values["node_count"],
  minCount: values["min_count"],
  maxCount: values["max_count"],
  enableAutoScaling: values["auto_scaling_enabled"] ?? values["enable_auto_scaling"],
  maxPods: values["max_pods"],
  upgradeSettings: { maxSurge: one(values["upgrade_settings"])["max_surge"] },
  vnetSubnetID: values["vnet_subnet_id"],
  podSubnetID: values["pod_subnet_id"],
  scaleSetPriority: values["priority"],
});

const route = (values: Fields): Fields => ({
  name: values["name"],
  addressPrefix: values["address_prefix"],
  nextHopType: values["next_hop_type"],
  nextHopIpAddress: values["next_hop_in_ip_address"],
});

const rule = (values: Fields): Fields => ({
  name: values["name"],
  priority: values["priority"],
  direction: values["direction"],
  access: values["access"],
  protocol: values["protocol"],
  sourcePortRange: values["source_port_range"],
  sourcePortRanges: values["source_port_ranges"],
  destinationPortRange: values["destination_port_range"],
  destinationPortRanges: values["destination_port_ranges"],
  sourceAddressPrefix: values["source_address_prefix"],
  sourceAddressPrefixes: values["source_address_prefixes"],
  destinationAddressPrefix: values["destination_address_prefix"],
  destinationAddressPrefixes: values["destination_address_prefixes"],
});

const subnet = (values: Fields): Fields => ({
  id: values["id"],
  name: values["name"],
  addressPrefix: values["address_prefix"],
  addressPrefixes: values["address_prefixes"],
  serviceEndpoints: (Array.isArray(values["service_endpoints"]) ? values["service_endpoints"] : []).map((service) => ({
    service,
  })),
  delegations: listOf(values["delegation"]).map((delegation) => ({
    serviceName: one(delegation["service_delegation"])["name"],
  })),
  networkSecurityGroup: values["security_group"] ? { id: values["security_group"] } : undefined,
});

const MAKERS: Record<string, (values: Fields) => Fields> = {
  azurerm_kubernetes_cluster: (values) => {
    const network = one(values["network_profile"]);
    return {
      type: "Microsoft.ContainerService/managedClusters",
      id: values["id"],
      name: values["name"],
      kubernetesVersion: values["kubernetes_version"],
      networkProfile: {
        networkPlugin: network["network_plugin"],
        networkPluginMode: network["network_plugin_mode"],
        networkPolicy: network["network_policy"],
        networkDataplane: network["network_data_plane"] ?? network["ebpf_data_plane"],
        podCidr: network["pod_cidr"],
        podCidrs: network["pod_cidrs"],
        serviceCidr: network["service_cidr"],
        serviceCidrs: network["service_cidrs"],
        dnsServiceIP: network["dns_service_ip"],
        outboundType: network["outbound_type"],
        loadBalancerSku: network["load_balancer_sku"],
        ipFamilies: network["ip_versions"],
      },
      agentPoolProfiles: [pool(one(values["default_node_pool"]), "System")],
      apiServerAccessProfile: {
        enablePrivateCluster: values["private_cluster_enabled"],
        subnetId: one(values["api_server_access_profile"])["subnet_id"],
      },
    };
  },
  azurerm_kubernetes_cluster_node_pool: (values) => ({
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    ...pool(values),
  }),
  azurerm_virtual_network: (values) => ({
    type: "Microsoft.Network/virtualNetworks",
    id: values["id"],
    name: values["name"],
    location: values["location"],
    addressSpace: { addressPrefixes: values["address_space"] },
    subnets: listOf(values["subnet"]).map(subnet),
  }),
  azurerm_subnet: (values) => ({
    type: "Microsoft.Network/virtualNetworks/subnets",
    ...subnet(values),
    // Before apply there is no id; the network's name tells where it belongs.
    id: values["id"] ?? `/virtualNetworks/${String(values["virtual_network_name"])}/subnets/${String(values["name"])}`,
  }),
  azurerm_route_table: (values) => ({
    type: "Microsoft.Network/routeTables",
    id: values["id"],
    name: values["name"],
    disableBgpRoutePropagation:
      values["bgp_route_propagation_enabled"] === undefined
        ? values["disable_bgp_route_propagation"]
        : values["bgp_route_propagation_enabled"] === false,
    routes: listOf(values["route"]).map(route),
  }),
  azurerm_network_security_group: (values) => ({
    type: "Microsoft.Network/networkSecurityGroups",
    id: values["id"],
    name: values["name"],
    securityRules: listOf(values["security_rule"]).map(rule),
  }),
};

const SUBNETS = "Microsoft.Network/virtualNetworks/subnets";
const last = (id: unknown) =>
  String(id ?? "")
    .split("/")
    .at(-1);

/** Resources that are part of others: of which document they are, and what they add to it. */
const PARTS: Record<
  string,
  { of: string; name: (values: Fields) => unknown; add: (whole: Fields, values: Fields) => void }
> = {
  azurerm_route: {
    of: "Microsoft.Network/routeTables",
    name: (values) => values["route_table_name"],
    add: (table, values) => (table["routes"] as Fields[]).push(route(values)),
  },
  azurerm_network_security_rule: {
    of: "Microsoft.Network/networkSecurityGroups",
    name: (values) => values["network_security_group_name"],
    add: (group, values) => (group["securityRules"] as Fields[]).push(rule(values)),
  },
  azurerm_subnet_route_table_association: {
    of: SUBNETS,
    name: (values) => last(values["subnet_id"]),
    add: (own, values) => {
      if (values["route_table_id"]) own["routeTable"] = { id: values["route_table_id"] };
    },
  },
  azurerm_subnet_network_security_group_association: {
    of: SUBNETS,
    name: (values) => last(values["subnet_id"]),
    add: (own, values) => {
      if (values["network_security_group_id"])
        own["networkSecurityGroup"] = { id: values["network_security_group_id"] };
    },
  },
  azurerm_virtual_network_peering: {
    of: "Microsoft.Network/virtualNetworks",
    name: (values) => values["virtual_network_name"],
    add: (network, values) => {
      if (!values["remote_virtual_network_id"]) return;
      const peerings = (network["virtualNetworkPeerings"] as Fields[] | undefined) ?? [];
      const remoteVirtualNetwork = { id: values["remote_virtual_network_id"] };
      const peering = { name: values["name"], remoteVirtualNetwork, useRemoteGateways: values["use_remote_gateways"] };
      network["virtualNetworkPeerings"] = [...peerings, peering];
    },
  },
};

function associate(resources: Resource[], documents: Fields[]): void {
  for (const { type, values } of resources) {
    const part = PARTS[type];
    if (!part) continue;
    const name = part.name(values);
    const whole = documents.find((document) => document["type"] === part.of && document["name"] === name);
    if (whole) part.add(whole, values);
  }
}

/** Without what is absent, null or empty, which az would not print either. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, tidy(item)] as const);
  const empty = (item: unknown) =>
    item === undefined || item === null || item === "" || (Array.isArray(item) && item.length === 0);
  return Object.fromEntries(entries.filter(([, item]) => !empty(item)));
}
