//! Policies of every kind in one form: whom they select, and their rules in order.

use crate::kubernetes::{Protocol, Selector};
use crate::prefix::Prefix;
use serde::{Serialize, Serializer};

/// Where a policy stands in the order of evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tier {
    /// Asked first: `AdminNetworkPolicy`, `ClusterNetworkPolicy` of the tier Admin. The first rule that matches decides.
    Admin,
    /// `NetworkPolicy` and Cilium's own: they isolate whom they select, and rules allow.
    Namespaced,
    /// Asked last: `BaselineAdminNetworkPolicy`, `ClusterNetworkPolicy` of the tier Baseline.
    Baseline,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// Lets it through.
    Allow,
    /// Stops it.
    Deny,
    /// Leaves it to the next tier.
    Pass,
}

/// Which namespaces are meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Namespaces {
    /// One, by its name.
    Only(String),
    /// Those with these labels.
    Matching(Selector),
}

/// Pods of some namespaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pods {
    /// Their namespaces.
    pub namespaces: Namespaces,
    /// Their labels.
    pub pods: Selector,
}

/// Who is on the other end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// Pods.
    Pods(Pods),
    /// `ipBlock`: addresses outside of the cluster; whether pods count too is the engine's.
    Block(Prefix, Vec<Prefix>),
    /// `networks` of admin policies: addresses of anybody.
    Networks(Vec<Prefix>),
    /// Nodes with these labels.
    Nodes(Selector),
    /// A group of Cilium's.
    Entity(Entity),
    /// Something outside of the model: domain names, another API's objects. Matches nobody.
    Outside,
}

/// Cilium's fixed groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entity {
    /// Everything.
    All,
    /// Everything outside of the cluster.
    World,
    /// Pods and nodes.
    Cluster,
    /// The node that the pod is on.
    Host,
    /// The other nodes.
    RemoteNode,
}

/// A port as a rule names it. Without a protocol any is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PortMatch {
    /// From one number to another.
    Range {
        /// Its protocol.
        protocol: Option<Protocol>,
        /// The first.
        first: u16,
        /// The last.
        last: u16,
    },
    /// A container's port by its name.
    Named {
        /// Its protocol.
        protocol: Option<Protocol>,
        /// Its name.
        name: String,
    },
}

/// How a rule is called in an answer: its name, else its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleName {
    /// Its place in the list, from 0.
    Index(usize),
    /// Its name.
    Name(String),
}

impl Serialize for RuleName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Index(at) => serializer.serialize_u32(u32::try_from(*at).unwrap_or(u32::MAX)),
            Self::Name(name) => serializer.serialize_str(name),
        }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How it is called.
    pub name: RuleName,
    /// What it does.
    pub action: Action,
    /// For whom; absent: for everybody.
    pub peers: Option<Vec<Peer>>,
    /// For which ports; absent: for all.
    pub ports: Option<Vec<PortMatch>>,
}

/// The rules of one direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Direction {
    /// In the tier of namespaces: whoever is selected is isolated in this direction.
    pub isolates: bool,
    /// The rules, in order.
    pub rules: Vec<Rule>,
}

/// One policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// "NetworkPolicy namespace/name".
    pub object: String,
    /// Where it stands.
    pub tier: Tier,
    /// Lower first, within the admin tiers.
    pub priority: i64,
    /// Only Cilium enforces it.
    pub is_cilium: bool,
    /// Whom it selects.
    pub subject: Pods,
    /// What may come in.
    pub ingress: Direction,
    /// What may go out.
    pub egress: Direction,
}

/// Which way a packet goes, seen from the pod that a policy selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To it.
    Ingress,
    /// From it.
    Egress,
}

impl Policy {
    /// The rules of a direction.
    #[must_use]
    pub const fn direction(&self, way: Way) -> &Direction {
        match way {
            Way::Ingress => &self.ingress,
            Way::Egress => &self.egress,
        }
    }
}
