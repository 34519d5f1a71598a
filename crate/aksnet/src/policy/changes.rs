//! What another set of policies changes: the pairs whose ports differ.
//!
//! Both sets stand on one board, which has the policies of both, so that classes, ports and addresses are cut alike.

use super::connections::pairs;
use super::reach::{Asked, EDIT_KEYS};
use super::sets::narrow;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;

/// A pair whose ports differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyChange {
    /// "namespace/name\[Kind\]", or a range of addresses outside.
    pub from: String,
    /// Likewise.
    pub to: String,
    /// On which ports before; absent where on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// On which ports after; absent where on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Reads and answers `diffPolicies`: the environment as it is, against the same without some policies and with others.
///
/// # Errors
/// As `reachability`.
///
/// ```
/// use serde_json::json;
/// let pod = |name: &str| json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": name } });
/// let answer = aksnet::ask("diffPolicies", &json!({
///     "environment": { "kubernetes": [pod("a"), pod("b")] },
///     "add": [{ "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": { "name": "web" },
///         "spec": { "podSelector": {}, "ingress": [{ "ports": [{ "port": 80 }] }] } }]
/// }))?;
/// assert_eq!(answer[2], json!({
///     "from": "default/a[Pod]", "to": "default/b[Pod]", "before": "All Connections", "after": "TCP 80"
/// }));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_diff_policies(environment: &Environment, request: &Value) -> Result<Vec<PolicyChange>, Error> {
    let root = Node::root(request);
    root.only(EDIT_KEYS)?;
    let asked = Asked::read(environment, &root)?;
    let (board, rows) = (&asked.reaching.board, &asked.reaching.rows);
    let added = board.policies.iter().enumerate().filter(|(_, policy)| policy.added);
    let added: Vec<u32> = added.map(|(at, _)| narrow(at)).collect();
    let mut before = pairs(board, asked.scene, rows, &added);
    let mut after = pairs(board, asked.scene, rows, &asked.without);
    before.retain(|pair, ports| after.get(pair) != Some(ports) || after.remove(pair).is_none());
    let all: BTreeSet<_> = before.keys().chain(after.keys()).cloned().collect();
    let change = |(from, to): (String, String)| {
        let pair = (from, to);
        let (was, is) = (before.get(&pair).cloned(), after.get(&pair).cloned());
        PolicyChange { from: pair.0, to: pair.1, before: was, after: is }
    };
    Ok(all.into_iter().map(change).collect())
}
