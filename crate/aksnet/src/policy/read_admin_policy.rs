//! `policy.networking.k8s.io`: `AdminNetworkPolicy` and `BaselineAdminNetworkPolicy` (v1alpha1), and their successor
//! `ClusterNetworkPolicy` (v1alpha2), whose tier is a field and whose word for allowing is Accept.

use super::read_network_policy::range;
use super::rule::{Action, Direction, Namespaces, Peer, Pods, Policy, PortMatch, Rule, RuleName, Tier};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::{Object, Protocol, Selector};

/// Reads the document; its kind is one of the three.
pub(super) fn read(object: &Object) -> Result<Policy, Error> {
    let root = object.node();
    let missing = |what: &str, at: &str| root.error(ErrorCode::MissingField, what).at(format!("{}.{at}", root.path()));
    let spec = root.get("spec")?.ok_or_else(|| missing("a policy has a spec", "spec"))?;
    let tier = match object.kind.as_str() {
        "AdminNetworkPolicy" => Tier::Admin,
        "BaselineAdminNetworkPolicy" => Tier::Baseline,
        _ => spec.word_at("tier", &[("Admin", Tier::Admin), ("Baseline", Tier::Baseline)])?.ok_or_else(|| {
            missing("a ClusterNetworkPolicy has a tier", "spec.tier").with_help("\"Admin\" or \"Baseline\"")
        })?,
    };
    let priority = spec.whole_at("priority", 0..=1000)?.unwrap_or(0);
    let subject = spec.get("subject")?.ok_or_else(|| missing("a policy has a subject", "spec.subject"))?;
    let subject = match pods(&subject)? {
        Some(pods) => pods,
        None => return Err(subject.error(ErrorCode::MissingField, "a subject is namespaces or pods")),
    };
    Ok(Policy {
        object: format!("{} {}", object.kind, object.name),
        tier,
        priority: i64::try_from(priority).unwrap_or(0),
        is_cilium: false,
        subject,
        ingress: Direction { isolates: false, rules: rules(&spec, "ingress", "from")? },
        egress: Direction { isolates: false, rules: rules(&spec, "egress", "to")? },
    })
}

/// `namespaces`, or `pods` with both selectors.
fn pods(node: &Node<'_>) -> Result<Option<Pods>, Error> {
    if let Some(selector) = node.read_at("namespaces", Selector::read)? {
        return Ok(Some(Pods { namespaces: Namespaces::Matching(selector), pods: Selector::default() }));
    }
    let Some(pods) = node.get("pods")? else { return Ok(None) };
    Ok(Some(Pods {
        namespaces: Namespaces::Matching(pods.read_at("namespaceSelector", Selector::read)?.unwrap_or_default()),
        pods: pods.read_at("podSelector", Selector::read)?.unwrap_or_default(),
    }))
}

fn rules(spec: &Node<'_>, key: &str, side: &str) -> Result<Vec<Rule>, Error> {
    let words = [("Allow", Action::Allow), ("Accept", Action::Allow), ("Deny", Action::Deny), ("Pass", Action::Pass)];
    let mut all = Vec::new();
    for (at, node) in spec.list(key)?.unwrap_or_default().iter().enumerate() {
        let action = node.word_at("action", &words)?.ok_or_else(|| {
            node.error(ErrorCode::MissingField, "a rule has an action")
                .with_help("\"Allow\", \"Accept\", \"Deny\", \"Pass\"")
        })?;
        let mut peers = Vec::new();
        for peer in node.list(side)?.unwrap_or_default() {
            peers.push(read_peer(&peer)?);
        }
        let mut ports = Vec::new();
        for port in node.list("ports")?.unwrap_or_default() {
            ports.push(alpha1_port(&port)?);
        }
        for port in node.list("protocols")?.unwrap_or_default() {
            ports.push(alpha2_port(&port)?);
        }
        all.push(Rule {
            name: node.text_at("name")?.map_or(RuleName::Index(at), RuleName::Name),
            action,
            peers: Some(peers),
            ports: Some(ports).filter(|ports| !ports.is_empty()),
        });
    }
    Ok(all)
}

fn read_peer(node: &Node<'_>) -> Result<Peer, Error> {
    if let Some(pods) = pods(node)? {
        return Ok(Peer::Pods(pods));
    }
    if let Some(selector) = node.read_at("nodes", Selector::read)? {
        return Ok(Peer::Nodes(selector));
    }
    if node.get("networks")?.is_some() {
        return Ok(Peer::Networks(node.prefixes_at("networks")?));
    }
    if node.get("domainNames")?.is_some() {
        return Ok(Peer::Outside);
    }
    Err(node
        .error(ErrorCode::MissingField, "a peer names nobody that is known here")
        .with_help("namespaces, pods, nodes, networks"))
}

/// `portNumber`, `portRange` or `namedPort`.
fn alpha1_port(node: &Node<'_>) -> Result<PortMatch, Error> {
    if let Some(name) = node.text_at("namedPort")? {
        return Ok(PortMatch::Named { protocol: None, name });
    }
    if let Some(number) = node.get("portNumber")? {
        let port = number.whole_at("port", 1..=65_535)?;
        let port = port.ok_or_else(|| number.error(ErrorCode::MissingField, "portNumber has a port"))?;
        return Ok(range(Some(Protocol::read_at(&number, "protocol")?), port, port));
    }
    match node.get("portRange")? {
        Some(ends) => span(&ends, Some(Protocol::read_at(&ends, "protocol")?)),
        None => Err(node
            .error(ErrorCode::MissingField, "a port is a number, a range or a name")
            .with_help("portNumber, portRange, namedPort")),
    }
}

/// `{ tcp: { destinationPort: { number | range } } }` and its kin, or `destinationNamedPort`.
fn alpha2_port(node: &Node<'_>) -> Result<PortMatch, Error> {
    if let Some(name) = node.text_at("destinationNamedPort")? {
        return Ok(PortMatch::Named { protocol: None, name });
    }
    for (key, protocol) in [("tcp", Protocol::Tcp), ("udp", Protocol::Udp), ("sctp", Protocol::Sctp)] {
        let Some(of) = node.get(key)? else { continue };
        let Some(port) = of.get("destinationPort")? else { return Ok(range(Some(protocol), 1, 65_535)) };
        if let Some(number) = port.whole_at("number", 1..=65_535)? {
            return Ok(range(Some(protocol), number, number));
        }
        return match port.get("range")? {
            Some(ends) => span(&ends, Some(protocol)),
            None => Err(port.error(ErrorCode::MissingField, "a destination port is a number or a range")),
        };
    }
    Err(node
        .error(ErrorCode::MissingField, "a protocol that is not known here")
        .with_help("tcp, udp, sctp, destinationNamedPort"))
}

fn span(node: &Node<'_>, protocol: Option<Protocol>) -> Result<PortMatch, Error> {
    let missing = || node.error(ErrorCode::MissingField, "a range has a start and an end");
    let start = node.whole_at("start", 1..=65_535)?.ok_or_else(missing)?;
    let end = node.whole_at("end", 1..=65_535)?.ok_or_else(missing)?;
    if end < start {
        return Err(node
            .error(ErrorCode::OutOfRange, format!("the range of ports from {start} to {end} is upside down"))
            .with_help(format!("an end from {start} to 65535")));
    }
    Ok(range(protocol, start, end))
}
