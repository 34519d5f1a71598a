//! The rows of the answer: owners, cut where selectors tell their pods apart.

use super::board::Board;
use super::hash::Map;
use super::scene::{Member, Scene};
use super::sets::wide;

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
    let mut places: Map<(u32, u32), usize> = Map::default();
    let mut rows: Vec<(u32, u32, Vec<usize>)> = Vec::new();
    for at in &scene.words.by_name {
        let words = scene.words.of_member.get(*at);
        let class = board.classes.of_member.get(*at).copied().flatten();
        let (Some(words), Some(class)) = (words, class) else { continue };
        let place = *places.entry((words.owner, class)).or_insert(rows.len());
        match rows.get_mut(place) {
            Some((_, _, members)) => members.push(*at),
            None => rows.push((words.owner, class, vec![*at])),
        }
    }
    let first = |members: &[usize]| members.first().and_then(|at| scene.members.get(*at));
    let mut siblings: Map<u32, Vec<&Member>> = Map::default();
    for (owner, _, members) in &rows {
        siblings.entry(*owner).or_default().extend(first(members));
    }
    let row = |(owner, class, members): (u32, u32, Vec<usize>)| {
        let own = first(&members)?;
        let mut name = own.owner.clone();
        let siblings = siblings.get(&owner).map(Vec::as_slice).unwrap_or_default();
        if siblings.len() > 1 {
            name.push_str(&apart(board, siblings, own));
        }
        Some(Rowed { name, owner: own.owner.clone(), class: wide(class), members })
    };
    let mut all: Vec<Rowed> = rows.into_iter().filter_map(row).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The labels in which the pods of one owner differ, of those that selectors ask for; the pod's name where it is no label.
fn apart(board: &Board, siblings: &[&Member], own: &Member) -> String {
    let differs = |key: &&String| siblings.iter().any(|other| other.labels.get(*key) != own.labels.get(*key));
    let labels = board.classes.keys.iter().filter(differs).map(|key| match own.labels.get(key) {
        Some(value) => format!("{key}={value}"),
        None => format!("!{key}"),
    });
    let labels: Vec<String> = labels.collect();
    if labels.is_empty() { format!("{{pod={}}}", own.name) } else { format!("{{{}}}", labels.join(",")) }
}
