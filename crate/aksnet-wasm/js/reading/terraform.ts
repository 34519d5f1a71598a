// `terraform show -json`, of a plan or a state: azurerm's resources in the form that az prints. What is known only after apply is absent,
// but for ids of resources in the same plan, to which the configuration refers.
import { type Fields, fieldsOf, isFields, lastOf, listOf, one, textOf } from "./fields.ts";
import { type Addresses, References } from "./references.ts";

export interface Planned {
  documents: Fields[];
  left: string[];
}

interface Resource {
  address: string;
  type: string;
  values: Fields;
}

/** The documents of a plan or a state. */
export function fromTerraform(shown: Fields): Planned {
  const values = isFields(shown["planned_values"]) ? shown["planned_values"] : shown["values"];
  const resources = isFields(values) ? below(values["root_module"], 0) : [];
  const addresses: Addresses = new Map(resources.map(({ address, ...rest }) => [address, rest]));
  const references = new References(shown["configuration"], addresses);
  const left: string[] = [];
  for (const resource of resources) complete(resource, references);
  const documents: Fields[] = [];
  const others = new Map<string, number>();
  for (const { type, values: fields } of resources) {
    const made = MAKERS[type]?.(fields);
    if (made) documents.push(made);
    else if (!(type in PARTS)) others.set(type, (others.get(type) ?? 0) + 1);
  }
  left.push(...associate(resources, documents));
  for (const [type, count] of others)
    documents.push({ type: `terraform/${type}`, name: count > 1 ? `${type} (${count})` : type });
  return { documents: documents.map((document) => tidy(document) as Fields), left };
}

function below(module: unknown, depth: number): Resource[] {
  if (!isFields(module) || depth > 50) return [];
  const own = listOf(module["resources"])
    .filter((resource) => resource["mode"] !== "data" && isFields(resource["values"]))
    .map((resource) => ({
      address: textOf(resource["address"]),
      type: textOf(resource["type"]),
      values: { ...fieldsOf(resource["values"]) },
    }));
  return [...own, ...listOf(module["child_modules"]).flatMap((child) => below(child, depth + 1))];
}

/** Ids before apply: of the kind and the name that the plan has. */
const idOf = ({ type, values }: { type: string; values: Fields }): string | undefined => {
  if (values["id"]) return textOf(values["id"]);
  const name = textOf(values["name"]);
  if (name === "") return undefined;
  if (type === "azurerm_subnet") return subnetId(values);
  const kind = KINDS[type];
  return kind && `/providers/${kind}/${name}`;
};
const subnetId = (values: Fields): string =>
  `/providers/Microsoft.Network/virtualNetworks/${textOf(values["virtual_network_name"])}/subnets/${textOf(values["name"])}`;

const KINDS: Record<string, string> = {
  azurerm_virtual_network: "Microsoft.Network/virtualNetworks",
  azurerm_route_table: "Microsoft.Network/routeTables",
  azurerm_network_security_group: "Microsoft.Network/networkSecurityGroups",
  azurerm_nat_gateway: "Microsoft.Network/natGateways",
  azurerm_kubernetes_cluster: "Microsoft.ContainerService/managedClusters",
};

/** Fields that hold an id or a name of another resource. */
const REFERRING = [
  ...["vnet_subnet_id", "pod_subnet_id", "subnet_id", "route_table_id", "network_security_group_id", "nat_gateway_id"],
  ...["remote_virtual_network_id", "kubernetes_cluster_id"],
];
const NAMING = ["virtual_network_name", "route_table_name", "network_security_group_name"];

/** Puts in what the configuration refers to, where the plan has no value. */
function complete({ address, values }: Resource, references: References): void {
  const fill = (fields: Fields, path: (string | number)[]) => {
    for (const field of REFERRING) {
      if (fields[field]) continue;
      const found = references.of(address, [...path, field]);
      const id = found && idOf(found);
      if (id) fields[field] = id;
    }
  };
  fill(values, []);
  for (const field of NAMING) {
    if (values[field]) continue;
    const name = references.of(address, [field])?.values["name"];
    if (name) values[field] = name;
  }
  for (const block of ["default_node_pool", "api_server_access_profile"]) {
    const own = { ...one(values[block]) };
    fill(own, [block, 0]);
    if (Object.keys(own).length > 0) values[block] = [own];
  }
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
  upgradeSettings: {
    maxSurge: one(values["upgrade_settings"])["max_surge"],
    maxUnavailable: one(values["upgrade_settings"])["max_unavailable"],
  },
  vnetSubnetID: values["vnet_subnet_id"],
  podSubnetID: values["pod_subnet_id"],
  scaleSetPriority: values["priority"],
});

const loadBalancer = (values: Fields): Fields => ({
  allocatedOutboundPorts: values["outbound_ports_allocated"],
  idleTimeoutInMinutes: values["idle_timeout_in_minutes"],
  managedOutboundIPs: { count: values["managed_outbound_ip_count"], countIPv6: values["managed_outbound_ipv6_count"] },
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
        loadBalancerProfile: loadBalancer(one(network["load_balancer_profile"])),
        natGatewayProfile: {
          managedOutboundIPProfile: { count: one(network["nat_gateway_profile"])["managed_outbound_ip_count"] },
        },
      },
      agentPoolProfiles: [pool(one(values["default_node_pool"]), "System")],
      apiServerAccessProfile: {
        enablePrivateCluster: values["private_cluster_enabled"],
        enableVnetIntegration: one(values["api_server_access_profile"])["virtual_network_integration_enabled"],
        subnetId: one(values["api_server_access_profile"])["subnet_id"],
      },
    };
  },
  azurerm_kubernetes_cluster_node_pool: (values) => ({
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    id: values["kubernetes_cluster_id"]
      ? `${textOf(values["kubernetes_cluster_id"])}/agentPools/${textOf(values["name"])}`
      : undefined,
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
    id: values["id"] ?? subnetId(values),
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
    name: (values) => lastOf(values["subnet_id"]),
    add: (own, values) => {
      if (values["route_table_id"]) own["routeTable"] = { id: values["route_table_id"] };
    },
  },
  azurerm_subnet_network_security_group_association: {
    of: SUBNETS,
    name: (values) => lastOf(values["subnet_id"]),
    add: (own, values) => {
      if (values["network_security_group_id"])
        own["networkSecurityGroup"] = { id: values["network_security_group_id"] };
    },
  },
  azurerm_subnet_nat_gateway_association: {
    of: SUBNETS,
    name: (values) => lastOf(values["subnet_id"]),
    add: (own, values) => {
      if (values["nat_gateway_id"]) own["natGateway"] = { id: values["nat_gateway_id"] };
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

/** Adds the parts to what they are of; says which have no place. */
function associate(resources: Resource[], documents: Fields[]): string[] {
  const left: string[] = [];
  for (const { address, type, values } of resources) {
    const part = PARTS[type];
    if (!part) continue;
    const name = part.name(values);
    const whole = documents.find((document) => document["type"] === part.of && document["name"] === name);
    if (whole) part.add(whole, values);
    else left.push(`${address} is left out: what it belongs to is not in the plan`);
  }
  return left;
}

/** Without what is absent, null or empty, which az would not print either. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, tidy(item)] as const);
  const empty = (item: unknown) =>
    item === undefined ||
    item === null ||
    item === "" ||
    (Array.isArray(item) && item.length === 0) ||
    (isFields(item) && Object.keys(item).length === 0);
  return Object.fromEntries(entries.filter(([, item]) => !empty(item)));
}
