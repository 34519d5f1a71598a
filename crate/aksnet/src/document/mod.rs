//! Reading documents as Azure's and Kubernetes' tools print them.
//!
//! A [`Node`] is a value and the path to it. It looks a key up as it stands, then in any letter case, then under `properties`
//! (ARM and REST nest there, `az` does not). `null` is absent. What is read is noted in a [`Receipt`], so that a reader can be
//! told what was used and what was left.

mod path;
mod receipt;

pub use receipt::Receipt;

use crate::error::{Error, ErrorCode};
use crate::prefix::{self, Prefix};
use path::Path;
use serde_json::{Map, Value};
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// A value in a document, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    value: &'a Value,
    path: Path<'a>,
    receipt: Option<&'a Receipt>,
}

impl<'a> Node<'a> {
    /// The whole document.
    #[must_use]
    pub fn root(value: &'a Value) -> Self {
        Self { value, path: Path::Root, receipt: None }
    }

    /// The whole document, noting what is read.
    #[must_use]
    pub fn noting(value: &'a Value, receipt: &'a Receipt) -> Self {
        Self { value, path: Path::Root, receipt: Some(receipt) }
    }

    /// A document that stood at `place` in the input: paths begin there.
    #[must_use]
    pub fn within(value: &'a Value, place: &'a str) -> Self {
        Self { value, path: Path::Place(place), receipt: None }
    }

    /// The value itself.
    #[must_use]
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// The path as it is written in errors: `agentPoolProfiles[1].maxPods`.
    #[must_use]
    pub fn path(&self) -> String {
        self.path.to_string()
    }

    /// Whether this is an object; errors otherwise, saying what it is instead.
    ///
    /// # Errors
    /// `invalid-type` when it is anything else.
    pub fn expect_object(&self) -> Result<&'a Map<String, Value>, Error> {
        match self.value {
            Value::Object(map) => Ok(map),
            _ => Err(self.wrong_type("an object")),
        }
    }

    /// The value under `key`, when there is one that is not `null`. Under `properties` too.
    ///
    /// # Errors
    /// `invalid-type` when this node is not an object.
    pub fn get<'b>(&'b self, key: &str) -> Result<Option<Node<'b>>, Error> {
        let Some((within, name, value)) = find(self.expect_object()?, key) else { return Ok(None) };
        let node = self.below(within, name, None, value);
        node.note();
        Ok(Some(node))
    }

    /// The entries of an object that are not `null`, in order, by the keys as they stand.
    ///
    /// # Errors
    /// `invalid-type` when this node is not an object.
    pub fn entries<'b>(&'b self) -> Result<impl Iterator<Item = (&'b str, Node<'b>)>, Error> {
        let map = self.expect_object()?;
        let present = map.iter().filter(|(_, value)| !value.is_null());
        Ok(present.map(|(key, value)| (key.as_str(), self.below(None, key, None, value))))
    }

    /// The elements of the list under `key`. Absent is not the same as empty.
    ///
    /// # Errors
    /// `invalid-type` when there is something else than a list.
    pub fn list<'b>(&'b self, key: &str) -> Result<Option<Vec<Node<'b>>>, Error> {
        let Some((within, name, value)) = find(self.expect_object()?, key) else { return Ok(None) };
        let node = self.below(within, name, None, value);
        node.note();
        let Value::Array(items) = value else { return Err(node.wrong_type("a list")) };
        let element = |(index, value)| self.below(within, name, Some(index), value);
        Ok(Some(items.iter().enumerate().map(element).collect()))
    }

    fn below<'b>(&'b self, within: Option<&'b str>, key: &'b str, index: Option<usize>, value: &'b Value) -> Node<'b> {
        Node { value, path: Path::Key { above: &self.path, within, key, index }, receipt: self.receipt }
    }

    /// Text.
    ///
    /// # Errors
    /// `invalid-type` when it is something else.
    pub fn text(&self) -> Result<&'a str, Error> {
        match self.value {
            Value::String(text) => Ok(text),
            _ => Err(self.wrong_type("text")),
        }
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// `invalid-type` when it is something else.
    pub fn boolean(&self) -> Result<bool, Error> {
        self.value.as_bool().ok_or_else(|| self.wrong_type("true or false"))
    }

    /// A whole number within `range`.
    ///
    /// # Errors
    /// `invalid-type` when it is no number or not whole, `out-of-range` when it is outside.
    pub fn whole(&self, range: RangeInclusive<u64>) -> Result<u64, Error> {
        let whole = match self.value {
            Value::Number(number) => whole_number(number),
            _ => return Err(accepting(self.wrong_type("a whole number"), &range)),
        };
        let Some(whole) = whole else {
            return Err(accepting(self.error(ErrorCode::InvalidType, "a fraction is not a whole number"), &range));
        };
        match u64::try_from(whole) {
            Ok(value) if range.contains(&value) => Ok(value),
            _ => Err(accepting(self.error(ErrorCode::OutOfRange, format!("{whole} is out of range")), &range)),
        }
    }

    /// A number, whole or not, from zero.
    ///
    /// # Errors
    /// `invalid-type` when it is no number, `out-of-range` when it is negative.
    pub fn number(&self) -> Result<f64, Error> {
        match self.value.as_f64() {
            Some(number) if number >= 0.0 => Ok(number),
            Some(_) => Err(self.error(ErrorCode::OutOfRange, "it is negative").with_help("a number from 0")),
            None => Err(self.wrong_type("a number")),
        }
    }

    /// Which of a few words it is, in any letter case.
    ///
    /// # Errors
    /// `invalid-type` when it is no text, `invalid-value` when it is none of the words.
    pub fn one_of<T: Copy>(&self, words: &[(&str, T)]) -> Result<T, Error> {
        let found = self.position(&mut words.iter().map(|(word, _)| *word));
        found.and_then(|at| words.get(at).map(|(_, meaning)| *meaning).ok_or_else(|| self.wrong_type("a word")))
    }

    /// The part of [`Node::one_of`] that is the same for every meaning.
    fn position(&self, words: &mut dyn Iterator<Item = &str>) -> Result<usize, Error> {
        let text = self.text()?;
        let mut accepted = String::new();
        for (at, word) in words.enumerate() {
            if word.eq_ignore_ascii_case(text) {
                return Ok(at);
            }
            accepted.push_str(if at == 0 { "\"" } else { ", \"" });
            accepted.push_str(word);
            accepted.push('"');
        }
        Err(self.error(ErrorCode::InvalidValue, format!("\"{text}\" is not one of its values")).with_help(accepted))
    }

    /// An address prefix of either family.
    ///
    /// # Errors
    /// `invalid-type` when it is no text, `invalid-prefix` when it is not exactly a prefix.
    pub fn prefix(&self) -> Result<Prefix, Error> {
        prefix::parse(self.text()?).map_err(|error| error.at(self.path()))
    }

    /// An IPv4 prefix.
    ///
    /// # Errors
    /// As [`Node::prefix`]; `invalid-prefix` too when it is an IPv6 prefix.
    pub fn prefix_v4(&self) -> Result<Prefix, Error> {
        let prefix = self.prefix()?;
        if prefix.is_ipv4() {
            return Ok(prefix);
        }
        Err(self
            .error(ErrorCode::InvalidPrefix, format!("{prefix} is an IPv6 prefix, and an IPv4 prefix is meant"))
            .with_help("an IPv4 prefix such as 10.244.0.0/16"))
    }

    /// An address of either family.
    ///
    /// # Errors
    /// `invalid-type` when it is no text, `invalid-address` when it is not an address.
    pub fn address(&self) -> Result<IpAddr, Error> {
        prefix::parse_address(self.text()?).map_err(|error| error.at(self.path()))
    }

    /// An error at this place.
    #[must_use]
    pub fn error(&self, code: ErrorCode, message: impl Into<String>) -> Error {
        Error::new(code, message).at(self.path())
    }

    /// Refuses a document that declares itself to be of another type, and a list of them.
    ///
    /// # Errors
    /// `unsupported-document`, with the type that is meant.
    pub fn declares(&self, resource: &str) -> Result<(), Error> {
        let refuse = |found: &str| {
            let command = if resource.ends_with("managedClusters") { "az aks show" } else { "az network vnet show" };
            self.error(ErrorCode::UnsupportedDocument, format!("this is {found}, and a {resource} is meant"))
                .with_help(format!("one document, as `{command} -o json` prints it"))
        };
        let declared = self.text_at("type")?.filter(|declared| !declared.eq_ignore_ascii_case(resource));
        if let Some(declared) = declared {
            return Err(refuse(&format!("a {declared}")));
        }
        let map = self.expect_object()?;
        // What `az … list`, ARM and kubectl print for several.
        match map.get("value").or_else(|| map.get("items")) {
            Some(Value::Array(_)) => Err(refuse("a list")),
            _ => Ok(()),
        }
    }

    /// Refuses keys that our own requests do not have: a misspelt one would be dropped in silence.
    ///
    /// # Errors
    /// `unknown-field`, with the nearest name where there is one.
    pub fn only(&self, known: &[&str]) -> Result<(), Error> {
        for (key, value) in self.expect_object()? {
            if known.contains(&key.as_str()) || value.is_null() {
                continue;
            }
            let near = known.iter().find(|name| name.eq_ignore_ascii_case(key) || similar(name, key));
            let help = match near {
                Some(name) => format!("did you mean \"{name}\"?"),
                None => known.join(", "),
            };
            return Err(self
                .below(None, key, None, value)
                .error(ErrorCode::UnknownField, format!("\"{key}\" is not a field here"))
                .with_help(help));
        }
        Ok(())
    }

    fn wrong_type(&self, expected: &str) -> Error {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "text",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.error(ErrorCode::InvalidType, format!("{expected} is expected, and this is {found}")).with_help(expected)
    }

    fn note(&self) {
        if let Some(receipt) = self.receipt {
            receipt.take(self.path());
        }
    }
}

/// Fields by their key: absent is `None`.
impl Node<'_> {
    /// Text under `key` that is not empty: `az` prints some absent ids as `""`.
    ///
    /// # Errors
    /// `invalid-type` when there is something else than text.
    pub fn text_at(&self, key: &str) -> Result<Option<String>, Error> {
        Ok(match self.get(key)? {
            Some(field) => Some(field.text()?.to_owned()).filter(|text| !text.is_empty()),
            None => None,
        })
    }

    /// `true` only where the field is there and says so.
    ///
    /// # Errors
    /// As [`Node::boolean`].
    pub fn flag_at(&self, key: &str) -> Result<bool, Error> {
        match self.get(key)? {
            Some(field) => field.boolean(),
            None => Ok(false),
        }
    }

    /// A whole number under `key`.
    ///
    /// # Errors
    /// As [`Node::whole`].
    pub fn whole_at(&self, key: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Error> {
        match self.get(key)? {
            Some(field) => field.whole(range).map(Some),
            None => Ok(None),
        }
    }

    /// One of a few words under `key`, where the field is not empty.
    ///
    /// # Errors
    /// As [`Node::one_of`].
    pub fn word_at<T: Copy>(&self, key: &str, words: &[(&str, T)]) -> Result<Option<T>, Error> {
        match self.get(key)? {
            Some(field) if !field.text()?.is_empty() => field.one_of(words).map(Some),
            _ => Ok(None),
        }
    }

    /// The prefixes of the list under `key`.
    ///
    /// # Errors
    /// As [`Node::prefix`].
    pub fn prefixes_at(&self, key: &str) -> Result<Vec<Prefix>, Error> {
        let mut all = Vec::new();
        for element in self.list(key)?.unwrap_or_default() {
            all.push(element.prefix()?);
        }
        Ok(all)
    }

    /// What `read` makes of each element of the list under `key`.
    ///
    /// # Errors
    /// Those of `read`, and `invalid-type` when there is something else than a list.
    pub fn read_all<T>(&self, key: &str, read: fn(&Node<'_>) -> Result<T, Error>) -> Result<Option<Vec<T>>, Error> {
        let Some(elements) = self.list(key)? else { return Ok(None) };
        let mut all = Vec::with_capacity(elements.len());
        for element in &elements {
            all.push(read(element)?);
        }
        Ok(Some(all))
    }

    /// What `read` makes of the value under `key`.
    ///
    /// # Errors
    /// Those of `read`.
    pub fn read_at<T>(&self, key: &str, read: fn(&Node<'_>) -> Result<T, Error>) -> Result<Option<T>, Error> {
        match self.get(key)? {
            Some(field) => read(&field).map(Some),
            None => Ok(None),
        }
    }
}

/// The key as it is spelt here and its value; `properties` too where it was found there, since ARM and REST nest what `az` prints flat.
fn find<'a>(map: &'a Map<String, Value>, key: &str) -> Option<(Option<&'a str>, &'a str, &'a Value)> {
    if let Some((name, value)) = lookup(map, key) {
        return Some((None, name, value));
    }
    match lookup(map, "properties") {
        Some((within, Value::Object(inner))) => lookup(inner, key).map(|(name, value)| (Some(within), name, value)),
        _ => None,
    }
}

fn lookup<'a>(map: &'a Map<String, Value>, key: &str) -> Option<(&'a str, &'a Value)> {
    // As it stands, which is nearly always so; then in another letter case, or where it is null beside one that is not.
    let mut found = None;
    for (name, value) in map {
        if name.len() == key.len() && !value.is_null() && name.eq_ignore_ascii_case(key) {
            if name == key {
                return Some((name, value));
            }
            found = found.or(Some((name.as_str(), value)));
        }
    }
    found
}

fn accepting(error: Error, range: &RangeInclusive<u64>) -> Error {
    error.with_help(format!("a whole number from {} to {}", range.start(), range.end()))
}

/// 50 and 50.0 are whole; 1.5 is not. What is larger than any range here is given as the largest there is.
fn whole_number(number: &serde_json::Number) -> Option<i64> {
    if let Some(whole) = number.as_i64() {
        return Some(whole);
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    #[expect(clippy::as_conversions, reason = "a float to an integer saturates, which is what is wanted")]
    Some(float as i64)
}

/// Whether one letter more, less or other makes one out of the other.
fn similar(name: &str, key: &str) -> bool {
    let (name, key): (Vec<char>, Vec<char>) =
        (name.to_ascii_lowercase().chars().collect(), key.to_ascii_lowercase().chars().collect());
    if name.len().abs_diff(key.len()) > 1 {
        return false;
    }
    let start = name.iter().zip(&key).take_while(|(a, b)| a == b).count();
    let end = name.iter().rev().zip(key.iter().rev()).take_while(|(a, b)| a == b).count();
    start.saturating_add(end) >= name.len().max(key.len()).saturating_sub(1)
}

#[cfg(test)]
mod tests;
