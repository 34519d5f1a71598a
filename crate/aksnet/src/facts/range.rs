//! Ranges that may not be used, and ranges that are used when nothing is said.

use super::limits::Row;
use super::{Fact, prose, source};

/// Ranges that no part of a cluster's network may touch.
pub const FORBIDDEN_RANGES: Fact<&'static [&'static str]> = Fact {
    id: "forbidden-ranges",
    label: "Ranges that AKS keeps for itself",
    value: &["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"],
    unit: "prefixes",
    says: prose(
        "Neither the pod range nor the service range nor the cluster's network may overlap these; a pod range that \
           contains one of them, such as 172.16.0.0/12, is refused too. Checked for \
           kubenet and Overlay since the release of 2026-05-29; clusters made before are left alone.",
    ),
    sources: &[&source::CNI_OVERVIEW, &source::LEGACY_CNI, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// Ranges that no virtual network may have.
pub const VNET_FORBIDDEN_RANGES: Fact<&'static [&'static str]> = Fact {
    id: "virtual-network-forbidden-ranges",
    label: "Ranges that a virtual network cannot have",
    value: &["224.0.0.0/4", "255.255.255.255/32", "127.0.0.0/8", "169.254.0.0/16", "168.63.129.16/32"],
    unit: "prefixes",
    says: prose(
        "Multicast, broadcast, loopback, link-local and the address of Azure's own DNS cannot be added to a virtual \
           network.",
    ),
    sources: &[&source::VNET_FAQ, &source::MANAGE_VNET],
    disputed_by: &[],
};

/// Ranges for pods that Overlay supports.
pub const PRIVATE_RANGES: Fact<&'static [&'static str]> = Fact {
    id: "private-ranges",
    label: "Ranges supported for an Overlay pod range",
    value: &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
    unit: "prefixes",
    says: prose(
        "The pod range of Overlay is to come from the private ranges (RFC 1918) or the shared range (RFC 6598); \
           public ranges are outside of support.",
    ),
    sources: &[&source::OVERLAY_CONCEPT, &source::RFC_1918, &source::RFC_6598],
    disputed_by: &[],
};

/// Private ranges that each subnet drops where nothing else routes them.
pub const NONE_ROUTE_RANGES: Fact<&'static [&'static str]> = Fact {
    id: "none-route-ranges",
    label: "Ranges with a system route whose next hop is None",
    value: &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
    unit: "prefixes",
    says: prose(
        "Each subnet has a system route with the next hop None for these. One goes when the virtual network's own range \
           holds it, all of them when a user-defined route covers 0.0.0.0/0.",
    ),
    sources: &[&source::UDR_OVERVIEW],
    disputed_by: &[],
};

/// Addresses that the host platform answers itself.
pub const PLATFORM_ADDRESSES: Fact<&'static [&'static str]> = Fact {
    id: "platform-addresses",
    label: "Addresses of the host platform",
    value: &["168.63.129.16", "169.254.169.254"],
    unit: "addresses",
    says: prose("Azure's DNS and health probes, and the instance metadata service, are addresses of the host itself."),
    sources: &[&source::NSG_OVERVIEW],
    disputed_by: &[],
};

/// The service range when none is given.
pub const DEFAULT_SERVICE_CIDR: Fact<&'static str> = Fact {
    id: "default-service-cidr",
    label: "Service range when none is set",
    value: "10.0.0.0/16",
    unit: "prefix",
    says: prose("Services get their addresses from 10.0.0.0/16 unless told otherwise."),
    sources: &[&source::KUBENET, &source::DUAL_STACK, &source::OVERLAY_HOW_TO],
    disputed_by: &[],
};

/// The IPv6 service range when none is given.
pub const DEFAULT_SERVICE_CIDR_V6: Fact<&'static str> = Fact {
    id: "default-service-cidr-v6",
    label: "IPv6 service range when none is set",
    value: "fd12:3456:789a:1::/108",
    unit: "prefix",
    says: prose(
        "A dual-stack cluster's services get IPv6 addresses from fd12:3456:789a:1::/108 unless told otherwise.",
    ),
    sources: &[&source::DUAL_STACK],
    disputed_by: &[],
};

/// The DNS service's address when none is given.
pub const DEFAULT_DNS_SERVICE_IP: Fact<&'static str> = Fact {
    id: "default-dns-service-ip",
    label: "Address of the DNS service when none is set",
    value: "10.0.0.10",
    unit: "address",
    says: prose(
        "The DNS service is at 10.0.0.10 unless told otherwise; the first address of the service range is taken by \
           the API server's own service.",
    ),
    sources: &[&source::KUBENET],
    disputed_by: &[],
};

/// The pod range when none is given.
pub const DEFAULT_POD_CIDR: Fact<&'static str> = Fact {
    id: "default-pod-cidr",
    label: "Pod range when none is set",
    value: "10.244.0.0/16",
    unit: "prefix",
    says: prose("Under kubenet and Overlay pods get their addresses from 10.244.0.0/16 unless told otherwise."),
    sources: &[&source::KUBENET, &source::OVERLAY_HOW_TO],
    disputed_by: &[],
};

/// The IPv6 pod range when none is given.
pub const DEFAULT_POD_CIDR_V6: Fact<&'static str> = Fact {
    id: "default-pod-cidr-v6",
    label: "IPv6 pod range when none is set",
    value: "fd12:3456:789a::/64",
    unit: "prefix",
    says: prose("A dual-stack cluster's pods get IPv6 addresses from fd12:3456:789a::/64 unless told otherwise."),
    sources: &[&source::DUAL_STACK],
    disputed_by: &[],
};

/// The shortest prefix of a service range.
pub const SERVICE_CIDR_SHORTEST_PREFIX: Fact<u64> = Fact {
    id: "service-cidr-shortest-prefix",
    label: "Largest service range, as a prefix length",
    value: 13,
    unit: "prefix length",
    says: prose("The service range is to be smaller than a /12; read to the letter, a /13 is the largest."),
    sources: &[&source::IP_PLANNING],
    disputed_by: &[],
};

/// The shortest prefix of an IPv6 service range.
pub const SERVICE_CIDR_V6_SHORTEST_PREFIX: Fact<u64> = Fact {
    id: "service-cidr-v6-shortest-prefix",
    label: "Largest IPv6 service range, as a prefix length",
    value: 108,
    unit: "prefix length",
    says: prose("The IPv6 service range is a /108 or smaller."),
    sources: &[&source::DUAL_STACK],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::List(&FORBIDDEN_RANGES),
    Row::List(&VNET_FORBIDDEN_RANGES),
    Row::List(&PRIVATE_RANGES),
    Row::List(&NONE_ROUTE_RANGES),
    Row::List(&PLATFORM_ADDRESSES),
    Row::Text(&DEFAULT_SERVICE_CIDR),
    Row::Text(&DEFAULT_SERVICE_CIDR_V6),
    Row::Text(&DEFAULT_DNS_SERVICE_IP),
    Row::Text(&DEFAULT_POD_CIDR),
    Row::Text(&DEFAULT_POD_CIDR_V6),
    Row::Number(&SERVICE_CIDR_SHORTEST_PREFIX),
    Row::Number(&SERVICE_CIDR_V6_SHORTEST_PREFIX),
];
