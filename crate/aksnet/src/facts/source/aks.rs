//! Pages of the AKS documentation.

use super::{READ, Source};

/// A page below the AKS documentation, by its file name there.
macro_rules! page {
    ($(#[$about:meta])* $name:ident, $id:literal, $title:literal, $path:literal) => {
        $(#[$about])*
        pub const $name: Source =
            Source { id: $id, title: $title, url: concat!("https://learn.microsoft.com/azure/aks/", $path), read: READ };
    };
}

page!(
    /// Dated 2026-04-16.
    IP_PLANNING,
    "ip-planning",
    "IP address planning for your Azure Kubernetes Service (AKS) clusters",
    "concepts-network-ip-address-planning"
);
page!(
    /// Dated 2026-07-31.
    OVERLAY_CONCEPT,
    "overlay-concept",
    "Overview of Azure CNI Overlay networking in Azure Kubernetes Service (AKS)",
    "concepts-network-azure-cni-overlay"
);
page!(
    /// Dated 2026-07-31.
    OVERLAY_HOW_TO,
    "overlay-how-to",
    "Configure Azure CNI Overlay networking in Azure Kubernetes Service (AKS)",
    "azure-cni-overlay"
);
page!(
    /// Dated 2026-07-10.
    CNI_OVERVIEW,
    "cni-overview",
    "Azure Kubernetes Service (AKS) CNI networking overview",
    "concepts-network-cni-overview"
);
page!(
    /// Dated 2026-04-16.
    LEGACY_CNI,
    "legacy-cni",
    "AKS Legacy Container Networking Interfaces (CNI)",
    "concepts-network-legacy-cni"
);
page!(
    /// Dated 2026-04-16.
    KUBENET,
    "kubenet",
    "Use kubenet networking with your own IP address ranges in Azure Kubernetes Service (AKS)",
    "configure-kubenet"
);
page!(
    /// Dated 2024-05-21.
    POD_SUBNET_CONCEPT,
    "pod-subnet-concept",
    "Azure Container Networking Interface (CNI) Pod Subnet",
    "concepts-network-azure-cni-pod-subnet"
);
page!(
    /// Dated 2024-07-09.
    POD_SUBNET_DYNAMIC,
    "pod-subnet-dynamic",
    "Configure Azure CNI Pod Subnet - Dynamic IP Allocation and enhanced subnet support in Azure Kubernetes Service (AKS)",
    "configure-azure-cni-dynamic-ip-allocation"
);
page!(
    /// Dated 2024-03-18.
    POD_SUBNET_STATIC,
    "pod-subnet-static",
    "Configure Azure CNI Pod Subnet - Static Block Allocation and enhanced subnet support in Azure Kubernetes Service (AKS)",
    "configure-azure-cni-static-block-allocation"
);
page!(
    /// Dated 2025-03-24.
    POD_NETWORK_PLAN,
    "pod-network-plan",
    "Plan pod networking for Azure Kubernetes Service (AKS)",
    "plan-pod-networking"
);
page!(
    /// Dated 2023-12-07.
    DUAL_STACK,
    "dual-stack",
    "Use dual-stack networking in Azure Kubernetes Service (AKS)",
    "configure-dual-stack"
);
page!(
    /// Dated 2021-12; the page has since been folded into the dual-stack page for Overlay.
    KUBENET_DUAL_STACK,
    "kubenet-dual-stack",
    "Use dual-stack kubenet networking in Azure Kubernetes Service (AKS)",
    "configure-kubenet-dual-stack"
);
page!(
    /// Dated 2026-04-16.
    BYO_CNI,
    "byo-cni",
    "Bring Your Own (BYO) CNI plugin with Azure Kubernetes Service (AKS)",
    "use-byo-cni"
);
page!(
    /// Dated 2023-11-06.
    VIRTUAL_NODES,
    "virtual-nodes",
    "Create and configure an Azure Kubernetes Services (AKS) cluster to use virtual nodes",
    "virtual-nodes"
);
page!(
    /// Dated 2024-11-26.
    UPDATE_CNI,
    "update-cni",
    "Update Azure CNI IPAM mode and data plane technology for Azure Kubernetes Service (AKS) clusters",
    "update-azure-cni"
);
page!(
    /// Dated 2026-08-03.
    QUOTAS,
    "quotas",
    "Quotas, virtual machine size restrictions, and region availability in Azure Kubernetes Service (AKS)",
    "quotas-skus-regions"
);
page!(
    /// Dated 2026-07-13.
    CREATE_NODE_POOLS,
    "create-node-pools",
    "Create node pools for a cluster in Azure Kubernetes Service (AKS)",
    "create-node-pools"
);
page!(
    /// Dated 2026-04-30.
    SYSTEM_POOLS,
    "system-pools",
    "Manage system node pools in Azure Kubernetes Service (AKS)",
    "use-system-pools"
);
page!(
    /// Dated 2026-05-29.
    ROLLING_UPGRADE,
    "rolling-upgrade",
    "Configure rolling upgrades for Azure Kubernetes Service (AKS) node pools",
    "upgrade-aks-node-pools-rolling"
);
page!(
    /// Dated 2026-07-07.
    UPGRADE_CAPACITY,
    "upgrade-capacity",
    "Capacity and cost planning for Azure Kubernetes Service (AKS) upgrades",
    "upgrade-capacity-cost-planning"
);
page!(
    /// Dated 2026-06-22.
    UPGRADE_OPTIONS,
    "upgrade-options",
    "Upgrade options and recommendations for Azure Kubernetes Service (AKS) clusters",
    "upgrade-options"
);
page!(
    /// Dated 2026-06-05.
    SCALE_LARGE,
    "scale-large",
    "Best practices for performance and scaling for large workloads in Azure Kubernetes Service (AKS)",
    "best-practices-performance-scale-large"
);
page!(
    /// Dated 2025-04-06.
    SPOT_POOLS,
    "spot-pools",
    "Add an Azure Spot node pool to an Azure Kubernetes Service (AKS) cluster",
    "spot-node-pool"
);
page!(
    /// Dated 2026-04-15.
    API_SERVER_VNET,
    "api-server-vnet",
    "Use API Server VNet Integration in Azure Kubernetes Service (AKS)",
    "api-server-vnet-integration"
);
page!(
    /// Dated 2026-08-05.
    PRIVATE_CLUSTERS,
    "private-clusters",
    "Create a private Azure Kubernetes Service (AKS) cluster",
    "private-clusters"
);
page!(
    /// Dated 2026-08-18.
    NETWORK_POLICIES,
    "network-policies",
    "Secure traffic between pods with network policies in Azure Kubernetes Service (AKS)",
    "use-network-policies"
);
page!(
    /// Dated 2026-07-06.
    PRICING_TIERS,
    "pricing-tiers",
    "Cluster management pricing tiers for Azure Kubernetes Service (AKS)",
    "free-standard-pricing-tiers"
);
page!(
    /// Dated 2026-07-29.
    CORE_CONCEPTS,
    "core-concepts",
    "Core concepts for Azure Kubernetes Service (AKS)",
    "core-aks-concepts"
);
page!(
    /// Dated 2025-08-28.
    RESIZE_POOL,
    "resize-pool",
    "Resize node pools in Azure Kubernetes Service (AKS)",
    "resize-node-pool"
);
page!(
    /// Dated 2026-07-05.
    NODE_CLASS,
    "node-class",
    "Configure AKSNodeClass resources for node auto-provisioning (NAP) in Azure Kubernetes Service (AKS)",
    "node-auto-provisioning-aksnodeclass"
);
page!(
    /// Dated 2024-01-23.
    LOAD_BALANCER_SETTINGS,
    "load-balancer-settings",
    "Configure a public standard load balancer in Azure Kubernetes Service (AKS)",
    "configure-load-balancer-standard"
);
page!(
    /// Dated 2024-01-23.
    LOAD_BALANCER,
    "load-balancer",
    "Use a public standard load balancer in Azure Kubernetes Service (AKS)",
    "load-balancer-standard"
);
page!(
    /// Dated 2026-07-31.
    INTERNAL_LOAD_BALANCER,
    "internal-load-balancer",
    "Use an internal load balancer with Azure Kubernetes Service (AKS)",
    "internal-lb"
);
page!(
    /// Dated 2025-05-13.
    MULTIPLE_LOAD_BALANCERS,
    "multiple-load-balancers",
    "Use multiple load balancers in Azure Kubernetes Service (preview)",
    "use-multiple-standard-load-balancer"
);
page!(
    /// Dated 2026-07-07.
    NAT_GATEWAY,
    "nat-gateway",
    "Create a managed or user-assigned NAT gateway for your Azure Kubernetes Service (AKS) cluster",
    "nat-gateway"
);
page!(
    /// Dated 2023-12-05.
    LIMIT_EGRESS,
    "limit-egress",
    "Limit network traffic with Azure Firewall in Azure Kubernetes Service (AKS)",
    "limit-egress-traffic"
);
page!(
    /// Dated 2026-08-06.
    STATIC_EGRESS_GATEWAY,
    "static-egress-gateway",
    "Configure Static Egress Gateway in Azure Kubernetes Service (AKS)",
    "configure-static-egress-gateway"
);
page!(
    /// Read for what AKS asks of the route for 0.0.0.0/0.
    EGRESS_UDR,
    "egress-udr",
    "Customize cluster egress with a user-defined routing table in Azure Kubernetes Service (AKS)",
    "egress-udr"
);
page!(
    /// Dated 2026-08-05.
    OUTBOUND_TYPES,
    "outbound-types",
    "Customize cluster egress with outbound types in Azure Kubernetes Service (AKS)",
    "egress-outboundtype"
);
page!(
    /// Dated 2026-08-05.
    CILIUM,
    "cilium",
    "Configure Azure CNI Powered by Cilium in Azure Kubernetes Service (AKS)",
    "azure-cni-powered-by-cilium"
);
page!(
    /// In the stored copies of 2026.
    INGRESS,
    "ingress",
    "Ingress in Azure Kubernetes Service (AKS)",
    "concepts-network-ingress"
);
page!(
    /// Named by the release of 2026-06-19.
    ISTIO_CNI,
    "istio-cni",
    "Istio CNI for the Istio-based service mesh add-on for Azure Kubernetes Service (AKS)",
    "istio-cni"
);
page!(
    /// Dated 2026-08-03.
    APP_ROUTING,
    "app-routing",
    "Managed NGINX ingress with the application routing add-on",
    "app-routing"
);
page!(
    /// Dated 2026-07-01.
    APP_ROUTING_GATEWAY_API,
    "app-routing-gateway-api",
    "Configure ingress with the Kubernetes Gateway API via the application routing add-on for Azure Kubernetes Service (AKS)",
    "app-routing-gateway-api"
);
page!(
    /// Dated 2025-08-29.
    BASIC_LOAD_BALANCER_UPGRADE,
    "basic-load-balancer-upgrade",
    "Upgrade from Basic Load Balancer on Azure Kubernetes Service (AKS)",
    "upgrade-basic-load-balancer-on-aks"
);
page!(
    /// Dated 2024-09-25; the notice in it is of 2026-05-27.
    OPEN_SERVICE_MESH,
    "open-service-mesh",
    "Open Service Mesh (OSM) add-on in Azure Kubernetes Service (AKS)",
    "open-service-mesh-about"
);
page!(
    /// Dated 2026-03-30.
    AVAILABILITY_SETS,
    "availability-sets",
    "Migrate from Availability Sets in Azure Kubernetes Service (AKS)",
    "availability-sets-on-aks"
);
page!(
    /// Dated 2026-07-13.
    WINDOWS_UPGRADE,
    "windows-upgrade",
    "Upgrade the operating system (OS) version for your Azure Kubernetes Service (AKS) Windows workloads",
    "upgrade-windows-os"
);
page!(
    /// Dated 2025-07-07.
    WINDOWS_AND_LINUX,
    "windows-and-linux",
    "Windows container considerations with Azure Kubernetes Service",
    "windows-vs-linux-containers"
);

/// The documents of this file.
pub(super) const AKS_DOCUMENTS: &[&Source] = &[
    &IP_PLANNING,
    &OVERLAY_CONCEPT,
    &OVERLAY_HOW_TO,
    &CNI_OVERVIEW,
    &LEGACY_CNI,
    &KUBENET,
    &POD_SUBNET_CONCEPT,
    &POD_SUBNET_DYNAMIC,
    &POD_SUBNET_STATIC,
    &POD_NETWORK_PLAN,
    &DUAL_STACK,
    &KUBENET_DUAL_STACK,
    &BYO_CNI,
    &VIRTUAL_NODES,
    &UPDATE_CNI,
    &QUOTAS,
    &CREATE_NODE_POOLS,
    &SYSTEM_POOLS,
    &ROLLING_UPGRADE,
    &UPGRADE_CAPACITY,
    &UPGRADE_OPTIONS,
    &SCALE_LARGE,
    &SPOT_POOLS,
    &API_SERVER_VNET,
    &PRIVATE_CLUSTERS,
    &NETWORK_POLICIES,
    &PRICING_TIERS,
    &CORE_CONCEPTS,
    &RESIZE_POOL,
    &NODE_CLASS,
    &LOAD_BALANCER_SETTINGS,
    &LOAD_BALANCER,
    &INTERNAL_LOAD_BALANCER,
    &MULTIPLE_LOAD_BALANCERS,
    &NAT_GATEWAY,
    &LIMIT_EGRESS,
    &STATIC_EGRESS_GATEWAY,
    &EGRESS_UDR,
    &OUTBOUND_TYPES,
    &CILIUM,
    &INGRESS,
    &ISTIO_CNI,
    &APP_ROUTING,
    &APP_ROUTING_GATEWAY_API,
    &BASIC_LOAD_BALANCER_UPGRADE,
    &OPEN_SERVICE_MESH,
    &AVAILABILITY_SETS,
    &WINDOWS_UPGRADE,
    &WINDOWS_AND_LINUX,
];
