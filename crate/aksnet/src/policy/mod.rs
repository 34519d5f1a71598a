//! Network policies: who may talk to whom, and which rule says so.
//!
//! `read_*.rs` turn each kind into the one form of `rule.rs`; `scene.rs` is everybody that they can be about. `verdict.rs` answers one
//! question with its reasons, `reach.rs` all pairs at once: over few classes of pods (`classes.rs`), with the policies as sets of them
//! (`board.rs`), asked port by port (`columns.rs`), written as numbers (`form.rs`). `engine.rs` says in what the engines differ.

mod board;
mod changes;
mod classes;
mod columns;
mod connections;
mod engine;
mod exposure;
mod form;
mod hash;
mod nearly;
mod party;
mod reach;
mod read_admin_policy;
mod read_cilium_policy;
mod read_network_policy;
mod rule;
mod scene;
mod sets;
mod verdict;
mod words;
mod workloads;

pub use changes::{PolicyChange, ask_diff_policies};
pub use engine::Engine;
pub use exposure::{Exposed, Exposure, ask_exposure};
pub use form::expand;
pub use nearly::{Missed, NearMiss};
pub(crate) use reach::Boards;
pub use reach::{Reachability, ReachabilityForm, Workload, ask_connections, ask_reachability, ask_reachability_form};
pub use rule::{Action, Direction, Entity, Namespaces, Peer, Pods, Policy, PortMatch, Rule, RuleName, Tier, Way};
pub use scene::{Machine, Member, Scene};
pub use verdict::{Effect, Reason, Verdict};

use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::Protocol;
use party::Party;
use serde::Serialize;
use serde_json::Value;
use verdict::Question;

/// What both ends say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyAnswer {
    /// Both let it through.
    pub allowed: bool,
    /// The sender's policies.
    pub egress: Verdict,
    /// The receiver's policies.
    pub ingress: Verdict,
}

/// Reads and answers `evaluatePolicy`.
///
/// # Errors
/// An [`Error`] that names the field: a policy that cannot be understood, a pod that is not there, a named port that it has not.
///
/// ```
/// use serde_json::json;
/// let place = json!({ "kubernetes": [
///     { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "namespace": "n" } },
///     { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "b", "namespace": "n" } },
///     { "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "deny", "namespace": "n" },
///       "spec": { "podSelector": {} } }
/// ] });
/// let answer = aksnet::ask("evaluatePolicy", &json!({
///     "environment": place, "from": { "pod": "n/a" }, "to": { "pod": "n/b" }, "port": 80
/// }))?;
/// assert_eq!(answer["allowed"], false);
/// assert_eq!(answer["ingress"]["because"][0]["object"], "NetworkPolicy n/deny");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_policy(environment: &Environment, request: &Value) -> Result<PolicyAnswer, Error> {
    let root = Node::root(request);
    root.only(&["environment", "from", "to", "port", "protocol", "engine", "assume"])?;
    let scene = environment.scene()?;
    let engine = Engine::read(&root, environment.cluster.as_ref())?;
    let (from, to) = (place(environment, scene, &root, "from")?, place(environment, scene, &root, "to")?);
    let field = root.get("port")?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the question has no port")
            .at("port")
            .with_help("a number, or the name of a container's port")
    })?;
    let protocol = root.word_at("protocol", Protocol::WORDS)?;
    let (port, protocol) = match field.text() {
        Ok(name) => to.party.port_named(name, protocol).ok_or_else(|| {
            field
                .error(ErrorCode::InvalidValue, format!("the receiver has no container port of the name \"{name}\""))
                .with_help("a number, or a name that one of its containers gives a port")
        })?,
        Err(_) => {
            let number = field.whole(1..=65_535)?;
            (u16::try_from(number).unwrap_or(u16::MAX), protocol.unwrap_or_default())
        }
    };
    Ok(evaluate(scene, engine, from, to, protocol, port))
}

/// A pod's own policies, about an address on the other end.
pub(crate) fn ask_pod(
    scene: &Scene,
    engine: Engine,
    subject: &Member,
    other: std::net::IpAddr,
    way: Way,
    protocol: Protocol,
    port: u16,
) -> Verdict {
    Question { scene, engine, subject, other: Party::of_address(scene, other), way, protocol, port }.answer()
}

/// One end of the question: the pod whose policies are asked, and how the other end sees it.
#[derive(Clone, Copy, Debug)]
struct End<'a> {
    member: Option<&'a Member>,
    party: Party<'a>,
}

fn evaluate(scene: &Scene, engine: Engine, from: End<'_>, to: End<'_>, protocol: Protocol, port: u16) -> PolicyAnswer {
    let ask = |end: End<'_>, other: End<'_>, way: Way| match end.member {
        Some(subject) => Question { scene, engine, subject, other: other.party, way, protocol, port }.answer(),
        None => Verdict::default_for("policies select pods only"),
    };
    let (egress, ingress) = (ask(from, to, Way::Egress), ask(to, from, Way::Ingress));
    PolicyAnswer { allowed: egress.allowed && ingress.allowed, egress, ingress }
}

/// A pod, a workload without pods, a node, one of the environment's hosts, or an address.
fn place<'a>(environment: &Environment, scene: &'a Scene, root: &Node<'_>, key: &str) -> Result<End<'a>, Error> {
    let keys = ["pod", "node", "host", "address"];
    let node = root.get(key)?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, format!("the question has no {key}"))
            .at(key)
            .with_help("{ pod }, { node }, { host } or { address }")
    })?;
    node.only(&keys)?;
    let of_address = |address| {
        let party = Party::of_address(scene, address);
        End { member: if let Party::Pod(member) = party { Some(member) } else { None }, party }
    };
    if let Some(field) = node.get("pod")? {
        let name = field.text()?;
        let member = scene.member(name).ok_or_else(|| {
            field
                .error(
                    ErrorCode::InvalidValue,
                    format!("there is no pod \"{name}\", and no workload that stands for its pods"),
                )
                .with_help("\"namespace/name\" of a Pod, or of a Deployment, StatefulSet, DaemonSet, Job without pods")
        })?;
        return Ok(End { member: Some(member), party: Party::of_member(scene, member) });
    }
    if let Some(field) = node.get("node")? {
        let name = field.text()?;
        let machine = scene.machine(name).ok_or_else(|| {
            field.error(ErrorCode::InvalidValue, format!("there is no node \"{name}\"")).with_help("the name of a Node")
        })?;
        return Ok(End { member: None, party: Party::Node(machine) });
    }
    if let Some(field) = node.get("host")? {
        let name = field.text()?;
        let host = environment.hosts.iter().find(|host| host.name == name).ok_or_else(|| {
            field
                .error(ErrorCode::InvalidValue, format!("there is no host \"{name}\""))
                .with_help("the name of one of environment.hosts")
        })?;
        return Ok(of_address(host.address));
    }
    match node.get("address")? {
        Some(field) => Ok(of_address(field.address()?)),
        None => Err(node.error(ErrorCode::MissingField, "the place is not named").with_help(keys.join(", "))),
    }
}
