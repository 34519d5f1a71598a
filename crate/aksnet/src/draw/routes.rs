//! `drawRoutes`: the whole destination space as one bar, cut where the winner changes, and the ranges below it.

use super::canvas::{Canvas, Ink, WIDTH};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::routes::{EffectiveRoute, NextHopType, Range, RouteSource, Table, ranges};
use serde_json::Value;

/// Ranges that are drawn at most; the rest is counted in words.
const MOST: usize = 40;
const ROOM: u64 = WIDTH - 2;

/// Draws the routes of a subnet.
///
/// # Errors
/// An [`Error`] that names the field: no such network or subnet.
///
/// ```
/// use serde_json::json;
/// let svg = aksnet::ask("drawRoutes", &json!({ "subnet": "s", "environment": { "virtualNetworks": [
///     { "name": "v", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [{ "name": "s" }] }
/// ] } }))?;
/// assert!(svg.as_str().unwrap().starts_with("<svg "));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn draw_routes(environment: &Environment, request: &Value) -> Result<String, Error> {
    let root = Node::root(request);
    root.only(&["environment", "virtualNetwork", "subnet", "assume"])?;
    let subnet = root.text_at("subnet")?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the picture has no subnet")
            .at("subnet")
            .with_help("the subnet's name or id")
    })?;
    let table = Table::of(environment, root.text_at("virtualNetwork")?.as_deref(), &subnet)?;
    let all = ranges(&table, true);
    let mut canvas = Canvas::default();
    let name = crate::azure::name_in_id(&subnet);
    let y = canvas.lines((1, 16), WIDTH, Ink::Name, &format!("Routes of the subnet {name}"));
    let shown = all.get(..MOST).unwrap_or(&all);
    bar(&mut canvas, &table, shown, y.saturating_sub(8));
    let mut y =
        canvas.lines((1, y + 50), WIDTH, Ink::Plain, "All of IPv4 from left to right, each range as wide as the next")
            + 8;
    let mut said = Vec::new();
    for range in shown {
        y = row(&mut canvas, &table, range, y) + 6;
    }
    for range in &all {
        said.push(sentence(&table, range));
    }
    if all.len() > shown.len() {
        let more = format!("and {} ranges more", all.len() - shown.len());
        y = canvas.lines((1, y), WIDTH, Ink::Plain, &more);
    }
    let title = format!("Routes of the subnet {name}: {} ranges of IPv4 with their winners", all.len());
    Ok(canvas.finish(y + 2, &title, &said.join(" ")))
}

fn winner<'a>(table: &'a Table, range: &Range) -> Option<&'a EffectiveRoute> {
    table.routes.get(range.winner?)
}

/// The colour of what happens: within the network, on to somewhere, dropped.
fn paint(route: Option<&EffectiveRoute>) -> &'static str {
    match route.map(|route| route.next_hop) {
        None | Some(NextHopType::None) => "change",
        Some(NextHopType::Internet) => "ink-3",
        Some(NextHopType::VirtualAppliance) => "ink",
        Some(_) => "way",
    }
}

fn bar(canvas: &mut Canvas, table: &Table, shown: &[Range], top: u64) {
    let count = u64::try_from(shown.len()).unwrap_or(1).max(1);
    let edge = |at: usize| 1 + ROOM * u64::try_from(at).unwrap_or(count).min(count) / count;
    for (at, range) in shown.iter().enumerate() {
        let (left, right) = (edge(at), edge(at + 1));
        let width = right.saturating_sub(left).saturating_sub(u64::from(count < 100)).max(1);
        canvas.rect(paint(winner(table, range)), (left, top), (width, 40), "");
    }
}

fn row(canvas: &mut Canvas, table: &Table, range: &Range, top: u64) -> u64 {
    let route = winner(table, range);
    canvas.rect(paint(route), (1, top.saturating_sub(9)), (8, 10), "");
    let span = format!("{} – {}", range.first, range.last);
    let y = canvas.lines((16, top), WIDTH, Ink::Mono, &span);
    let ink = if paint(route) == "change" { Ink::Change } else { Ink::Plain };
    canvas.lines((16, y), WIDTH, ink, &words(route))
}

fn words(route: Option<&EffectiveRoute>) -> String {
    let Some(route) = route else { return "no route: dropped".to_owned() };
    let hop = match (route.next_hop, route.next_hop_address) {
        (NextHopType::None, _) => "None: dropped".to_owned(),
        (hop, Some(address)) => format!("{} {address}", hop.as_str()),
        (hop, None) => hop.as_str().to_owned(),
    };
    let by = match (route.source, &route.name) {
        (RouteSource::User, Some(name)) => format!("by {name}"),
        (RouteSource::User, None) => "by a user's route".to_owned(),
        (RouteSource::VirtualNetworkGateway, _) => "from the gateway".to_owned(),
        (RouteSource::Default, _) => "by default".to_owned(),
    };
    format!("{hop}, {by}")
}

fn sentence(table: &Table, range: &Range) -> String {
    format!("{} to {}: {}.", range.first, range.last, words(winner(table, range)))
}
