//! Which pasted document is what, and what reads it.

use super::facts_of::{host_of, learned, learned_by_gateway};
use crate::azure::{AgentPool, ManagedCluster, NetworkSecurityGroup, RouteTable, Subnet, VirtualNetwork};
use crate::document::Node;
use crate::environment::{Environment, PARTS};
use crate::error::Error;
use serde_json::{Map, Value};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Cluster,
    Pool,
    Network,
    Subnet,
    RouteTable,
    Group,
    EffectiveRoutes,
    EffectiveGroup,
    /// A part of a network, a route table or a security group, as a document of its own.
    Peering,
    Route,
    Rule,
    Learned,
    PublicAddress,
    Card,
    Environment,
    Kubernetes,
    Unknown,
}

impl Kind {
    /// As whoever parsed it says, by its `type`, else by the keys that only this kind has.
    pub(super) fn of(hint: Option<&str>, node: &Node<'_>) -> Result<Self, Error> {
        let by_hint = [
            ("Kubernetes", Self::Kubernetes),
            ("EffectiveRoutes", Self::EffectiveRoutes),
            ("EffectiveNetworkSecurityGroup", Self::EffectiveGroup),
            ("RouteTable", Self::RouteTable),
            ("NetworkSecurityGroup", Self::Group),
            ("LearnedRoutes", Self::Learned),
        ];
        if let Some((_, kind)) = by_hint.iter().find(|(name, _)| hint == Some(name)) {
            return Ok(*kind);
        }
        let declared = match node.text_at("type")? {
            Some(declared) if declared.contains('/') => declared.to_ascii_lowercase(),
            _ => type_in_id(&node.text_at("id")?.unwrap_or_default()),
        };
        let by_type = [
            ("microsoft.containerservice/managedclusters", Self::Cluster),
            ("microsoft.containerservice/managedclusters/agentpools", Self::Pool),
            ("microsoft.network/virtualnetworks", Self::Network),
            ("microsoft.network/virtualnetworks/subnets", Self::Subnet),
            ("microsoft.network/routetables", Self::RouteTable),
            ("microsoft.network/networksecuritygroups", Self::Group),
            ("microsoft.network/virtualnetworks/virtualnetworkpeerings", Self::Peering),
            ("microsoft.network/routetables/routes", Self::Route),
            ("microsoft.network/networksecuritygroups/securityrules", Self::Rule),
            ("microsoft.network/publicipaddresses", Self::PublicAddress),
            ("microsoft.network/networkinterfaces", Self::Card),
        ];
        if let Some((_, kind)) = by_type.iter().find(|(name, _)| *name == declared) {
            return Ok(*kind);
        }
        // What says of itself that it is something else is that.
        if declared.contains('/') {
            return Ok(Self::Unknown);
        }
        let by_key = [
            ("agentPoolProfiles", Self::Cluster),
            ("networkProfile", Self::Cluster),
            ("addressSpace", Self::Network),
            ("maxPods", Self::Pool),
            ("securityRules", Self::Group),
            ("disableBgpRoutePropagation", Self::RouteTable),
            ("routes", Self::RouteTable),
            ("addressPrefix", Self::Subnet),
            ("addressPrefixes", Self::Subnet),
        ];
        if is_environment(node)? {
            return Ok(Self::Environment);
        }
        // A route has an address prefix too, a security rule a priority, and neither is a subnet.
        if node.get("nextHopType")?.is_some() {
            return Ok(Self::Route);
        }
        if node.get("priority")?.is_some() {
            return Ok(if node.get("direction")?.is_some() { Self::Rule } else { Self::Unknown });
        }
        if node.get("remoteVirtualNetwork")?.is_some() {
            return Ok(Self::Peering);
        }
        for (key, kind) in by_key {
            if node.get(key)?.is_some() {
                return Ok(kind);
            }
        }
        Ok(Self::Unknown)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Cluster => "ManagedCluster",
            Self::Pool => "AgentPool",
            Self::Network => "VirtualNetwork",
            Self::Subnet => "Subnet",
            Self::RouteTable => "RouteTable",
            Self::Group => "NetworkSecurityGroup",
            Self::EffectiveRoutes => "EffectiveRoutes",
            Self::EffectiveGroup => "EffectiveNetworkSecurityGroup",
            Self::Peering => "VirtualNetworkPeering",
            Self::Route => "Route",
            Self::Rule => "SecurityRule",
            Self::Learned => "LearnedRoutes",
            Self::PublicAddress => "PublicIPAddress",
            Self::Card => "NetworkInterface",
            Self::Environment => "Environment",
            Self::Kubernetes => "Kubernetes",
            Self::Unknown => "unknown",
        }
    }

    /// Reads it once, noting what is read; errors name the field.
    pub(super) fn read(self, node: &Node<'_>, document: &Value) -> Result<(), Error> {
        match self {
            Self::Cluster => ManagedCluster::read(node).map(drop),
            Self::Pool => AgentPool::read(node).map(drop),
            Self::Network => VirtualNetwork::read(node).map(drop),
            Self::Subnet => Subnet::read(node).map(drop),
            Self::RouteTable => RouteTable::read(node).map(drop),
            Self::Group | Self::EffectiveGroup => NetworkSecurityGroup::read(node).map(drop),
            Self::EffectiveRoutes => learned(node).map(drop),
            Self::Learned => learned_by_gateway(node).map(drop),
            Self::Peering => within("virtualNetworkPeerings", document, |whole| VirtualNetwork::read(whole).map(drop)),
            Self::Route => within("routes", document, |whole| RouteTable::read(whole).map(drop)),
            Self::Rule => within("securityRules", document, |whole| NetworkSecurityGroup::read(whole).map(drop)),
            Self::PublicAddress => node.read_at("ipAddress", |field| field.address()).map(drop),
            Self::Card => host_of(node).map(drop),
            Self::Environment => Environment::from_json(document, None).map(drop),
            Self::Kubernetes | Self::Unknown => Ok(()),
        }
    }
}

/// An environment of ours, as `readDocuments` gave it: nothing but its parts, and a list or an object each.
fn is_environment(node: &Node<'_>) -> Result<bool, Error> {
    let mut parts = node.expect_object()?.iter().filter(|(_, value)| !value.is_null()).peekable();
    Ok(parts.peek().is_some()
        && parts.all(|(key, value)| PARTS.contains(&key.as_str()) && (value.is_object() || value.is_array())))
}

/// "microsoft.network/virtualhubs/routetables" out of a resource's id; nothing where the id names no provider.
fn type_in_id(id: &str) -> String {
    let id = id.to_ascii_lowercase();
    let Some((_, own)) = id.rsplit_once("/providers/") else { return String::new() };
    let mut parts = own.split('/');
    let provider = parts.next().unwrap_or_default();
    parts.step_by(2).fold(provider.to_owned(), |all, kind| format!("{all}/{kind}"))
}

/// Reads a part as its whole would be read that had this one alone.
fn within(key: &str, document: &Value, read: impl FnOnce(&Node<'_>) -> Result<(), Error>) -> Result<(), Error> {
    let mut whole = Map::new();
    whole.insert(key.to_owned(), Value::Array(vec![document.clone()]));
    read(&Node::root(&Value::Object(whole)))
}

/// The kinds of network policies that the policy model reads.
pub(super) const POLICIES: &[&str] = &[
    "NetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
    "CiliumNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
];

/// The other kinds of Kubernetes' that some model reads.
const KUBERNETES: &[&str] = &[
    "Pod",
    "Node",
    "Namespace",
    "Service",
    "EndpointSlice",
    "ConfigMap",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Ingress",
    "IngressClass",
    "Gateway",
    "GatewayClass",
    "HTTPRoute",
    "GRPCRoute",
    "ReferenceGrant",
    "ListenerSet",
    "XListenerSet",
    "VirtualService",
    "DestinationRule",
];

/// Whether some model reads objects of this kind.
pub(super) fn is_read(kind: &str) -> bool {
    POLICIES.contains(&kind) || KUBERNETES.contains(&kind)
}
