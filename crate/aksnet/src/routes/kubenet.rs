//! The table that AKS keeps for a kubenet cluster: a route to each node, on top of the user's own.

use crate::Assumptions;
use crate::azure::{AgentPool, Destination, ManagedCluster, NextHop, OutboundType, Route, RouteTable};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts::{self, source};
use crate::finding::{Finding, Findings, codes};
use crate::prefix::{self, Prefix};
use crate::sizing::{self, NetworkMode};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

/// A node as the question names it.
#[derive(Clone, Debug, Default)]
struct Member {
    name: String,
    addresses: Vec<IpAddr>,
    ranges: Vec<Prefix>,
}

/// The table, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KubenetRouteTable {
    /// The user's routes first, then the nodes' in order.
    #[serde(rename = "routeTable")]
    pub route_table: RouteTable,
    /// Its routes.
    pub used: u64,
    /// How many a table may have.
    pub allowed: u64,
    /// Remarks.
    pub findings: Vec<Finding>,
}

/// Reads and answers `kubenetRouteTable`.
///
/// # Errors
/// An [`Error`] that names the field; `missing-field` for `nodeSubnet` where neither nodes nor their subnet are given,
/// `out-of-range` where the subnet or the pod range has too few for them.
///
/// ```
/// use serde_json::json;
/// let answer = aksnet::ask("kubenetRouteTable", &json!({
///     "cluster": { "networkProfile": { "networkPlugin": "kubenet", "podCidr": "10.244.0.0/16" } },
///     "nodes": [{ "name": "n0", "address": "10.240.0.4" }, { "name": "n1", "address": "10.240.0.5" }]
/// }))?;
/// assert_eq!(answer["routeTable"]["routes"][1]["name"], "n1");
/// assert_eq!(answer["routeTable"]["routes"][1]["addressPrefix"], "10.244.1.0/24");
/// assert_eq!(answer["routeTable"]["routes"][1]["nextHopIpAddress"], "10.240.0.5");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_kubenet_route_table(request: &Value) -> Result<KubenetRouteTable, Error> {
    let root = Node::root(request);
    root.only(&["cluster", "nodes", "nodeSubnet", "userRoutes", "assume"])?;
    let cluster = root.read_at("cluster", ManagedCluster::read)?.unwrap_or_default();
    let own = root.read_at("userRoutes", RouteTable::read)?.unwrap_or_default();
    let assume = root.read_at("assume", Assumptions::read)?.unwrap_or_default();
    let subnet = root.read_at("nodeSubnet", |field| field.prefix())?;
    let mut findings = Findings::default();
    let given = root.list("nodes")?;
    let mut nodes = match given {
        Some(list) => list.iter().map(Member::read).collect::<Result<Vec<_>, Error>>()?,
        None => laid_out(&root, &cluster, subnet, &mut findings)?,
    };
    let kubenet = NetworkMode::of_pool(&cluster, &AgentPool::default()) == NetworkMode::Kubenet;
    if kubenet {
        blocks(&cluster, &mut nodes)?;
    } else {
        findings.add(
            codes::NODE_ROUTES_NOT_NEEDED,
            format_args!("Only kubenet needs a route to each node. This cluster's network mode has none."),
            &[&source::OVERLAY_CONCEPT],
        );
        nodes.clear();
    }
    let dual = cluster.network.is_dual_stack();
    let of_nodes: Vec<Route> = nodes.iter().flat_map(|node| node.routes(dual)).collect();
    // Routes that AKS made already are in a table as it is pasted; they are its own, and written again.
    let is_own =
        |route: &&Route| !of_nodes.iter().any(|node| same_name(node, route) && node.destination == route.destination);
    let users: Vec<Route> = own.routes.iter().filter(is_own).cloned().collect();
    check_nodes(&cluster, &nodes, subnet, &mut findings);
    check_users(&cluster, &users, &mut findings);
    let routes: Vec<Route> = users.into_iter().chain(of_nodes).collect();
    let (used, allowed) = (u64::try_from(routes.len()).unwrap_or(u64::MAX), assume.routes_per_table());
    check_budget(used, allowed, &nodes, kubenet, &mut findings);
    check_twice(&routes, &mut findings);
    Ok(KubenetRouteTable { route_table: RouteTable { routes, ..own }, used, allowed, findings: findings.into_vec() })
}

impl Member {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["name", "address", "addresses", "podCidr", "podCidrs"])?;
        let missing = |key: &str| {
            node.error(ErrorCode::MissingField, format!("a node has \"{key}\"")).at(format!("{}.{key}", node.path()))
        };
        let mut addresses = node.read_all("addresses", |field| field.address())?.unwrap_or_default();
        if let Some(address) = node.read_at("address", |field| field.address())?
            && !addresses.contains(&address)
        {
            addresses.insert(0, address);
        }
        if addresses.is_empty() {
            return Err(missing("address").with_help("the node's InternalIP"));
        }
        let mut ranges = node.prefixes_at("podCidrs")?;
        if ranges.is_empty() {
            ranges.extend(node.read_at("podCidr", |field| field.prefix())?);
        }
        Ok(Self { name: node.text_at("name")?.ok_or_else(|| missing("name"))?, addresses, ranges })
    }

    /// One for each family, as the cloud provider names them: the node's name, and in dual-stack clusters the range behind it.
    fn routes(&self, dual: bool) -> Vec<Route> {
        let to = |range: &Prefix| {
            let address = self.addresses.iter().find(|address| address.is_ipv4() == range.is_ipv4());
            Route {
                name: Some(route_name(&self.name, range, dual)),
                destination: Destination::Prefix(*range),
                next_hop: NextHop::VirtualAppliance,
                next_hop_address: address.copied(),
            }
        };
        self.ranges.iter().map(to).collect()
    }
}

/// `mapNodeNameToRouteName`: in dual-stack clusters the range follows without its dots, colons and slash. That is not unique:
/// 10.244.1.0/24 and 10.24.41.0/24 give one name.
fn route_name(node: &str, range: &Prefix, dual: bool) -> String {
    if !dual {
        return node.to_owned();
    }
    let range: String = range.to_string().chars().filter(|letter| !matches!(letter, '.' | ':' | '/')).collect();
    format!("{node}____{range}")
}

fn same_name(one: &Route, other: &Route) -> bool {
    match (&one.name, &other.name) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    }
}

/// The nodes of the pools, from the subnet's first address that Azure leaves.
fn laid_out(
    root: &Node<'_>,
    cluster: &ManagedCluster,
    subnet: Option<Prefix>,
    findings: &mut Findings,
) -> Result<Vec<Member>, Error> {
    let subnet = subnet.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "without nodes their subnet is needed, for the next hops")
            .at("nodeSubnet")
            .with_help("a prefix such as 10.224.0.0/16, or nodes with their addresses")
    })?;
    let mut nodes = Vec::new();
    let mut place = 4u32;
    for pool in cluster.pools.iter().flatten() {
        let name = pool.name.as_deref().unwrap_or("nodepool1");
        for at in 0..pool.count.unwrap_or(0) {
            let address = nth(&subnet, place).ok_or_else(|| {
                root.error(ErrorCode::OutOfRange, format!("{subnet} has too few addresses for the nodes of the pools"))
                    .at("nodeSubnet")
                    .with_help("a larger subnet, or fewer nodes")
            })?;
            place = place.saturating_add(1);
            let name = format!("aks-{name}-00000000-vmss{}", instance(at));
            nodes.push(Member { name, addresses: vec![address], ranges: Vec::new() });
        }
    }
    findings.add(
        codes::NODES_LAID_OUT,
        format_args!(
            "No nodes were given: the pools' {} were laid out from the subnet's fifth address on. Real names and addresses differ.",
            nodes.len()
        ),
        &[&source::KUBENET],
    );
    Ok(nodes)
}

fn nth(range: &Prefix, offset: u32) -> Option<IpAddr> {
    let IpAddr::V4(first) = range.first() else { return None };
    let address = IpAddr::V4(Ipv4Addr::from(u32::from(first).checked_add(offset)?));
    (range.contains_address(&address) && address != range.last()).then_some(address)
}

/// The number of a scale set's instance: six digits of base 36.
fn instance(mut number: u64) -> String {
    let mut digits = Vec::new();
    while digits.len() < 6 || number > 0 {
        let digit = u32::try_from(number.checked_rem(36).unwrap_or(0)).unwrap_or(0);
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        number = number.checked_div(36).unwrap_or(0);
    }
    digits.iter().rev().collect()
}

/// Gives each node without a range the next block of the pod range that no other node has.
fn blocks(cluster: &ManagedCluster, nodes: &mut [Member]) -> Result<(), Error> {
    let mut taken: std::collections::BTreeSet<Prefix> = nodes.iter().flat_map(|node| &node.ranges).copied().collect();
    let mut place = 0u64;
    for node in nodes.iter_mut().filter(|node| node.ranges.is_empty()) {
        loop {
            let block = sizing::node_blocks(cluster, place)?;
            place = place.saturating_add(1);
            if block.iter().all(|prefix| !taken.contains(prefix)) {
                taken.extend(block.iter().copied());
                node.ranges = block;
                break;
            }
        }
    }
    Ok(())
}

fn check_nodes(cluster: &ManagedCluster, nodes: &[Member], subnet: Option<Prefix>, findings: &mut Findings) {
    for node in nodes {
        for range in &node.ranges {
            let outside = !cluster.network.pod_cidrs.is_empty()
                && !cluster.network.pod_cidrs.iter().any(|pods| pods.contains(range));
            if outside {
                findings
                    .add(
                        codes::NODE_RANGE_OUTSIDE,
                        format_args!("{range} of {} is not in the cluster's pod range.", node.name),
                        &[&source::KUBENET],
                    )
                    .about(&node.name);
            }
            if !node.addresses.iter().any(|address| address.is_ipv4() == range.is_ipv4()) {
                findings
                    .add(
                        codes::ROUTE_WITHOUT_APPLIANCE,
                        format_args!(
                            "{} has no address of the family of {range}, so its route has no next hop.",
                            node.name
                        ),
                        &[&source::UDR_OVERVIEW],
                    )
                    .about(&node.name);
            }
        }
        for address in &node.addresses {
            if let Some(subnet) =
                subnet.filter(|own| own.is_ipv4() == address.is_ipv4() && !own.contains_address(address))
            {
                findings
                    .add(
                        codes::ROUTE_NEXT_HOP_OUTSIDE,
                        format_args!("{address} of {} is not in the nodes' subnet {subnet}.", node.name),
                        &[&source::UDR_OVERVIEW],
                    )
                    .about(&node.name);
            }
        }
    }
}

/// What the user's own routes do to the cluster.
fn check_users(cluster: &ManagedCluster, users: &[Route], findings: &mut Findings) {
    let udr = cluster.network.outbound == Some(OutboundType::UserDefinedRouting);
    let everything = Prefix::from_number(true, 0, 0);
    let default = users.iter().find(|route| route.destination.prefix() == Some(&everything));
    if udr {
        match default {
            None => {
                findings.add(
                    codes::DEFAULT_ROUTE_MISSING,
                    format_args!("outboundType is userDefinedRouting, and the table has no route for 0.0.0.0/0. AKS refuses this."),
                    facts::USER_DEFINED_ROUTING.sources,
                );
            }
            Some(route) if route.next_hop == NextHop::Internet => {
                findings
                    .add(
                        codes::DEFAULT_ROUTE_TO_INTERNET,
                        format_args!(
                            "outboundType is userDefinedRouting, and 0.0.0.0/0 points to Internet. AKS refuses this."
                        ),
                        facts::USER_DEFINED_ROUTING.sources,
                    )
                    .help(format_args!("Point it to the firewall or the gateway."));
            }
            Some(_) => {}
        }
    }
    let default_pods = prefix::parse(facts::DEFAULT_POD_CIDR.value).ok();
    let pods: Vec<Prefix> = if cluster.network.pod_cidrs.is_empty() {
        default_pods.into_iter().collect()
    } else {
        cluster.network.pod_cidrs.clone()
    };
    for route in users {
        let Some(own) = route.destination.prefix() else { continue };
        // Longer than a node's block it takes part of it away; as long, Azure refuses the second of the two.
        let block =
            if own.is_ipv4() { facts::NODE_POD_CIDR_PREFIX.value } else { facts::NODE_POD_CIDR_PREFIX_V6.value };
        if u64::from(own.length()) >= block && pods.iter().any(|range| range.contains(own)) {
            findings
                .add(
                    codes::ROUTE_OVER_PODS,
                    format_args!("The user's route for {own} lies in the pod range, and takes the way to pods away from AKS' route."),
                    &[&source::KUBENET],
                )
                .about(route.name.as_deref().unwrap_or("userRoutes"));
        }
    }
}

fn check_budget(used: u64, allowed: u64, nodes: &[Member], kubenet: bool, findings: &mut Findings) {
    let nodes = u64::try_from(nodes.len()).unwrap_or(u64::MAX);
    if used > allowed {
        findings
            .add(
                codes::ROUTES_PER_TABLE_EXCEEDED,
                format_args!("The table would have {used} routes, and {allowed} are allowed."),
                facts::ROUTES_PER_TABLE.sources,
            )
            .help(format_args!("Fewer nodes, fewer routes of your own, or Azure CNI Overlay, which needs none."));
    }
    if kubenet && nodes > facts::KUBENET_NODES.value {
        findings.add(
            codes::KUBENET_NODES_EXCEEDED,
            format_args!("{nodes} nodes, and a kubenet cluster takes {}.", facts::KUBENET_NODES.value),
            facts::KUBENET_NODES.sources,
        );
    }
}

/// Two routes with one prefix, and two with one name: Azure refuses the second of them.
fn check_twice(routes: &[Route], findings: &mut Findings) {
    let mut prefixes: BTreeMap<String, &Route> = BTreeMap::new();
    let mut names: BTreeMap<String, &Route> = BTreeMap::new();
    let called = |route: &Route| route.name.clone().unwrap_or_else(|| "a route without a name".to_owned());
    for route in routes {
        if let Some(first) = prefixes.insert(route.destination.to_string(), route) {
            findings
                .add(
                    codes::ROUTE_PREFIX_TWICE,
                    format_args!(
                        "{} and {} are both for {}. A table holds a prefix once; the second is not made.",
                        called(first),
                        called(route),
                        route.destination
                    ),
                    &[&source::UDR_OVERVIEW],
                )
                .about(&called(route));
        }
        let Some(name) = &route.name else { continue };
        if let Some(first) = names.insert(name.to_ascii_lowercase(), route) {
            findings
                .add(
                    codes::ROUTE_NAME_TWICE,
                    format_args!(
                        "The routes for {} and {} are both called {name}. The second replaces the first.",
                        first.destination, route.destination
                    ),
                    facts::NODE_ROUTE_NAME.sources,
                )
                .about(name);
        }
    }
}
