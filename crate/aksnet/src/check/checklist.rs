//! Whether a cluster can be updated to Azure CNI Overlay: the documented conditions one by one, each met, not met or not known.

use crate::assumptions::Assumptions;
use crate::azure::NetworkPolicy;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::facts::{self, Source, source};
use crate::finding::codes;
use crate::inspect;
use crate::sizing::draft::Draft;
use crate::sizing::growth::{self, Variant};
use crate::sizing::{LimitUse, NetworkMode, SizingRequest, limits};
use serde::Serialize;
use serde_json::Value;

/// How a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConditionState {
    /// The documents say that it holds.
    Met,
    /// They say that it does not.
    NotMet,
    /// They do not say.
    Unknown,
}

/// One condition of the update.
#[derive(Clone, Debug, Serialize)]
pub struct Condition {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// What has to hold.
    pub condition: &'static str,
    /// Whether it does.
    pub state: ConditionState,
    /// What the documents say.
    pub because: String,
    /// What the condition rests on.
    pub sources: &'static [&'static Source],
}

/// The answer of [`ask_overlay_checklist`].
#[derive(Clone, Debug, Serialize)]
pub struct OverlayChecklist {
    /// The cluster's mode now.
    pub mode: NetworkMode,
    /// No condition is known not to be met.
    pub possible: bool,
    /// In the order in which one would look.
    pub conditions: Vec<Condition>,
}

/// Reads and answers `overlayChecklist`.
///
/// # Errors
/// `missing-field` without a cluster, and those of documents that cannot be understood.
///
/// ```
/// use serde_json::json;
/// let ask = json!({ "environment": { "cluster": {
///     "kubernetesVersion": "1.26.3", "networkProfile": { "networkPlugin": "kubenet" }
/// } } });
/// let list = aksnet::ask_overlay_checklist(&ask)?;
/// assert!(!list.possible);
/// assert_eq!(list.conditions[1].id, "release");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_overlay_checklist(request: &Value) -> Result<OverlayChecklist, Error> {
    let root = Node::root(request);
    root.only(&["environment", "assume"])?;
    let environment = Environment::of_request(request)?;
    if environment.cluster.is_none() {
        return Err(root
            .error(ErrorCode::MissingField, "the environment has no cluster")
            .at("environment.cluster")
            .with_help("what `az aks show -o json` prints"));
    }
    let part = root.read_at("environment", |node| inspect::request(node, Assumptions::default()))?.unwrap_or_default();
    let sized = SizingRequest { assume: environment.assume.clone(), ..part };
    let documents = growth::documents(&sized);
    let now = Draft::new(&sized, &documents, Variant::default());
    let conditions = vec![
        from(&now),
        release(&now),
        engine(&now),
        masquerade(&environment),
        identity(request, &now),
        ranges(&now),
        blocks(&sized, &now),
    ];
    let possible = conditions.iter().all(|condition| condition.state != ConditionState::NotMet);
    Ok(OverlayChecklist { mode: now.mode, possible, conditions })
}

const UPDATE: &[&Source] = &[&source::UPDATE_CNI];

fn say(id: &'static str, condition: &'static str, state: ConditionState, because: impl Into<String>) -> Condition {
    Condition { id, condition, state, because: because.into(), sources: UPDATE }
}

fn of(met: bool) -> ConditionState {
    if met { ConditionState::Met } else { ConditionState::NotMet }
}

fn from(draft: &Draft<'_>) -> Condition {
    let (state, because) = match draft.mode {
        NetworkMode::Kubenet => (true, "The cluster is on kubenet."),
        NetworkMode::NodeSubnet => (true, "The cluster is on Azure CNI node subnet."),
        NetworkMode::Overlay => (false, "The cluster is on Overlay already."),
        NetworkMode::PodSubnetDynamic | NetworkMode::PodSubnetStatic => {
            (false, "The cluster has a pod subnet, which cannot be updated to Overlay.")
        }
        NetworkMode::ByoCni => (false, "The cluster brings its own CNI."),
    };
    say("mode", "kubenet or node subnet", of(state), because)
}

fn release(draft: &Draft<'_>) -> Condition {
    let version = draft.request.cluster.kubernetes_version.as_deref();
    let known = version.and_then(|text| Some((text, growth::minor(text)?)));
    let (state, because) = match known {
        Some((text, minor)) => {
            (of(Some(minor) >= growth::minor(facts::NETWORK_UPDATE_SINCE.value)), format!("Kubernetes is {text}."))
        }
        None => (ConditionState::Unknown, "The document has no kubernetesVersion.".to_owned()),
    };
    Condition {
        sources: facts::NETWORK_UPDATE_SINCE.sources,
        ..say("release", "Kubernetes 1.27 or later", state, because)
    }
}

fn engine(draft: &Draft<'_>) -> Condition {
    let policy = draft.request.cluster.network.policy.filter(|policy| *policy != NetworkPolicy::None);
    let called = policy.map(|policy| match policy {
        NetworkPolicy::Azure => "azure",
        NetworkPolicy::Calico => "calico",
        NetworkPolicy::Cilium => "cilium",
        NetworkPolicy::None => "none",
    });
    let because = match called {
        None => "networkPolicy names none.".to_owned(),
        Some(called) => format!("The engine {called} is installed. Uninstall it first."),
    };
    say("engine", "no network policy engine", of(policy.is_none()), because)
}

/// Settings of one's own for what is masqueraded are a ConfigMap of this name.
fn masquerade(environment: &Environment) -> Condition {
    let own = |kind: &str, name: &str| kind == "ConfigMap" && name == "azure-ip-masq-agent-config";
    let found = environment.kubernetes.iter().any(|object| own(&object.kind, &object.name));
    let listed = environment.kubernetes.iter().any(|object| object.kind == "ConfigMap");
    let (state, because) = if found {
        (ConditionState::NotMet, "The ConfigMap azure-ip-masq-agent-config is there: it breaks, or blocks the update.")
    } else if listed {
        (ConditionState::Met, "Among the ConfigMaps there is no azure-ip-masq-agent-config.")
    } else {
        (ConditionState::Unknown, "No ConfigMaps are given: kubectl get configmaps -n kube-system tells.")
    };
    Condition {
        sources: &[&source::UPDATE_CNI, &source::RELEASE_NOTES],
        ..say("masquerade", "no masquerade settings of one's own", state, because)
    }
}

/// The route table of one's own is detached by the cluster's identity, which then has to be the user's.
fn identity(request: &Value, draft: &Draft<'_>) -> Condition {
    let condition = "a user-assigned identity, where the route table is one's own";
    if draft.mode != NetworkMode::Kubenet {
        return say("identity", condition, ConditionState::Met, "The mode has no route table of nodes.");
    }
    if !draft.documents.iter().any(|pool| pool.vnet_subnet_id.is_some()) {
        return say("identity", condition, ConditionState::Met, "Network and route table are AKS' own.");
    }
    let kind = request.pointer("/environment/cluster/identity/type").and_then(Value::as_str);
    match kind {
        Some(kind) if kind.eq_ignore_ascii_case("UserAssigned") => {
            say("identity", condition, ConditionState::Met, "The identity is user-assigned.")
        }
        Some(kind) => say(
            "identity",
            condition,
            ConditionState::NotMet,
            format!("The nodes are in a subnet of the user's, and the identity is {kind}."),
        ),
        None => say(
            "identity",
            condition,
            ConditionState::Unknown,
            "The nodes are in a subnet of the user's, and the document names no identity.",
        ),
    }
}

fn ranges(draft: &Draft<'_>) -> Condition {
    let condition = "a pod range that overlaps nothing, or another one with the update";
    let hit = super::inspection(draft).into_iter().find(|finding| {
        let overlaps = [
            codes::POD_CIDR_OVERLAPS_SUBNET,
            codes::POD_CIDR_OVERLAPS_NETWORK,
            codes::POD_CIDR_OVERLAPS_PEER,
            codes::POD_CIDR_OVERLAPS_ON_PREMISES,
            codes::POD_CIDR_OVERLAPS_SERVICE_CIDR,
        ];
        let forbidden = finding.code == codes::FORBIDDEN_RANGE.code
            && finding.subject.as_deref().is_some_and(|subject| subject.contains("podCidr"));
        forbidden || overlaps.iter().any(|code| code.code == finding.code)
    });
    match hit {
        Some(finding) => say("pod-range", condition, ConditionState::NotMet, finding.message),
        None if draft.mode != NetworkMode::Kubenet && draft.request.cluster.network.pod_cidrs.is_empty() => say(
            "pod-range",
            condition,
            ConditionState::Unknown,
            "The cluster has no pod range yet: the update names one.",
        ),
        None if draft.request.virtual_network.is_none() => {
            say("pod-range", condition, ConditionState::Unknown, "The network's document is not given.")
        }
        None => {
            say("pod-range", condition, ConditionState::Met, "It overlaps no subnet, network, peer or service range.")
        }
    }
}

/// Each node takes a block of its own, surge nodes too.
fn blocks(request: &SizingRequest, now: &Draft<'_>) -> Condition {
    let condition = "a block of the pod range for each node, surge nodes included";
    if request.cluster.network.pod_cidrs.is_empty() && now.mode != NetworkMode::Kubenet {
        return say(
            "blocks",
            condition,
            ConditionState::Unknown,
            "The cluster has no pod range yet: the update names one.",
        );
    }
    let then = Draft::new(request, now.documents, Variant { mode: Some(NetworkMode::Overlay), ..Variant::default() });
    let uses: Vec<LimitUse> =
        limits::uses(&then).into_iter().filter(|limit| limit.limit == limits::POD_CIDR_BLOCKS).collect();
    let fullest = uses.iter().find(|limit| limit.is_exceeded()).or(uses.first());
    let state = of(!uses.iter().any(LimitUse::is_exceeded));
    let because =
        fullest.map_or_else(String::new, |limit| format!("{}: {} of {}.", limit.label, limit.used, limit.allowed));
    Condition { sources: facts::NODE_POD_CIDR_PREFIX.sources, ..say("blocks", condition, state, because) }
}
