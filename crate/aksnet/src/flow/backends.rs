//! Who is behind each port of each Service, and at which addresses and ports Services listen.

use super::world::World;
use crate::kubernetes::{EndpointSlice, Pod, Protocol, Selector, Service, ServiceType, TargetPort};
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

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
    /// Those that end and still serve: a node without another of its own uses them where a traffic policy is Local.
    ending: Vec<Vec<Backend>>,
    /// EndpointSlices say who is behind it; else the selector does.
    sliced: bool,
}

impl Served {
    /// The backends of a port on a node: the ready ones, else those that end and still serve.
    pub(super) fn here(&self, index: usize, node: usize, ipv4: bool) -> Vec<&Backend> {
        let on_node = |backend: &&Backend| backend.node == Some(node) && backend.address.is_ipv4() == ipv4;
        let ready: Vec<&Backend> = self.backends.get(index).into_iter().flatten().filter(on_node).collect();
        if ready.is_empty() { self.ending.get(index).into_iter().flatten().filter(on_node).collect() } else { ready }
    }

    /// Nobody is behind any of its ports.
    pub(super) fn is_empty(&self) -> bool {
        self.backends.iter().all(Vec::is_empty)
    }
}

/// What an address and port of a Service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listens {
    ClusterIp,
    Frontend,
    ExternalIp,
    NodePort,
}

/// The pods that have a label, by namespace, key and value.
type Labelled = HashMap<(String, String, String), Vec<usize>>;

impl World {
    /// The nodes among which the load balancer chooses: ready ones that pass the probe.
    pub(super) fn healthy(&self, service: usize, index: usize) -> Vec<usize> {
        let Some(served) = self.services.get(service) else { return Vec::new() };
        let backends = served.backends.get(index).map(Vec::as_slice).unwrap_or_default();
        let udp = served.service.ports.get(index).is_some_and(|port| port.protocol == Protocol::Udp);
        let passes = |node: usize| {
            if served.service.external_local {
                backends.iter().any(|backend| backend.node == Some(node))
            } else {
                udp || !backends.is_empty()
            }
        };
        (0..self.nodes.len())
            .filter(|node| self.nodes.get(*node).is_some_and(|node| node.ready) && passes(*node))
            .collect()
    }

    fn labelled(&self) -> Labelled {
        let mut all = Labelled::new();
        for (at, pod) in self.pods.iter().enumerate() {
            for (key, value) in &pod.labels {
                all.entry((pod.namespace.clone(), key.clone(), value.clone())).or_default().push(at);
            }
        }
        all
    }

    pub(super) fn serve(&mut self, services: Vec<Service>, slices: &[EndpointSlice]) {
        let mut of_service: BTreeMap<&str, Vec<&EndpointSlice>> = BTreeMap::new();
        for slice in slices {
            of_service.entry(slice.service.as_deref().unwrap_or_default()).or_default().push(slice);
        }
        let labelled = self.labelled();
        for (at, service) in services.into_iter().enumerate() {
            let given = of_service.get(service.full_name.as_str());
            let (mut backends, mut ending) = (Vec::new(), Vec::new());
            for (index, port) in service.ports.iter().enumerate() {
                let (ready, last) = match given {
                    Some(slices) => self.listed(slices, &port.name, port.protocol),
                    None => (self.selected(&service, index, &labelled), Vec::new()),
                };
                backends.push(if ready.is_empty() { last.clone() } else { ready });
                ending.push(last);
                let clusters = service.cluster_ips.iter().map(|ip| (*ip, Listens::ClusterIp));
                let external = service.external_ips.iter().map(|ip| (*ip, Listens::ExternalIp));
                if service.kind == ServiceType::LoadBalancer {
                    self.frontends.extend(&service.frontends);
                }
                let balanced = service.frontends.iter().filter(|_| service.kind == ServiceType::LoadBalancer);
                for (ip, what) in clusters.chain(external).chain(balanced.map(|ip| (*ip, Listens::Frontend))) {
                    self.listeners.entry((ip, port.protocol, port.port)).or_insert((at, index, what));
                }
                if let Some(number) = port.node_port {
                    self.node_ports.entry((port.protocol, number)).or_insert((at, index));
                }
            }
            let sliced = given.is_some();
            self.services.push(Served { service, backends, ending, sliced });
        }
    }

    /// Why nobody is behind a Service, for a sentence that begins with its name.
    pub(super) fn nobody(&self, served: &Served) -> &'static str {
        let service = &served.service;
        let selected = |pod: &&Pod| {
            let labels = service.selector.as_ref().map(Selector::of_labels);
            pod.namespace == service.namespace && labels.is_some_and(|labels| labels.matches(&pod.labels))
        };
        match &service.selector {
            _ if served.sliced => "has no endpoints that take traffic: its EndpointSlices have none that is ready",
            None => "has no endpoints that take traffic: it has no selector, and no EndpointSlice is there",
            Some(_) if self.pods.iter().any(|pod| selected(&pod)) => {
                "has no endpoints that take traffic: no pod of its selector is ready and has the port"
            }
            Some(_) => "has no endpoints that take traffic: its selector finds no pod",
        }
    }

    /// The backends of slices: the ready ones, and those that end and still serve.
    fn listed(&self, slices: &[&EndpointSlice], name: &str, protocol: Protocol) -> (Vec<Backend>, Vec<Backend>) {
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
        (ready, ending)
    }

    /// The backends that the endpoint controller would list: the ready pods that the selector finds.
    fn selected(&self, service: &Service, index: usize, labelled: &Labelled) -> Vec<Backend> {
        let (Some(labels), Some(port)) = (&service.selector, service.ports.get(index)) else { return Vec::new() };
        let selector = Selector::of_labels(labels);
        let mut all = Vec::new();
        // One label narrows it down; the rest is asked of those few.
        let few = labels.iter().next().and_then(|(key, value)| {
            labelled.get(&(service.namespace.clone(), key.clone(), value.clone())).map(Vec::as_slice)
        });
        for (at, pod) in few.unwrap_or_default().iter().filter_map(|at| Some((*at, self.pods.get(*at)?))) {
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
            let Some(port) = number else { continue };
            let of_node = || node.and_then(|node| self.nodes.get(node)).map(|node| node.addresses.as_slice());
            let addresses = if pod.host_network { of_node().unwrap_or_default() } else { &pod.addresses };
            // One endpoint for each family: the first address of each is the pod's.
            for ipv4 in [true, false] {
                let address = addresses.iter().find(|address| address.is_ipv4() == ipv4);
                all.extend(address.map(|address| Backend { address: *address, port, node, pod: Some(at) }));
            }
        }
        all
    }
}
