//! `networking.k8s.io/v1 NetworkPolicy`.

use super::rule::{Action, Direction, Namespaces, Peer, Pods, Policy, PortMatch, Rule, RuleName, Tier};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::{Object, Protocol, Selector};

/// Reads the document.
pub(super) fn read(object: &Object) -> Result<Policy, Error> {
    let root = object.node();
    let namespace = object.namespace();
    let mut policy = Policy {
        object: format!("NetworkPolicy {}", object.full_name()),
        tier: Tier::Namespaced,
        priority: 0,
        is_cilium: false,
        subject: Pods { namespaces: Namespaces::Only(namespace.to_owned()), pods: Selector::default() },
        ingress: Direction::default(),
        egress: Direction::default(),
    };
    let Some(spec) = root.get("spec")? else {
        // The API server's default: every pod of the namespace, isolated for ingress.
        policy.ingress.isolates = true;
        return Ok(policy);
    };
    policy.subject.pods = spec.read_at("podSelector", Selector::read)?.unwrap_or_default();
    let types = spec.read_all("policyTypes", |field| field.one_of(&[("Ingress", true), ("Egress", false)]))?;
    let types = types.filter(|types| !types.is_empty());
    // The API server's default: an empty list is no rule, and isolates nobody.
    let has_egress = spec.list("egress")?.is_some_and(|rules| !rules.is_empty());
    policy.ingress.isolates = types.as_ref().is_none_or(|types| types.contains(&true));
    policy.egress.isolates = types.as_ref().map_or(has_egress, |types| types.contains(&false));
    if policy.ingress.isolates {
        policy.ingress.rules = rules(&spec, "ingress", "from", namespace)?;
    }
    if policy.egress.isolates {
        policy.egress.rules = rules(&spec, "egress", "to", namespace)?;
    }
    Ok(policy)
}

fn rules(spec: &Node<'_>, key: &str, side: &str, namespace: &str) -> Result<Vec<Rule>, Error> {
    let mut all = Vec::new();
    for (at, node) in spec.list(key)?.unwrap_or_default().iter().enumerate() {
        // An empty list means everybody, as an absent one does.
        let mut peers = Vec::new();
        for peer in node.list(side)?.unwrap_or_default() {
            peers.push(read_peer(&peer, namespace)?);
        }
        let ports = node.read_all("ports", port)?.unwrap_or_default();
        all.push(Rule {
            name: RuleName::Index(at),
            action: Action::Allow,
            peers: Some(peers).filter(|peers| !peers.is_empty()),
            ports: Some(ports).filter(|ports| !ports.is_empty()),
        });
    }
    Ok(all)
}

fn read_peer(node: &Node<'_>, namespace: &str) -> Result<Peer, Error> {
    let pods = node.read_at("podSelector", Selector::read)?;
    let namespaces = node.read_at("namespaceSelector", Selector::read)?;
    if let Some(block) = node.get("ipBlock")? {
        if pods.is_some() || namespaces.is_some() {
            return Err(node
                .error(ErrorCode::InvalidValue, "a peer is an ipBlock or selectors, not both")
                .with_help("two peers in the list"));
        }
        let prefix = block.read_at("cidr", |field| field.prefix())?.ok_or_else(|| {
            block.error(ErrorCode::MissingField, "an ipBlock has a cidr").with_help("a prefix such as 10.0.0.0/8")
        })?;
        let except = block.prefixes_at("except")?;
        if let Some(outside) = except.iter().find(|own| !prefix.contains(own)) {
            return Err(block
                .error(ErrorCode::InvalidValue, format!("{outside} is not within {prefix}"))
                .at(format!("{}.except", block.path()))
                .with_help("prefixes within the cidr"));
        }
        return Ok(Peer::Block(prefix, except));
    }
    let namespaces = match (namespaces, &pods) {
        (Some(selector), _) => Namespaces::Matching(selector),
        (None, Some(_)) => Namespaces::Only(namespace.to_owned()),
        (None, None) => {
            return Err(node
                .error(ErrorCode::MissingField, "a peer names nobody")
                .with_help("podSelector, namespaceSelector or ipBlock"));
        }
    };
    Ok(Peer::Pods(Pods { namespaces, pods: pods.unwrap_or_default() }))
}

fn port(node: &Node<'_>) -> Result<PortMatch, Error> {
    let protocol = Some(Protocol::read_at(node, "protocol")?);
    let end = node.whole_at("endPort", 1..=65_535)?;
    let Some(field) = node.get("port")? else {
        if end.is_some() {
            return Err(node.error(ErrorCode::MissingField, "endPort needs the port that the range begins with"));
        }
        return Ok(PortMatch::Range { protocol, first: 1, last: u16::MAX });
    };
    if let Ok(name) = field.text() {
        if end.is_some() {
            return Err(node
                .error(ErrorCode::InvalidValue, "a named port has no endPort")
                .with_help("the number of the first port"));
        }
        return Ok(PortMatch::Named { protocol, name: name.to_owned() });
    }
    let first = field.whole(1..=65_535)?;
    let last = end.unwrap_or(first);
    if last < first {
        return Err(node
            .error(ErrorCode::OutOfRange, format!("the range of ports from {first} to {last} is upside down"))
            .at(format!("{}.endPort", node.path()))
            .with_help(format!("a whole number from {first} to 65535")));
    }
    Ok(range(protocol, first, last))
}

/// Both within 16 bits, as they were read.
pub(super) fn range(protocol: Option<Protocol>, first: u64, last: u64) -> PortMatch {
    let number = |port: u64| u16::try_from(port).unwrap_or(u16::MAX);
    PortMatch::Range { protocol, first: number(first), last: number(last) }
}
