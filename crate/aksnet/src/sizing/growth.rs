//! Pools at their peak: scaled out, and upgrading all at once.

use super::mode::NetworkMode;
use super::request::SizingRequest;
use crate::azure::{AgentPool, Amount, PoolMode};
use crate::facts;

/// A pool with what it grows to.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// The document's name, else `pool` and its place.
    pub(crate) name: String,
    /// The pool's own allocation.
    pub(crate) mode: NetworkMode,
    /// Steady nodes.
    pub(crate) nodes: u64,
    /// Nodes before surge: the autoscaler's maximum, or the count and its share of the scale-out.
    pub(crate) peak: u64,
    /// Of `peak`, the nodes that the scale-out adds.
    pub(crate) scaled: u64,
    /// Extra nodes while upgrading.
    pub(crate) surge: u64,
    /// Where `surge` comes from.
    pub(crate) surge_from: SurgeFrom,
    /// Pods that a node may run.
    pub(crate) max_pods: u64,
    /// Whether the document says so.
    pub(crate) max_pods_given: bool,
    /// Pods that run on a node, for dynamic allocation.
    pub(crate) running: u64,
}

/// Where a pool's surge comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SurgeFrom {
    /// `upgradeSettings.maxSurge`.
    Given(Amount),
    /// The default, which is disputed.
    Default(Amount),
    /// A spot pool upgrades without.
    Spot,
}

impl Pool {
    /// Nodes at the height of scale-out and upgrade.
    pub(crate) fn peak_nodes(&self) -> u64 {
        self.peak.saturating_add(self.surge)
    }

    /// Addresses of the virtual network that one node holds for its pods.
    pub(crate) fn pod_addresses(&self) -> u64 {
        match self.mode {
            NetworkMode::NodeSubnet => self.max_pods,
            NetworkMode::PodSubnetDynamic => super::pod_subnet_addresses(self.running),
            NetworkMode::PodSubnetStatic => {
                super::static_blocks(self.max_pods).blocks.saturating_mul(facts::STATIC_BLOCK_ADDRESSES.value)
            }
            NetworkMode::Kubenet | NetworkMode::Overlay | NetworkMode::ByoCni => 0,
        }
    }
}

/// What is asked of the pools beyond what the document says.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Variant {
    /// Every pool under this mode.
    pub(crate) mode: Option<NetworkMode>,
    /// The growing pool has so many steady nodes, and no autoscaler.
    pub(crate) grown: Option<u64>,
    /// Every pool surges by so much.
    pub(crate) surge: Option<Amount>,
    /// When.
    pub(crate) phase: Phase,
}

/// A moment in a cluster's life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Scaled out, and all pools upgrading at once: what a plan has to hold.
    #[default]
    Peak,
    /// The counts as they are.
    Steady,
    /// Scaled out, and nothing upgrading.
    ScaledOut,
    /// Scaled out, and the pool of this place upgrading.
    Upgrading(usize),
}

/// The pool that grows: the first user pool, or the first.
pub(crate) fn growing(pools: &[AgentPool]) -> usize {
    pools.iter().position(|pool| pool.mode == Some(PoolMode::User)).unwrap_or(0)
}

/// The pools of the document, or the one that AKS would make.
pub(crate) fn documents(request: &SizingRequest) -> Vec<AgentPool> {
    request.cluster.pools.clone().unwrap_or_else(|| {
        vec![AgentPool {
            name: Some("nodepool1".to_owned()),
            mode: Some(PoolMode::System),
            count: Some(facts::DEFAULT_NODE_COUNT.value),
            ..AgentPool::default()
        }]
    })
}

/// Each pool at its peak.
pub(crate) fn pools(request: &SizingRequest, documents: &[AgentPool], variant: Variant) -> Vec<Pool> {
    let grows = growing(documents);
    let peak = |(index, pool): (usize, &AgentPool)| {
        let mode = variant.mode.unwrap_or_else(|| NetworkMode::of_pool(&request.cluster, pool));
        let grown = variant.grown.filter(|_| index == grows);
        let nodes = grown.unwrap_or_else(|| steady(pool));
        let steady = variant.phase == Phase::Steady;
        let bounded = pool.autoscaling && grown.is_none();
        let scaled = if index == grows && !bounded && !steady { request.scale_out } else { 0 };
        let base = if bounded && !steady { pool.max_count.unwrap_or(nodes).max(nodes) } else { nodes };
        let peak = base.saturating_add(scaled);
        let (asked, surge_from) = surge(request, pool, peak, variant.surge);
        let upgrading = match variant.phase {
            Phase::Peak => true,
            Phase::Upgrading(place) => place == index,
            Phase::Steady | Phase::ScaledOut => false,
        };
        let surge = if upgrading { asked } else { 0 };
        let max_pods = pool.max_pods.unwrap_or_else(|| mode.default_max_pods(&request.assume));
        Pool {
            name: pool.name.clone().unwrap_or_else(|| format!("pool{}", index.saturating_add(1))),
            mode,
            nodes,
            peak,
            scaled,
            surge,
            surge_from,
            max_pods,
            max_pods_given: pool.max_pods.is_some(),
            running: request.pods_per_node.unwrap_or(max_pods).min(max_pods),
        }
    };
    documents.iter().enumerate().map(peak).collect()
}

/// Nodes of a pool in steady state.
pub(crate) fn steady(pool: &AgentPool) -> u64 {
    pool.count.or(pool.min_count.filter(|_| pool.autoscaling)).unwrap_or(facts::DEFAULT_POOL_COUNT.value)
}

/// Extra nodes while a pool of `peak` nodes upgrades: a number, or a share of the pool rounded up; never more than there are
/// nodes to upgrade, and none on a spot pool.
fn surge(request: &SizingRequest, pool: &AgentPool, peak: u64, asked: Option<Amount>) -> (u64, SurgeFrom) {
    if pool.spot {
        return (facts::SPOT_SURGE.value, SurgeFrom::Spot);
    }
    let from = match asked.or(pool.max_surge) {
        Some(amount) => SurgeFrom::Given(amount),
        None => SurgeFrom::Default(default_surge(request)),
    };
    let (SurgeFrom::Given(amount) | SurgeFrom::Default(amount)) = from else { return (0, from) };
    (amount.of(peak).min(peak), from)
}

/// The setting; without one, 10 % from Kubernetes 1.32 on and 1 node before, as the release notes have it. A document
/// without a version is taken for a current one.
pub(crate) fn default_surge(request: &SizingRequest) -> Amount {
    let old = || request.cluster.kubernetes_version.as_deref().and_then(minor).is_some_and(|minor| minor < (1, 32));
    let text = if request.assume.one_surge_node.unwrap_or_else(old) {
        facts::DEFAULT_MAX_SURGE_OLD.value
    } else {
        facts::DEFAULT_MAX_SURGE.value
    };
    Amount::parse(text).unwrap_or(Amount::Nodes(1))
}

/// "1.32.4" is (1, 32).
pub(crate) fn minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
