//! What the documents do not say and was taken as Azure would create it. Nothing is assumed in silence.

use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;
use crate::sizing::text::{counted, figure};

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    pools(draft, all);
    subnet(draft, all);
    pod_ranges(draft, all);
    running(draft, all);
}

fn pools(draft: &Draft<'_>, all: &mut Findings) {
    let cluster = &draft.request.cluster;
    let compared = draft
        .pools
        .iter()
        .zip(draft.documents)
        .any(|(pool, document)| NetworkMode::of_pool(cluster, document) != pool.mode);
    if cluster.network.plugin.is_none() && draft.mode == NetworkMode::Overlay && !compared && !cluster.network.overlay {
        all.add(
            codes::ASSUMED_NETWORK_PLUGIN,
            format_args!("No networkPlugin is given: Azure CNI Overlay is taken, AKS' default since Kubernetes 1.30."),
            facts::OVERLAY_DEFAULT_SINCE.sources,
        )
        .about("networkProfile.networkPlugin");
    }
    if cluster.pools.is_none() {
        let fact = &facts::DEFAULT_NODE_COUNT;
        all.add(
            codes::ASSUMED_POOL,
            format_args!(
                "No node pools are given: one of {} is taken, as `az aks create` makes it.",
                counted(fact.value, "node", "nodes")
            ),
            fact.sources,
        )
        .about("agentPoolProfiles");
    }
    for (index, (pool, document)) in draft.pools.iter().zip(draft.documents).enumerate() {
        if document.count.is_none() && document.min_count.is_none() {
            all.add(
                codes::ASSUMED_COUNT,
                format_args!(
                    "count is not given: {} is taken, the default of Azure's API.",
                    counted(pool.nodes, "node", "nodes")
                ),
                facts::DEFAULT_POOL_COUNT.sources,
            )
            .about(&draft.pool_subject(index));
        }
        // In a pod subnet the default itself is disputed, and said so in a finding of its own.
        if !pool.max_pods_given && !pool.mode.has_pod_subnet() {
            all.add(
                codes::ASSUMED_MAX_PODS,
                format_args!("maxPods is not given: {} is taken, the default of {}.", pool.max_pods, pool.mode.title()),
                pool.mode.default_max_pods_fact().sources,
            )
            .about(&draft.pool_subject(index));
        }
    }
}

fn subnet(draft: &Draft<'_>, all: &mut Findings) {
    if draft.assumed_subnet
        && let Some(name) = draft.slots.first().and_then(|slot| slot.name())
    {
        all.add(
            codes::ASSUMED_SUBNET,
            format_args!("No vnetSubnetID is given: {name}, the network's only subnet, is taken for the nodes."),
            &[&source::CNI_OVERVIEW],
        )
        .about(name);
    }
}

fn pod_ranges(draft: &Draft<'_>, all: &mut Findings) {
    for range in draft.pod_ranges.iter().filter(|range| range.assumed) {
        let fact = if range.prefix.is_ipv4() { &facts::DEFAULT_POD_CIDR } else { &facts::DEFAULT_POD_CIDR_V6 };
        all.add(
            codes::ASSUMED_RANGE,
            format_args!("No pod range is given: {} is taken, AKS' default.", range.prefix),
            fact.sources,
        )
        .about("networkProfile.podCidr");
    }
}

/// `podsPerNode` counts under dynamic allocation only, and within `maxPods`.
fn running(draft: &Draft<'_>, all: &mut Findings) {
    let Some(asked) = draft.request.pods_per_node else { return };
    let pools = draft.pools.iter().enumerate();
    let mut dynamic = pools.filter(|(_, pool)| pool.mode == NetworkMode::PodSubnetDynamic).peekable();
    if dynamic.peek().is_none() {
        all.add(
            codes::PODS_PER_NODE_UNUSED,
            format_args!("podsPerNode counts under dynamic allocation only: other modes reserve by maxPods."),
            &[&source::POD_SUBNET_CONCEPT],
        )
        .about("podsPerNode");
    }
    for (index, pool) in dynamic.filter(|(_, pool)| asked > pool.max_pods) {
        all.add(
            codes::PODS_PER_NODE_ABOVE_MAX_PODS,
            format_args!(
                "podsPerNode is {}, and a node of {} runs {} pods at the most: those are counted.",
                figure(asked),
                pool.name,
                pool.max_pods
            ),
            facts::MAX_MAX_PODS.sources,
        )
        .about(&draft.pool_subject(index));
    }
}
