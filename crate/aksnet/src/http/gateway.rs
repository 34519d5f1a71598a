//! Gateway API: which listener takes a request, and which match of the attached routes wins.

use super::answer::{Backend, HttpAnswer, Invalid, Matched, Timeouts};
use super::compiled::{Compiled, CompiledMatch, MOST_LOSERS};
use super::filter::{Setting, apply, target};
use super::listeners::Listener;
use super::pattern::{distance, host_rank};
use super::request::HttpRequest;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;

pub(super) const GROUP: &str = "gateway.networking.k8s.io";

pub(super) fn is_gateway(object: &Object) -> bool {
    object.kind == "Gateway" && object.group() == GROUP
}

/// What a request meets at Gateways: all of them, or one.
pub(super) fn route(
    environment: &Environment,
    compiled: &Compiled,
    entry: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpAnswer, Error> {
    let mut because = Vec::new();
    let mut listeners: Vec<&Listener> = Vec::new();
    for gateway in compiled.gateways.iter().filter(|gateway| entry.is_none_or(|entry| gateway.name == entry)) {
        because.extend(gateway.notes.iter().cloned());
        listeners.extend(&gateway.listeners);
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
            listener.name, listener.owner_kind, listener.owner_name
        ));
    }
    let (mut best, mut losers): (Option<Won<'_>>, _) = (None, Vec::new());
    for listener in &listeners {
        because.extend(listener.notes.iter().cloned());
        let found = listener.routes.best(compiled, &listener.hostname, request, &host, &mut because, &mut losers);
        if let Some(found) = found {
            if best.is_none_or(|known| found > known) {
                losers.extend(best.replace(found));
            } else {
                losers.push(found);
            }
        }
    }
    let Some(winner) = best else {
        because.push(format!("no rule of an attached route matches {} {}", request.method(), request.path));
        let near = listeners
            .iter()
            .filter_map(|listener| listener.routes.nearest(compiled, &listener.hostname, request, &host));
        match near.min_by_key(|(_, failed)| failed.len()) {
            Some((found, failed)) => because.push(nearest(compiled.route(environment, found), found, &failed)),
            None => {
                let names = listeners.iter().flat_map(|listener| listener.routes.host_names());
                let name = names.min_by_key(|name| distance(name, &host));
                because.extend(name.map(|name| format!("nearest is a route for the host {name}: {host} is another")));
                because.extend(compiled.detached.iter().cloned());
            }
        }
        return Ok(HttpAnswer::none(request, 404, because));
    };
    decide(environment, compiled, winner, &losers, request, port, because)
}

/// The match that wins so far: the more specific host, then what the match itself says.
type Won<'a> = ((u8, usize), &'a CompiledMatch);

/// Routes bound to a Service (a mesh): the Service that the host names.
pub(super) fn mesh(
    environment: &Environment,
    compiled: &Compiled,
    request: &HttpRequest,
) -> Result<Option<HttpAnswer>, Error> {
    let host = request.name();
    let mut because = Vec::new();
    let (mut best, mut losers): (Option<Won<'_>>, _) = (None, Vec::new());
    let mut near = None;
    let mut bound = false;
    for service in &compiled.bound {
        if service.names.contains(&host)
            && (service.port.is_none() || request.port.is_none() || service.port == request.port)
        {
            bound = true;
            because.push(service.note.clone());
            best = best.max(service.routes.best(compiled, "", request, &host, &mut because, &mut losers));
            near = near.or_else(|| service.routes.nearest(compiled, "", request, &host));
        }
    }
    if !bound {
        return Ok(None);
    }
    let Some(winner) = best else {
        because.push(format!("no rule of a bound route matches {} {}", request.method(), request.path));
        because.extend(near.map(|(found, failed)| nearest(compiled.route(environment, found), found, &failed)));
        return Ok(Some(HttpAnswer::none(request, 404, because)));
    };
    decide(environment, compiled, winner, &losers, request, request.port.unwrap_or(80), because).map(Some)
}

fn nearest(route: &Object, found: &CompiledMatch, failed: &[String]) -> String {
    let (kind, name) = (&route.kind, route.full_name());
    format!("nearest is {kind} {name} rule {} match {}: {}", found.rule, found.index, failed.join("; "))
}

fn decide(
    environment: &Environment,
    compiled: &Compiled,
    (host, winner): Won<'_>,
    losers: &[Won<'_>],
    request: &HttpRequest,
    port: u64,
    mut because: Vec<String>,
) -> Result<HttpAnswer, Error> {
    let route = compiled.route(environment, winner);
    because.push(format!(
        "{} {} rule {} match {} wins: host, then path, method, headers, query parameters, age, name, order",
        route.kind,
        route.full_name(),
        winner.rule,
        winner.index
    ));
    let mut named = 0usize;
    for (rank, loser) in losers.iter().filter(|(_, loser)| *loser != winner) {
        if named == MOST_LOSERS {
            break;
        }
        named = named.saturating_add(1);
        let route = compiled.route(environment, loser);
        let why = if *rank < host { "its host name is less specific" } else { loser.loses(winner) };
        because.push(format!(
            "{} {} rule {} match {} holds too and loses: {why}",
            route.kind,
            route.full_name(),
            loser.rule,
            loser.index
        ));
    }
    let node = route.node();
    let spec = node.get("spec")?;
    let rules = match &spec {
        Some(spec) => spec.list("rules")?.unwrap_or_default(),
        None => Vec::new(),
    };
    let mut answer = HttpAnswer::none(request, 500, because);
    answer.matched = Some(Matched {
        object: format!("{} {}", route.kind, route.full_name()),
        rule: winner.rule,
        index: winner.index,
    });
    let Some(rule) = rules.get(winner.rule) else { return Ok(answer) };
    let setting = Setting { environment, kind: &route.kind, namespace: route.namespace(), port, path: &winner.path };
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
                answer.backends.push(Backend {
                    service: target.full(),
                    port: target.port,
                    weight,
                    subset: None,
                    request,
                });
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
