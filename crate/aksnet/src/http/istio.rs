//! Istio's VirtualService: the first match in order, weights, rewrites. Subsets are those of DestinationRules.

use super::answer::{Backend, HttpAnswer, Invalid, Matched, Mirror, Timeouts};
use super::backend::resolve;
use super::compiled::MOST_LOSERS;
use super::mesh::{Served, texts};
use super::pattern::distance;
use super::request::{HeaderChange, HttpRequest, own_port};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{Labels, Object, labels};

pub(super) const GROUP: &str = "networking.istio.io";

pub(super) fn is_gateway(object: &Object) -> bool {
    object.kind == "Gateway" && object.group() == GROUP
}

pub(super) fn is_virtual_service(object: &Object) -> bool {
    object.kind == "VirtualService" && object.group() == GROUP
}

/// `entry` is an Istio Gateway; without one every VirtualService is asked, of a Gateway or of the mesh.
pub(super) fn route(
    environment: &Environment,
    entry: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpAnswer, Error> {
    let mesh = environment.mesh()?;
    let mut because = Vec::new();
    let host = request.name();
    if let Some(entry) = entry {
        match mesh.servers(environment, entry, request)? {
            Served::Yes => {}
            Served::No(why) => return Ok(HttpAnswer::none(request, 404, vec![why])),
            Served::Secure => {
                let to = format!("https://{host}{}", request.path);
                let because =
                    vec![format!("a server of Gateway {entry} has httpsRedirect: redirected with 301 to {to}")];
                let mut answer = HttpAnswer::none(request, 301, because);
                answer.redirect = Some(to);
                return Ok(answer);
            }
        }
    }
    let Some(found) = mesh.of_host(&host, entry) else {
        because.push(format!("no VirtualService has the host {host}"));
        let names = mesh.virtuals.iter().filter(|one| one.bound(entry)).flat_map(|one| &one.hosts);
        let near = names.min_by_key(|name| distance(name, &host));
        because.extend(near.map(|name| format!("nearest is a VirtualService for the host {name}: {host} is another")));
        return Ok(HttpAnswer::none(request, 404, because));
    };
    let Some(object) = environment.kubernetes.get(found.at) else { return Ok(HttpAnswer::none(request, 404, because)) };
    because.extend(found.notes.iter().cloned());
    let Some((owner, won)) = mesh.first(found, request, entry, &mut because) else {
        because.push(format!(
            "no http route of VirtualService {} matches {} {}",
            object.full_name(),
            request.method(),
            request.path
        ));
        because.extend(found.nearest(object, request));
        return Ok(HttpAnswer::none(request, 404, because));
    };
    let Some(object) = environment.kubernetes.get(owner.at) else { return Ok(HttpAnswer::none(request, 404, because)) };
    let (rule, index) = (won.rule, won.index);
    because
        .push(format!("VirtualService {} http[{rule}] is the first that matches, match {index}", object.full_name()));
    let later =
        owner.matches.iter().filter(|one| one.rule > rule && one.open_to(entry) && one.failed(request).is_empty());
    let mut last = rule;
    let mut named = 0usize;
    for one in later {
        if one.rule != last && named < MOST_LOSERS {
            because.push(format!("http[{}] holds too and loses: it stands later", one.rule));
            named = named.saturating_add(1);
        }
        last = one.rule;
    }
    let node = object.node();
    let spec = node.get("spec")?;
    let rules = match &spec {
        Some(spec) => spec.list("http")?.unwrap_or_default(),
        None => Vec::new(),
    };
    let mut answer = HttpAnswer::none(request, 500, because);
    answer.matched = Some(Matched { object: format!("VirtualService {}", object.full_name()), rule, index });
    let Some(http) = rules.get(rule) else { return Ok(answer) };
    finish(environment, object, http, won.prefix.as_deref(), &mut answer)?;
    Ok(answer)
}

fn finish(
    environment: &Environment,
    object: &Object,
    http: &Node<'_>,
    prefix: Option<&str>,
    answer: &mut HttpAnswer,
) -> Result<(), Error> {
    if let Some(redirect) = http.get("redirect")? {
        let request = &answer.request;
        let scheme = redirect.text_at("scheme")?.unwrap_or_else(|| request.scheme().to_owned());
        let host = redirect.text_at("authority")?.unwrap_or_else(|| request.host.clone());
        let mut to = request.clone();
        if let Some(uri) = redirect.text_at("uri")? {
            to.set_path(&uri);
        }
        let port = redirect.whole_at("port", 1..=65_535)?.filter(|port| Some(*port) != own_port(&scheme));
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let to = format!("{scheme}://{host}{port}{}", to.path);
        let status = redirect.whole_at("redirectCode", 300..=399)?.unwrap_or(301);
        answer.because.push(format!("redirected with {status} to {to}"));
        (answer.status, answer.redirect) = (Some(status), Some(to));
        return Ok(());
    }
    if let Some(direct) = http.get("directResponse")? {
        answer.status = direct.whole_at("status", 100..=599)?.or(Some(200));
        answer.because.push("a direct response, without a backend".to_owned());
        return Ok(());
    }
    if http.get("delegate")?.is_some() {
        answer.status = Some(404);
        answer
            .because
            .push("the VirtualService that the route delegates to is not there, or delegates again".to_owned());
        return Ok(());
    }
    if let Some(fault) = http.get("fault")? {
        let Some(status) = aborted(&fault, answer)? else {
            return destinations(environment, object, http, prefix, answer);
        };
        answer.status = Some(status);
        answer.because.push(format!("a fault aborts every request with {status}"));
        return Ok(());
    }
    destinations(environment, object, http, prefix, answer)
}

/// The status of a fault that meets every request. One that meets some is named.
fn aborted(fault: &Node<'_>, answer: &mut HttpAnswer) -> Result<Option<u64>, Error> {
    if fault.get("delay")?.is_some() {
        answer.because.push("a fault delays requests".to_owned());
    }
    let Some(abort) = fault.get("abort")? else { return Ok(None) };
    let percent = match abort.get("percentage")? {
        Some(percentage) => percentage.get("value")?.map(|value| value.number()).transpose()?.unwrap_or(0.0),
        None => 100.0,
    };
    let status = abort.whole_at("httpStatus", 100..=599)?.unwrap_or(500);
    if percent >= 100.0 {
        return Ok(Some(status));
    }
    answer.because.push(format!("a fault aborts a share of the requests with {status}"));
    Ok(None)
}

fn destinations(
    environment: &Environment,
    object: &Object,
    http: &Node<'_>,
    prefix: Option<&str>,
    answer: &mut HttpAnswer,
) -> Result<(), Error> {
    if let Some(rewrite) = http.get("rewrite")? {
        if let Some(uri) = rewrite.text_at("uri")? {
            // A prefix match has its prefix replaced, letter by letter; any other the whole path.
            let path = answer.request.path().to_owned();
            let rest = prefix.and_then(|prefix| path.get(prefix.len()..)).unwrap_or_default();
            answer.request.set_path(&format!("{uri}{rest}"));
        }
        if let Some(authority) = rewrite.text_at("authority")? {
            answer.request.host = authority;
        }
    }
    let mut response = headers(http, &mut answer.request)?;
    if let Some(timeout) = http.text_at("timeout")? {
        answer.timeouts = Some(Timeouts { request: Some(timeout), backend_request: None });
    }
    let routes = http.list("route")?.unwrap_or_default();
    for route in &routes {
        // A single route without a weight gets everything.
        let weight = route.whole_at("weight", 0..=1_000_000)?.unwrap_or(if routes.len() == 1 { 100 } else { 0 });
        let Some(destination) = route.get("destination")? else { continue };
        match target(environment, object, &destination, answer)? {
            Err(because) => answer.invalid.push(Invalid { weight, because }),
            Ok((service, port)) => {
                let mut own = answer.request.clone();
                let changed = headers(route, &mut own)?;
                if routes.len() == 1 {
                    response.merge(changed);
                }
                let request = (own != answer.request).then_some(own);
                answer.backends.push(Backend {
                    service,
                    port,
                    weight,
                    subset: destination.text_at("subset")?,
                    request,
                });
            }
        }
    }
    for mirror in http.list("mirrors")?.unwrap_or_default() {
        let Some(destination) = mirror.get("destination")? else { continue };
        mirrored(environment, object, &destination, percentage(&mirror, "percentage")?, answer)?;
    }
    if let Some(destination) = http.get("mirror")? {
        mirrored(environment, object, &destination, percentage(http, "mirrorPercentage")?, answer)?;
    }
    answer.response_headers = Some(response).filter(|response| !response.is_empty());
    answer.status = if answer.backends.iter().any(|backend| backend.weight > 0) { None } else { Some(500) };
    Ok(())
}

fn percentage(node: &Node<'_>, key: &str) -> Result<f64, Error> {
    Ok(match node.get(key)? {
        Some(percentage) => percentage.get("value")?.map(|value| value.number()).transpose()?.unwrap_or(0.0),
        None => 100.0,
    })
}

fn mirrored(
    environment: &Environment,
    object: &Object,
    node: &Node<'_>,
    percent: f64,
    answer: &mut HttpAnswer,
) -> Result<(), Error> {
    match target(environment, object, node, answer)? {
        Ok((service, port)) => answer.mirrors.push(Mirror { service, port, percent }),
        Err(why) => answer.because.push(format!("nothing is mirrored: {why}")),
    }
    Ok(())
}

/// `headers: { request: { set: { name: value }, … }, response: { … } }`; gives the response's.
fn headers(node: &Node<'_>, request: &mut HttpRequest) -> Result<HeaderChange, Error> {
    let Some(headers) = node.get("headers")? else { return Ok(HeaderChange::default()) };
    if let Some(change) = headers.read_at("request", change)? {
        change.apply(request, false);
    }
    Ok(headers.read_at("response", change)?.unwrap_or_default())
}

fn change(node: &Node<'_>) -> Result<HeaderChange, Error> {
    Ok(HeaderChange {
        set: node.read_at("set", labels)?.unwrap_or_default(),
        add: node.read_at("add", labels)?.unwrap_or_default(),
        remove: texts(node, "remove")?,
    })
}

fn target(
    environment: &Environment,
    object: &Object,
    node: &Node<'_>,
    answer: &mut HttpAnswer,
) -> Result<Result<(String, u64), String>, Error> {
    let host = node.text_at("host")?.unwrap_or_default();
    let mut parts = host.trim_end_matches(".svc.cluster.local").trim_end_matches(".svc").split('.');
    let name = parts.next().unwrap_or_default().to_owned();
    let namespace = parts.next().unwrap_or_else(|| object.namespace()).to_owned();
    if parts.next().is_some() {
        return Ok(Err(format!("{host} is no Service of the cluster")));
    }
    if let Some(subset) = node.text_at("subset")? {
        match subset_labels(environment, &namespace, &name, &subset)? {
            Some(labels) => {
                let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
                answer.because.push(format!("subset {subset} of {host}: pods with {}", labels.join(",")));
            }
            None => return Ok(Err(format!("no DestinationRule for {host} has a subset {subset}"))),
        }
    }
    let port = match node.get("port")? {
        Some(port) => port.whole_at("number", 1..=65_535)?,
        None => None,
    };
    Ok(resolve(environment, &namespace, &name, port, None)?.map(|target| (target.full(), target.port)))
}

fn subset_labels(
    environment: &Environment,
    namespace: &str,
    name: &str,
    subset: &str,
) -> Result<Option<Labels>, Error> {
    for rule in environment.mesh()?.rules_of(environment, &format!("{name}.{namespace}.svc.cluster.local")) {
        let node = rule.node();
        let Some(spec) = node.get("spec")? else { continue };
        for entry in spec.list("subsets")?.unwrap_or_default() {
            if entry.text_at("name")?.as_deref() == Some(subset) {
                return Ok(Some(entry.read_at("labels", labels)?.unwrap_or_default()));
            }
        }
    }
    Ok(None)
}
