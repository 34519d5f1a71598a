//! The rows of the subnet's route table, and those that AKS adds for kubenet's nodes.

use super::place::Place;
use super::route::{EffectiveRoute, NextHopType, RouteSource, RouteState};
use crate::azure::{Destination, NextHop, Route};
use crate::facts::{Source, source};
use crate::prefix::Prefix;

const USER: &[&Source] = &[&source::UDR_OVERVIEW];
const KUBENET: &[&Source] = &[&source::KUBENET];

/// Whether one of the table's routes is for all of IPv4.
pub(super) fn has_default(place: &Place<'_>) -> bool {
    let everything = Prefix::from_number(true, 0, 0);
    place.table.is_some_and(|table| table.routes.iter().any(|route| route.destination.prefix() == Some(&everything)))
}

/// All of them, in the table's order.
pub(super) fn rows(place: &Place<'_>) -> Vec<EffectiveRoute> {
    let mut rows = Vec::new();
    for route in place.table.into_iter().flat_map(|table| &table.routes) {
        match &route.destination {
            Destination::Prefix(prefix) => {
                rows.push(row(route, Some(*prefix), None, "a route of the subnet's table".to_owned()))
            }
            Destination::Tag(tag) => tagged(place, route, tag, &mut rows),
        }
    }
    if place.table.is_none() {
        node_routes(place, &mut rows);
    }
    rows
}

/// A route for a service tag is one for each of the tag's prefixes.
fn tagged(place: &Place<'_>, route: &Route, tag: &str, rows: &mut Vec<EffectiveRoute>) {
    let known = place.around.endpoints.iter().filter(|own| own.service.eq_ignore_ascii_case(tag));
    let prefixes: Vec<Prefix> = known.flat_map(|own| &own.prefixes).copied().collect();
    for prefix in &prefixes {
        let because = format!("a route of the subnet's table for the service tag {tag}, which holds {prefix}");
        rows.push(row(route, Some(*prefix), Some(tag), because));
    }
    if prefixes.is_empty() {
        let because = format!(
            "a route of the subnet's table for the service tag {tag}; its prefixes are not known here, so no destination \
             counts as in it. Give them as serviceEndpointPrefixes"
        );
        rows.push(row(route, None, Some(tag), because));
    }
}

fn row(route: &Route, prefix: Option<Prefix>, tag: Option<&str>, because: String) -> EffectiveRoute {
    let next_hop = match route.next_hop {
        NextHop::VirtualNetworkGateway => NextHopType::VirtualNetworkGateway,
        NextHop::VnetLocal => NextHopType::VnetLocal,
        NextHop::Internet => NextHopType::Internet,
        NextHop::VirtualAppliance => NextHopType::VirtualAppliance,
        NextHop::None => NextHopType::None,
    };
    EffectiveRoute {
        source: RouteSource::User,
        state: RouteState::Active,
        prefix,
        tag: tag.map(str::to_owned),
        next_hop,
        next_hop_address: route.next_hop_address.filter(|_| route.next_hop == NextHop::VirtualAppliance),
        name: route.name.clone(),
        because,
        sources: USER,
    }
}

/// kubenet's nodes, where the documents have no table for their subnet: AKS keeps one. A table that is given is complete.
fn node_routes(place: &Place<'_>, rows: &mut Vec<EffectiveRoute>) {
    for node in &place.around.kubenet {
        let here = |address: &&std::net::IpAddr| place.subnet.prefixes.iter().any(|own| own.contains_address(address));
        if !node.addresses.iter().any(|address| here(&address)) {
            continue;
        }
        for range in &node.pod_cidrs {
            let address = node.addresses.iter().find(|address| address.is_ipv4() == range.is_ipv4());
            rows.push(EffectiveRoute {
                source: RouteSource::User,
                state: RouteState::Active,
                prefix: Some(*range),
                tag: None,
                next_hop: NextHopType::VirtualAppliance,
                next_hop_address: address.copied(),
                name: Some(node.name.clone()),
                because: format!("AKS keeps a route to each kubenet node; {range} are the pods of {}", node.name),
                sources: KUBENET,
            });
        }
    }
}
