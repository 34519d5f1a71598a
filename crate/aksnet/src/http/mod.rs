//! Layer seven: which backends an HTTP request ends at, with which weights, and what is rewritten.

mod answer;
mod backend;
mod compiled;
mod directory;
mod filter;
mod gateway;
mod ingress;
mod istio;
mod listeners;
mod mesh;
mod paths;
mod pattern;
mod remarks;
mod request;

pub use answer::{Backend, HttpAnswer, Invalid, Matched, Mirror, Timeouts};
pub(crate) use compiled::Compiled;
pub(crate) use directory::Directory;
pub(crate) use ingress::Ingresses;
pub(crate) use mesh::Mesh;
pub(crate) use remarks::check;
pub use request::{Fields, HeaderChange, HttpRequest, Values};

use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::Object;
use serde_json::Value;

/// `routeHttp`: Gateway API, Ingress and Istio objects of the environment.
///
/// # Errors
/// An [`Error`] that names the field.
///
/// ```
/// use serde_json::json;
/// let place = json!({ "kubernetes": [{
///     "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": "shop" },
///     "spec": { "rules": [{ "http": { "paths": [{ "path": "/", "pathType": "Prefix",
///         "backend": { "service": { "name": "front", "port": { "number": 80 } } } }] } }] }
/// }] });
/// let ask = json!({ "environment": place, "http": { "host": "shop.example", "path": "/cart" } });
/// let answer = aksnet::ask("routeHttp", &ask)?;
/// assert_eq!(answer["backends"][0]["service"], "default/front");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn route_http(environment: &Environment, request: &Value) -> Result<HttpAnswer, Error> {
    let node = Node::root(request);
    node.only(&["environment", "entry", "http", "assume"])?;
    let missing = || node.error(ErrorCode::MissingField, "a request is needed").at("http").with_help("{ host, path }");
    let http = node.read_at("http", HttpRequest::read)?.ok_or_else(missing)?;
    let entry = node.text_at("entry")?;
    let named = |kind: &str, is: fn(&Object) -> bool| {
        let mut objects = environment.directory().of_kind(&environment.kubernetes, kind);
        let asked = |object: &Object| {
            entry.as_deref().is_none_or(|entry| {
                entry.split_once('/').is_some_and(|(space, name)| object.namespace() == space && object.name == name)
            })
        };
        objects.any(|(_, object)| is(object) && asked(object))
    };
    let (gateway, ingress) = (named("Gateway", gateway::is_gateway), named("Ingress", ingress::is_ingress));
    let istio = if entry.is_some() {
        named("Gateway", istio::is_gateway)
    } else {
        named("VirtualService", istio::is_virtual_service)
    };
    if let Some(entry) = entry.as_deref().filter(|_| !gateway && !ingress && !istio) {
        return Err(node
            .error(ErrorCode::InvalidValue, format!("there is no Gateway and no Ingress {entry}"))
            .at("entry")
            .with_help("namespace/name of a Gateway or an Ingress"));
    }
    let mut answer = None;
    if entry.is_none() {
        answer = gateway::mesh(environment, environment.compiled()?, &http)?;
    }
    if answer.is_none() && gateway {
        answer = Some(gateway::route(environment, environment.compiled()?, entry.as_deref(), &http)?);
    }
    if ingress && answer.as_ref().is_none_or(|answer| answer.matched.is_none() && answer.status == Some(404)) {
        let other = ingress::route(environment, entry.as_deref(), &http)?;
        if answer.is_none() || other.status != Some(404) {
            answer = Some(other);
        }
    }
    if istio && answer.as_ref().is_none_or(|answer| answer.matched.is_none() && answer.status == Some(404)) {
        let other = istio::route(environment, entry.as_deref(), &http)?;
        if answer.is_none() || other.status != Some(404) {
            answer = Some(other);
        }
    }
    let mut answer = answer.unwrap_or_else(|| {
        HttpAnswer::none(
            &http,
            404,
            vec!["the environment has no Gateway, no Ingress and no VirtualService".to_owned()],
        )
    });
    if backend::no_services(environment) && !answer.backends.is_empty() {
        answer.because.push("the documents hold no Service: the backends are taken to exist".to_owned());
    }
    Ok(answer)
}
