//! The documents that the facts rest on, each named once.
//!
//! `read` is the day on which the text was read. The text itself may be older: where a document dates itself, its
//! date stands in the comment above it.

use super::Source;

/// The day on which the documents were read.
const READ: &str = "2026-11-23";

/// A page of the AKS documentation; the last argument is its file name there.
macro_rules! aks {
    ($(#[$about:meta])* $name:ident, $id:literal, $title:literal, $file:literal) => {
        $(#[$about])*
        pub const $name: Source = Source {
            id: $id,
            title: $title,
            url: concat!("https://learn.microsoft.com/azure/aks/", $file),
            read: READ,
        };
    };
}

/// A page of other Azure documentation, by its path on the site.
macro_rules! azure {
    ($(#[$about:meta])* $name:ident, $id:literal, $title:literal, $path:literal) => {
        $(#[$about])*
        pub const $name: Source = Source {
            id: $id,
            title: $title,
            url: concat!("https://learn.microsoft.com/azure/", $path),
            read: READ,
        };
    };
}

aks!(
    /// Dated 2026-04-16.
    IP_PLANNING,
    "ip-planning",
    "IP address planning for your Azure Kubernetes Service (AKS) clusters",
    "concepts-network-ip-address-planning"
);
aks!(
    /// Dated 2026-07-31.
    OVERLAY_CONCEPT,
    "overlay-concept",
    "Overview of Azure CNI Overlay networking in Azure Kubernetes Service (AKS)",
    "concepts-network-azure-cni-overlay"
);
aks!(
    /// Dated 2026-07-31.
    OVERLAY_HOW_TO,
    "overlay-how-to",
    "Configure Azure CNI Overlay networking in Azure Kubernetes Service (AKS)",
    "azure-cni-overlay"
);
aks!(
    /// Dated 2026-07-10.
    CNI_OVERVIEW,
    "cni-overview",
    "Azure Kubernetes Service (AKS) CNI networking overview",
    "concepts-network-cni-overview"
);
aks!(
    /// Dated 2026-04-16.
    LEGACY_CNI,
    "legacy-cni",
    "AKS Legacy Container Networking Interfaces (CNI)",
    "concepts-network-legacy-cni"
);
aks!(
    /// Dated 2026-04-16.
    KUBENET,
    "kubenet",
    "Use kubenet networking with your own IP address ranges in Azure Kubernetes Service (AKS)",
    "configure-kubenet"
);
aks!(
    /// Dated 2024-05-21.
    POD_SUBNET_CONCEPT,
    "pod-subnet-concept",
    "Azure Container Networking Interface (CNI) Pod Subnet",
    "concepts-network-azure-cni-pod-subnet"
);
aks!(
    /// Dated 2024-07-09.
    POD_SUBNET_DYNAMIC,
    "pod-subnet-dynamic",
    "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support in Azure Kubernetes Service (AKS)",
    "configure-azure-cni-dynamic-ip-allocation"
);
aks!(
    /// Dated 2024-03-18.
    POD_SUBNET_STATIC,
    "pod-subnet-static",
    "Configure Azure CNI Pod Subnet - Static Block Allocation and enhanced subnet support in Azure Kubernetes Service (AKS)",
    "configure-azure-cni-static-block-allocation"
);
aks!(
    /// Dated 2025-03-24.
    POD_NETWORK_PLAN,
    "pod-network-plan",
    "Plan pod networking for Azure Kubernetes Service (AKS)",
    "plan-pod-networking"
);
aks!(
    /// Dated 2023-12-07.
    DUAL_STACK,
    "dual-stack",
    "Use dual-stack networking in Azure Kubernetes Service (AKS)",
    "configure-dual-stack"
);
azure!(
    /// Dated 2021-12; the page has since been folded into the dual-stack page for Overlay.
    KUBENET_DUAL_STACK,
    "kubenet-dual-stack",
    "Use dual-stack kubenet networking in Azure Kubernetes Service (AKS)",
    "aks/configure-kubenet-dual-stack"
);
aks!(
    /// Dated 2026-04-16.
    BYO_CNI,
    "byo-cni",
    "Bring Your Own (BYO) CNI plugin with Azure Kubernetes Service (AKS)",
    "use-byo-cni"
);
aks!(
    /// Dated 2023-11-06.
    VIRTUAL_NODES,
    "virtual-nodes",
    "Create and configure an Azure Kubernetes Services (AKS) cluster to use virtual nodes",
    "virtual-nodes"
);
aks!(
    /// Dated 2024-11-26.
    UPDATE_CNI,
    "update-cni",
    "Update Azure CNI IPAM mode and data plane technology for Azure Kubernetes Service (AKS) clusters",
    "update-azure-cni"
);
aks!(
    /// Dated 2026-08-03.
    QUOTAS,
    "quotas",
    "Quotas, virtual machine size restrictions, and region availability in Azure Kubernetes Service (AKS)",
    "quotas-skus-regions"
);
aks!(
    /// Dated 2026-07-13.
    CREATE_NODE_POOLS,
    "create-node-pools",
    "Create node pools for a cluster in Azure Kubernetes Service (AKS)",
    "create-node-pools"
);
aks!(
    /// Dated 2026-04-30.
    SYSTEM_POOLS,
    "system-pools",
    "Manage system node pools in Azure Kubernetes Service (AKS)",
    "use-system-pools"
);
aks!(
    /// Dated 2026-05-29.
    ROLLING_UPGRADE,
    "rolling-upgrade",
    "Configure rolling upgrades for Azure Kubernetes Service (AKS) node pools",
    "upgrade-aks-node-pools-rolling"
);
aks!(
    /// Dated 2026-07-07.
    UPGRADE_CAPACITY,
    "upgrade-capacity",
    "Capacity and cost planning for Azure Kubernetes Service (AKS) upgrades",
    "upgrade-capacity-cost-planning"
);
aks!(
    /// Dated 2026-06-22.
    UPGRADE_OPTIONS,
    "upgrade-options",
    "Upgrade options and recommendations for Azure Kubernetes Service (AKS) clusters",
    "upgrade-options"
);
aks!(
    /// Dated 2026-06-05.
    SCALE_LARGE,
    "scale-large",
    "Best practices for performance and scaling for large workloads in Azure Kubernetes Service (AKS)",
    "best-practices-performance-scale-large"
);
aks!(
    /// Dated 2025-04-06.
    SPOT_POOLS,
    "spot-pools",
    "Add an Azure Spot node pool to an Azure Kubernetes Service (AKS) cluster",
    "spot-node-pool"
);
aks!(
    /// Dated 2026-04-15.
    API_SERVER_VNET,
    "api-server-vnet",
    "Use API Server VNet Integration in Azure Kubernetes Service (AKS)",
    "api-server-vnet-integration"
);
aks!(
    /// Dated 2026-08-05.
    PRIVATE_CLUSTERS,
    "private-clusters",
    "Create a private Azure Kubernetes Service (AKS) cluster",
    "private-clusters"
);
aks!(
    /// Dated 2026-08-18.
    NETWORK_POLICIES,
    "network-policies",
    "Secure traffic between pods with network policies in Azure Kubernetes Service (AKS)",
    "use-network-policies"
);
azure!(
    /// Stored copies of 2019 to 2025.
    VNET_FAQ,
    "vnet-faq",
    "Azure Virtual Network frequently asked questions (FAQ)",
    "virtual-network/virtual-networks-faq"
);
azure!(
    /// Section on networking limits; the stored copy is of 2022-12.
    AZURE_LIMITS,
    "azure-limits",
    "Azure subscription and service limits, quotas, and constraints",
    "azure-resource-manager/management/azure-subscription-service-limits"
);
azure!(
    /// Dated 2024-10-23.
    UDR_MANAGEMENT,
    "udr-management",
    "Automate management of user-defined routes (UDRs) with Azure Virtual Network Manager",
    "virtual-network-manager/concept-user-defined-route"
);
azure!(
    /// Dated 2023-05-27 in the stored copy.
    UDR_OVERVIEW,
    "udr-overview",
    "Virtual network traffic routing",
    "virtual-network/virtual-networks-udr-overview"
);
azure!(
    /// Dated 2021-06 in the stored copy.
    APPLICATION_GATEWAY,
    "application-gateway",
    "Application Gateway infrastructure configuration",
    "application-gateway/configuration-infrastructure"
);
azure!(
    /// Dated 2025-03-24.
    APPLICATION_GATEWAY_FOR_CONTAINERS,
    "application-gateway-for-containers",
    "Container networking with Application Gateway for Containers",
    "application-gateway/for-containers/container-networking"
);
azure!(
    /// Stored copy of 2022-09.
    FIREWALL_FAQ,
    "firewall-faq",
    "Azure Firewall FAQ",
    "firewall/firewall-faq"
);
azure!(
    /// Stored copy of 2021-10.
    BASTION_SETTINGS,
    "bastion-settings",
    "About Azure Bastion configuration settings",
    "bastion/configuration-settings"
);
azure!(
    /// Dated 2025-06-10.
    NETAPP_LIMITS,
    "netapp-limits",
    "Resource limits for Azure NetApp Files",
    "azure-netapp-files/azure-netapp-files-resource-limits"
);
azure!(
    /// Dated 2023-07-24 in the stored copy.
    NETAPP_NETWORK,
    "netapp-network",
    "Guidelines for Azure NetApp Files network planning",
    "azure-netapp-files/azure-netapp-files-network-topologies"
);

/// The change log of the service; each fact names the release in its text.
pub const RELEASE_NOTES: Source = Source {
    id: "release-notes",
    title: "Azure Kubernetes Service changelog",
    url: "https://github.com/Azure/AKS/blob/master/CHANGELOG.md",
    read: READ,
};

/// The change by which Overlay became the default of the API (2024-10-03).
pub const OVERLAY_DEFAULT_CHANGE: Source = Source {
    id: "overlay-default-change",
    title: "azure-rest-api-specs pull request 30845",
    url: "https://github.com/Azure/azure-rest-api-specs/pull/30845",
    read: READ,
};

/// The design note on how the node agent asks for pod addresses.
pub const IPAM_MATH: Source = Source {
    id: "ipam-math",
    title: "azure-container-networking: IPAM math",
    url: "https://github.com/Azure/azure-container-networking/blob/master/docs/feature/ipammath/1-ipam-math.md",
    read: READ,
};

/// The code that asks for pod addresses on the node (version 2 of the pool monitor).
pub const IPAM_POOL_CODE: Source = Source {
    id: "ipam-pool-code",
    title: "azure-container-networking: cns/ipampool/v2/monitor.go",
    url: "https://github.com/Azure/azure-container-networking/blob/master/cns/ipampool/v2/monitor.go",
    read: READ,
};

/// The reference of the command line.
pub const AZ_AKS: Source = Source {
    id: "az-aks",
    title: "az aks (Azure CLI reference)",
    url: "https://learn.microsoft.com/cli/azure/aks",
    read: READ,
};

/// The reference of the API's node pools.
pub const ARM_AGENT_POOLS: Source = Source {
    id: "arm-agent-pools",
    title: "Microsoft.ContainerService managedClusters/agentPools (ARM template reference)",
    url: "https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters/agentpools",
    read: READ,
};

/// Private address space (RFC 1918).
pub const RFC_1918: Source = Source {
    id: "rfc-1918",
    title: "RFC 1918: Address Allocation for Private Internets",
    url: "https://www.rfc-editor.org/rfc/rfc1918",
    read: READ,
};

/// Shared address space (RFC 6598).
pub const RFC_6598: Source = Source {
    id: "rfc-6598",
    title: "RFC 6598: IANA-Reserved IPv4 Prefix for Shared Address Space",
    url: "https://www.rfc-editor.org/rfc/rfc6598",
    read: READ,
};
