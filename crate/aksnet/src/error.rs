//! The one error type: a question that cannot be understood.
//!
//! What Azure would refuse is not an error here. It is an answer, with a [`crate::Finding`] of severity "error".

use std::fmt;

/// Why a question could not be understood: a stable code, a sentence, the field, and what would be accepted.
///
/// ```
/// use serde_json::json;
/// let ask = json!({ "cluster": { "agentPoolProfiles": [{ "maxPods": 9 }] } });
/// let error = aksnet::SizingRequest::from_json(&ask).unwrap_err();
/// assert_eq!(error.code(), "out-of-range");
/// assert_eq!(error.field(), Some("cluster.agentPoolProfiles[0].maxPods"));
/// assert_eq!(error.help(), Some("a whole number from 10 to 250"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<Inner>);

/// Behind a pointer, so that the results which carry it stay small.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    code: ErrorCode,
    message: String,
    field: Option<String>,
    help: Option<String>,
}

/// The codes an [`Error`] can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// A value of another JSON type than the field takes.
    InvalidType,
    /// A number outside of what can be.
    OutOfRange,
    /// A word that is none of the field's words, or text that does not parse.
    InvalidValue,
    /// Not an address prefix, or not of the family that is meant.
    InvalidPrefix,
    /// Not an IP address.
    InvalidAddress,
    /// Something that the question cannot be asked without.
    MissingField,
    /// A key of ours that does not exist. Unknown keys of documents are ignored.
    UnknownField,
    /// A document of a kind that this question does not take.
    UnsupportedDocument,
    /// Nested deeper than any document is: a cycle, most likely.
    TooDeep,
    /// No function of that name.
    UnknownQuestion,
    /// The answer hangs on a service tag whose prefixes are not known.
    UnknownServiceTag,
}

impl ErrorCode {
    /// The code as it stands in the answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidType => "invalid-type",
            Self::OutOfRange => "out-of-range",
            Self::InvalidValue => "invalid-value",
            Self::InvalidPrefix => "invalid-prefix",
            Self::InvalidAddress => "invalid-address",
            Self::MissingField => "missing-field",
            Self::UnknownField => "unknown-field",
            Self::UnsupportedDocument => "unsupported-document",
            Self::TooDeep => "too-deep",
            Self::UnknownQuestion => "unknown-question",
            Self::UnknownServiceTag => "unknown-service-tag",
        }
    }
}

impl Error {
    /// An error with its code and sentence; add the field and the help with the methods below.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { code, message: message.into(), field: None, help: None }))
    }

    /// Names the path in the input: `agentPoolProfiles[1].maxPods`. The root has no name.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        let field = field.into();
        self.0.field = (!field.is_empty()).then_some(field);
        self
    }

    /// Says what would be accepted.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Stable, kebab-case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.code.as_str()
    }

    /// One sentence.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Path in the input, absent when the whole input is meant.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// What would be accepted.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.field {
            Some(field) => write!(out, "{field}: {}", self.0.message),
            None => out.write_str(&self.0.message),
        }
    }
}

impl std::error::Error for Error {}
