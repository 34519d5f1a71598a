//! Matches by their paths: a request meets the few that its own path can hold, not all of them.

use super::pattern::PathMatch;
use std::collections::BTreeMap;

/// Positions in a list that is in the order of precedence, by what they ask of the path.
#[derive(Debug, Default)]
pub(super) struct Paths {
    exact: BTreeMap<String, Vec<usize>>,
    prefix: BTreeMap<String, Vec<usize>>,
    /// Regular expressions: each has to be tried.
    others: Vec<usize>,
}

impl Paths {
    pub(super) fn of<'a>(ordered: impl Iterator<Item = &'a PathMatch>) -> Self {
        let mut paths = Self::default();
        for (position, path) in ordered.enumerate() {
            match path {
                PathMatch::Exact(value) => paths.exact.entry(value.clone()).or_default().push(position),
                PathMatch::Prefix(value) => paths.prefix.entry(value.clone()).or_default().push(position),
                PathMatch::Regex(..) => paths.others.push(position),
            }
        }
        paths
    }

    /// The positions that a path can meet, the best first; expressions are not tried yet.
    pub(super) fn met(&self, path: &str) -> Vec<usize> {
        let mut met = self.others.clone();
        met.extend(self.exact.get(path).into_iter().flatten());
        // "/a/b" lies in "", "/a" and "/a/b"; "/a/" in "/a" too.
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for prefix in ends.filter_map(|end| path.get(..end)) {
            met.extend(self.prefix.get(prefix).into_iter().flatten());
        }
        met.sort_unstable();
        met.dedup();
        met
    }
}

#[cfg(test)]
mod tests {
    use super::Paths;
    use crate::http::pattern::PathMatch;

    #[test]
    fn a_path_meets_what_holds_it_and_no_more() {
        let all = [
            PathMatch::Exact("/a/b".to_owned()),
            PathMatch::prefix("/a/b"),
            PathMatch::prefix("/a/"),
            PathMatch::prefix("/ab"),
            PathMatch::prefix("/"),
        ];
        let paths = Paths::of(all.iter());
        for path in ["/", "/a", "/a/", "/a/b", "/a/b/", "/a/bc", "/ab", "/ab/c", "/x//y", ""] {
            let held: Vec<usize> = (0..all.len()).filter(|at| all[*at].holds(path)).collect();
            assert_eq!(paths.met(path), held, "{path}");
        }
    }
}
