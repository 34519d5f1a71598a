//! `Microsoft.ContainerService/managedClusters`: the parts that networking depends on.

use super::pool::AgentPool;
use crate::document::{Node, text_field, word_field};
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
            name: text_field(node, "name")?,
            kubernetes_version: text_field(node, "kubernetesVersion")?,
            network: node.field("networkProfile", NetworkProfile::read)?.unwrap_or_default(),
            pools: node.each("agentPoolProfiles", AgentPool::read)?.filter(|pools| !pools.is_empty()),
            api_server: node.field("apiServerAccessProfile", ApiServerAccess::read)?.unwrap_or_default(),
        })
    }
}

impl NetworkProfile {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let families = node.each("ipFamilies", |family| family.one_of(&[("IPv4", false), ("IPv6", true)]))?;
        Ok(Self {
            plugin: word_field(
                node,
                "networkPlugin",
                &[("kubenet", NetworkPlugin::Kubenet), ("azure", NetworkPlugin::Azure), ("none", NetworkPlugin::None)],
            )?,
            overlay: word_field(node, "networkPluginMode", &[("overlay", true), ("none", false)])?.unwrap_or(false),
            dataplane: word_field(
                node,
                "networkDataplane",
                &[("azure", NetworkDataplane::Azure), ("cilium", NetworkDataplane::Cilium)],
            )?,
            policy: word_field(
                node,
                "networkPolicy",
                &[
                    ("none", NetworkPolicy::None),
                    ("azure", NetworkPolicy::Azure),
                    ("calico", NetworkPolicy::Calico),
                    ("cilium", NetworkPolicy::Cilium),
                ],
            )?,
            pod_cidrs: ranges(node, "podCidrs", "podCidr")?,
            service_cidrs: ranges(node, "serviceCidrs", "serviceCidr")?,
            dns_service_ip: node
                .field("dnsServiceIP", |ip| if ip.text()?.is_empty() { Ok(None) } else { ip.address().map(Some) })?
                .flatten(),
            ipv6: families.unwrap_or_default().contains(&true),
            outbound: word_field(node, "outboundType", OutboundType::WORDS)?,
        })
    }
}

/// The list where there is one, else the single range, which is IPv4 by its definition.
fn ranges(node: &Node<'_>, many: &str, one: &str) -> Result<Vec<Prefix>, Error> {
    let listed = node.each(many, |field| field.prefix())?.unwrap_or_default();
    let single = node
        .field(one, |range| if range.text()?.is_empty() { Ok(None) } else { range.prefix_v4().map(Some) })?
        .flatten();
    Ok(if listed.is_empty() { single.into_iter().collect() } else { listed })
}

impl ApiServerAccess {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            private_cluster: node.field("enablePrivateCluster", |field| field.boolean())?.unwrap_or(false),
            vnet_integration: node.field("enableVnetIntegration", |field| field.boolean())?.unwrap_or(false),
            subnet_id: text_field(node, "subnetId")?,
        })
    }
}
