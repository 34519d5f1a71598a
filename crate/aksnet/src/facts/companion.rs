//! Subnets that stand beside a cluster, and how many addresses Azure NetApp Files allows in the network.

use super::limits::Row;
use super::{Fact, prose, source};

/// The subnet advised for an Application Gateway.
pub const APPLICATION_GATEWAY_PREFIX: Fact<u64> = Fact {
    id: "application-gateway-prefix",
    label: "Subnet advised for an Application Gateway v2, as a prefix length",
    value: 24,
    unit: "prefix length",
    says: prose(
        "A /24 is advised for version 2: 125 instances, one private front end and Azure's five are 131 addresses.",
    ),
    sources: &[&source::APPLICATION_GATEWAY],
    disputed_by: &[],
};

/// Instances of an Application Gateway, version 2.
pub const APPLICATION_GATEWAY_MAX_INSTANCES: Fact<u64> = Fact {
    id: "application-gateway-max-instances",
    label: "Instances of an Application Gateway v2",
    value: 125,
    unit: "instances",
    says: prose("Version 2 scales to 125 instances, each with an address of its own."),
    sources: &[&source::APPLICATION_GATEWAY],
    disputed_by: &[],
};

/// Instances of an Application Gateway, version 1.
pub const APPLICATION_GATEWAY_V1_MAX_INSTANCES: Fact<u64> = Fact {
    id: "application-gateway-v1-max-instances",
    label: "Instances of an Application Gateway v1",
    value: 32,
    unit: "instances",
    says: prose("Version 1 scales to 32 instances; a /26 is advised for it."),
    sources: &[&source::APPLICATION_GATEWAY],
    disputed_by: &[],
};

/// Addresses of a private front end.
pub const APPLICATION_GATEWAY_PRIVATE_FRONTEND: Fact<u64> = Fact {
    id: "application-gateway-private-frontend",
    label: "Addresses of an Application Gateway's private front end",
    value: 1,
    unit: "addresses",
    says: prose("A private front end takes one address more than the instances."),
    sources: &[&source::APPLICATION_GATEWAY],
    disputed_by: &[],
};

/// The subnet of Application Gateway for Containers.
pub const AGC_PREFIX: Fact<u64> = Fact {
    id: "application-gateway-for-containers-prefix",
    label: "Subnet of an Application Gateway for Containers with Overlay, as a prefix length",
    value: 24,
    unit: "prefix length",
    says: prose("With Overlay the subnet is exactly a /24, for one deployment; smaller and larger are not supported."),
    sources: &[&source::APPLICATION_GATEWAY_FOR_CONTAINERS],
    disputed_by: &[],
};

/// The subnet of Azure Firewall.
pub const FIREWALL_PREFIX: Fact<u64> = Fact {
    id: "firewall-prefix",
    label: "Subnet of Azure Firewall, as a prefix length",
    value: 26,
    unit: "prefix length",
    says: prose("AzureFirewallSubnet is a /26; it never needs more, however far the firewall scales."),
    sources: &[&source::FIREWALL_FAQ],
    disputed_by: &[],
};

/// The subnet of Azure Bastion.
pub const BASTION_PREFIX: Fact<u64> = Fact {
    id: "bastion-prefix",
    label: "Smallest subnet of Azure Bastion, as a prefix length",
    value: 26,
    unit: "prefix length",
    says: prose("AzureBastionSubnet is a /26 or larger."),
    sources: &[&source::BASTION_SETTINGS],
    disputed_by: &[],
};

/// The subnet delegated to Azure NetApp Files.
pub const NETAPP_PREFIX: Fact<u64> = Fact {
    id: "netapp-files-prefix",
    label: "Subnet advised for Azure NetApp Files, as a prefix length",
    value: 26,
    unit: "prefix length",
    says: prose("A /26 is advised for the delegated subnet, a /25 for SAP; a network has one such subnet."),
    sources: &[&source::NETAPP_NETWORK],
    disputed_by: &[],
};

/// Addresses beside volumes with Basic network features.
pub const NETAPP_BASIC_ADDRESSES: Fact<u64> = Fact {
    id: "netapp-files-addresses",
    label: "Addresses that may use Azure NetApp Files with Basic network features",
    value: 1000,
    unit: "addresses",
    says: prose(
        "With Basic network features at most 1,000 addresses in the network and the networks peered directly to it \
           may use volumes. Texts before 2023 count every address in use; whether addresses that are reserved for \
           pods but idle count is not said today.",
    ),
    sources: &[&source::NETAPP_LIMITS, &source::NETAPP_NETWORK],
    disputed_by: &[],
};

/// Addresses beside volumes with Standard network features.
pub const NETAPP_STANDARD_ADDRESSES: Fact<u64> = Fact {
    id: "netapp-files-addresses-standard",
    label: "Addresses that may use Azure NetApp Files with Standard network features",
    value: 65_536,
    unit: "addresses",
    says: prose("Standard network features have the limits of virtual machines, that is 65,536 addresses a network."),
    sources: &[&source::NETAPP_LIMITS, &source::NETAPP_NETWORK],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&APPLICATION_GATEWAY_PREFIX),
    Row::Number(&APPLICATION_GATEWAY_MAX_INSTANCES),
    Row::Number(&APPLICATION_GATEWAY_V1_MAX_INSTANCES),
    Row::Number(&APPLICATION_GATEWAY_PRIVATE_FRONTEND),
    Row::Number(&AGC_PREFIX),
    Row::Number(&FIREWALL_PREFIX),
    Row::Number(&BASTION_PREFIX),
    Row::Number(&NETAPP_PREFIX),
    Row::Number(&NETAPP_BASIC_ADDRESSES),
    Row::Number(&NETAPP_STANDARD_ADDRESSES),
];
