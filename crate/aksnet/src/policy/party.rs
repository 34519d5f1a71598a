//! Who sends or receives, and whether a rule means them.

use super::engine::Engine;
use super::rule::{Entity, Namespaces, Peer, Pods, PortMatch};
use super::scene::{Machine, Member, Scene};
use crate::kubernetes::Protocol;
use std::net::IpAddr;

/// One end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Party<'a> {
    /// A pod with an address of its own.
    Pod(&'a Member),
    /// A node, or a pod on its network.
    Node(&'a Machine),
    /// A pod on the network of a node that no document names.
    OnNode(&'a Member),
    /// Any other address.
    Address(IpAddr),
}

impl<'a> Party<'a> {
    /// A pod as others meet it.
    pub(super) fn of_member(scene: &'a Scene, member: &'a Member) -> Self {
        if !member.host_network {
            return Self::Pod(member);
        }
        let node = member.node.as_deref().and_then(|name| scene.machine(name));
        node.map_or(Self::OnNode(member), Self::Node)
    }

    /// An address as others meet it.
    pub(super) fn of_address(scene: &'a Scene, address: IpAddr) -> Self {
        match (scene.member_at(&address), scene.machine_at(&address)) {
            (Some(member), _) => Self::Pod(member),
            (None, Some(machine)) => Self::Node(machine),
            (None, None) => Self::Address(address),
        }
    }

    fn is_within(&self, holds: impl Fn(&IpAddr) -> bool) -> bool {
        match self {
            Self::Pod(member) | Self::OnNode(member) => member.addresses.iter().any(holds),
            Self::Node(machine) => machine.addresses.iter().any(holds),
            Self::Address(address) => holds(address),
        }
    }

    /// The number that a container's port of this name has here.
    pub(super) fn port_named(&self, name: &str, protocol: Option<Protocol>) -> Option<(u16, Protocol)> {
        let Self::Pod(member) = self else { return None };
        let fits = |own: Protocol| protocol.is_none_or(|wanted| wanted == own);
        let found = member.ports.iter().find(|port| fits(port.protocol) && port.name.as_deref() == Some(name));
        found.map(|port| (port.port, port.protocol))
    }
}

impl Pods {
    /// Whether a pod is one of them.
    pub(crate) fn hold(&self, scene: &Scene, member: &Member) -> bool {
        let namespace = match &self.namespaces {
            Namespaces::Only(name) => *name == member.namespace,
            Namespaces::Matching(selector) => {
                scene.namespace(&member.namespace).is_some_and(|labels| selector.matches(labels))
            }
        };
        namespace && self.pods.matches(&member.labels)
    }
}

impl Peer {
    /// Whether a rule with this peer means somebody. `beside` is the node of the pod that the policy selects.
    pub(super) fn means(&self, scene: &Scene, engine: Engine, party: &Party<'_>, beside: Option<&str>) -> bool {
        match self {
            Self::Pods(pods) => matches!(party, Party::Pod(member) if pods.hold(scene, member)),
            Self::Block(prefix, except) => {
                let counts = match party {
                    Party::Pod(_) => engine.blocks_hold_pods(),
                    Party::Node(_) | Party::OnNode(_) => engine.blocks_hold_nodes(),
                    Party::Address(_) => true,
                };
                let holds = |address: &IpAddr| {
                    prefix.contains_address(address) && !except.iter().any(|own| own.contains_address(address))
                };
                counts && party.is_within(holds)
            }
            Self::Networks(prefixes) => {
                party.is_within(|address| prefixes.iter().any(|own| own.contains_address(address)))
            }
            Self::Nodes(selector) => matches!(party, Party::Node(machine) if selector.matches(&machine.labels)),
            Self::Entity(entity) => entity.means(party, beside),
            Self::Outside => false,
        }
    }
}

impl Entity {
    fn means(self, party: &Party<'_>, beside: Option<&str>) -> bool {
        let node = match party {
            Party::Node(machine) => Some(Some(machine.name.as_str())),
            Party::OnNode(member) => Some(member.node.as_deref()),
            _ => None,
        };
        match self {
            Self::All => true,
            Self::World => matches!(party, Party::Address(_)),
            Self::Cluster => !matches!(party, Party::Address(_)),
            Self::Host => node.is_some_and(|name| name.is_some() && name == beside),
            Self::RemoteNode => node.is_some_and(|name| name.is_none() || name != beside),
        }
    }
}

impl PortMatch {
    /// Whether a port of the receiving end is meant.
    pub(super) fn means(&self, receiver: &Party<'_>, protocol: Protocol, port: u16) -> bool {
        match self {
            Self::Range { protocol: own, first, last } => {
                own.is_none_or(|own| own == protocol) && (*first..=*last).contains(&port)
            }
            Self::Named { protocol: own, name } => {
                let fits = own.is_none_or(|own| own == protocol);
                let Party::Pod(member) = receiver else { return false };
                let named = |own: &crate::kubernetes::ContainerPort| {
                    own.protocol == protocol && own.port == port && own.name.as_deref() == Some(name)
                };
                fits && member.ports.iter().any(named)
            }
        }
    }
}
