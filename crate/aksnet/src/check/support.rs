//! What Azure supports together: policy engines, data planes, operating systems, outbound types.

use crate::azure::{NetworkDataplane, NetworkPlugin, NetworkPolicy, OutboundType};
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::sizing::draft::Draft;
use crate::sizing::text::{counted, figure};
use std::fmt;

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    policy(draft, all);
    dataplane(draft, all);
    npm(draft, all);
    outbound(draft, all);
}

/// The support matrix of policy engines.
fn policy(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    let kubenet = network.plugin == Some(NetworkPlugin::Kubenet);
    let cilium = network.dataplane == Some(NetworkDataplane::Cilium);
    let mut refuse = |why: fmt::Arguments<'_>, help: fmt::Arguments<'_>| {
        let sources = [&source::NETWORK_POLICIES, &source::CILIUM];
        all.add(codes::POLICY_NOT_SUPPORTED, why, &sources).about("networkProfile.networkPolicy").help(help);
    };
    match network.policy {
        Some(NetworkPolicy::Azure) if kubenet => {
            refuse(
                format_args!("Azure Network Policy Manager needs Azure CNI; this is kubenet."),
                format_args!("calico."),
            );
        }
        Some(NetworkPolicy::Azure | NetworkPolicy::Calico) if network.plugin == Some(NetworkPlugin::None) => refuse(
            format_args!("azure and calico need Azure CNI or kubenet; with a CNI of your own, policy is its business."),
            format_args!("networkPolicy: none."),
        ),
        // An older document names no data plane: cilium came with it.
        Some(NetworkPolicy::Cilium) if kubenet || network.dataplane == Some(NetworkDataplane::Azure) => refuse(
            format_args!("The policy engine cilium needs Azure CNI with the data plane cilium."),
            format_args!("networkDataplane: cilium."),
        ),
        Some(NetworkPolicy::Azure | NetworkPolicy::Calico) if cilium => refuse(
            format_args!("The data plane cilium enforces policies itself; azure and calico do not run beside it."),
            format_args!("networkPolicy: cilium."),
        ),
        Some(NetworkPolicy::Azure | NetworkPolicy::Calico) if network.is_dual_stack() => refuse(
            format_args!("azure and calico are not supported on a dual-stack cluster."),
            format_args!("networkDataplane: cilium."),
        ),
        _ => {}
    }
}

fn dataplane(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    if network.dataplane != Some(NetworkDataplane::Cilium) {
        return;
    }
    if network.plugin == Some(NetworkPlugin::Kubenet) {
        let message = format_args!("The data plane cilium needs Azure CNI; this is kubenet.");
        let finding = all.add(codes::CILIUM_ON_KUBENET, message, &[&source::CILIUM, &source::UPDATE_CNI]);
        finding
            .about("networkProfile.networkDataplane")
            .help(format_args!("To Overlay first, then to the data plane."));
    }
    for (index, document) in draft.documents.iter().enumerate() {
        if document.windows {
            let message = format_args!("The data plane cilium runs on Linux nodes only; this pool is Windows.");
            all.add(codes::WINDOWS_ON_CILIUM, message, &[&source::CILIUM]).about(&draft.pool_subject(index));
        }
    }
}

/// Azure Network Policy Manager is supported up to a size.
fn npm(draft: &Draft<'_>, all: &mut Findings) {
    if draft.request.cluster.network.policy != Some(NetworkPolicy::Azure) {
        return;
    }
    let (nodes, pods) = (&facts::NPM_NODES, &facts::NPM_PODS);
    let running =
        draft.pools.iter().fold(0u64, |sum, pool| sum.saturating_add(pool.peak.saturating_mul(pool.max_pods)));
    let at_peak = draft.peak_nodes();
    if at_peak > nodes.value || running > pods.value {
        let message = format_args!(
            "{} and {}: Azure Network Policy Manager is supported up to {} nodes and {} pods.",
            counted(at_peak, "node", "nodes"),
            counted(running, "pod", "pods"),
            figure(nodes.value),
            figure(pods.value)
        );
        all.add(codes::NPM_LIMITS_EXCEEDED, message, nodes.sources).about("networkProfile.networkPolicy");
    }
}

/// Outbound types that depend on whose the network is.
fn outbound(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    let own = draft.documents.iter().any(|pool| pool.vnet_subnet_id.is_some());
    let why = match network.outbound {
        Some(OutboundType::ManagedNatGateway | OutboundType::Block) if own => {
            "needs the virtual network that AKS manages, and the nodes are in a subnet of your own"
        }
        Some(OutboundType::UserAssignedNatGateway | OutboundType::UserDefinedRouting) if !own => {
            "needs a subnet of your own, and no pool has a vnetSubnetID"
        }
        Some(OutboundType::ManagedNatGateway) if network.is_dual_stack() => {
            "makes a Standard NAT gateway, which is IPv4 only, and the cluster is dual-stack"
        }
        _ => return,
    };
    let name =
        OutboundType::WORDS.iter().find(|(_, kind)| Some(*kind) == network.outbound).map_or("", |(word, _)| word);
    let sources = [&source::OUTBOUND_TYPES, &source::OVERLAY_HOW_TO];
    all.add(codes::OUTBOUND_TYPE_NOT_SUPPORTED, format_args!("The outbound type {name} {why}."), &sources)
        .about("networkProfile.outboundType");
}
