//! The request that is routed, and what filters make of it.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use serde::Serialize;
use std::collections::BTreeMap;

/// One value or several, as they came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Values {
    /// One.
    One(String),
    /// Several of the same name.
    Many(Vec<String>),
}

/// Names in their own spelling; header names compare without case.
pub type Fields = BTreeMap<String, Values>;

/// An HTTP request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HttpRequest {
    /// `host`, without a port.
    pub host: String,
    /// `path`; may carry a query.
    pub path: String,
    /// `method`; GET when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// `headers`.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub headers: Fields,
    /// `query`, beside the one in the path.
    #[serde(skip_serializing_if = "Fields::is_empty")]
    pub query: Fields,
    /// `scheme`; http when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<&'static str>,
    /// `port` that is connected to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<u64>,
    /// `sni`; the host when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sni: Option<String>,
}

/// The port that an address of this scheme leaves out.
pub(super) fn own_port(scheme: &str) -> Option<u64> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

impl HttpRequest {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["host", "path", "method", "headers", "query", "scheme", "port", "sni"])?;
        let missing = |field: &str| {
            node.error(ErrorCode::MissingField, format!("a request has a {field}"))
                .at(format!("{}.{field}", node.path()))
        };
        let host = node.text_at("host")?.ok_or_else(|| missing("host"))?;
        let path = node.text_at("path")?.ok_or_else(|| missing("path"))?;
        if !path.starts_with('/') {
            return Err(node
                .error(ErrorCode::InvalidValue, "a path begins with a slash")
                .at(format!("{}.path", node.path()))
                .with_help(format!("/{path}")));
        }
        Ok(Self {
            host,
            path,
            method: node.text_at("method")?,
            headers: node.read_at("headers", fields)?.unwrap_or_default(),
            query: node.read_at("query", fields)?.unwrap_or_default(),
            scheme: node.word_at("scheme", &[("http", "http"), ("https", "https")])?,
            port: node.whole_at("port", 1..=65_535)?,
            sni: node.text_at("sni")?,
        })
    }

    /// The host without a port, in lower case: names compare without case.
    pub(super) fn name(&self) -> String {
        let host = self.host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        host.map_or(self.host.as_str(), |(name, _)| name).to_ascii_lowercase()
    }

    /// The path alone.
    pub(super) fn path(&self) -> &str {
        self.path.split_once('?').map_or(self.path.as_str(), |(path, _)| path)
    }

    /// Another path with the same query.
    pub(super) fn set_path(&mut self, path: &str) {
        let query = self.path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
        self.path = format!("{path}{query}");
    }

    pub(super) fn scheme(&self) -> &'static str {
        self.scheme.unwrap_or("http")
    }

    pub(super) fn method(&self) -> &str {
        self.method.as_deref().unwrap_or("GET")
    }

    /// The header as one line.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let (_, values) = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(joined(values))
    }

    /// The first value of a query parameter, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        match self.query.get(name) {
            Some(Values::One(value)) => return Some(value.clone()),
            Some(Values::Many(values)) => return values.first().cloned(),
            None => {}
        }
        let (_, query) = self.path.split_once('?')?;
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key) == name).then(|| decoded(value))
        })
    }
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or(b'?'));
                rest = ahead;
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn joined(values: &Values) -> String {
    match values {
        Values::One(value) => value.clone(),
        Values::Many(all) => all.join(","),
    }
}

fn fields(node: &Node<'_>) -> Result<Fields, Error> {
    let mut all = Fields::new();
    for (name, value) in node.entries()? {
        let values = match value.value() {
            serde_json::Value::Array(items) => {
                let mut texts = Vec::new();
                for item in items {
                    let text = item.as_str();
                    texts.push(
                        text.ok_or_else(|| value.error(ErrorCode::InvalidType, "a list of texts is expected"))?
                            .to_owned(),
                    );
                }
                Values::Many(texts)
            }
            _ => Values::One(value.text()?.to_owned()),
        };
        all.insert(name.to_owned(), values);
    }
    Ok(all)
}

/// Changes to headers, of a request or a response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct HeaderChange {
    /// Replaced.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, String>,
    /// Appended.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub add: BTreeMap<String, String>,
    /// Taken away.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<String>,
}

impl HeaderChange {
    /// `{ set: [{ name, value }], add: […], remove: […] }` of the Gateway API.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            set: pairs(node, "set")?,
            add: pairs(node, "add")?,
            remove: node.read_all("remove", |name| name.text().map(str::to_owned))?.unwrap_or_default(),
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty() && self.remove.is_empty()
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.set.extend(other.set);
        self.add.extend(other.add);
        self.remove.extend(other.remove);
    }

    pub(super) fn apply(&self, request: &mut HttpRequest, as_list: bool) {
        let spelt = |headers: &Fields, name: &str| headers.keys().find(|key| key.eq_ignore_ascii_case(name)).cloned();
        for (name, value) in &self.set {
            if let Some(old) = spelt(&request.headers, name) {
                request.headers.remove(&old);
            }
            request.headers.insert(name.clone(), Values::One(value.clone()));
        }
        for (name, value) in &self.add {
            let old = spelt(&request.headers, name).and_then(|old| request.headers.remove(&old));
            let values = match old {
                None => Values::One(value.clone()),
                Some(Values::Many(mut all)) => {
                    all.push(value.clone());
                    Values::Many(all)
                }
                Some(Values::One(one)) if as_list => Values::Many(vec![one, value.clone()]),
                Some(Values::One(one)) => Values::One(format!("{one},{value}")),
            };
            request.headers.insert(name.clone(), values);
        }
        for name in &self.remove {
            if let Some(old) = spelt(&request.headers, name) {
                request.headers.remove(&old);
            }
        }
    }
}

/// The first entry of a name counts; names compare without case.
fn pairs(node: &Node<'_>, key: &str) -> Result<BTreeMap<String, String>, Error> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for item in node.list(key)?.unwrap_or_default() {
        let name = item.text_at("name")?.unwrap_or_default();
        if !all.keys().any(|known| known.eq_ignore_ascii_case(&name)) {
            all.insert(name, item.text_at("value")?.unwrap_or_default());
        }
    }
    Ok(all)
}
