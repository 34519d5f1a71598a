//! Tuples of flow logs read: of network security groups, versions 1 and 2, and of virtual networks, version 4.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix;
use serde::Serialize;
use serde_json::Value;
use std::net::IpAddr;

/// What went one way since the record before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// Packets.
    pub packets: u64,
    /// Bytes, with their headers.
    pub bytes: u64,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowRecord {
    /// "nsg-v1", "nsg-v2" or "vnet-v4".
    pub kind: &'static str,
    /// Epoch milliseconds.
    pub time: u64,
    /// From where.
    pub source: IpAddr,
    /// From which port.
    pub source_port: u16,
    /// To where.
    pub destination: IpAddr,
    /// To which port.
    pub destination_port: u16,
    /// "TCP", "UDP", or IANA's number.
    pub protocol: String,
    /// "Inbound" or "Outbound".
    pub direction: &'static str,
    /// The rule that it stands under let it through.
    pub allowed: bool,
    /// "begin", "continue" or "end"; absent for what was denied in a network's log, and in version 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'static str>,
    /// A network's log: how the packets were encrypted; "NX" for not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encryption: Option<String>,
    /// From the source to the destination.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent: Option<Counted>,
    /// Back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub received: Option<Counted>,
}

/// Reads and answers `readFlowLog`: tuples, one a line, with or without quotation marks.
///
/// # Errors
/// `invalid-value` that names the line and the field of it.
///
/// ```
/// use serde_json::json;
/// let text = "1663145998065,101.33.218.153,10.0.0.6,55188,22,6,I,D,NX,0,0,0,0";
/// let answer = aksnet::ask("readFlowLog", &json!({ "text": text }))?;
/// assert_eq!((answer[0]["allowed"].as_bool(), answer[0]["direction"].as_str()), (Some(false), Some("Inbound")));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_flow_log(request: &Value) -> Result<Vec<FlowRecord>, Error> {
    let root = Node::root(request);
    root.only(&["text"])?;
    let text = root.text_at("text")?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "there is no text").at("text").with_help("tuples of a flow log, one a line")
    })?;
    let tidy = |line: &str| line.trim().trim_end_matches(',').trim_matches('"').to_owned();
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        // Counters may be empty, and then end a tuple in commas: four of them belong to it.
        .map(|(at, line)| {
            let quoted = line.trim().trim_end_matches(',').ends_with('"');
            let line = if quoted { tidy(line) } else { line.trim().to_owned() };
            Line { at: at.saturating_add(1), fields: line.split(',').map(|field| field.trim().to_owned()).collect() }
                .read()
        })
        .collect()
}

struct Line {
    at: usize,
    fields: Vec<String>,
}

impl Line {
    fn wrong(&self, what: &str, help: &str) -> Error {
        Error::new(ErrorCode::InvalidValue, format!("line {}: {what}", self.at)).at("text").with_help(help)
    }

    fn field(&self, at: usize) -> &str {
        self.fields.get(at).map_or("", String::as_str)
    }

    fn number(&self, at: usize) -> Result<u64, Error> {
        let text = self.field(at);
        text.parse().map_err(|_| self.wrong(&format!("\"{text}\" is no number"), "a whole number"))
    }

    fn port(&self, at: usize) -> Result<u16, Error> {
        let number = self.number(at)?;
        u16::try_from(number).map_err(|_| self.wrong(&format!("{number} is no port"), "0 to 65535"))
    }

    fn address(&self, at: usize) -> Result<IpAddr, Error> {
        let text = self.field(at);
        prefix::parse_address(text)
            .map_err(|_| self.wrong(&format!("\"{text}\" is no address"), "an address such as 10.0.0.4"))
    }

    fn word(&self, at: usize, words: &[(&str, &'static str)]) -> Result<&'static str, Error> {
        let text = self.field(at);
        let found = words.iter().find(|(letter, _)| *letter == text).map(|(_, word)| *word);
        found.ok_or_else(|| {
            let letters: Vec<&str> = words.iter().map(|(letter, _)| *letter).collect();
            self.wrong(&format!("\"{text}\" is not known there"), &letters.join(", "))
        })
    }

    fn counted(&self, at: usize) -> Result<Option<Counted>, Error> {
        if self.field(at).is_empty() {
            return Ok(None);
        }
        Ok(Some(Counted { packets: self.number(at)?, bytes: self.number(at.saturating_add(1))? }))
    }

    fn read(&self) -> Result<FlowRecord, Error> {
        const STATES: [(&str, &str); 3] = [("B", "begin"), ("C", "continue"), ("E", "end")];
        let of_group = matches!(self.field(5), "T" | "U");
        let kind = match (self.fields.len(), of_group) {
            (8, true) => "nsg-v1",
            (13, true) => "nsg-v2",
            (13, false) => "vnet-v4",
            (count, _) => {
                return Err(self.wrong(
                    &format!("{count} fields are no tuple of a flow log"),
                    "8 fields (groups, version 1) or 13 (groups, version 2; networks, version 4)",
                ));
            }
        };
        let protocol = match self.field(5) {
            "T" | "6" => "TCP".to_owned(),
            "U" | "17" => "UDP".to_owned(),
            _ => self.number(5)?.to_string(),
        };
        let denied_in_network = kind == "vnet-v4" && self.field(7) == "D";
        let (allowed, state, encryption, counters) = match kind {
            "vnet-v4" => {
                let state = if denied_in_network { None } else { Some(self.word(7, &STATES)?) };
                (!denied_in_network, state, Some(self.field(8).to_owned()), Some(9))
            }
            _ => {
                let allowed = self.word(7, &[("A", "allow"), ("D", "deny")])? == "allow";
                let version_2 = kind == "nsg-v2";
                let state = if version_2 { Some(self.word(8, &STATES)?) } else { None };
                (allowed, state, None, version_2.then_some(9))
            }
        };
        let counted = |at: usize| match counters {
            Some(first) => self.counted(at.saturating_add(first)),
            None => Ok(None),
        };
        let time = self.number(0)?;
        Ok(FlowRecord {
            kind,
            // Groups count seconds, networks milliseconds.
            time: if of_group { time.saturating_mul(1000) } else { time },
            source: self.address(1)?,
            source_port: self.port(3)?,
            destination: self.address(2)?,
            destination_port: self.port(4)?,
            protocol,
            direction: self.word(6, &[("I", "Inbound"), ("O", "Outbound")])?,
            allowed,
            state,
            encryption,
            sent: counted(0)?,
            received: counted(2)?,
        })
    }
}
