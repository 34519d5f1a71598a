//! What stands in front of a cluster and speaks HTTP: who talks to pods directly, and under which plugin that works.

use super::limits::Row;
use super::{Fact, prose, source};

/// The header that carries the client's address behind a proxy.
pub const CLIENT_ADDRESS_HEADER: Fact<&'static str> = Fact {
    id: "client-address-header",
    label: "The client's address behind an ingress proxy",
    value: "X-Forwarded-For",
    unit: "header",
    says: prose(
        "A proxy ends the client's connection and opens its own; the client's address is in X-Forwarded-For. TLS that passes through unopened leaves no place for it.",
    ),
    sources: &[&source::INGRESS],
    disputed_by: &[],
};

/// Whom an Application Gateway connects to.
pub const AGIC_BACKENDS: Fact<&'static str> = Fact {
    id: "application-gateway-backends",
    label: "What an Application Gateway connects to, with its ingress controller",
    value: "pod addresses",
    unit: "destination",
    says: prose(
        "The gateway connects to the pods' own addresses, without a node port and without kube-proxy; under kubenet its subnet needs the cluster's route table.",
    ),
    sources: &[&source::AGIC, &source::APPLICATION_GATEWAY],
    disputed_by: &[],
};

/// The release from which an Application Gateway reaches pods of an overlay.
pub const AGIC_OVERLAY_SINCE: Fact<&'static str> = Fact {
    id: "application-gateway-overlay-since",
    label: "The Application Gateway ingress controller works with Overlay since",
    value: "2025-08-29",
    unit: "date",
    says: prose("The release of this day has Azure CNI Overlay for the Application Gateway ingress controller."),
    sources: &[&source::RELEASE_NOTES],
    disputed_by: &[],
};

/// The plugin under which Application Gateway for Containers does not work.
pub const AGC_UNSUPPORTED_PLUGIN: Fact<&'static str> = Fact {
    id: "application-gateway-for-containers-unsupported-plugin",
    label: "The network plugin that Application Gateway for Containers does not support",
    value: "kubenet",
    unit: "network plugin",
    says: prose(
        "Application Gateway for Containers works with Azure CNI and Overlay, not with kubenet; of Overlay the routing domain is extended to its /24.",
    ),
    sources: &[&source::APPLICATION_GATEWAY_FOR_CONTAINERS, &source::KUBENET],
    disputed_by: &[],
};

/// What cannot stand beside the Istio add-on.
pub const APP_ROUTING_GATEWAY_API_EXCLUDES: Fact<&'static str> = Fact {
    id: "app-routing-gateway-api-excludes",
    label: "What cannot be enabled beside application routing with the Gateway API",
    value: "Istio add-on",
    unit: "add-on",
    says: prose("Application routing with the Gateway API and the Istio add-on cannot be enabled together."),
    sources: &[&source::APP_ROUTING_GATEWAY_API],
    disputed_by: &[],
};

/// The revision from which a plugin, not an init container, redirects to the sidecar.
pub const ISTIO_CNI_SINCE: Fact<&'static str> = Fact {
    id: "istio-cni-since",
    label: "The Istio add-on redirects to sidecars with its CNI plugin since revision",
    value: "asm-1-30",
    unit: "revision",
    says: prose("New installations from asm-1-30 redirect with the Istio CNI plugin; before it an init container did."),
    sources: &[&source::ISTIO_CNI, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// How the application routing add-on's Service sends traffic on.
pub const APP_ROUTING_TRAFFIC_POLICY: Fact<&'static str> = Fact {
    id: "app-routing-traffic-policy",
    label: "externalTrafficPolicy of the application routing add-on's NGINX Service",
    value: "Local",
    unit: "policy",
    says: prose(
        "The add-on's operator creates the Service of type LoadBalancer with Local, so that NGINX sees the client's address.",
    ),
    sources: &[&source::APP_ROUTING_OPERATOR],
    disputed_by: &[],
};

/// What a request is answered with that has no backend.
pub const GATEWAY_API_INVALID_BACKEND_STATUS: Fact<u64> = Fact {
    id: "gateway-api-invalid-backend-status",
    label: "The answer to requests for a backend that cannot be used, in the Gateway API",
    value: 500,
    unit: "HTTP status",
    says: prose(
        "Requests that would go to an invalid reference are answered with 500, by its weight; so are all where no backend has a weight.",
    ),
    sources: &[&source::GATEWAY_API],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Text(&CLIENT_ADDRESS_HEADER),
    Row::Text(&AGIC_BACKENDS),
    Row::Text(&AGIC_OVERLAY_SINCE),
    Row::Text(&AGC_UNSUPPORTED_PLUGIN),
    Row::Text(&APP_ROUTING_GATEWAY_API_EXCLUDES),
    Row::Text(&ISTIO_CNI_SINCE),
    Row::Text(&APP_ROUTING_TRAFFIC_POLICY),
    Row::Number(&GATEWAY_API_INVALID_BACKEND_STATUS),
];
