//! Where official sources disagree and the figure decides the answer; and what is on its way out.

use crate::azure::Amount;
use crate::facts;
use crate::finding::{Findings, codes};
use crate::sizing::NetworkMode;
use crate::sizing::draft::{Draft, Entry};
use crate::sizing::growth::{Pool, SurgeFrom};
use crate::sizing::limits;
use crate::sizing::text::{counted, figure};

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    default_surge(draft, all);
    pod_subnet_max_pods(draft, all);
    overlay_pods(draft, all);
    routes(draft, all);
    recommended_pods(draft, all);
    netapp(draft, all);
    kubenet(draft, all);
}

/// The other figure for the default surge, where the pool has none of its own and the two differ for it.
fn default_surge(draft: &Draft<'_>, all: &mut Findings) {
    if draft.request.assume.one_surge_node.is_some() {
        return;
    }
    let other = |pool: &Pool| match pool.surge_from {
        SurgeFrom::Default(Amount::Nodes(_)) => Amount::parse(facts::DEFAULT_MAX_SURGE.value).ok(),
        SurgeFrom::Default(Amount::Percent(_)) => Amount::parse(facts::DEFAULT_MAX_SURGE_OLD.value).ok(),
        _ => None,
    };
    let decides = |pool: &Pool| other(pool).is_some_and(|amount| amount.of(pool.peak).min(pool.peak) != pool.surge);
    let Some((index, pool)) = draft.pools.iter().enumerate().find(|(_, pool)| decides(pool)) else { return };
    let Some(amount) = other(pool) else { return };
    let (taken, instead) = (pool.surge, amount.of(pool.peak).min(pool.peak));
    let sources = [facts::DEFAULT_MAX_SURGE.sources, facts::DEFAULT_MAX_SURGE_OLD.sources].concat();
    all.add(codes::DISPUTED_DEFAULT_SURGE, format_args!(
        "maxSurge is not given. Older pages say {} node by default, newer ones {} from Kubernetes 1.32. {} counted for {}; by the other figure {}.",
        facts::DEFAULT_MAX_SURGE_OLD.value,
        facts::DEFAULT_MAX_SURGE.value.replace('%', " %"),
        if taken == 1 { "1 surge node is".to_owned() } else { format!("{} surge nodes are", figure(taken)) },
        pool.name,
        if instead == 1 { "it is 1".to_owned() } else { format!("they are {}", figure(instead)) },
    ), &sources).about(&draft.pool_subject(index)).help(format_args!("Give upgradeSettings.maxSurge, or choose with assume.defaultMaxSurge."));
}

fn pod_subnet_max_pods(draft: &Draft<'_>, all: &mut Findings) {
    if draft.request.assume.pod_subnet_max_pods.is_some() {
        return;
    }
    let by_default = |pool: &Pool| pool.mode.has_pod_subnet() && !pool.max_pods_given;
    if let Some(index) = draft.pools.iter().position(by_default) {
        let fact = &facts::DEFAULT_MAX_PODS_POD_SUBNET;
        let [_, other] = facts::POD_SUBNET_MAX_PODS_CHOICES;
        let sources = [fact.sources, fact.disputed_by].concat();
        all.add(codes::DISPUTED_POD_SUBNET_MAX_PODS, format_args!(
            "maxPods is not given. The planning page says {} by default in a pod subnet, the how-to {other}. {} are counted.",
            fact.value, fact.value
        ), &sources).about(&draft.pool_subject(index)).help(format_args!("Give maxPods, or choose with assume.podSubnetMaxPods."));
    }
}

fn overlay_pods(draft: &Draft<'_>, all: &mut Findings) {
    let fact = &facts::OVERLAY_PODS;
    let [low, high] = facts::OVERLAY_PODS_CHOICES;
    if draft.request.assume.overlay_pod_ceiling.is_none()
        && let Some(limit) = limits::uses(draft).iter().find(|limit| limit.limit == fact.id)
        && limit.used > low
        && limit.used <= high
    {
        let sources = [fact.sources, fact.disputed_by].concat();
        all.add(
            codes::DISPUTED_OVERLAY_PODS,
            format_args!(
                "{} pods lie between the two documented ceilings of an overlay, {} and {}.",
                figure(limit.used),
                figure(low),
                figure(high)
            ),
            &sources,
        )
        .help(format_args!("Choose with assume.overlayPodCeiling."));
    }
}

fn routes(draft: &Draft<'_>, all: &mut Findings) {
    let fact = &facts::ROUTES_PER_TABLE;
    let [low, middle, high] = facts::ROUTES_PER_TABLE_CHOICES;
    if draft.request.assume.routes_per_table.is_none()
        && let Some(limit) = limits::uses(draft).iter().find(|limit| limit.limit == fact.id)
        && limit.used > low
        && limit.used <= high
    {
        let sources = [fact.sources, fact.disputed_by].concat();
        all.add(
            codes::DISPUTED_ROUTES_PER_TABLE,
            format_args!(
                "{} are needed. AKS pages say a table takes {}; other Azure pages say {} or {}.",
                counted(limit.used, "route", "routes"),
                figure(low),
                figure(middle),
                figure(high)
            ),
            &sources,
        )
        .help(format_args!("Choose with assume.routesPerTable."));
    }
}

/// The scale guide plans fewer pods than the virtual network's hard limit allows.
fn recommended_pods(draft: &Draft<'_>, all: &mut Findings) {
    let fact = &facts::POD_SUBNET_PODS_RECOMMENDED;
    let dynamic = draft.pools.iter().filter(|pool| pool.mode == NetworkMode::PodSubnetDynamic);
    let pods = dynamic.fold(0u64, |sum, pool| sum.saturating_add(pool.peak.saturating_mul(pool.running)));
    if pods > fact.value {
        let sources = [fact.sources, fact.disputed_by].concat();
        all.add(
            codes::POD_SUBNET_ABOVE_RECOMMENDED,
            format_args!(
                "{} pods in pod subnets: the scale guide plans {} at the most.",
                figure(pods),
                figure(fact.value)
            ),
            &sources,
        );
    }
}

fn netapp(draft: &Draft<'_>, all: &mut Findings) {
    let fact = &facts::NETAPP_BASIC_ADDRESSES;
    if draft.request.netapp_files != Some(crate::sizing::NetAppFeatures::Basic) {
        return;
    }
    let reserved =
        draft.addresses(|entry| matches!(entry, Entry::ReservedPods(_) | Entry::DynamicPods(_) | Entry::StaticPods(_)));
    if reserved > 0 {
        all.add(codes::NETAPP_COUNTS_ALL, format_args!(
            "Every configured address is counted, {} for pods among them. Since 2023 the limit is worded as addresses that access volumes; whether idle ones count is not stated.",
            figure(reserved)
        ), fact.sources);
    }
    let request = draft.request;
    let silent = request.peered_networks.iter().any(|peer| peer.subnets.iter().all(|subnet| subnet.in_use.is_none()));
    let absent =
        request.virtual_network.as_ref().is_some_and(|network| network.peerings.len() > request.peered_networks.len());
    if silent || absent {
        all.add(codes::PEER_USE_UNKNOWN, format_args!("Directly peered networks count too, and the documents do not say how many addresses they use. They are counted as none."), fact.sources).help(format_args!("Give peeredNetworks as `az network vnet show` prints them: their ipConfigurations are counted."));
    }
}

fn kubenet(draft: &Draft<'_>, all: &mut Findings) {
    if draft.mode != NetworkMode::Kubenet {
        return;
    }
    let fact = &facts::KUBENET_RETIREMENT;
    let retired = draft.request.assume.as_of.as_deref().is_some_and(|date| date >= fact.value);
    let finding = if retired {
        all.add(codes::KUBENET_RETIRED, format_args!("kubenet is unsupported since {}.", fact.value), fact.sources)
    } else {
        all.add(codes::KUBENET_RETIREMENT, format_args!("kubenet is unsupported from {} on.", fact.value), fact.sources)
    };
    finding.help(format_args!("Migrate to Azure CNI Overlay. There is no way back."));
}
