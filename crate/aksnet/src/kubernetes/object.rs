//! What every Kubernetes object has: kind, name, namespace, labels. `List` and its kin are unfolded.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use serde_json::Value;
use std::collections::BTreeMap;

/// Labels or annotations, by key.
pub type Labels = BTreeMap<String, String>;

/// A Kubernetes object as the API server returns it.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// `apiVersion`: "networking.k8s.io/v1".
    pub api_version: String,
    /// `kind`: "NetworkPolicy".
    pub kind: String,
    /// `metadata.name`; empty where the document has none.
    pub name: String,
    /// `metadata.namespace`. Absent for kinds of the cluster, and where the document leaves it out.
    pub namespace: Option<String>,
    /// `metadata.labels`.
    pub labels: Labels,
    /// `metadata.annotations`.
    pub annotations: Labels,
    /// Where it stood in the input, for errors: `kubernetes[3]`, or `kubernetes[0].items[2]`.
    pub path: String,
    /// The whole document.
    pub document: Value,
}

impl Object {
    /// Reads one object, or all objects of a `List`. Adds them to `all`.
    ///
    /// # Errors
    /// `invalid-type` when it is no object, `missing-field` when it has no `kind`.
    pub fn unfold(node: &Node<'_>, all: &mut Vec<Self>) -> Result<(), Error> {
        let kind = node.text_at("kind")?.unwrap_or_default();
        let items = if kind.ends_with("List") || kind.is_empty() { node.list("items")? } else { None };
        let Some(items) = items else {
            all.push(Self::read(node, kind, None)?);
            return Ok(());
        };
        // The items of a `PodList` need not repeat their kind, as the API server leaves it out there.
        let implied = kind.strip_suffix("List").filter(|kind| !kind.is_empty());
        let version = node.text_at("apiVersion")?;
        for item in &items {
            match (item.text_at("kind")?, implied) {
                (None, Some(kind)) => all.push(Self::read(item, kind.to_owned(), version.clone())?),
                _ => Self::unfold(item, all)?,
            }
        }
        Ok(())
    }

    fn read(node: &Node<'_>, kind: String, version: Option<String>) -> Result<Self, Error> {
        if kind.is_empty() {
            return Err(node
                .error(ErrorCode::MissingField, "a Kubernetes object has a kind")
                .with_help("an object as `kubectl get … -o yaml` prints it, with apiVersion and kind"));
        }
        let metadata = node.get("metadata")?;
        let text = |key: &str| match &metadata {
            Some(metadata) => metadata.text_at(key),
            None => Ok(None),
        };
        let pairs = |key: &str| match &metadata {
            Some(metadata) => metadata.read_at(key, labels).map(Option::unwrap_or_default),
            None => Ok(Labels::new()),
        };
        Ok(Self {
            api_version: node.text_at("apiVersion")?.or(version).unwrap_or_default(),
            name: text("name")?.unwrap_or_default(),
            namespace: text("namespace")?,
            labels: pairs("labels")?,
            annotations: pairs("annotations")?,
            path: node.path(),
            document: node.value().clone(),
            kind,
        })
    }

    /// The document, to read more of it: paths in errors begin where the object stood.
    #[must_use]
    pub fn node(&self) -> Node<'_> {
        Node::within(&self.document, &self.path)
    }

    /// The API group: "networking.k8s.io"; empty for the core group.
    #[must_use]
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The namespace of a namespaced kind: "default" where the document has none.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.namespace.as_deref().unwrap_or("default")
    }

    /// "namespace/name" of a namespaced kind.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{}/{}", self.namespace(), self.name)
    }
}

/// Text by key: labels, annotations, a ConfigMap's data.
///
/// # Errors
/// `invalid-type` when it is no object or a value is no text.
pub(crate) fn labels(node: &Node<'_>) -> Result<Labels, Error> {
    let mut all = Labels::new();
    for (key, value) in node.entries()? {
        all.insert(key.to_owned(), value.text()?.to_owned());
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::Object;
    use crate::document::Node;
    use serde_json::json;

    #[test]
    fn lists_are_unfolded_and_imply_the_kind() {
        let list = json!({ "apiVersion": "v1", "kind": "PodList", "items": [
            { "metadata": { "name": "a", "namespace": "n", "labels": { "app": "x" } } },
            { "kind": "List", "items": [{ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "b" } }] }
        ] });
        let mut all = Vec::new();
        Object::unfold(&Node::root(&list), &mut all).unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!((all[0].kind.as_str(), all[0].full_name().as_str()), ("Pod", "n/a"));
        assert_eq!(all[0].labels["app"], "x");
        assert_eq!((all[1].group(), all[1].full_name().as_str()), ("apps", "default/b"));
        assert_eq!(all[1].path, "items[1].items[0]");
    }

    #[test]
    fn an_object_without_a_kind_is_an_error() {
        let error = Object::unfold(&Node::root(&json!({ "metadata": {} })), &mut Vec::new()).unwrap_err();
        assert_eq!(error.code(), "missing-field");
    }
}
