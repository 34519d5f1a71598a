//! What else may come in and go out, beside the pods of the documents: addresses outside, and pods that somebody may add tomorrow.
//!
//! Of those there is one for each selector of some rule, with just the labels that it asks for, and one without any label, which stands
//! for the whole cluster. Asked are a workload's own policies alone: those of a pod that is not there are not known.

use super::columns::Columns;
use super::connections::{COMPLETE, atoms, port_words};
use super::reach::{Asked, EDIT_KEYS, Reaching};
use super::rule::{Namespaces, Peer, Pods, Policy, Way};
use super::scene::{Member, Scene};
use super::words::Words;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{Labels, Operator, Selector};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// Somebody who is not in the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exposed {
    /// "entire-cluster", "first-last\[External\]", or the labels that a pod would need.
    pub peer: String,
    /// On which ports.
    pub ports: String,
}

/// One direction of a workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Nothing holds anybody off.
    pub unprotected: bool,
    /// Who may.
    pub peers: Vec<Exposed>,
}

/// A workload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exposure {
    /// As `reachability` names it.
    pub workload: String,
    /// Who may come in.
    pub ingress: Side,
    /// Where it may go.
    pub egress: Side,
}

const WHOLE: &str = "entire-cluster";

/// Reads and answers `exposure`.
///
/// # Errors
/// As `reachability`.
///
/// ```
/// use serde_json::json;
/// let answer = aksnet::ask("exposure", &json!({ "environment": { "kubernetes": [
///     { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "namespace": "n" } },
///     { "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "p", "namespace": "n" },
///       "spec": { "podSelector": {}, "ingress": [{ "from": [{ "podSelector": { "matchLabels": { "app": "b" } } }] }] } }
/// ] } }))?;
/// assert_eq!(answer[0]["ingress"], json!({
///     "unprotected": false, "peers": [{ "peer": "pods with app=b in n", "ports": "All Connections" }]
/// }));
/// assert_eq!(answer[0]["egress"]["unprotected"], true);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_exposure(environment: &Environment, request: &Value) -> Result<Vec<Exposure>, Error> {
    let root = Node::root(request);
    root.only(EDIT_KEYS)?;
    let asked = Asked::read(environment, &root)?;
    let policies = asked.policies();
    let (scene, strangers) = with_strangers(asked.scene, &policies);
    let reaching = Reaching::of(&scene, &policies, &[], asked.engine, &[]);
    let board = &reaching.board;
    let atoms = atoms(board, &scene);
    let ports: Vec<_> = atoms.iter().map(|atom| (atom.protocol, atom.first)).collect();
    let columns = Columns::of(board, &scene, &ports);
    let first = asked.scene.members.len();
    let class = |at: usize| board.classes.of_member.get(at).copied().flatten();
    let strangers: Vec<(String, usize)> = strangers
        .into_iter()
        .enumerate()
        .filter_map(|(at, name)| Some((name, usize::try_from(class(first.saturating_add(at))?).ok()?)))
        .collect();
    let mut all = Vec::new();
    for row in reaching.rows.iter().filter(|row| row.members.iter().any(|at| *at < first)) {
        let side = |way: Way| {
            let column = match way {
                Way::Ingress => &columns.ingress,
                Way::Egress => &columns.egress,
            };
            let ranges = match way {
                Way::Ingress => &board.sources,
                Way::Egress => &board.targets,
            };
            let on = |place: usize| port_words(&atoms, |atom| column.row(columns.classes, atom, row.class).has(place));
            let mut peers: Vec<Exposed> = Vec::new();
            let whole = strangers.first().and_then(|(_, class)| on(*class));
            peers.extend(whole.clone().map(|ports| Exposed { peer: WHOLE.to_owned(), ports }));
            for (peer, class) in strangers.iter().skip(1) {
                // What the whole cluster may is not said again.
                let ports = on(*class).filter(|ports| Some(ports) != whole.as_ref());
                peers.extend(ports.map(|ports| Exposed { peer: peer.clone(), ports }));
            }
            let mut outside: Vec<(usize, usize, String)> = Vec::new();
            for at in 0..ranges.len() {
                let Some(ports) = on(columns.classes.saturating_add(at)) else { continue };
                let family = |at: usize| ranges.get(at).map(|range| range.first.is_ipv4());
                match outside.last_mut() {
                    Some((_, last, own))
                        if *own == ports && last.saturating_add(1) == at && family(*last) == family(at) =>
                    {
                        *last = at;
                    }
                    _ => outside.push((at, at, ports)),
                }
            }
            let unprotected = whole.as_deref() == Some(COMPLETE)
                && matches!(outside.as_slice(), [(0, _, ports), rest @ ..] if ports == COMPLETE && rest.iter().all(|(_, _, ports)| ports == COMPLETE));
            for (from, to, ports) in outside {
                if let (Some(from), Some(to)) = (ranges.get(from), ranges.get(to)) {
                    peers.push(Exposed { peer: format!("{}-{}[External]", from.first, to.last), ports });
                }
            }
            Side { unprotected, peers }
        };
        all.push(Exposure { workload: row.name.clone(), ingress: side(Way::Ingress), egress: side(Way::Egress) });
    }
    Ok(all)
}

/// The scene with pods that are not there: one without labels, and one for each selector of a rule.
fn with_strangers(scene: &Scene, policies: &[Policy]) -> (Scene, Vec<String>) {
    let mut scene = scene.clone();
    let mut names = vec![WHOLE.to_owned()];
    let add = |scene: &mut Scene, namespace: Result<String, Labels>, labels: Labels| {
        // No document can give a namespace such a name.
        let namespace = namespace.unwrap_or_else(|labels| {
            let name = format!("\u{0}{}", scene.members.len());
            scene.namespaces.insert(name.clone(), labels);
            name
        });
        let name = format!("\u{0}{}", scene.members.len());
        scene.members.push(Member { owner: name.clone(), name, namespace, labels, ..Member::default() });
    };
    add(&mut scene, Err(Labels::new()), Labels::new());
    let rules = policies.iter().flat_map(|policy| policy.ingress.rules.iter().chain(&policy.egress.rules));
    let peers = rules.flat_map(|rule| rule.peers.iter().flatten());
    let mut seen = BTreeSet::new();
    for peer in peers {
        let Peer::Pods(Pods { namespaces, pods }) = peer else { continue };
        let Some(labels) = meeting(pods) else { continue };
        let (namespace, place) = match namespaces {
            Namespaces::Only(name) => (Ok(name.clone()), format!("in {name}")),
            Namespaces::Matching(selector) => {
                let Some(labels) = meeting(selector) else { continue };
                let place = if selector.requirements.is_empty() {
                    "in any namespace".to_owned()
                } else {
                    format!("in namespaces with {}", words(selector))
                };
                (Err(labels), place)
            }
        };
        let name = if pods.requirements.is_empty() {
            format!("pods {place}")
        } else {
            format!("pods with {} {place}", words(pods))
        };
        if seen.insert(name.clone()) {
            names.push(name);
            add(&mut scene, namespace, labels);
        }
    }
    scene.words = Words::of(&scene.members);
    (scene, names)
}

/// The fewest labels that a selector selects; nothing where none can.
fn meeting(selector: &Selector) -> Option<Labels> {
    let mut labels = Labels::new();
    for requirement in &selector.requirements {
        let value = match requirement.operator {
            Operator::In => requirement.values.first().cloned(),
            Operator::Exists => Some(String::new()),
            Operator::NotIn | Operator::DoesNotExist => None,
        };
        if let Some(value) = value {
            labels.entry(requirement.key.clone()).or_insert(value);
        }
    }
    selector.matches(&labels).then_some(labels)
}

fn words(selector: &Selector) -> String {
    let all: Vec<String> = selector.requirements.iter().map(super::nearly::words).collect();
    all.join(", ")
}
