//! Services and their backends.

use super::limits::Row;
use super::{Fact, prose, source};

/// What becomes of a connection to a Service that nobody is behind.
pub const SERVICE_WITHOUT_ENDPOINTS: Fact<&'static str> = Fact {
    id: "service-without-endpoints",
    label: "A connection to a Service without endpoints",
    value: "rejected",
    unit: "text",
    says: prose("kube-proxy rejects connections to a Service that has no endpoint, with an ICMP answer."),
    sources: &[&source::KUBERNETES_VIRTUAL_IPS],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[Row::Text(&SERVICE_WITHOUT_ENDPOINTS)];
