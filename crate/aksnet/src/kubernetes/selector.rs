//! `metav1.LabelSelector`: `matchLabels` and `matchExpressions`, all of which must hold. An empty selector selects everything.

use super::object::{Labels, labels};
use crate::document::Node;
use crate::error::{Error, ErrorCode};

/// How a requirement compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operator {
    /// The label is there and its value is one of these.
    In,
    /// The label is absent, or its value is none of these.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

/// One requirement on one label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Requirement {
    /// The label's key.
    pub key: String,
    /// How it compares.
    pub operator: Operator,
    /// The values, sorted; empty for `Exists` and `DoesNotExist`.
    pub values: Vec<String>,
}

/// A label selector, in a normal form: `matchLabels` as `In` of one value, sorted, without doubles.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector {
    /// All of them must hold.
    pub requirements: Vec<Requirement>,
}

impl Requirement {
    /// Whether a set of labels satisfies it.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        let value = labels.get(&self.key);
        let listed = || value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::In => listed(),
            Operator::NotIn => !listed(),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
        }
    }

    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let key = node.text_at("key")?;
        let key = key.ok_or_else(|| node.error(ErrorCode::MissingField, "an expression names the key of a label"))?;
        let words = [
            ("In", Operator::In),
            ("NotIn", Operator::NotIn),
            ("Exists", Operator::Exists),
            ("DoesNotExist", Operator::DoesNotExist),
        ];
        let operator = node.word_at("operator", &words)?.ok_or_else(|| {
            node.error(ErrorCode::MissingField, "an expression has an operator")
                .with_help("\"In\", \"NotIn\", \"Exists\", \"DoesNotExist\"")
        })?;
        let mut values = Vec::new();
        for value in node.list("values")?.unwrap_or_default() {
            values.push(value.text()?.to_owned());
        }
        let takes_values = matches!(operator, Operator::In | Operator::NotIn);
        if takes_values == values.is_empty() {
            let (message, help) = if takes_values {
                ("In and NotIn compare with values, and there are none", "at least one value")
            } else {
                ("Exists and DoesNotExist take no values", "no values")
            };
            return Err(node.error(ErrorCode::InvalidValue, message).with_help(help));
        }
        values.sort();
        values.dedup();
        Ok(Self { key, operator, values })
    }
}

impl Selector {
    /// Whether it selects a set of labels.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// A selector of labels alone, as a Service has it.
    #[must_use]
    pub fn of_labels(labels: &Labels) -> Self {
        let exactly = |(key, value): (&String, &String)| Requirement {
            key: key.clone(),
            operator: Operator::In,
            values: vec![value.clone()],
        };
        Self { requirements: labels.iter().map(exactly).collect() }
    }

    /// Reads a `LabelSelector`.
    ///
    /// # Errors
    /// An [`Error`] that names the field: an operator that does not exist, values missing or in excess.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        let mut selector = Self::of_labels(&node.read_at("matchLabels", labels)?.unwrap_or_default());
        selector.requirements.extend(node.read_all("matchExpressions", Requirement::read)?.unwrap_or_default());
        selector.requirements.sort();
        selector.requirements.dedup();
        Ok(selector)
    }
}

#[cfg(test)]
mod tests {
    use super::Selector;
    use crate::document::Node;
    use crate::kubernetes::Labels;
    use serde_json::json;

    fn holds(selector: serde_json::Value, labels: &[(&str, &str)]) -> bool {
        let labels: Labels = labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Selector::read(&Node::root(&selector)).unwrap().matches(&labels)
    }

    #[test]
    fn operators_as_kubernetes_defines_them() {
        assert!(holds(json!({}), &[]));
        assert!(holds(json!({ "matchLabels": { "a": "1" } }), &[("a", "1"), ("b", "2")]));
        let not_in = json!({ "matchExpressions": [{ "key": "a", "operator": "NotIn", "values": ["1"] }] });
        assert!(holds(not_in.clone(), &[]) && !holds(not_in, &[("a", "1")]));
        let absent = json!({ "matchExpressions": [{ "key": "a", "operator": "DoesNotExist" }] });
        assert!(holds(absent.clone(), &[]) && !holds(absent, &[("a", "")]));
    }

    #[test]
    fn an_unknown_operator_is_named() {
        let selector = json!({ "matchExpressions": [{ "key": "a", "operator": "Like", "values": ["x"] }] });
        let error = Selector::read(&Node::root(&selector)).unwrap_err();
        assert_eq!(error.field(), Some("matchExpressions[0].operator"));
    }
}
