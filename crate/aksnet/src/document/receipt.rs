//! What was read of a document, and what was left.

use serde_json::Value;
use std::cell::RefCell;

/// The paths that were read, noted as they are.
#[derive(Debug, Default)]
pub struct Receipt {
    taken: RefCell<Vec<String>>,
}

impl Receipt {
    pub(super) fn take(&self, path: String) {
        self.taken.borrow_mut().push(path);
    }

    /// The leaves that were read, in order, and the topmost keys of which nothing was.
    #[must_use]
    pub fn sort(&self, document: &Value) -> (Vec<String>, Vec<String>) {
        let taken = self.taken.borrow();
        let (mut read, mut left) = (Vec::new(), Vec::new());
        split(document, "", &taken, &mut read, &mut left);
        (read, left)
    }
}

fn split(value: &Value, path: &str, taken: &[String], read: &mut Vec<String>, left: &mut Vec<String>) {
    let touched = path.is_empty() || within(taken, path);
    if value.is_null() || is_empty(value) {
        return;
    }
    if !touched {
        left.push(path.to_owned());
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, child) in map {
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                split(child, &at, taken, read, left);
            }
        }
        Value::Array(items) => {
            for (index, child) in items.iter().enumerate() {
                split(child, &format!("{path}[{index}]"), taken, read, left);
            }
        }
        _ => read.push(path.to_owned()),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}

/// Whether this path, something below it, or the list it is an element of was read.
fn within(taken: &[String], path: &str) -> bool {
    let at_or_below =
        |read: &String| read.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
    if taken.iter().any(at_or_below) {
        return true;
    }
    path.strip_suffix(']')
        .and_then(|open| open.rsplit_once('['))
        .is_some_and(|(list, _)| taken.iter().any(|read| read == list))
}
