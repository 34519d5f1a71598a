//! The two ends of a question: which machine a named place is, with which addresses, and which of them are used.

use super::answer::HopKind;
use super::fabric::is_platform;
use super::request::{FlowRequest, Place};
use super::walk::Client;
use super::world::{Owner, World, Zone};
use crate::error::{Error, ErrorCode};
use std::net::IpAddr;

/// The destinations that the client has an address of the same family for: each of them where it chooses, else the first.
pub(super) fn same_family(own: &[IpAddr], to: &[IpAddr], choice: bool) -> Result<Vec<(IpAddr, IpAddr)>, Error> {
    let source = |to: &IpAddr| own.iter().find(|own| own.is_ipv4() == to.is_ipv4()).copied();
    let mut found: Vec<(IpAddr, IpAddr)> = to.iter().filter_map(|to| source(to).map(|source| (source, *to))).collect();
    if let Some((first, _)) = found.first().copied() {
        found.retain(|(source, _)| *source == first);
    }
    found.truncate(if choice { found.len() } else { 1 });
    let found = (!found.is_empty()).then_some(found);
    found.ok_or_else(|| {
        let family = if to.first().is_some_and(IpAddr::is_ipv4) { "IPv4" } else { "IPv6" };
        Error::new(
            ErrorCode::InvalidValue,
            format!("the destination has {family} addresses only, and what asks has none"),
        )
        .at("to")
        .with_help("two places with addresses of one family")
    })
}

pub(super) fn not_there(what: &str, name: &str, field: &str) -> Error {
    Error::new(ErrorCode::InvalidValue, format!("the environment has no {what} \"{name}\""))
        .at(field)
        .with_help("a name from the environment; of pods and Services \"namespace/name\"")
}

impl World {
    pub(super) fn node_named(&self, name: &str, field: &str) -> Result<usize, Error> {
        self.nodes.iter().position(|node| node.name == name).ok_or_else(|| not_there("node", name, field))
    }

    fn without_address(what: &str, name: &str, field: &str) -> Error {
        Error::new(ErrorCode::MissingField, format!("the {what} \"{name}\" has no address in the documents")).at(field)
    }

    fn pod_place(&self, name: &str, field: &str) -> Result<(Client, Vec<IpAddr>), Error> {
        let pod = self.pod_named(name).ok_or_else(|| not_there("pod", name, field))?;
        let node = self.pod_nodes.get(pod).copied().flatten();
        let Some(node) = node else {
            let on = self.pods.get(pod).and_then(|pod| pod.node.as_deref());
            let message = match on {
                Some(on) => format!("the pod \"{name}\" is on the node \"{on}\", which is not among the documents"),
                None => format!("the pod \"{name}\" is on no node yet"),
            };
            return Err(Error::new(ErrorCode::InvalidValue, message)
                .at(field)
                .with_help("the Node's document, or another pod"));
        };
        let found = self.pods.get(pod);
        let addresses = match found {
            Some(found) if found.host_network => self.nodes.get(node).map(|node| node.addresses.clone()),
            Some(found) => Some(found.addresses.clone()),
            None => None,
        };
        let addresses = addresses.unwrap_or_default();
        if addresses.is_empty() {
            return Err(Self::without_address("pod", name, field));
        }
        let client =
            if found.is_some_and(|found| found.host_network) { Client::Process(node) } else { Client::Pod(pod) };
        Ok((client, addresses))
    }

    fn node_place(&self, name: &str, field: &str) -> Result<(usize, Vec<IpAddr>), Error> {
        let node = self.node_named(name, field)?;
        let addresses = self.nodes.get(node).map(|node| node.addresses.clone()).unwrap_or_default();
        if addresses.is_empty() {
            return Err(Self::without_address("node", name, field));
        }
        Ok((node, addresses))
    }

    pub(super) fn client(&self, place: &Place) -> Result<(Client, Vec<IpAddr>), Error> {
        match place {
            Place::Pod(name) => self.pod_place(name, "from.pod"),
            Place::Node(name) => {
                let (node, addresses) = self.node_place(name, "from.node")?;
                Ok((Client::Process(node), addresses))
            }
            Place::Host(name) | Place::Service(name) => {
                let host = self
                    .hosts
                    .iter()
                    .find(|host| host.name == *name)
                    .ok_or_else(|| not_there("host", name, "from.host"))?;
                Ok((self.client_at(host.address), vec![host.address]))
            }
            Place::Address(address) => Ok((self.client_at(*address), vec![*address])),
        }
    }

    fn client_at(&self, address: IpAddr) -> Client {
        match self.owner(address) {
            Some(Owner::Node(node)) => Client::Process(node),
            Some(Owner::Pod(pod)) if self.pod_nodes.get(pod).copied().flatten().is_some() => Client::Pod(pod),
            _ => Client::Host(address),
        }
    }

    /// A process takes the address of the device that its route points to: on kubenet the bridge's for the node's own pod range.
    pub(super) fn source_for(&self, client: Client, source: IpAddr, destination: IpAddr) -> IpAddr {
        match client {
            Client::Process(node) if self.in_range_of(node, destination) => {
                self.bridge(node, destination.is_ipv4()).unwrap_or(source)
            }
            _ => source,
        }
    }

    /// The addresses that are meant, the one to take first, and whether the client chooses among them.
    pub(super) fn destination(&self, request: &FlowRequest, client: Client) -> Result<(Vec<IpAddr>, bool), Error> {
        match &request.to {
            Place::Pod(name) => Ok((self.pod_place(name, "to.pod")?.1, false)),
            Place::Node(name) => Ok((self.node_place(name, "to.node")?.1, false)),
            Place::Address(address) => Ok((vec![*address], false)),
            Place::Service(name) | Place::Host(name) => {
                let served = self.services.iter().find(|served| served.service.full_name == *name);
                let service = &served.ok_or_else(|| not_there("Service", name, "to.service"))?.service;
                if let Some(other) = &service.external_name {
                    let message = format!("the Service \"{name}\" is another name for \"{other}\", and has no address");
                    return Err(Error::new(ErrorCode::InvalidValue, message)
                        .at("to.service")
                        .with_help("ask for the address that the name has"));
                }
                if service.headless {
                    // The name resolves to the pods themselves.
                    let backends = served.and_then(|served| served.backends.first()).into_iter().flatten();
                    let addresses: Vec<IpAddr> = backends.map(|backend| backend.address).collect();
                    if !addresses.is_empty() {
                        return Ok((addresses, true));
                    }
                }
                let inside = service.cluster_ips.iter();
                let outside = service.frontends.iter().chain(&service.external_ips);
                let found: Vec<IpAddr> = if matches!(client, Client::Host(_)) {
                    outside.chain(inside).copied().collect()
                } else {
                    inside.chain(outside).copied().collect()
                };
                if found.is_empty() {
                    return Err(Self::without_address("Service", name, "to.service"));
                }
                Ok((found, false))
            }
        }
    }

    pub(super) fn client_hop(&self, client: Client) -> (HopKind, String) {
        match client {
            Client::Pod(pod) => (HopKind::Pod, self.pods.get(pod).map(|pod| pod.full_name.clone()).unwrap_or_default()),
            Client::Process(node) => (HopKind::Node, self.node_name(node)),
            Client::Host(address) => (self.host_kind(address), self.host_name(address)),
        }
    }

    pub(super) fn host_kind(&self, address: IpAddr) -> HopKind {
        if self.zone(address) == Zone::Internet && !is_platform(address) { HopKind::Internet } else { HopKind::Host }
    }

    pub(super) fn node_name(&self, node: usize) -> String {
        self.nodes.get(node).map(|node| node.name.clone()).unwrap_or_default()
    }
}
