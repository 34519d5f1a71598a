//! The question turned round: how far can this go, and what stops it first?

use super::draft::Draft;
use super::growth::{self, Variant};
use super::limits;
use super::mode::NetworkMode;
use super::plan::{Ceiling, LimitUse};
use super::request::SizingRequest;
use crate::azure::AgentPool;
use crate::check;
use crate::error::Error;
use crate::facts;
use crate::finding::Finding;
use serde::Serialize;

/// The answer of [`plan_capacity`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Capacity {
    /// The cluster's mode.
    pub mode: NetworkMode,
    /// The most steady nodes of the whole cluster that can also be upgraded with the surge given.
    pub max_nodes: u64,
    /// Pods that they may run.
    pub max_pods: u64,
    /// What one node more would exceed, as it is used at `max_nodes`.
    pub limited_by: LimitUse,
    /// All limits at `max_nodes`, the fullest first.
    pub limits: Vec<LimitUse>,
    /// Remarks.
    pub findings: Vec<Finding>,
}

/// The largest cluster that these ranges and limits take. The first user pool (or the first) grows without an autoscaler, the
/// others stay as they are. Surge nodes count in every limit.
///
/// # Errors
/// As [`crate::plan_sizing`].
///
/// ```
/// use serde_json::json;
/// let ask = json!({
///     "cluster": {
///         "networkProfile": { "networkPlugin": "azure" },
///         "agentPoolProfiles": [{ "maxPods": 30, "vnetSubnetID": "aks", "upgradeSettings": { "maxSurge": "1" } }]
///     },
///     "virtualNetwork": { "subnets": [{ "name": "aks", "addressPrefix": "10.1.0.0/24" }] }
/// });
/// let capacity = aksnet::plan_capacity(&aksnet::SizingRequest::from_json(&ask)?)?;
/// // 8 nodes fill a /24; one of them is for the surge.
/// assert_eq!((capacity.max_nodes, capacity.max_pods), (7, 210));
/// assert_eq!(capacity.limited_by.limit, "subnet-addresses");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn plan_capacity(request: &SizingRequest) -> Result<Capacity, Error> {
    let documents = growth::documents(request);
    let found = largest(request, &documents, None, |_| true);
    let draft = Draft::new(request, &documents, Variant { grown: Some(found.grown), ..Variant::default() });
    let mut limits: Vec<LimitUse> = Vec::new();
    for limit in limits::uses(&draft) {
        let at = limits.iter().position(|other| limit.fuller(other).is_lt()).unwrap_or(limits.len());
        limits.insert(at, limit);
    }
    Ok(Capacity {
        mode: draft.mode,
        max_nodes: draft.nodes(),
        max_pods: draft.pools.iter().fold(0, |sum, pool| sum.saturating_add(pool.nodes.saturating_mul(pool.max_pods))),
        limited_by: found.limited_by,
        limits,
        findings: check::findings(&draft),
    })
}

/// How far a mode goes when pools can be added: the limits of one pool are left out.
pub(super) fn ceiling(request: &SizingRequest, documents: &[AgentPool], mode: Option<NetworkMode>) -> Ceiling {
    let pools = [facts::NODES_PER_POOL.id, facts::POOLS_PER_CLUSTER.id];
    let found = largest(request, documents, mode, |limit| !pools.contains(&limit.limit));
    let variant = Variant { mode, grown: Some(found.grown), ..Variant::default() };
    Ceiling { nodes: Draft::new(request, documents, variant).nodes(), limited_by: found.limited_by }
}

struct Largest {
    grown: u64,
    limited_by: LimitUse,
}

/// The largest count of the growing pool at which no limit that counts is exceeded; 0 when even that does.
/// Every limit grows with the count, so halving finds it.
fn largest(
    request: &SizingRequest,
    documents: &[AgentPool],
    mode: Option<NetworkMode>,
    counts: impl Fn(&LimitUse) -> bool,
) -> Largest {
    let at = |grown: u64| {
        limits::uses(&Draft::new(request, documents, Variant { mode, grown: Some(grown), ..Variant::default() }))
    };
    let exceeded = |grown: u64| at(grown).into_iter().filter(|limit| counts(limit)).find(LimitUse::is_exceeded);
    // A cluster never has more nodes than its own limit, so the answer is below it.
    let (mut fits, mut fails) = (0, facts::NODES_PER_CLUSTER.value.saturating_add(1));
    while fails - fits > 1 {
        let middle = fits.midpoint(fails);
        if exceeded(middle).is_some() { fails = middle } else { fits = middle }
    }
    let uses = at(fits);
    let stop = exceeded(if exceeded(fits).is_some() { fits } else { fails });
    let same = |limit: &LimitUse, stop: &LimitUse| limit.limit == stop.limit && limit.label == stop.label;
    let limited_by = stop
        .as_ref()
        .and_then(|stop| uses.iter().find(|limit| same(limit, stop)))
        .or(stop.as_ref())
        .cloned()
        .unwrap_or_else(|| LimitUse {
            limit: facts::NODES_PER_CLUSTER.id,
            label: facts::NODES_PER_CLUSTER.label.to_owned(),
            used: fits,
            allowed: facts::NODES_PER_CLUSTER.value,
            sources: facts::NODES_PER_CLUSTER.sources,
        });
    Largest { grown: fits, limited_by }
}
