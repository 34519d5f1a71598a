//! All pairs of workloads at once.

use super::board::Board;
use super::columns::{Column, Columns, Port};
use super::engine::Engine;
use super::form;
use super::party::Party;
use super::rule::{Policy, PortMatch};
use super::scene::{Scene, joined};
use super::sets::{Bits, narrow};
use super::workloads::{Rowed, rows};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::{Object, Protocol};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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

/// The pods of one owner that no selector tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Workload {
    /// "namespace/name\[Kind\]"; `{label=value}` behind it where selectors tell its pods apart.
    pub name: String,
    /// "namespace/name" of its pods; of the workload itself where the documents have none.
    pub pods: Vec<String>,
}

/// Who reaches whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reachability {
    /// Rows and columns, by name.
    pub workloads: Vec<Workload>,
    /// The ports, in the question's order.
    pub ports: Vec<AskedPort>,
    /// Bit (port × n + from) × n + to, least significant first.
    pub bits: Vec<u32>,
}

/// The same without the square, for a binding that makes it when somebody reads it.
#[derive(Clone, Debug)]
pub struct ReachabilityForm {
    /// The workloads' names, each followed by those of its pods, one behind the other.
    pub text: String,
    /// Of each workload the length of its name in UTF-16, the number of its pods, the lengths of their names.
    pub spans: Vec<u32>,
    /// The ports, in the question's order.
    pub ports: Vec<AskedPort>,
    /// What [`expand`](super::expand) takes.
    pub form: Vec<u32>,
}

/// The board of an environment under an engine, with what was asked of it last.
#[derive(Debug)]
pub(crate) struct Reaching {
    pub(super) board: Board,
    pub(super) rows: Vec<Rowed>,
    last: RefCell<Option<(Vec<Port>, Rc<Columns>)>>,
}

impl Reaching {
    pub(super) fn of(scene: &Scene, policies: &[Policy], added: &[usize], engine: Engine, names: &[&str]) -> Self {
        let board = Board::of(scene, policies, added, engine, names);
        let rows = rows(scene, &board);
        Self { board, rows, last: RefCell::new(None) }
    }

    /// Asks some ports; the same ones as last time are not asked again.
    pub(super) fn columns(&self, scene: &Scene, ports: &[Port]) -> Rc<Columns> {
        if let Some((asked, columns)) = self.last.borrow().as_ref()
            && asked == ports
        {
            return Rc::clone(columns);
        }
        let columns = Rc::new(Columns::of(&self.board, scene, ports));
        *self.last.borrow_mut() = Some((ports.to_vec(), Rc::clone(&columns)));
        columns
    }
}

/// The boards of an environment that were asked for, by engine.
#[derive(Debug, Default)]
pub(crate) struct Boards(RefCell<BTreeMap<Engine, Rc<Reaching>>>);

impl Boards {
    fn of(&self, scene: &Scene, engine: Engine) -> Rc<Reaching> {
        let made = || Rc::new(Reaching::of(scene, &scene.policies, &[], engine, &[]));
        Rc::clone(self.0.borrow_mut().entry(engine).or_insert_with(made))
    }
}

/// A question about all pairs, read.
pub(super) struct Asked<'a> {
    pub(super) scene: &'a Scene,
    pub(super) engine: Engine,
    pub(super) reaching: Rc<Reaching>,
    ports: Option<Vec<AskedPort>>,
    /// Policies that are left out, by their places on the board.
    pub(super) without: Vec<u32>,
    left_out: Vec<String>,
    added: Vec<Policy>,
}

impl<'a> Asked<'a> {
    pub(super) fn read(environment: &'a Environment, root: &Node<'_>) -> Result<Self, Error> {
        let scene = environment.scene()?;
        let engine = Engine::read(root, environment.cluster.as_ref())?;
        let ports = root.read_all("ports", asked_port)?;
        let named = ports.iter().flatten().filter_map(|port| match &port.port {
            PortKey::Name(name) => Some(name.as_str()),
            PortKey::Number(_) => None,
        });
        let named: Vec<&str> = named.collect();
        let added = added(root)?;
        let reaching = if added.is_empty() && named.is_empty() {
            environment.boards().of(scene, engine)
        } else {
            let (policies, places) = joined(scene.policies.iter(), &added);
            Rc::new(Reaching::of(scene, &policies, &places, engine, &named))
        };
        let without = without(root, scene, &reaching.board)?;
        let left_out = root.read_all("without", |field| field.text().map(str::to_owned))?.unwrap_or_default();
        Ok(Self { scene, engine, reaching, ports, without, left_out, added })
    }

    /// The policies that the question is about.
    pub(super) fn policies(&self) -> Vec<Policy> {
        let is_new = |policy: &Policy| self.added.iter().any(|added| added.object == policy.object);
        let own = self.scene.policies.iter();
        joined(own.filter(|policy| !self.left_out.contains(&policy.object) && !is_new(policy)), &self.added).0
    }

    fn ports(&self) -> Vec<AskedPort> {
        self.ports.clone().unwrap_or_else(|| usual_ports(self.scene, &self.reaching.board))
    }

    /// The columns of the ports as they are asked.
    fn columns(&self, ports: &[AskedPort]) -> Rc<Columns> {
        let board = &self.reaching.board;
        let mut numbers: Vec<Port> = Vec::new();
        let mut names: Vec<Option<Vec<Option<u16>>>> = Vec::new();
        for port in ports {
            match &port.port {
                PortKey::Number(number) => {
                    numbers.push((port.protocol, *number));
                    names.push(None);
                }
                PortKey::Name(name) => {
                    let number = |class: usize| {
                        let party = Party::Pod(board.member(self.scene, class)?);
                        party.port_named(name, Some(port.protocol)).map(|(port, _)| port)
                    };
                    let of_class: Vec<Option<u16>> = (0..board.classes.len()).map(number).collect();
                    let distinct: BTreeSet<u16> = of_class.iter().flatten().copied().collect();
                    numbers.extend(distinct.into_iter().map(|number| (port.protocol, number)));
                    names.push(Some(of_class));
                }
            }
        }
        let mut columns = self.reaching.columns(self.scene, &numbers);
        if !self.without.is_empty() {
            columns = Rc::new(columns.without(board, self.scene, &numbers, &self.without));
        }
        if names.iter().all(Option::is_none) {
            columns
        } else {
            Rc::new(join(board, &columns, &numbers, ports, &names))
        }
    }

    fn form(&self, ports: &[AskedPort]) -> Vec<u32> {
        let rows = self.reaching.rows.iter().map(|row| (row.class, row.members.len() == 1));
        form::write(rows, ports.len(), &self.columns(ports))
    }
}

/// The columns of names out of those of the numbers that they stand for.
fn join(
    board: &Board,
    columns: &Columns,
    numbers: &[Port],
    ports: &[AskedPort],
    names: &[Option<Vec<Option<u16>>>],
) -> Columns {
    let classes = columns.classes;
    let mut ingress = Column { row_of: Vec::new(), rows: columns.ingress.rows.clone() };
    let mut egress = Column { row_of: Vec::new(), rows: columns.egress.rows.clone() };
    let nobody = ingress.rows.push(&Bits::none(0));
    let mut next = 0usize;
    for (port, of_class) in ports.iter().zip(names) {
        let copied = |column: &Column| {
            let from = next.saturating_mul(classes);
            column.row_of.get(from..from.saturating_add(classes)).unwrap_or_default().to_vec()
        };
        let Some(of_class) = of_class else {
            ingress.row_of.extend(copied(&columns.ingress));
            egress.row_of.extend(copied(&columns.egress));
            next = next.saturating_add(1);
            continue;
        };
        let distinct: BTreeSet<u16> = of_class.iter().flatten().copied().collect();
        let place = |number: u16| {
            let behind = numbers.iter().skip(next).position(|own| *own == (port.protocol, number));
            behind.map_or(usize::MAX, |behind| behind.saturating_add(next))
        };
        for (class, number) in of_class.iter().enumerate() {
            let at = number.map(|number| place(number).saturating_mul(classes).saturating_add(class));
            let row = at.and_then(|at| columns.ingress.row_of.get(at)).copied();
            ingress.row_of.push(row.unwrap_or(nobody));
        }
        for class in 0..classes {
            let mut reached = Bits::none(board.classes.len());
            for number in &distinct {
                let mut own = Bits::none(classes);
                own.add_row(columns.egress.row(classes, place(*number), class));
                let mut receivers = Bits::none(classes);
                let listen = of_class.iter().enumerate().filter(|(_, own)| **own == Some(*number));
                listen.for_each(|(at, _)| receivers.set(at));
                own.keep(&receivers);
                reached.add(&own);
            }
            egress.row_of.push(egress.rows.push(&reached));
        }
        next = next.saturating_add(distinct.len());
    }
    Columns { classes, ingress, egress }
}

/// Policies that the question adds.
fn added(root: &Node<'_>) -> Result<Vec<Policy>, Error> {
    let mut objects = Vec::new();
    for node in root.list("add")?.unwrap_or_default() {
        Object::unfold(&node, &mut objects)?;
    }
    let mut policies = Vec::new();
    for object in &objects {
        let read = super::scene::read_policies(object)?;
        policies.extend(read.ok_or_else(|| {
            Error::new(ErrorCode::UnsupportedDocument, format!("{} {} is no network policy", object.kind, object.name))
                .at(&object.path)
                .with_help("NetworkPolicy, AdminNetworkPolicy, ClusterNetworkPolicy, CiliumNetworkPolicy and their kin")
        })?);
    }
    Ok(policies)
}

/// Policies that the question leaves out: those that it names, and those that one of the same name replaces.
fn without(root: &Node<'_>, scene: &Scene, board: &Board) -> Result<Vec<u32>, Error> {
    let added: BTreeSet<&str> =
        board.policies.iter().filter(|policy| policy.added).map(|policy| policy.object.as_str()).collect();
    let named = |name: &dyn Fn(&str) -> bool| -> Vec<u32> {
        let own = (0u32..).zip(&board.policies).filter(|(_, policy)| !policy.added && name(&policy.object));
        own.map(|(at, _)| at).collect()
    };
    let mut all = named(&|object| added.contains(object));
    for field in root.list("without")?.unwrap_or_default() {
        let name = field.text()?;
        // One that the engine does not read is left out already.
        if !scene.policies.iter().any(|policy| policy.object == name) {
            return Err(field
                .error(ErrorCode::InvalidValue, format!("there is no policy \"{name}\""))
                .with_help("\"NetworkPolicy namespace/name\", as answers name them"));
        }
        all.extend(named(&|object| object == name));
    }
    Ok(all)
}

/// The fields of a question about edited policies.
pub(super) const EDIT_KEYS: &[&str] = &["environment", "engine", "without", "add", "assume"];

const KEYS: &[&str] = &["environment", "ports", "engine", "without", "add", "assume"];

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
    root.only(KEYS)?;
    let asked = Asked::read(environment, &root)?;
    let ports = asked.ports();
    let name = |at: &usize| asked.scene.members.get(*at).map(|member| member.name.clone());
    let workload =
        |row: &Rowed| Workload { name: row.name.clone(), pods: row.members.iter().filter_map(name).collect() };
    let bits = form::expand(&asked.form(&ports))?;
    Ok(Reachability { workloads: asked.reaching.rows.iter().map(workload).collect(), ports, bits })
}

/// The same in the form that bindings keep. Without the names for a question that only leaves policies out.
///
/// # Errors
/// As [`ask_reachability`].
pub fn ask_reachability_form(
    environment: &Environment,
    request: &Value,
    with_names: bool,
) -> Result<ReachabilityForm, Error> {
    let root = Node::root(request);
    root.only(KEYS)?;
    let asked = Asked::read(environment, &root)?;
    let ports = asked.ports();
    let form = asked.form(&ports);
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut write = |name: &str, spans: &mut Vec<u32>| {
        text.push_str(name);
        spans.push(narrow(if name.is_ascii() { name.len() } else { name.encode_utf16().count() }));
    };
    for row in asked.reaching.rows.iter().filter(|_| with_names) {
        write(&row.name, &mut spans);
        spans.push(narrow(row.members.len()));
        for member in row.members.iter().filter_map(|at| asked.scene.members.get(*at)) {
            write(&member.name, &mut spans);
        }
    }
    Ok(ReachabilityForm { text, spans, ports, form })
}

/// Reads and answers the `connections()` of a reachability: one line for each pair of owners, or of an owner and a range outside,
/// with any connection.
///
/// # Errors
/// As [`ask_reachability`].
pub fn ask_connections(environment: &Environment, request: &Value) -> Result<Vec<String>, Error> {
    let root = Node::root(request);
    root.only(KEYS)?;
    let asked = Asked::read(environment, &root)?;
    Ok(super::connections::lines(&asked.reaching.board, asked.scene, &asked.reaching.rows, &asked.without))
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
    for port in board.port_lists.iter().flatten() {
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
