//! The rows that Azure makes itself: the network's own ranges, peerings, service endpoints, the gateway's, Internet and None.

use super::place::Place;
use super::route::{EffectiveRoute, NextHopType, RouteSource, RouteState};
use crate::azure::VirtualNetwork;
use crate::facts::{self, Source, source};
use crate::prefix::{self, Prefix};

const ROUTING: &[&Source] = &[&source::UDR_OVERVIEW];
const NAT: &[&Source] = &[&source::UDR_OVERVIEW, &source::NAT_GATEWAY_RESOURCE];

fn row(source: RouteSource, prefix: Prefix, next_hop: NextHopType, because: String) -> EffectiveRoute {
    EffectiveRoute {
        source,
        state: RouteState::Active,
        prefix: Some(prefix),
        tag: None,
        next_hop,
        next_hop_address: None,
        name: None,
        because,
        sources: ROUTING,
    }
}

/// All of them, in the portal's order.
pub(super) fn rows(place: &Place<'_>, user_default: bool) -> Vec<EffectiveRoute> {
    let mut rows = Vec::new();
    let space = &place.network.address_space;
    for range in space {
        let because =
            format!("{range} is a range of the virtual network: straight to the address, subnets do not matter");
        rows.push(row(RouteSource::Default, *range, NextHopType::VnetLocal, because));
    }
    peerings(place, &mut rows);
    endpoints(place, &mut rows);
    rows.push(internet(place, true));
    if space.iter().any(|range| !range.is_ipv4()) {
        rows.push(internet(place, false));
    }
    if !user_default {
        none(space, &mut rows);
    }
    gateway(place, &mut rows);
    rows
}

/// One for each range of each network that is peered.
fn peerings(place: &Place<'_>, rows: &mut Vec<EffectiveRoute>) {
    let own = place.network;
    let mut seen: Vec<Prefix> = Vec::new();
    let mut add = |range: Prefix, remote: &str, next_hop: NextHopType| {
        if !seen.contains(&range) {
            seen.push(range);
            let because = format!("{range} is a range of {remote}, which is peered");
            rows.push(row(RouteSource::Default, range, next_hop, because));
        }
    };
    for peering in own.peerings.iter().filter(|peering| peering.is_connected != Some(false)) {
        let remote = peering.remote_id.as_deref();
        let document = remote
            .and_then(|id| place.around.networks.iter().find(|other| other.is_meant_by(id)))
            .filter(|other| !std::ptr::eq(*other, own));
        let name = document.and_then(VirtualNetwork::own_name).or(remote.map(crate::azure::name_in_id));
        let name = name.unwrap_or("a network without a name");
        let next_hop = hop(own, document);
        for range in &peering.remote_prefixes {
            add(*range, name, next_hop);
        }
        if peering.remote_prefixes.is_empty() {
            for range in document.into_iter().flat_map(|other| &other.address_space) {
                add(*range, name, next_hop);
            }
        }
    }
}

fn hop(own: &VirtualNetwork, other: Option<&VirtualNetwork>) -> NextHopType {
    match (&own.location, other.and_then(|other| other.location.as_ref())) {
        (Some(here), Some(there)) if !here.eq_ignore_ascii_case(there) => NextHopType::VNetGlobalPeering,
        _ => NextHopType::VNetPeering,
    }
}

/// The prefixes of each service whose endpoint the subnet has. No document lists them, so the environment does.
fn endpoints(place: &Place<'_>, rows: &mut Vec<EffectiveRoute>) {
    for service in &place.subnet.service_endpoints {
        let known = place.around.endpoints.iter().filter(|own| own.service.eq_ignore_ascii_case(service));
        for range in known.flat_map(|own| &own.prefixes) {
            let because = format!("the subnet has a service endpoint for {service}");
            rows.push(row(RouteSource::Default, *range, NextHopType::VirtualNetworkServiceEndpoint, because));
        }
    }
}

fn internet(place: &Place<'_>, ipv4: bool) -> EffectiveRoute {
    let everything = Prefix::from_number(ipv4, 0, 0);
    let mut platform = facts::PLATFORM_ADDRESSES.value.join(" and ");
    platform.push_str(" are answered by the host itself, whatever the table says");
    let mut because = "what nothing else takes goes to the Internet".to_owned();
    if ipv4 {
        because = format!("{because}; {platform}");
    }
    let nat = place.subnet.nat_gateway_id.as_deref().map(crate::azure::name_in_id);
    if let Some(name) = nat {
        because = format!("{because}; on its way there the NAT gateway {name} gives it a public address");
    }
    let mut found = row(RouteSource::Default, everything, NextHopType::Internet, because);
    if nat.is_some() {
        found.sources = NAT;
    }
    found
}

/// A private range is dropped, unless the network's own range holds all of it.
fn none(space: &[Prefix], rows: &mut Vec<EffectiveRoute>) {
    for range in facts::NONE_ROUTE_RANGES.value.iter().filter_map(|range| prefix::parse(range).ok()) {
        if !space.iter().any(|own| own.contains(&range)) {
            let because = format!(
                "{range} is private and not in the virtual network as a whole: what is unknown of it is dropped"
            );
            rows.push(row(RouteSource::Default, range, NextHopType::None, because));
        }
    }
}

/// What the gateway learned. The table may keep it out, but never of the gateway's own subnet.
fn gateway(place: &Place<'_>, rows: &mut Vec<EffectiveRoute>) {
    let is_gateways = place.subnet.own_name().is_some_and(|name| name.eq_ignore_ascii_case("GatewaySubnet"));
    let off = place.table.is_some_and(|table| table.no_gateway_routes) && !is_gateways;
    if off || !reaches_gateway(place) {
        return;
    }
    for route in place.around.gateway {
        let how = if route.is_static { "a static route of" } else { "learned over BGP by" };
        let because = format!("{}: {how} the virtual network gateway", route.prefix);
        rows.push(row(RouteSource::VirtualNetworkGateway, route.prefix, NextHopType::VirtualNetworkGateway, because));
    }
}

/// Whether the network has the gateway, or uses a peered network's. Documents that do not tell count as yes.
fn reaches_gateway(place: &Place<'_>) -> bool {
    let has = |network: &VirtualNetwork| {
        network
            .subnets
            .iter()
            .any(|subnet| subnet.own_name().is_some_and(|name| name.eq_ignore_ascii_case("GatewaySubnet")))
    };
    let elsewhere = place.around.networks.iter().any(has);
    let refused =
        |network: &VirtualNetwork| network.peerings.iter().all(|peering| peering.uses_remote_gateways == Some(false));
    !elsewhere || has(place.network) || !refused(place.network)
}
