//! Rules of node pools: the floor of 30 pods, system pools, Windows, surge, the autoscaler's bounds.

use crate::azure::{AgentPool, Amount, PoolMode};
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;
use crate::sizing::growth::{self, Pool, SurgeFrom};
use crate::sizing::text::{counted, figure};

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    for (index, (pool, document)) in draft.pools.iter().zip(draft.documents).enumerate() {
        all.concerning(Some(draft.pool_subject(index)));
        floor(pool, all);
        system(pool, document, all);
        windows(pool, document, all);
        upgrade(pool, document, all);
        autoscaler(document, all);
    }
    all.concerning(None);
    scale_out(draft, all);
    // Node pools pasted without their cluster are not all of them.
    let whole = draft.request.cluster.network.plugin.is_some();
    if whole && draft.documents.iter().all(|pool| pool.mode == Some(PoolMode::User)) {
        let message = format_args!("Every pool is a user pool; a cluster has at least one system pool.");
        all.add(codes::NO_SYSTEM_POOL, message, &[&source::SYSTEM_POOLS]).about("agentPoolProfiles");
    }
}

fn floor(pool: &Pool, all: &mut Findings) {
    let least = facts::PODS_PER_POOL_FLOOR.value;
    let pods = pool.nodes.saturating_mul(pool.max_pods);
    if pool.nodes > 0 && pods < least {
        let nodes = least.div_ceil(pool.max_pods.max(1));
        all.add(
            codes::POOL_BELOW_30_PODS,
            format_args!(
                "{} at {} pods make {} pods; each pool has to have room for {least}.",
                counted(pool.nodes, "node", "nodes"),
                pool.max_pods,
                figure(pods)
            ),
            facts::PODS_PER_POOL_FLOOR.sources,
        )
        .help(format_args!("At least {} at {} pods.", counted(nodes, "node", "nodes"), pool.max_pods));
    }
}

fn system(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    if document.mode != Some(PoolMode::System) {
        return;
    }
    let least = facts::SYSTEM_POOL_MIN_NODES;
    if pool.nodes == 0 {
        all.add(
            codes::SYSTEM_POOL_EMPTY,
            format_args!("A system pool has at least 1 node; only a user pool may be empty."),
            facts::NODES_PER_POOL.sources,
        );
    } else if pool.nodes < least.value {
        all.add(
            codes::SYSTEM_POOL_SMALL,
            format_args!("A system pool of 1 node: Microsoft asks for {} or more, and recommends 3.", least.value),
            least.sources,
        );
    }
    if document.windows {
        all.add(codes::SYSTEM_POOL_WINDOWS, format_args!("System pools run Linux only."), least.sources)
            .help(format_args!("Make it a user pool."));
    }
}

fn windows(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    if !document.windows {
        return;
    }
    if pool.mode == NetworkMode::Kubenet {
        all.add(
            codes::WINDOWS_ON_KUBENET,
            format_args!("Windows nodes need Azure CNI; kubenet runs Linux nodes only."),
            facts::STANDING_KUBENET.sources,
        )
        .help(format_args!("Azure CNI Overlay."));
    }
    let longest = &facts::WINDOWS_POOL_NAME_LENGTH;
    let length = document.name.as_deref().map_or(0, |name| name.chars().count());
    if u64::try_from(length).unwrap_or(u64::MAX) > longest.value {
        all.add(
            codes::WINDOWS_POOL_NAME,
            format_args!("A Windows pool's name has at most {} characters; this one has {length}.", longest.value),
            longest.sources,
        );
    }
    let advised = &facts::WINDOWS_MAX_PODS_ADVISED;
    if pool.max_pods > advised.value {
        all.add(
            codes::WINDOWS_MANY_PODS,
            format_args!("{} pods on a Windows node: at most {} are advised.", pool.max_pods, advised.value),
            advised.sources,
        );
    }
}

fn upgrade(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    let unavailable = document.max_unavailable.filter(|amount| !amount.is_zero());
    if document.max_surge.is_some_and(Amount::is_zero) && unavailable.is_none() && !document.spot {
        all.add(
            codes::SURGE_ZERO,
            format_args!("maxSurge is 0 and so is maxUnavailable: no upgrade can proceed."),
            &[&source::ROLLING_UPGRADE],
        )
        .help(format_args!("A maxSurge above 0, or on a user pool a maxUnavailable above 0."));
    }
    if unavailable.is_some() && document.mode == Some(PoolMode::System) {
        all.add(
            codes::MAX_UNAVAILABLE_ON_SYSTEM_POOL,
            format_args!("maxUnavailable is not allowed on a system pool."),
            &[&source::ROLLING_UPGRADE],
        );
    }
    if let SurgeFrom::Given(amount) = pool.surge_from
        && amount.of(pool.peak) > pool.peak
    {
        let asked = match amount {
            Amount::Nodes(nodes) => figure(nodes),
            Amount::Percent(share) => format!("{share} %"),
        };
        all.add(
            codes::SURGE_CAPPED,
            format_args!(
                "maxSurge is {asked}, and there {} to upgrade: no more surge nodes than that are made.",
                if pool.peak == 1 { "is 1 node".to_owned() } else { format!("are {} nodes", figure(pool.peak)) }
            ),
            facts::RECOMMENDED_MAX_SURGE.sources,
        );
    }
    if pool.surge_from == SurgeFrom::Spot {
        all.add(
            codes::SPOT_WITHOUT_SURGE,
            format_args!("A spot pool is upgraded without surge nodes; none are counted."),
            facts::SPOT_SURGE.sources,
        );
    }
}

fn autoscaler(document: &AgentPool, all: &mut Findings) {
    let sources = facts::NODES_PER_POOL.sources;
    let (least, most) = (document.min_count, document.max_count);
    if !document.autoscaling {
        if least.is_some() || most.is_some() {
            all.add(codes::AUTOSCALER_BOUNDS_UNUSED, format_args!("minCount and maxCount count only where enableAutoScaling is true; the pool is planned at its count."), sources);
        }
        return;
    }
    match (least, most) {
        (Some(least), Some(most)) => {
            let count = growth::steady(document);
            if least > most || count > most {
                all.add(
                    codes::AUTOSCALER_BOUNDS_CONTRADICT,
                    format_args!("minCount {least}, count {count}, maxCount {most}: they have to rise in this order."),
                    sources,
                );
            }
        }
        _ => {
            all.add(
                codes::AUTOSCALER_BOUNDS_MISSING,
                format_args!("enableAutoScaling is true, and minCount or maxCount is missing."),
                sources,
            )
            .help(format_args!("Give both."));
        }
    }
}

/// The autoscaler's maximum already bounds the pool that the scale-out is asked of.
fn scale_out(draft: &Draft<'_>, all: &mut Findings) {
    let grows = growth::growing(draft.documents);
    let asked = draft.request.scale_out;
    if let (Some(pool), Some(document)) = (draft.pools.get(grows), draft.documents.get(grows))
        && asked > 0
        && pool.scaled == 0
        && document.autoscaling
    {
        all.add(
            codes::SCALE_OUT_UNUSED,
            format_args!(
                "scaleOut asks for {}, and {} scales by itself up to {}: that maximum is planned for instead.",
                counted(asked, "node", "nodes"),
                pool.name,
                counted(pool.peak, "node", "nodes")
            ),
            facts::NODES_PER_POOL.sources,
        )
        .about("scaleOut");
    }
}
