//! Route tables: next hops that are nowhere, routes that never win, and kubenet's table against the real nodes.

use crate::azure::{AgentPool, NextHop, OutboundType, Route, RouteTable, Subnet, VirtualNetwork, name_in_id};
use crate::environment::Environment;
use crate::error::Error;
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::kubernetes::{Node, Service, ServiceType};
use crate::prefix::Prefix;
use crate::routes::{RouteSource, Table, ranges, table_of};
use crate::sizing::NetworkMode;
use std::collections::{BTreeMap, BTreeSet};

/// Checks every subnet's table.
pub(super) fn check(environment: &Environment, all: &mut Findings) -> Result<(), Error> {
    let kubenet = environment
        .cluster
        .as_ref()
        .is_some_and(|cluster| NetworkMode::of_pool(cluster, &AgentPool::default()) == NetworkMode::Kubenet);
    for table in &environment.route_tables {
        // The nodes' own table is counted with the cluster, growth included.
        let of_nodes = |network: &VirtualNetwork, subnet: &Subnet| {
            holds_nodes(environment, network, subnet)
                && table_of(&environment.route_tables, subnet).is_some_and(|own| std::ptr::eq(own, table))
        };
        let mut networks = environment.virtual_networks.iter();
        let counted = kubenet && networks.any(|network| network.subnets.iter().any(|subnet| of_nodes(network, subnet)));
        alone(environment, table, counted, all);
    }
    for network in &environment.virtual_networks {
        super::networks::check(network, all);
        for subnet in &network.subnets {
            let name = subnet.own_name().unwrap_or("a subnet without a name");
            let is_nodes = holds_nodes(environment, network, subnet);
            let Some(id) = subnet.route_table_id.as_deref() else {
                if kubenet && is_nodes {
                    all.add(
                        codes::ROUTE_TABLE_MISSING,
                        format_args!("kubenet's nodes are in {name}, and the subnet has no route table. AKS makes one when it creates the cluster; on a running one pods on other nodes are not reached."),
                        &[&source::KUBENET],
                    )
                    .about(name);
                }
                continue;
            };
            let Some(table) = table_of(&environment.route_tables, subnet) else {
                all.add(
                    codes::ROUTE_TABLE_UNKNOWN,
                    format_args!(
                        "{name} has the route table {}, whose document is not here: its routes are not known.",
                        name_in_id(id)
                    ),
                    &[&source::UDR_OVERVIEW],
                )
                .about(name);
                continue;
            };
            routes(environment, network, subnet, table, kubenet && is_nodes, all);
            never_winning(environment, network, subnet, table, all)?;
            if is_nodes {
                outbound(environment, table, all)?;
            }
            if kubenet && is_nodes {
                nodes(environment, subnet, table, all)?;
            }
        }
    }
    Ok(())
}

/// Whether the cluster's nodes are in a subnet: a pool says so, or a node's address.
fn holds_nodes(environment: &Environment, network: &VirtualNetwork, subnet: &Subnet) -> bool {
    let pools = environment.cluster.iter().flat_map(|cluster| cluster.pools.iter().flatten());
    let ids: Vec<&str> = pools.filter_map(|pool| pool.vnet_subnet_id.as_deref()).collect();
    ids.iter().any(|id| network.subnet(id).is_some_and(|own| std::ptr::eq(own, subnet)))
}

fn called(route: &Route) -> String {
    route.name.clone().unwrap_or_else(|| route.destination.to_string())
}

/// What is wrong with a table wherever it is joined to.
fn alone(environment: &Environment, table: &RouteTable, counted: bool, all: &mut Findings) {
    let name = table.name.as_deref().unwrap_or("the route table");
    let mut prefixes = BTreeSet::new();
    for route in &table.routes {
        let subject = called(route);
        if !prefixes.insert(route.destination.to_string()) {
            all.add(
                codes::ROUTE_PREFIX_TWICE,
                format_args!("{name} has two routes for {}. A table holds a prefix once.", route.destination),
                &[&source::UDR_OVERVIEW],
            )
            .about(&subject);
        }
        if route.next_hop == NextHop::VirtualAppliance && route.next_hop_address.is_none() {
            all.add(
                codes::ROUTE_WITHOUT_APPLIANCE,
                format_args!("The route {subject} of {name} goes to an appliance and has no next hop address."),
                &[&source::UDR_OVERVIEW],
            )
            .about(&subject)
            .help(format_args!(
                "The private address of the appliance's network card, or of an internal load balancer."
            ));
        }
    }
    let tags = table.routes.iter().filter(|route| route.destination.prefix().is_none()).count();
    let allowed = facts::TAG_ROUTES_PER_TABLE.value;
    if u64::try_from(tags).unwrap_or(u64::MAX) > allowed {
        all.add(
            codes::TAG_ROUTES_EXCEEDED,
            format_args!("{name} has {tags} routes for service tags, and {allowed} are allowed."),
            facts::TAG_ROUTES_PER_TABLE.sources,
        )
        .about(name);
    }
    let (used, allowed) = (table.routes.len(), environment.assume.routes_per_table());
    if !counted && u64::try_from(used).unwrap_or(u64::MAX) > allowed {
        all.add(
            codes::ROUTES_PER_TABLE_EXCEEDED,
            format_args!("{name} has {used} routes, and {allowed} are allowed."),
            facts::ROUTES_PER_TABLE.sources,
        )
        .about(name);
    }
}

/// Where single routes of a subnet's table lead.
fn routes(
    environment: &Environment,
    network: &VirtualNetwork,
    subnet: &Subnet,
    table: &RouteTable,
    kubenet: bool,
    all: &mut Findings,
) {
    let pods = environment.cluster.as_ref().map(|cluster| cluster.network.pod_cidrs.clone()).unwrap_or_default();
    let mut known: Vec<Prefix> = network.address_space.clone();
    known.extend(network.peerings.iter().flat_map(|peering| &peering.remote_prefixes));
    let peers = environment.virtual_networks.iter().filter(|other| network.is_peered_with(other));
    known.extend(peers.flat_map(|other| &other.address_space));
    known.extend(environment.gateway_routes.iter().map(|route| route.prefix).filter(|prefix| prefix.length() > 0));
    for route in table.routes.iter().filter(|route| route.next_hop == NextHop::VirtualAppliance) {
        let subject = called(route);
        let Some(address) = route.next_hop_address else { continue };
        if !known.is_empty() && !known.iter().any(|range| range.contains_address(&address)) {
            all.add(
                codes::ROUTE_NEXT_HOP_OUTSIDE,
                format_args!("The next hop {address} of the route {subject} is in no range of the network, its peers or the gateway."),
                &[&source::UDR_OVERVIEW],
            )
            .about(&subject);
        }
        // kubenet's own routes lead to nodes of the same subnet, and match nothing but their pods.
        let of_node =
            kubenet && route.destination.prefix().is_some_and(|own| pods.iter().any(|range| range.contains(own)));
        if !of_node && subnet.prefixes.iter().any(|own| own.contains_address(&address)) {
            all.add(
                codes::APPLIANCE_IN_OWN_SUBNET,
                format_args!("The route {subject} sends the subnet's traffic to {address} in the same subnet: the appliance's own traffic takes it too, and may loop."),
                &[&source::UDR_OVERVIEW],
            )
            .about(&subject)
            .help(format_args!("Put the appliance into a subnet of its own, without this table."));
        }
    }
}

/// Routes of the user's that win for no destination.
fn never_winning(
    environment: &Environment,
    network: &VirtualNetwork,
    subnet: &Subnet,
    table: &RouteTable,
    all: &mut Findings,
) -> Result<(), Error> {
    let (Some(own), Some(name)) = (network.own_name(), subnet.own_name()) else { return Ok(()) };
    let Ok(effective) = Table::of(environment, Some(own), name) else { return Ok(()) };
    let mut winners = BTreeSet::new();
    for ipv4 in [true, false] {
        winners.extend(ranges(&effective, ipv4).iter().filter_map(|range| range.winner));
    }
    let twice =
        |prefix: Prefix| table.routes.iter().filter(|route| route.destination.prefix() == Some(&prefix)).count() > 1;
    for (at, route) in effective.routes.iter().enumerate() {
        let Some(prefix) = route.prefix.filter(|_| route.source == RouteSource::User && !winners.contains(&at)) else {
            continue;
        };
        if route.tag.is_none() && !twice(prefix) {
            let subject = route.name.clone().unwrap_or_else(|| prefix.to_string());
            all.add(
                codes::ROUTE_NEVER_WINS,
                format_args!("The route {subject} wins for no address: others that are longer take all of {prefix}."),
                &[&source::UDR_OVERVIEW],
            )
            .about(&subject);
        }
    }
    Ok(())
}

/// The default route of the nodes' table.
fn outbound(environment: &Environment, table: &RouteTable, all: &mut Findings) -> Result<(), Error> {
    let everything = Prefix::from_number(true, 0, 0);
    let default = table.routes.iter().find(|route| route.destination.prefix() == Some(&everything));
    let udr = environment
        .cluster
        .as_ref()
        .is_some_and(|cluster| cluster.network.outbound == Some(OutboundType::UserDefinedRouting));
    let name = table.name.as_deref().unwrap_or("the route table");
    if udr && default.is_none() {
        all.add(
            codes::DEFAULT_ROUTE_MISSING,
            format_args!(
                "outboundType is userDefinedRouting, and {name} has no route for 0.0.0.0/0. AKS refuses this."
            ),
            facts::USER_DEFINED_ROUTING.sources,
        )
        .about(name);
    }
    let Some(default) = default else { return Ok(()) };
    if udr && default.next_hop == NextHop::Internet {
        all.add(
            codes::DEFAULT_ROUTE_TO_INTERNET,
            format_args!("outboundType is userDefinedRouting, and 0.0.0.0/0 points to Internet. AKS refuses this."),
            facts::USER_DEFINED_ROUTING.sources,
        )
        .about(&called(default))
        .help(format_args!("Point it to the firewall or the gateway."));
    }
    if !matches!(default.next_hop, NextHop::VirtualAppliance | NextHop::VirtualNetworkGateway) {
        return Ok(());
    }
    for object in environment.kubernetes.iter().filter(|object| object.kind == "Service" && object.group().is_empty()) {
        let service = Service::read(object)?;
        if service.kind == ServiceType::LoadBalancer && !service.internal {
            all.add(
                codes::ASYMMETRIC_RETURN,
                format_args!(
                    "Clients of {} come in by the public load balancer, and the answers leave by the route {}: the appliance never saw the request.",
                    service.full_name,
                    called(default)
                ),
                &[&source::LIMIT_EGRESS],
            )
            .about(&service.full_name)
            .help(format_args!("Publish the Service on the firewall, which translates to an internal load balancer."));
        }
    }
    Ok(())
}

/// kubenet's table against `kubectl get nodes`.
fn nodes(environment: &Environment, subnet: &Subnet, table: &RouteTable, all: &mut Findings) -> Result<(), Error> {
    let mut ranges: BTreeMap<Prefix, String> = BTreeMap::new();
    let mut here = false;
    for object in environment.kubernetes.iter().filter(|object| object.kind == "Node") {
        let node = Node::read(object)?;
        if !node.addresses.iter().any(|address| subnet.prefixes.iter().any(|own| own.contains_address(address))) {
            continue;
        }
        here = true;
        if node.pod_cidrs.is_empty() {
            all.add(
                codes::NODE_WITHOUT_POD_CIDR,
                format_args!(
                    "{} has no podCIDR: kubenet gives its pods no addresses, and no route leads to it.",
                    node.name
                ),
                &[&source::KUBENET],
            )
            .about(&node.name);
        }
        for range in &node.pod_cidrs {
            let route = table.routes.iter().find(|route| route.destination.prefix() == Some(range));
            if let Some(route) = route {
                if !route.next_hop_address.is_some_and(|address| node.addresses.contains(&address)) {
                    all.add(
                        codes::NODE_ROUTE_WRONG,
                        format_args!("The route for {range} does not lead to {}, which has this range.", node.name),
                        &[&source::KUBENET],
                    )
                    .about(&called(route));
                }
            } else {
                all.add(
                    codes::NODE_ROUTE_MISSING,
                    format_args!(
                        "No route leads to {range}, the pods of {}: other nodes do not reach them.",
                        node.name
                    ),
                    &[&source::KUBENET],
                )
                .about(&node.name);
            }
            if let Some(other) = ranges.insert(*range, node.name.clone()) {
                all.add(
                    codes::ROUTE_PREFIX_TWICE,
                    format_args!("{other} and {} both have {range}. Only one of them is reached.", node.name),
                    &[&source::KUBENET],
                )
                .about(&node.name);
            }
        }
    }
    let pods = environment.cluster.as_ref().map(|cluster| cluster.network.pod_cidrs.clone()).unwrap_or_default();
    for route in table.routes.iter().filter(|_| here) {
        let Some(prefix) = route.destination.prefix() else { continue };
        let of_nodes = route.next_hop == NextHop::VirtualAppliance && pods.iter().any(|range| range.contains(prefix));
        if of_nodes && !ranges.contains_key(prefix) {
            all.add(
                codes::NODE_ROUTE_STALE,
                format_args!("The route {} leads to {prefix}, which is no node's range any more.", called(route)),
                &[&source::KUBENET],
            )
            .about(&called(route));
        }
    }
    Ok(())
}
