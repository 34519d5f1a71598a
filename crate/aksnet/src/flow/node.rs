//! What a node does with the first packet of a connection: kube-proxy, the bridge, the masquerade agent.
//!
//! The order is the kernel's: nat (KUBE-SERVICES), routing on the new destination, filter (where only what was not translated still
//! matches a Service), POSTROUTING.

use super::answer::{Header, Port, Step, StepType};
use super::backends::{Backend, Listens, Served};
use super::socket::{SOCKET, share};
use super::world::{Mode, Owner, World};
use crate::azure::KubeProxyMode;
use crate::facts::{self, Source, source};
use std::net::IpAddr;

/// How a packet came to the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum From {
    Process,
    Pod(usize),
    Wire,
}

/// Where it goes.
#[derive(Clone, Debug)]
pub(super) enum To {
    Process,
    Pod(usize),
    Wire,
    Ends,
}

/// One way on.
#[derive(Debug)]
pub(super) struct Way {
    pub share: f64,
    pub to: To,
    pub header: Header,
    pub backend: Option<usize>,
    pub steps: Vec<Step>,
}

const PROXY: &[&Source] = &[&source::KUBERNETES_VIRTUAL_IPS];
const AGENT: &[&Source] = &[&source::IP_MASQ_AGENT];
const BRIDGE: &[&Source] = &[&source::KUBENET_HAIRPIN];

enum Chosen<'w> {
    Untouched,
    Among { backends: Vec<&'w Backend>, marked: bool, name: &'w str },
    Ends(Step),
}

impl World {
    fn choose(&self, node: usize, from: From, header: Header) -> Chosen<'_> {
        let Port::Known(port) = header.destination_port else { return Chosen::Untouched };
        let found = self.listener(header.destination, header.protocol, port).or_else(|| {
            let own = self.is_own(node, header.destination);
            self.node_port(header.protocol, port).filter(|_| own).map(|(at, index)| (at, index, Listens::NodePort))
        });
        let Some((at, index, what)) = found else { return Chosen::Untouched };
        let Some(served) = self.services.get(at) else { return Chosen::Untouched };
        let service = &served.service;
        if what == Listens::Frontend && service.proxy_mode {
            return Chosen::Untouched;
        }
        let name = service.full_name.as_str();
        let family = |backend: &&Backend| backend.address.is_ipv4() == header.destination.is_ipv4();
        let all: Vec<&Backend> = served.backends.get(index).into_iter().flatten().filter(family).collect();
        let local = || served.here(index, node, header.destination.is_ipv4());
        if self.cilium && from == From::Wire {
            return self.cilium_from_outside(node, (served, index), what, header, all);
        }
        let in_cluster = self.in_cluster(header.source);
        let nftables = self.proxy == KubeProxyMode::Nftables;
        let outward = from == From::Process && what != Listens::ClusterIp && what != Listens::NodePort;
        let reject = |chain: &'static str| {
            Chosen::Ends(Step::new(StepType::Reject, chain, format!("{name} {}", self.nobody(served)), PROXY))
        };
        if what == Listens::ClusterIp {
            if all.is_empty() {
                return reject("kube-proxy KUBE-SERVICES");
            }
            let backends = if service.internal_local { local() } else { all };
            if backends.is_empty() {
                let because = format!("internalTrafficPolicy of {name} is Local, and no endpoint is on this node");
                return Chosen::Ends(Step::new(StepType::Drop, "kube-proxy KUBE-SERVICES", because, PROXY));
            }
            return Chosen::Among { backends, marked: !in_cluster, name };
        }
        if all.is_empty() {
            // In iptables mode the rejecting rule stands in INPUT and FORWARD only: what a process sends to a frontend leaves.
            return if outward && !nftables { Chosen::Untouched } else { reject("kube-proxy KUBE-EXTERNAL-SERVICES") };
        }
        let ranges = &service.source_ranges;
        if what == Listens::Frontend
            && !ranges.is_empty()
            && !ranges.iter().any(|range| range.contains_address(&header.source))
        {
            let because = format!("loadBalancerSourceRanges of {name} does not list {}", header.source);
            return Chosen::Ends(Step::new(StepType::Drop, "kube-proxy KUBE-PROXY-FIREWALL", because, PROXY));
        }
        if !service.external_local {
            return Chosen::Among { backends: all, marked: true, name };
        }
        let here = local();
        if nftables && outward && here.is_empty() {
            let because = format!("externalTrafficPolicy of {name} is Local, and no endpoint is on this node");
            return Chosen::Ends(Step::new(StepType::Drop, "kube-proxy no-endpoint-services", because, PROXY));
        }
        // Traffic that begins in the cluster is short-circuited to all endpoints.
        if in_cluster {
            return Chosen::Among { backends: all, marked: false, name };
        }
        if from == From::Process {
            return Chosen::Among { backends: all, marked: true, name };
        }
        if here.is_empty() {
            let because = format!("externalTrafficPolicy of {name} is Local, and no endpoint is on this node");
            return Chosen::Ends(Step::new(StepType::Drop, "kube-proxy KUBE-EXTERNAL-SERVICES", because, PROXY));
        }
        Chosen::Among { backends: here, marked: false, name }
    }

    /// What Cilium does with a packet from outside of the node. One that it has no endpoint for it answers with ICMP.
    fn cilium_from_outside<'w>(
        &self,
        node: usize,
        (served, index): (&'w Served, usize),
        what: Listens,
        header: Header,
        all: Vec<&'w Backend>,
    ) -> Chosen<'w> {
        let (service, name) = (&served.service, served.service.full_name.as_str());
        let ranges = &service.source_ranges;
        let listed = || ranges.iter().any(|range| range.contains_address(&header.source));
        if what == Listens::Frontend && !ranges.is_empty() && !listed() {
            let because = format!("loadBalancerSourceRanges of {name} does not list {}", header.source);
            return Chosen::Ends(Step::new(StepType::Drop, "Cilium source range", because, SOCKET));
        }
        let local = if what == Listens::ClusterIp { service.internal_local } else { service.external_local };
        let backends = if local { served.here(index, node, header.destination.is_ipv4()) } else { all };
        if backends.is_empty() {
            let why = if local && !served.is_empty() {
                "has no endpoint on this node, and its traffic policy is Local"
            } else {
                self.nobody(served)
            };
            return Chosen::Ends(Step::new(StepType::Reject, "Cilium service map", format!("{name} {why}"), SOCKET));
        }
        Chosen::Among { backends, marked: !local, name }
    }

    /// All ways on from a node. `pin` is the backend to take where it is one of them.
    pub(super) fn at_node(
        &self,
        node: usize,
        from: From,
        header: Header,
        pin: Option<usize>,
        picked: &mut u16,
    ) -> Vec<Way> {
        // A bridged frame meets iptables only where the kernel hands it there.
        let bridged = self.mode == Mode::Kubenet
            && matches!(from, From::Pod(_))
            && self.in_range_of(node, header.destination)
            && Some(header.destination) != self.bridge(node, header.destination.is_ipv4());
        if bridged && !self.bridge_nf {
            return vec![self.onward(node, from, header, None, false, true, Vec::new(), 1.0, picked)];
        }
        match self.choose(node, from, header) {
            Chosen::Ends(step) => vec![Way { share: 1.0, to: To::Ends, header, backend: None, steps: vec![step] }],
            Chosen::Untouched => vec![self.onward(node, from, header, None, false, bridged, Vec::new(), 1.0, picked)],
            Chosen::Among { mut backends, marked, name } => {
                if let Some(pin) = pin
                    && backends.iter().any(|backend| backend.pod == Some(pin))
                {
                    backends.retain(|backend| backend.pod == Some(pin));
                }
                let share = share(backends.len());
                let mut ways = Vec::new();
                for backend in &backends {
                    let after =
                        Header { destination: backend.address, destination_port: Port::Known(backend.port), ..header };
                    let hairpin = backend.address == header.source;
                    let by = if self.cilium { "Cilium service map" } else { "kube-proxy KUBE-SVC" };
                    let steps = vec![
                        Step::new(
                            StepType::Balance,
                            by,
                            match backends.len() {
                                1 => format!("{name} has one endpoint to choose from here"),
                                count => format!("{name} has {count} endpoints to choose from here"),
                            },
                            PROXY,
                        ),
                        Step::new(
                            StepType::Rewrite,
                            if self.cilium { "Cilium service map" } else { "kube-proxy KUBE-SEP" },
                            format!("{name} stands for its endpoint {}:{}", backend.address, backend.port),
                            PROXY,
                        )
                        .rewrites(header, after),
                    ];
                    // Cilium needs no translation of the source where the backend is on this node.
                    let marked = (marked || hairpin) && !(self.cilium && !hairpin && backend.node == Some(node));
                    let mut way = self.onward(node, from, after, backend.pod, marked, false, steps, share, picked);
                    way.backend = backend.pod;
                    ways.push(way);
                }
                ways
            }
        }
    }

    /// Routing, filter and POSTROUTING for a header whose destination is decided.
    #[expect(clippy::too_many_arguments, reason = "one packet's state at one point of the kernel")]
    fn onward(
        &self,
        node: usize,
        from: From,
        header: Header,
        backend: Option<usize>,
        marked: bool,
        bridged: bool,
        mut steps: Vec<Step>,
        share: f64,
        picked: &mut u16,
    ) -> Way {
        let translated = !steps.is_empty();
        let ends = |mut steps: Vec<Step>, step: Step| {
            steps.push(step);
            Way { share, to: To::Ends, header, backend, steps }
        };
        let local = self.is_own(node, header.destination);
        if local && from != From::Process {
            return Way { share, to: To::Process, header, backend, steps };
        }
        let target = match self.owner(header.destination) {
            Some(Owner::Pod(pod)) if self.pod_nodes.get(pod).copied().flatten() == Some(node) => Some(pod),
            _ => None,
        };
        if target.is_none()
            && !local
            && self.in_range_of(node, header.destination)
            && self.range_of(header.destination) == Some(node)
        {
            let because = format!("{} is in this node's pod range, and no pod has it", header.destination);
            return ends(steps, Step::new(StepType::Drop, "route", because, &[]));
        }
        if self.mode == Mode::Kubenet
            && let (From::Pod(pod), Some(target)) = (from, target)
            && pod == target
            && !self.hairpin.get(node).copied().unwrap_or(false)
        {
            let because = "the bridge hands the pod's own frame back, and the kernel's connection tracking calls it invalid (kernels after 6.6)";
            return ends(steps, Step::new(StepType::Drop, "kube-proxy KUBE-FORWARD", because, BRIDGE));
        }
        let mut after = header;
        let ipv4 = header.destination.is_ipv4();
        let bridge = self.bridge(node, ipv4);
        let pick = |by: &'static str,
                    because: &'static str,
                    sources: &'static [&'static Source],
                    after: &mut Header,
                    steps: &mut Vec<Step>,
                    picked: &mut u16| {
            let own = bridge.filter(|_| target.is_some()).or_else(|| self.address(node, ipv4));
            let before = *after;
            *picked = picked.saturating_add(1);
            after.source = own.unwrap_or(before.source);
            after.source_port = Port::Picked(*picked);
            steps.push(Step::new(StepType::Rewrite, by, because, sources).rewrites(before, *after));
        };
        if marked {
            let by = if self.cilium { "Cilium SNAT" } else { "kube-proxy KUBE-POSTROUTING" };
            pick(
                by,
                "marked by kube-proxy: the answer must come back through this node",
                PROXY,
                &mut after,
                &mut steps,
                picked,
            );
        } else if !local && (self.bridge_nf || !bridged) && self.masquerades(header.destination) {
            pick(
                "ip-masq-agent IP-MASQ-AGENT",
                "the destination is in none of the nonMasqueradeCIDRs",
                AGENT,
                &mut after,
                &mut steps,
                picked,
            );
        }
        if local {
            return Way { share, to: To::Process, header: after, backend, steps };
        }
        let Some(target) = target else {
            steps.push(self.hands_on(false, false));
            return Way { share, to: To::Wire, header: after, backend, steps };
        };
        // The rule against doubled frames drops what is routed (not bridged) to a local pod with a source of the node's own range.
        let routed = match from {
            From::Wire => true,
            From::Pod(_) => !(bridged || translated && self.bridge_nf),
            From::Process => false,
        };
        if self.mode == Mode::Kubenet && routed && self.in_range_of(node, after.source) && Some(after.source) != bridge
        {
            let because = "kubenet's rule against doubled frames drops what is routed to a local pod with a source of the node's own pod range";
            return ends(
                steps,
                Step::new(StepType::Drop, "ebtables AKS-DEDUP-PROMISC", because, &[&source::KUBENET_HAIRPIN]),
            );
        }
        steps.push(self.hands_on(true, matches!(from, From::Pod(_)) && !routed));
        Way { share, to: To::Pod(target), header: after, backend, steps }
    }

    /// The last thing that a node does with a packet: to a pod of its own, or out of its network card.
    pub(super) fn hands_on(&self, pod: bool, bridged: bool) -> Step {
        let sources: &[&Source] = match self.mode {
            Mode::Kubenet => &[&source::KUBENET],
            Mode::Overlay => &[&source::OVERLAY_CONCEPT],
            Mode::NodeSubnet => &[&source::LEGACY_CNI],
            Mode::PodSubnet => &[&source::POD_SUBNET_CONCEPT],
            Mode::Byo => &[&source::BYO_CNI],
        };
        let (by, because) = match (pod, self.mode) {
            (false, Mode::Byo) => ("node's route", "no pod of this node has the address: out of the node"),
            (false, _) => {
                ("node's route", "no pod of this node has the address: out of eth0 as it is, without encapsulation")
            }
            (true, Mode::Kubenet) if bridged => ("bridge cbr0", "another pod on the same bridge has the address"),
            (true, Mode::Kubenet) => ("bridge cbr0", "a pod on this node's bridge has the address"),
            (true, _) => ("node's route", "a pod of this node has the address: into its veth"),
        };
        Step::new(StepType::Route, by, because, sources)
    }

    fn masquerades(&self, destination: IpAddr) -> bool {
        let Some(agent) = &self.masquerade else {
            // Without an agent the node still translates what goes to Azure's DNS (AKS release 2025-10-12).
            let dns = facts::PLATFORM_ADDRESSES.value.first();
            return self.mode == Mode::PodSubnet && dns.is_some_and(|dns| dns.parse() == Ok(destination));
        };
        let link_local = matches!(destination, IpAddr::V4(address) if address.is_link_local());
        if link_local && !agent.link_local {
            return false;
        }
        !agent.keep.iter().any(|range| range.contains_address(&destination))
    }
}
