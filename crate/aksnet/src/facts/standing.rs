//! How each network mode stands: default, supported, legacy or on its way out.

use super::limits::Row;
use super::{Fact, prose, source};

/// The Kubernetes version from which Overlay is the default.
pub const OVERLAY_DEFAULT_SINCE: Fact<&'static str> = Fact {
    id: "overlay-default-since",
    label: "Overlay is the default",
    value: "1.30",
    unit: "Kubernetes version",
    says: prose(
        "From Kubernetes 1.30 on, a cluster that names no network plugin gets Azure CNI Overlay, before that kubenet. \
           The first sentence of the kubenet page and the page on virtual nodes still call kubenet the default.",
    ),
    sources: &[&source::OVERLAY_HOW_TO, &source::OVERLAY_DEFAULT_CHANGE],
    disputed_by: &[&source::KUBENET, &source::VIRTUAL_NODES],
};

/// How kubenet stands.
pub const STANDING_KUBENET: Fact<&'static str> = Fact {
    id: "standing-kubenet",
    label: "How kubenet stands",
    value: "Unsupported from 31 March 2028",
    unit: "text",
    says: prose(
        "kubenet still works; support ends on 31 March 2028, and no Windows pool, no Azure network policy and no \
           shared subnet goes with it.",
    ),
    sources: &[&source::KUBENET],
    disputed_by: &[],
};

/// How Azure CNI Node Subnet stands.
pub const STANDING_NODE_SUBNET: Fact<&'static str> = Fact {
    id: "standing-node-subnet",
    label: "How Azure CNI Node Subnet stands",
    value: "Legacy, supported",
    unit: "text",
    says: prose("The documentation files Node Subnet under the legacy plugins; no end of support is announced."),
    sources: &[&source::LEGACY_CNI, &source::CNI_OVERVIEW],
    disputed_by: &[],
};

/// How Azure CNI Pod Subnet with dynamic allocation stands.
pub const STANDING_POD_SUBNET_DYNAMIC: Fact<&'static str> = Fact {
    id: "standing-pod-subnet-dynamic",
    label: "How Azure CNI Pod Subnet with dynamic allocation stands",
    value: "Supported",
    unit: "text",
    says: prose("Pod Subnet with dynamic allocation is generally available."),
    sources: &[&source::CNI_OVERVIEW, &source::POD_SUBNET_CONCEPT],
    disputed_by: &[],
};

/// How Azure CNI Pod Subnet with static blocks stands.
pub const STANDING_POD_SUBNET_STATIC: Fact<&'static str> = Fact {
    id: "standing-pod-subnet-static",
    label: "How Azure CNI Pod Subnet with static blocks stands",
    value: "Supported",
    unit: "text",
    says: prose(
        "Static blocks are generally available since the release of 2025-07-20; a table of the overview still calls \
           them a preview.",
    ),
    sources: &[&source::RELEASE_NOTES],
    disputed_by: &[&source::CNI_OVERVIEW],
};

/// How Azure CNI Overlay stands.
pub const STANDING_OVERLAY: Fact<&'static str> = Fact {
    id: "standing-overlay",
    label: "How Azure CNI Overlay stands",
    value: "Default since Kubernetes 1.30",
    unit: "text",
    says: prose(
        "Overlay is what a cluster gets that names no plugin, and what kubenet and Node Subnet clusters move to.",
    ),
    sources: &[&source::OVERLAY_HOW_TO, &source::OVERLAY_DEFAULT_CHANGE],
    disputed_by: &[],
};

/// How a cluster with a network plugin of one's own stands.
pub const STANDING_BYO: Fact<&'static str> = Fact {
    id: "standing-byo-cni",
    label: "How a network plugin of one's own stands",
    value: "Supported; the CNI is yours",
    unit: "text",
    says: prose("Clusters without a network plugin are supported; what the plugin does is not Microsoft's to support."),
    sources: &[&source::BYO_CNI],
    disputed_by: &[],
};

/// The release from which a cluster's network mode can be updated.
pub const NETWORK_UPDATE_SINCE: Fact<&'static str> = Fact {
    id: "network-update-since",
    label: "Kubernetes release from which the network mode can be updated",
    value: "1.27",
    unit: "release",
    says: prose("The update of the network mode to Overlay needs this release or a later one."),
    sources: &[&source::UPDATE_CNI],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Text(&NETWORK_UPDATE_SINCE),
    Row::Text(&OVERLAY_DEFAULT_SINCE),
    Row::Text(&STANDING_KUBENET),
    Row::Text(&STANDING_NODE_SUBNET),
    Row::Text(&STANDING_POD_SUBNET_DYNAMIC),
    Row::Text(&STANDING_POD_SUBNET_STATIC),
    Row::Text(&STANDING_OVERLAY),
    Row::Text(&STANDING_BYO),
];
