//! What Azure would refuse, what will hurt, and what was assumed: the findings of a plan.

mod assumed;
mod disputed;
mod exceeded;
mod pools;
mod ranges;
mod service;
mod subnets;

use crate::finding::{Finding, Findings};
use crate::sizing::draft::Draft;

/// Every finding of a draft, errors first, then warnings, then notes.
pub(crate) fn findings(draft: &Draft<'_>) -> Vec<Finding> {
    let mut all = Findings::default();
    exceeded::check(draft, &mut all);
    pools::check(draft, &mut all);
    subnets::check(draft, &mut all);
    ranges::check(draft, &mut all);
    service::check(draft, &mut all);
    disputed::check(draft, &mut all);
    assumed::check(draft, &mut all);
    all.into_vec()
}
