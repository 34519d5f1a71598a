//! What happens at the client's socket, before there is a packet: Cilium puts an endpoint in the place of a Service, a headless Service's
//! name stands for one of its pods.
//!
//! Cilium translates the address that `connect` is given, once, for pods and for the node's own processes: ClusterIPs, frontends, and node
//! ports of any node of the cluster. So there is no translation on the wire, the source stays, and the answer comes from the endpoint
//! itself. External IPs are left to the node.

use super::answer::{Header, Port, Step, StepType};
use super::backends::{Backend, Listens};
use super::walk::Client;
use super::world::{Owner, World};
use crate::facts::{Source, source};

/// Where a question begins: one of the ways that the socket leaves.
#[derive(Debug)]
pub(super) struct Start {
    pub share: f64,
    pub header: Header,
    pub backend: Option<usize>,
    pub steps: Vec<Step>,
    /// The last of the steps refused it.
    pub refused: bool,
}

impl Start {
    pub(super) const fn plain(header: Header) -> Self {
        Self { share: 1.0, header, backend: None, steps: Vec::new(), refused: false }
    }
}

pub(super) const SOCKET: &[&Source] = &[&source::CILIUM_WITHOUT_KUBE_PROXY, &source::CILIUM_ON_AKS_CONFIG];

impl World {
    /// What Cilium makes of a header at the client's socket.
    pub(super) fn at_socket(&self, client: Client, header: Header, pin: Option<usize>) -> Vec<Start> {
        let node = match client {
            Client::Pod(pod) => self.pod_nodes.get(pod).copied().flatten(),
            Client::Process(node) => Some(node),
            Client::Host(_) => None,
        };
        let (true, Some(node), Port::Known(port)) = (self.cilium, node, header.destination_port) else {
            return vec![Start::plain(header)];
        };
        let found = self.listener(header.destination, header.protocol, port).or_else(|| {
            let is_node = matches!(self.owner(header.destination), Some(Owner::Node(_)));
            self.node_port(header.protocol, port).filter(|_| is_node).map(|(at, index)| (at, index, Listens::NodePort))
        });
        let Some((at, index, what)) = found.filter(|(.., what)| *what != Listens::ExternalIp) else {
            return vec![Start::plain(header)];
        };
        let Some(served) = self.services.get(at) else { return vec![Start::plain(header)] };
        let (service, name) = (&served.service, served.service.full_name.as_str());
        if what == Listens::Frontend && service.proxy_mode {
            return vec![Start::plain(header)];
        }
        let local = what == Listens::ClusterIp && service.internal_local;
        let ipv4 = header.destination.is_ipv4();
        let family = |backend: &&Backend| backend.address.is_ipv4() == ipv4;
        let all = || served.backends.get(index).into_iter().flatten().filter(family).collect();
        let mut backends: Vec<&Backend> = if local { served.here(index, node, ipv4) } else { all() };
        if backends.is_empty() {
            let why = if local && !served.is_empty() {
                "has no endpoint on this node, and its internalTrafficPolicy is Local"
            } else {
                self.nobody(served)
            };
            let because = format!("{name} {why}. connect fails with \"no route to host\", and nothing is sent");
            let step = Step::new(StepType::Reject, "Cilium socket", because, SOCKET);
            return vec![Start { steps: vec![step], refused: true, ..Start::plain(header) }];
        }
        if backends.iter().any(|backend| backend.pod.is_some() && backend.pod == pin) {
            backends.retain(|backend| backend.pod == pin);
        }
        let share = share(backends.len());
        let start = |backend: &&Backend| {
            let after = Header {
                source: self.source_for(client, header.source, backend.address),
                destination: backend.address,
                destination_port: Port::Known(backend.port),
                ..header
            };
            let because = match backends.len() {
                1 => format!("{name} has one endpoint to choose from here"),
                count => format!("{name} has {count} endpoints to choose from here"),
            };
            let steps = vec![
                Step::new(StepType::Balance, "Cilium socket", because, SOCKET),
                Step::new(
                    StepType::Rewrite,
                    "Cilium socket",
                    format!("connect is given {}:{} in the place of {name}", backend.address, backend.port),
                    SOCKET,
                )
                .rewrites(header, after),
            ];
            Start { share, header: after, backend: backend.pod, steps, refused: false }
        };
        backends.iter().map(start).collect()
    }
}

/// The share of each of some ways that are equally likely.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "far fewer ways than a float counts exactly")]
pub(super) fn share(ways: usize) -> f64 {
    1.0 / ways as f64
}
