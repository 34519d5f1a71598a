//! The rows of the answer: owners, cut where selectors tell their pods apart.

use super::board::Board;
use super::scene::{Member, Scene};
use super::sets::wide;
use std::collections::HashMap;

/// The pods of one owner and one class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rowed {
    /// "namespace/name\[Kind\]"; `{label=value}` behind it where selectors tell its pods apart.
    pub name: String,
    pub owner: String,
    pub class: usize,
    /// Their places among the scene's, by name.
    pub members: Vec<usize>,
}

/// Them, by name.
pub(super) fn rows(scene: &Scene, board: &Board) -> Vec<Rowed> {
    let mut places: HashMap<(&str, u32), usize> = HashMap::new();
    let mut rows: Vec<(&str, u32, Vec<usize>)> = Vec::new();
    for (at, (member, class)) in scene.members.iter().zip(&board.classes.of_member).enumerate() {
        let Some(class) = class else { continue };
        let place = *places.entry((&member.owner, *class)).or_insert(rows.len());
        match rows.get_mut(place) {
            Some((_, _, members)) => members.push(at),
            None => rows.push((&member.owner, *class, vec![at])),
        }
    }
    let mut siblings: HashMap<&str, Vec<&Member>> = HashMap::new();
    for (owner, _, members) in &rows {
        let first = members.first().and_then(|at| scene.members.get(*at));
        siblings.entry(owner).or_default().extend(first);
    }
    let by_name = |at: &usize| scene.members.get(*at).map(|member| member.name.as_str());
    let row = |(owner, class, mut members): (&str, u32, Vec<usize>)| {
        let siblings = siblings.get(owner).map(Vec::as_slice).unwrap_or_default();
        let mut name = owner.to_owned();
        if siblings.len() > 1 {
            let own = members.first().and_then(|at| scene.members.get(*at));
            name.push_str(&apart(board, siblings, own));
        }
        members.sort_by_key(by_name);
        Rowed { name, owner: owner.to_owned(), class: wide(class), members }
    };
    let mut all: Vec<Rowed> = rows.into_iter().map(row).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The labels in which the pods of one owner differ, of those that selectors ask for; the pod's name where it is no label.
fn apart(board: &Board, siblings: &[&Member], own: Option<&Member>) -> String {
    let Some(own) = own else { return String::new() };
    let differs = |key: &&String| siblings.iter().any(|other| other.labels.get(*key) != own.labels.get(*key));
    let labels = board.classes.keys.iter().filter(differs).map(|key| match own.labels.get(key) {
        Some(value) => format!("{key}={value}"),
        None => format!("!{key}"),
    });
    let labels: Vec<String> = labels.collect();
    if labels.is_empty() { format!("{{pod={}}}", own.name) } else { format!("{{{}}}", labels.join(",")) }
}
