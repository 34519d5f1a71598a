//! What Azure keeps back in a subnet, how small and how large subnets and networks may be.

use super::limits::Row;
use super::{Fact, prose, source};

/// Addresses of every subnet that no machine gets.
pub const RESERVED_ADDRESSES: Fact<u64> = Fact {
    id: "reserved-addresses",
    label: "Addresses that Azure keeps in each subnet",
    value: 5,
    unit: "addresses",
    says: prose(
        "Azure keeps the first four addresses (network, gateway, two for DNS) and the last. The kubenet page speaks \
           of the first three, but also counts 251 usable addresses in a /24.",
    ),
    sources: &[&source::OVERLAY_CONCEPT, &source::VNET_FAQ],
    disputed_by: &[&source::KUBENET],
};

/// The longest prefix that Azure takes for an IPv4 subnet.
pub const SMALLEST_SUBNET_PREFIX: Fact<u64> = Fact {
    id: "smallest-subnet-prefix",
    label: "Smallest IPv4 subnet, as a prefix length",
    value: 29,
    unit: "prefix length",
    says: prose("A /29 is the smallest IPv4 subnet; three of its eight addresses are usable."),
    sources: &[&source::VNET_FAQ],
    disputed_by: &[],
};

/// The shortest prefix that Azure takes for an IPv4 subnet.
pub const LARGEST_SUBNET_PREFIX: Fact<u64> = Fact {
    id: "largest-subnet-prefix",
    label: "Largest IPv4 subnet, as a prefix length",
    value: 2,
    unit: "prefix length",
    says: prose("A /2 is the largest IPv4 subnet; copies of the page from 2019 still say /8."),
    sources: &[&source::VNET_FAQ],
    disputed_by: &[],
};

/// The only prefix length of an IPv6 subnet.
pub const IPV6_SUBNET_PREFIX: Fact<u64> = Fact {
    id: "ipv6-subnet-prefix",
    label: "Prefix length of an IPv6 subnet",
    value: 64,
    unit: "prefix length",
    says: prose("An IPv6 subnet is exactly a /64."),
    sources: &[&source::VNET_FAQ],
    disputed_by: &[],
};

/// Private addresses in use in one virtual network.
pub const VNET_ADDRESSES: Fact<u64> = Fact {
    id: "virtual-network-addresses",
    label: "Private addresses in a virtual network",
    value: 65_536,
    unit: "addresses",
    says: prose(
        "At most 65,536 private addresses may be in use in one virtual network, whatever the size of its ranges.",
    ),
    sources: &[&source::AZURE_LIMITS, &source::IP_PLANNING],
    disputed_by: &[],
};

/// Private addresses in use over a group of peered networks.
pub const PEERED_ADDRESSES: Fact<u64> = Fact {
    id: "peered-network-addresses",
    label: "Private addresses in a group of peered virtual networks",
    value: 128_000,
    unit: "addresses",
    says: prose("At most 128,000 private addresses may be in use over a group of peered virtual networks."),
    sources: &[&source::AZURE_LIMITS],
    disputed_by: &[],
};

/// Private addresses on one network interface, and on one virtual machine.
pub const ADDRESSES_PER_INTERFACE: Fact<u64> = Fact {
    id: "addresses-per-interface",
    label: "Private addresses on a network interface",
    value: 256,
    unit: "addresses",
    says: prose(
        "A network interface holds at most 256 private addresses, and so does a virtual machine: 250 pods and the \
           node itself fit.",
    ),
    sources: &[&source::AZURE_LIMITS],
    disputed_by: &[],
};

/// Addresses that the API server takes in its own subnet.
pub const API_SERVER_ADDRESSES: Fact<u64> = Fact {
    id: "api-server-addresses",
    label: "Addresses that a cluster takes in the API server's subnet",
    value: 9,
    unit: "addresses",
    says: prose("With API Server VNet Integration a cluster keeps at least nine addresses in the delegated subnet."),
    sources: &[&source::API_SERVER_VNET],
    disputed_by: &[],
};

/// The longest prefix of the API server's subnet.
pub const API_SERVER_PREFIX: Fact<u64> = Fact {
    id: "api-server-prefix",
    label: "Smallest subnet for the API server, as a prefix length",
    value: 28,
    unit: "prefix length",
    says: prose("The subnet delegated to the API server is a /28 or larger; clusters of one network may share it."),
    sources: &[&source::API_SERVER_VNET],
    disputed_by: &[],
};

/// Addresses that a private cluster's endpoint takes in the node subnet.
pub const PRIVATE_ENDPOINT_OF_PRIVATE_CLUSTER: Fact<u64> = Fact {
    id: "private-cluster-endpoint",
    label: "Addresses of a private cluster's API server endpoint",
    value: 1,
    unit: "addresses",
    says: prose(
        "A private cluster without VNet integration has a private endpoint in the subnet of its first node pool.",
    ),
    sources: &[&source::PRIVATE_CLUSTERS],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&RESERVED_ADDRESSES),
    Row::Number(&SMALLEST_SUBNET_PREFIX),
    Row::Number(&LARGEST_SUBNET_PREFIX),
    Row::Number(&IPV6_SUBNET_PREFIX),
    Row::Number(&VNET_ADDRESSES),
    Row::Number(&PEERED_ADDRESSES),
    Row::Number(&ADDRESSES_PER_INTERFACE),
    Row::Number(&API_SERVER_ADDRESSES),
    Row::Number(&API_SERVER_PREFIX),
    Row::Number(&PRIVATE_ENDPOINT_OF_PRIVATE_CLUSTER),
];
