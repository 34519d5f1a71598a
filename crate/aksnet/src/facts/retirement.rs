//! What is retired, and from which day on.
//!
//! Each date is the first on which the thing is no longer supported, as the documents put it.

use super::limits::Row;
use super::{Fact, prose, source};

/// The day from which kubenet is not supported.
pub const KUBENET_RETIREMENT: Fact<&'static str> = Fact {
    id: "kubenet-retirement",
    label: "kubenet is retired",
    value: "2028-03-31",
    unit: "date",
    says: prose("kubenet is not supported from 31 March 2028; clusters should move to Azure CNI Overlay before."),
    sources: &[&source::KUBENET],
    disputed_by: &[],
};

/// The day on which the HTTP application routing add-on went.
pub const HTTP_APPLICATION_ROUTING_RETIREMENT: Fact<&'static str> = Fact {
    id: "http-application-routing-retirement",
    label: "The HTTP application routing add-on is retired",
    value: "2025-03-03",
    unit: "date",
    says: prose(
        "The preview add-on is retired, and no new cluster may enable it (release 2025-04-06); the application \
           routing add-on follows it.",
    ),
    sources: &[&source::RELEASE_NOTES],
    disputed_by: &[],
};

/// The month in which the upstream project stops, as its last day.
pub const INGRESS_NGINX_MAINTENANCE_END: Fact<&'static str> = Fact {
    id: "ingress-nginx-maintenance-end",
    label: "Maintenance of the Ingress NGINX project ends",
    value: "2026-03-31",
    unit: "date",
    says: prose("The project announced March 2026 without a day; the last day of the month is taken."),
    sources: &[&source::APP_ROUTING],
    disputed_by: &[],
};

/// The month in which support for managed NGINX ends, as its last day.
pub const APPLICATION_ROUTING_NGINX_SUPPORT_END: Fact<&'static str> = Fact {
    id: "application-routing-nginx-support-end",
    label: "Support for NGINX in the application routing add-on ends",
    value: "2026-11-30",
    unit: "date",
    says: prose(
        "Microsoft mends critical security faults through November 2026, without naming a day; the last day of \
           the month is taken. The successor is application routing with the Gateway API.",
    ),
    sources: &[&source::APP_ROUTING, &source::APP_ROUTING_GATEWAY_API, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// The day from which Azure Network Policy Manager is not supported on Windows.
pub const AZURE_NPM_WINDOWS_RETIREMENT: Fact<&'static str> = Fact {
    id: "azure-npm-windows-retirement",
    label: "Azure Network Policy Manager on Windows is retired",
    value: "2026-09-30",
    unit: "date",
    says: prose("Not supported on Windows nodes from this day; subscriptions that did not use it before cannot begin."),
    sources: &[&source::NETWORK_POLICIES],
    disputed_by: &[],
};

/// The day from which Azure Network Policy Manager is not supported on Linux.
pub const AZURE_NPM_LINUX_RETIREMENT: Fact<&'static str> = Fact {
    id: "azure-npm-linux-retirement",
    label: "Azure Network Policy Manager on Linux is retired",
    value: "2028-09-30",
    unit: "date",
    says: prose("Not supported on Linux nodes from this day; clusters should move to Cilium before."),
    sources: &[&source::NETWORK_POLICIES],
    disputed_by: &[],
};

/// The day from which Basic load balancers are not supported.
pub const BASIC_LOAD_BALANCER_RETIREMENT: Fact<&'static str> = Fact {
    id: "basic-load-balancer-retirement",
    label: "Basic load balancers are retired",
    value: "2025-09-30",
    unit: "date",
    says: prose("AKS does not support Basic load balancers from this day."),
    sources: &[&source::BASIC_LOAD_BALANCER_UPGRADE, &source::INTERNAL_LOAD_BALANCER, &source::QUOTAS],
    disputed_by: &[],
};

/// The day from which the Open Service Mesh add-on is not supported.
pub const OPEN_SERVICE_MESH_RETIREMENT: Fact<&'static str> = Fact {
    id: "open-service-mesh-retirement",
    label: "The Open Service Mesh add-on is retired",
    value: "2027-09-30",
    unit: "date",
    says: prose("The add-on is not supported from this day; the Istio add-on follows it."),
    sources: &[&source::OPEN_SERVICE_MESH, &source::APP_ROUTING, &source::QUOTAS],
    disputed_by: &[],
};

/// The day on which flow logs of network security groups go.
pub const NSG_FLOW_LOGS_RETIREMENT: Fact<&'static str> = Fact {
    id: "nsg-flow-logs-retirement",
    label: "NSG flow logs are retired",
    value: "2027-09-30",
    unit: "date",
    says: prose(
        "Flow logs of network security groups are switched off on this day; flow logs of virtual networks follow \
           them.",
    ),
    sources: &[&source::NSG_FLOW_LOGS],
    disputed_by: &[],
};

/// The day from which no new flow log of a network security group can be made.
pub const NSG_FLOW_LOGS_CLOSED: Fact<&'static str> = Fact {
    id: "nsg-flow-logs-closed",
    label: "No new NSG flow log can be made",
    value: "2025-06-30",
    unit: "date",
    says: prose("From this day no new flow log of a network security group can be made."),
    sources: &[&source::NSG_FLOW_LOGS],
    disputed_by: &[],
};

/// The day from which new managed networks have private subnets.
pub const DEFAULT_OUTBOUND_ACCESS_END: Fact<&'static str> = Fact {
    id: "default-outbound-access-end",
    label: "Default outbound access of virtual machines ends",
    value: "2026-03-31",
    unit: "date",
    says: prose(
        "From this day the subnets of a network that AKS manages are private; a network of one's own is not \
           touched.",
    ),
    sources: &[&source::OUTBOUND_TYPES, &source::SNAT],
    disputed_by: &[],
};

/// The day from which availability sets are not supported.
pub const AVAILABILITY_SETS_RETIREMENT: Fact<&'static str> = Fact {
    id: "availability-sets-retirement",
    label: "Node pools on availability sets are retired",
    value: "2025-09-30",
    unit: "date",
    says: prose("Clusters on availability sets are out of support from this day."),
    sources: &[&source::AVAILABILITY_SETS],
    disputed_by: &[],
};

/// The day from which Windows Server 2019 is not supported.
pub const WINDOWS_SERVER_2019_RETIREMENT: Fact<&'static str> = Fact {
    id: "windows-server-2019-retirement",
    label: "Windows Server 2019 node pools are retired",
    value: "2026-03-01",
    unit: "date",
    says: prose("Not supported from this day, nor with Kubernetes 1.33 and later; its images go on 1 April 2027."),
    sources: &[&source::WINDOWS_AND_LINUX],
    disputed_by: &[],
};

/// The day from which Windows Server 2022 is not supported.
pub const WINDOWS_SERVER_2022_RETIREMENT: Fact<&'static str> = Fact {
    id: "windows-server-2022-retirement",
    label: "Windows Server 2022 node pools are retired",
    value: "2028-06-30",
    unit: "date",
    says: prose("Not supported from this day, nor with Kubernetes 1.37 and later; its images go on 30 June 2029."),
    sources: &[&source::WINDOWS_UPGRADE, &source::WINDOWS_AND_LINUX, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Text(&KUBENET_RETIREMENT),
    Row::Text(&HTTP_APPLICATION_ROUTING_RETIREMENT),
    Row::Text(&INGRESS_NGINX_MAINTENANCE_END),
    Row::Text(&APPLICATION_ROUTING_NGINX_SUPPORT_END),
    Row::Text(&AZURE_NPM_WINDOWS_RETIREMENT),
    Row::Text(&AZURE_NPM_LINUX_RETIREMENT),
    Row::Text(&BASIC_LOAD_BALANCER_RETIREMENT),
    Row::Text(&OPEN_SERVICE_MESH_RETIREMENT),
    Row::Text(&NSG_FLOW_LOGS_RETIREMENT),
    Row::Text(&NSG_FLOW_LOGS_CLOSED),
    Row::Text(&DEFAULT_OUTBOUND_ACCESS_END),
    Row::Text(&AVAILABILITY_SETS_RETIREMENT),
    Row::Text(&WINDOWS_SERVER_2019_RETIREMENT),
    Row::Text(&WINDOWS_SERVER_2022_RETIREMENT),
];
