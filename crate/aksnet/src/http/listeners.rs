//! Listeners of Gateways and of `ListenerSet`s, and which routes attach to them.

use super::backend::granted;
use super::compiled::{ByHost, Route};
use super::gateway::GROUP;
use super::pattern::intersect;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{Object, Selector};

/// A listener and the routes that attach to it.
#[derive(Debug)]
pub(super) struct Listener {
    /// The Gateway or `ListenerSet` that has it.
    owner: usize,
    pub owner_kind: String,
    pub owner_name: String,
    pub name: String,
    pub port: u64,
    pub protocol: String,
    pub hostname: String,
    from: String,
    selector: Option<Selector>,
    kinds: Vec<String>,
    pub routes: ByHost,
    /// Why a route that asks for it does not attach.
    pub notes: Vec<String>,
}

/// The listeners of a Gateway or of a set; one whose certificate may not be named is left out, and said.
pub(super) fn read_listeners(
    environment: &Environment,
    at: usize,
    gateway: &Object,
    all: &mut Vec<Listener>,
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
            owner: at,
            owner_kind: gateway.kind.clone(),
            owner_name: gateway.full_name(),
            name,
            port: listener.whole_at("port", 1..=65_535)?.unwrap_or(0),
            protocol: listener.text_at("protocol")?.unwrap_or_default(),
            hostname: listener.text_at("hostname")?.unwrap_or_default(),
            from,
            selector,
            kinds,
            routes: ByHost::default(),
            notes: Vec::new(),
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
pub(super) fn join_sets(
    environment: &Environment,
    gateway: &Object,
    all: &mut Vec<Listener>,
    because: &mut Vec<String>,
) -> Result<(), Error> {
    let mut sets = Vec::new();
    let all_sets = environment.kubernetes.iter().enumerate();
    for (at, set) in all_sets.filter(|(_, object)| object.kind == "ListenerSet" && object.group() == GROUP) {
        let node = set.node();
        let Some(spec) = node.get("spec")? else { continue };
        let Some(parent) = spec.get("parentRef")? else { continue };
        let namespace = parent.text_at("namespace")?.unwrap_or_else(|| set.namespace().to_owned());
        if namespace == gateway.namespace() && parent.text_at("name")?.as_deref() == Some(gateway.name.as_str()) {
            sets.push((created(&node)?.map_or((1, String::new()), |date| (0, date)), set.full_name(), at, set));
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
    for (_, name, at, set) in sets {
        if !takes(environment, &from, selector.as_ref(), gateway.namespace(), set.namespace()) {
            because.push(format!(
                "ListenerSet {name} is not accepted: Gateway {} lets none in from its namespace",
                gateway.full_name()
            ));
            continue;
        }
        let mut own = Vec::new();
        read_listeners(environment, at, set, &mut own, because)?;
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

/// When an object was made, by which equals are ordered.
pub(super) fn created(node: &Node<'_>) -> Result<Option<String>, Error> {
    match node.get("metadata")? {
        Some(metadata) => metadata.text_at("creationTimestamp"),
        None => Ok(None),
    }
}

/// Whether a route attaches to a listener; why not is noted there where it asked to.
pub(super) fn attached(environment: &Environment, route: &Route<'_>, listener: &mut Listener) -> Result<bool, Error> {
    let hostnames = &route.hostnames;
    let route = route.object;
    let Some(owner) = environment.kubernetes.get(listener.owner) else { return Ok(false) };
    let node = route.node();
    let Some(spec) = node.get("spec")? else { return Ok(false) };
    let mut asked = false;
    for parent in spec.list("parentRefs")?.unwrap_or_default() {
        let kind = parent.text_at("kind")?.unwrap_or_else(|| "Gateway".to_owned());
        let namespace = parent.text_at("namespace")?.unwrap_or_else(|| route.namespace().to_owned());
        asked |= kind == owner.kind
            && namespace == owner.namespace()
            && parent.text_at("name")?.as_deref() == Some(owner.name.as_str())
            && parent.text_at("sectionName")?.is_none_or(|section| section == listener.name)
            && parent.whole_at("port", 1..=65_535)?.is_none_or(|port| port == listener.port);
    }
    if !asked {
        return Ok(false);
    }
    let allowed = takes(environment, &listener.from, listener.selector.as_ref(), owner.namespace(), route.namespace());
    if !allowed {
        listener.notes.push(format!(
            "{} {} is not attached: listener {} takes no routes of its namespace (NotAllowedByListeners)",
            route.kind,
            route.full_name(),
            listener.name
        ));
        return Ok(false);
    }
    if !listener.kinds.is_empty() && !listener.kinds.contains(&route.kind) {
        listener.notes.push(format!(
            "{} {} is not attached: listener {} does not take its kind (NotAllowedByListeners)",
            route.kind,
            route.full_name(),
            listener.name
        ));
        return Ok(false);
    }
    let common = hostnames.is_empty() || hostnames.iter().any(|name| intersect(&listener.hostname, name));
    if !common {
        listener.notes.push(format!(
            "{} {} is not attached: its host names have none in common with listener {} (NoMatchingListenerHostname)",
            route.kind,
            route.full_name(),
            listener.name
        ));
    }
    Ok(common)
}
