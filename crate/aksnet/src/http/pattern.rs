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
