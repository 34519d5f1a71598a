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

/// Where Cilium translates for a process of the cluster.
pub const CILIUM_TRANSLATES_AT: Fact<&'static str> = Fact {
    id: "cilium-translates-at",
    label: "Where Cilium puts an endpoint in the place of a Service",
    value: "the socket",
    unit: "text",
    says: prose(
        "With kube-proxy's part taken over, connections inside of the cluster get their endpoint at connect time. For clients \
         outside the mode is SNAT: the node that is entered takes its own address where the endpoint is on another.",
    ),
    sources: &[&source::CILIUM_WITHOUT_KUBE_PROXY, &source::CILIUM_ON_AKS_CONFIG],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[Row::Text(&SERVICE_WITHOUT_ENDPOINTS), Row::Text(&CILIUM_TRANSLATES_AT)];
