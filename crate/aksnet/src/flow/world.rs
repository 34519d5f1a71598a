//! An environment laid out for packets: who has which address, who is behind which Service, which list the masquerade agent holds.

use super::layout;
use crate::azure::{
    KubeProxyMode, NetworkDataplane, NetworkPlugin, OutboundType, RouteTable, VirtualNetwork, name_in_id,
};
use crate::environment::{Environment, Host};
use crate::error::Error;
use crate::facts;
use crate::finding::{Finding, Findings, codes};
use crate::kubernetes::{
    EndpointSlice, Node, Object, Pod, Protocol, Selector, Service, ServiceType, TargetPort, Workload,
};
use crate::prefix::{self, Prefix};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

/// How pods are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Kubenet,
    NodeSubnet,
    PodSubnet,
    Overlay,
    Byo,
}

/// A backend of a Service's port.
#[derive(Clone, Debug)]
pub(super) struct Backend {
    pub address: IpAddr,
    pub port: u16,
    pub node: Option<usize>,
    pub pod: Option<usize>,
}

/// A Service with the backends of each of its ports.
#[derive(Debug)]
pub(super) struct Served {
    pub service: Service,
    pub backends: Vec<Vec<Backend>>,
}

/// What an address and port of a Service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listens {
    ClusterIp,
    Frontend,
    ExternalIp,
    NodePort,
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

/// One list of the masquerade agent, and whether it says `masqLinkLocal`.
type AgentList = (Vec<Prefix>, Option<bool>);

/// What the masquerade agent leaves alone.
#[derive(Debug)]
pub(super) struct Masquerade {
    pub keep: Vec<Prefix>,
    pub link_local: bool,
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
    pub(super) tables: Vec<RouteTable>,
    pub(super) gateway: Vec<Prefix>,
    pub(super) public: IpAddr,
    pub(super) hairpin: Vec<bool>,
    pub(super) bridge_nf: bool,
    pub(super) forwarding_off: Vec<bool>,
    owners: BTreeMap<IpAddr, Owner>,
    listeners: BTreeMap<(IpAddr, Protocol, u16), (usize, usize, Listens)>,
    node_ports: BTreeMap<(Protocol, u16), (usize, usize)>,
    names: BTreeMap<String, usize>,
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
        let mut findings = Findings::default();
        let proxy = profile.kube_proxy.unwrap_or(KubeProxyMode::Iptables);
        let cilium = profile.dataplane == Some(NetworkDataplane::Cilium);
        let inferred = match (cilium, mode, proxy) {
            (true, ..) => Some(
                "Cilium balances at the socket; here each Service is translated on the node, to the same backends.",
            ),
            (_, Mode::Byo, _) => {
                Some("What a CNI of one's own does between pods is in no document; the nodes' part is told.")
            }
            (_, Mode::PodSubnet, _) => Some("Paths with pod subnets follow the documentation; none was recorded."),
            (_, _, KubeProxyMode::Ipvs) => Some("IPVS is told as iptables mode is; no path with it was recorded."),
            (_, _, KubeProxyMode::Off) => {
                Some("kube-proxy is off, and what stands in for it is in no document; told as iptables mode is.")
            }
            _ => None,
        };
        if let Some(why) = inferred {
            findings.add(codes::FLOW_INFERRED, format_args!("{why}"), &[&facts::source::KUBERNETES_VIRTUAL_IPS]);
        }
        if environment.public_addresses.is_empty() {
            let message = format_args!(
                "No document names the address that the cluster goes out with. 203.0.113.1 stands for it."
            );
            findings
                .add(codes::ASSUMED_PUBLIC_ADDRESS, message, &[&facts::source::OUTBOUND_TYPES])
                .about("egress.publicAddresses")
                .help(format_args!("give the addresses as egress.publicAddresses"));
        }
        if !added.is_empty() {
            let message = format_args!(
                "The documents do not have all that a packet meets. Laid out as AKS would: {}.",
                added.join(", ")
            );
            findings.add(codes::FLOW_LAID_OUT, message, &[&facts::source::IP_PLANNING]);
        }
        for table in &environment.route_tables {
            for route in table.routes.iter().filter(|route| route.destination.prefix().is_none()) {
                let name = route.name.as_deref().unwrap_or("without a name");
                let message = format_args!(
                    "The user-defined route {name} is for {}, whose prefixes are in no document. Traces leave it aside.",
                    route.destination
                );
                findings
                    .add(codes::FLOW_TAG_ROUTE, message, &[&facts::source::UDR_OVERVIEW])
                    .about(name)
                    .help(format_args!("give the route with a prefix"));
            }
        }
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
            tables: environment.route_tables.clone(),
            gateway: environment.gateway_routes.iter().map(|route| route.prefix).collect(),
            // A documentation address (RFC 5737) stands for the one that no document names.
            public: environment.public_addresses.first().copied().unwrap_or(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1))),
            bridge_nf: environment.kernel.bridge_nf_call_iptables.unwrap_or(true),
            owners: BTreeMap::new(),
            listeners: BTreeMap::new(),
            node_ports: BTreeMap::new(),
            names: BTreeMap::new(),
            findings: findings.into_vec(),
            nodes,
            pods,
        };
        world.index();
        world.serve(services, &slices);
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

    fn serve(&mut self, services: Vec<Service>, slices: &[EndpointSlice]) {
        let mut of_service: BTreeMap<&str, Vec<&EndpointSlice>> = BTreeMap::new();
        for slice in slices {
            of_service.entry(slice.service.as_deref().unwrap_or_default()).or_default().push(slice);
        }
        for (at, service) in services.into_iter().enumerate() {
            let given = of_service.get(service.full_name.as_str());
            let mut backends = Vec::new();
            for (index, port) in service.ports.iter().enumerate() {
                backends.push(match given {
                    Some(slices) => self.listed(slices, &port.name, port.protocol),
                    None => self.selected(&service, index),
                });
                let clusters = service.cluster_ips.iter().map(|ip| (*ip, Listens::ClusterIp));
                let external = service.external_ips.iter().map(|ip| (*ip, Listens::ExternalIp));
                let balanced = service.frontends.iter().filter(|_| service.kind == ServiceType::LoadBalancer);
                for (ip, what) in clusters.chain(external).chain(balanced.map(|ip| (*ip, Listens::Frontend))) {
                    self.listeners.entry((ip, port.protocol, port.port)).or_insert((at, index, what));
                }
                if let Some(number) = port.node_port {
                    self.node_ports.entry((port.protocol, number)).or_insert((at, index));
                }
            }
            self.services.push(Served { service, backends });
        }
    }

    /// The backends of slices: the ready ones, else those that end and still serve.
    fn listed(&self, slices: &[&EndpointSlice], name: &str, protocol: Protocol) -> Vec<Backend> {
        let (mut ready, mut ending) = (Vec::new(), Vec::new());
        for slice in slices {
            let Some(port) = slice.ports.iter().find(|port| port.name == name && port.protocol == protocol) else {
                continue;
            };
            let Some(port) = port.port else { continue };
            for endpoint in &slice.endpoints {
                let pod = endpoint.pod.as_ref().and_then(|name| self.names.get(name).copied());
                let by_name =
                    endpoint.node.as_ref().and_then(|name| self.nodes.iter().position(|node| node.name == *name));
                let node = by_name
                    .or_else(|| self.pod_nodes.get(pod?).copied().flatten())
                    .or_else(|| self.node_of(endpoint.address));
                let backend = Backend { address: endpoint.address, port, node, pod };
                if endpoint.ready {
                    ready.push(backend);
                } else if endpoint.serving && endpoint.terminating {
                    ending.push(backend);
                }
            }
        }
        if ready.is_empty() { ending } else { ready }
    }

    /// The backends that the endpoint controller would list: the ready pods that the selector finds.
    fn selected(&self, service: &Service, index: usize) -> Vec<Backend> {
        let (Some(labels), Some(port)) = (&service.selector, service.ports.get(index)) else { return Vec::new() };
        let selector = Selector::of_labels(labels);
        let mut all = Vec::new();
        for (at, pod) in self.pods.iter().enumerate() {
            if pod.namespace != service.namespace
                || !selector.matches(&pod.labels)
                || !(pod.ready || service.publish_not_ready)
            {
                continue;
            }
            let number = match &port.target {
                TargetPort::Number(number) => Some(*number),
                TargetPort::Name(name) => pod.port_named(name, port.protocol),
            };
            let node = self.pod_nodes.get(at).copied().flatten();
            let of_node = || node.and_then(|node| self.address(node));
            let address = if pod.host_network { of_node() } else { pod.addresses.first().copied() };
            if let (Some(port), Some(address)) = (number, address) {
                all.push(Backend { address, port, node, pod: Some(at) });
            }
        }
        all
    }

    /// N: the node's own address.
    pub(super) fn address(&self, node: usize) -> Option<IpAddr> {
        self.nodes.get(node)?.addresses.first().copied()
    }

    /// B: the bridge's address, which is the first of the node's pod range. kubenet only.
    pub(super) fn bridge(&self, node: usize) -> Option<IpAddr> {
        if self.mode != Mode::Kubenet {
            return None;
        }
        let range = self.nodes.get(node)?.pod_cidrs.iter().find(|range| range.is_ipv4())?;
        match range.first() {
            IpAddr::V4(first) => Some(IpAddr::V4(Ipv4Addr::from(u32::from(first).checked_add(1)?))),
            IpAddr::V6(_) => None,
        }
    }

    pub(super) fn own_addresses(&self, node: usize) -> Vec<IpAddr> {
        let own = self.nodes.get(node).map(|node| node.addresses.clone()).unwrap_or_default();
        own.into_iter().chain(self.bridge(node)).collect()
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
        self.services.iter().any(|served| {
            served.service.kind == ServiceType::LoadBalancer && served.service.frontends.contains(&address)
        })
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
        if private { Zone::Private } else { Zone::Internet }
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

fn masquerade(mode: Mode, kept: Vec<Prefix>, given: Vec<AgentList>) -> Option<Masquerade> {
    if given.is_empty() {
        return (mode != Mode::PodSubnet && mode != Mode::Byo).then_some(Masquerade { keep: kept, link_local: true });
    }
    let mut keep: Vec<Prefix> = given.iter().flat_map(|(list, _)| list).copied().collect();
    if keep.is_empty() {
        keep.extend(facts::PRIVATE_RANGES.value.iter().filter_map(|range| v4(range)));
    }
    Some(Masquerade { keep, link_local: given.iter().any(|(_, link_local)| *link_local == Some(true)) })
}

/// The lists of a ConfigMap of the masquerade agent: JSON, or YAML of the plain form that its README shows.
fn masquerade_config(object: &Object) -> Result<Vec<AgentList>, Error> {
    let mut all = Vec::new();
    if !object.name.contains("ip-masq-agent") {
        return Ok(all);
    }
    let root = object.node();
    let Some(data) = root.get("data")? else { return Ok(all) };
    for (key, value) in data.entries()? {
        if !key.starts_with("ip-masq") {
            continue;
        }
        let text = value.text()?;
        let (mut list, mut link_local) = (Vec::new(), None);
        if let Ok(json) = serde_json::from_str::<Value>(text) {
            let node = crate::document::Node::within(&json, &object.path);
            list = node.prefixes_at("nonMasqueradeCIDRs")?;
            link_local = node.read_at("masqLinkLocal", |word| word.boolean())?;
        } else {
            let mut within = false;
            for line in text.lines().map(str::trim) {
                if let Some(item) = line.strip_prefix("- ").filter(|_| within) {
                    list.push(
                        prefix::parse(item.trim().trim_matches(['"', '\''])).map_err(|error| error.at(value.path()))?,
                    );
                } else if let Some((name, rest)) = line.split_once(':') {
                    within = name == "nonMasqueradeCIDRs";
                    if name == "masqLinkLocal" {
                        link_local = Some(rest.trim() == "true");
                    }
                }
            }
        }
        all.push((list, link_local));
    }
    Ok(all)
}
