//! What Azure's network does with a packet: the check of the sender, the route, the load balancer, the way out.

use super::answer::{Header, HopKind, Port, Step, StepType};
use super::backends::Listens;
use super::world::{Mode, Owner, World, Zone};
use crate::azure::OutboundType;
use crate::facts::{self, Source, source};
use crate::routes::{NextHopType, RouteSource};
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

/// Where a packet goes next, and which route says so.
struct Route {
    hop: Hop,
    by: &'static str,
    because: String,
    sources: &'static [&'static Source],
}

/// A gateway of Azure's that connects to pods directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AzureGateway {
    Application,
    ForContainers,
}

enum Hop {
    Local,
    Peering,
    /// A service, over the subnet's endpoint: it sees the private address.
    Endpoint,
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
        let outside = |address: IpAddr| matches!(self.zone(address), Zone::Internet | Zone::OnPremises);
        if is_platform(header.destination) {
            if let Origin::Host(address) = origin
                && outside(address)
            {
                let because = "the address is that of the machine's own host, and leads nowhere outside of Azure";
                return drop(crossing, "route", because.to_owned(), ROUTES);
            }
            crossing.steps.push(Step::new(
                StepType::Route,
                "platform",
                "the host platform answers this address; routes do not matter",
                ROUTES,
            ));
            crossing.arrives = Arrives::Host;
            return crossing;
        }
        if is_platform(header.source) {
            crossing.steps.push(Step::new(
                StepType::Route,
                "platform",
                "the host platform answers the card that asked",
                ROUTES,
            ));
            crossing.arrives = self.node_of(header.destination).map_or(Arrives::Host, Arrives::Node);
            return crossing;
        }
        let azure_gateway = match origin {
            Origin::Host(address) => self.azure_gateway(address),
            Origin::Node(_) => None,
        };
        let pod = self.node_of_pod(header.destination).or_else(|| self.range_of(header.destination));
        if self.mode == Mode::Kubenet && azure_gateway == Some(AzureGateway::ForContainers) && pod.is_some() {
            let because = "Application Gateway for Containers does not support kubenet".to_owned();
            return drop(
                crossing,
                "Application Gateway for Containers",
                because,
                facts::AGC_UNSUPPORTED_PLUGIN.sources,
            );
        }
        if let (Mode::Overlay, Some(gateway), Some(node)) = (self.mode, azure_gateway, pod) {
            let sources = match gateway {
                AzureGateway::ForContainers => facts::AGC_UNSUPPORTED_PLUGIN.sources,
                AzureGateway::Application => facts::AGIC_OVERLAY_SINCE.sources,
            };
            let because = "the routing domain of the overlay is extended to the gateway's delegated subnet";
            crossing.steps.push(Step::new(StepType::Route, "overlay routing domain", because, sources));
            return self.to_node(crossing, node);
        }
        if let Origin::Node(_) = origin
            && self.mode == Mode::Overlay
            && let Some(node) = self.range_of(header.destination).or_else(|| self.node_of_pod(header.destination))
        {
            crossing.steps.push(Step::new(
                StepType::Route,
                "overlay routing domain",
                "the address is in the pod block of a node",
                &[&source::OVERLAY_CONCEPT],
            ));
            return self.to_node(crossing, node);
        }
        let Route { hop, by, because, sources } = self.route(origin, header.destination);
        crossing.steps.push(Step::new(StepType::Route, by, because, sources));
        match hop {
            Hop::Endpoint => {
                crossing.arrives = Arrives::Host;
                crossing
            }
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

    /// Which of Azure's HTTP gateways an address is of: the delegation of its subnet says.
    pub(super) fn azure_gateway(&self, address: IpAddr) -> Option<AzureGateway> {
        let mut subnets = self.networks.iter().flat_map(|network| &network.subnets);
        let own = subnets.find(|subnet| subnet.prefixes.iter().any(|prefix| prefix.contains_address(&address)))?;
        own.delegations.iter().find_map(|service| {
            if service.eq_ignore_ascii_case("Microsoft.ServiceNetworking/trafficControllers") {
                return Some(AzureGateway::ForContainers);
            }
            service.eq_ignore_ascii_case("Microsoft.Network/applicationGateways").then_some(AzureGateway::Application)
        })
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
        crossing.header.source = self.public(before.source.is_ipv4());
        let because = match by {
            "firewall SNAT" => "the network outside knows public addresses only".to_owned(),
            _ => format!("the network outside knows public addresses only; {}", self.ports),
        };
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
        let primary =
            self.address(node, header.source.is_ipv4()) == Some(header.source) || self.mode == Mode::PodSubnet;
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
        if self.is_own(node, source) && Some(source) != self.bridge(node, source.is_ipv4()) || self.is_frontend(source)
        {
            return true;
        }
        match self.mode {
            Mode::Kubenet | Mode::Byo => !self.forwarding_off.get(node).copied().unwrap_or(false),
            Mode::Overlay => self.in_range_of(node, source) || self.node_of_pod(source) == Some(node),
            Mode::NodeSubnet | Mode::PodSubnet => self.node_of_pod(source) == Some(node),
        }
    }

    /// Where a packet goes from a machine: the effective routes of its subnet say, and outside of the documents' networks what is known there.
    fn route(&self, origin: Origin, destination: IpAddr) -> Route {
        let plain = |hop: Hop, because: &str| Route { hop, by: "route", because: because.to_owned(), sources: ROUTES };
        let from = match origin {
            Origin::Node(node) => self.address(node, destination.is_ipv4()),
            Origin::Host(address) => Some(address),
        };
        if let Some(table) = from.and_then(|address| self.routes_of(address)) {
            let Some(route) = table.select(destination) else {
                return plain(Hop::None("no route holds the destination"), "no route");
            };
            let hop = match (route.next_hop, route.next_hop_address) {
                (NextHopType::VnetLocal, _) => Hop::Local,
                (NextHopType::VNetPeering | NextHopType::VNetGlobalPeering, _) => Hop::Peering,
                (NextHopType::VirtualNetworkServiceEndpoint | NextHopType::InterfaceEndpoint, _) => Hop::Endpoint,
                (NextHopType::VirtualNetworkGateway, _) => Hop::Gateway,
                (NextHopType::Internet, _) => Hop::Internet,
                (NextHopType::VirtualAppliance, Some(address)) => Hop::Appliance(address),
                (NextHopType::VirtualAppliance, None) => {
                    Hop::None("the route leads to an appliance without an address")
                }
                (NextHopType::None, _) if route.source == RouteSource::User => {
                    Hop::None("the user-defined route's next hop is None")
                }
                (NextHopType::None, _) => Hop::None("no route: a private range of which the network has no part"),
            };
            let by = if route.source == RouteSource::User { "UDR" } else { "route" };
            let because = format!("{}: {}", route.called(), route.because);
            return Route { hop, by, because, sources: route.sources };
        }
        let zone = from.map_or(Zone::Private, |address| self.zone(address));
        let to = self.zone(destination);
        let known = matches!(self.owner(destination), Some(Owner::Node(_)))
            || matches!(to, Zone::Network(_))
            || self.is_frontend(destination);
        match (zone, to) {
            (Zone::Internet, Zone::Internet) => plain(Hop::Internet, "a public address"),
            (Zone::Internet, Zone::Network(_)) if self.endpoint_reaches(from, destination) => {
                plain(Hop::Local, "the service answers over the subnet's service endpoint")
            }
            (Zone::Internet, _) => {
                plain(Hop::None("a private address cannot be reached from the Internet"), "no route")
            }
            (_, Zone::Internet) => plain(Hop::Internet, "a public address"),
            _ if known => plain(Hop::Local, "the virtual network's address space is known there"),
            _ if zone == to => plain(Hop::Local, "within the same network"),
            _ => plain(Hop::None("only the virtual networks' address spaces are known there"), "no route"),
        }
    }

    /// Whether the subnet of an address leads to a service by its endpoint, and so gets its answers.
    fn endpoint_reaches(&self, service: Option<IpAddr>, address: IpAddr) -> bool {
        let route = self.routes_of(address).zip(service).and_then(|(table, service)| table.select(service));
        route.is_some_and(|route| route.next_hop == NextHopType::VirtualNetworkServiceEndpoint)
    }
}
