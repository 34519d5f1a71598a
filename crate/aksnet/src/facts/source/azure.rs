//! Pages of other Azure documentation.

use super::{READ, Source};

/// A page below the Azure documentation, by its path on the site.
macro_rules! page {
    ($(#[$about:meta])* $name:ident, $id:literal, $title:literal, $path:literal) => {
        $(#[$about])*
        pub const $name: Source =
            Source { id: $id, title: $title, url: concat!("https://learn.microsoft.com/azure/", $path), read: READ };
    };
}

page!(
    /// Stored copies of 2019 to 2025.
    VNET_FAQ,
    "vnet-faq",
    "Azure Virtual Network frequently asked questions (FAQ)",
    "virtual-network/virtual-networks-faq"
);
page!(
    /// Section on networking limits. The stored copy is of 2022-12; what changed since is read from the requests to
    /// change the page.
    AZURE_LIMITS,
    "azure-limits",
    "Azure subscription and service limits, quotas, and constraints",
    "azure-resource-manager/management/azure-subscription-service-limits"
);
page!(
    /// Dated 2026-01-09 in the stored copy.
    UDR_MANAGEMENT,
    "udr-management",
    "Automate management of user-defined routes (UDRs) with Azure Virtual Network Manager",
    "virtual-network-manager/concept-user-defined-route"
);
page!(
    /// Dated 2023-05-27 in the stored copy.
    UDR_OVERVIEW,
    "udr-overview",
    "Virtual network traffic routing",
    "virtual-network/virtual-networks-udr-overview"
);
page!(
    /// Dated 2023-07-05 in the stored copy.
    APPLICATION_GATEWAY,
    "application-gateway",
    "Application Gateway infrastructure configuration",
    "application-gateway/configuration-infrastructure"
);
page!(
    /// In the stored copies of 2026.
    AGIC,
    "application-gateway-ingress-controller",
    "What is Azure Application Gateway Ingress Controller?",
    "application-gateway/ingress-controller-overview"
);
page!(
    /// Dated 2025-03-24.
    APPLICATION_GATEWAY_FOR_CONTAINERS,
    "application-gateway-for-containers",
    "Container networking with Application Gateway for Containers",
    "application-gateway/for-containers/container-networking"
);
page!(
    /// Stored copy of 2022-09.
    FIREWALL_FAQ,
    "firewall-faq",
    "Azure Firewall FAQ",
    "firewall/firewall-faq"
);
page!(
    /// Dated 2023-10-13 in the stored copy.
    BASTION_SETTINGS,
    "bastion-settings",
    "About Bastion configuration settings",
    "bastion/configuration-settings"
);
page!(
    /// Dated 2025-06-10.
    NETAPP_LIMITS,
    "netapp-limits",
    "Resource limits for Azure NetApp Files",
    "azure-netapp-files/azure-netapp-files-resource-limits"
);
page!(
    /// Dated 2023-07-24 in the stored copy.
    NETAPP_NETWORK,
    "netapp-network",
    "Guidelines for Azure NetApp Files network planning",
    "azure-netapp-files/azure-netapp-files-network-topologies"
);
page!(
    /// Dated 2026-07-07.
    SNAT,
    "snat",
    "Use Source Network Address Translation (SNAT) for outbound connections",
    "load-balancer/load-balancer-outbound-connections"
);
page!(
    /// Dated 2024-04 in the stored copy.
    OUTBOUND_RULES,
    "outbound-rules",
    "Outbound rules Azure Load Balancer",
    "load-balancer/outbound-rules"
);
page!(
    /// Dated 2023-07 in the stored copy.
    NAT_GATEWAY_RESOURCE,
    "nat-gateway-resource",
    "Design virtual networks with Azure NAT Gateway",
    "nat-gateway/nat-gateway-resource"
);
page!(
    /// Network security groups: rules, defaults, platform addresses.
    NSG_OVERVIEW,
    "network-security-groups-overview",
    "Azure network security groups overview",
    "virtual-network/network-security-groups-overview"
);

page!(
    /// Dated 2024-10-21; the notice in it is of 2024-09-26.
    NSG_FLOW_LOGS,
    "nsg-flow-logs",
    "NSG flow logs overview",
    "network-watcher/nsg-flow-logs-overview"
);

page!(
    /// The copy read is of 2018-02.
    MANAGE_VNET,
    "manage-virtual-network",
    "Create, change, or delete an Azure virtual network",
    "virtual-network/manage-virtual-network"
);
page!(
    /// Copies of 2023-07 and 2024-12.
    PRIVATE_ENDPOINT_POLICY,
    "private-endpoint-network-policy",
    "Manage network policies for private endpoints",
    "private-link/disable-private-endpoint-network-policy"
);

/// The documents of this file.
pub(super) const AZURE_DOCUMENTS: &[&Source] = &[
    &VNET_FAQ,
    &AZURE_LIMITS,
    &UDR_MANAGEMENT,
    &UDR_OVERVIEW,
    &APPLICATION_GATEWAY,
    &AGIC,
    &APPLICATION_GATEWAY_FOR_CONTAINERS,
    &FIREWALL_FAQ,
    &BASTION_SETTINGS,
    &NETAPP_LIMITS,
    &NETAPP_NETWORK,
    &SNAT,
    &OUTBOUND_RULES,
    &NAT_GATEWAY_RESOURCE,
    &NSG_FLOW_LOGS,
    &NSG_OVERVIEW,
    &MANAGE_VNET,
    &PRIVATE_ENDPOINT_POLICY,
];
