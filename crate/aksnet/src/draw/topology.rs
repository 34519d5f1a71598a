//! `drawTopology`: what the documents of a place hold: networks, subnets, nodes, pods, each in the box that its address lies in.

use super::canvas::{Canvas, Ink, TEXT, TEXT_END, WIDTH};
use crate::azure::{Subnet, VirtualNetwork, name_in_id};
use crate::document::Node as Request;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{Node, Pod};
use serde_json::Value;
use std::net::IpAddr;

/// More than these in one box are counted in words; the picture could not be read off any more.
const MOST_NODES: usize = 12;
const MOST_PODS: usize = 8;
const LEFT: u64 = 20;

/// Draws the place: `{ environment }`, given apart since it may be read already.
///
/// # Errors
/// An [`Error`] that names the field when a node or a pod cannot be understood.
///
/// ```
/// use serde_json::json;
/// let ask = json!({ "environment": { "virtualNetworks": [{ "name": "v", "addressSpace": { "addressPrefixes": ["10.224.0.0/12"] } }] } });
/// let svg = aksnet::draw_topology(&aksnet::Environment::of_request(&ask)?, &ask)?;
/// assert!(svg.contains("10.224.0.0/12"));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn draw_topology(environment: &Environment, request: &Value) -> Result<String, Error> {
    Request::root(request).only(&["environment"])?;
    let of_kind = |kind: &'static str| environment.kubernetes.iter().filter(move |object| object.kind == kind);
    let nodes = of_kind("Node").map(Node::read).collect::<Result<Vec<_>, _>>()?;
    let pods = of_kind("Pod").map(Pod::read).collect::<Result<Vec<_>, _>>()?;
    let pods: Vec<Pod> = pods.into_iter().filter(|pod| !pod.ended).collect();
    let mut place =
        Place { environment, nodes: &nodes, pods: &pods, drawn: vec![false; nodes.len()], said: Vec::new() };
    let mut canvas = Canvas::default();
    let mut y = 8;
    for host in &environment.hosts {
        y = {
            let space = |network: &VirtualNetwork| within(&network.address_space, host.address);
            // A host of a network stands beside it, with the full outline of what is inside.
            let away = !environment.virtual_networks.iter().any(space);
            beside(&mut canvas, y, &format!("Host {}", host.name), &[host.address.to_string()], away)
        } + 12;
    }
    if !environment.gateway_routes.is_empty() {
        let learned: Vec<String> = environment.gateway_routes.iter().map(|route| route.prefix.to_string()).collect();
        y = beside(&mut canvas, y, "On-premises", &learned, true) + 12;
    }
    for network in &environment.virtual_networks {
        y = place.network(&mut canvas, network, y) + 12;
    }
    let homeless: Vec<usize> = (0..nodes.len()).filter(|at| place.drawn.get(*at) == Some(&false)).collect();
    if !homeless.is_empty() {
        y = canvas.lines((LEFT, y + 14), WIDTH, Ink::Plain, "In none of the subnets given:");
        y = place.machines(&mut canvas, &homeless, &[], y) + 4;
    }
    let loose =
        pods.iter().filter(|pod| !nodes.iter().any(|node| pod.node.as_deref() == Some(node.name.as_str()))).count();
    if loose > 0 {
        y = canvas.lines((LEFT, y + 14), WIDTH, Ink::Plain, &format!("{} on no node given", many(loose, "pod")));
    }
    if y == 8 {
        y = canvas.lines((LEFT, y + 14), WIDTH, Ink::Plain, "No network, node, host or route is given.");
    }
    let title = format!(
        "{}, {}, {}",
        many(environment.virtual_networks.len(), "virtual network"),
        many(nodes.len(), "node"),
        many(pods.len(), "pod")
    );
    Ok(canvas.finish(y + 4, &title, &place.said.join(" ")))
}

struct Place<'a> {
    environment: &'a Environment,
    nodes: &'a [Node],
    pods: &'a [Pod],
    /// Which nodes stand in a subnet.
    drawn: Vec<bool>,
    said: Vec<String>,
}

impl Place<'_> {
    fn network(&mut self, canvas: &mut Canvas, network: &VirtualNetwork, top: u64) -> u64 {
        let name = format!("Virtual network {}", network.name.as_deref().unwrap_or_default());
        let mut inner = Canvas::default();
        let mut y = inner.lines((LEFT, top + 18), TEXT_END, Ink::Name, name.trim_end());
        for prefix in &network.address_space {
            y = inner.lines((LEFT, y), TEXT_END, Ink::Mono, &prefix.to_string());
        }
        for peering in &network.peerings {
            let other = peering.remote_id.as_deref().map(name_in_id).or(peering.name.as_deref()).unwrap_or_default();
            y = inner.lines((LEFT, y), TEXT_END, Ink::Plain, &format!("Peered with {other}"));
        }
        self.said.push(format!("{}: {}.", name.trim_end(), many(network.subnets.len(), "subnet")));
        for subnet in &network.subnets {
            y = self.subnet(&mut inner, network, subnet, y) + 8;
        }
        canvas.place("ground-1", (1, top), (WIDTH - 2, y.saturating_sub(top)), 0, false);
        canvas.append(inner);
        y
    }

    fn subnet(&mut self, canvas: &mut Canvas, network: &VirtualNetwork, subnet: &Subnet, top: u64) -> u64 {
        let name = subnet.name.as_deref().unwrap_or_default();
        let mut inner = Canvas::default();
        let mut y = inner.lines((LEFT + 8, top + 18), TEXT_END, Ink::Name, format!("Subnet {name}").trim_end());
        for prefix in &subnet.prefixes {
            y = inner.lines((LEFT + 8, y), TEXT_END, Ink::Mono, &prefix.to_string());
        }
        if let Some(table) = &subnet.route_table_id {
            y = inner.lines((LEFT + 8, y), TEXT_END, Ink::Plain, &format!("Route table {}", name_in_id(table)));
        }
        let pools = self.environment.cluster.iter().flat_map(|cluster| cluster.pools.iter().flatten());
        for pool in pools.filter(|pool| pool.vnet_subnet_id.as_deref().is_some_and(|id| is_named(subnet, id))) {
            let title = pool.name.as_deref().unwrap_or("without a name");
            let nodes = pool.count.map(|count| format!(", {count} nodes")).unwrap_or_default();
            y = inner.lines((LEFT + 8, y), TEXT_END, Ink::Plain, &format!("Pool {title}{nodes}"));
        }
        let lies_in = |node: &Node| node.addresses.iter().any(|address| within(&subnet.prefixes, *address));
        let here: Vec<usize> = (0..).zip(self.nodes).filter(|(_, node)| lies_in(node)).map(|(at, _)| at).collect();
        self.said.push(format!("Subnet {name}: {}.", many(here.len(), "node")));
        y = self.machines(&mut inner, &here, &network.address_space, y);
        canvas.place("ground-2", (9, top), (WIDTH - 18, y.saturating_sub(top)), 0, false);
        canvas.append(inner);
        y
    }

    /// Nodes, each with its pods: a full outline where the pod's address is the network's.
    fn machines(&mut self, canvas: &mut Canvas, here: &[usize], space: &[crate::prefix::Prefix], top: u64) -> u64 {
        let mut y = top;
        for (count, at) in here.iter().enumerate() {
            if let Some(drawn) = self.drawn.get_mut(*at) {
                *drawn = true;
            }
            let Some(node) = self.nodes.get(*at).filter(|_| count < MOST_NODES) else { continue };
            let start = y;
            let mut inner = Canvas::default();
            y = inner.lines((LEFT + 16, start + 18), TEXT_END, Ink::Name, &format!("Node {}", node.name));
            for address in &node.addresses {
                y = inner.lines((LEFT + 16, y), TEXT_END, Ink::Mono, &address.to_string());
            }
            let pods: Vec<&Pod> =
                self.pods.iter().filter(|pod| pod.node.as_deref() == Some(node.name.as_str())).collect();
            for pod in pods.iter().take(MOST_PODS) {
                let from = y.saturating_sub(8);
                let mut text = Canvas::default();
                y = text.lines((TEXT - 16, from + 18), TEXT_END, Ink::Name, &format!("Pod {}", pod.full_name));
                if pod.host_network {
                    y = text.lines((TEXT - 16, y), TEXT_END, Ink::Plain, "network of the node");
                } else {
                    for address in &pod.addresses {
                        y = text.lines((TEXT - 16, y), TEXT_END, Ink::Mono, &address.to_string());
                    }
                }
                let outside = !pod.host_network && !pod.addresses.iter().any(|address| within(space, *address));
                let height = y.saturating_sub(8).saturating_sub(from);
                inner.place("ground-2", (28, from), (WIDTH - 56, height), 9, outside);
                inner.append(text);
                y += 8;
            }
            if pods.len() > MOST_PODS {
                y = inner.lines(
                    (LEFT + 16, y + 4),
                    TEXT_END,
                    Ink::Plain,
                    &format!("and {} more", many(pods.len() - MOST_PODS, "pod")),
                );
            }
            let bottom = y.saturating_sub(4);
            canvas.place("ground-3", (17, start), (WIDTH - 34, bottom.saturating_sub(start)), 3, false);
            canvas.append(inner);
            self.said.push(format!("Node {}: {}.", node.name, many(pods.len(), "pod")));
            y = bottom + 8;
        }
        if here.len() > MOST_NODES {
            y = canvas.lines(
                (LEFT + 8, y + 8),
                TEXT_END,
                Ink::Plain,
                &format!("and {} more", many(here.len() - MOST_NODES, "node")),
            );
        }
        y
    }
}

/// A place beside the networks; dashed where its address is in none of them.
fn beside(canvas: &mut Canvas, top: u64, name: &str, addresses: &[String], away: bool) -> u64 {
    let mut text = Canvas::default();
    let mut y = text.lines((LEFT, top + 18), TEXT_END, Ink::Name, name);
    for address in addresses {
        y = text.lines((LEFT, y), TEXT_END, Ink::Mono, address);
    }
    let bottom = y.saturating_sub(8);
    let (fill, radius) = if away { ("canvas", 0) } else { ("ground-3", 3) };
    canvas.place(fill, (1, top), (WIDTH - 2, bottom.saturating_sub(top)), radius, away);
    canvas.append(text);
    bottom
}

/// By id where both have one, else by the last segment.
fn is_named(subnet: &Subnet, id: &str) -> bool {
    match &subnet.id {
        Some(own) if id.contains('/') => own.eq_ignore_ascii_case(id),
        _ => subnet.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(name_in_id(id))),
    }
}

fn within(prefixes: &[crate::prefix::Prefix], address: IpAddr) -> bool {
    prefixes.iter().any(|prefix| prefix.contains_address(&address))
}

fn many(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}
