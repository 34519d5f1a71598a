//! The documents that the facts rest on, each named once.
//!
//! `read` is the day on which the text was read. The text itself may be older: where a document dates itself, its
//! date stands in the comment above it.

use super::Source;

mod aks;
mod azure;
mod project;

pub use aks::*;
pub use azure::*;
pub use project::*;

/// The day on which the documents were read.
const READ: &str = "2026-11-23";

/// The day on which the open questions of the first list were looked up.
const READ_AGAIN: &str = "2026-11-24";
