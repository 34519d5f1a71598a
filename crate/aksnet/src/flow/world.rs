//! An environment laid out for packets: who has which address, who is behind which Service, which list the masquerade agent holds.

use super::backends::{Listens, Served};
use super::layout;
use super::masquerade::{Masquerade, masquerade, masquerade_config};
use crate::azure::{KubeProxyMode, NetworkDataplane, NetworkPlugin, OutboundType, Subnet, VirtualNetwork, name_in_id};
use crate::environment::{Environment, Host};
use crate::error::Error;
use crate::facts;
use crate::finding::Finding;
use crate::kubernetes::{EndpointSlice, Node, Pod, Protocol, Service, Workload};
use crate::prefix::{self, Prefix};
use crate::routes::{Place as RoutePlace, Surroundings, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How pods are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Kubenet,
    NodeSubnet,
    PodSubnet,
    Overlay,
    Byo,
}

/// Who has an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    Node(usize),
    Pod(usize),
}

/// Where an address lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    Network(usize),
    Peer,
    OnPremises,
    Private,
    Internet,
}

/// The effective routes of a subnet.
#[derive(Debug)]
pub(super) struct SubnetRoutes {
    /// The network's place in the list.
    pub network: usize,
    /// The subnet's prefixes; empty for what is in the network and in no subnet's document.
    pub prefixes: Vec<Prefix>,
    pub table: Table,
}

/// An environment laid out for packets. It is made once for an environment and asked many times.
#[derive(Debug)]
pub struct World {
    pub(super) mode: Mode,
    pub(super) cilium: bool,
    pub(super) proxy: KubeProxyMode,
    pub(super) outbound: OutboundType,
    pub(super) cluster_cidrs: Vec<Prefix>,
    pub(super) masquerade: Option<Masquerade>,
    pub(super) nodes: Vec<Node>,
    pub(super) pods: Vec<Pod>,
    pub(super) pod_nodes: Vec<Option<usize>>,
    pub(super) services: Vec<Served>,
    pub(super) hosts: Vec<Host>,
    pub(super) networks: Vec<VirtualNetwork>,
    /// The routes of each subnet, and of each network's addresses that are in no subnet's document.
    pub(super) routes: Vec<SubnetRoutes>,
    pub(super) gateway: Vec<Prefix>,
    pub(super) public: Vec<IpAddr>,
    /// What each node has of the outbound ports, in words.
    pub(super) ports: String,
    pub(super) hairpin: Vec<bool>,
    pub(super) bridge_nf: bool,
    pub(super) forwarding_off: Vec<bool>,
    owners: BTreeMap<IpAddr, Owner>,
    pub(super) listeners: BTreeMap<(IpAddr, Protocol, u16), (usize, usize, Listens)>,
    pub(super) node_ports: BTreeMap<(Protocol, u16), (usize, usize)>,
    pub(super) names: BTreeMap<String, usize>,
    pub(super) frontends: BTreeSet<IpAddr>,
    pub(super) findings: Vec<Finding>,
}

fn v4(text: &str) -> Option<Prefix> {
    prefix::parse(text).ok()
}

impl World {
    /// Lays an environment out.
    ///
    /// # Errors
    /// An [`Error`] that names the field of a Kubernetes document that cannot be understood.
    pub fn of(environment: &Environment) -> Result<Self, Error> {
        let profile = environment.cluster.as_ref().map(|cluster| cluster.network.clone()).unwrap_or_default();
        let pools =
            environment.cluster.iter().filter_map(|cluster| cluster.pools.as_deref()).flatten().collect::<Vec<_>>();
        let with_pod_subnet = pools.iter().any(|pool| pool.pod_subnet_id.is_some());
        let mode = match (profile.plugin, profile.overlay) {
            (Some(NetworkPlugin::Kubenet), _) => Mode::Kubenet,
            (Some(NetworkPlugin::None), _) => Mode::Byo,
            (_, true) => Mode::Overlay,
            _ if with_pod_subnet => Mode::PodSubnet,
            (None, false) => Mode::Overlay,
            (Some(NetworkPlugin::Azure), false) => Mode::NodeSubnet,
        };
        let (mut nodes, mut pods, mut services, mut slices, mut masks) = (vec![], vec![], vec![], vec![], vec![]);
        let mut workloads = Vec::new();
        for object in &environment.kubernetes {
            match object.kind.as_str() {
                "Node" => nodes.push(Node::read(object)?),
                "Pod" => pods.push(Pod::read(object)?),
                "Service" => services.push(Service::read(object)?),
                "EndpointSlice" => slices.push(EndpointSlice::read(object)?),
                "ConfigMap" => masks.extend(masquerade_config(object)?),
                _ => workloads.extend(Workload::read(object)?),
            }
        }
        pods.retain(|pod| !pod.ended);
        let mut networks = environment.virtual_networks.clone();
        let mut pod_cidrs = profile.pod_cidrs.clone();
        if pod_cidrs.is_empty() && matches!(mode, Mode::Kubenet | Mode::Overlay) {
            pod_cidrs.extend(v4(facts::DEFAULT_POD_CIDR.value));
        }
        let (range, service_range) = (pod_cidrs.first().copied(), profile.service_cidrs.first().copied());
        let added = layout::complete(
            mode,
            pools.iter().find_map(|pool| pool.vnet_subnet_id.as_deref()),
            range,
            service_range,
            &mut networks,
            &mut nodes,
            &mut pods,
            &mut services,
            &workloads,
        );
        let mut cluster_cidrs = pod_cidrs.clone();
        if cluster_cidrs.is_empty() {
            for subnet in networks.iter().flat_map(|network| &network.subnets) {
                let named = pools.iter().filter_map(|pool| pool.vnet_subnet_id.as_deref());
                let is_named = named
                    .into_iter()
                    .any(|id| subnet.own_name().is_some_and(|own| own.eq_ignore_ascii_case(name_in_id(id))));
                let holds = |prefix: &Prefix| {
                    nodes.iter().flat_map(|node| &node.addresses).any(|address| prefix.contains_address(address))
                };
                if is_named || subnet.prefixes.iter().any(holds) {
                    cluster_cidrs.extend(&subnet.prefixes);
                }
            }
        }
        let mut kept = pod_cidrs.clone();
        if mode == Mode::NodeSubnet {
            let own = |network: &&VirtualNetwork| {
                nodes
                    .iter()
                    .flat_map(|node| &node.addresses)
                    .any(|address| spans(network).any(|prefix| prefix.contains_address(address)))
            };
            kept.extend(networks.iter().find(own).into_iter().flat_map(spans));
        }
        if environment.assume.kubenet_keeps_subnet && mode == Mode::Kubenet {
            let subnets = networks.iter().flat_map(|network| &network.subnets).flat_map(|subnet| &subnet.prefixes);
            kept.extend(subnets.filter(|prefix| {
                nodes.iter().flat_map(|node| &node.addresses).any(|address| prefix.contains_address(address))
            }));
        }
        let masquerade = masquerade(mode, kept, masks);
        let hairpin =
            nodes.iter().map(|node| environment.kernel.kubenet_hairpin.unwrap_or_else(|| hairpin_of(node))).collect();
        let off = &environment.kernel.ip_forwarding_off;
        let proxy = profile.kube_proxy.unwrap_or(KubeProxyMode::Iptables);
        let cilium = profile.dataplane == Some(NetworkDataplane::Cilium);
        let mut world = Self {
            mode,
            cilium,
            proxy,
            outbound: profile.outbound.unwrap_or(OutboundType::LoadBalancer),
            cluster_cidrs,
            masquerade,
            hairpin,
            forwarding_off: nodes.iter().map(|node| off.contains(&node.name)).collect(),
            pod_nodes: Vec::new(),
            services: Vec::new(),
            hosts: environment.hosts.clone(),
            networks,
            routes: Vec::new(),
            gateway: environment.gateway_routes.iter().map(|route| route.prefix).collect(),
            public: environment.public_addresses.clone(),
            bridge_nf: environment.kernel.bridge_nf_call_iptables.unwrap_or(true),
            owners: BTreeMap::new(),
            listeners: BTreeMap::new(),
            node_ports: BTreeMap::new(),
            names: BTreeMap::new(),
            frontends: BTreeSet::new(),
            ports: String::new(),
            findings: Vec::new(),
            nodes,
            pods,
        };
        world.index();
        world.lay_routes(environment);
        world.serve(services, &slices);
        world.findings = world.remark(environment, &added);
        world.ports = world.counted_ports(environment);
        Ok(world)
    }

    fn index(&mut self) {
        let by_name: BTreeMap<&str, usize> =
            self.nodes.iter().enumerate().map(|(at, node)| (node.name.as_str(), at)).collect();
        self.pod_nodes = self.pods.iter().map(|pod| by_name.get(pod.node.as_deref()?).copied()).collect();
        for (at, pod) in self.pods.iter().enumerate() {
            self.names.entry(pod.full_name.clone()).or_insert(at);
            if !pod.host_network {
                for address in &pod.addresses {
                    self.owners.entry(*address).or_insert(Owner::Pod(at));
                }
            }
        }
        for at in 0..self.nodes.len() {
            for address in self.own_addresses(at) {
                self.owners.insert(address, Owner::Node(at));
            }
        }
    }

    /// The routes of each subnet, from the route-table model.
    fn lay_routes(&mut self, environment: &Environment) {
        let around = Surroundings {
            networks: &self.networks,
            tables: &environment.route_tables,
            gateway: &environment.gateway_routes,
            endpoints: &environment.service_endpoints,
            kubenet: if self.mode == Mode::Kubenet { self.nodes.clone() } else { Vec::new() },
        };
        let bare = Subnet::default();
        let mut routes = Vec::new();
        for (network, own) in self.networks.iter().enumerate() {
            for subnet in own.subnets.iter().chain([&bare]) {
                let table = Table::at(&RoutePlace::of(&around, own, subnet));
                routes.push(SubnetRoutes { network, prefixes: subnet.prefixes.clone(), table });
            }
        }
        self.routes = routes;
    }

    /// The routes for what a machine in a virtual network sends.
    pub(super) fn routes_of(&self, address: IpAddr) -> Option<&Table> {
        let Zone::Network(at) = self.zone(address) else { return None };
        let of_network = || self.routes.iter().filter(move |own| own.network == at);
        let holds = |own: &&SubnetRoutes| own.prefixes.iter().any(|prefix| prefix.contains_address(&address));
        let found = of_network().find(holds).or_else(|| of_network().find(|own| own.prefixes.is_empty()));
        found.map(|own| &own.table)
    }

    /// N: the node's own address, the first of a family.
    pub(super) fn address(&self, node: usize, ipv4: bool) -> Option<IpAddr> {
        self.nodes.get(node)?.addresses.iter().find(|address| address.is_ipv4() == ipv4).copied()
    }

    /// B: the bridge's address, which is the first of the node's pod range. kubenet only.
    pub(super) fn bridge(&self, node: usize, ipv4: bool) -> Option<IpAddr> {
        if self.mode != Mode::Kubenet {
            return None;
        }
        let range = self.nodes.get(node)?.pod_cidrs.iter().find(|range| range.is_ipv4() == ipv4)?;
        match range.first() {
            IpAddr::V4(first) => Some(IpAddr::V4(Ipv4Addr::from(u32::from(first).checked_add(1)?))),
            IpAddr::V6(first) => Some(IpAddr::V6(Ipv6Addr::from(u128::from(first).checked_add(1)?))),
        }
    }

    /// What the load balancer or the NAT gateway translates to; an address for documentation stands for one that no document names
    /// (RFC 5737, RFC 3849).
    pub(super) fn public(&self, ipv4: bool) -> IpAddr {
        let named = self.public.iter().find(|address| address.is_ipv4() == ipv4).copied();
        named.unwrap_or(if ipv4 {
            IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1))
        } else {
            IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1))
        })
    }

    pub(super) fn own_addresses(&self, node: usize) -> Vec<IpAddr> {
        let own = self.nodes.get(node).map(|node| node.addresses.clone()).unwrap_or_default();
        own.into_iter().chain(self.bridge(node, true)).chain(self.bridge(node, false)).collect()
    }

    pub(super) fn is_own(&self, node: usize, address: IpAddr) -> bool {
        self.owners.get(&address) == Some(&Owner::Node(node))
    }

    pub(super) fn owner(&self, address: IpAddr) -> Option<Owner> {
        self.owners.get(&address).copied()
    }

    /// The node that an address is on: its own, its pod's, or one of its pod range.
    pub(super) fn node_of(&self, address: IpAddr) -> Option<usize> {
        match self.owner(address) {
            Some(Owner::Node(node)) => Some(node),
            Some(Owner::Pod(pod)) => self.pod_nodes.get(pod).copied().flatten(),
            None => self.range_of(address),
        }
    }

    /// The node of the pod that has an address.
    pub(super) fn node_of_pod(&self, address: IpAddr) -> Option<usize> {
        match self.owner(address) {
            Some(Owner::Pod(pod)) => self.pod_nodes.get(pod).copied().flatten(),
            _ => None,
        }
    }

    /// The node whose pod range holds an address.
    pub(super) fn range_of(&self, address: IpAddr) -> Option<usize> {
        if !matches!(self.mode, Mode::Kubenet | Mode::Overlay) {
            return None;
        }
        self.nodes.iter().position(|node| node.pod_cidrs.iter().any(|range| range.contains_address(&address)))
    }

    pub(super) fn in_range_of(&self, node: usize, address: IpAddr) -> bool {
        self.nodes.get(node).is_some_and(|node| node.pod_cidrs.iter().any(|range| range.contains_address(&address)))
    }

    pub(super) fn listener(&self, address: IpAddr, protocol: Protocol, port: u16) -> Option<(usize, usize, Listens)> {
        self.listeners.get(&(address, protocol, port)).copied()
    }

    pub(super) fn node_port(&self, protocol: Protocol, port: u16) -> Option<(usize, usize)> {
        self.node_ports.get(&(protocol, port)).copied()
    }

    pub(super) fn is_frontend(&self, address: IpAddr) -> bool {
        self.frontends.contains(&address)
    }

    pub(super) fn pod_named(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }

    pub(super) fn in_cluster(&self, address: IpAddr) -> bool {
        self.cluster_cidrs.iter().any(|range| range.contains_address(&address))
    }

    /// Where an address lies.
    pub(super) fn zone(&self, address: IpAddr) -> Zone {
        if let Some(at) =
            self.networks.iter().position(|network| spans(network).any(|prefix| prefix.contains_address(&address)))
        {
            return Zone::Network(at);
        }
        let peered =
            self.networks.iter().flat_map(|network| &network.peerings).flat_map(|peering| &peering.remote_prefixes);
        if peered.into_iter().any(|prefix| prefix.contains_address(&address)) {
            return Zone::Peer;
        }
        if self.gateway.iter().any(|prefix| prefix.contains_address(&address)) {
            return Zone::OnPremises;
        }
        let private = facts::NONE_ROUTE_RANGES
            .value
            .iter()
            .filter_map(|range| v4(range))
            .any(|range| range.contains_address(&address));
        let local =
            matches!(address, IpAddr::V6(address) if address.is_unique_local() || address.is_unicast_link_local());
        if private || local { Zone::Private } else { Zone::Internet }
    }

    pub(super) fn host_name(&self, address: IpAddr) -> String {
        let named = self.hosts.iter().find(|host| host.address == address);
        named.map_or_else(|| address.to_string(), |host| host.name.clone())
    }
}

/// The address space, or the subnets' prefixes where the document leaves it out.
pub(super) fn spans(network: &VirtualNetwork) -> impl Iterator<Item = Prefix> + '_ {
    let subnets = network.subnets.iter().flat_map(|subnet| &subnet.prefixes);
    let without = network.address_space.is_empty();
    network.address_space.iter().chain(subnets.filter(move |_| without)).copied()
}

/// Kernels up to 6.6 let a pod reach itself through the bridge (Azure/AKS#5669).
fn hairpin_of(node: &Node) -> bool {
    let Some(version) = &node.kernel else { return false };
    let mut parts = version.split(['.', '-']).map(|part| part.parse::<u32>().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) <= (6, 6)
}
