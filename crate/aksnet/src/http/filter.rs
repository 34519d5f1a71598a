//! Filters of the Gateway API: header changes, redirect, rewrite, mirror.

use super::answer::Mirror;
use super::backend::{granted, resolve};
use super::pattern::PathMatch;
use super::request::{HeaderChange, HttpRequest, own_port};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;

/// What the filters of a rule or of a backend come to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) response: HeaderChange,
    pub(super) mirrors: Vec<Mirror>,
    pub(super) redirect: Option<(u64, String)>,
    pub(super) unknown: Option<String>,
}

/// Where filters stand: whose route, on which port, matched by what.
pub(super) struct Setting<'a> {
    pub(super) environment: &'a Environment,
    pub(super) kind: &'a str,
    pub(super) namespace: &'a str,
    pub(super) port: u64,
    pub(super) path: &'a PathMatch,
}

pub(super) fn apply(
    node: &Node<'_>,
    setting: &Setting<'_>,
    request: &mut HttpRequest,
    because: &mut Vec<String>,
) -> Result<Outcome, Error> {
    let mut outcome = Outcome::default();
    for filter in node.list("filters")?.unwrap_or_default() {
        let kind = filter.text_at("type")?.unwrap_or_default();
        match kind.as_str() {
            "RequestHeaderModifier" => {
                if let Some(change) = filter.read_at("requestHeaderModifier", HeaderChange::read)? {
                    change.apply(request, setting.kind == "GRPCRoute");
                }
            }
            "ResponseHeaderModifier" => {
                if let Some(change) = filter.read_at("responseHeaderModifier", HeaderChange::read)? {
                    outcome.response.merge(change);
                }
            }
            "RequestRedirect" => {
                if let Some(redirect) = filter.get("requestRedirect")? {
                    outcome.redirect = Some(redirected(&redirect, setting, request)?);
                }
            }
            "URLRewrite" => {
                if let Some(rewrite) = filter.get("urlRewrite")? {
                    if let Some(path) = new_path(&rewrite, setting.path, request.path())? {
                        request.set_path(&path);
                    }
                    if let Some(host) = rewrite.text_at("hostname")? {
                        request.host = host;
                    }
                }
            }
            "RequestMirror" => {
                if let Some(mirror) = filter.get("requestMirror")? {
                    match mirrored(&mirror, setting)? {
                        Ok(mirror) => outcome.mirrors.push(mirror),
                        Err(why) => because.push(format!("nothing is mirrored: {why}")),
                    }
                }
            }
            "CORS" => because
                .push("the CORS filter answers preflight requests and adds headers; that is not modelled".to_owned()),
            _ => {
                // A filter that is not known must not be skipped: the specification asks for an error.
                outcome.unknown =
                    Some(format!("the filter \"{kind}\" is not one that is modelled, and a gateway must not skip it"));
            }
        }
    }
    Ok(outcome)
}

fn mirrored(node: &Node<'_>, setting: &Setting<'_>) -> Result<Result<Mirror, String>, Error> {
    let percent = match (node.get("percent")?, node.get("fraction")?) {
        (Some(percent), _) => percent.number()?,
        (None, Some(fraction)) => {
            let part = |key: &str| fraction.get(key).and_then(|part| part.map(|part| part.number()).transpose());
            let whole = part("denominator")?.unwrap_or(100.0);
            if whole > 0.0 { part("numerator")?.unwrap_or(0.0) * 100.0 / whole } else { 0.0 }
        }
        (None, None) => 100.0,
    };
    let Some(reference) = node.get("backendRef")? else { return Ok(Err("no backendRef".to_owned())) };
    Ok(target(&reference, setting)?.map(|target| Mirror { service: target.full(), port: target.port, percent }))
}

/// The Service that a `backendRef` names, or why it cannot be used.
pub(super) fn target(node: &Node<'_>, setting: &Setting<'_>) -> Result<Result<super::backend::Target, String>, Error> {
    let group = node.text_at("group")?.unwrap_or_default();
    let kind = node.text_at("kind")?.unwrap_or_else(|| "Service".to_owned());
    let name = node.text_at("name")?.unwrap_or_default();
    let namespace = node.text_at("namespace")?.unwrap_or_else(|| setting.namespace.to_owned());
    if !group.is_empty() || kind != "Service" {
        return Ok(Err(format!("{kind} {namespace}/{name} is no Service")));
    }
    if !granted(setting.environment, setting.kind, setting.namespace, "Service", &namespace, &name)? {
        return Ok(Err(format!(
            "no ReferenceGrant in {namespace} lets {} in {} name Service {name}",
            setting.kind, setting.namespace
        )));
    }
    let port = node.whole_at("port", 1..=65_535)?;
    resolve(setting.environment, &namespace, &name, port, None)
}

fn redirected(node: &Node<'_>, setting: &Setting<'_>, request: &HttpRequest) -> Result<(u64, String), Error> {
    let status = node.whole_at("statusCode", 300..=399)?.unwrap_or(302);
    let named = node.text_at("scheme")?;
    let scheme = named.clone().unwrap_or_else(|| request.scheme().to_owned());
    let own = own_port(&scheme);
    // Without a port: the scheme's own where a scheme is named, else the listener's.
    let port = node.whole_at("port", 1..=65_535)?.or(own.filter(|_| named.is_some())).unwrap_or(setting.port);
    let host = node.text_at("hostname")?.unwrap_or_else(|| request.name());
    let mut to = request.clone();
    if let Some(path) = new_path(node, setting.path, request.path())? {
        to.set_path(&path);
    }
    let port = if Some(port) == own { String::new() } else { format!(":{port}") };
    Ok((status, format!("{scheme}://{host}{port}{}", to.path)))
}

fn new_path(node: &Node<'_>, matched: &PathMatch, path: &str) -> Result<Option<String>, Error> {
    let Some(change) = node.get("path")? else { return Ok(None) };
    if let Some(full) = change.get("replaceFullPath")? {
        return Ok(Some(rooted(full.text()?.to_owned())));
    }
    let Some(replacement) = change.get("replacePrefixMatch")? else { return Ok(None) };
    let replacement = replacement.text()?;
    let PathMatch::Prefix(prefix) = matched else { return Ok(None) };
    Ok(Some(replace_prefix(path, prefix, replacement)))
}

/// `/foo` in `/foo/bar` by `/xyz` or `/xyz/` gives `/xyz/bar`; by `/` or nothing it gives `/bar`.
pub(super) fn replace_prefix(path: &str, prefix: &str, replacement: &str) -> String {
    let rest = path.strip_prefix(prefix).unwrap_or(path);
    if rest.is_empty() {
        return rooted(replacement.to_owned());
    }
    rooted(format!("{}{rest}", replacement.trim_end_matches('/')))
}

fn rooted(path: String) -> String {
    if path.starts_with('/') { path } else { format!("/{path}") }
}
