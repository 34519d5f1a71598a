//! Figures and versions of the network policy engines.

use super::limits::Row;
use super::{Fact, prose, source};

/// Nodes that Azure Network Policy Manager is meant for.
pub const NPM_NODES: Fact<u64> = Fact {
    id: "npm-nodes",
    label: "Nodes in a cluster with Azure Network Policy Manager",
    value: 250,
    unit: "nodes",
    says: prose("Azure Network Policy Manager is supported up to 250 nodes."),
    sources: &[&source::NETWORK_POLICIES],
    disputed_by: &[],
};

/// Pods that Azure Network Policy Manager is meant for.
pub const NPM_PODS: Fact<u64> = Fact {
    id: "npm-pods",
    label: "Pods in a cluster with Azure Network Policy Manager",
    value: 20_000,
    unit: "pods",
    says: prose("Azure Network Policy Manager is supported up to 20,000 pods."),
    sources: &[&source::NETWORK_POLICIES],
    disputed_by: &[],
};

/// The Kubernetes version from which a policy engine can be installed or removed.
pub const NETWORK_POLICY_KUBERNETES_SINCE: Fact<&'static str> = Fact {
    id: "network-policy-kubernetes-since",
    label: "Azure and Calico policy engines can be installed or removed",
    value: "1.30",
    unit: "Kubernetes version",
    says: prose(
        "Since the release of 2026-05-29 the service refuses to install or remove Azure Network Policy Manager or \
           Calico on clusters before Kubernetes 1.30.",
    ),
    sources: &[&source::RELEASE_NOTES],
    disputed_by: &[],
};

/// Identities that Cilium can give out.
pub const CILIUM_IDENTITIES: Fact<u64> = Fact {
    id: "cilium-identities",
    label: "Cilium identities in a cluster",
    value: 65_535,
    unit: "identities",
    says: prose("Cilium gives each distinct set of labels an identity and stops at 65,535."),
    sources: &[&source::CILIUM],
    disputed_by: &[],
};

/// Where the DNS proxy of a node answers.
pub const LOCAL_DNS_RANGE: Fact<&'static str> = Fact {
    id: "local-dns-range",
    label: "Range of the node-local DNS proxy",
    value: "169.254.10.0/24",
    unit: "prefix",
    says: prose(
        "LocalDNS answers in 169.254.10.0/24, UDP and TCP port 53; Cilium policies that restrict egress must \
           allow it by name.",
    ),
    sources: &[&source::CILIUM],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&NPM_NODES),
    Row::Number(&NPM_PODS),
    Row::Text(&NETWORK_POLICY_KUBERNETES_SINCE),
    Row::Number(&CILIUM_IDENTITIES),
    Row::Text(&LOCAL_DNS_RANGE),
];
