//! What `routeHttp` answers.

use super::request::{HeaderChange, HttpRequest};
use serde::Serialize;

/// Where a request ends, and why.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpAnswer {
    /// The match that won.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matched: Option<Matched>,
    /// Who answers, with which weight.
    pub backends: Vec<Backend>,
    /// Weight that goes to references which cannot be used.
    pub invalid: Vec<Invalid>,
    /// The request as it leaves.
    pub request: HttpRequest,
    /// Changes to the response's headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_headers: Option<HeaderChange>,
    /// Copies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mirrors: Vec<Mirror>,
    /// Time limits, as the route writes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeouts: Option<Timeouts>,
    /// Absent when a backend answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u64>,
    /// The absolute URL of a redirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The reasons, in order.
    pub because: Vec<String>,
}

/// The rule and match that won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Matched {
    /// "HTTPRoute namespace/name".
    pub object: String,
    /// The rule's index.
    pub rule: usize,
    /// The match's index in the rule.
    #[serde(rename = "match")]
    pub index: usize,
}

/// One backend.
#[derive(Clone, Debug, Serialize)]
pub struct Backend {
    /// "namespace/name".
    pub service: String,
    /// The Service's port.
    pub port: u64,
    /// Its weight.
    pub weight: u64,
    /// The subset of its pods, which a `DestinationRule` divides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subset: Option<String>,
    /// The request, where this backend's own filters change it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<HttpRequest>,
}

/// Weight without a backend.
#[derive(Clone, Debug, Serialize)]
pub struct Invalid {
    /// Its weight.
    pub weight: u64,
    /// Why.
    pub because: String,
}

/// A copy of the request.
#[derive(Clone, Debug, Serialize)]
pub struct Mirror {
    /// "namespace/name".
    pub service: String,
    /// The Service's port.
    pub port: u64,
    /// How many of a hundred requests.
    pub percent: f64,
}

/// Time limits.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeouts {
    /// Of the whole request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Of one try at a backend.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend_request: Option<String>,
}

impl HttpAnswer {
    pub(super) fn none(request: &HttpRequest, status: u64, because: Vec<String>) -> Self {
        Self {
            matched: None,
            backends: Vec::new(),
            invalid: Vec::new(),
            request: request.clone(),
            response_headers: None,
            mirrors: Vec::new(),
            timeouts: None,
            status: Some(status),
            redirect: None,
            because,
        }
    }
}
