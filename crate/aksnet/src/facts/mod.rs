//! Every documented number, once: value, unit, what the document says, where, and when it was read.
//!
//! A number of Azure's that is not here is not in the model. Where official sources disagree, the fact names both sides
//! (`sources` for the value taken, `disputed_by` for the others) and [`crate::Assumptions`] has a setting for it.

mod cluster;
mod companion;
mod limits;
mod mode;
mod outbound;
mod policy_support;
mod range;
mod retirement;
pub mod source;
mod standing;
mod subnet;

pub use cluster::*;
pub use companion::*;
pub use limits::{LimitRow, LimitValue, limits};
pub use mode::*;
pub use outbound::*;
pub use policy_support::*;
pub use range::*;
pub use retirement::*;
pub use standing::*;
pub use subnet::*;

use serde::Serialize;

/// A document that was read, and the day on which it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// The document's title.
    pub title: &'static str,
    /// Where it stands.
    pub url: &'static str,
    /// ISO date on which it was read.
    pub read: &'static str,
}

/// A documented figure or text with its reason.
#[derive(Clone, Copy, Debug)]
pub struct Fact<V: 'static> {
    /// Stable, kebab-case. Limits are reported under it.
    pub id: &'static str,
    /// What the figure counts, for a reader.
    pub label: &'static str,
    /// The value taken.
    pub value: V,
    /// What one of it is: "nodes", "addresses", "%".
    pub unit: &'static str,
    /// What the sources say, in our words. Empty without the feature `prose`.
    pub says: &'static str,
    /// The documents that say so.
    pub sources: &'static [Source],
    /// Official documents that say otherwise. Empty where none was found.
    pub disputed_by: &'static [Source],
}

/// Without the feature `prose` the sentences are left out: readers of the tables want them, a page that computes does not.
const fn prose(says: &'static str) -> &'static str {
    if cfg!(feature = "prose") { says } else { "" }
}
