//! Ingress: hosts, paths, the default backend.

use super::answer::{Backend, HttpAnswer, Invalid, Matched};
use super::backend::resolve;
use super::pattern::{PathMatch, host_rank};
use super::request::HttpRequest;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;
use std::cmp::Reverse;

pub(super) fn is_ingress(object: &Object) -> bool {
    object.kind == "Ingress" && matches!(object.group(), "networking.k8s.io" | "extensions")
}

/// Greatest wins: host, path, then the first by name and order. No host at all is the default backend's.
type Rank = ((u8, usize), (usize, u8), Reverse<(String, usize, usize)>);

pub(super) fn route(
    environment: &Environment,
    entry: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpAnswer, Error> {
    let mut because = Vec::new();
    let mut best: Option<(Rank, Matched, Result<Backend, Invalid>)> = None;
    let mut default: Option<(String, Result<Backend, Invalid>)> = None;
    let host = request.name();
    for object in environment.kubernetes.iter().filter(|object| is_ingress(object)) {
        let name = object.full_name();
        if entry.is_some_and(|entry| entry != name) {
            continue;
        }
        let node = object.node();
        let Some(spec) = node.get("spec")? else { continue };
        if let Some(backend) = spec.get("defaultBackend")?
            && default.as_ref().is_none_or(|(known, _)| *known > name)
        {
            default = Some((name.clone(), read(environment, object, &backend)?));
        }
        for (rule_index, rule) in spec.list("rules")?.unwrap_or_default().iter().enumerate() {
            let pattern = rule.text_at("host")?.unwrap_or_default();
            let Some(host) = host_rank(&pattern, &host, true) else { continue };
            let Some(http) = rule.get("http")? else { continue };
            for (index, path) in http.list("paths")?.unwrap_or_default().iter().enumerate() {
                let value = path.text_at("path")?.unwrap_or_else(|| "/".to_owned());
                let kind = path.text_at("pathType")?;
                let matched = match kind.as_deref() {
                    Some("Exact") => PathMatch::Exact(value.clone()),
                    Some("Prefix") => PathMatch::prefix(&value),
                    // What it means is the controller's business; "/*" is the way of Application Gateway and others.
                    _ => PathMatch::prefix(value.trim_end_matches('*')),
                };
                if !matched.holds(request.path()) {
                    continue;
                }
                if kind.as_deref() != Some("Exact") && kind.as_deref() != Some("Prefix") {
                    because.push(format!("{value} of Ingress {name} has no pathType of the specification: it is read as a prefix, and controllers differ"));
                }
                let (class, length) = matched.rank();
                let rank = (host, (length, class), Reverse((name.clone(), rule_index, index)));
                if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                    let Some(backend) = path.get("backend")? else { continue };
                    let matched = Matched { object: format!("Ingress {name}"), rule: rule_index, index };
                    best = Some((rank, matched, read(environment, object, &backend)?));
                }
            }
        }
    }
    let mut answer = HttpAnswer::none(request, 404, because);
    let outcome = match (best, default) {
        (Some((_, matched, outcome)), _) => {
            answer.because.push(format!(
                "{} rule {} path {} wins: the most specific host, then the longest path, exact before prefix",
                matched.object, matched.rule, matched.index
            ));
            answer.matched = Some(matched);
            outcome
        }
        (None, Some((name, outcome))) => {
            answer.because.push(format!("no rule matches, and Ingress {name} has a default backend"));
            outcome
        }
        (None, None) => {
            answer.because.push(format!(
                "no Ingress has a rule for {host} and {}, and there is no default backend",
                request.path()
            ));
            return Ok(answer);
        }
    };
    match outcome {
        Ok(backend) => {
            answer.status = None;
            answer.backends.push(backend);
        }
        Err(invalid) => {
            answer.status = Some(500);
            answer.because.push(invalid.because.clone());
            answer.invalid.push(invalid);
        }
    }
    Ok(answer)
}

fn read(environment: &Environment, object: &Object, node: &Node<'_>) -> Result<Result<Backend, Invalid>, Error> {
    let invalid = |because: String| Err(Invalid { weight: 1, because });
    let Some(service) = node.get("service")? else {
        return Ok(invalid("the backend is no Service".to_owned()));
    };
    let name = service.text_at("name")?.unwrap_or_default();
    let (number, port_name) = match service.get("port")? {
        Some(port) => (port.whole_at("number", 1..=65_535)?, port.text_at("name")?),
        None => (None, None),
    };
    let target = resolve(environment, object.namespace(), &name, number, port_name.as_deref())?;
    Ok(match target {
        Ok(target) => Ok(Backend { service: target.full(), port: target.port, weight: 1, request: None }),
        Err(why) => invalid(why),
    })
}
