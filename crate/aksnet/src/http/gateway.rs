//! Gateway API: listeners, attachment, precedence.

use super::answer::{Backend, HttpAnswer, Invalid, Matched, Timeouts};
use super::backend::granted;
use super::filter::{Setting, apply, target};
use super::pattern::{PathMatch, Text, host_rank, intersect};
use super::request::HttpRequest;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{Object, Selector};
use std::cmp::Reverse;

const GROUP: &str = "gateway.networking.k8s.io";

pub(super) fn is_gateway(object: &Object) -> bool {
    object.kind == "Gateway" && object.group() == GROUP
}

struct Listener<'a> {
    /// The Gateway or `ListenerSet` that has it.
    owner: &'a Object,
    name: String,
    port: u64,
    protocol: String,
    hostname: String,
    from: String,
    selector: Option<Selector>,
    kinds: Vec<String>,
}

/// Everything that decides between two matches: the greatest wins.
type Rank =
    ((u8, usize), (u8, usize), usize, bool, usize, usize, Reverse<(bool, String, String, String, usize, usize)>);

struct Candidate<'a> {
    rank: Rank,
    route: &'a Object,
    rule: usize,
    index: usize,
    path: PathMatch,
}

/// What a request meets at Gateways: all of them, or one.
pub(super) fn route(
    environment: &Environment,
    entry: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpAnswer, Error> {
    let mut because = Vec::new();
    let mut listeners = Vec::new();
    for gateway in environment.kubernetes.iter().filter(|object| is_gateway(object)) {
        if entry.is_none_or(|entry| gateway.full_name() == entry) {
            let mut own = Vec::new();
            read_listeners(environment, gateway, &mut own, &mut because)?;
            join_sets(environment, gateway, &mut own, &mut because)?;
            listeners.append(&mut own);
        }
    }
    let (protocol, own) = if request.scheme() == "https" { ("HTTPS", 443) } else { ("HTTP", 80) };
    listeners.retain(|listener| listener.protocol.eq_ignore_ascii_case(protocol));
    // Without a port: the scheme's own, where a listener has it.
    let default = if listeners.iter().any(|listener| listener.port == own) {
        Some(own)
    } else {
        listeners.first().map(|listener| listener.port)
    };
    let port = request.port.or(default).unwrap_or(own);
    listeners.retain(|listener| listener.port == port);
    let host = request.name();
    let best = |name: &str| {
        let ranks = listeners.iter().filter_map(|listener| host_rank(&listener.hostname, name, false));
        ranks.max()
    };
    let Some(rank) = best(&host) else {
        because.push(format!("no {protocol} listener on port {port} takes the host {host}"));
        return Ok(HttpAnswer::none(request, 404, because));
    };
    if protocol == "HTTPS" {
        let sni = request.sni.clone().unwrap_or_else(|| host.clone()).to_ascii_lowercase();
        let at = |name: &str| {
            let rank = best(name)?;
            listeners
                .iter()
                .find(|listener| host_rank(&listener.hostname, name, false) == Some(rank))
                .map(|listener| listener.hostname.clone())
        };
        match at(&sni) {
            None => {
                because.push(format!("no listener takes a connection for {sni}"));
                return Ok(HttpAnswer::none(request, 404, because));
            }
            Some(connected) if Some(&connected) != at(&host).as_ref() => {
                because.push(format!("the connection for {sni} belongs to another listener than the host {host}"));
                return Ok(HttpAnswer::none(request, 421, because));
            }
            Some(_) => because.push("TLS ends at the listener".to_owned()),
        }
    }
    // Only the most specific listener counts: listeners are isolated from each other.
    listeners.retain(|listener| host_rank(&listener.hostname, &host, false) == Some(rank));
    for listener in &listeners {
        because.push(format!(
            "listener {} of {} {} takes {host}",
            listener.name,
            listener.owner.kind,
            listener.owner.full_name()
        ));
    }
    let mut candidates: Vec<Candidate<'_>> = Vec::new();
    for object in routes(environment) {
        for listener in &listeners {
            if attached(environment, object, listener, &mut because)? {
                collect(object, &listener.hostname, request, &mut candidates, &mut because)?;
            }
        }
    }
    decide(environment, candidates, request, port, because)
}

/// Routes bound to a Service (a mesh): the Service that the host names.
pub(super) fn mesh(environment: &Environment, request: &HttpRequest) -> Result<Option<HttpAnswer>, Error> {
    let host = request.name();
    let mut candidates = Vec::new();
    let mut because = Vec::new();
    let mut bound = false;
    for object in routes(environment) {
        let node = object.node();
        let Some(spec) = node.get("spec")? else { continue };
        for parent in spec.list("parentRefs")?.unwrap_or_default() {
            if parent.text_at("kind")?.as_deref() != Some("Service") {
                continue;
            }
            let namespace = parent.text_at("namespace")?.unwrap_or_else(|| object.namespace().to_owned());
            let name = parent.text_at("name")?.unwrap_or_default();
            let port = parent.whole_at("port", 1..=65_535)?;
            let full = format!("{name}.{namespace}");
            let names = [name.clone(), full.clone(), format!("{full}.svc"), format!("{full}.svc.cluster.local")];
            if names.contains(&host) && (port.is_none() || request.port.is_none() || port == request.port) {
                bound = true;
                because.push(format!("{} {} is bound to Service {namespace}/{name}", object.kind, object.full_name()));
                collect(object, "", request, &mut candidates, &mut because)?;
                break;
            }
        }
    }
    if !bound {
        return Ok(None);
    }
    decide(environment, candidates, request, request.port.unwrap_or(80), because).map(Some)
}

fn routes(environment: &Environment) -> impl Iterator<Item = &Object> {
    environment
        .kubernetes
        .iter()
        .filter(|object| object.group() == GROUP && matches!(object.kind.as_str(), "HTTPRoute" | "GRPCRoute"))
}

fn read_listeners<'a>(
    environment: &Environment,
    gateway: &'a Object,
    all: &mut Vec<Listener<'a>>,
    because: &mut Vec<String>,
) -> Result<(), Error> {
    let node = gateway.node();
    let Some(spec) = node.get("spec")? else { return Ok(()) };
    'next: for listener in spec.list("listeners")?.unwrap_or_default() {
        let name = listener.text_at("name")?.unwrap_or_default();
        if let Some(tls) = listener.get("tls")? {
            for certificate in tls.list("certificateRefs")?.unwrap_or_default() {
                let namespace = certificate.text_at("namespace")?.unwrap_or_else(|| gateway.namespace().to_owned());
                let secret = certificate.text_at("name")?.unwrap_or_default();
                if !granted(environment, &gateway.kind, gateway.namespace(), "Secret", &namespace, &secret)? {
                    because.push(format!(
                        "listener {name} is not programmed: no ReferenceGrant lets it name Secret {namespace}/{secret}"
                    ));
                    continue 'next;
                }
            }
        }
        let mut from = "Same".to_owned();
        let mut selector = None;
        let mut kinds = Vec::new();
        if let Some(allowed) = listener.get("allowedRoutes")? {
            if let Some(namespaces) = allowed.get("namespaces")? {
                from = namespaces.text_at("from")?.unwrap_or(from);
                selector = namespaces.read_at("selector", Selector::read)?;
            }
            for kind in allowed.list("kinds")?.unwrap_or_default() {
                kinds.push(kind.text_at("kind")?.unwrap_or_default());
            }
        }
        all.push(Listener {
            owner: gateway,
            name,
            port: listener.whole_at("port", 1..=65_535)?.unwrap_or(0),
            protocol: listener.text_at("protocol")?.unwrap_or_default(),
            hostname: listener.text_at("hostname")?.unwrap_or_default(),
            from,
            selector,
            kinds,
        });
    }
    Ok(())
}

/// Whether `from` and its selector take what stands in `namespace`; `own` is where they stand themselves.
fn takes(environment: &Environment, from: &str, selector: Option<&Selector>, own: &str, namespace: &str) -> bool {
    match from {
        "All" => true,
        "Selector" => {
            let object =
                environment.kubernetes.iter().find(|object| object.kind == "Namespace" && object.name == namespace);
            // The API server puts the namespace's name on it as a label.
            let mut labels = object.map(|object| object.labels.clone()).unwrap_or_default();
            labels.entry("kubernetes.io/metadata.name".to_owned()).or_insert_with(|| namespace.to_owned());
            selector.is_some_and(|selector| selector.matches(&labels))
        }
        "None" => false,
        _ => own == namespace,
    }
}

/// The listeners of `ListenerSet`s that the Gateway lets in, the oldest first. One that conflicts with an earlier listener is left out.
fn join_sets<'a>(
    environment: &'a Environment,
    gateway: &'a Object,
    all: &mut Vec<Listener<'a>>,
    because: &mut Vec<String>,
) -> Result<(), Error> {
    let mut sets = Vec::new();
    for set in environment.kubernetes.iter().filter(|object| object.kind == "ListenerSet" && object.group() == GROUP) {
        let node = set.node();
        let Some(spec) = node.get("spec")? else { continue };
        let Some(parent) = spec.get("parentRef")? else { continue };
        let namespace = parent.text_at("namespace")?.unwrap_or_else(|| set.namespace().to_owned());
        if namespace == gateway.namespace() && parent.text_at("name")?.as_deref() == Some(gateway.name.as_str()) {
            sets.push((created(&node)?.map_or((1, String::new()), |date| (0, date)), set.full_name(), set));
        }
    }
    sets.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    if sets.is_empty() {
        return Ok(());
    }
    let node = gateway.node();
    let (mut from, mut selector) = ("None".to_owned(), None);
    if let Some(spec) = node.get("spec")?
        && let Some(allowed) = spec.get("allowedListeners")?
        && let Some(namespaces) = allowed.get("namespaces")?
    {
        from = namespaces.text_at("from")?.unwrap_or(from);
        selector = namespaces.read_at("selector", Selector::read)?;
    }
    for (_, name, set) in sets {
        if !takes(environment, &from, selector.as_ref(), gateway.namespace(), set.namespace()) {
            because.push(format!(
                "ListenerSet {name} is not accepted: Gateway {} lets none in from its namespace",
                gateway.full_name()
            ));
            continue;
        }
        let mut own = Vec::new();
        read_listeners(environment, set, &mut own, because)?;
        for listener in own {
            let conflict = all.iter().any(|other| {
                let protocol = other.protocol.eq_ignore_ascii_case(&listener.protocol);
                other.port == listener.port && (!protocol || other.hostname.eq_ignore_ascii_case(&listener.hostname))
            });
            if conflict {
                because.push(format!(
                    "listener {} of ListenerSet {name} conflicts with an earlier one and is left out",
                    listener.name
                ));
            } else {
                all.push(listener);
            }
        }
    }
    Ok(())
}

fn created(node: &Node<'_>) -> Result<Option<String>, Error> {
    match node.get("metadata")? {
        Some(metadata) => metadata.text_at("creationTimestamp"),
        None => Ok(None),
    }
}

fn attached(
    environment: &Environment,
    route: &Object,
    listener: &Listener<'_>,
    because: &mut Vec<String>,
) -> Result<bool, Error> {
    let node = route.node();
    let Some(spec) = node.get("spec")? else { return Ok(false) };
    let mut asked = false;
    for parent in spec.list("parentRefs")?.unwrap_or_default() {
        let kind = parent.text_at("kind")?.unwrap_or_else(|| "Gateway".to_owned());
        let namespace = parent.text_at("namespace")?.unwrap_or_else(|| route.namespace().to_owned());
        asked |= kind == listener.owner.kind
            && namespace == listener.owner.namespace()
            && parent.text_at("name")?.as_deref() == Some(listener.owner.name.as_str())
            && parent.text_at("sectionName")?.is_none_or(|section| section == listener.name)
            && parent.whole_at("port", 1..=65_535)?.is_none_or(|port| port == listener.port);
    }
    if !asked {
        return Ok(false);
    }
    let allowed =
        takes(environment, &listener.from, listener.selector.as_ref(), listener.owner.namespace(), route.namespace());
    if !allowed {
        because.push(format!(
            "{} {} is not attached: listener {} takes no routes of its namespace (NotAllowedByListeners)",
            route.kind,
            route.full_name(),
            listener.name
        ));
        return Ok(false);
    }
    if !listener.kinds.is_empty() && !listener.kinds.contains(&route.kind) {
        because.push(format!(
            "{} {} is not attached: listener {} does not take its kind (NotAllowedByListeners)",
            route.kind,
            route.full_name(),
            listener.name
        ));
        return Ok(false);
    }
    let hostnames = spec.read_all("hostnames", |name| name.text().map(str::to_owned))?.unwrap_or_default();
    let common = hostnames.is_empty() || hostnames.iter().any(|name| intersect(&listener.hostname, name));
    if !common {
        because.push(format!(
            "{} {} is not attached: its host names have none in common with listener {} (NoMatchingListenerHostname)",
            route.kind,
            route.full_name(),
            listener.name
        ));
    }
    Ok(common)
}

fn collect<'a>(
    route: &'a Object,
    listener_host: &str,
    request: &HttpRequest,
    all: &mut Vec<Candidate<'a>>,
    because: &mut Vec<String>,
) -> Result<(), Error> {
    let node = route.node();
    let Some(spec) = node.get("spec")? else { return Ok(()) };
    let hostnames = spec.read_all("hostnames", |name| name.text().map(str::to_owned))?.unwrap_or_default();
    let host = request.name();
    let rank = if hostnames.is_empty() {
        host_rank(listener_host, &host, false)
    } else {
        hostnames.iter().filter_map(|name| host_rank(name, &host, false)).max()
    };
    let Some(host) = rank else { return Ok(()) };
    let created = created(&node)?;
    for (rule_index, rule) in spec.list("rules")?.unwrap_or_default().iter().enumerate() {
        let matches = rule.list("matches")?.unwrap_or_default();
        let everything = serde_json::json!({});
        let one = Node::root(&everything);
        let matches = if matches.is_empty() { vec![one] } else { matches };
        for (index, entry) in matches.iter().enumerate() {
            let read =
                if route.kind == "GRPCRoute" { grpc(entry, request, because)? } else { http(entry, request, because)? };
            let Some((path, path_rank, second, method, headers, query)) = read else { continue };
            let age = Reverse((
                created.is_none(),
                created.clone().unwrap_or_default(),
                route.namespace().to_owned(),
                route.name.clone(),
                rule_index,
                index,
            ));
            all.push(Candidate {
                rank: (host, path_rank, second, method, headers, query, age),
                route,
                rule: rule_index,
                index,
                path,
            });
        }
    }
    Ok(())
}

type Read = Option<(PathMatch, (u8, usize), usize, bool, usize, usize)>;

fn http(node: &Node<'_>, request: &HttpRequest, because: &mut Vec<String>) -> Result<Read, Error> {
    let mut path = PathMatch::prefix("/");
    if let Some(field) = node.get("path")? {
        let value = field.text_at("value")?.unwrap_or_else(|| "/".to_owned());
        path = match field.text_at("type")?.as_deref() {
            Some("Exact") => PathMatch::Exact(value),
            Some("RegularExpression") => PathMatch::Regex(Text::regex(&value, because), value.len()),
            _ => PathMatch::prefix(&value),
        };
    }
    let method = node.text_at("method")?;
    let headers = texts(node, "headers", because)?;
    let query = texts(node, "queryParams", because)?;
    let holds = path.holds(request.path())
        && method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(request.method()))
        && headers.iter().all(|(name, text)| request.header(name).is_some_and(|value| text.holds(&value)))
        && query.iter().all(|(name, text)| request.parameter(name).is_some_and(|value| text.holds(&value)));
    let rank = path.rank();
    Ok(holds.then_some((path, rank, 0, method.is_some(), headers.len(), query.len())))
}

fn grpc(node: &Node<'_>, request: &HttpRequest, because: &mut Vec<String>) -> Result<Read, Error> {
    let mut parts = request.path().trim_start_matches('/').splitn(2, '/');
    let (service, method) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (mut holds, mut lengths) = (true, (0, 0));
    if let Some(field) = node.get("method")? {
        let regex = field.text_at("type")?.as_deref() == Some("RegularExpression");
        for (key, text, length) in [("service", service, &mut lengths.0), ("method", method, &mut lengths.1)] {
            if let Some(value) = field.text_at(key)? {
                *length = value.len();
                holds &= if regex { Text::regex(&value, because).holds(text) } else { value == text };
            }
        }
    }
    let headers = texts(node, "headers", because)?;
    holds &= headers.iter().all(|(name, text)| request.header(name).is_some_and(|value| text.holds(&value)));
    Ok(holds.then_some((PathMatch::prefix("/"), (1, lengths.0), lengths.1, false, headers.len(), 0)))
}

/// Name and comparison; the first entry of a name counts.
fn texts(node: &Node<'_>, key: &str, because: &mut Vec<String>) -> Result<Vec<(String, Text)>, Error> {
    let mut all: Vec<(String, Text)> = Vec::new();
    for entry in node.list(key)?.unwrap_or_default() {
        let name = entry.text_at("name")?.unwrap_or_default();
        let same = |known: &str| if key == "headers" { known.eq_ignore_ascii_case(&name) } else { known == name };
        if all.iter().any(|(known, _)| same(known)) {
            continue;
        }
        let value = entry.text_at("value")?.unwrap_or_default();
        let text = match entry.text_at("type")?.as_deref() {
            Some("RegularExpression") => Text::regex(&value, because),
            _ => Text::Exact(value),
        };
        all.push((name, text));
    }
    Ok(all)
}

fn decide(
    environment: &Environment,
    candidates: Vec<Candidate<'_>>,
    request: &HttpRequest,
    port: u64,
    mut because: Vec<String>,
) -> Result<HttpAnswer, Error> {
    let count = candidates.len();
    let Some(winner) = candidates.into_iter().max_by(|one, other| one.rank.cmp(&other.rank)) else {
        because.push(format!("no rule of an attached route matches {} {}", request.method(), request.path));
        return Ok(HttpAnswer::none(request, 404, because));
    };
    because.push(format!(
        "{} {} rule {} match {} wins over {} other matches: host, then path, method, headers, query parameters, age, name, order",
        winner.route.kind, winner.route.full_name(), winner.rule, winner.index, count.saturating_sub(1)
    ));
    let node = winner.route.node();
    let spec = node.get("spec")?;
    let rules = match &spec {
        Some(spec) => spec.list("rules")?.unwrap_or_default(),
        None => Vec::new(),
    };
    let mut answer = HttpAnswer::none(request, 500, because);
    answer.matched = Some(Matched {
        object: format!("{} {}", winner.route.kind, winner.route.full_name()),
        rule: winner.rule,
        index: winner.index,
    });
    let Some(rule) = rules.get(winner.rule) else { return Ok(answer) };
    let setting = Setting {
        environment,
        kind: &winner.route.kind,
        namespace: winner.route.namespace(),
        port,
        path: &winner.path,
    };
    finish(rule, &setting, &mut answer)?;
    Ok(answer)
}

fn finish(rule: &Node<'_>, setting: &Setting<'_>, answer: &mut HttpAnswer) -> Result<(), Error> {
    let outcome = apply(rule, setting, &mut answer.request, &mut answer.because)?;
    answer.mirrors = outcome.mirrors;
    let mut response = outcome.response;
    if let Some(timeouts) = rule.get("timeouts")? {
        answer.timeouts = Some(Timeouts {
            request: timeouts.text_at("request")?,
            backend_request: timeouts.text_at("backendRequest")?,
        });
    }
    let mut stop = outcome.redirect;
    let references = rule.list("backendRefs")?.unwrap_or_default();
    if let Some(why) = outcome.unknown {
        answer.because.push(why);
        return Ok(());
    }
    for reference in &references {
        if stop.is_some() {
            break;
        }
        let weight = reference.whole_at("weight", 0..=1_000_000)?.unwrap_or(1);
        match target(reference, setting)? {
            Err(why) => answer.invalid.push(Invalid { weight, because: why }),
            Ok(target) => {
                let mut own = answer.request.clone();
                let outcome = apply(reference, setting, &mut own, &mut answer.because)?;
                if let Some(why) = outcome.unknown {
                    answer.invalid.push(Invalid { weight, because: why });
                    continue;
                }
                if references.len() == 1 {
                    stop = outcome.redirect;
                    response.merge(outcome.response);
                } else if outcome.redirect.is_some() || !outcome.response.is_empty() {
                    answer.because.push(format!(
                        "the filters of backend {} alone redirect or change the response",
                        target.full()
                    ));
                }
                answer.mirrors.extend(outcome.mirrors);
                let request = (own != answer.request).then_some(own);
                answer.backends.push(Backend { service: target.full(), port: target.port, weight, request });
            }
        }
    }
    answer.response_headers = Some(response).filter(|response| !response.is_empty());
    if let Some((status, to)) = stop {
        answer.status = Some(status);
        answer.because.push(format!("redirected with {status} to {to}"));
        answer.redirect = Some(to);
        answer.backends.clear();
        return Ok(());
    }
    if answer.backends.iter().any(|backend| backend.weight > 0) {
        answer.status = None;
    } else {
        answer.because.push("no backend with a weight can be used: 500".to_owned());
    }
    for invalid in &answer.invalid {
        answer.because.push(format!("weight {} is answered with 500: {}", invalid.weight, invalid.because));
    }
    Ok(())
}
