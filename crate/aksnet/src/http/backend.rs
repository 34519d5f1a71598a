//! The Services behind routes: whether they are there, and whether they may be referred to.

use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;

/// A reference to a Service with its port.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) port: u64,
}

impl Target {
    pub(super) fn full(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }
}

pub(super) fn no_services(environment: &Environment) -> bool {
    environment.directory().no_services()
}

fn service<'a>(environment: &'a Environment, namespace: &str, name: &str) -> Option<&'a Object> {
    environment.directory().service(namespace, name).and_then(|at| environment.kubernetes.get(at))
}

/// The Service and its port, by number or by name; otherwise why it cannot be used.
pub(super) fn resolve(
    environment: &Environment,
    namespace: &str,
    name: &str,
    port: Option<u64>,
    port_name: Option<&str>,
) -> Result<Result<Target, String>, Error> {
    let target = |port: u64| Target { namespace: namespace.to_owned(), name: name.to_owned(), port };
    let Some(object) = service(environment, namespace, name) else {
        if no_services(environment) {
            return Ok(Ok(target(port.unwrap_or(0))));
        }
        return Ok(Err(format!("there is no Service {namespace}/{name}")));
    };
    let node = object.node();
    let mut ports = Vec::new();
    if let Some(spec) = node.get("spec")? {
        for port in spec.list("ports")?.unwrap_or_default() {
            ports.push((port.whole_at("port", 1..=65_535)?, port.text_at("name")?));
        }
    }
    let found = ports.iter().find(|(number, own)| match (port, port_name) {
        (Some(wanted), _) => *number == Some(wanted),
        (None, Some(wanted)) => own.as_deref() == Some(wanted),
        (None, None) => ports.len() == 1,
    });
    Ok(match found {
        Some((Some(number), _)) => Ok(target(*number)),
        _ => Err(format!("Service {namespace}/{name} has no such port")),
    })
}

/// Whether a `ReferenceGrant` lets `kind` in `from` name an object in another namespace.
pub(super) fn granted(
    environment: &Environment,
    kind: &str,
    from: &str,
    to_kind: &str,
    to: &str,
    name: &str,
) -> Result<bool, Error> {
    if from == to {
        return Ok(true);
    }
    for (_, grant) in environment.directory().of_kind(&environment.kubernetes, "ReferenceGrant") {
        if grant.namespace() != to {
            continue;
        }
        let node = grant.node();
        let Some(spec) = node.get("spec")? else { continue };
        let mut trusted = false;
        for entry in spec.list("from")?.unwrap_or_default() {
            trusted |= is(&entry, "group", "gateway.networking.k8s.io")?
                && is(&entry, "kind", kind)?
                && is(&entry, "namespace", from)?;
        }
        for entry in spec.list("to")?.unwrap_or_default() {
            let any = entry.text_at("name")?.is_none_or(|own| own == name);
            if trusted && any && is(&entry, "group", "")? && is(&entry, "kind", to_kind)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

fn is(node: &Node<'_>, key: &str, value: &str) -> Result<bool, Error> {
    Ok(node.text_at(key)?.unwrap_or_default() == value)
}
