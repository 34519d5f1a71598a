//! All pairs of workloads at once.

use super::board::{Bits, Board};
use super::engine::Engine;
use super::party::Party;
use super::rule::{PortMatch, Way};
use super::scene::{Member, Scene};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::Protocol;
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The pods of one owner that no selector tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Workload {
    /// "namespace/name\[Kind\]"; `{label=value}` behind it where selectors tell its pods apart.
    pub name: String,
    /// "namespace/name" of its pods; of the workload itself where the documents have none.
    pub pods: Vec<String>,
    #[serde(skip)]
    pub(super) class: usize,
    #[serde(skip)]
    pub(super) owner: String,
}

/// A port of the question: a number, or a name that each receiver has its own number for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortKey {
    /// A number.
    Number(u16),
    /// A name.
    Name(String),
}

impl Serialize for PortKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(port) => serializer.serialize_u16(*port),
            Self::Name(name) => serializer.serialize_str(name),
        }
    }
}

/// A port with its protocol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AskedPort {
    /// The port.
    pub port: PortKey,
    /// "TCP", "UDP" or "SCTP".
    #[serde(serialize_with = "protocol")]
    pub protocol: Protocol,
}

fn protocol<S: Serializer>(protocol: &Protocol, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(protocol.as_str())
}

/// Who reaches whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reachability {
    /// Rows and columns, by name.
    pub workloads: Vec<Workload>,
    /// The ports, in the question's order.
    pub ports: Vec<AskedPort>,
    /// Bit (port × n + from) × n + to, least significant first.
    #[serde(serialize_with = "words")]
    pub bits: Vec<u32>,
}

/// As bytes in the JavaScript face, which makes a typed array of them.
fn words<S: Serializer>(bits: &[u32], serializer: S) -> Result<S::Ok, S::Error> {
    if cfg!(feature = "sources-by-id") {
        let bytes: Vec<u8> = bits.iter().flat_map(|word| word.to_le_bytes()).collect();
        return serializer.serialize_bytes(&bytes);
    }
    serializer.collect_seq(bits)
}

/// Reads and answers `reachability`.
///
/// # Errors
/// An [`Error`] that names the field.
///
/// ```
/// use serde_json::json;
/// let pod = |name: &str| json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": name } });
/// let answer = aksnet::ask("reachability", &json!({
///     "environment": { "kubernetes": [pod("a"), pod("b")] }, "ports": [{ "port": 80 }]
/// }))?;
/// assert_eq!(answer["workloads"][1]["name"], "default/b[Pod]");
/// assert_eq!(answer["bits"][0], 0b1111);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_reachability(environment: &Environment, request: &Value) -> Result<Reachability, Error> {
    let root = Node::root(request);
    root.only(&["environment", "ports", "engine", "assume"])?;
    let scene = environment.scene()?;
    let engine = Engine::read(&root, environment.cluster.as_ref())?;
    let asked = root.read_all("ports", asked_port)?;
    let named = asked.iter().flatten().filter_map(|port| match &port.port {
        PortKey::Name(name) => Some(name.as_str()),
        PortKey::Number(_) => None,
    });
    let board = Board::of(scene, engine, &named.collect::<Vec<_>>());
    let workloads = workloads(scene, &board);
    let ports = asked.unwrap_or_else(|| usual_ports(scene, &board));
    let mut bits = Vec::new();
    let mut writer = Writer::new(&mut bits, ports.len(), workloads.len());
    for port in &ports {
        match &port.port {
            PortKey::Number(number) => {
                let pairs = Pairs::of(&board, port.protocol, *number);
                writer.write(&workloads, |from, to| pairs.allow(from, to));
            }
            PortKey::Name(name) => {
                let number =
                    |class: &Member| Party::Pod(class).port_named(name, Some(port.protocol)).map(|(port, _)| port);
                let numbers: Vec<Option<u16>> = board.classes.iter().map(number).collect();
                let distinct: BTreeSet<u16> = numbers.iter().flatten().copied().collect();
                let pairs: BTreeMap<u16, Pairs> =
                    distinct.into_iter().map(|number| (number, Pairs::of(&board, port.protocol, number))).collect();
                writer.write(&workloads, |from, to| {
                    let number = numbers.get(to).copied().flatten();
                    number.and_then(|number| pairs.get(&number)).is_some_and(|pairs| pairs.allow(from, to))
                });
            }
        }
    }
    Ok(Reachability { workloads, ports, bits })
}

/// Reads and answers the `connections()` of a reachability: one line for each pair of owners, or of an owner and a range outside,
/// with any connection.
///
/// # Errors
/// As [`ask_reachability`].
pub fn ask_connections(environment: &Environment, request: &Value) -> Result<Vec<String>, Error> {
    let root = Node::root(request);
    root.only(&["environment", "ports", "engine", "assume"])?;
    let scene = environment.scene()?;
    let board = Board::of(scene, Engine::read(&root, environment.cluster.as_ref())?, &[]);
    let workloads = workloads(scene, &board);
    Ok(super::connections::lines(&board, &workloads))
}

fn asked_port(node: &Node<'_>) -> Result<AskedPort, Error> {
    node.only(&["port", "protocol"])?;
    let field = node.get("port")?.ok_or_else(|| {
        node.error(ErrorCode::MissingField, "a port is missing")
            .with_help("a number, or the name of a container's port")
    })?;
    let port = match field.text() {
        Ok(name) => PortKey::Name(name.to_owned()),
        Err(_) => PortKey::Number(u16::try_from(field.whole(1..=65_535)?).unwrap_or(u16::MAX)),
    };
    Ok(AskedPort { port, protocol: Protocol::read_at(node, "protocol")? })
}

/// What containers listen on and rules name, by number; TCP 80 where nothing does.
fn usual_ports(scene: &Scene, board: &Board) -> Vec<AskedPort> {
    let mut all: BTreeSet<AskedPort> = BTreeSet::new();
    let mut add = |port: u16, protocol: Protocol| {
        all.insert(AskedPort { port: PortKey::Number(port), protocol });
    };
    for port in scene.members.iter().flat_map(|member| &member.ports) {
        add(port.port, port.protocol);
    }
    for port in &board.port_matches {
        if let PortMatch::Range { protocol, first, last } = port
            && first == last
        {
            add(*first, protocol.unwrap_or_default());
        }
    }
    if all.is_empty() {
        all.insert(AskedPort { port: PortKey::Number(80), protocol: Protocol::Tcp });
    }
    all.into_iter().collect()
}

/// The rows: owners, cut where selectors tell their pods apart.
pub(super) fn workloads(scene: &Scene, board: &Board) -> Vec<Workload> {
    let mut rows: BTreeMap<(&str, usize), Vec<&Member>> = BTreeMap::new();
    for (member, class) in scene.members.iter().zip(&board.class_of) {
        if let Some(class) = class {
            rows.entry((&member.owner, *class)).or_default().push(member);
        }
    }
    let mut kinds: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
    for ((owner, _), members) in &rows {
        kinds.entry(owner).or_default().extend(members.first());
    }
    let row = |((owner, class), members): ((&str, usize), Vec<&Member>)| {
        let siblings = kinds.get(owner).map(Vec::as_slice).unwrap_or_default();
        let mut name = owner.to_owned();
        if siblings.len() > 1 {
            name.push_str(&apart(board, siblings, members.first().copied()));
        }
        let mut pods: Vec<String> = members.iter().map(|member| member.name.clone()).collect();
        pods.sort();
        Workload { name, pods, class, owner: owner.to_owned() }
    };
    let mut all: Vec<Workload> = rows.into_iter().map(row).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The labels in which the pods of one owner differ, of those that selectors ask for; the pod's name where it is no label.
fn apart(board: &Board, siblings: &[&Member], own: Option<&Member>) -> String {
    let Some(own) = own else { return String::new() };
    let differs = |key: &&String| siblings.iter().any(|other| other.labels.get(*key) != own.labels.get(*key));
    let labels = board.keys.iter().filter(differs).map(|key| match own.labels.get(key) {
        Some(value) => format!("{key}={value}"),
        None => format!("!{key}"),
    });
    let labels: Vec<String> = labels.collect();
    if labels.is_empty() { format!("{{pod={}}}", own.name) } else { format!("{{{}}}", labels.join(",")) }
}

/// The rows of both directions for one port.
pub(super) struct Pairs {
    pub ingress: Vec<Bits>,
    pub egress: Vec<Bits>,
}

impl Pairs {
    pub(super) fn of(board: &Board, protocol: Protocol, port: u16) -> Self {
        let rows = |way: Way| (0..board.classes.len()).map(|class| board.row(class, way, protocol, port)).collect();
        Self { ingress: rows(Way::Ingress), egress: rows(Way::Egress) }
    }

    pub(super) fn allow(&self, from: usize, to: usize) -> bool {
        self.egress.get(from).is_some_and(|row| row.has(to)) && self.ingress.get(to).is_some_and(|row| row.has(from))
    }
}

/// Writes bits one after the other.
struct Writer<'a> {
    bits: &'a mut Vec<u32>,
    at: usize,
}

impl<'a> Writer<'a> {
    fn new(bits: &'a mut Vec<u32>, ports: usize, size: usize) -> Self {
        bits.resize(ports.saturating_mul(size).saturating_mul(size).div_ceil(32), 0);
        Self { bits, at: 0 }
    }

    fn write(&mut self, workloads: &[Workload], allow: impl Fn(usize, usize) -> bool) {
        for (row, from) in workloads.iter().enumerate() {
            for (column, to) in workloads.iter().enumerate() {
                // A pod reaches itself, whatever policies say.
                let itself = row == column && from.pods.len() == 1;
                if (itself || allow(from.class, to.class))
                    && let Some(word) = self.bits.get_mut(self.at / 32)
                {
                    *word |= 1u32 << (self.at % 32);
                }
                self.at = self.at.saturating_add(1);
            }
        }
    }
}
