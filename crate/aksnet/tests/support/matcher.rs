//! Whether an answer holds what a golden case says of it. `tests/golden/README.md` describes the form; the same rules are
//! written in JavaScript in `tests/node/support/matcher.mjs`.

use serde_json::{Map, Value};

/// Everything in which `actual` differs from `expected`, each with its path. Empty when it matches.
pub(crate) fn mismatches(expected: &Value, actual: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(expected, Some(actual), "", &mut found);
    found
}

fn matches(expected: &Value, actual: &Value) -> bool {
    mismatches(expected, actual).is_empty()
}

fn compare(expected: &Value, actual: Option<&Value>, path: &str, found: &mut Vec<String>) {
    let Value::Object(keys) = expected else { return compare_plain(expected, actual, path, found) };
    if keys.keys().any(|key| key.starts_with('$')) {
        return compare_matcher(keys, actual, path, found);
    }
    match actual {
        Some(Value::Object(fields)) => {
            for (key, inner) in keys {
                compare(inner, fields.get(key), &join(path, key), found);
            }
        }
        other => found.push(format!("{}: an object expected, {} found", name(path), show(other))),
    }
}

fn compare_plain(expected: &Value, actual: Option<&Value>, path: &str, found: &mut Vec<String>) {
    match (expected, actual) {
        (Value::Array(want), Some(Value::Array(have))) => {
            if want.len() != have.len() {
                found.push(format!("{}: {} elements expected, {} found", name(path), want.len(), have.len()));
            }
            for (index, (want, have)) in want.iter().zip(have).enumerate() {
                compare(want, Some(have), &format!("{path}[{index}]"), found);
            }
        }
        // 1 and 1.0 are one number.
        (Value::Number(want), Some(Value::Number(have))) if want.as_f64() == have.as_f64() => {}
        (want, Some(have)) if want == have => {}
        (want, other) => found.push(format!("{}: {want} expected, {} found", name(path), show(other))),
    }
}

fn compare_matcher(keys: &Map<String, Value>, actual: Option<&Value>, path: &str, found: &mut Vec<String>) {
    let known = keys.len() == 1 || (keys.len() == 2 && keys.contains_key("$find") && keys.contains_key("has"));
    let Some((matcher, wanted)) = keys.iter().find(|(key, _)| key.starts_with('$')).filter(|_| known) else {
        let text = Value::Object(keys.clone());
        return found.push(format!("{}: the case is wrong: {text} is no matcher", name(path)));
    };
    if matcher == "$absent" {
        if let Some(value) = actual {
            found.push(format!("{}: to be absent, {value} found", name(path)));
        }
        return;
    }
    let Some(value) = actual else {
        return found.push(format!("{}: {wanted} ({matcher}) expected, nothing found", name(path)));
    };
    match (matcher.as_str(), wanted, value) {
        ("$all", Value::Array(each), _) => each.iter().for_each(|one| compare(one, actual, path, found)),
        ("$not", _, _) if !matches(wanted, value) => {}
        ("$contains", Value::String(part), Value::String(text)) if text.contains(part.as_str()) => {}
        ("$ends", Value::String(part), Value::String(text)) if text.ends_with(part.as_str()) => {}
        ("$length", _, Value::Array(elements)) if wanted.as_u64() == u64::try_from(elements.len()).ok() => {}
        ("$some", _, Value::Array(elements)) if elements.iter().any(|one| matches(wanted, one)) => {}
        ("$none", _, Value::Array(elements)) if !elements.iter().any(|one| matches(wanted, one)) => {}
        ("$every", _, Value::Array(elements)) if elements.iter().all(|one| matches(wanted, one)) => {}
        ("$find", _, Value::Array(elements)) => find(wanted, keys.get("has"), elements, path, found),
        _ => found.push(format!("{}: {wanted} ({matcher}) expected, {value} found", name(path))),
    }
}

/// Exactly one element is `wanted`, and it has what is asked of it.
fn find(wanted: &Value, has: Option<&Value>, elements: &[Value], path: &str, found: &mut Vec<String>) {
    let mut hits = elements.iter().enumerate().filter(|(_, one)| matches(wanted, one));
    match (hits.next(), hits.next()) {
        (Some((index, one)), None) => {
            if let Some(has) = has {
                compare(has, Some(one), &format!("{path}[{index}]"), found);
            }
        }
        (None, _) => found.push(format!("{}: no element is {wanted}", name(path))),
        (Some(_), Some(_)) => found.push(format!("{}: more than one element is {wanted}", name(path))),
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn name(path: &str) -> &str {
    if path.is_empty() { "answer" } else { path }
}

fn show(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}
