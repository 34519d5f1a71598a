//! Rules of node pools: the floor of 30 pods, system pools, Windows, surge, the autoscaler's bounds.

use crate::azure::{AgentPool, Amount, PoolMode};
use crate::facts::{self, source};
use crate::finding::{Finding, codes};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;
use crate::sizing::growth::{self, Pool, SurgeFrom};
use crate::sizing::text::{counted, figure};

pub(super) fn check(draft: &Draft<'_>, all: &mut Vec<Finding>) {
    for (index, (pool, document)) in draft.pools.iter().zip(draft.documents).enumerate() {
        let before = all.len();
        floor(pool, all);
        system(pool, document, all);
        windows(pool, document, all);
        upgrade(pool, document, all);
        autoscaler(document, all);
        for finding in all.iter_mut().skip(before) {
            finding.subject = Some(draft.pool_subject(index));
        }
    }
    scale_out(draft, all);
}

fn floor(pool: &Pool, all: &mut Vec<Finding>) {
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
        all.push(codes::POOL_BELOW_30_PODS.says(message, facts::PODS_PER_POOL_FLOOR.sources).with_help(help));
    }
}

fn system(pool: &Pool, document: &AgentPool, all: &mut Vec<Finding>) {
    if document.mode != Some(PoolMode::System) {
        return;
    }
    let least = facts::SYSTEM_POOL_MIN_NODES;
    if pool.nodes == 0 {
        let message = "A system pool has at least 1 node; only a user pool may be empty.";
        all.push(codes::SYSTEM_POOL_EMPTY.says(message, facts::NODES_PER_POOL.sources));
    } else if pool.nodes < least.value {
        let message = format!("A system pool of 1 node: Microsoft asks for {} or more, and recommends 3.", least.value);
        all.push(codes::SYSTEM_POOL_SMALL.says(message, least.sources));
    }
    if document.windows {
        let message = "System pools run Linux only.";
        all.push(codes::SYSTEM_POOL_WINDOWS.says(message, least.sources).with_help("Make it a user pool."));
    }
}

fn windows(pool: &Pool, document: &AgentPool, all: &mut Vec<Finding>) {
    if !document.windows {
        return;
    }
    if pool.mode == NetworkMode::Kubenet {
        let message = "Windows nodes need Azure CNI; kubenet runs Linux nodes only.";
        all.push(
            codes::WINDOWS_ON_KUBENET.says(message, facts::STANDING_KUBENET.sources).with_help("Azure CNI Overlay."),
        );
    }
    let longest = &facts::WINDOWS_POOL_NAME_LENGTH;
    let length = document.name.as_deref().map_or(0, |name| name.chars().count());
    if u64::try_from(length).unwrap_or(u64::MAX) > longest.value {
        let message = format!("A Windows pool's name has at most {} characters; this one has {length}.", longest.value);
        all.push(codes::WINDOWS_POOL_NAME.says(message, longest.sources));
    }
    let advised = &facts::WINDOWS_MAX_PODS_ADVISED;
    if pool.max_pods > advised.value {
        let message = format!("{} pods on a Windows node: at most {} are advised.", pool.max_pods, advised.value);
        all.push(codes::WINDOWS_MANY_PODS.says(message, advised.sources));
    }
}

fn upgrade(pool: &Pool, document: &AgentPool, all: &mut Vec<Finding>) {
    let unavailable = document.max_unavailable.filter(|amount| !amount.is_zero());
    if document.max_surge.is_some_and(Amount::is_zero) && unavailable.is_none() && !document.spot {
        let message = "maxSurge is 0 and so is maxUnavailable: no upgrade can proceed.";
        let help = "A maxSurge above 0, or on a user pool a maxUnavailable above 0.";
        all.push(codes::SURGE_ZERO.says(message, &[source::ROLLING_UPGRADE]).with_help(help));
    }
    if unavailable.is_some() && document.mode == Some(PoolMode::System) {
        let message = "maxUnavailable is not allowed on a system pool.";
        all.push(codes::MAX_UNAVAILABLE_ON_SYSTEM_POOL.says(message, &[source::ROLLING_UPGRADE]));
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
        all.push(codes::SURGE_CAPPED.says(message, facts::RECOMMENDED_MAX_SURGE.sources));
    }
    if pool.surge_from == SurgeFrom::Spot {
        let message = "A spot pool is upgraded without surge nodes; none are counted.";
        all.push(codes::SPOT_WITHOUT_SURGE.says(message, facts::SPOT_SURGE.sources));
    }
}

fn autoscaler(document: &AgentPool, all: &mut Vec<Finding>) {
    let sources = facts::NODES_PER_POOL.sources;
    let (least, most) = (document.min_count, document.max_count);
    if !document.autoscaling {
        if least.is_some() || most.is_some() {
            let message =
                "minCount and maxCount count only where enableAutoScaling is true; the pool is planned at its count.";
            all.push(codes::AUTOSCALER_BOUNDS_UNUSED.says(message, sources));
        }
        return;
    }
    match (least, most) {
        (Some(least), Some(most)) => {
            let count = growth::steady(document);
            if least > most || count > most {
                let message =
                    format!("minCount {least}, count {count}, maxCount {most}: they have to rise in this order.");
                all.push(codes::AUTOSCALER_BOUNDS_CONTRADICT.says(message, sources));
            }
        }
        _ => {
            let message = "enableAutoScaling is true, and minCount or maxCount is missing.";
            all.push(codes::AUTOSCALER_BOUNDS_MISSING.says(message, sources).with_help("Give both."));
        }
    }
}

/// The autoscaler's maximum already bounds the pool that the scale-out is asked of.
fn scale_out(draft: &Draft<'_>, all: &mut Vec<Finding>) {
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
        all.push(codes::SCALE_OUT_UNUSED.says(message, facts::NODES_PER_POOL.sources).about("scaleOut"));
    }
}
