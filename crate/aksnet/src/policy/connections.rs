//! Connections in words: every port of every protocol, merged into ranges.

use super::board::{Board, External};
use super::reach::{Pairs, Workload};
use super::rule::PortMatch;
use crate::kubernetes::Protocol;
use std::collections::{BTreeMap, BTreeSet};

/// In the order in which they are written.
const PROTOCOLS: [Protocol; 3] = [Protocol::Sctp, Protocol::Tcp, Protocol::Udp];

/// A run of ports that no rule tells apart, and who may talk on them.
struct Atom {
    protocol: Protocol,
    first: u16,
    last: u16,
    pairs: Pairs,
}

/// One end of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Class(usize),
    External(usize),
}

/// The lines, sorted.
pub(super) fn lines(board: &Board, workloads: &[Workload]) -> Vec<String> {
    let atoms = atoms(board);
    let mut owners: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for workload in workloads {
        owners.entry(&workload.owner).or_default().insert(workload.class);
    }
    let owners: Vec<(&str, Vec<End>)> =
        owners.into_iter().map(|(owner, classes)| (owner, classes.into_iter().map(End::Class).collect())).collect();
    let outside = |ranges: &[External]| -> Vec<(String, Vec<End>)> {
        let name = |range: &External| format!("{}-{}[External]", range.first, range.last);
        ranges.iter().enumerate().map(|(at, range)| (name(range), vec![End::External(at)])).collect()
    };
    let (sources, targets) = (outside(&board.sources), outside(&board.targets));
    let mut said: BTreeMap<(Vec<End>, Vec<End>), Option<String>> = BTreeMap::new();
    let mut all = Vec::new();
    let mut line = |from: (&str, &[End]), to: (&str, &[End])| {
        let text = said.entry((from.1.to_vec(), to.1.to_vec())).or_insert_with(|| ports(&atoms, board, from.1, to.1));
        if let Some(text) = text {
            all.push(format!("{} => {} : {text}", from.0, to.0));
        }
    };
    for (from, ends) in &owners {
        for (to, others) in owners.iter().filter(|(to, _)| to != from) {
            line((from, ends), (to, others));
        }
        for (to, others) in &targets {
            line((from, ends), (to, others));
        }
        for (source, others) in &sources {
            line((source, others), (from, ends));
        }
    }
    all.sort();
    all
}

fn atoms(board: &Board) -> Vec<Atom> {
    let mut all = Vec::new();
    for protocol in PROTOCOLS {
        let mut firsts: BTreeSet<u16> = BTreeSet::from([1]);
        let mut cut = |first: u16, last: u16| {
            firsts.insert(first);
            firsts.extend(last.checked_add(1));
        };
        for port in &board.port_matches {
            match port {
                PortMatch::Range { protocol: own, first, last } if own.is_none_or(|own| own == protocol) => {
                    cut(*first, *last);
                }
                PortMatch::Named { name, .. } => {
                    let named = board.classes.iter().flat_map(|class| &class.ports);
                    for port in named.filter(|port| port.protocol == protocol && port.name.as_ref() == Some(name)) {
                        cut(port.port, port.port);
                    }
                }
                PortMatch::Range { .. } => {}
            }
        }
        let firsts: Vec<u16> = firsts.into_iter().collect();
        for (at, first) in firsts.iter().enumerate() {
            let next = firsts.get(at.saturating_add(1)).and_then(|next| next.checked_sub(1));
            let pairs = Pairs::of(board, protocol, *first);
            all.push(Atom { protocol, first: *first, last: next.unwrap_or(u16::MAX), pairs });
        }
    }
    all
}

/// What may pass from any of these to any of those; nothing where nothing does.
fn ports(atoms: &[Atom], board: &Board, from: &[End], to: &[End]) -> Option<String> {
    let behind = board.classes.len();
    let passes = |pairs: &Pairs, from: End, to: End| match (from, to) {
        (End::Class(from), End::Class(to)) => pairs.allow(from, to),
        (End::Class(from), End::External(to)) => {
            pairs.egress.get(from).is_some_and(|row| row.has(behind.saturating_add(to)))
        }
        (End::External(from), End::Class(to)) => {
            pairs.ingress.get(to).is_some_and(|row| row.has(behind.saturating_add(from)))
        }
        (End::External(_), End::External(_)) => false,
    };
    let mut words = Vec::new();
    let mut complete = 0u8;
    for protocol in PROTOCOLS {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for atom in atoms.iter().filter(|atom| atom.protocol == protocol) {
            if !from.iter().any(|from| to.iter().any(|to| passes(&atom.pairs, *from, *to))) {
                continue;
            }
            match ranges.last_mut().filter(|(_, last)| last.checked_add(1) == Some(atom.first)) {
                Some((_, last)) => *last = atom.last,
                None => ranges.push((atom.first, atom.last)),
            }
        }
        if ranges == [(1, u16::MAX)] {
            complete = complete.saturating_add(1);
        }
        if !ranges.is_empty() {
            let range = |(first, last): &(u16, u16)| {
                if first == last { first.to_string() } else { format!("{first}-{last}") }
            };
            let ranges: Vec<String> = ranges.iter().map(range).collect();
            words.push(format!("{} {}", protocol.as_str(), ranges.join(",")));
        }
    }
    match words.len() {
        0 => None,
        3 if complete == 3 => Some("All Connections".to_owned()),
        _ => Some(words.join(",")),
    }
}
