//! The question.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::Protocol;
use serde_json::Value;
use std::net::IpAddr;

/// Where a packet comes from or goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// "namespace/name" of a pod.
    Pod(String),
    /// A node's name.
    Node(String),
    /// A host's name.
    Host(String),
    /// "namespace/name" of a Service.
    Service(String),
    /// An address.
    Address(IpAddr),
}

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRequest {
    /// `from`
    pub from: Place,
    /// `to`
    pub to: Place,
    /// `to.port`
    pub port: u16,
    /// `protocol`
    pub protocol: Protocol,
    /// `sourcePort`
    pub source_port: Option<u16>,
    /// `at`: epoch milliseconds, for flow logs.
    pub at: u64,
    /// `pin.node`
    pub pin_node: Option<String>,
    /// `pin.pod`
    pub pin_pod: Option<String>,
}

impl FlowRequest {
    /// Reads the question, but for its environment.
    ///
    /// # Errors
    /// An [`Error`] that names the field.
    pub fn from_json(request: &Value) -> Result<Self, Error> {
        let root = Node::root(request);
        root.only(&["environment", "from", "to", "protocol", "sourcePort", "at", "pin", "assume", "http", "entry"])?;
        let at = root.whole_at("at", 0..=9_007_199_254_740_991)?.unwrap_or(0);
        let missing = |key: &str, help: &str| {
            root.error(ErrorCode::MissingField, format!("the question has no {key}")).at(key).with_help(help)
        };
        let from = root.get("from")?.ok_or_else(|| missing("from", "{ pod }, { node }, { host } or { address }"))?;
        let to = root
            .get("to")?
            .ok_or_else(|| missing("to", "{ pod, port }, { service, port }, { node, port } or { address, port }"))?;
        let port = to.whole_at("port", 1..=65_535)?.ok_or_else(|| missing("to.port", "a port such as 80"))?;
        let (mut pin_node, mut pin_pod) = (None, None);
        if let Some(pin) = root.get("pin")? {
            pin.only(&["node", "pod"])?;
            pin_node = pin.text_at("node")?;
            pin_pod = pin.text_at("pod")?;
        }
        let source_port = root.whole_at("sourcePort", 1..=65_535)?;
        Ok(Self {
            from: place(&from, &["pod", "node", "host", "address"])?,
            to: place(&to, &["pod", "service", "node", "address", "port"])?,
            port: u16::try_from(port).unwrap_or(u16::MAX),
            protocol: Protocol::read_at(&root, "protocol")?,
            source_port: source_port.and_then(|port| u16::try_from(port).ok()),
            at,
            pin_node,
            pin_pod,
        })
    }
}

fn place(node: &Node<'_>, keys: &[&str]) -> Result<Place, Error> {
    node.only(keys)?;
    let mut found = None;
    for key in keys.iter().filter(|key| **key != "port") {
        let Some(field) = node.get(key)? else { continue };
        if found.is_some() {
            return Err(field
                .error(ErrorCode::InvalidValue, "a place is one thing, and two are named")
                .with_help(keys.join(" or ")));
        }
        let name = || field.text().map(str::to_owned);
        found = Some(match *key {
            "pod" => Place::Pod(name()?),
            "node" => Place::Node(name()?),
            "host" => Place::Host(name()?),
            "service" => Place::Service(name()?),
            _ => Place::Address(field.address()?),
        });
    }
    found.ok_or_else(|| node.error(ErrorCode::MissingField, "the place is not named").with_help(keys.join(", ")))
}
