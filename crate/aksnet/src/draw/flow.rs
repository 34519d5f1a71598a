//! `drawFlow`: one packet from the top down, the reply back up at the right; what a device does stands on the line.

use super::canvas::{Canvas, Ink, TEXT, TEXT_END, WIDTH};
use super::trace::{Header, Hop, Outcome, Trace};
use crate::document::Node;
use crate::error::Error;
use serde_json::Value;

const REQUEST: u64 = 38;
const REPLY: u64 = 264;

/// A place in the column, with the stops of both directions.
struct Item<'a> {
    hop: &'a Hop,
    there: Option<usize>,
    back: Vec<usize>,
}

/// Draws one of the traces that `traceFlow` answers.
///
/// # Errors
/// An [`Error`] that names the field when this is no trace.
///
/// ```
/// use serde_json::json;
/// let header = json!({ "protocol": "TCP", "source": "10.244.1.11", "destination": "10.244.2.11", "destinationPort": 8080 });
/// let trace = json!({ "probability": 1, "outcome": "dropped", "flowLogs": [], "findings": [], "request": [
///     { "at": { "kind": "pod", "name": "lab/n1p1" }, "out": header, "steps": [] },
///     { "at": { "kind": "virtual-network", "name": "v" }, "in": header, "steps": [] }
/// ] });
/// assert!(aksnet::draw_flow(&trace)?.contains("Dropped"));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn draw_flow(trace: &Value) -> Result<String, Error> {
    let trace = Trace::read(&Node::root(trace))?;
    let items = column(&trace);
    let mut drawing = Drawing { canvas: Canvas::default(), there: Vec::new(), back: Vec::new() };
    let mut y = 8;
    let mut rest = items.as_slice();
    while let Some(first) = rest.first() {
        let inside = rest.iter().take_while(|item| within_network(item.hop)).count();
        if inside == 0 {
            y = drawing.item(first, y, 20, false) + 12;
            rest = rest.get(1..).unwrap_or_default();
        } else {
            let (group, after) = rest.split_at(inside);
            y = drawing.network(group, y) + 12;
            rest = after;
        }
    }
    y = drawing.way(&trace, y);
    Ok(drawing.canvas.finish(y + 4, &title(&trace), &description(&trace)))
}

/// The places from the first to the last. A reply that passes one of them has its stop there; one that the request did not meet
/// stands where the reply meets it.
fn column(trace: &Trace) -> Vec<Item<'_>> {
    let mut items: Vec<Item<'_>> =
        trace.request.iter().enumerate().map(|(at, hop)| Item { hop, there: Some(at + 1), back: Vec::new() }).collect();
    let mut below = items.len();
    for (at, hop) in trace.reply.iter().enumerate() {
        let number = trace.request.len() + at + 1;
        let same = |item: &Item<'_>| item.hop.kind == hop.kind && item.hop.name == hop.name;
        let known = items.iter().take(below).rposition(same);
        match known {
            Some(found) => {
                if let Some(item) = items.get_mut(found) {
                    item.back.push(number);
                }
                below = found;
            }
            None => {
                items.insert(below, Item { hop, there: None, back: vec![number] });
            }
        }
    }
    items
}

fn within_network(hop: &Hop) -> bool {
    matches!(hop.kind.as_str(), "pod" | "node" | "bridge" | "virtual-network" | "sidecar")
}

struct Drawing {
    canvas: Canvas,
    /// Height of each stop, in the order of the column.
    there: Vec<(usize, u64)>,
    back: Vec<(usize, u64)>,
}

impl Drawing {
    /// What lies in a virtual network: nodes with their bridges and pods, and routes between them.
    fn network(&mut self, items: &[Item<'_>], top: u64) -> u64 {
        let name = items.iter().find(|item| item.hop.kind == "virtual-network").map(|item| item.hop.place());
        let mut outer = Canvas::default();
        std::mem::swap(&mut outer, &mut self.canvas);
        let mut y =
            self.canvas.lines((TEXT, top + 18), TEXT_END, Ink::Name, name.as_deref().unwrap_or("Virtual network"));
        let mut rest = items;
        while let Some(first) = rest.first() {
            let length = machine(rest);
            if length == 0 {
                y = self.item(first, y, 28, true) + 10;
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let (group, after) = rest.split_at(length);
            y = self.node(group, y) + 10;
            rest = after;
        }
        let inner = std::mem::replace(&mut self.canvas, outer);
        self.canvas.place("ground-1", (1, top), (WIDTH - 2, y.saturating_sub(top)), 0, false);
        self.canvas.append(inner);
        y
    }

    /// A node with what is on it.
    fn node(&mut self, items: &[Item<'_>], top: u64) -> u64 {
        let mut outer = Canvas::default();
        std::mem::swap(&mut outer, &mut self.canvas);
        let name = items.iter().find(|item| item.hop.kind == "node").map(|item| item.hop.place());
        let mut y = top + 4;
        // Where the packet begins in a pod, the node's name still stands first.
        if let Some(name) = name.filter(|_| items.first().is_some_and(|item| item.hop.kind != "node")) {
            y = self.canvas.lines((TEXT, top + 18), TEXT_END, Ink::Name, &name);
        }
        for item in items {
            y = self.item(item, y, 28, true) + 8;
        }
        let inner = std::mem::replace(&mut self.canvas, outer);
        self.canvas.place("ground-3", (9, top), (WIDTH - 18, y.saturating_sub(top)), 3, false);
        self.canvas.append(inner);
        y
    }

    /// One place: its box, its text, its stops. Gives its lower edge.
    fn item(&mut self, item: &Item<'_>, top: u64, x: u64, inside: bool) -> u64 {
        let hop = item.hop;
        let mut outer = Canvas::default();
        std::mem::swap(&mut outer, &mut self.canvas);
        // Its box has the network's name already; what is met here are its routes.
        let name = if hop.kind == "virtual-network" { "Routes".to_owned() } else { hop.place() };
        let mut y = self.canvas.lines((TEXT, top + 18), TEXT_END - 4, Ink::Name, &name);
        if let Some(address) = own_address(hop) {
            y = self.canvas.lines((TEXT, y), TEXT_END - 4, Ink::Mono, address);
        }
        for step in &hop.steps {
            if let (Some(before), Some(after)) = (&step.before, &step.after)
                && before != after
            {
                y = self.canvas.lines((TEXT, y + 4), TEXT_END - 4, Ink::Plain, &step.by);
                y = self.rewrite(before, after, y);
            } else if !step.by.is_empty()
                && step.by != step.kind
                && matches!(step.kind.as_str(), "filter" | "route" | "balance" | "proxy")
            {
                y = self.canvas.lines((TEXT, y), TEXT_END - 4, Ink::Plain, &step.by);
            }
        }
        let bottom = y.saturating_sub(17) + 9;
        let text = std::mem::replace(&mut self.canvas, outer);
        let size = (TEXT_END + 2 - x, bottom.saturating_sub(top));
        match hop.kind.as_str() {
            "pod" => self.canvas.place("ground-2", (x, top), size, 9, false),
            "sidecar" => self.canvas.place("ground-2", (x, top), size, 3, false),
            "bridge" => self.canvas.place("ground-1", (x, top), size, 0, false),
            "internet" => self.canvas.place("canvas", (x, top), size, 0, true),
            "host" => self.canvas.place("ground-3", (x, top), size, 3, false),
            "node" => {}
            "virtual-network" => {
                self.canvas.place("ground-2", (x, top), size, 0, false);
                let line = top + 5;
                self.canvas.line("line-strong", format_args!("M{x} {line}H{TEXT_END}"), "1.25", "");
            }
            _ if inside => self.canvas.place("ground-3", (x, top), size, 3, false),
            _ => self.canvas.device((x, top), size),
        }
        self.canvas.append(text);
        let middle = top + 20;
        if let Some(number) = item.there {
            self.there.push((number, middle));
        }
        for (at, number) in (0u64..).zip(&item.back) {
            self.back.push((*number, middle + at));
        }
        bottom
    }

    /// Old over new, for the ends that changed.
    fn rewrite(&mut self, before: &Header, after: &Header, top: u64) -> u64 {
        let mut y = top;
        for (label, old, new) in [("to", &before.to, &after.to), ("from", &before.from, &after.from)] {
            if old == new {
                continue;
            }
            let start = y;
            let mut outer = Canvas::default();
            std::mem::swap(&mut outer, &mut self.canvas);
            self.canvas.text((TEXT, y), Ink::Plain, label);
            y = self.canvas.lines((TEXT + 31, y), TEXT_END + 1, Ink::Struck, old);
            y = self.canvas.lines((TEXT + 31, y), TEXT_END + 1, Ink::New, new);
            let text = std::mem::replace(&mut self.canvas, outer);
            let height = y.saturating_sub(start) + 2;
            self.canvas.rect(
                "change-soft",
                (TEXT - 6, start.saturating_sub(14)),
                (TEXT_END - TEXT + 6, height),
                " rx=\"3\"",
            );
            self.canvas.append(text);
            y += 6;
        }
        y
    }

    /// The lines through the stops, and how they end.
    fn way(&mut self, trace: &Trace, bottom: u64) -> u64 {
        let mut there = std::mem::take(&mut self.there);
        let mut back = std::mem::take(&mut self.back);
        there.sort_unstable();
        back.sort_unstable();
        let mut y = bottom;
        let first = there.first().map_or(0, |stop| stop.1);
        let last = there.last().map_or(0, |stop| stop.1);
        let stopped = matches!(trace.outcome, Outcome::Dropped | Outcome::Rejected);
        let class = if stopped { "change" } else { "way" };
        if stopped {
            // The line ends below the last place, where there is room for the cross and the word.
            let end = bottom + 14;
            self.canvas.line(class, format_args!("M{REQUEST} {first}V{end}"), "3", "");
            let word = if trace.outcome == Outcome::Dropped {
                let (left, right, above, below) = (REQUEST - 7, REQUEST + 7, end - 7, end + 7);
                self.canvas.line(
                    class,
                    format_args!("M{left} {above}L{right} {below}M{right} {above}L{left} {below}"),
                    "3",
                    "",
                );
                "Dropped"
            } else {
                let (left, right) = (REQUEST - 10, REQUEST + 10);
                self.canvas.line(class, format_args!("M{left} {end}H{right}"), "3", "");
                self.canvas.line(
                    class,
                    format_args!("M{TEXT_END} {end}H{REPLY}V{first}H{TEXT_END}"),
                    "1.75",
                    " stroke-dasharray=\"6 3\"",
                );
                self.arrow(class, first);
                "Rejected"
            };
            y = self.canvas.lines((TEXT, end + 4), TEXT_END, Ink::Change, word);
            if let Some(by) = trace.decided_by.as_deref().filter(|by| !by.is_empty()) {
                y = self.canvas.lines((TEXT, y), TEXT_END, Ink::Plain, by);
            }
        } else if there.len() > 1 {
            self.canvas.line(class, format_args!("M{REQUEST} {first}V{last}"), "3", "");
            let (left, right, above, tip) = (REQUEST - 5, REQUEST + 5, last - 21, last - 11);
            self.canvas.shape(class, format_args!("M{left} {above}H{right}L{REQUEST} {tip}z"));
        }
        if let (Some(start), Some(end)) = (back.first(), back.last()) {
            let (start, end) = (start.1, end.1);
            let dash = " stroke-dasharray=\"6 3\"";
            if trace.outcome == Outcome::FailedOnReturn {
                let end = end.saturating_sub(22);
                self.canvas.line("way", format_args!("M{TEXT_END} {start}H{REPLY}V{end}"), "1.75", dash);
                let (left, right, above, below) = (REPLY - 7, REPLY + 7, end.saturating_sub(7), end + 7);
                self.canvas.line(
                    "change",
                    format_args!("M{left} {above}L{right} {below}M{right} {above}L{left} {below}"),
                    "3",
                    "",
                );
                y = self.canvas.lines((TEXT, y + 10), TEXT_END, Ink::Change, "Failed on return");
                if let Some(by) = trace.decided_by.as_deref().filter(|by| !by.is_empty()) {
                    y = self.canvas.lines((TEXT, y), TEXT_END, Ink::Plain, by);
                }
            } else {
                self.canvas.line("way", format_args!("M{TEXT_END} {start}H{REPLY}V{end}H{TEXT_END}"), "1.75", dash);
                self.arrow("way", end);
            }
        }
        // The ends of the reply are the first and last stop of the request, on the other side.
        for (number, at) in there {
            self.canvas.stop((REQUEST, at), number, true);
        }
        for (number, at) in back {
            self.canvas.stop((REPLY, at), number, false);
        }
        y
    }

    /// The arrowhead at the sender.
    fn arrow(&mut self, class: &str, at: u64) {
        let (tip, end, above, below) = (TEXT_END - 2, TEXT_END + 8, at.saturating_sub(5), at + 5);
        self.canvas.shape(class, format_args!("M{tip} {at}L{end} {above}V{below}z"));
    }
}

/// How many of the places that come next are on one node. A packet that comes back to the node after a pod has not left it.
fn machine(items: &[Item<'_>]) -> usize {
    let mut node: Option<&str> = None;
    let mut pods_after = false;
    for (at, item) in items.iter().enumerate() {
        match item.hop.kind.as_str() {
            "virtual-network" => return at,
            "node" => {
                if node.is_some_and(|name| name != item.hop.name) {
                    return at;
                }
                node = Some(&item.hop.name);
            }
            "pod" => {
                // A second pod without a node in between cannot be told to be on the same one.
                if pods_after && node.is_none() {
                    return at;
                }
                pods_after = true;
            }
            _ => {}
        }
    }
    items.len()
}

/// The address of a place that sends or receives, which its header says.
fn own_address(hop: &Hop) -> Option<&str> {
    match (&hop.came, &hop.left) {
        (None, Some(left)) => Some(&left.from),
        (Some(came), None) if matches!(hop.kind.as_str(), "pod" | "host" | "internet" | "node") => Some(&came.to),
        _ => None,
    }
}

fn outcome(trace: &Trace) -> &'static str {
    match trace.outcome {
        Outcome::Delivered => "Delivered",
        Outcome::Dropped => "Dropped",
        Outcome::Rejected => "Rejected",
        Outcome::FailedOnReturn => "Failed on return",
    }
}

fn title(trace: &Trace) -> String {
    let ends = [trace.request.first(), trace.request.last()];
    let [from, to] = ends.map(|hop| hop.map(Hop::place).unwrap_or_default());
    format!("{}: from {from} to {to}", outcome(trace))
}

/// The same path as sentences.
fn description(trace: &Trace) -> String {
    let mut said = Vec::new();
    let hops = trace.request.iter().chain(&trace.reply).enumerate();
    for (at, hop) in hops {
        let reply = if at == trace.request.len() { "Reply: " } else { "" };
        let mut sentence = format!("{reply}{}. {}", at + 1, hop.place());
        if let Some(header) = hop.left.as_ref().or(hop.came.as_ref()) {
            sentence.push_str(&format!(": {} to {}", header.from, header.to));
        }
        for step in &hop.steps {
            if let (Some(before), Some(after)) = (&step.before, &step.after) {
                for (label, old, new) in [("destination", &before.to, &after.to), ("source", &before.from, &after.from)]
                {
                    if old != new {
                        sentence.push_str(&format!("; {} rewrites the {label} {old} to {new}", step.by));
                    }
                }
            }
        }
        said.push(sentence + ".");
    }
    let by = trace.decided_by.as_deref().map(|by| format!(" by {by}")).unwrap_or_default();
    said.push(format!("{}{by}.", outcome(trace)));
    said.join(" ")
}
