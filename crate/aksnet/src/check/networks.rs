//! Virtual networks by themselves: ranges that overlap, and what of their routes is not modelled.

use crate::azure::{Peering, VirtualNetwork, name_in_id};
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::prefix::Prefix;

pub(super) fn check(network: &VirtualNetwork, all: &mut Findings) {
    let name = network.own_name().unwrap_or("a virtual network without a name");
    overlapping(network, name, all);
    for subnet in network.subnets.iter().filter(|subnet| subnet.private_endpoints > 0) {
        let called = subnet.own_name().unwrap_or("a subnet without a name");
        all.add(
            codes::PRIVATE_ENDPOINT_ROUTES,
            format_args!(
                "{called} has private endpoints. Each is a route for its own /{} in this network and those peered with it, which \
                 effectiveRoutes leaves out: no document of the network has their addresses.",
                facts::PRIVATE_ENDPOINT_ROUTE.value
            ),
            facts::PRIVATE_ENDPOINT_ROUTE.sources,
        )
        .about(called);
    }
    for peering in network.peerings.iter().filter(|peering| leads_to_hub(peering)) {
        let called = peering.name.as_deref().unwrap_or("a peering without a name");
        all.add(
            codes::VIRTUAL_HUB_ROUTES,
            format_args!(
                "{called} of {name} leads to a Virtual WAN hub. The routes that the hub hands over are in no document, and not \
                 modelled."
            ),
            facts::VIRTUAL_HUB_PEERING.sources,
        )
        .about(called)
        .help(format_args!("Those of the effective routes that lead to a gateway can be given as gatewayRoutes."));
    }
}

fn leads_to_hub(peering: &Peering) -> bool {
    let begins = |name: &str| {
        let start = name.get(..facts::VIRTUAL_HUB_PEERING.value.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(facts::VIRTUAL_HUB_PEERING.value))
    };
    peering.name.as_deref().is_some_and(begins)
}

/// The network's ranges against each other, and the peerings' against those of other peerings.
fn overlapping(network: &VirtualNetwork, name: &str, all: &mut Findings) {
    for (at, range) in network.address_space.iter().enumerate() {
        for other in network.address_space.iter().skip(at.saturating_add(1)).filter(|other| other.overlaps(range)) {
            all.add(
                codes::NETWORK_RANGES_OVERLAP,
                format_args!("{range} and {other} of {name} overlap. Azure refuses a range that overlaps another one of the network."),
                &[&source::MANAGE_VNET],
            )
            .about(name);
        }
    }
    let ranges = |peering: &Peering| -> Vec<(Prefix, String)> {
        let remote = peering.remote_id.as_deref().map(name_in_id);
        let called = peering.name.as_deref().or(remote).unwrap_or("a peering without a name").to_owned();
        peering.remote_prefixes.iter().map(|prefix| (*prefix, called.clone())).collect()
    };
    for (at, peering) in network.peerings.iter().enumerate() {
        let others = network.peerings.iter().skip(at.saturating_add(1));
        for (other, called) in others.flat_map(ranges) {
            for (range, first) in ranges(peering).into_iter().filter(|(range, _)| range.overlaps(&other)) {
                let consequence =
                    if range == other { "One of them is not reached" } else { "The longer one takes what both have" };
                all.add(
                    codes::PEERINGS_OVERLAP,
                    format_args!("{range} of {first} and {other} of {called} overlap. {consequence}."),
                    &[&source::UDR_OVERVIEW],
                )
                .about(&called);
            }
        }
    }
}
