//! A request of HTTP through a proxy: the client's connection ends there, and the proxy opens its own to a pod of the backend.
//!
//! Whoever takes the first connection is the proxy: a pod behind a Service (NGINX, an Istio gateway, a controller of one's own), or a host in
//! a gateway's subnet (Application Gateway, Application Gateway for Containers). `routeHttp` says which backend. Each connection is traced as
//! any other, so that the plugin decides whether the proxy reaches the pod.

use super::answer::{FlowTrace, Header, Hop, HopKind, HttpWay, Leg, Outcome, Step, StepType};
use super::filter::Filters;
use super::request::{FlowRequest, Place};
use super::walk::trace;
use super::world::{Owner, World};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::facts::{self, Source, source};
use crate::http::{HttpAnswer, route_http};
use crate::kubernetes::Protocol;
use serde_json::{Value, json};
use std::net::IpAddr;

const PROXY: &[&Source] = &[&source::INGRESS];
const MESH: &[&Source] = facts::ISTIO_CNI_SINCE.sources;

/// The part of the question that is about HTTP.
pub(super) struct HttpQuestion {
    http: Value,
    entry: Option<String>,
    secure: bool,
}

impl HttpQuestion {
    /// Reads it; nothing where the question is about a packet alone.
    pub(super) fn read(request: &Value) -> Result<Option<Self>, Error> {
        let root = Node::root(request);
        let Some(http) = root.get("http")? else { return Ok(None) };
        let secure = http.text_at("scheme")?.is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        Ok(Some(Self { http: http.value().clone(), entry: root.text_at("entry")?, secure }))
    }

    fn answer(&self, environment: &Environment) -> Result<HttpAnswer, Error> {
        let mut request = json!({ "http": self.http });
        if let (Some(entry), Value::Object(map)) = (&self.entry, &mut request) {
            map.insert("entry".to_owned(), json!(entry));
        }
        route_http(environment, &request)
    }
}

/// The proxy, when the first connection has arrived at it.
struct Proxy {
    place: Place,
    name: String,
    /// The client as the proxy sees it.
    client: IpAddr,
}

/// One trace for each way through the proxy.
pub(super) fn proxied(
    environment: &Environment,
    world: &World,
    request: &FlowRequest,
    http: &HttpQuestion,
    filters: &Filters<'_>,
) -> Result<Vec<FlowTrace>, Error> {
    let answer = http.answer(environment)?;
    // A pod with a sidecar needs no other proxy: its own routes what it sends.
    if let Place::Pod(name) = &request.from
        && world.sidecar(name)
    {
        return from_sidecar(world, request, &answer, filters, name);
    }
    let first = FlowRequest { pin_pod: None, ..request.clone() };
    let mut all = Vec::new();
    for trace in trace(world, &first, Some(filters))? {
        let Some(proxy) = proxy_of(world, &trace) else {
            all.push(trace);
            continue;
        };
        all.extend(through(world, request, http, &answer, filters, &trace, &proxy)?);
    }
    Ok(all)
}

fn proxy_of(world: &World, trace: &FlowTrace) -> Option<Proxy> {
    if trace.outcome != Outcome::Delivered {
        return None;
    }
    let (seen, name) = (trace.seen_by_server?, trace.served_by.clone()?);
    let place = match world.owner(seen.destination) {
        Some(Owner::Pod(_)) => Place::Pod(name.clone()),
        _ if world.pod_named(&name).is_some() => Place::Pod(name.clone()),
        Some(Owner::Node(_)) => Place::Node(name.clone()),
        // A gateway with a public frontend connects to pods from its own subnet.
        None => {
            let mut own = world.hosts.iter().filter(|host| host.name == name);
            let inside = own.find(|host| world.azure_gateway(host.address).is_some());
            Place::Address(inside.map_or(seen.destination, |host| host.address))
        }
    };
    Some(Proxy { place, name, client: seen.source })
}

/// The ways from a proxy on, each joined to the way to it.
fn through(
    world: &World,
    request: &FlowRequest,
    http: &HttpQuestion,
    answer: &HttpAnswer,
    filters: &Filters<'_>,
    first: &FlowTrace,
    proxy: &Proxy,
) -> Result<Vec<FlowTrace>, Error> {
    let tls = if http.secure { "client" } else { "none" };
    let from = first.request.first().map(|hop| hop.at.name.clone()).unwrap_or_default();
    let way = HttpWay {
        legs: vec![Leg { from, to: proxy.name.clone(), tls }],
        service: None,
        status: None,
        forwarded_for: Some(proxy.client.to_string()),
        because: answer.because.clone(),
    };
    let ends = if http.secure { "; TLS ends here" } else { "" };
    let says = format!(
        "the client's connection ends here{ends}: the proxy sees {} and writes it into X-Forwarded-For",
        proxy.client
    );
    let begun = |steps: &mut Vec<Step>| steps.push(Step::new(StepType::Proxy, "HTTP proxy", says.clone(), PROXY));
    let mut all = Vec::new();
    for Choice { share, outcome } in choices(world, request, answer) {
        let target = match outcome {
            Ok(target) => target,
            Err((status, because)) => {
                let mut trace = first.clone();
                trace.probability *= share;
                if let Some(last) = trace.request.last_mut() {
                    last.at.kind = HopKind::Ingress;
                    begun(&mut last.steps);
                    last.steps.push(Step::new(StepType::Proxy, "HTTP proxy", because, PROXY));
                }
                trace.http = Some(HttpWay { status: Some(status), ..way.clone() });
                all.push(trace);
                continue;
            }
        };
        for second in second(world, request, &proxy.place, &target, filters)? {
            let mesh =
                world.proxies_mesh(&proxy.name) && second.served_by.as_deref().is_some_and(|pod| world.sidecar(pod));
            let mut way = way.clone();
            way.legs.push(Leg {
                from: proxy.name.clone(),
                to: second.served_by.clone().unwrap_or_else(|| target.address.to_string()),
                tls: if mesh { "mutual" } else { "none" },
            });
            way.service = Some(target.service.clone());
            let mut joined = join(first, second, share, &begun);
            into_sidecar(world, &mut joined, mesh);
            joined.http = Some(way);
            all.push(joined);
        }
    }
    Ok(all)
}

/// A share of the requests, and what becomes of it.
struct Choice {
    share: f64,
    outcome: Result<Target, (u64, String)>,
}

/// A pod that the proxy chose.
#[derive(Clone)]
struct Target {
    service: String,
    address: IpAddr,
    port: u16,
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "weights are far below what a float counts exactly"
)]
fn choices(world: &World, request: &FlowRequest, answer: &HttpAnswer) -> Vec<Choice> {
    if let Some(status) = answer.status {
        let because = answer.because.last().cloned().unwrap_or_default();
        return vec![Choice { share: 1.0, outcome: Err((status, format!("answered with {status}: {because}"))) }];
    }
    let weights = answer.backends.iter().map(|one| one.weight).chain(answer.invalid.iter().map(|one| one.weight));
    let sum: u64 = weights.fold(0, u64::saturating_add);
    let share = |weight: u64| if sum == 0 { 0.0 } else { weight as f64 / sum as f64 };
    let mut all = Vec::new();
    for backend in answer.backends.iter().filter(|backend| backend.weight > 0) {
        let share = share(backend.weight);
        let pods = world.pods_behind(&backend.service, backend.port);
        let pinned: Vec<_> = pods
            .iter()
            .filter(|(_, _, name)| request.pin_pod.as_ref().is_some_and(|pin| name.as_ref() == Some(pin)))
            .cloned()
            .collect();
        let pods = if pinned.is_empty() { pods } else { pinned };
        if pods.is_empty() {
            let because =
                format!("answered with 503: nobody is behind port {} of Service {}", backend.port, backend.service);
            all.push(Choice { share, outcome: Err((503, because)) });
        }
        let each = share / pods.len() as f64;
        for (address, port, _) in pods {
            let target = Target { service: backend.service.clone(), address, port };
            all.push(Choice { share: each, outcome: Ok(target) });
        }
    }
    for invalid in answer.invalid.iter().filter(|invalid| invalid.weight > 0) {
        let because = format!("answered with 500: {}", invalid.because);
        all.push(Choice { share: share(invalid.weight), outcome: Err((500, because)) });
    }
    all
}

/// The proxy's own connection: to the pod, not to the Service's address.
fn second(
    world: &World,
    request: &FlowRequest,
    from: &Place,
    target: &Target,
    filters: &Filters<'_>,
) -> Result<Vec<FlowTrace>, Error> {
    let own = FlowRequest {
        from: from.clone(),
        to: Place::Address(target.address),
        port: target.port,
        protocol: Protocol::Tcp,
        source_port: None,
        at: request.at,
        pin_node: None,
        pin_pod: None,
    };
    trace(world, &own, Some(filters))
}

/// Two connections as one way: the proxy is one machine in the middle of it, there and back.
fn join(first: &FlowTrace, second: FlowTrace, share: f64, begun: &dyn Fn(&mut Vec<Step>)) -> FlowTrace {
    let mut request = first.request.clone();
    let mut rest = second.request.into_iter();
    if let (Some(last), Some(own)) = (request.last_mut(), rest.next()) {
        last.at.kind = HopKind::Ingress;
        begun(&mut last.steps);
        if let (Some(before), Some(after)) = (first.seen_by_server, own.left) {
            let because = "the proxy opens a connection of its own to a pod of the Service, at the pod's address";
            last.steps.push(Step::new(StepType::Proxy, "HTTP proxy", because, PROXY).rewrites(before, after));
        }
        last.steps.extend(own.steps.into_iter().filter(|step| step.kind != StepType::Enter));
        last.left = own.left;
    }
    request.extend(rest);
    // The answer comes to the proxy first, which answers the client itself.
    let reply = second.reply.map(|mut reply| {
        let back = first.reply.as_deref().unwrap_or_default();
        if second.outcome == Outcome::Delivered
            && let (Some(last), Some((own, rest))) = (reply.last_mut(), back.split_first())
        {
            last.at.kind = HopKind::Ingress;
            last.left = own.left;
            last.steps.extend(own.steps.iter().cloned());
            reply.extend(rest.iter().cloned());
        }
        reply
    });
    let mut flow_logs = first.flow_logs.clone();
    flow_logs.extend(second.flow_logs);
    let mut findings = first.findings.clone();
    findings.extend(second.findings.into_iter().filter(|finding| !first.findings.contains(finding)));
    FlowTrace {
        probability: first.probability * share * second.probability,
        outcome: second.outcome,
        request,
        reply,
        served_by: second.served_by,
        seen_by_server: second.seen_by_server,
        decided_by: second.decided_by,
        flow_logs,
        http: None,
        findings,
    }
}

fn sidecar_step(pod: &str, because: &str) -> Step {
    Step::new(StepType::Proxy, "istio-proxy", format!("{because} of {pod}"), MESH)
}

/// Puts the sidecar of the pod that serves before it, and after it on the way back.
fn into_sidecar(world: &World, trace: &mut FlowTrace, mesh: bool) {
    let Some(pod) = trace.served_by.clone().filter(|pod| world.sidecar(pod)) else { return };
    if trace.reply.is_none() {
        return;
    }
    let opened = if mesh {
        "mutual TLS ends in the sidecar"
    } else {
        "plain HTTP comes to the sidecar, which a strict PeerAuthentication refuses,"
    };
    let hop = |header: Option<Header>, step: Step| {
        Hop::new(HopKind::Sidecar, format!("istio-proxy of {pod}"), header, header, vec![step])
    };
    let at = trace.request.len().saturating_sub(1);
    let came = trace.request.last().and_then(|hop| hop.entered);
    trace.request.insert(at, hop(came, sidecar_step(&pod, opened)));
    if let Some(reply) = &mut trace.reply {
        let left = reply.first().and_then(|hop| hop.left);
        reply.insert(1.min(reply.len()), hop(left, sidecar_step(&pod, "the answer leaves through the sidecar")));
    }
}

/// A pod whose own sidecar routes: its connection to the application's pod is the only one on the network.
fn from_sidecar(
    world: &World,
    request: &FlowRequest,
    answer: &HttpAnswer,
    filters: &Filters<'_>,
    name: &str,
) -> Result<Vec<FlowTrace>, Error> {
    // Nobody's route: the sidecar goes to the Service that was asked.
    let unrouted = answer.matched.is_none() && answer.status == Some(404);
    let mut all = Vec::new();
    let choices = match &request.to {
        Place::Service(service) if unrouted => {
            let pods = world.pods_behind(service, u64::from(request.port));
            #[expect(
                clippy::as_conversions,
                clippy::cast_precision_loss,
                reason = "far fewer pods than a float counts exactly"
            )]
            let share = 1.0 / pods.len().max(1) as f64;
            let target = |(address, port, _)| Target { service: service.clone(), address, port };
            pods.into_iter().map(|pod| Choice { share, outcome: Ok(target(pod)) }).collect()
        }
        _ => choices(world, request, answer),
    };
    for Choice { share, outcome } in choices {
        let way = HttpWay {
            legs: Vec::new(),
            service: None,
            status: None,
            forwarded_for: None,
            because: answer.because.clone(),
        };
        match outcome {
            Err((status, because)) => {
                let (hop, seen) = (HopKind::Sidecar, format!("istio-proxy of {name}"));
                let step = Step::new(StepType::Proxy, "istio-proxy", because, MESH);
                let hops = vec![
                    Hop::new(HopKind::Pod, name, None, None, Vec::new()),
                    Hop::new(hop, seen.clone(), None, None, vec![step]),
                ];
                all.push(FlowTrace {
                    probability: share,
                    outcome: Outcome::Delivered,
                    reply: Some(hops.iter().rev().cloned().collect()),
                    request: hops,
                    served_by: Some(seen),
                    seen_by_server: None,
                    decided_by: None,
                    flow_logs: Vec::new(),
                    http: Some(HttpWay { status: Some(status), ..way }),
                    findings: world.findings.clone(),
                });
            }
            Ok(target) => {
                for mut trace in second(world, request, &request.from, &target, filters)? {
                    let mesh = trace.served_by.as_deref().is_some_and(|pod| world.sidecar(pod));
                    trace.probability *= share;
                    let left = trace.request.first().and_then(|hop| hop.left);
                    let step = sidecar_step(
                        name,
                        "the sidecar takes what leaves the pod, chooses the pod that answers, and connects to it: the sidecar",
                    );
                    let hop = |header: Option<Header>, step: Step| {
                        Hop::new(HopKind::Sidecar, format!("istio-proxy of {name}"), header, header, vec![step])
                    };
                    trace.request.insert(1.min(trace.request.len()), hop(left, step));
                    into_sidecar(world, &mut trace, mesh);
                    if trace.outcome == Outcome::Delivered
                        && let Some(reply) = &mut trace.reply
                    {
                        let at = reply.len().saturating_sub(1);
                        let came = reply.last().and_then(|hop| hop.entered);
                        reply.insert(at, hop(came, sidecar_step(name, "the answer comes to the sidecar")));
                    }
                    let to = trace.served_by.clone().unwrap_or_else(|| target.address.to_string());
                    let tls = if mesh { "mutual" } else { "none" };
                    trace.http = Some(HttpWay {
                        legs: vec![Leg { from: name.to_owned(), to, tls }],
                        service: Some(target.service.clone()),
                        ..way.clone()
                    });
                    all.push(trace);
                }
            }
        }
    }
    Ok(all)
}

impl World {
    /// Whether Istio's proxy runs beside a pod's own containers.
    fn sidecar(&self, name: &str) -> bool {
        self.pod_named(name).and_then(|at| self.pods.get(at)).is_some_and(|pod| pod.has_sidecar)
    }

    /// Whether a proxy speaks the mesh's mutual TLS: one of Istio's own gateways, or any pod with a sidecar.
    fn proxies_mesh(&self, name: &str) -> bool {
        let pod = self.pod_named(name).and_then(|at| self.pods.get(at));
        pod.is_some_and(|pod| {
            pod.has_sidecar
                || pod.labels.contains_key("istio")
                || pod.labels.get("gateway.networking.k8s.io/gateway-class-name").is_some_and(|class| class == "istio")
        })
    }

    /// The pods behind a Service's port: address, port and name.
    fn pods_behind(&self, service: &str, port: u64) -> Vec<(IpAddr, u16, Option<String>)> {
        let Some(served) = self.services.iter().find(|served| served.service.full_name == service) else {
            return Vec::new();
        };
        let index = served.service.ports.iter().position(|own| u64::from(own.port) == port);
        let backends = index.and_then(|at| served.backends.get(at)).map(Vec::as_slice).unwrap_or_default();
        let name = |pod: Option<usize>| pod.and_then(|pod| self.pods.get(pod)).map(|pod| pod.full_name.clone());
        // One family is enough for a connection: the first that there is.
        let ipv4 = backends.first().is_some_and(|backend| backend.address.is_ipv4());
        let own = backends.iter().filter(|backend| backend.address.is_ipv4() == ipv4);
        own.map(|backend| (backend.address, backend.port, name(backend.pod))).collect()
    }
}
