//! The six network modes, and which one a cluster document means.

use crate::assumptions::Assumptions;
use crate::azure::{AgentPool, ManagedCluster, NetworkPlugin};
use crate::facts::{self, Fact};
use serde::Serialize;

/// How pods get their addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NetworkMode {
    /// Nodes in the virtual network, pods behind them in a range of their own, a route for each node.
    Kubenet,
    /// Azure CNI: pods take addresses of the node subnet, reserved in advance.
    NodeSubnet,
    /// Azure CNI: pods take addresses of a subnet of their own, in batches of 16 as they are needed.
    PodSubnetDynamic,
    /// Azure CNI: each node takes /28 blocks of the pod subnet for life.
    PodSubnetStatic,
    /// Azure CNI Overlay: pods in a range of their own, a /24 for each node, no routes.
    Overlay,
    /// `networkPlugin: none`.
    ByoCni,
}

impl NetworkMode {
    /// All six, in the order in which they are compared.
    pub const ALL: [Self; 6] =
        [Self::Kubenet, Self::NodeSubnet, Self::PodSubnetDynamic, Self::PodSubnetStatic, Self::Overlay, Self::ByoCni];

    /// The mode that a pool's document means. Absent plugin: overlay, AKS' default since Kubernetes 1.30. `azure` without a
    /// mode: node subnet, as the command line does it.
    #[must_use]
    pub fn of_pool(cluster: &ManagedCluster, pool: &AgentPool) -> Self {
        let with_pod_subnet = if pool.static_block { Self::PodSubnetStatic } else { Self::PodSubnetDynamic };
        match (cluster.network.plugin, cluster.network.overlay, &pool.pod_subnet_id) {
            (Some(NetworkPlugin::Kubenet), _, _) => Self::Kubenet,
            (Some(NetworkPlugin::None), _, _) => Self::ByoCni,
            (_, true, _) => Self::Overlay,
            (_, false, Some(_)) => with_pod_subnet,
            (None, false, None) => Self::Overlay,
            (Some(NetworkPlugin::Azure), false, None) => Self::NodeSubnet,
        }
    }

    /// Whether pods are in a subnet of their own.
    #[must_use]
    pub const fn has_pod_subnet(self) -> bool {
        matches!(self, Self::PodSubnetDynamic | Self::PodSubnetStatic)
    }

    /// Whether pods are in a range outside of the virtual network, cut into a block for each node.
    #[must_use]
    pub const fn has_pod_cidr(self) -> bool {
        matches!(self, Self::Kubenet | Self::Overlay)
    }

    /// `maxPods` where the document has none.
    #[must_use]
    pub fn default_max_pods(self, assume: &Assumptions) -> u64 {
        match self {
            Self::Kubenet => facts::DEFAULT_MAX_PODS_KUBENET.value,
            Self::NodeSubnet => facts::DEFAULT_MAX_PODS_NODE_SUBNET.value,
            Self::PodSubnetDynamic | Self::PodSubnetStatic => assume.pod_subnet_max_pods(),
            Self::Overlay => facts::DEFAULT_MAX_PODS_OVERLAY.value,
            Self::ByoCni => facts::DEFAULT_MAX_PODS_BYO.value,
        }
    }

    /// The fact that [`NetworkMode::default_max_pods`] rests on.
    #[must_use]
    pub fn default_max_pods_fact(self) -> &'static Fact<u64> {
        match self {
            Self::Kubenet => &facts::DEFAULT_MAX_PODS_KUBENET,
            Self::NodeSubnet => &facts::DEFAULT_MAX_PODS_NODE_SUBNET,
            Self::PodSubnetDynamic | Self::PodSubnetStatic => &facts::DEFAULT_MAX_PODS_POD_SUBNET,
            Self::Overlay => &facts::DEFAULT_MAX_PODS_OVERLAY,
            Self::ByoCni => &facts::DEFAULT_MAX_PODS_BYO,
        }
    }

    /// Whether Microsoft supports it, and until when.
    #[must_use]
    pub const fn standing(self) -> &'static Fact<&'static str> {
        match self {
            Self::Kubenet => &facts::STANDING_KUBENET,
            Self::NodeSubnet => &facts::STANDING_NODE_SUBNET,
            Self::PodSubnetDynamic => &facts::STANDING_POD_SUBNET_DYNAMIC,
            Self::PodSubnetStatic => &facts::STANDING_POD_SUBNET_STATIC,
            Self::Overlay => &facts::STANDING_OVERLAY,
            Self::ByoCni => &facts::STANDING_BYO,
        }
    }

    /// Its name in a sentence.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Kubenet => "kubenet",
            Self::NodeSubnet => "Azure CNI node subnet",
            Self::PodSubnetDynamic => "Azure CNI pod subnet with dynamic allocation",
            Self::PodSubnetStatic => "Azure CNI pod subnet with static block allocation",
            Self::Overlay => "Azure CNI Overlay",
            Self::ByoCni => "a CNI of your own",
        }
    }
}
