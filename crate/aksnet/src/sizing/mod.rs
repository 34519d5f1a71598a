//! How many addresses: the sizing model.
//!
//! A request is laid out as a [`draft`](draft::Draft): pools at their peak, what they take from each subnet. The draft is
//! written out as a plan with its reasons, held against every limit, and checked.

mod address_space;
mod allocation;
mod capacity;
pub(crate) mod draft;
pub(crate) mod growth;
mod ledger;
pub(crate) mod limits;
mod mode;
mod node_ranges;
mod plan;
mod request;
mod snat;
pub(crate) mod text;
mod upgrade;

pub use address_space::{AddressPlan, Overlaps, Placed, ask_address_space, ask_overlaps};
pub use allocation::{
    HeldAddresses, StaticBlocks, ask_pod_subnet_addresses, ask_static_blocks, pod_subnet_addresses, static_blocks,
};
pub use capacity::{Capacity, plan_capacity};
pub use draft::SubnetRole;
pub use mode::NetworkMode;
pub(crate) use node_ranges::node_blocks;
pub use node_ranges::{NodeOfPod, ask_node_of_pod, ask_node_pod_cidrs};
pub use plan::{Ceiling, GivenSubnet, LedgerLine, LimitUse, PodCidrUse, PoolSize, SizingPlan, Standing, SubnetNeed};
pub use request::{ApplicationGateway, Companions, NetAppFeatures, SizingRequest};
pub(crate) use request::{network_of, user_routes};
pub(crate) use snat::snat_ports_per_node;
pub use snat::{SnatPlan, ask_snat};
pub use upgrade::{UpgradeStep, plan_upgrade};

use crate::azure::AgentPool;
use crate::check;
use crate::error::Error;
use draft::Draft;
use growth::Variant;

/// How many addresses each subnet needs, at the height of scale-out and upgrade, and how near every limit is.
///
/// # Errors
/// `out-of-range` when the addresses are more than any subnet holds. What Azure would refuse is a finding of the answer.
///
/// ```
/// use aksnet::{SizingRequest, plan_sizing};
/// use serde_json::json;
///
/// let ask = json!({ "cluster": {
///     "networkProfile": { "networkPlugin": "azure" },
///     "agentPoolProfiles": [{ "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "33%" } }]
/// } });
/// let plan = plan_sizing(&SizingRequest::from_json(&ask)?)?;
/// let subnet = &plan.subnets[0];
/// assert_eq!((subnet.needed, subnet.prefix_length), (2_077, 20));
/// assert_eq!(subnet.formula, "(50 + 17) × (1 + 30)");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn plan_sizing(request: &SizingRequest) -> Result<SizingPlan, Error> {
    let documents = growth::documents(request);
    plan(&Draft::new(request, &documents, Variant::default()))
}

/// The same workload under every mode, in the order of [`NetworkMode::ALL`]. A given `maxPods` is kept, else each mode has its
/// own default. Each plan says how far its mode goes in these ranges.
///
/// # Errors
/// As [`plan_sizing`].
///
/// ```
/// use aksnet::{NetworkMode, SizingRequest, compare_modes};
/// use serde_json::json;
///
/// let ask = json!({ "cluster": { "agentPoolProfiles": [
///     { "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "1" } }
/// ] } });
/// let plans = compare_modes(&SizingRequest::from_json(&ask)?)?;
/// let addresses: Vec<u64> = plans.iter().map(|plan| plan.addresses).collect();
/// assert_eq!(addresses, [51, 1_581, 2_499, 1_683, 51, 51]);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn compare_modes(request: &SizingRequest) -> Result<Vec<SizingPlan>, Error> {
    let documents = growth::documents(request);
    NetworkMode::ALL.iter().map(|mode| variant(request, &documents, *mode)).collect()
}

fn variant(request: &SizingRequest, documents: &[AgentPool], mode: NetworkMode) -> Result<SizingPlan, Error> {
    let mut answer = plan(&Draft::new(request, documents, Variant { mode: Some(mode), ..Variant::default() }))?;
    answer.ceiling = Some(capacity::ceiling(request, documents, Some(mode)));
    Ok(answer)
}

/// Writes a draft out.
fn plan(draft: &Draft<'_>) -> Result<SizingPlan, Error> {
    let subnets: Vec<SubnetNeed> =
        draft.slots.iter().map(|slot| ledger::need(draft, slot)).collect::<Result<_, _>>()?;
    let standing = draft.mode.standing();
    Ok(SizingPlan {
        mode: draft.mode,
        nodes: draft.nodes(),
        peak_nodes: draft.peak_nodes(),
        pods: draft.pools.iter().fold(0, |sum, pool| sum.saturating_add(pool.peak.saturating_mul(pool.max_pods))),
        addresses: subnets.iter().fold(0, |sum, need| sum.saturating_add(need.needed)),
        pools: draft
            .pools
            .iter()
            .map(|pool| PoolSize {
                name: pool.name.clone(),
                mode: pool.mode,
                nodes: pool.nodes,
                surge: pool.surge,
                peak_nodes: pool.peak_nodes(),
                max_pods: pool.max_pods,
                pod_addresses: pool.pod_addresses(),
            })
            .collect(),
        subnets,
        pod_cidrs: draft.pod_ranges.iter().map(|range| ledger::pod_cidr(draft, range)).collect(),
        limits: limits::uses(draft),
        findings: check::findings(draft),
        standing: Standing { text: standing.value, sources: standing.sources },
        ceiling: None,
    })
}
