//! The transport protocols that a Service, an endpoint or a policy names.

use crate::document::Node;
use crate::error::Error;

/// A transport protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `TCP`, which an absent field means.
    #[default]
    Tcp,
    /// `UDP`
    Udp,
    /// `SCTP`
    Sctp,
}

impl Protocol {
    /// The words, as Kubernetes writes them.
    pub const WORDS: &[(&str, Self)] = &[("TCP", Self::Tcp), ("UDP", Self::Udp), ("SCTP", Self::Sctp)];

    /// As Kubernetes writes it.
    ///
    /// ```
    /// assert_eq!(aksnet::kubernetes::Protocol::Udp.as_str(), "UDP");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tcp => "TCP",
            Self::Udp => "UDP",
            Self::Sctp => "SCTP",
        }
    }

    /// The protocol under `key`; TCP where there is none.
    ///
    /// # Errors
    /// As [`Node::one_of`].
    pub fn read_at(node: &Node<'_>, key: &str) -> Result<Self, Error> {
        Ok(node.word_at(key, Self::WORDS)?.unwrap_or_default())
    }
}
