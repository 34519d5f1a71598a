//! The first packet of a connection, from machine to machine, on every way that it can go.

use super::answer::{FlowLog, FlowTrace, Header, Hop, HopKind, Outcome, Port, Step, StepType};
use super::ends::{not_there, same_family};
use super::fabric::{Arrives, Origin};
use super::filter::{Filtered, Filters};
use super::node::{From, To};
use super::proxied::{HttpQuestion, proxied};
use super::request::FlowRequest;
use super::socket::{Start, share};
use super::world::{Owner, World};
use crate::environment::Environment;
use crate::error::Error;
use crate::facts::{Source, source};
use crate::finding::{Findings, codes};
use crate::policy::Way;
use serde_json::Value;
use std::net::IpAddr;

/// Who translated, and what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Translation {
    pub at: Option<usize>,
    pub before: Header,
    pub after: Header,
    pub origin: Origin,
    pub kind: HopKind,
}

/// Where the question begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    Pod(usize),
    Process(usize),
    Host(IpAddr),
}

/// Who has the packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Server {
    Pod(usize),
    Process(usize),
    Host,
}

#[derive(Clone)]
struct Path {
    share: f64,
    /// What the socket sent, which the answer has to mirror.
    asked: Header,
    hops: Vec<Hop>,
    translated: Vec<Translation>,
    picked: u16,
    backend: Option<usize>,
    logs: Vec<FlowLog>,
}

enum Next {
    Node(usize, From, Header),
    Wire(Origin, Header),
}

const PROBES: &[&Source] = &[&source::LOAD_BALANCER_SETTINGS, &source::CLOUD_PROVIDER_BALANCER];

/// Answers `traceFlow` for an environment that is laid out.
///
/// # Errors
/// An [`Error`] that names the field: a place that is not there, a Service without an address.
pub(crate) fn ask_flow(environment: &Environment, request: &Value) -> Result<Vec<FlowTrace>, Error> {
    let (world, asked) = (environment.world()?, FlowRequest::from_json(request)?);
    let filters = Filters::of(environment, world, asked.at)?;
    match HttpQuestion::read(request)? {
        Some(http) => proxied(environment, world, &asked, &http, &filters),
        None => trace(world, &asked, Some(&filters)),
    }
}

/// One trace for each way that the packet can go; the probabilities sum to 1. Policies and security groups are not asked: see
/// `traceFlow` for both together.
///
/// ```
/// use aksnet::flow::{FlowRequest, Outcome, trace_flow};
/// use serde_json::json;
/// let place = json!({
///     "cluster": { "networkProfile": { "networkPlugin": "azure" } },
///     "kubernetes": [
///         { "apiVersion": "v1", "kind": "Node", "metadata": { "name": "n1" },
///           "status": { "addresses": [{ "type": "InternalIP", "address": "10.224.0.4" }] } },
///         { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a" },
///           "spec": { "nodeName": "n1" }, "status": { "podIP": "10.224.0.11" } }
///     ]
/// });
/// let environment = aksnet::Environment::from_json(&place, None)?;
/// let question = json!({ "from": { "pod": "default/a" }, "to": { "node": "n1", "port": 8081 } });
/// let traces = trace_flow(environment.world()?, &FlowRequest::from_json(&question)?)?;
/// assert_eq!(traces[0].outcome, Outcome::Delivered);
/// assert_eq!(traces[0].seen_by_server.unwrap().source.to_string(), "10.224.0.11");
/// # Ok::<(), aksnet::Error>(())
/// ```
///
/// # Errors
/// An [`Error`] that names the field: a place that is not there, a Service without an address.
pub fn trace_flow(world: &World, request: &FlowRequest) -> Result<Vec<FlowTrace>, Error> {
    trace(world, request, None)
}

pub(super) fn trace(
    world: &World,
    request: &FlowRequest,
    filters: Option<&Filters<'_>>,
) -> Result<Vec<FlowTrace>, Error> {
    let (client, own) = world.client(&request.from)?;
    let (destinations, choice) = world.destination(request, client)?;
    let mut ends = same_family(&own, &destinations, choice)?;
    let pin_node = match &request.pin_node {
        Some(name) => Some(world.node_named(name, "pin.node")?),
        None => None,
    };
    let pin_pod = match &request.pin_pod {
        Some(name) => Some(world.pod_named(name).ok_or_else(|| not_there("pod", name, "pin.pod"))?),
        None => None,
    };
    let header = |(source, destination): (IpAddr, IpAddr)| Header {
        protocol: request.protocol,
        source: world.source_for(client, source, destination),
        source_port: request.source_port.map_or(Port::Client, Port::Known),
        destination,
        destination_port: Port::Known(request.port),
    };
    let pinned = |(_, to): &(IpAddr, IpAddr)| pin_pod.is_some_and(|pod| world.owner(*to) == Some(Owner::Pod(pod)));
    let pin_chosen = choice && ends.iter().any(pinned);
    ends.retain(|end| !pin_chosen || pinned(end));
    let asked: Vec<Header> = ends.into_iter().map(header).collect();
    let mut walk =
        Walk { world, filters, client, pin_node, pin_pod, pin_met: pin_chosen, traces: Vec::new(), error: None };
    walk.run(&asked);
    if let Some(error) = walk.error {
        return Err(error);
    }
    let (mut traces, pin_met) = (walk.traces, walk.pin_met);
    for header in asked.iter().take(1) {
        let missing = world.missing_port(header.destination, request.protocol, request.port);
        traces.iter_mut().for_each(|trace| trace.findings.extend_from_slice(&missing));
    }
    if let Some(name) = request.pin_pod.as_deref().filter(|_| !pin_met) {
        let mut findings = Findings::default();
        let message = format_args!("{name} is no backend of what the packet met. Nothing was chosen by it.");
        findings
            .add(codes::FLOW_PIN_UNUSED, message, &[])
            .about("pin.pod")
            .help(format_args!("a pod behind the Service that is asked"));
        let findings = findings.into_vec();
        traces.iter_mut().for_each(|trace| trace.findings.extend_from_slice(&findings));
    }
    Ok(traces)
}

struct Walk<'w> {
    world: &'w World,
    filters: Option<&'w Filters<'w>>,
    client: Client,
    pin_node: Option<usize>,
    pin_pod: Option<usize>,
    /// Whether the pod that is pinned was among the backends somewhere.
    pin_met: bool,
    traces: Vec<FlowTrace>,
    /// What a filter could not answer.
    error: Option<Error>,
}

/// More machines than any way has; a packet that meets more goes in circles.
const MOST_HOPS: usize = 24;

impl Walk<'_> {
    fn run(&mut self, asked: &[Header]) {
        let mut open = Vec::new();
        for header in asked {
            for mut start in self.world.at_socket(self.client, *header, self.pin_pod) {
                start.share *= share(asked.len());
                open.extend(self.begin(*header, start));
            }
        }
        while let Some((path, next)) = open.pop() {
            if path.hops.len() > MOST_HOPS {
                let step = Step::new(StepType::Drop, "time to live", "the packet goes in circles", &[]);
                self.end(path, step);
                continue;
            }
            match next {
                Next::Node(node, from, header) => self.node(path, node, from, header, &mut open),
                Next::Wire(origin, header) => self.wire(path, origin, header, &mut open),
            }
        }
    }

    /// The client's own hop. What stays on its machine, and what its socket refuses, ends there.
    fn begin(&mut self, asked: Header, start: Start) -> Option<(Path, Next)> {
        let (kind, name) = self.world.client_hop(self.client);
        let because = format!("a connection from {} to {}", asked.source, asked.destination);
        let mut steps = vec![Step::new(StepType::Enter, "socket", because, &[])];
        steps.extend(start.steps);
        let header = start.header;
        self.pin_met |= start.backend.is_some() && start.backend == self.pin_pod;
        let mut path = Path {
            share: start.share,
            asked: header,
            hops: Vec::new(),
            translated: Vec::new(),
            picked: 0,
            backend: start.backend,
            logs: Vec::new(),
        };
        if start.refused {
            path.hops.push(Hop::new(kind, name, None, None, steps));
            self.finish(path);
            return None;
        }
        let itself = match self.client {
            Client::Pod(pod) => self.world.owner(header.destination) == Some(Owner::Pod(pod)),
            Client::Host(address) => address == header.destination,
            Client::Process(_) => false,
        };
        path.hops.push(Hop::new(kind, name, None, (!itself).then_some(header), steps));
        if itself {
            let server = match self.client {
                Client::Pod(pod) => Server::Pod(pod),
                _ => Server::Host,
            };
            self.arrive(path, server, header);
            return None;
        }
        let next = match self.client {
            Client::Pod(pod) => match self.world.pod_nodes.get(pod).copied().flatten() {
                Some(node) => Next::Node(node, From::Pod(pod), header),
                None => Next::Wire(Origin::Host(header.source), header),
            },
            Client::Process(node) => Next::Node(node, From::Process, header),
            Client::Host(address) => Next::Wire(Origin::Host(address), header),
        };
        Some((path, next))
    }

    /// A step of a policy: of the pod that sends, or of the one that gets it.
    fn policy(&self, pod: usize, other: IpAddr, direction: Way, header: &Header) -> Filtered {
        match (self.filters, self.world.pods.get(pod)) {
            (Some(filters), Some(pod)) => filters.policy(&pod.full_name, other, direction, header),
            _ => Filtered { step: None, allowed: true },
        }
    }

    /// A step of the security group at a machine's card.
    fn group(&mut self, card: Option<IpAddr>, inbound: bool, header: &Header, logs: &mut Vec<FlowLog>) -> Filtered {
        let filtered = match (self.filters, card) {
            (Some(filters), Some(card)) => filters.group(self.world, card, inbound, header, logs),
            _ => Ok(Filtered { step: None, allowed: true }),
        };
        filtered.unwrap_or_else(|error| {
            self.error.get_or_insert(error);
            Filtered { step: None, allowed: true }
        })
    }

    fn node(&mut self, path: Path, node: usize, from: From, header: Header, open: &mut Vec<(Path, Next)>) {
        let mut picked = path.picked;
        for way in self.world.at_node(node, from, header, self.pin_pod, &mut picked) {
            let mut path = path.clone();
            path.share *= way.share;
            path.picked = picked;
            path.backend = way.backend.or(path.backend);
            self.pin_met |= way.backend.is_some() && way.backend == self.pin_pod;
            if way.header != header {
                let origin = Origin::Node(node);
                path.translated.push(Translation {
                    at: Some(node),
                    before: header,
                    after: way.header,
                    origin,
                    kind: HopKind::Node,
                });
            }
            let mut steps = way.steps;
            let mut stopped = false;
            if let (From::Pod(pod), To::Pod(_) | To::Wire | To::Process) = (from, &way.to) {
                let filtered = self.policy(pod, way.header.destination, Way::Egress, &way.header);
                stopped = !filtered.allowed;
                steps.extend(filtered.step);
            }
            if let (To::Pod(pod), false) = (&way.to, stopped) {
                // Masquerading comes after filtering: the source is the one that came to this node.
                let filtered = self.policy(*pod, header.source, Way::Ingress, &way.header);
                stopped = !filtered.allowed;
                steps.extend(filtered.step);
            }
            let left = if matches!(way.to, To::Pod(_) | To::Wire) && !stopped { Some(way.header) } else { None };
            if from == From::Process {
                if let Some(hop) = path.hops.last_mut() {
                    hop.left = left;
                    hop.steps.extend(steps);
                }
            } else {
                path.hops.push(Hop::new(HopKind::Node, self.world.node_name(node), Some(header), left, steps));
            }
            if stopped {
                self.finish(path);
                continue;
            }
            match way.to {
                To::Wire => open.push((path, Next::Wire(Origin::Node(node), way.header))),
                To::Process => self.arrive(path, Server::Process(node), way.header),
                To::Pod(pod) => {
                    let (kind, name) = self.world.client_hop(Client::Pod(pod));
                    path.hops.push(Hop::new(kind, name, Some(way.header), None, Vec::new()));
                    self.arrive(path, Server::Pod(pod), way.header);
                }
                To::Ends => {
                    self.finish(path);
                }
            }
        }
    }

    fn wire(&mut self, mut path: Path, origin: Origin, header: Header, open: &mut Vec<(Path, Next)>) {
        let card = match origin {
            Origin::Node(node) => self.world.address(node, header.destination.is_ipv4()),
            Origin::Host(address) => Some(address),
        };
        let filtered = self.group(card, false, &header, &mut path.logs);
        if !filtered.allowed {
            let steps: Vec<Step> = filtered.step.into_iter().collect();
            path.hops.push(Hop::new(HopKind::VirtualNetwork, "virtual network", Some(header), None, steps));
            return self.finish(path);
        }
        let mut crossing = self.world.cross(origin, header, false);
        if let Some(step) = filtered.step {
            crossing.steps.insert(0, step);
        }
        let (kind, left) = (crossing.kind, crossing.header);
        let translate = |path: &mut Path, after: Header| {
            if after != header {
                path.translated.push(Translation { at: None, before: header, after, origin, kind });
            }
        };
        let hop =
            |left: Option<Header>, steps: Vec<Step>| Hop::new(kind, crossing.name.clone(), Some(header), left, steps);
        match crossing.arrives {
            Arrives::Ends => {
                path.hops.push(hop(None, crossing.steps));
                self.finish(path);
            }
            Arrives::Node(node) => {
                translate(&mut path, left);
                let filtered =
                    self.group(self.world.address(node, left.destination.is_ipv4()), true, &left, &mut path.logs);
                let mut steps = crossing.steps;
                steps.extend(filtered.step);
                path.hops.push(hop(filtered.allowed.then_some(left), steps));
                if !filtered.allowed {
                    return self.finish(path);
                }
                open.push((path, Next::Node(node, From::Wire, left)));
            }
            Arrives::Host => {
                translate(&mut path, left);
                let filtered = self.group(Some(left.destination), true, &left, &mut path.logs);
                let mut steps = crossing.steps;
                steps.extend(filtered.step);
                path.hops.push(hop(filtered.allowed.then_some(left), steps));
                if !filtered.allowed {
                    return self.finish(path);
                }
                let (kind, name) = (self.world.host_kind(left.destination), self.world.host_name(left.destination));
                path.hops.push(Hop::new(kind, name, Some(left), None, Vec::new()));
                self.arrive(path, Server::Host, left);
            }
            Arrives::Balance(service, index) => {
                let nodes = self.pin_node.map_or_else(|| self.world.healthy(service, index), |node| vec![node]);
                if nodes.is_empty() {
                    let mut steps = crossing.steps;
                    steps.push(Step::new(StepType::Drop, "load balancer", "no node passes the health probe", PROBES));
                    path.hops.push(hop(None, steps));
                    return self.finish(path);
                }
                let share = share(nodes.len());
                let served = self.world.services.get(service);
                let node_port = served
                    .filter(|served| served.service.floating_ip_off)
                    .and_then(|served| served.service.ports.get(index)?.node_port);
                for node in &nodes {
                    let mut path = path.clone();
                    path.share *= share;
                    let mut after = left;
                    let mut steps = crossing.steps.clone();
                    let because = format!("{} of the nodes pass the health probe or are pinned", nodes.len());
                    steps.push(Step::new(StepType::Balance, "load balancer", because, PROBES));
                    if let (Some(port), Some(address)) =
                        (node_port, self.world.address(*node, left.destination.is_ipv4()))
                    {
                        after.destination = address;
                        after.destination_port = Port::Known(port);
                        steps.push(
                            Step::new(
                                StepType::Rewrite,
                                "load balancer rule",
                                "floating IP is off: the rule leads to the node port",
                                PROBES,
                            )
                            .rewrites(left, after),
                        );
                    }
                    translate(&mut path, after);
                    let filtered = self.group(
                        self.world.address(*node, after.destination.is_ipv4()),
                        true,
                        &after,
                        &mut path.logs,
                    );
                    steps.extend(filtered.step);
                    path.hops.push(hop(filtered.allowed.then_some(after), steps));
                    if filtered.allowed {
                        open.push((path, Next::Node(*node, From::Wire, after)));
                    } else {
                        self.finish(path);
                    }
                }
            }
        }
    }

    fn end(&mut self, mut path: Path, step: Step) {
        if let Some(hop) = path.hops.last_mut() {
            hop.left = None;
            hop.steps.push(step);
        }
        self.finish(path);
    }

    /// The request ended on its way: the last step of its last hop says why.
    fn finish(&mut self, mut path: Path) {
        let asked = path.asked;
        let step = path.hops.last_mut().and_then(|hop| hop.stop(asked));
        let rejected = step.as_ref().is_some_and(|step| step.kind == StepType::Reject);
        self.traces.push(FlowTrace {
            probability: path.share,
            outcome: if rejected { Outcome::Rejected } else { Outcome::Dropped },
            request: path.hops,
            reply: None,
            served_by: None,
            seen_by_server: None,
            decided_by: step,
            flow_logs: path.logs,
            http: None,
            findings: self.world.findings.clone(),
        });
    }

    /// The request arrived: the answer is walked back.
    fn arrive(&mut self, mut path: Path, server: Server, header: Header) {
        let world = self.world;
        let pod_name = |pod: usize| world.pods.get(pod).map(|pod| pod.full_name.clone());
        let served_by = match server {
            Server::Pod(pod) => pod_name(pod),
            Server::Process(node) => path.backend.and_then(pod_name).or_else(|| Some(world.node_name(node))),
            Server::Host => Some(world.host_name(header.destination)),
        };
        if let Some(hop) = path.hops.last_mut() {
            let name = served_by.as_deref().unwrap_or_default();
            hop.steps.push(Step::new(
                StepType::Deliver,
                "socket",
                format!("{name} has the address {}", header.destination),
                &[],
            ));
        }
        let back = world.walk_back(self.client, path.asked, server, header, &path.translated);
        self.traces.push(FlowTrace {
            probability: path.share,
            outcome: if back.arrived { Outcome::Delivered } else { Outcome::FailedOnReturn },
            request: path.hops,
            reply: Some(back.hops),
            served_by,
            seen_by_server: Some(header),
            decided_by: back.decided,
            flow_logs: path.logs,
            http: None,
            findings: self.world.findings.clone(),
        });
    }
}
