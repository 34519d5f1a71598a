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
}

fn floor(pool: &Pool, all: &mut Findings) {
    let least = facts::PODS_PER_POOL_FLOOR.value;
    let pods = pool.nodes.saturating_mul(pool.max_pods);
    if pool.nodes > 0 && pods < least {
        let message = format!(
            "{} at {} pods make {} pods; each pool has to have room for {least}.",
            counted(pool.nodes, "node", "nodes"),
            pool.max_pods,
            figure(pods)
        );
        let nodes = least.div_ceil(pool.max_pods.max(1));
        let help = format!("At least {} at {} pods.", counted(nodes, "node", "nodes"), pool.max_pods);
        all.add(codes::POOL_BELOW_30_PODS, message, facts::PODS_PER_POOL_FLOOR.sources).help(help);
    }
}

fn system(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    if document.mode != Some(PoolMode::System) {
        return;
    }
    let least = facts::SYSTEM_POOL_MIN_NODES;
    if pool.nodes == 0 {
        let message = "A system pool has at least 1 node; only a user pool may be empty.";
        all.add(codes::SYSTEM_POOL_EMPTY, message, facts::NODES_PER_POOL.sources);
    } else if pool.nodes < least.value {
        let message = format!("A system pool of 1 node: Microsoft asks for {} or more, and recommends 3.", least.value);
        all.add(codes::SYSTEM_POOL_SMALL, message, least.sources);
    }
    if document.windows {
        let message = "System pools run Linux only.";
        all.add(codes::SYSTEM_POOL_WINDOWS, message, least.sources).help("Make it a user pool.");
    }
}

fn windows(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    if !document.windows {
        return;
    }
    if pool.mode == NetworkMode::Kubenet {
        let message = "Windows nodes need Azure CNI; kubenet runs Linux nodes only.";
        all.add(codes::WINDOWS_ON_KUBENET, message, facts::STANDING_KUBENET.sources).help("Azure CNI Overlay.");
    }
    let longest = &facts::WINDOWS_POOL_NAME_LENGTH;
    let length = document.name.as_deref().map_or(0, |name| name.chars().count());
    if u64::try_from(length).unwrap_or(u64::MAX) > longest.value {
        let message = format!("A Windows pool's name has at most {} characters; this one has {length}.", longest.value);
        all.add(codes::WINDOWS_POOL_NAME, message, longest.sources);
    }
    let advised = &facts::WINDOWS_MAX_PODS_ADVISED;
    if pool.max_pods > advised.value {
        let message = format!("{} pods on a Windows node: at most {} are advised.", pool.max_pods, advised.value);
        all.add(codes::WINDOWS_MANY_PODS, message, advised.sources);
    }
}

fn upgrade(pool: &Pool, document: &AgentPool, all: &mut Findings) {
    let unavailable = document.max_unavailable.filter(|amount| !amount.is_zero());
    if document.max_surge.is_some_and(Amount::is_zero) && unavailable.is_none() && !document.spot {
        let message = "maxSurge is 0 and so is maxUnavailable: no upgrade can proceed.";
        let help = "A maxSurge above 0, or on a user pool a maxUnavailable above 0.";
        all.add(codes::SURGE_ZERO, message, &[source::ROLLING_UPGRADE]).help(help);
    }
    if unavailable.is_some() && document.mode == Some(PoolMode::System) {
        let message = "maxUnavailable is not allowed on a system pool.";
        all.add(codes::MAX_UNAVAILABLE_ON_SYSTEM_POOL, message, &[source::ROLLING_UPGRADE]);
    }
    if let SurgeFrom::Given(amount) = pool.surge_from
        && amount.of(pool.peak) > pool.peak
    {
        let asked = match amount {
            Amount::Nodes(nodes) => figure(nodes),
            Amount::Percent(share) => format!("{share} %"),
        };
        let message = format!(
            "maxSurge is {asked}, and there {} to upgrade: no more surge nodes than that are made.",
            if pool.peak == 1 { "is 1 node".to_owned() } else { format!("are {} nodes", figure(pool.peak)) }
        );
        all.add(codes::SURGE_CAPPED, message, facts::RECOMMENDED_MAX_SURGE.sources);
    }
    if pool.surge_from == SurgeFrom::Spot {
        let message = "A spot pool is upgraded without surge nodes; none are counted.";
        all.add(codes::SPOT_WITHOUT_SURGE, message, facts::SPOT_SURGE.sources);
    }
}

fn autoscaler(document: &AgentPool, all: &mut Findings) {
    let sources = facts::NODES_PER_POOL.sources;
    let (least, most) = (document.min_count, document.max_count);
    if !document.autoscaling {
        if least.is_some() || most.is_some() {
            let message =
                "minCount and maxCount count only where enableAutoScaling is true; the pool is planned at its count.";
            all.add(codes::AUTOSCALER_BOUNDS_UNUSED, message, sources);
        }
        return;
    }
    match (least, most) {
        (Some(least), Some(most)) => {
            let count = growth::steady(document);
            if least > most || count > most {
                let message =
                    format!("minCount {least}, count {count}, maxCount {most}: they have to rise in this order.");
                all.add(codes::AUTOSCALER_BOUNDS_CONTRADICT, message, sources);
            }
        }
        _ => {
            let message = "enableAutoScaling is true, and minCount or maxCount is missing.";
            all.add(codes::AUTOSCALER_BOUNDS_MISSING, message, sources).help("Give both.");
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
        let message = format!(
            "scaleOut asks for {}, and {} scales by itself up to {}: that maximum is planned for instead.",
            counted(asked, "node", "nodes"),
            pool.name,
            counted(pool.peak, "node", "nodes")
        );
        all.add(codes::SCALE_OUT_UNUSED, message, facts::NODES_PER_POOL.sources).about("scaleOut");
    }
}
