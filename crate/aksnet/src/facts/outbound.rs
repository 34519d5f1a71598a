//! Ports, addresses and time-outs on the way out: load balancer, NAT gateway, firewall, static egress gateway.

use super::limits::Row;
use super::{Fact, prose, source};
use serde::Serialize;

/// A step of automatic port allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SnatTier {
    /// The largest backend pool of this step, in nodes.
    pub up_to: u64,
    /// Ports for each node and front end address.
    pub ports: u64,
}

/// Ports that a front end address offers for outbound flows.
pub const SNAT_PORTS_PER_FRONTEND: Fact<u64> = Fact {
    id: "snat-ports-per-frontend",
    label: "Outbound ports of a load balancer's public address",
    value: 64_000,
    unit: "ports",
    says: prose("Each public front end address has 64,000 ports for outbound flows, for TCP and for UDP."),
    sources: &[&source::SNAT, &source::LOAD_BALANCER_SETTINGS],
    disputed_by: &[],
};

/// Ports that each node gets when the allocation is automatic.
pub const SNAT_TIERS: Fact<&'static [SnatTier]> = Fact {
    id: "snat-tiers",
    label: "Outbound ports per node and front end when the allocation is automatic",
    value: &[
        SnatTier { up_to: 50, ports: 1024 },
        SnatTier { up_to: 100, ports: 512 },
        SnatTier { up_to: 200, ports: 256 },
        SnatTier { up_to: 400, ports: 128 },
        SnatTier { up_to: 800, ports: 64 },
        SnatTier { up_to: 1000, ports: 32 },
    ],
    unit: "nodes: ports",
    says: prose(
        "With allocatedOutboundPorts 0, the default of AKS, the size of the backend pool decides. Crossing a step cuts \
           the ports of every node and may break flows.",
    ),
    sources: &[&source::SNAT, &source::LOAD_BALANCER_SETTINGS],
    disputed_by: &[],
};

/// Where automatic allocation stops.
pub const SNAT_PORTS_PER_NODE_CAP: Fact<u64> = Fact {
    id: "snat-ports-per-node-cap",
    label: "Outbound ports per node at most when the allocation is automatic",
    value: 1_024,
    unit: "ports",
    says: prose("Each further front end adds its step again, up to 1,024 ports a node in all."),
    sources: &[&source::SNAT],
    disputed_by: &[],
};

/// What a given number of ports must be a multiple of.
pub const SNAT_PORTS_MULTIPLE: Fact<u64> = Fact {
    id: "snat-ports-multiple",
    label: "Step of allocatedOutboundPorts",
    value: 8,
    unit: "ports",
    says: prose("A number of ports that is set must be a multiple of 8; other numbers are refused, 0 means automatic."),
    sources: &[&source::LOAD_BALANCER_SETTINGS, &source::OUTBOUND_RULES],
    disputed_by: &[],
};

/// Ports that an inbound rule takes away.
pub const SNAT_PORTS_PER_RULE: Fact<u64> = Fact {
    id: "snat-ports-per-rule",
    label: "Outbound ports that an inbound rule costs",
    value: 8,
    unit: "ports",
    says: prose(
        "Each port of a load balancing or inbound NAT rule takes a block of 8 from the front end's ports, once \
           for rules in the same block.",
    ),
    sources: &[&source::SNAT],
    disputed_by: &[],
};

/// Public addresses that AKS makes.
pub const MANAGED_OUTBOUND_ADDRESSES_DEFAULT: Fact<u64> = Fact {
    id: "managed-outbound-addresses-default",
    label: "Public addresses for outbound flows when none is set",
    value: 1,
    unit: "addresses",
    says: prose("AKS makes one public address for the load balancer unless told otherwise."),
    sources: &[&source::LOAD_BALANCER],
    disputed_by: &[],
};

/// Public addresses that AKS makes at most.
pub const MANAGED_OUTBOUND_ADDRESSES_MAX: Fact<u64> = Fact {
    id: "managed-outbound-addresses-max",
    label: "Public addresses for outbound flows at most",
    value: 100,
    unit: "addresses",
    says: prose("AKS makes up to 100 public addresses for the load balancer."),
    sources: &[&source::LOAD_BALANCER],
    disputed_by: &[],
};

/// Idle time-out of AKS' outbound rule.
pub const OUTBOUND_IDLE_MINUTES_DEFAULT: Fact<u64> = Fact {
    id: "outbound-idle-minutes-default",
    label: "Idle time-out of outbound flows through the load balancer",
    value: 30,
    unit: "minutes",
    says: prose("AKS sets 30 minutes on its outbound rule; a Standard load balancer outside of AKS has 4."),
    sources: &[&source::LOAD_BALANCER_SETTINGS],
    disputed_by: &[],
};

/// The shortest idle time-out.
pub const OUTBOUND_IDLE_MINUTES_MIN: Fact<u64> = Fact {
    id: "outbound-idle-minutes-min",
    label: "Shortest idle time-out of outbound flows",
    value: 4,
    unit: "minutes",
    says: prose("The idle time-out of an outbound rule is 4 minutes at least."),
    sources: &[&source::SNAT],
    disputed_by: &[],
};

/// The longest idle time-out.
pub const OUTBOUND_IDLE_MINUTES_MAX: Fact<u64> = Fact {
    id: "outbound-idle-minutes-max",
    label: "Longest idle time-out of outbound flows",
    value: 120,
    unit: "minutes",
    says: prose("The idle time-out of an outbound rule is 120 minutes at most."),
    sources: &[&source::SNAT],
    disputed_by: &[],
};

/// Backend address configurations of a front end.
pub const LOAD_BALANCER_BACKENDS: Fact<u64> = Fact {
    id: "load-balancer-backends",
    label: "Backend address configurations per front end address",
    value: 10_000,
    unit: "configurations",
    says: prose("Services times ports times nodes must stay within 10,000 for each front end address."),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[],
};

/// Inbound rules of a node's interface.
pub const INBOUND_RULES_PER_INTERFACE: Fact<u64> = Fact {
    id: "inbound-rules-per-interface",
    label: "Load balancing rules on a node's interface",
    value: 300,
    unit: "rules",
    says: prose("A node's network interface takes part in 300 inbound rules at most."),
    sources: &[&source::MULTIPLE_LOAD_BALANCERS],
    disputed_by: &[],
};

/// Private Link services of a node's interface.
pub const PRIVATE_LINK_SERVICES_PER_INTERFACE: Fact<u64> = Fact {
    id: "private-link-services-per-interface",
    label: "Private Link services on a node's interface",
    value: 8,
    unit: "services",
    says: prose("A node's network interface takes part in 8 Private Link services at most."),
    sources: &[&source::MULTIPLE_LOAD_BALANCERS],
    disputed_by: &[],
};

/// Cluster size at which to make internal load balancers.
pub const INTERNAL_LOAD_BALANCER_NODES_ADVISED: Fact<u64> = Fact {
    id: "internal-load-balancer-nodes-advised",
    label: "Nodes up to which to make an internal load balancer",
    value: 750,
    unit: "nodes",
    says: prose("An internal load balancer is best made before a cluster reaches 750 nodes."),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[],
};

/// Ports that an address of a NAT gateway offers.
pub const NAT_GATEWAY_PORTS_PER_ADDRESS: Fact<u64> = Fact {
    id: "nat-gateway-ports-per-address",
    label: "Outbound ports of a NAT gateway's address",
    value: 64_512,
    unit: "ports",
    says: prose("Each public address of a NAT gateway has 64,512 ports, taken on demand by all nodes."),
    sources: &[&source::NAT_GATEWAY, &source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// Public addresses of a NAT gateway.
pub const NAT_GATEWAY_ADDRESSES: Fact<u64> = Fact {
    id: "nat-gateway-addresses",
    label: "Public addresses of a NAT gateway",
    value: 16,
    unit: "addresses",
    says: prose("A NAT gateway has up to 16 public addresses, that is 1,032,192 ports."),
    sources: &[&source::NAT_GATEWAY, &source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// Flows of an address to one destination.
pub const NAT_GATEWAY_FLOWS_PER_DESTINATION: Fact<u64> = Fact {
    id: "nat-gateway-flows-per-destination",
    label: "Flows of a NAT gateway's address to one destination",
    value: 50_000,
    unit: "flows",
    says: prose("Each address carries up to 50,000 flows at once to the same destination."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// Flows of a NAT gateway.
pub const NAT_GATEWAY_FLOWS: Fact<u64> = Fact {
    id: "nat-gateway-flows",
    label: "Flows of a NAT gateway",
    value: 2_000_000,
    unit: "flows",
    says: prose("Up to two million flows at once; above, connections may fail."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// Idle time-out of a NAT gateway.
pub const NAT_GATEWAY_IDLE_MINUTES_DEFAULT: Fact<u64> = Fact {
    id: "nat-gateway-idle-minutes-default",
    label: "Idle time-out of a NAT gateway for TCP",
    value: 4,
    unit: "minutes",
    says: prose("4 minutes unless set, up to 120; UDP has 4 always."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// How long a NAT gateway holds a port after FIN.
pub const NAT_GATEWAY_HOLD_FIN_SECONDS: Fact<u64> = Fact {
    id: "nat-gateway-hold-fin-seconds",
    label: "Port held after a TCP FIN",
    value: 65,
    unit: "seconds",
    says: prose("A port is held for 65 seconds for the same destination after a FIN."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// How long a NAT gateway holds a port after RST.
pub const NAT_GATEWAY_HOLD_RST_SECONDS: Fact<u64> = Fact {
    id: "nat-gateway-hold-rst-seconds",
    label: "Port held after a TCP RST",
    value: 16,
    unit: "seconds",
    says: prose("A port is held for 16 seconds for the same destination after a RST."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// How long a NAT gateway holds a port after a half-open connection.
pub const NAT_GATEWAY_HOLD_HALF_OPEN_SECONDS: Fact<u64> = Fact {
    id: "nat-gateway-hold-half-open-seconds",
    label: "Port held after a half-open TCP connection",
    value: 30,
    unit: "seconds",
    says: prose("A port is held for 30 seconds for the same destination after a connection that was never completed."),
    sources: &[&source::NAT_GATEWAY_RESOURCE],
    disputed_by: &[],
};

/// Front end addresses of Azure Firewall, as advised.
pub const FIREWALL_FRONTENDS_ADVISED: Fact<u64> = Fact {
    id: "firewall-frontends-advised",
    label: "Front end addresses of Azure Firewall for a cluster's egress, as advised",
    value: 20,
    unit: "addresses",
    says: prose("20 addresses or more are advised in production, so that outbound ports do not run out."),
    sources: &[&source::LIMIT_EGRESS],
    disputed_by: &[],
};

/// The shortest public prefix of a gateway pool.
pub const STATIC_EGRESS_PREFIX_MIN: Fact<u64> = Fact {
    id: "static-egress-prefix-min",
    label: "Largest public prefix of Static Egress Gateway, as a prefix length",
    value: 28,
    unit: "prefix length",
    says: prose(
        "A gateway pool has one public address a node from a /28 (16 nodes) to a /31 (2 nodes); the autoscaler \
           cannot be used.",
    ),
    sources: &[&source::STATIC_EGRESS_GATEWAY, &source::REST_AGENT_POOLS],
    disputed_by: &[],
};

/// The longest public prefix of a gateway pool.
pub const STATIC_EGRESS_PREFIX_MAX: Fact<u64> = Fact {
    id: "static-egress-prefix-max",
    label: "Smallest public prefix of Static Egress Gateway, as a prefix length",
    value: 31,
    unit: "prefix length",
    says: prose("A /31 is the default and the smallest: two addresses, two nodes."),
    sources: &[&source::STATIC_EGRESS_GATEWAY, &source::REST_AGENT_POOLS],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&SNAT_PORTS_PER_FRONTEND),
    Row::Tiers(&SNAT_TIERS),
    Row::Number(&SNAT_PORTS_PER_NODE_CAP),
    Row::Number(&SNAT_PORTS_MULTIPLE),
    Row::Number(&SNAT_PORTS_PER_RULE),
    Row::Number(&MANAGED_OUTBOUND_ADDRESSES_DEFAULT),
    Row::Number(&MANAGED_OUTBOUND_ADDRESSES_MAX),
    Row::Number(&OUTBOUND_IDLE_MINUTES_DEFAULT),
    Row::Number(&OUTBOUND_IDLE_MINUTES_MIN),
    Row::Number(&OUTBOUND_IDLE_MINUTES_MAX),
    Row::Number(&LOAD_BALANCER_BACKENDS),
    Row::Number(&INBOUND_RULES_PER_INTERFACE),
    Row::Number(&PRIVATE_LINK_SERVICES_PER_INTERFACE),
    Row::Number(&INTERNAL_LOAD_BALANCER_NODES_ADVISED),
    Row::Number(&NAT_GATEWAY_PORTS_PER_ADDRESS),
    Row::Number(&NAT_GATEWAY_ADDRESSES),
    Row::Number(&NAT_GATEWAY_FLOWS_PER_DESTINATION),
    Row::Number(&NAT_GATEWAY_FLOWS),
    Row::Number(&NAT_GATEWAY_IDLE_MINUTES_DEFAULT),
    Row::Number(&NAT_GATEWAY_HOLD_FIN_SECONDS),
    Row::Number(&NAT_GATEWAY_HOLD_RST_SECONDS),
    Row::Number(&NAT_GATEWAY_HOLD_HALF_OPEN_SECONDS),
    Row::Number(&FIREWALL_FRONTENDS_ADVISED),
    Row::Number(&STATIC_EGRESS_PREFIX_MIN),
    Row::Number(&STATIC_EGRESS_PREFIX_MAX),
];
