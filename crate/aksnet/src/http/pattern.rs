//! Texts, paths and host names as routes match them.

use regex_lite::Regex;

/// How a text is compared.
#[derive(Clone, Debug)]
pub(super) enum Text {
    Exact(String),
    /// Matches the whole text. The engine's time is bounded by pattern times text.
    Regex(Regex),
    /// A regular expression that does not compile: it matches nothing.
    Broken,
}

impl Text {
    pub(super) fn regex(pattern: &str, because: &mut Vec<String>) -> Self {
        Regex::new(&format!("^(?:{pattern})$")).map(Self::Regex).unwrap_or_else(|error| {
            because.push(format!(
                "the regular expression \"{pattern}\" does not compile ({error}), so its match never holds"
            ));
            Self::Broken
        })
    }

    /// Why a text that may be absent does not fit; nothing when it does.
    pub(super) fn miss(&self, text: Option<&str>) -> Option<String> {
        if text.is_some_and(|text| self.holds(text)) {
            return None;
        }
        let found = text.map_or_else(|| "is absent".to_owned(), |text| format!("is \"{text}\""));
        Some(match self {
            Self::Exact(value) => format!("{found}, not \"{value}\""),
            Self::Regex(regex) => format!("{found}, and does not match {}", regex.as_str()),
            Self::Broken => format!("{found}, and the regular expression does not compile"),
        })
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        match self {
            Self::Exact(value) => text == value,
            Self::Regex(regex) => regex.is_match(text),
            Self::Broken => false,
        }
    }
}

/// The path of a match.
#[derive(Clone, Debug)]
pub(super) enum PathMatch {
    Exact(String),
    /// Element by element, without a slash at its end.
    Prefix(String),
    Regex(Text, usize),
}

impl PathMatch {
    pub(super) fn prefix(value: &str) -> Self {
        Self::Prefix(value.trim_end_matches('/').to_owned())
    }

    pub(super) fn holds(&self, path: &str) -> bool {
        match self {
            Self::Exact(value) => path == value,
            Self::Prefix(prefix) => {
                path.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
            Self::Regex(text, _) => text.holds(path),
        }
    }

    /// How much of its beginning a path has.
    pub(super) fn common(&self, path: &str) -> usize {
        match self {
            Self::Exact(value) | Self::Prefix(value) => {
                value.bytes().zip(path.bytes()).take_while(|(a, b)| a == b).count()
            }
            Self::Regex(..) => 0,
        }
    }

    /// Why it does not hold a path.
    pub(super) fn miss(&self, path: &str) -> String {
        match self {
            Self::Exact(value) => format!("the path {path} is not exactly {value}"),
            Self::Prefix(prefix) => {
                let inside = if path.starts_with(prefix.as_str()) { ", whose elements are whole" } else { "" };
                format!("the path {path} is not under {prefix}/{inside}")
            }
            Self::Regex(..) => format!("the path {path} does not match the regular expression"),
        }
    }

    /// Exact before prefix before regular expression, then the longer: greater wins.
    pub(super) fn rank(&self) -> (u8, usize) {
        match self {
            Self::Exact(value) => (2, value.len()),
            Self::Prefix(value) => (1, value.len()),
            Self::Regex(_, length) => (0, *length),
        }
    }
}

/// How closely a host name of a listener, a route or a rule matches: absent, wildcard, exact, with its length.
pub(super) fn host_rank(pattern: &str, host: &str, one_label: bool) -> Option<(u8, usize)> {
    if pattern.is_empty() || pattern == "*" {
        return Some((0, 0));
    }
    let Some(suffix) = pattern.strip_prefix('*') else {
        return pattern.eq_ignore_ascii_case(host).then_some((2, pattern.len()));
    };
    let at = host.len().checked_sub(suffix.len())?;
    let (label, end) = (host.get(..at)?, host.get(at..)?);
    let fits = end.eq_ignore_ascii_case(suffix) && !(one_label && label.contains('.'));
    (fits && !label.is_empty()).then_some((1, pattern.len()))
}

/// How many letters have to be put in, taken out or changed: for saying which name was probably meant.
pub(super) fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.bytes().enumerate() {
        let mut above_left = line;
        let mut left = line.saturating_add(1);
        for (cell, b) in row.iter_mut().skip(1).zip(other.bytes()) {
            let above = *cell;
            let changed = above_left.saturating_add(usize::from(a != b));
            left = changed.min(left.saturating_add(1)).min(above.saturating_add(1));
            above_left = above;
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = line.saturating_add(1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Whether two host names of a listener and a route have a host in common.
pub(super) fn intersect(listener: &str, route: &str) -> bool {
    if listener.is_empty() || route.is_empty() {
        return true;
    }
    let (one, other) = (listener.to_ascii_lowercase(), route.to_ascii_lowercase());
    match (one.strip_prefix('*'), other.strip_prefix('*')) {
        (Some(a), Some(b)) => a.ends_with(b) || b.ends_with(a),
        _ => host_rank(&one, &other, false).is_some() || host_rank(&other, &one, false).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances_are_those_of_the_textbook() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!((distance("", "abc"), distance("abc", ""), distance("a.b", "a.b")), (3, 3, 0));
    }
}
