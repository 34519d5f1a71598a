//! What other documents would be needed for.

use super::kind::POLICIES;
use crate::finding::{Findings, codes};
use serde::Serialize;
use serde_json::{Map, Value};

/// What a question would need besides.
#[derive(Clone, Debug, Serialize)]
pub struct Missing {
    /// "sizing", "routes", "flow", "policy", "http".
    pub question: &'static str,
    /// What is not there.
    pub needs: &'static str,
    /// The command that prints it.
    pub command: &'static str,
}

/// Whether there is an object of one of these kinds.
fn has_kind(environment: &Map<String, Value>, kinds: &[&str]) -> bool {
    let objects = environment.get("kubernetes").and_then(Value::as_array).into_iter().flatten();
    objects.filter_map(|object| object.get("kind").and_then(Value::as_str)).any(|kind| kinds.contains(&kind))
}

/// What each question would need besides, where it cannot be asked well of what is there.
pub(super) fn missing(environment: &Map<String, Value>) -> Vec<Missing> {
    let has = |key: &str| environment.contains_key(key);
    let rows = [
        (has("cluster"), "sizing", "the cluster", "az aks show -o json"),
        (
            has("virtualNetworks"),
            "sizing",
            "the virtual network, for the size of the subnets",
            "az network vnet show -o json",
        ),
        (has("virtualNetworks"), "routes", "the virtual network", "az network vnet show -o json"),
        (
            has("routeTables"),
            "routes",
            "the route tables, where subnets have any",
            "az network route-table list -o json",
        ),
        (has_kind(environment, &["Pod"]), "flow", "the pods", "kubectl get pods -A -o json"),
        (has_kind(environment, &["Service"]), "flow", "the services", "kubectl get services -A -o json"),
        (has_kind(environment, &["Node"]), "flow", "the nodes; three are laid out", "kubectl get nodes -o json"),
        (
            has_kind(environment, &["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"]),
            "policy",
            "the pods",
            "kubectl get pods -A -o json",
        ),
        (
            has_kind(environment, POLICIES),
            "policy",
            "network policies; without any, all is allowed",
            "kubectl get networkpolicies -A -o json",
        ),
        (
            has_kind(environment, &["Ingress", "HTTPRoute", "GRPCRoute", "VirtualService"]),
            "http",
            "an Ingress, an HTTPRoute or a VirtualService",
            "kubectl get ingresses,gateways,httproutes -A -o json",
        ),
    ];
    let absent = rows.into_iter().filter(|(there, ..)| !there);
    absent.map(|(_, question, needs, command)| Missing { question, needs, command }).collect()
}

/// The same as remarks, of what most answers hang on.
pub(super) fn incomplete(environment: &Map<String, Value>, findings: &mut Findings) {
    let has = |key: &str| environment.contains_key(key);
    let mut add = |what: &str, command: &str| {
        findings.add(codes::DOCUMENTS_INCOMPLETE, format_args!("{what}"), &[]).help(format_args!("{command}"));
    };
    if has("cluster") && !has("virtualNetworks") {
        add(
            "Without the virtual network, routes are not answered, and whether the subnet is large enough is not known.",
            "az network vnet show -o json",
        );
    }
    if has("kubernetes") && !has_kind(environment, &["Node"]) {
        add("Without nodes, traces lay three of them out.", "kubectl get nodes -o json");
    }
}
