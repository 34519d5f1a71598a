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

/// Every document, each once.
pub fn all() -> impl Iterator<Item = &'static Source> {
    [AKS_DOCUMENTS, AZURE_DOCUMENTS, PROJECT_DOCUMENTS].into_iter().flatten().copied()
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_document_is_left_out_of_the_list() {
        let texts = [include_str!("source/aks.rs"), include_str!("source/azure.rs"), include_str!("source/project.rs")];
        let begins =
            |line: &&str| line.starts_with("page!(") || (line.starts_with("pub const") && line.contains(": Source"));
        let written: usize = texts.iter().map(|text| text.lines().filter(begins).count()).sum();
        assert_eq!(super::all().count(), written);
        let ids: std::collections::BTreeSet<&str> = super::all().map(|source| source.id).collect();
        assert_eq!(ids.len(), written, "an id stands twice");
    }
}
