//! `Microsoft.ContainerService/managedClusters`: the parts that networking depends on.

use super::pool::AgentPool;
use crate::document::Node;
use crate::error::Error;
use crate::prefix::Prefix;
use std::net::IpAddr;

/// An AKS cluster, as `az aks show -o json` prints it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ManagedCluster {
    /// The cluster's name.
    pub name: Option<String>,
    /// "1.32" or "1.32.4".
    pub kubernetes_version: Option<String>,
    /// `networkProfile`.
    pub network: NetworkProfile,
    /// `agentPoolProfiles`, absent when the document has none.
    pub pools: Option<Vec<AgentPool>>,
    /// `apiServerAccessProfile`.
    pub api_server: ApiServerAccess,
    /// Add-ons that are enabled.
    pub addons: Addons,
}

/// Add-ons that networking depends on, each `true` where the document enables it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Addons {
    /// `addonProfiles.httpApplicationRouting`
    pub http_application_routing: bool,
    /// `addonProfiles.openServiceMesh`
    pub open_service_mesh: bool,
    /// `ingressProfile.webAppRouting`: application routing with managed NGINX.
    pub application_routing: bool,
}

/// `networkProfile`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkProfile {
    /// `networkPlugin`.
    pub plugin: Option<NetworkPlugin>,
    /// `networkPluginMode` is `overlay`.
    pub overlay: bool,
    /// `networkDataplane`.
    pub dataplane: Option<NetworkDataplane>,
    /// `networkPolicy`.
    pub policy: Option<NetworkPolicy>,
    /// `podCidrs`, or `podCidr` alone.
    pub pod_cidrs: Vec<Prefix>,
    /// `serviceCidrs`, or `serviceCidr` alone.
    pub service_cidrs: Vec<Prefix>,
    /// `dnsServiceIP`.
    pub dns_service_ip: Option<IpAddr>,
    /// `ipFamilies` names IPv6.
    pub ipv6: bool,
    /// `outboundType`.
    pub outbound: Option<OutboundType>,
    /// `loadBalancerProfile.allocatedOutboundPorts`.
    pub allocated_outbound_ports: Option<u64>,
    /// `loadBalancerSku` is `basic`.
    pub basic_load_balancer: bool,
    /// `kubeProxyConfig`.
    pub kube_proxy: Option<KubeProxyMode>,
}

/// `kubeProxyConfig`: who turns the addresses of Services into those of pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KubeProxyMode {
    /// `IPTABLES`
    Iptables,
    /// `IPVS`
    Ipvs,
    /// `NFTABLES`
    Nftables,
    /// `enabled: false`
    Off,
}

impl KubeProxyMode {
    fn read(node: &Node<'_>) -> Result<Option<Self>, Error> {
        if node.read_at("enabled", |word| word.boolean())? == Some(false) {
            return Ok(Some(Self::Off));
        }
        node.word_at("mode", &[("IPTABLES", Self::Iptables), ("IPVS", Self::Ipvs), ("NFTABLES", Self::Nftables)])
    }
}

impl NetworkProfile {
    /// Both families: `ipFamilies` says so, or there is a pod or service range of IPv6.
    #[must_use]
    pub fn is_dual_stack(&self) -> bool {
        self.ipv6 || self.pod_cidrs.iter().chain(&self.service_cidrs).any(|prefix| !prefix.is_ipv4())
    }
}

/// `networkPlugin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkPlugin {
    /// `kubenet`
    Kubenet,
    /// `azure`
    Azure,
    /// `none`: bring your own CNI.
    None,
}

/// `networkDataplane`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkDataplane {
    /// `azure`
    Azure,
    /// `cilium`
    Cilium,
}

/// `networkPolicy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetworkPolicy {
    /// `none`
    None,
    /// `azure`: Azure Network Policy Manager.
    Azure,
    /// `calico`
    Calico,
    /// `cilium`
    Cilium,
}

/// `outboundType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboundType {
    /// `loadBalancer`
    LoadBalancer,
    /// `managedNATGateway`
    ManagedNatGateway,
    /// `managedNATGatewayV2`
    ManagedNatGatewayV2,
    /// `userAssignedNATGateway`
    UserAssignedNatGateway,
    /// `userDefinedRouting`
    UserDefinedRouting,
    /// `none`
    None,
    /// `block`
    Block,
}

impl OutboundType {
    /// The words of `outboundType`, as Azure writes them.
    pub const WORDS: &[(&str, Self)] = &[
        ("loadBalancer", Self::LoadBalancer),
        ("managedNATGateway", Self::ManagedNatGateway),
        ("managedNATGatewayV2", Self::ManagedNatGatewayV2),
        ("userAssignedNATGateway", Self::UserAssignedNatGateway),
        ("userDefinedRouting", Self::UserDefinedRouting),
        ("none", Self::None),
        ("block", Self::Block),
    ];
}

/// `apiServerAccessProfile`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ApiServerAccess {
    /// `enablePrivateCluster`
    pub private_cluster: bool,
    /// `enableVnetIntegration`
    pub vnet_integration: bool,
    /// `subnetId`
    pub subnet_id: Option<String>,
}

impl ManagedCluster {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.declares("Microsoft.ContainerService/managedClusters")?;
        Ok(Self {
            name: node.text_at("name")?,
            kubernetes_version: node.text_at("kubernetesVersion")?,
            network: node.read_at("networkProfile", NetworkProfile::read)?.unwrap_or_default(),
            pools: node.read_all("agentPoolProfiles", AgentPool::read)?.filter(|pools| !pools.is_empty()),
            api_server: node.read_at("apiServerAccessProfile", ApiServerAccess::read)?.unwrap_or_default(),
            addons: Addons {
                http_application_routing: enabled(node, "addonProfiles", "httpApplicationRouting")?,
                open_service_mesh: enabled(node, "addonProfiles", "openServiceMesh")?,
                application_routing: enabled(node, "ingressProfile", "webAppRouting")?,
            },
        })
    }
}

impl NetworkProfile {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let plugins =
            &[("kubenet", NetworkPlugin::Kubenet), ("azure", NetworkPlugin::Azure), ("none", NetworkPlugin::None)];
        let dataplanes = &[("azure", NetworkDataplane::Azure), ("cilium", NetworkDataplane::Cilium)];
        let policies = &[
            ("none", NetworkPolicy::None),
            ("azure", NetworkPolicy::Azure),
            ("calico", NetworkPolicy::Calico),
            ("cilium", NetworkPolicy::Cilium),
        ];
        let mut ipv6 = false;
        for family in node.list("ipFamilies")?.unwrap_or_default() {
            ipv6 |= family.one_of(&[("IPv4", false), ("IPv6", true)])?;
        }
        let dns = node.get("dnsServiceIP")?;
        Ok(Self {
            plugin: node.word_at("networkPlugin", plugins)?,
            overlay: node.word_at("networkPluginMode", &[("overlay", true), ("none", false)])?.unwrap_or(false),
            dataplane: node.word_at("networkDataplane", dataplanes)?,
            policy: node.word_at("networkPolicy", policies)?,
            pod_cidrs: ranges(node, "podCidrs", "podCidr")?,
            service_cidrs: ranges(node, "serviceCidrs", "serviceCidr")?,
            dns_service_ip: match dns {
                Some(dns) if !dns.text()?.is_empty() => Some(dns.address()?),
                _ => None,
            },
            ipv6,
            outbound: node.word_at("outboundType", OutboundType::WORDS)?,
            allocated_outbound_ports: match node.get("loadBalancerProfile")? {
                Some(balancer) => {
                    balancer.whole_at("allocatedOutboundPorts", 0..=crate::facts::SNAT_PORTS_PER_FRONTEND.value)?
                }
                None => None,
            },
            basic_load_balancer: match node.get("loadBalancerSku")? {
                Some(sku) => sku.text()?.eq_ignore_ascii_case("basic"),
                None => false,
            },
            kube_proxy: node.read_at("kubeProxyConfig", KubeProxyMode::read)?.flatten(),
        })
    }
}

/// The list where there is one, else the single range, which is IPv4 by its definition.
fn ranges(node: &Node<'_>, many: &str, one: &str) -> Result<Vec<Prefix>, Error> {
    let single = match node.get(one)? {
        Some(range) if !range.text()?.is_empty() => Some(range.prefix_v4()?),
        _ => None,
    };
    let listed = node.prefixes_at(many)?;
    Ok(if listed.is_empty() { single.into_iter().collect() } else { listed })
}

impl ApiServerAccess {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            private_cluster: node.flag_at("enablePrivateCluster")?,
            vnet_integration: node.flag_at("enableVnetIntegration")?,
            subnet_id: node.text_at("subnetId")?,
        })
    }
}

/// Whether a profile's part says `enabled: true`.
fn enabled(node: &Node<'_>, profile: &str, part: &str) -> Result<bool, Error> {
    let Some(profile) = node.get(profile)? else { return Ok(false) };
    let Some(part) = profile.get(part)? else { return Ok(false) };
    part.flag_at("enabled")
}
