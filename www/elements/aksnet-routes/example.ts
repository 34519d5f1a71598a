import type { Environment } from "aksnet";

const appliance = "10.0.100.4";
const through = { nextHopType: "VirtualAppliance", nextHopIpAddress: appliance } as const;

/** The network of Azure's own page on routing: a subnet with a table, one without, a peering, a VPN, a service endpoint. */
export const example = (): Environment => ({
  virtualNetworks: [
    {
      name: "VNet1",
      addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
      subnets: [
        {
          name: "Subnet1",
          addressPrefix: "10.0.0.0/24",
          routeTable: { id: "table" },
          serviceEndpoints: [{ service: "Microsoft.Storage" }],
        },
        { name: "Subnet2", addressPrefix: "10.0.1.0/24" },
      ],
      virtualNetworkPeerings: [
        {
          name: "to-VNet2",
          remoteVirtualNetwork: { id: "VNet2" },
          remoteAddressSpace: { addressPrefixes: ["10.1.0.0/16", "10.2.0.0/16"] },
        },
      ],
    },
  ],
  routeTables: [
    {
      name: "table",
      routes: [
        { name: "Within-VNet1", addressPrefix: "10.0.0.0/16", ...through },
        { name: "Within-Subnet1", addressPrefix: "10.0.0.0/24", nextHopType: "VnetLocal" },
        { name: "ToVNet2-1-Drop", addressPrefix: "10.1.0.0/16", nextHopType: "None" },
        { name: "ToVNet2-2-Drop", addressPrefix: "10.2.0.0/16", nextHopType: "None" },
        { name: "To-On-Prem", addressPrefix: "10.10.0.0/16", ...through },
        { name: "Default-NVA", addressPrefix: "0.0.0.0/0", ...through },
      ],
    },
  ],
  gatewayRoutes: [{ addressPrefix: "10.10.0.0/16", source: "Static" }],
  serviceEndpointPrefixes: [{ service: "Microsoft.Storage", addressPrefixes: ["20.60.0.0/16"] }],
});
