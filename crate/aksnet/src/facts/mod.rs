//! Every documented number, once: value, unit, what the document says, where, and when it was read.
//!
//! A number of Azure's that is not here is not in the model. Where official sources disagree, the fact names both sides
//! (`sources` for the value taken, `disputed_by` for the others) and [`crate::Assumptions`] has a setting for it.

mod cluster;
mod companion;
mod entry;
mod filter;
mod limits;
mod mode;
mod outbound;
mod policy_support;
mod range;
mod retirement;
mod routes;
mod service;
pub mod source;
mod standing;
mod subnet;

pub use cluster::*;
pub use companion::*;
pub use entry::*;
pub use filter::*;
pub use limits::{LimitRow, LimitValue, limits};
pub use mode::*;
pub use outbound::*;
pub use policy_support::*;
pub use range::*;
pub use retirement::*;
pub use routes::*;
pub use service::*;
pub use standing::*;
pub use subnet::*;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// A document that was read, and the day on which it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// In full; with the feature `sources-by-id` its id alone. An answer names the same few documents dozens of times, and the
/// JavaScript face puts them in again as shared objects.
impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if cfg!(feature = "sources-by-id") {
            return words::serialize(self.id, serializer);
        }
        let mut fields = serializer.serialize_struct("Source", 4)?;
        fields.serialize_field("id", self.id)?;
        fields.serialize_field("title", self.title)?;
        fields.serialize_field("url", self.url)?;
        fields.serialize_field("read", self.read)?;
        fields.end()
    }
}

/// Fixed words in answers: codes, limits' and sources' ids.
pub(crate) mod words {
    use serde::Serializer;

    /// As the name of a variant, which serializers know to be fixed; the one for JavaScript makes each of these strings once.
    pub(crate) fn serialize<S: Serializer>(word: &'static str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit_variant("", 0, word)
    }
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
    pub sources: &'static [&'static Source],
    /// Official documents that say otherwise. Empty where none was found.
    pub disputed_by: &'static [&'static Source],
}

/// Without the feature `prose` the sentences are left out: readers of the tables want them, a page that computes does not.
const fn prose(says: &'static str) -> &'static str {
    if cfg!(feature = "prose") { says } else { "" }
}
