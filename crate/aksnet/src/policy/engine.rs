//! Who enforces policies, and in what the engines differ.

use crate::azure::{ManagedCluster, NetworkDataplane, NetworkPolicy};
use crate::document::Node;
use crate::error::Error;

/// The engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// None is named: the rules of Kubernetes' own documentation.
    Unnamed,
    /// Calico, as AKS installs it.
    Calico,
    /// Cilium.
    Cilium,
    /// Azure Network Policy Manager.
    Azure,
    /// Nobody: policies are documents without effect.
    None,
}

impl Engine {
    const WORDS: &[(&str, Self)] =
        &[("calico", Self::Calico), ("cilium", Self::Cilium), ("azure", Self::Azure), ("none", Self::None)];

    /// That of the question, else the cluster's.
    pub(super) fn read(root: &Node<'_>, cluster: Option<&ManagedCluster>) -> Result<Self, Error> {
        if let Some(engine) = root.word_at("engine", Self::WORDS)? {
            return Ok(engine);
        }
        Ok(cluster.map_or(Self::Unnamed, Self::of_cluster))
    }

    /// The cluster's: `networkPolicy`, and Cilium where it is the data plane.
    pub(crate) fn of_cluster(cluster: &ManagedCluster) -> Self {
        match cluster.network.policy {
            Some(NetworkPolicy::Azure) => Self::Azure,
            Some(NetworkPolicy::Calico) => Self::Calico,
            Some(NetworkPolicy::Cilium) => Self::Cilium,
            _ if cluster.network.dataplane == Some(NetworkDataplane::Cilium) => Self::Cilium,
            Some(NetworkPolicy::None) => Self::None,
            None => Self::Unnamed,
        }
    }

    /// `ipBlock` holds a pod's address under Calico and Azure's engine. Cilium knows pods by identity (M6), and Kubernetes' documentation
    /// means addresses outside of the cluster.
    pub(super) const fn blocks_hold_pods(self) -> bool {
        matches!(self, Self::Calico | Self::Azure)
    }

    /// Under Cilium it holds no node's address either.
    pub(super) const fn blocks_hold_nodes(self) -> bool {
        !matches!(self, Self::Cilium)
    }

    /// Whether Cilium's own kinds count. Where no engine is named, their presence tells.
    pub(super) const fn reads_cilium(self) -> bool {
        matches!(self, Self::Cilium | Self::Unnamed)
    }
}
