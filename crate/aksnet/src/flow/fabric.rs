//! What Azure's network does with a packet: the check of the sender, the route, the load balancer, the way out.

use super::answer::{Header, HopKind, Port, Step, StepType};
use super::world::{Listens, Mode, Owner, World, Zone, spans};
use crate::azure::{NextHop, OutboundType, VirtualNetwork, name_in_id};
use crate::facts::{self, Source, source};
use crate::prefix::{self, Prefix};
use std::net::IpAddr;

/// Where a packet enters Azure's network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Node(usize),
    Host(IpAddr),
}

/// Where it comes out.
#[derive(Clone, Debug)]
pub(super) enum Arrives {
    Node(usize),
    Host,
    /// At the load balancer, which chooses a node for this Service's port.
    Balance(usize, usize),
    Ends,
}

/// What happened on the way.
#[derive(Debug)]
pub(super) struct Crossing {
    pub kind: HopKind,
    pub name: String,
    pub header: Header,
    pub steps: Vec<Step>,
    pub arrives: Arrives,
}

const ROUTES: &[&Source] = &[&source::UDR_OVERVIEW];
const OUTBOUND: &[&Source] = &[&source::OUTBOUND_TYPES, &source::SNAT];
const BALANCER: &[&Source] = &[&source::CLOUD_PROVIDER_BALANCER];

/// Whether the host platform answers an address: never routed, never translated to a public address.
pub(super) fn is_platform(address: IpAddr) -> bool {
    facts::PLATFORM_ADDRESSES.value.iter().any(|own| own.parse() == Ok(address))
}

enum Hop {
    Local,
    Peering,
    Gateway,
    Internet,
    Appliance(IpAddr),
    None(&'static str),
}

impl World {
    /// Carries a packet across. A reply's source may be a frontend, and is not translated to a public address then.
    pub(super) fn cross(&self, origin: Origin, header: Header, reply: bool) -> Crossing {
        let mut crossing = Crossing {
            kind: HopKind::VirtualNetwork,
            name: "virtual network".to_owned(),
            header,
            steps: Vec::new(),
            arrives: Arrives::Ends,
        };
        let drop = |mut crossing: Crossing, by: &'static str, because: String, sources| {
            crossing.steps.push(Step::new(StepType::Drop, by, because, sources));
            crossing
        };
        if let Origin::Node(node) = origin
            && !self.may_send(node, header.source)
        {
            let because = format!(
                "the node's network card may not send from {}: it is neither its address nor one given to it",
                header.source
            );
            return drop(crossing, "network card", because, ROUTES);
        }
        if is_platform(header.destination) {
            crossing.steps.push(Step::new(
                StepType::Route,
                "platform",
                "the host platform answers this address; routes do not matter",
                ROUTES,
            ));
            crossing.arrives = Arrives::Host;
            return crossing;
        }
        if is_platform(header.source)
            && let Some(node) = self.node_of(header.destination)
        {
            crossing.steps.push(Step::new(
                StepType::Route,
                "platform",
                "the host platform answers the card that asked",
                ROUTES,
            ));
            crossing.arrives = Arrives::Node(node);
            return crossing;
        }
        if let Origin::Node(_) = origin
            && self.mode == Mode::Overlay
            && let Some(node) = self.range_of(header.destination)
        {
            crossing.steps.push(Step::new(
                StepType::Route,
                "overlay routing domain",
                "the address is in the pod block of a node",
                &[&source::OVERLAY_CONCEPT],
            ));
            return self.to_node(crossing, node);
        }
        let (hop, because) = self.route(origin, header.destination);
        let by = if matches!(hop, Hop::Appliance(_)) { "UDR" } else { "route" };
        crossing.steps.push(Step::new(StepType::Route, by, because, ROUTES));
        match hop {
            Hop::None(why) => drop(crossing, "route", why.to_owned(), ROUTES),
            Hop::Appliance(address) => match self.owner(address) {
                Some(Owner::Node(node)) => self.to_node(crossing, node),
                _ => self.through_firewall(crossing, address, reply),
            },
            Hop::Local | Hop::Peering => self.inside(crossing),
            Hop::Gateway => {
                crossing.kind = HopKind::Gateway;
                "gateway".clone_into(&mut crossing.name);
                crossing.arrives = Arrives::Host;
                crossing
            }
            Hop::Internet => self.outside(crossing, origin, reply),
        }
    }

    /// The prefixes of the networks peered with one, as its peerings and the other documents say.
    fn peered(&self, network: &VirtualNetwork) -> Vec<Prefix> {
        let said = network.peerings.iter().flat_map(|peering| &peering.remote_prefixes).copied();
        let others = self.networks.iter().filter(|other| network.is_peered_with(other)).flat_map(spans);
        said.chain(others).collect()
    }

    fn to_node(&self, mut crossing: Crossing, node: usize) -> Crossing {
        let destination = crossing.header.destination;
        let off = self.forwarding_off.get(node).copied().unwrap_or(false);
        if self.mode == Mode::Kubenet && off && !self.is_own(node, destination) {
            let because = "IP forwarding is off on the node's network card, and the packet is not for the node itself";
            crossing.steps.push(Step::new(StepType::Drop, "network card", because, ROUTES));
            return crossing;
        }
        crossing.arrives = Arrives::Node(node);
        crossing
    }

    fn inside(&self, mut crossing: Crossing) -> Crossing {
        let destination = crossing.header.destination;
        match self.owner(destination) {
            Some(Owner::Node(node)) => return self.to_node(crossing, node),
            Some(Owner::Pod(pod)) => {
                if let Some(node) = self.pod_nodes.get(pod).copied().flatten() {
                    return self.to_node(crossing, node);
                }
                crossing.steps.push(Step::new(
                    StepType::Drop,
                    "virtual network",
                    "the pod with this address is on no node",
                    &[],
                ));
                return crossing;
            }
            None => {}
        }
        if self.is_frontend(destination) {
            return self.balance(crossing);
        }
        crossing.arrives = Arrives::Host;
        crossing
    }

    fn balance(&self, mut crossing: Crossing) -> Crossing {
        crossing.kind = HopKind::LoadBalancer;
        "load balancer".clone_into(&mut crossing.name);
        let header = crossing.header;
        let found = match header.destination_port {
            Port::Known(port) => self.listener(header.destination, header.protocol, port),
            _ => None,
        };
        if let Some((service, index, Listens::Frontend)) = found {
            crossing.arrives = Arrives::Balance(service, index);
        } else {
            crossing.steps.push(Step::new(
                StepType::Drop,
                "load balancer",
                "no rule of the frontend has this port and protocol",
                BALANCER,
            ));
        }
        crossing
    }

    fn through_firewall(&self, mut crossing: Crossing, address: IpAddr, reply: bool) -> Crossing {
        crossing.kind = HopKind::Firewall;
        crossing.name = self.host_name(address);
        if reply {
            let because = "the appliance did not see the request of this connection, and drops the answer";
            crossing.steps.push(Step::new(StepType::Drop, "firewall", because, &[&source::LIMIT_EGRESS]));
            return crossing;
        }
        if self.zone(crossing.header.destination) == Zone::Internet {
            self.translate(&mut crossing, "firewall SNAT");
            if self.is_frontend(crossing.header.destination) {
                return self.balance(crossing);
            }
            crossing.arrives = Arrives::Host;
            return crossing;
        }
        let kind = crossing.kind;
        let name = crossing.name.clone();
        let mut crossing = self.inside(crossing);
        if !matches!(crossing.arrives, Arrives::Balance(..)) {
            crossing.kind = kind;
            crossing.name = name;
        }
        crossing
    }

    fn translate(&self, crossing: &mut Crossing, by: &'static str) {
        let before = crossing.header;
        crossing.header.source = self.public;
        let because = "the network outside knows public addresses only";
        crossing.steps.push(Step::new(StepType::Rewrite, by, because, OUTBOUND).rewrites(before, crossing.header));
    }

    fn outside(&self, mut crossing: Crossing, origin: Origin, reply: bool) -> Crossing {
        let header = crossing.header;
        if self.is_frontend(header.destination) {
            return self.balance(crossing);
        }
        let Origin::Node(node) = origin else {
            crossing.arrives =
                if self.zone(header.destination) == Zone::Internet { Arrives::Host } else { Arrives::Ends };
            return crossing;
        };
        if reply && self.is_frontend(header.source) {
            crossing.arrives = Arrives::Host;
            return crossing;
        }
        let (kind, name, by) = match self.outbound {
            OutboundType::LoadBalancer => (HopKind::LoadBalancer, "load balancer", "load balancer outbound rule"),
            OutboundType::ManagedNatGateway
            | OutboundType::ManagedNatGatewayV2
            | OutboundType::UserAssignedNatGateway => (HopKind::NatGateway, "NAT gateway", "NAT gateway"),
            OutboundType::UserDefinedRouting => {
                let because = "outboundType is userDefinedRouting, and no route of the subnet leads to an appliance";
                crossing.steps.push(Step::new(StepType::Drop, "outbound", because, OUTBOUND));
                return crossing;
            }
            OutboundType::None | OutboundType::Block => {
                let because = "the cluster's outboundType gives no way out";
                crossing.steps.push(Step::new(StepType::Drop, "outbound", because, OUTBOUND));
                return crossing;
            }
        };
        crossing.kind = kind;
        name.clone_into(&mut crossing.name);
        let primary = self.address(node) == Some(header.source) || self.mode == Mode::PodSubnet;
        if kind == HopKind::LoadBalancer && !primary {
            let because = "the load balancer translates the primary address of a network card only";
            crossing.steps.push(Step::new(StepType::Drop, by, because, OUTBOUND));
            return crossing;
        }
        self.translate(&mut crossing, by);
        crossing.arrives = Arrives::Host;
        crossing
    }

    /// Whether a node's network card may send from an address.
    fn may_send(&self, node: usize, source: IpAddr) -> bool {
        if self.is_own(node, source) && Some(source) != self.bridge(node) || self.is_frontend(source) {
            return true;
        }
        match self.mode {
            Mode::Kubenet | Mode::Byo => !self.forwarding_off.get(node).copied().unwrap_or(false),
            Mode::Overlay => self.in_range_of(node, source),
            Mode::NodeSubnet | Mode::PodSubnet => match self.owner(source) {
                Some(Owner::Pod(pod)) => self.pod_nodes.get(pod).copied().flatten() == Some(node),
                _ => false,
            },
        }
    }

    /// The longest prefix that holds the destination; on equal ones the user's, then the gateway's, then the system's.
    fn route(&self, origin: Origin, destination: IpAddr) -> (Hop, String) {
        let from = match origin {
            Origin::Node(node) => self.address(node),
            Origin::Host(address) => Some(address),
        };
        let zone = from.map_or(Zone::Internet, |address| self.zone(address));
        let to = self.zone(destination);
        // Documents of the network may be missing: nodes are in it all the same.
        let is_node = matches!(origin, Origin::Node(_));
        let network = match zone {
            Zone::Network(at) => self.networks.get(at),
            _ => None,
        };
        if network.is_none() && !is_node {
            let known = matches!(self.owner(destination), Some(Owner::Node(_)))
                || matches!(to, Zone::Network(_))
                || self.is_frontend(destination);
            return match (zone, to) {
                (Zone::Internet, Zone::Internet) => (Hop::Internet, "a public address".to_owned()),
                (Zone::Internet, _) => {
                    (Hop::None("a private address cannot be reached from the Internet"), "no route".to_owned())
                }
                (_, Zone::Internet) => (Hop::Internet, "a public address".to_owned()),
                _ if known => (Hop::Local, "the virtual network's address space is known there".to_owned()),
                _ if zone == to => (Hop::Local, "within the same network".to_owned()),
                _ => (Hop::None("only the virtual networks' address spaces are known there"), "no route".to_owned()),
            };
        }
        let remote: Vec<Prefix> = network.map(|network| self.peered(network)).unwrap_or_default();
        let own: Vec<Prefix> = network.map(|network| spans(network).collect()).unwrap_or_default();
        let mut best: Option<(u8, u8, Hop, String)> = None;
        let mut offer = |prefix: &Prefix, rank: u8, hop: Hop, because: String| {
            let better = best.as_ref().is_none_or(|(length, order, ..)| (prefix.length(), *order) > (*length, rank));
            if prefix.contains_address(&destination) && better {
                best = Some((prefix.length(), rank, hop, because));
            }
        };
        let subnet = network.and_then(|network| {
            let holds = |prefix: &Prefix| from.is_some_and(|address| prefix.contains_address(&address));
            network.subnets.iter().find(|subnet| subnet.prefixes.iter().any(holds))
        });
        let table = subnet.and_then(|subnet| subnet.route_table_id.as_deref()).and_then(|id| {
            let by_id =
                self.tables.iter().find(|table| table.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id)));
            by_id.or_else(|| {
                self.tables
                    .iter()
                    .find(|table| table.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name_in_id(id))))
            })
        });
        if let Some(table) = table {
            for route in &table.routes {
                let Some(prefix) = route.destination.prefix().copied() else { continue };
                let hop = match (route.next_hop, route.next_hop_address) {
                    (NextHop::VirtualAppliance, Some(address)) => Hop::Appliance(address),
                    (NextHop::VirtualAppliance, None) | (NextHop::None, _) => Hop::None("the route's next hop is None"),
                    (NextHop::Internet, _) => Hop::Internet,
                    (NextHop::VnetLocal, _) => Hop::Local,
                    (NextHop::VirtualNetworkGateway, _) => Hop::Gateway,
                };
                let name = route.name.as_deref().unwrap_or("without a name");
                offer(&prefix, 0, hop, format!("user-defined route {name}: {prefix}"));
            }
        } else if self.mode == Mode::Kubenet && is_node {
            // No table in the documents: the one that AKS keeps.
            for node in &self.nodes {
                let Some(address) = node.addresses.first() else { continue };
                for range in &node.pod_cidrs {
                    offer(range, 0, Hop::Appliance(*address), format!("AKS' route for {}: {range}", node.name));
                }
            }
        }
        if !table.is_some_and(|table| table.no_gateway_routes) {
            // Routes of the network and of peerings win over longer ones of the gateway, while no user-defined route has their prefix.
            let replaced = |prefix: &Prefix| {
                let routes = table.map(|table| table.routes.as_slice()).unwrap_or_default();
                routes.iter().any(|route| route.destination.prefix() == Some(prefix))
            };
            let preferred =
                own.iter().chain(&remote).any(|prefix| prefix.contains_address(&destination) && !replaced(prefix));
            for prefix in self.gateway.iter().filter(|_| !preferred) {
                offer(prefix, 1, Hop::Gateway, format!("learned from the gateway: {prefix}"));
            }
        }
        if network.is_some() {
            for prefix in &own {
                offer(prefix, 2, Hop::Local, format!("the virtual network's own range {prefix}"));
            }
            for prefix in &remote {
                offer(prefix, 2, Hop::Peering, format!("peered network {prefix}"));
            }
        } else if matches!(self.owner(destination), Some(Owner::Node(_)))
            || matches!(self.owner(destination), Some(Owner::Pod(_)))
                && !matches!(self.mode, Mode::Kubenet | Mode::Overlay)
        {
            offer(
                &Prefix::from_number(destination.is_ipv4(), 0, 0),
                0,
                Hop::Local,
                "the virtual network is not among the documents; the address is in it".to_owned(),
            );
        }
        let everything = Prefix::from_number(true, 0, 0);
        let user_default =
            table.is_some_and(|table| table.routes.iter().any(|route| route.destination.prefix() == Some(&everything)));
        for prefix in facts::NONE_ROUTE_RANGES.value.iter().filter_map(|range| prefix::parse(range).ok()) {
            if !user_default && !own.iter().any(|own| own.contains(&prefix)) {
                let why = "no route: a private range of which the network has no part";
                offer(&prefix, 2, Hop::None(why), format!("system route {prefix}, next hop None"));
            }
        }
        offer(&Prefix::from_number(destination.is_ipv4(), 0, 0), 2, Hop::Internet, "system route 0.0.0.0/0".to_owned());
        match best {
            Some((_, _, hop, because)) => (hop, because),
            None => (Hop::None("no route"), "no route".to_owned()),
        }
    }
}
