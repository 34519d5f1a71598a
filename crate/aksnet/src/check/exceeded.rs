//! A finding for each limit that is exceeded, and for the surge that the plan would not survive.

use crate::azure::Amount;
use crate::facts;
use crate::finding::{Code, Findings, codes};
use crate::prefix;
use crate::sizing::LimitUse;
use crate::sizing::draft::{Draft, Slot};
use crate::sizing::growth::Variant;
use crate::sizing::limits;
use crate::sizing::text::{counted, figure};
use std::borrow::Cow;

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    limits(&limits::uses(draft), all);
    subnets(draft, all);
    kubenet_upgrade(draft, all);
    gateway(draft, all);
    recommended_surge(draft, all);
}

/// A finding for each limit that is exceeded.
pub(crate) fn limits(uses: &[LimitUse], all: &mut Findings) {
    for limit in uses {
        if limit.is_exceeded()
            && let Some((code, help)) = consequence(limit.limit)
        {
            let message =
                format_args!("{}: {} used, {} allowed.", limit.label, figure(limit.used), figure(limit.allowed));
            all.add(code, message, limit.sources).about(limit.limit).help(format_args!("{help}"));
        }
    }
}

/// What it means to exceed a limit, and what helps.
fn consequence(limit: &str) -> Option<(Code, Cow<'static, str>)> {
    let (code, help) = match limit {
        limit if limit == facts::NODES_PER_CLUSTER.id => {
            (codes::NODES_PER_CLUSTER_EXCEEDED, "Fewer nodes or less surge, or a second cluster.")
        }
        limits::UPGRADABLE_NODES => {
            let below = figure(facts::UPGRADE_SCALE_BELOW.value);
            let help = format!("At this size upgrades are blocked. Scale below {below} nodes before upgrading.");
            return Some((codes::UPGRADE_BLOCKED, Cow::Owned(help)));
        }
        limit if limit == facts::KUBENET_UPGRADE_BELOW.id => (
            codes::UPGRADE_BLOCKED,
            "AKS refuses the upgrade. Scale in before it, or move to Azure CNI Overlay, which has no such limit.",
        ),
        limit if limit == facts::NODES_PER_POOL.id => (
            codes::NODES_PER_POOL_EXCEEDED,
            "Spread the nodes over more pools: AKS rejects the upgrade before it starts.",
        ),
        limit if limit == facts::POOLS_PER_CLUSTER.id => (codes::POOLS_PER_CLUSTER_EXCEEDED, "Fewer, larger pools."),
        limit if limit == facts::KUBENET_NODES.id => (
            codes::KUBENET_NODES_EXCEEDED,
            "AKS refuses the cluster or its upgrade. Azure CNI Overlay has no such limit.",
        ),
        limit if limit == facts::ROUTES_PER_TABLE.id => (
            codes::ROUTES_PER_TABLE_EXCEEDED,
            "Remove routes of your own, or move to Azure CNI Overlay, which needs none.",
        ),
        limits::POD_CIDR_BLOCKS => {
            (codes::POD_CIDR_EXHAUSTED, "A larger pod range: each node takes a block of its own, surge nodes too.")
        }
        limit if limit == facts::OVERLAY_PODS.id => {
            (codes::OVERLAY_PODS_EXCEEDED, "Fewer pods on a node, or a second cluster: this is the planning ceiling.")
        }
        limit if limit == facts::STATIC_BLOCK_PODS.id => {
            (codes::STATIC_BLOCK_PODS_EXCEEDED, "Fewer pods on a node, or a second cluster.")
        }
        limit if limit == facts::VNET_ADDRESSES.id => {
            (codes::VIRTUAL_NETWORK_ADDRESSES_EXCEEDED, "Azure CNI Overlay takes pods out of the virtual network.")
        }
        limit if limit == facts::PEERED_ADDRESSES.id => {
            (codes::PEERED_NETWORK_ADDRESSES_EXCEEDED, "Fewer addresses in the peered networks.")
        }
        limit if limit == facts::NETAPP_BASIC_ADDRESSES.id => (
            codes::NETAPP_FILES_ADDRESSES_EXCEEDED,
            "Standard network features lift it; so do kubenet and Azure CNI Overlay, where only nodes count.",
        ),
        // Subnets have a finding of their own below, with the prefix that would do. Addresses of an interface cannot be exceeded
        // by what maxPods takes: 250 and 1 are below 256.
        _ => return None,
    };
    Some((code, Cow::Borrowed(help)))
}

/// A finding for each subnet that is too small, with the prefix that would do.
pub(crate) fn subnets(draft: &Draft<'_>, all: &mut Findings) {
    for (slot, prefix) in draft.slots.iter().filter_map(|slot| Some((slot, slot.given()?))) {
        let (needed, usable) = (slot.needed(), prefix.usable());
        if needed <= usable {
            continue;
        }
        let finding = all
            .add(
                codes::SUBNET_TOO_SMALL,
                format_args!(
                    "{prefix} leaves {} usable, and {} needed: short by {}.",
                    counted(usable, "address", "addresses"),
                    counted(needed, "is", "are"),
                    figure(needed.saturating_sub(usable))
                ),
                facts::RESERVED_ADDRESSES.sources,
            )
            .about(&name(slot, prefix));
        if let Some(length) = prefix::smallest_subnet(needed, slot.longest_prefix()) {
            finding.help(format_args!("A /{length} or larger. A subnet in use cannot be resized."));
        }
    }
}

fn name(slot: &Slot<'_>, prefix: &prefix::Prefix) -> String {
    slot.name().map_or_else(|| prefix.to_string(), str::to_owned)
}

/// A kubenet cluster that fits, at the size at which AKS no longer upgrades it: only one without surge nodes gets there.
fn kubenet_upgrade(draft: &Draft<'_>, all: &mut Findings) {
    let Some(limit) = limits::kubenet_upgrade(draft).filter(LimitUse::is_exceeded) else { return };
    if draft.peak_nodes() > facts::KUBENET_NODES.value {
        return;
    }
    all.add(
        codes::KUBENET_UPGRADE_REFUSED,
        format_args!(
            "{} run; AKS upgrades a kubenet cluster of at most {}.",
            counted(limit.used, "node", "nodes"),
            figure(limit.allowed)
        ),
        limit.sources,
    )
    .about(limit.limit)
    .help(format_args!("One node less on upgrade day, or Azure CNI Overlay."));
}

fn gateway(draft: &Draft<'_>, all: &mut Findings) {
    let most = &facts::APPLICATION_GATEWAY_MAX_INSTANCES;
    if let Some(gateway) = draft.request.companions.application_gateway
        && gateway.instances > most.value
    {
        all.add(
            codes::APPLICATION_GATEWAY_INSTANCES_EXCEEDED,
            format_args!(
                "An Application Gateway has at most {} instances; {} are asked for.",
                most.value,
                figure(gateway.instances)
            ),
            most.sources,
        )
        .about("companions.applicationGateway");
    }
}

/// Fits as asked, but not at the surge that Microsoft recommends for production.
fn recommended_surge(draft: &Draft<'_>, all: &mut Findings) {
    let in_place = draft.documents.iter().any(|pool| pool.max_surge.is_some_and(Amount::is_zero));
    let Ok(recommended) = Amount::parse(facts::RECOMMENDED_MAX_SURGE.value) else { return };
    if in_place {
        return;
    }
    let mode =
        draft.pools.first().map(|pool| pool.mode).filter(|_| draft.pools.iter().all(|pool| pool.mode == draft.mode));
    let other =
        Draft::new(draft.request, draft.documents, Variant { mode, surge: Some(recommended), ..Variant::default() });
    if other.peak_nodes() <= draft.peak_nodes() {
        return;
    }
    for (now, then) in draft.slots.iter().zip(&other.slots) {
        let (needed, at_recommended) = (now.needed(), then.needed());
        let computed = prefix::smallest_subnet(needed, now.longest_prefix());
        let larger = prefix::smallest_subnet(at_recommended, then.longest_prefix());
        let (holds, length) = match (now.given(), computed) {
            (Some(given), _) => (given.usable(), given.length()),
            (None, Some(length)) => (prefix::usable(length), length),
            (None, None) => continue,
        };
        if let Some(larger) = larger
            && needed <= holds
            && at_recommended > holds
        {
            let finding = all.add(codes::RECOMMENDED_SURGE_DOES_NOT_FIT, format_args!(
                "Microsoft recommends a max surge of {} for production. Then {} are needed, and a /{length} holds {}: a /{larger} is needed.",
                facts::RECOMMENDED_MAX_SURGE.value.replace('%', " %"),
                counted(at_recommended, "address", "addresses"),
                figure(holds),
            ), facts::RECOMMENDED_MAX_SURGE.sources);
            if let Some(name) = now.name() {
                finding.about(name);
            }
        }
    }
}
