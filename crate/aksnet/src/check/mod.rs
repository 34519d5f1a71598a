//! What Azure would refuse, what will hurt, and what was assumed: the findings of a plan.

mod assumed;
mod checklist;
mod disputed;
pub(crate) mod exceeded;
mod migration;
mod networks;
mod policies;
mod pools;
mod ranges;
mod retirement;
mod service;
mod subnets;
mod support;
mod tables;
mod workloads;

pub use checklist::{Condition, ConditionState, OverlayChecklist, ask_overlay_checklist};

use crate::environment::Environment;
use crate::error::Error;
use crate::finding::{Finding, Findings};
use crate::sizing::draft::Draft;

/// Every finding of a plan, errors first, then warnings, then notes.
pub(crate) fn findings(draft: &Draft<'_>) -> Vec<Finding> {
    let mut all = Findings::default();
    plan(draft, &mut all);
    all.into_vec()
}

/// What the other documents of an environment say: route tables, policies, HTTP routes, security groups, pods and Services.
pub(crate) fn environment(environment: &Environment) -> (Vec<Finding>, Result<(), Error>) {
    let mut all = Findings::default();
    let checked = tables::check(environment, &mut all)
        .and_then(|()| policies::check(environment, &mut all))
        .and_then(|()| crate::http::check(environment, &mut all))
        .and_then(|()| workloads::check(environment, &mut all));
    (all.into_vec(), checked)
}

/// Those, and what has no bearing on addresses: support, retirements, migration.
pub(crate) fn inspection(draft: &Draft<'_>) -> Vec<Finding> {
    let mut all = Findings::default();
    plan(draft, &mut all);
    support::check(draft, &mut all);
    retirement::check(draft, &mut all);
    migration::check(draft, &mut all);
    all.into_vec()
}

fn plan(draft: &Draft<'_>, all: &mut Findings) {
    exceeded::check(draft, all);
    pools::check(draft, all);
    subnets::check(draft, all);
    ranges::check(draft, all);
    service::check(draft, all);
    disputed::check(draft, all);
    assumed::check(draft, all);
}
