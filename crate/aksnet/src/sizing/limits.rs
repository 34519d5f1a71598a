//! How near a draft is to each documented limit that applies to it.

use super::draft::{Draft, Entry};
use super::mode::NetworkMode;
use super::plan::LimitUse;
use super::request::NetAppFeatures;
use crate::facts::{self, Fact, Source};

/// The limit that is the size of a given subnet.
pub(crate) const SUBNET_ADDRESSES: &str = "subnet-addresses";
/// The limit that is the number of blocks in a pod range.
pub(crate) const POD_CIDR_BLOCKS: &str = "pod-cidr-blocks";
/// Nodes that a cluster may have and still be upgraded.
pub(crate) const UPGRADABLE_NODES: &str = "upgradable-nodes";

fn of(fact: &'static Fact<u64>, used: u64) -> LimitUse {
    with(fact, used, fact.value)
}

fn with(fact: &'static Fact<u64>, used: u64, allowed: u64) -> LimitUse {
    LimitUse { limit: fact.id, label: fact.label.to_owned(), used, allowed, sources: fact.sources }
}

fn named(limit: &'static str, label: String, used: u64, allowed: u64, sources: &'static [&'static Source]) -> LimitUse {
    LimitUse { limit, label, used, allowed, sources }
}

/// Every limit that applies. Surge nodes count in each.
pub(crate) fn uses(draft: &Draft<'_>) -> Vec<LimitUse> {
    let mut limits = Vec::with_capacity(12);
    nodes(draft, &mut limits);
    if draft.mode == NetworkMode::Kubenet {
        routes(draft, &mut limits);
    }
    pods(draft, &mut limits);
    addresses(draft, &mut limits);
    subnets(draft, &mut limits);
    limits
}

fn nodes(draft: &Draft<'_>, limits: &mut Vec<LimitUse>) {
    limits.push(of(&facts::NODES_PER_CLUSTER, draft.peak_nodes()));
    let before_surge = draft.pools.iter().fold(0u64, |sum, pool| sum.saturating_add(pool.peak));
    // The block is at the figure itself, so one less is the most.
    let upgradable = facts::UPGRADE_BLOCKED_AT.value.saturating_sub(1);
    let label = "Nodes in a cluster that can still be upgraded".to_owned();
    limits.push(named(UPGRADABLE_NODES, label, before_surge, upgradable, facts::UPGRADE_BLOCKED_AT.sources));
    if let Some(largest) = draft.pools.iter().max_by_key(|pool| pool.peak_nodes()) {
        let mut limit = of(&facts::NODES_PER_POOL, largest.peak_nodes());
        if draft.pools.len() > 1 {
            limit.label = format!("{}, {} the largest", limit.label, largest.name);
        }
        limits.push(limit);
    }
    limits.push(of(&facts::POOLS_PER_CLUSTER, u64::try_from(draft.pools.len()).unwrap_or(u64::MAX)));
}

/// The nodes that a kubenet cluster has when its upgrade is asked for. No limit of what runs, so not among [`uses`]: `plan_upgrade`
/// asks for it at the steps that are upgrades, and `check` warns.
pub(crate) fn kubenet_upgrade(draft: &Draft<'_>) -> Option<LimitUse> {
    let fact = &facts::KUBENET_UPGRADE_BELOW;
    let before_surge = draft.pools.iter().fold(0u64, |sum, pool| sum.saturating_add(pool.peak));
    let label = "Nodes in a kubenet cluster that can still be upgraded".to_owned();
    (draft.mode == NetworkMode::Kubenet)
        .then(|| named(fact.id, label, before_surge, fact.value.saturating_sub(1), fact.sources))
}

/// kubenet: AKS counts nodes, Azure counts routes, and the user's own are in the same table.
fn routes(draft: &Draft<'_>, limits: &mut Vec<LimitUse>) {
    let per_node = if draft.pod_ranges.len() > 1 {
        facts::DUAL_STACK_ROUTES_PER_NODE.value
    } else {
        facts::KUBENET_ROUTES_PER_NODE.value
    };
    let nodes = draft.peak_nodes();
    limits.push(with(&facts::KUBENET_NODES, nodes, facts::KUBENET_NODES.value.checked_div(per_node).unwrap_or(0)));
    let used = nodes.saturating_mul(per_node).saturating_add(draft.request.user_routes);
    limits.push(with(&facts::ROUTES_PER_TABLE, used, draft.request.assume.routes_per_table()));
}

fn pods(draft: &Draft<'_>, limits: &mut Vec<LimitUse>) {
    for range in &draft.pod_ranges {
        let label = format!("Blocks of a /{} for each node in {}", range.block(), range.prefix);
        let sources = match draft.mode {
            NetworkMode::Kubenet => facts::DEFAULT_POD_CIDR.sources,
            _ => facts::NODE_POD_CIDR_PREFIX.sources,
        };
        limits.push(named(POD_CIDR_BLOCKS, label, draft.peak_nodes(), range.available(), sources));
    }
    let pods_under = |mode: NetworkMode| {
        let pools = draft.pools.iter().filter(|pool| pool.mode == mode);
        pools.fold(0u64, |sum, pool| sum.saturating_add(pool.peak_nodes().saturating_mul(pool.max_pods)))
    };
    if draft.mode == NetworkMode::Overlay {
        let allowed = draft.request.assume.overlay_pod_ceiling();
        limits.push(with(&facts::OVERLAY_PODS, pods_under(NetworkMode::Overlay), allowed));
    }
    if draft.pools.iter().any(|pool| pool.mode == NetworkMode::PodSubnetStatic) {
        limits.push(of(&facts::STATIC_BLOCK_PODS, pods_under(NetworkMode::PodSubnetStatic)));
    }
    let reserving = draft.pools.iter().filter(|pool| pool.mode == NetworkMode::NodeSubnet);
    if let Some(most) = reserving.map(|pool| pool.max_pods.saturating_add(1)).max() {
        limits.push(of(&facts::ADDRESSES_PER_INTERFACE, most));
    }
}

fn addresses(draft: &Draft<'_>, limits: &mut Vec<LimitUse>) {
    let others = draft.other_addresses();
    // A static block counts as one against the network, however many addresses are in it.
    let blocks = draft
        .addresses(|entry| matches!(entry, Entry::StaticPods(_)))
        .checked_div(facts::STATIC_BLOCK_ADDRESSES.value)
        .unwrap_or(0)
        .saturating_mul(facts::STATIC_BLOCK_COUNTS_AS.value);
    let singly = draft.addresses(|entry| !matches!(entry, Entry::FixedSize | Entry::StaticPods(_)));
    let network = singly.saturating_add(blocks).saturating_add(others);
    limits.push(of(&facts::VNET_ADDRESSES, network));
    let peers = draft.peer_addresses();
    if !draft.request.peered_networks.is_empty() {
        limits.push(of(&facts::PEERED_ADDRESSES, network.saturating_add(peers)));
    }
    if let Some(features) = draft.request.netapp_files {
        let all = draft.addresses(|entry| entry != Entry::FixedSize).saturating_add(others).saturating_add(peers);
        let fact = match features {
            NetAppFeatures::Basic => &facts::NETAPP_BASIC_ADDRESSES,
            NetAppFeatures::Standard => &facts::NETAPP_STANDARD_ADDRESSES,
        };
        let mut limit = of(fact, all);
        // One limit with two values: the answer names it once.
        limit.limit = facts::NETAPP_BASIC_ADDRESSES.id;
        limits.push(limit);
    }
}

fn subnets(draft: &Draft<'_>, limits: &mut Vec<LimitUse>) {
    for slot in &draft.slots {
        if let Some(prefix) = slot.given() {
            let label = match slot.name() {
                Some(name) => format!("Usable addresses in {name}, {prefix}"),
                None => format!("Usable addresses in {prefix}"),
            };
            limits.push(named(
                SUBNET_ADDRESSES,
                label,
                slot.needed(),
                prefix.usable(),
                facts::RESERVED_ADDRESSES.sources,
            ));
        }
    }
}
