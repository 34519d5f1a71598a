//! A trace as JSON, read for drawing: places, headers, what was done.

use crate::document::Node;
use crate::error::{Error, ErrorCode};

/// How the packet fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Delivered,
    Dropped,
    Rejected,
    FailedOnReturn,
}

/// The answer of `traceFlow`, one way of it.
#[derive(Debug)]
pub(super) struct Trace {
    pub(super) outcome: Outcome,
    pub(super) request: Vec<Hop>,
    pub(super) reply: Vec<Hop>,
    pub(super) decided_by: Option<String>,
}

/// One machine on the way.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) came: Option<Header>,
    pub(super) left: Option<Header>,
    pub(super) steps: Vec<Step>,
}

/// One thing that was done.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) kind: String,
    pub(super) by: String,
    pub(super) before: Option<Header>,
    pub(super) after: Option<Header>,
}

/// Both ends of a header, with their ports where these are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) from: String,
    pub(super) to: String,
}

impl Trace {
    pub(super) fn read(trace: &Node<'_>) -> Result<Self, Error> {
        let missing = |what: &str| {
            trace
                .error(ErrorCode::MissingField, format!("a trace has {what}"))
                .at(what)
                .with_help("one of the traces that traceFlow answers")
        };
        let outcomes = [
            ("delivered", Outcome::Delivered),
            ("dropped", Outcome::Dropped),
            ("rejected", Outcome::Rejected),
            ("failed-on-return", Outcome::FailedOnReturn),
        ];
        let request = trace.read_all("request", Hop::read)?.filter(|hops| !hops.is_empty());
        Ok(Self {
            outcome: trace.word_at("outcome", &outcomes)?.ok_or_else(|| missing("outcome"))?,
            request: request.ok_or_else(|| missing("request"))?,
            reply: trace.read_all("reply", Hop::read)?.unwrap_or_default(),
            decided_by: trace.read_at("decidedBy", Step::read)?.map(|step| step.by),
        })
    }
}

impl Hop {
    fn read(hop: &Node<'_>) -> Result<Self, Error> {
        let place = hop.read_at("at", |at| Ok((at.text_at("kind")?, at.text_at("name")?)))?;
        let Some((Some(kind), Some(name))) = place else {
            return Err(hop.error(ErrorCode::MissingField, "a hop is at a kind of place, by its name"));
        };
        Ok(Self {
            kind,
            name,
            came: hop.read_at("in", Header::read)?,
            left: hop.read_at("out", Header::read)?,
            steps: hop.read_all("steps", Step::read)?.unwrap_or_default(),
        })
    }

    /// Its place in words: "Node n1".
    pub(super) fn place(&self) -> String {
        let kind = match self.kind.as_str() {
            "pod" => "Pod",
            "node" => "Node",
            "bridge" => "Bridge",
            "virtual-network" => "Virtual network",
            "load-balancer" => "Load balancer",
            "nat-gateway" => "NAT gateway",
            "firewall" => "Firewall",
            "gateway" => "Gateway",
            "ingress" => "Ingress proxy",
            "sidecar" => "Sidecar",
            "host" => "Host",
            "internet" => "Internet",
            other => other,
        };
        // A place without a name of its own is called by its kind.
        if kind.eq_ignore_ascii_case(&self.name) { kind.to_owned() } else { format!("{kind} {}", self.name) }
    }
}

impl Step {
    fn read(step: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            kind: step.text_at("type")?.unwrap_or_default(),
            by: step.text_at("by")?.unwrap_or_default(),
            before: step.read_at("before", Header::read)?,
            after: step.read_at("after", Header::read)?,
        })
    }
}

impl Header {
    fn read(header: &Node<'_>) -> Result<Self, Error> {
        let end = |address: &str, port: &str| -> Result<String, Error> {
            let Some(address) = header.text_at(address)? else {
                return Err(header.error(ErrorCode::MissingField, "a header has a source and a destination"));
            };
            Ok(match header.whole_at(port, 0..=65_535)? {
                Some(port) if address.contains(':') => format!("[{address}]:{port}"),
                Some(port) => format!("{address}:{port}"),
                None => address,
            })
        };
        Ok(Self { from: end("source", "sourcePort")?, to: end("destination", "destinationPort")? })
    }
}
