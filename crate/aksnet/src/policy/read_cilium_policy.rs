//! `cilium.io/v2`: `CiliumNetworkPolicy` and `CiliumClusterwideNetworkPolicy` at layers 3 and 4.
//!
//! What they say of layer 7, of domain names, of Services and of service accounts is outside of the model: such peers match nobody,
//! and `inspect` says so. A port with layer-7 rules counts as allowed, since the proxy behind it decides then.

use super::read_network_policy::range;
use super::rule::{Action, Direction, Entity, Namespaces, Peer, Pods, Policy, PortMatch, Rule, RuleName, Tier};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::{Object, Operator, Protocol, Requirement, Selector};
use crate::prefix::{self, Prefix};

const NAMESPACE: &str = "io.kubernetes.pod.namespace";
const NAMESPACE_LABELS: &str = "io.cilium.k8s.namespace.labels.";
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Reads the document: one policy for each of its specs that selects endpoints.
pub(super) fn read(object: &Object) -> Result<Vec<Policy>, Error> {
    let root = object.node();
    let namespace = (object.kind == "CiliumNetworkPolicy").then(|| object.namespace().to_owned());
    let called = match &namespace {
        Some(_) => format!("{} {}", object.kind, object.full_name()),
        None => format!("{} {}", object.kind, object.name),
    };
    let mut all = Vec::new();
    let specs = root.get("spec")?.into_iter().chain(root.list("specs")?.unwrap_or_default());
    for spec in specs {
        // A policy for nodes is Cilium's host firewall, which AKS does not offer.
        let Some(selector) = spec.read_at("endpointSelector", Selector::read)? else { continue };
        let mut policy = Policy {
            object: called.clone(),
            tier: Tier::Namespaced,
            priority: 0,
            is_cilium: true,
            subject: endpoints(selector, namespace.as_deref()),
            ingress: direction(&spec, "ingress", "from", namespace.as_deref())?,
            egress: direction(&spec, "egress", "to", namespace.as_deref())?,
        };
        if let Some(default) = spec.get("enableDefaultDeny")? {
            if let Some(denies) = default.read_at("ingress", |field| field.boolean())? {
                policy.ingress.isolates = denies;
            }
            if let Some(denies) = default.read_at("egress", |field| field.boolean())? {
                policy.egress.isolates = denies;
            }
        }
        all.push(policy);
    }
    Ok(all)
}

/// Labels have the prefix of their source; those of the namespace stand among those of the pod. Without one of these a namespaced
/// policy means its own namespace.
fn endpoints(selector: Selector, own: Option<&str>) -> Pods {
    let (mut pods, mut namespaces) = (Vec::new(), Vec::new());
    for requirement in selector.requirements {
        let key = requirement.key.as_str();
        let key = ["k8s:", "any:", "k8s."].iter().find_map(|source| key.strip_prefix(source)).unwrap_or(key);
        let with = |key: &str| Requirement { key: key.to_owned(), ..requirement.clone() };
        if key == NAMESPACE {
            namespaces.push(with(NAME_LABEL));
        } else if let Some(label) = key.strip_prefix(NAMESPACE_LABELS) {
            namespaces.push(with(label));
        } else {
            pods.push(with(key));
        }
    }
    let namespaces = match own.filter(|_| namespaces.is_empty()) {
        Some(own) => Namespaces::Only(own.to_owned()),
        None => Namespaces::Matching(Selector { requirements: namespaces }),
    };
    Pods { namespaces, pods: Selector { requirements: pods } }
}

fn direction(spec: &Node<'_>, key: &str, side: &str, own: Option<&str>) -> Result<Direction, Error> {
    let mut found = Direction::default();
    let deny = format!("{key}Deny");
    for (key, action) in [(deny.as_str(), Action::Deny), (key, Action::Allow)] {
        for (at, node) in spec.list(key)?.unwrap_or_default().iter().enumerate() {
            found.isolates = true;
            let ports = ports(node)?;
            let peers = peers(node, side, own)?;
            // Ports alone are for everybody; a rule without anything is for nobody.
            let peers = match (peers, &ports) {
                (Some(peers), _) => Some(peers),
                (None, Some(_)) => None,
                (None, None) => Some(Vec::new()),
            };
            found.rules.push(Rule { name: RuleName::Index(at), action, peers, ports });
        }
    }
    Ok(found)
}

fn peers(node: &Node<'_>, side: &str, own: Option<&str>) -> Result<Option<Vec<Peer>>, Error> {
    let mut all = Vec::new();
    let mut any = false;
    if let Some(list) = node.list(&format!("{side}Endpoints"))? {
        any = true;
        for one in &list {
            let selector = Selector::read(one)?;
            all.push(match reserved(&selector) {
                Some(peer) => peer,
                None => Peer::Pods(endpoints(selector, own)),
            });
        }
    }
    if let Some(list) = node.list(&format!("{side}CIDR"))? {
        any = true;
        for one in &list {
            all.push(Peer::Block(lenient(one)?, Vec::new()));
        }
    }
    if let Some(list) = node.list(&format!("{side}CIDRSet"))? {
        any = true;
        for one in &list {
            all.push(match one.read_at("cidr", lenient)? {
                Some(prefix) => Peer::Block(prefix, one.read_all("except", lenient)?.unwrap_or_default()),
                None => Peer::Outside,
            });
        }
    }
    if let Some(list) = node.list(&format!("{side}Entities"))? {
        any = true;
        for one in &list {
            all.push(entity(one)?);
        }
    }
    for outside in ["FQDNs", "Services", "Groups", "Nodes", "Requires"] {
        if node.list(&format!("{side}{outside}"))?.is_some() {
            any = true;
            all.push(Peer::Outside);
        }
    }
    Ok(any.then_some(all))
}

/// Cilium takes a bare address for a prefix, and host bits.
fn lenient(node: &Node<'_>) -> Result<Prefix, Error> {
    let text = node.text()?;
    if let Ok(prefix) = prefix::parse(text) {
        return Ok(prefix);
    }
    match text.parse() {
        Ok(address) => Ok(Prefix::of_address(address)),
        Err(_) => node.prefix(),
    }
}

fn reserved(selector: &Selector) -> Option<Peer> {
    let label = selector.requirements.iter().find_map(|requirement| requirement.key.strip_prefix("reserved:"))?;
    let host = |requirement: &Requirement| requirement.operator == Operator::DoesNotExist;
    if selector.requirements.iter().any(host) {
        return Some(Peer::Outside);
    }
    Some(by_name(label).map_or(Peer::Outside, Peer::Entity))
}

fn by_name(word: &str) -> Option<Entity> {
    Some(match word {
        "all" => Entity::All,
        "world" | "world-ipv4" | "world-ipv6" => Entity::World,
        "cluster" => Entity::Cluster,
        "host" => Entity::Host,
        "remote-node" => Entity::RemoteNode,
        _ => return None,
    })
}

fn entity(node: &Node<'_>) -> Result<Peer, Error> {
    let word = node.text()?;
    if let Some(entity) = by_name(word) {
        return Ok(Peer::Entity(entity));
    }
    let outside = ["kube-apiserver", "health", "init", "ingress", "unmanaged", "none"];
    if outside.contains(&word) {
        return Ok(Peer::Outside);
    }
    Err(node
        .error(ErrorCode::InvalidValue, format!("\"{word}\" is not an entity"))
        .with_help("\"all\", \"world\", \"cluster\", \"host\", \"remote-node\", \"kube-apiserver\", …"))
}

fn ports(node: &Node<'_>) -> Result<Option<Vec<PortMatch>>, Error> {
    let Some(list) = node.list("toPorts")? else { return Ok(None) };
    let mut all = Vec::new();
    for group in &list {
        for port in group.list("ports")?.unwrap_or_default() {
            let words = [
                ("TCP", Some(Protocol::Tcp)),
                ("UDP", Some(Protocol::Udp)),
                ("SCTP", Some(Protocol::Sctp)),
                ("ANY", None),
            ];
            let protocol = port.word_at("protocol", &words)?.flatten();
            let end = port.whole_at("endPort", 0..=65_535)?.filter(|end| *end > 0);
            let text = match port.get("port")? {
                Some(field) => match field.text() {
                    Ok(text) => text.to_owned(),
                    Err(_) => field.whole(0..=65_535)?.to_string(),
                },
                None => "0".to_owned(),
            };
            all.push(match text.parse::<u64>() {
                Ok(0) => range(protocol, 1, 65_535),
                Ok(first) if first <= 65_535 && end.is_none_or(|end| end >= first) => {
                    range(protocol, first, end.unwrap_or(first))
                }
                Ok(first) => {
                    return Err(port
                        .error(ErrorCode::OutOfRange, format!("the range of ports from {first} is upside down"))
                        .with_help("a port from 0 to 65535, and an endPort from there"));
                }
                Err(_) => PortMatch::Named { protocol, name: text },
            });
        }
    }
    Ok(Some(all).filter(|ports| !ports.is_empty()))
}
