//! Limits of clusters and node pools, and what an upgrade adds to them.

use super::limits::Row;
use super::{Fact, prose, source};

/// Nodes of a cluster.
pub const NODES_PER_CLUSTER: Fact<u64> = Fact {
    id: "nodes-per-cluster",
    label: "Nodes in a cluster",
    value: 5000,
    unit: "nodes",
    says: prose(
        "A cluster of the Standard or Premium tier on scale sets with a Standard load balancer holds up to 5,000 \
           nodes over all of its pools; the Free tier stops at 1,000.",
    ),
    sources: &[&source::SCALE_LARGE, &source::PRICING_TIERS, &source::CORE_CONCEPTS, &source::QUOTAS],
    disputed_by: &[],
};

/// Nodes of a node pool.
pub const NODES_PER_POOL: Fact<u64> = Fact {
    id: "nodes-per-pool",
    label: "Nodes in a node pool",
    value: 1000,
    unit: "nodes",
    says: prose(
        "A pool on a scale set holds up to 1,000 nodes. An upgrade that would exceed this with its surge nodes is \
           refused before it starts.",
    ),
    sources: &[&source::SCALE_LARGE, &source::ROLLING_UPGRADE, &source::CREATE_NODE_POOLS, &source::QUOTAS],
    disputed_by: &[],
};

/// Node pools of a cluster.
pub const POOLS_PER_CLUSTER: Fact<u64> = Fact {
    id: "pools-per-cluster",
    label: "Node pools in a cluster",
    value: 100,
    unit: "pools",
    says: prose("A cluster has up to 100 node pools."),
    sources: &[&source::QUOTAS],
    disputed_by: &[],
};

/// The smallest `maxPods`.
pub const MIN_MAX_PODS: Fact<u64> = Fact {
    id: "min-max-pods",
    label: "Smallest maxPods of a node pool",
    value: 10,
    unit: "pods per node",
    says: prose("maxPods is 10 at least, under every plugin; AKS refuses less."),
    sources: &[&source::IP_PLANNING],
    disputed_by: &[],
};

/// The largest `maxPods`.
pub const MAX_MAX_PODS: Fact<u64> = Fact {
    id: "max-max-pods",
    label: "Largest maxPods of a node pool",
    value: 250,
    unit: "pods per node",
    says: prose("maxPods is 250 at most, under every plugin."),
    sources: &[&source::IP_PLANNING],
    disputed_by: &[],
};

/// Pods that each pool must have room for.
pub const PODS_PER_POOL_FLOOR: Fact<u64> = Fact {
    id: "pods-per-pool-floor",
    label: "Pods that each node pool must have room for",
    value: 30,
    unit: "pods",
    says: prose(
        "maxPods times the nodes must be 30 at least, in each pool: with a maxPods of 10 a pool needs three nodes.",
    ),
    sources: &[&source::IP_PLANNING],
    disputed_by: &[],
};

/// Pods on a Windows node, as advised.
pub const WINDOWS_MAX_PODS_ADVISED: Fact<u64> = Fact {
    id: "windows-max-pods-advised",
    label: "Pods on a Windows node, as advised",
    value: 110,
    unit: "pods per node",
    says: prose("Up to 250 can be configured; 110 or fewer are advised on Windows."),
    sources: &[&source::OVERLAY_CONCEPT],
    disputed_by: &[],
};

/// Characters in the name of a Windows pool.
pub const WINDOWS_POOL_NAME_LENGTH: Fact<u64> = Fact {
    id: "windows-pool-name-length",
    label: "Characters in the name of a Windows node pool",
    value: 6,
    unit: "characters",
    says: prose("The name of a Windows pool has six characters at most."),
    sources: &[&source::CREATE_NODE_POOLS, &source::REST_AGENT_POOLS],
    disputed_by: &[],
};

/// Nodes that the command line makes.
pub const DEFAULT_NODE_COUNT: Fact<u64> = Fact {
    id: "default-node-count",
    label: "Nodes of a new cluster by the command line",
    value: 3,
    unit: "nodes",
    says: prose("`az aks create` and `az aks nodepool add` make three nodes unless told otherwise."),
    sources: &[&source::SYSTEM_POOLS],
    disputed_by: &[],
};

/// Nodes of a pool whose document has no count.
pub const DEFAULT_POOL_COUNT: Fact<u64> = Fact {
    id: "default-pool-count",
    label: "Nodes of a pool that gives no count",
    value: 1,
    unit: "nodes",
    says: prose("In the API a pool without a count has one node."),
    sources: &[&source::REST_AGENT_POOLS, &source::CREATE_NODE_POOLS],
    disputed_by: &[],
};

/// Surge when nothing is said, as the newer texts have it.
pub const DEFAULT_MAX_SURGE: Fact<&'static str> = Fact {
    id: "default-max-surge",
    label: "Surge of an upgrade when none is set",
    value: "10%",
    unit: "of the pool's nodes",
    says: prose(
        "The API reference, the scale page and the release notes (2025-03-16, Kubernetes 1.32 and later) say 10 %; \
           the pages on rolling upgrades, resizing, cost, outbound ports and subnet errors say one node. A pool that \
           sets only maxUnavailable keeps this surge: each of the two has a default of its own.",
    ),
    sources: &[
        &source::REST_AGENT_POOLS,
        &source::SCALE_LARGE,
        &source::UPGRADE_OPTIONS,
        &source::RELEASE_NOTES,
        &source::SURGE_CLARIFICATION,
    ],
    disputed_by: &[
        &source::ROLLING_UPGRADE,
        &source::UPGRADE_CAPACITY,
        &source::RESIZE_POOL,
        &source::LOAD_BALANCER_SETTINGS,
        &source::INSUFFICIENT_SUBNET,
    ],
};

/// Surge when nothing is said, as the older texts have it.
pub const DEFAULT_MAX_SURGE_OLD: Fact<&'static str> = Fact {
    id: "default-max-surge-old",
    label: "Surge of an upgrade when none is set, in the older texts",
    value: "1",
    unit: "nodes",
    says: prose(
        "The pages on rolling upgrades, resizing and cost say one node; the API reference and the release notes say \
           10 %.",
    ),
    sources: &[&source::ROLLING_UPGRADE, &source::UPGRADE_CAPACITY, &source::RESIZE_POOL],
    disputed_by: &[&source::REST_AGENT_POOLS, &source::SCALE_LARGE, &source::UPGRADE_OPTIONS, &source::RELEASE_NOTES],
};

/// Nodes taken down at once when nothing is said.
pub const DEFAULT_MAX_UNAVAILABLE: Fact<u64> = Fact {
    id: "default-max-unavailable",
    label: "Nodes that an upgrade may take down at once when none is set",
    value: 0,
    unit: "nodes",
    says: prose(
        "maxUnavailable is 0 unless set, and then maxSurge must be above 0. With a maxSurge of 0 the pool is upgraded \
           in place and takes no further address. With both above 0 the upgrade surges first and falls back to the \
           nodes it has (a preview). System pools cannot set maxUnavailable.",
    ),
    sources: &[&source::ROLLING_UPGRADE, &source::REST_AGENT_POOLS, &source::MAX_UNAVAILABLE_ISSUE],
    disputed_by: &[],
};

/// The Kubernetes version from which an upgrade makes do with one surge node.
pub const SURGE_FALLBACK_SINCE: Fact<&'static str> = Fact {
    id: "surge-fallback-since",
    label: "An upgrade short of room falls back to one surge node",
    value: "1.35",
    unit: "Kubernetes version",
    says: prose(
        "From Kubernetes 1.35 on an upgrade that cannot get its full surge tries again with one surge node; before, \
           it fails.",
    ),
    sources: &[&source::ROLLING_UPGRADE, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// The count that AKS takes for a pool that scales by itself.
pub const AUTOSCALED_POOL_COUNT: Fact<&'static str> = Fact {
    id: "autoscaled-pool-count",
    label: "Nodes that count for a pool with the cluster autoscaler",
    value: "maxCount",
    unit: "field",
    says: prose(
        "When AKS checks the room in the subnets and the outbound ports, a pool that scales by itself counts with its \
           maxCount, and the pools of the whole cluster count together, surge included.",
    ),
    sources: &[&source::INSUFFICIENT_SUBNET, &source::LOAD_BALANCER_SETTINGS, &source::SURGE_CLARIFICATION],
    disputed_by: &[],
};

/// The surge advised for production.
pub const RECOMMENDED_MAX_SURGE: Fact<&'static str> = Fact {
    id: "recommended-max-surge",
    label: "Surge advised for production",
    value: "33%",
    unit: "of the pool's nodes",
    says: prose("A surge of 33 % is advised for production pools."),
    sources: &[&source::ROLLING_UPGRADE, &source::UPGRADE_OPTIONS],
    disputed_by: &[],
};

/// The size at which a cluster can no longer be upgraded.
pub const UPGRADE_BLOCKED_AT: Fact<u64> = Fact {
    id: "upgrade-blocked-at",
    label: "Nodes at which upgrades are refused",
    value: 5000,
    unit: "nodes",
    says: prose(
        "A cluster at the limit of 5,000 nodes has no room to surge, so it cannot be upgraded until it is scaled in.",
    ),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[],
};

/// Nodes below which a cluster that is too large to upgrade has to be scaled first.
pub const UPGRADE_SCALE_BELOW: Fact<u64> = Fact {
    id: "upgrade-scale-below",
    label: "Nodes below which a cluster at its limit is scaled before an upgrade",
    value: 3_000,
    unit: "nodes",
    says: prose("A cluster at the limit of 5,000 nodes is scaled below this size before it is upgraded."),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[],
};

/// Surge nodes of a Spot pool.
pub const SPOT_SURGE: Fact<u64> = Fact {
    id: "spot-surge",
    label: "Surge nodes of a Spot node pool",
    value: 0,
    unit: "nodes",
    says: prose("A Spot pool is upgraded without surge nodes, and the service refuses a maxSurge on it."),
    sources: &[&source::SPOT_POOLS, &source::SPOT_SURGE_ISSUE],
    disputed_by: &[],
};

/// Nodes that a system pool should have.
pub const SYSTEM_POOL_MIN_NODES: Fact<u64> = Fact {
    id: "system-pool-min-nodes",
    label: "Nodes that a system pool should have",
    value: 2,
    unit: "nodes",
    says: prose("A system pool has two nodes or more; three are advised."),
    sources: &[&source::SYSTEM_POOLS],
    disputed_by: &[],
};

/// Pods per node that a system pool must allow.
pub const SYSTEM_POOL_MIN_PODS: Fact<u64> = Fact {
    id: "system-pool-min-pods",
    label: "Pods that a system pool must have room for",
    value: 30,
    unit: "pods",
    says: prose("A system pool must have room for 30 pods at least."),
    sources: &[&source::SYSTEM_POOLS],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&NODES_PER_CLUSTER),
    Row::Number(&NODES_PER_POOL),
    Row::Number(&POOLS_PER_CLUSTER),
    Row::Number(&MIN_MAX_PODS),
    Row::Number(&MAX_MAX_PODS),
    Row::Number(&PODS_PER_POOL_FLOOR),
    Row::Number(&WINDOWS_MAX_PODS_ADVISED),
    Row::Number(&WINDOWS_POOL_NAME_LENGTH),
    Row::Number(&DEFAULT_NODE_COUNT),
    Row::Number(&DEFAULT_POOL_COUNT),
    Row::Text(&DEFAULT_MAX_SURGE),
    Row::Text(&DEFAULT_MAX_SURGE_OLD),
    Row::Number(&DEFAULT_MAX_UNAVAILABLE),
    Row::Text(&SURGE_FALLBACK_SINCE),
    Row::Text(&AUTOSCALED_POOL_COUNT),
    Row::Text(&RECOMMENDED_MAX_SURGE),
    Row::Number(&UPGRADE_BLOCKED_AT),
    Row::Number(&UPGRADE_SCALE_BELOW),
    Row::Number(&SPOT_SURGE),
    Row::Number(&SYSTEM_POOL_MIN_NODES),
    Row::Number(&SYSTEM_POOL_MIN_PODS),
];
