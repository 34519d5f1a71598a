//! Where a cluster's network can go from here, in which steps, and what stands in the way. No step can be taken back.

use crate::azure::{NetworkDataplane, NetworkPlugin, NetworkPolicy};
use crate::facts::{self, source};
use crate::finding::{Findings, codes};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;
use crate::sizing::growth;

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    let cilium = network.dataplane == Some(NetworkDataplane::Cilium);
    let path = match draft.mode {
        NetworkMode::Kubenet => {
            "kubenet can be updated to Azure CNI Overlay. All pools are reimaged at once, AKS' routes are removed, and the route table is detached. The data plane cilium is a second operation."
        }
        NetworkMode::NodeSubnet if cilium => {
            "Node subnet can be updated to Azure CNI Overlay. All pools are reimaged at once."
        }
        NetworkMode::NodeSubnet => {
            "Node subnet can be updated to Azure CNI Overlay, with all pools reimaged at once, and to the data plane cilium. One operation changes one of them."
        }
        NetworkMode::PodSubnetDynamic | NetworkMode::PodSubnetStatic if cilium => {
            "A pod subnet cannot be updated to Overlay. Both the mode and the data plane are where they can go."
        }
        NetworkMode::PodSubnetDynamic | NetworkMode::PodSubnetStatic => {
            "A pod subnet cannot be updated to Overlay. It can be updated to the data plane cilium."
        }
        NetworkMode::Overlay if !cilium && network.plugin.is_some() => {
            "Overlay can be updated to the data plane cilium."
        }
        NetworkMode::Overlay | NetworkMode::ByoCni => return,
    };
    all.add(codes::MIGRATION_PATH, format_args!("{path} There is no way back."), &[&source::UPDATE_CNI])
        .about("networkProfile");
    blocked(draft, all);
}

fn blocked(draft: &Draft<'_>, all: &mut Findings) {
    let cluster = &draft.request.cluster;
    let network = &cluster.network;
    let to_overlay = matches!(draft.mode, NetworkMode::Kubenet | NetworkMode::NodeSubnet);
    let engine = network.policy.filter(|policy| *policy != NetworkPolicy::None);
    let mut say = |blocked: bool, why: &str, subject: &str| {
        if blocked {
            all.add(codes::MIGRATION_BLOCKED, format_args!("{why}"), &[&source::UPDATE_CNI]).about(subject);
        }
    };
    let calico = network.plugin == Some(NetworkPlugin::Kubenet) && engine == Some(NetworkPolicy::Calico);
    say(
        calico,
        "The update to Overlay is blocked while Calico runs on kubenet. Uninstall it first.",
        "networkProfile.networkPolicy",
    );
    say(
        draft.mode == NetworkMode::NodeSubnet && engine.is_some(),
        "The update to Overlay needs a cluster without a network policy engine. Uninstall it first.",
        "networkProfile.networkPolicy",
    );
    let version = cluster.kubernetes_version.as_deref().and_then(growth::minor);
    say(
        to_overlay && version < growth::minor(facts::NETWORK_UPDATE_SINCE.value) && version.is_some(),
        "The update to Overlay needs a later release of Kubernetes: 1.27 at least.",
        "kubernetesVersion",
    );
    let windows = draft.documents.iter().any(|pool| pool.windows);
    let already = network.dataplane == Some(NetworkDataplane::Cilium);
    say(
        windows && !already,
        "The update to the data plane cilium needs a cluster without Windows pools.",
        "agentPoolProfiles",
    );
}
