//! Connections in words: every port of every protocol, merged into ranges.

use super::board::{Board, External};
use super::columns::Columns;
use super::rule::PortMatch;
use super::scene::Scene;
use super::workloads::Rowed;
use crate::kubernetes::Protocol;
use std::collections::{BTreeMap, BTreeSet};

/// In the order in which they are written.
const PROTOCOLS: [Protocol; 3] = [Protocol::Sctp, Protocol::Tcp, Protocol::Udp];

/// A run of ports that no rule tells apart, and who may talk on them.
pub(super) struct Atom {
    pub protocol: Protocol,
    pub first: u16,
    pub last: u16,
}

/// One end of a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Class(usize),
    External(usize),
}

/// The lines, sorted.
pub(super) fn lines(board: &Board, scene: &Scene, workloads: &[Rowed], without: &[u32]) -> Vec<String> {
    let of_pair = pairs(board, scene, workloads, without);
    of_pair.into_iter().map(|((from, to), ports)| format!("{from} => {to} : {ports}")).collect()
}

/// The pairs with any connection, by their names, and on which ports.
pub(super) fn pairs(
    board: &Board,
    scene: &Scene,
    workloads: &[Rowed],
    without: &[u32],
) -> BTreeMap<(String, String), String> {
    let atoms = atoms(board, scene);
    let asked: Vec<_> = atoms.iter().map(|atom| (atom.protocol, atom.first)).collect();
    let mut columns = Columns::of(board, scene, &asked);
    if !without.is_empty() {
        columns = columns.without(board, scene, &asked, without);
    }
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
    let mut all = BTreeMap::new();
    let mut line = |from: (&str, &[End]), to: (&str, &[End])| {
        let text =
            said.entry((from.1.to_vec(), to.1.to_vec())).or_insert_with(|| ports(&atoms, &columns, from.1, to.1));
        if let Some(text) = text {
            all.insert((from.0.to_owned(), to.0.to_owned()), text.clone());
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
    all
}

/// All ports of all protocols, in runs that no rule tells apart.
pub(super) fn atoms(board: &Board, scene: &Scene) -> Vec<Atom> {
    let mut all = Vec::new();
    for protocol in PROTOCOLS {
        let mut firsts: BTreeSet<u16> = BTreeSet::from([1]);
        let mut cut = |first: u16, last: u16| {
            firsts.insert(first);
            firsts.extend(last.checked_add(1));
        };
        for port in board.port_lists.iter().flatten() {
            match port {
                PortMatch::Range { protocol: own, first, last } if own.is_none_or(|own| own == protocol) => {
                    cut(*first, *last);
                }
                PortMatch::Named { name, .. } => {
                    let classes = (0..board.classes.len()).filter_map(|class| board.member(scene, class));
                    let named = classes.flat_map(|member| &member.ports);
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
            all.push(Atom { protocol, first: *first, last: next.unwrap_or(u16::MAX) });
        }
    }
    all
}

/// What may pass from any of these to any of those; nothing where nothing does.
fn ports(atoms: &[Atom], columns: &Columns, from: &[End], to: &[End]) -> Option<String> {
    let behind = columns.classes;
    let passes = |atom: usize, from: End, to: End| match (from, to) {
        (End::Class(from), End::Class(to)) => columns.allow(atom, from, to),
        (End::Class(from), End::External(to)) => columns.egress.row(behind, atom, from).has(behind.saturating_add(to)),
        (End::External(from), End::Class(to)) => columns.ingress.row(behind, atom, to).has(behind.saturating_add(from)),
        (End::External(_), End::External(_)) => false,
    };
    port_words(atoms, |at| from.iter().any(|from| to.iter().any(|to| passes(at, *from, *to))))
}

/// Every port of every protocol.
pub(super) const COMPLETE: &str = "All Connections";

/// The atoms that pass, in words; nothing where none does.
pub(super) fn port_words(atoms: &[Atom], passes: impl Fn(usize) -> bool) -> Option<String> {
    let mut words = Vec::new();
    let mut complete = 0u8;
    for protocol in PROTOCOLS {
        let mut ranges: Vec<(u16, u16)> = Vec::new();
        for (at, atom) in atoms.iter().enumerate().filter(|(_, atom)| atom.protocol == protocol) {
            if !passes(at) {
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
        3 if complete == 3 => Some(COMPLETE.to_owned()),
        _ => Some(words.join(",")),
    }
}
