//! Upgrade day: what a cluster needs at each moment, and what breaks when.

use super::draft::Draft;
use super::growth::{self, Phase, SurgeFrom, Variant};
use super::limits;
use super::plan::LimitUse;
use super::request::SizingRequest;
use super::text::{counted, figure};
use crate::azure::{AgentPool, Amount};
use crate::check;
use crate::error::Error;
use crate::facts::source;
use crate::finding::{Finding, Findings, codes};
use serde::Serialize;

/// One moment.
#[derive(Clone, Debug, Serialize)]
pub struct UpgradeStep {
    /// What happens: "Steady", "Upgrading pool1".
    pub label: String,
    /// Nodes there are.
    pub nodes: u64,
    /// What all subnets need then.
    pub addresses: u64,
    /// Whether no subnet and no limit is exceeded.
    pub fits: bool,
    /// How near every limit is.
    pub limits: Vec<LimitUse>,
    /// What breaks, as the documents say it does.
    pub findings: Vec<Finding>,
}

/// Needs over time: steady, scaled out where that is more, each pool's upgrade in turn, all at once. Pools are at their peak
/// while they upgrade.
///
/// # Errors
/// As [`crate::plan_sizing`].
///
/// ```
/// use serde_json::json;
/// let ask = json!({ "cluster": {
///     "networkProfile": { "networkPlugin": "azure" },
///     "agentPoolProfiles": [{ "name": "a", "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "1" } }]
/// } });
/// let steps = aksnet::plan_upgrade(&aksnet::SizingRequest::from_json(&ask)?)?;
/// let needs: Vec<(&str, u64)> = steps.iter().map(|step| (step.label.as_str(), step.addresses)).collect();
/// assert_eq!(needs, [("Steady", 1_550), ("Upgrading a", 1_581), ("Upgrading all pools at once", 1_581)]);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn plan_upgrade(request: &SizingRequest) -> Result<Vec<UpgradeStep>, Error> {
    let documents = growth::documents(request);
    let at = |phase: Phase| Draft::new(request, &documents, Variant { phase, ..Variant::default() });
    let steady = at(Phase::Steady);
    let mut steps = vec![step("Steady".to_owned(), &steady, Phase::Steady)];
    let scaled = at(Phase::ScaledOut);
    if scaled.peak_nodes() != steady.peak_nodes() {
        steps.push(step("Scaled out".to_owned(), &scaled, Phase::ScaledOut));
    }
    for (index, pool) in steady.pools.iter().enumerate() {
        let phase = Phase::Upgrading(index);
        steps.push(step(format!("Upgrading {}", pool.name), &at(phase), phase));
    }
    steps.push(step("Upgrading all pools at once".to_owned(), &at(Phase::Peak), Phase::Peak));
    Ok(steps)
}

fn step(label: String, draft: &Draft<'_>, phase: Phase) -> UpgradeStep {
    let mut limits = limits::uses(draft);
    // A cluster of 5,000 nodes runs; what it cannot do is upgrade.
    if matches!(phase, Phase::Steady | Phase::ScaledOut) {
        limits.retain(|limit| limit.limit != limits::UPGRADABLE_NODES);
    } else {
        // Named where it stops the upgrade: it is no limit of what runs, so plans do not have it.
        limits.extend(limits::kubenet_upgrade(draft).filter(LimitUse::is_exceeded));
    }
    let mut findings = Findings::default();
    check::exceeded::limits(&limits, &mut findings);
    check::exceeded::subnets(draft, &mut findings);
    if let Phase::Upgrading(index) = phase {
        surge_not_obtained(draft, index, &mut findings);
    }
    UpgradeStep {
        label,
        nodes: draft.peak_nodes(),
        addresses: draft.addresses(|_| true),
        fits: !limits.iter().any(LimitUse::is_exceeded),
        limits,
        findings: findings.into_vec(),
    }
}

/// The upgrade needs all of its surge nodes, unless nodes may be unavailable meanwhile.
fn surge_not_obtained(draft: &Draft<'_>, index: usize, all: &mut Findings) {
    let Some((pool, document)) = draft.pools.get(index).zip(draft.documents.get(index)) else { return };
    let in_place = document.max_unavailable.is_some_and(|amount| !amount.is_zero());
    if pool.surge == 0 || in_place || pool.surge_from == SurgeFrom::Spot {
        return;
    }
    let room = room_for_surge(draft, draft.documents, index, pool.surge);
    if room < pool.surge {
        all.add(
            codes::SURGE_NOT_OBTAINED,
            format_args!(
                "{} for {}: there is room for {}. With maxUnavailable 0 the upgrade fails unless all are obtained.",
                counted(pool.surge, "surge node", "surge nodes"),
                pool.name,
                figure(room)
            ),
            &[&source::UPGRADE_OPTIONS, &source::RELEASE_NOTES],
        )
        .about(&draft.pool_subject(index))
        .help(format_args!(
            "Room for all of them, a smaller maxSurge, or from Kubernetes 1.35 AKS' own fallback to 1."
        ));
    }
}

/// The most surge nodes of a pool at which nothing is exceeded.
fn room_for_surge(draft: &Draft<'_>, documents: &[AgentPool], index: usize, surge: u64) -> u64 {
    let fits = |nodes: u64| {
        let variant =
            Variant { surge: Some(Amount::Nodes(nodes)), phase: Phase::Upgrading(index), ..Variant::default() };
        !limits::uses(&Draft::new(draft.request, documents, variant)).iter().any(LimitUse::is_exceeded)
    };
    let (mut room, mut fails) = (0, surge);
    if !fits(0) {
        return 0;
    }
    while fails - room > 1 {
        let middle = room.midpoint(fails);
        if fits(middle) { room = middle } else { fails = middle }
    }
    if fits(surge) { surge } else { room }
}
