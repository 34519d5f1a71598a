//! Two tables compared: for which destinations something else happens.

use super::partition::ranges;
use super::route::{EffectiveRoute, NextHopType, RouteSource, RouteState};
use super::table::Table;
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix;
use serde_json::{Map, Value};
use std::net::IpAddr;

/// Reads and answers `diffRoutes`: ranges whose next hop is another one afterwards, each with the route that won before and the
/// one that wins after, as they were given. A route that won and goes where its forerunner went is no change.
///
/// # Errors
/// An [`Error`] that names the route and its field.
///
/// ```
/// use serde_json::json;
/// let internet = json!({ "source": "Default", "state": "Active", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet" });
/// let none = json!({ "source": "User", "state": "Active", "addressPrefix": "8.8.8.0/24", "nextHopType": "None" });
/// let changes = aksnet::ask("diffRoutes", &json!({ "before": [internet], "after": [internet, none] }))?;
/// assert_eq!(changes[0]["first"], "8.8.8.0");
/// assert_eq!(changes[0]["after"]["nextHopType"], "None");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_diff_routes(request: &Value) -> Result<Vec<Value>, Error> {
    let root = Node::root(request);
    root.only(&["before", "after"])?;
    let read = |key: &str| {
        let list = root.list(key)?.ok_or_else(|| {
            root.error(ErrorCode::MissingField, format!("the list of routes \"{key}\" is missing"))
                .at(key)
                .with_help("what effectiveRoutes gives")
        })?;
        let rows = list.iter().map(row).collect::<Result<Vec<_>, Error>>()?;
        let given: Vec<Value> = list.iter().map(|node| node.value().clone()).collect();
        Ok((Table::of_rows(rows), given))
    };
    let (before, after) = (read("before")?, read("after")?);
    let mut changes = Vec::new();
    for ipv4 in [true, false] {
        compare(&before, &after, ipv4, &mut changes);
    }
    Ok(changes)
}

type Side = (Table, Vec<Value>);

fn compare(before: &Side, after: &Side, ipv4: bool, changes: &mut Vec<Value>) {
    let (left, right) = (ranges(&before.0, ipv4), ranges(&after.0, ipv4));
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut first = left.peek().map(|range| range.first);
    // Both cover the whole space, so they are walked in step.
    while let (Some(old), Some(new), Some(from)) = (left.peek(), right.peek(), first) {
        let last = old.last.min(new.last);
        let (old_row, new_row) = (old.winner, new.winner);
        if hop(&before.0, old_row) != hop(&after.0, new_row) {
            let mut change = Map::new();
            change.insert("first".to_owned(), Value::String(from.to_string()));
            change.insert("last".to_owned(), Value::String(last.to_string()));
            for (key, row, side) in [("before", old_row, before), ("after", new_row, after)] {
                if let Some(route) = row.and_then(|at| side.1.get(at)) {
                    change.insert(key.to_owned(), route.clone());
                }
            }
            changes.push(Value::Object(change));
        }
        let (old_ends, new_ends) = (old.last == last, new.last == last);
        if old_ends {
            left.next();
        }
        if new_ends {
            right.next();
        }
        first = if old_ends { left.peek().map(|range| range.first) } else { right.peek().map(|range| range.first) };
    }
}

fn hop(table: &Table, row: Option<usize>) -> Option<(NextHopType, Option<IpAddr>)> {
    table.routes.get(row?).map(|route| (route.next_hop, route.next_hop_address))
}

fn row(node: &Node<'_>) -> Result<EffectiveRoute, Error> {
    node.only(&["source", "state", "addressPrefix", "nextHopType", "nextHopIpAddress", "name", "because", "sources"])?;
    let missing = |key: &str| node.error(ErrorCode::MissingField, format!("a route has \"{key}\""));
    let text = node.text_at("addressPrefix")?.ok_or_else(|| missing("addressPrefix"))?;
    // A service tag of unknown prefixes is a row without one.
    let is_tag = !text.contains('/') && text.starts_with(|first: char| first.is_ascii_alphabetic());
    let prefix = if is_tag {
        None
    } else {
        Some(prefix::parse(&text).map_err(|error| error.at(format!("{}.addressPrefix", node.path())))?)
    };
    Ok(EffectiveRoute {
        source: node.word_at("source", RouteSource::WORDS)?.ok_or_else(|| missing("source"))?,
        state: node.word_at("state", RouteState::WORDS)?.unwrap_or(RouteState::Active),
        prefix,
        tag: Some(text).filter(|_| is_tag),
        next_hop: node.word_at("nextHopType", NextHopType::WORDS)?.ok_or_else(|| missing("nextHopType"))?,
        next_hop_address: match node.get("nextHopIpAddress")? {
            Some(field) if !field.text()?.is_empty() => Some(field.address()?),
            _ => None,
        },
        name: node.text_at("name")?,
        because: String::new(),
        sources: &[],
    })
}
