//! Subnets: found or not, delegated, shared, too small for Azure, overlapping, with the prefixes that dual-stack needs.

use crate::azure::{self, Subnet};
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::prefix::Prefix;
use crate::sizing::draft::{Draft, Entry, Slot, SubnetRole};
use crate::sizing::{NetworkMode, static_blocks};

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    for slot in &draft.slots {
        all.concerning(slot.name().map(str::to_owned));
        found(draft, slot, all);
        role(draft, slot, all);
        if let Some(subnet) = slot.document {
            prefixes(draft, slot, subnet, all);
        }
    }
    all.concerning(None);
    pod_subnets(draft, all);
    networks(draft, all);
    layout(draft, all);
}

fn found(draft: &Draft<'_>, slot: &Slot<'_>, all: &mut Findings) {
    if let (Some(network), Some(id), None) = (&draft.request.virtual_network, slot.id, slot.document)
        && matches!(slot.role, SubnetRole::Node | SubnetRole::Pod | SubnetRole::ApiServer)
    {
        let known: Vec<&str> = network.subnets.iter().filter_map(Subnet::own_name).collect();
        let help = if known.is_empty() {
            "The network lists no subnets.".to_owned()
        } else {
            format!("It has {}.", known.join(", "))
        };
        all.add(
            codes::SUBNET_NOT_FOUND,
            format_args!("The virtual network given has no subnet {}; its size is not known.", azure::name_in_id(id)),
            &[&source::CNI_OVERVIEW],
        )
        .help(format_args!("{help}"));
    }
}

fn role(draft: &Draft<'_>, slot: &Slot<'_>, all: &mut Findings) {
    let dynamic = slot.entries.iter().any(|(entry, _)| matches!(entry, Entry::DynamicPods(_)));
    let fixed = slot.entries.iter().any(|(entry, _)| matches!(entry, Entry::StaticPods(_)));
    if dynamic && fixed {
        all.add(
            codes::POD_SUBNET_MIXED_ALLOCATION,
            format_args!("Dynamic and static block allocation in one pod subnet: a subnet has one of them."),
            &[&source::POD_SUBNET_STATIC],
        )
        .help(format_args!("A pod subnet for each."));
    }
    if slot.role == SubnetRole::Node && (dynamic || fixed) {
        all.add(
            codes::POD_SUBNET_HAS_NODES,
            format_args!("Nodes and pods in one subnet: no virtual machine may be in a pod subnet."),
            &[&source::POD_SUBNET_DYNAMIC],
        )
        .help(format_args!("A subnet for pods alone."));
    }
    if let Some(subnet) = slot.document
        && slot.role == SubnetRole::Node
        && !subnet.delegations.is_empty()
    {
        all.add(
            codes::NODE_SUBNET_DELEGATED,
            format_args!("The node subnet is delegated to {}.", subnet.delegations.join(", ")),
            &[&source::CNI_OVERVIEW],
        )
        .help(format_args!("A subnet that is not delegated."));
    }
    if fixed {
        all.add(codes::STATIC_BLOCK_RESERVED_UNKNOWN, format_args!("Whether Azure's reserved addresses cost the pod subnet its first and last block is not documented. It is planned as if they did not."), &[&source::POD_SUBNET_STATIC]).help(format_args!("Leave room for two blocks, 32 addresses."));
    }
    for (entry, _) in &slot.entries {
        if let Entry::StaticPods(index) = entry
            && let Some(pool) = draft.pools.get(*index)
        {
            let blocks = static_blocks(pool.max_pods);
            let half = facts::STATIC_BLOCK_ADDRESSES.value / 2;
            if blocks.waste >= half {
                let ideal = blocks.usable.saturating_sub(facts::STATIC_BLOCK_ADDRESSES.value);
                let finding = all.add(
                    codes::STATIC_BLOCK_WASTE,
                    format_args!(
                        "{}: maxPods {} leaves {} addresses unused on each node.",
                        pool.name, pool.max_pods, blocks.waste
                    ),
                    facts::STATIC_BLOCK_ADDRESSES.sources,
                );
                if ideal >= facts::MIN_MAX_PODS.value {
                    finding.help(format_args!("{ideal} or {} use their blocks fully.", blocks.usable));
                } else {
                    finding.help(format_args!("{} uses its blocks fully.", blocks.usable));
                }
            }
        }
    }
}

fn prefixes(draft: &Draft<'_>, slot: &Slot<'_>, subnet: &Subnet, all: &mut Findings) {
    let smallest = &facts::SMALLEST_SUBNET_PREFIX;
    if let Some(prefix) = subnet.ipv4()
        && u64::from(prefix.length()) > smallest.value
    {
        all.add(
            codes::SUBNET_PREFIX_TOO_LONG,
            format_args!("{prefix} is smaller than Azure takes: a subnet is a /{} at the smallest.", smallest.value),
            smallest.sources,
        );
    }
    let ipv6 = subnet.prefixes.iter().find(|prefix| !prefix.is_ipv4());
    let size = &facts::IPV6_SUBNET_PREFIX;
    if let Some(prefix) = ipv6
        && u64::from(prefix.length()) != size.value
    {
        all.add(
            codes::IPV6_SUBNET_SIZE,
            format_args!("{prefix}: an IPv6 subnet is a /{} exactly.", size.value),
            size.sources,
        );
    }
    if draft.request.cluster.network.is_dual_stack()
        && slot.role == SubnetRole::Node
        && ipv6.is_none()
        && !subnet.prefixes.is_empty()
    {
        all.add(
            codes::DUAL_STACK_SUBNET,
            format_args!("The cluster is dual-stack, and its node subnet has no IPv6 prefix."),
            &[&source::DUAL_STACK],
        )
        .help(format_args!("Add a /64."));
    }
}

/// Pod subnets where the mode has none, and on some pools only.
fn pod_subnets(draft: &Draft<'_>, all: &mut Findings) {
    for (index, (pool, document)) in draft.pools.iter().zip(draft.documents).enumerate() {
        // Under a comparison every pool has the mode compared, whatever its document says.
        if NetworkMode::of_pool(&draft.request.cluster, document) != pool.mode {
            return;
        }
        if document.pod_subnet_id.is_some() && !pool.mode.has_pod_subnet() {
            all.add(
                codes::POD_SUBNET_UNUSED,
                format_args!("podSubnetID is given, and {} takes no addresses of a pod subnet.", pool.mode.title()),
                &[&source::CNI_OVERVIEW],
            )
            .about(&draft.pool_subject(index));
        }
        if document.static_block && document.pod_subnet_id.is_none() {
            all.add(
                codes::STATIC_BLOCK_WITHOUT_POD_SUBNET,
                format_args!(
                    "podIPAllocationMode is StaticBlock, and there is no podSubnetID to take the blocks from."
                ),
                &[&source::POD_SUBNET_STATIC],
            )
            .about(&draft.pool_subject(index));
        }
    }
    let with = draft.pools.iter().filter(|pool| pool.mode.has_pod_subnet()).count();
    if with > 0 && with < draft.pools.len() {
        all.add(
            codes::POD_SUBNET_ON_SOME_POOLS,
            format_args!("Some pools have a pod subnet and some have none; each is counted as it is."),
            &[&source::POD_SUBNET_DYNAMIC],
        )
        .help(format_args!("A podSubnetID on every pool, or on none."));
    }
}

/// All subnets of a cluster are in one network.
fn networks(draft: &Draft<'_>, all: &mut Findings) {
    let ids = draft.slots.iter().filter_map(|slot| azure::network_in_id(slot.id?));
    let mut seen: Vec<&str> = Vec::new();
    for id in ids {
        if !seen.iter().any(|other| other.eq_ignore_ascii_case(id)) {
            seen.push(id);
        }
    }
    if seen.len() > 1 {
        let names: Vec<&str> = seen.iter().map(|id| azure::name_in_id(id)).collect();
        all.add(
            codes::SUBNETS_IN_DIFFERENT_NETWORKS,
            format_args!(
                "The cluster's subnets are in {} virtual networks: {}. They have to be in one.",
                names.len(),
                names.join(", ")
            ),
            &[&source::CNI_OVERVIEW],
        );
    }
}

/// The network's own layout: subnets inside of its ranges, and apart from each other.
fn layout(draft: &Draft<'_>, all: &mut Findings) {
    let Some(network) = &draft.request.virtual_network else { return };
    let subnets: Vec<(&str, &Prefix)> = network
        .subnets
        .iter()
        .flat_map(|subnet| subnet.prefixes.iter().map(|prefix| (subnet.own_name().unwrap_or("a subnet"), prefix)))
        .collect();
    for (index, (name, prefix)) in subnets.iter().enumerate() {
        if !network.address_space.is_empty() && !network.address_space.iter().any(|range| range.contains(prefix)) {
            all.add(
                codes::SUBNET_OUTSIDE_NETWORK,
                format_args!("{prefix} is not inside of the virtual network's address space."),
                &[&source::VNET_FAQ],
            )
            .about(name);
        }
        for (other, taken) in subnets.iter().skip(index.saturating_add(1)) {
            if prefix.overlaps(taken) {
                all.add(
                    codes::SUBNETS_OVERLAP,
                    format_args!("{prefix} of {name} and {taken} of {other} overlap."),
                    &[&source::VNET_FAQ],
                )
                .about(name);
            }
        }
    }
}
