//! What is said of an environment's packets as a whole: what was assumed, what two documents contradict each other about.

use super::socket::SOCKET;
use super::world::{Mode, Owner, World};
use crate::azure::{Destination, KubeProxyMode, OutboundType, Route};
use crate::environment::Environment;
use crate::facts::{Source, source};
use crate::finding::{Finding, Findings, codes};
use crate::kubernetes::Protocol;
use crate::sizing::snat_ports_per_node;
use crate::sizing::text::figure;
use std::net::IpAddr;

const PROXY: &[&Source] = &[&source::KUBERNETES_VIRTUAL_IPS];

impl World {
    /// The remarks of an environment that is laid out; `added` is what no document has.
    pub(super) fn remark(&self, environment: &Environment, added: &[String]) -> Vec<Finding> {
        let mut findings = Findings::default();
        if let Some(why) = self.not_recorded() {
            let sources = if self.cilium { SOCKET } else { PROXY };
            findings.add(codes::FLOW_INFERRED, format_args!("{why}"), sources);
        }
        if environment.public_addresses.is_empty() {
            let message = format_args!(
                "No document names the address that the cluster goes out with. 203.0.113.1 stands for it."
            );
            findings
                .add(codes::ASSUMED_PUBLIC_ADDRESS, message, &[&source::OUTBOUND_TYPES])
                .about("egress.publicAddresses")
                .help(format_args!("give the addresses as egress.publicAddresses"));
        }
        if !added.is_empty() {
            let message = format_args!(
                "The documents do not have all that a packet meets. Laid out as AKS would: {}.",
                added.join(", ")
            );
            findings.add(codes::FLOW_LAID_OUT, message, &[&source::IP_PLANNING]);
        }
        tag_routes(environment, &mut findings);
        self.contradictions(&mut findings);
        findings.into_vec()
    }

    fn not_recorded(&self) -> Option<&'static str> {
        match (self.cilium, self.mode, self.proxy) {
            (true, ..) => Some(
                "Cilium's paths follow its documentation and the settings that Microsoft tests with; none was recorded. With eBPF host routing Cilium masquerades itself, by its own list.",
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
        }
    }

    /// Two pods with one address; kubenet's node without a range.
    fn contradictions(&self, findings: &mut Findings) {
        for (at, pod) in self.pods.iter().enumerate().filter(|(_, pod)| !pod.host_network) {
            for address in &pod.addresses {
                let owner = match self.owner(*address) {
                    Some(Owner::Pod(other)) if other == at => continue,
                    Some(Owner::Pod(other)) => self.pods.get(other).map(|other| other.full_name.as_str()),
                    Some(Owner::Node(node)) => self.nodes.get(node).map(|node| node.name.as_str()),
                    None => None,
                };
                let owner = owner.unwrap_or_default();
                let message = format_args!(
                    "{owner} and {} both have the address {address}. What is sent to it goes to {owner}.",
                    pod.full_name
                );
                findings.add(codes::POD_ADDRESS_TWICE, message, PROXY).about(&pod.full_name);
            }
        }
        for node in self.nodes.iter().filter(|node| self.mode == Mode::Kubenet && node.pod_cidrs.is_empty()) {
            let message = format_args!(
                "{} has no podCIDR: kubenet gives its pods no addresses, and no route leads to it.",
                node.name
            );
            findings.add(codes::NODE_WITHOUT_POD_CIDR, message, &[&source::KUBENET]).about(&node.name);
        }
    }

    /// A port that a Service does not have, at one of its addresses. kube-proxy has no rule for it.
    pub(super) fn missing_port(&self, address: IpAddr, protocol: Protocol, port: u16) -> Vec<Finding> {
        let mut findings = Findings::default();
        if self.listener(address, protocol, port).is_none() {
            let all = self.listeners.range((address, Protocol::Tcp, 0)..=(address, Protocol::Sctp, u16::MAX));
            let mut name = None;
            let mut ports = Vec::new();
            for ((_, protocol, port), (at, ..)) in all {
                name = self.services.get(*at).map(|served| served.service.full_name.as_str());
                ports.push(format!("{port}/{}", protocol.as_str()));
            }
            if let Some(name) = name {
                let message = format_args!(
                    "{name} has no port {port}/{} at {address}: no rule translates it, and it goes the way of any other address.",
                    protocol.as_str()
                );
                findings
                    .add(codes::FLOW_NO_SUCH_PORT, message, PROXY)
                    .about(name)
                    .help(format_args!("it has {}", ports.join(", ")));
            }
        }
        findings.into_vec()
    }

    /// What SNAT gives the nodes, in words.
    pub(super) fn counted_ports(&self, environment: &Environment) -> String {
        let pools = environment.cluster.iter().filter_map(|cluster| cluster.pools.as_deref()).flatten();
        let by_pools = pools.filter_map(|pool| pool.count).fold(0u64, u64::saturating_add);
        let nodes = u64::try_from(self.nodes.len()).unwrap_or(u64::MAX).max(by_pools);
        let addresses = self.public.iter().filter(|address| address.is_ipv4()).count();
        let profile = environment.cluster.as_ref().map(|cluster| &cluster.network);
        let allocated = profile.and_then(|profile| profile.allocated_outbound_ports);
        let frontends = u64::try_from(addresses).ok().filter(|count| *count > 0);
        let ports = figure(snat_ports_per_node(nodes, frontends, allocated, self.outbound));
        match self.outbound {
            OutboundType::LoadBalancer => format!("each of {} nodes has {ports} ports there", figure(nodes)),
            _ => format!("{ports} ports for each of {} nodes, were they shared evenly", figure(nodes)),
        }
    }
}

/// Routes for service tags whose prefixes nobody gave.
fn tag_routes(environment: &Environment, findings: &mut Findings) {
    let unknown = |route: &&Route| match &route.destination {
        Destination::Tag(tag) => !environment.service_endpoints.iter().any(|own| own.service.eq_ignore_ascii_case(tag)),
        Destination::Prefix(_) => false,
    };
    for route in environment.route_tables.iter().flat_map(|table| &table.routes).filter(unknown) {
        let name = route.name.as_deref().unwrap_or("without a name");
        let message = format_args!(
            "The user-defined route {name} is for {}, whose prefixes are in no document. Traces leave it aside.",
            route.destination
        );
        findings
            .add(codes::FLOW_TAG_ROUTE, message, &[&source::UDR_OVERVIEW])
            .about(name)
            .help(format_args!("give the prefixes as serviceEndpointPrefixes, or the route with a prefix"));
    }
}
