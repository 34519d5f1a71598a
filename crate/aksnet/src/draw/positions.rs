//! Where addresses lie in a range, as parts of its width: for whoever draws a map, and has no arithmetic of addresses.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix::Prefix;
use serde::Serialize;
use serde_json::Value;
use std::net::IpAddr;

/// The answer of [`ask_positions`].
#[derive(Clone, Debug, Serialize)]
pub struct Positions {
    /// The range that is drawn.
    pub within: Prefix,
    /// Its first address.
    pub first: IpAddr,
    /// Its last address.
    pub last: IpAddr,
    /// The items in their order; nothing for one that is outside.
    pub items: Vec<Option<Position>>,
}

/// As much of an item as is in the range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Position {
    /// Where it begins: 0 at the range's first address, 1 behind its last.
    pub at: f64,
    /// Its width; that of the range is 1.
    pub share: f64,
}

/// Reads and answers `positions`.
///
/// # Errors
/// `missing-field` without a range, `invalid-value` for an item that ends before it begins, and those of prefixes and addresses.
///
/// ```
/// use serde_json::json;
/// let found = aksnet::ask_positions(&json!({ "within": "10.0.0.0/8", "items": ["10.64.0.0/10", "11.0.0.0/8"] }))?;
/// assert_eq!(found.items[0].map(|item| (item.at, item.share)), Some((0.25, 0.25)));
/// assert_eq!(found.items[1], None);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_positions(request: &Value) -> Result<Positions, Error> {
    let root = Node::root(request);
    root.only(&["within", "around", "prefixLength", "items"])?;
    let within = match root.read_at("within", |field| field.prefix())? {
        Some(within) => within,
        None => around(&root)?,
    };
    let spans = root.read_all("items", read)?.unwrap_or_default();
    let window = within.span();
    let width = real(window.1 - window.0) + 1.0;
    let place = |(ipv4, (first, last)): (bool, (u128, u128))| {
        let (first, last) = (first.max(window.0), last.min(window.1));
        let distance = first.checked_sub(window.0)?;
        let size = last.checked_sub(first).filter(|_| ipv4 == within.is_ipv4())?;
        Some(Position { at: real(distance) / width, share: (real(size) + 1.0) / width })
    };
    let items = spans.into_iter().map(place).collect();
    Ok(Positions { within, first: within.first(), last: within.last(), items })
}

/// The prefix of a length that holds an address.
fn around(root: &Node<'_>) -> Result<Prefix, Error> {
    let address = root.read_at("around", |field| field.address())?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the question has no range")
            .at("within")
            .with_help("a prefix such as 10.0.0.0/8, or an address as around and a prefixLength")
    })?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let length = root.whole_at("prefixLength", 0..=most)?.unwrap_or(most);
    let first = Prefix::of_address(address).span().0;
    Ok(Prefix::from_number(address.is_ipv4(), first, u8::try_from(length).unwrap_or(u8::MAX)))
}

/// A prefix, an address, or `{ first, last }`.
fn read(item: &Node<'_>) -> Result<(bool, (u128, u128)), Error> {
    if let Some(text) = item.value().as_str() {
        let prefix = if text.contains('/') { item.prefix()? } else { Prefix::of_address(item.address()?) };
        return Ok((prefix.is_ipv4(), prefix.span()));
    }
    item.only(&["first", "last"])?;
    let end = |key: &str| {
        item.read_at(key, |field| field.address())?.ok_or_else(|| {
            item.error(ErrorCode::MissingField, format!("a run of addresses has no {key} one"))
                .with_help("{ first, last }, both inclusive")
        })
    };
    let (first, last) = (end("first")?, end("last")?);
    if first.is_ipv4() != last.is_ipv4() || last < first {
        return Err(item
            .error(ErrorCode::InvalidValue, format!("{last} does not come after {first}"))
            .with_help("{ first, last }, both inclusive, of one family"));
    }
    Ok((first.is_ipv4(), (Prefix::of_address(first).span().0, Prefix::of_address(last).span().0)))
}

/// A number of addresses as nearly as 53 bits hold it, which is finer than any screen.
fn real(number: u128) -> f64 {
    const WORD: f64 = 4_294_967_296.0;
    let words =
        [96u32, 64, 32, 0].map(|shift| u32::try_from(number >> shift & u128::from(u32::MAX)).unwrap_or(u32::MAX));
    words.into_iter().fold(0.0, |sum, word| sum * WORD + f64::from(word))
}
