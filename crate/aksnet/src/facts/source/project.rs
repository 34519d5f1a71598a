//! Release notes, references, code and requests to change documents.

use super::{READ, READ_AGAIN, Source};

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

/// What a Virtual WAN hub's connection is in the network that is connected: Microsoft's answers of 2023-03 and 2023-04.
pub const VIRTUAL_HUB_ISSUE: Source = Source {
    id: "virtual-hub-issue",
    title: "MicrosoftDocs/azure-docs issue 107338: connections of a virtual hub are peerings under the hood",
    url: "https://github.com/MicrosoftDocs/azure-docs/issues/107338",
    read: "2026-11-27",
};

/// The Gateway API's own reference; its conformance cases are run.
pub const GATEWAY_API: Source = Source {
    id: "gateway-api",
    title: "Gateway API: API specification",
    url: "https://gateway-api.sigs.k8s.io/reference/spec/",
    read: "2026-11-27",
};

/// The code that makes the application routing add-on's objects.
pub const APP_ROUTING_OPERATOR: Source = Source {
    id: "app-routing-operator",
    title: "aks-app-routing-operator, pkg/manifests/nginx.go",
    url: "https://github.com/Azure/aks-app-routing-operator/blob/02bd0e629eb31f0dfe1f08b2d9c5924924160aab/pkg/manifests/nginx.go",
    read: "2026-11-27",
};

/// How kube-proxy turns the addresses of Services into those of pods.
pub const KUBERNETES_VIRTUAL_IPS: Source = Source {
    id: "kubernetes-virtual-ips",
    title: "Kubernetes: Virtual IPs and Service Proxies",
    url: "https://kubernetes.io/docs/reference/networking/virtual-ips/",
    read: READ,
};

/// How Cilium translates at the socket, and what a node does for clients outside.
pub const CILIUM_WITHOUT_KUBE_PROXY: Source = Source {
    id: "cilium-without-kube-proxy",
    title: "Cilium: Kubernetes Without kube-proxy",
    url: "https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/",
    read: "2026-11-27",
};

/// The settings with which Microsoft tests its Cilium: kube-proxy's part is Cilium's, mode SNAT, no masquerade of Cilium's own.
pub const CILIUM_ON_AKS_CONFIG: Source = Source {
    id: "cilium-on-aks-config",
    title: "Azure/azure-container-networking: test/integration/manifests/cilium, cilium-config",
    url: "https://github.com/Azure/azure-container-networking/tree/master/test/integration/manifests/cilium",
    read: "2026-11-27",
};

/// The masquerade agent of AKS' nodes.
pub const IP_MASQ_AGENT: Source = Source {
    id: "ip-masq-agent",
    title: "Azure/ip-masq-agent-v2",
    url: "https://github.com/Azure/ip-masq-agent-v2",
    read: READ,
};

/// A pod on kubenet that cannot reach itself through a Service (2026-03-20).
pub const KUBENET_HAIRPIN: Source = Source {
    id: "kubenet-hairpin",
    title: "Azure/AKS issue 5669",
    url: "https://github.com/Azure/AKS/issues/5669",
    read: READ,
};

/// The code by which AKS makes load balancer rules and probes.
pub const CLOUD_PROVIDER_BALANCER: Source = Source {
    id: "cloud-provider-balancer",
    title: "cloud-provider-azure: pkg/provider/azure_loadbalancer.go",
    url: "https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/provider/azure_loadbalancer.go",
    read: READ,
};

/// The code by which AKS writes the security rules of Services: sources, names, priorities.
pub const CLOUD_PROVIDER_SECURITY_RULES: Source = Source {
    id: "cloud-provider-security-rules",
    title: "cloud-provider-azure: pkg/provider/loadbalancer, accesscontrol.go and securitygroup",
    url: "https://github.com/kubernetes-sigs/cloud-provider-azure/tree/master/pkg/provider/loadbalancer",
    read: "2026-11-27",
};

/// The code by which AKS keeps a route to each kubenet node, and names it.
pub const CLOUD_PROVIDER_ROUTES: Source = Source {
    id: "cloud-provider-routes",
    title: "cloud-provider-azure: pkg/provider/azure_routes.go",
    url: "https://github.com/kubernetes-sigs/cloud-provider-azure/blob/master/pkg/provider/azure_routes.go",
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

/// The reference of the node pools in the API (version 2025-05-01 and later).
pub const REST_AGENT_POOLS: Source = Source {
    id: "rest-agent-pools",
    title: "Agent Pools - Create Or Update",
    url: "https://learn.microsoft.com/rest/api/aks/agent-pools/create-or-update",
    read: READ_AGAIN,
};

/// The reference of the allocation mode in the library for .NET, made from the API.
pub const STATIC_BLOCK_REFERENCE: Source = Source {
    id: "static-block-reference",
    title: "PodIPAllocationMode.StaticBlock Property",
    url: "https://learn.microsoft.com/dotnet/api/azure.resourcemanager.containerservice.models.podipallocationmode.staticblock",
    read: READ_AGAIN,
};

/// Dated 2025-02-20.
pub const INSUFFICIENT_SUBNET: Source = Source {
    id: "insufficient-subnet",
    title: "InsufficientSubnetSize error code",
    url: "https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/connectivity/insufficientsubnetsize-error-advanced-networking",
    read: READ_AGAIN,
};

/// Opened 2026-08-10, not merged when read; its author cites the API and the service.
pub const SURGE_CLARIFICATION: Source = Source {
    id: "surge-clarification",
    title: "SupportArticles-docs pull request 2101: Clarify node surge calculation",
    url: "https://github.com/MicrosoftDocs/SupportArticles-docs/pull/2101",
    read: READ_AGAIN,
};

/// Answers of the service's team from 2024-12-11 to 2025-03-19.
pub const MAX_UNAVAILABLE_ISSUE: Source = Source {
    id: "max-unavailable-issue",
    title: "AKS issue 4277: maxUnavailable setting for Upgrades",
    url: "https://github.com/Azure/AKS/issues/4277",
    read: READ_AGAIN,
};

/// An error message of the service, reported 2022-07-25.
pub const SPOT_SURGE_ISSUE: Source = Source {
    id: "spot-surge-issue",
    title: "terraform-modules pull request 755: Tmp remove aks max surge",
    url: "https://github.com/XenitAB/terraform-modules/pull/755",
    read: READ_AGAIN,
};

/// Code of node auto-provisioning at 2026-08-21; its comment says that the numbers match the service's defaults.
pub const KARPENTER_DEFAULTS: Source = Source {
    id: "karpenter-defaults",
    title: "karpenter-provider-azure: pkg/consts/consts.go",
    url: "https://github.com/Azure/karpenter-provider-azure/blob/main/pkg/consts/consts.go",
    read: READ_AGAIN,
};

/// Merged after 2026-04-01.
pub const ROUTE_LIMIT_600: Source = Source {
    id: "route-limit-600",
    title: "azure-docs pull request 128356: Update azure-virtual-network-limits.md",
    url: "https://github.com/MicrosoftDocs/azure-docs/pull/128356",
    read: READ_AGAIN,
};

/// Announced in May 2026; read as quoted in azure-docs pull requests 128572 (2026-06-17) and 128759 (2026-09-04).
pub const ROUTE_LIMIT_1000: Source = Source {
    id: "route-limit-1000",
    title: "Azure update 562695: default platform limits of Azure Virtual Network",
    url: "https://azure.microsoft.com/updates?id=562695",
    read: READ_AGAIN,
};

/// The documents of this file.
pub(super) const PROJECT_DOCUMENTS: &[&Source] = &[
    &KUBERNETES_VIRTUAL_IPS,
    &CILIUM_WITHOUT_KUBE_PROXY,
    &CILIUM_ON_AKS_CONFIG,
    &IP_MASQ_AGENT,
    &KUBENET_HAIRPIN,
    &CLOUD_PROVIDER_BALANCER,
    &CLOUD_PROVIDER_SECURITY_RULES,
    &CLOUD_PROVIDER_ROUTES,
    &VIRTUAL_HUB_ISSUE,
    &RELEASE_NOTES,
    &OVERLAY_DEFAULT_CHANGE,
    &IPAM_MATH,
    &IPAM_POOL_CODE,
    &RFC_1918,
    &RFC_6598,
    &REST_AGENT_POOLS,
    &STATIC_BLOCK_REFERENCE,
    &INSUFFICIENT_SUBNET,
    &SURGE_CLARIFICATION,
    &MAX_UNAVAILABLE_ISSUE,
    &SPOT_SURGE_ISSUE,
    &KARPENTER_DEFAULTS,
    &ROUTE_LIMIT_600,
    &ROUTE_LIMIT_1000,
    &GATEWAY_API,
    &APP_ROUTING_OPERATOR,
];
