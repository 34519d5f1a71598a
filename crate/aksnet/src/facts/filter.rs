//! Network security groups.

use super::limits::Row;
use super::{Fact, prose, source};

/// The first priority that a rule of one's own may have.
pub const NSG_FIRST_PRIORITY: Fact<u64> = Fact {
    id: "nsg-first-priority",
    label: "First priority of a security rule",
    value: 100,
    unit: "priority",
    says: prose(
        "Rules of one's own have priorities from 100 to 4096; the lower one is asked first, and the first match ends it.",
    ),
    sources: &[&source::NSG_OVERVIEW],
    disputed_by: &[],
};

/// The last one.
pub const NSG_LAST_PRIORITY: Fact<u64> = Fact {
    id: "nsg-last-priority",
    label: "Last priority of a security rule",
    value: 4096,
    unit: "priority",
    says: prose("Rules of one's own have priorities from 100 to 4096; Azure's own follow from 65000 on."),
    sources: &[&source::NSG_OVERVIEW],
    disputed_by: &[],
};

/// The first priority of a rule that AKS writes for a Service.
pub const NSG_SERVICE_FIRST_PRIORITY: Fact<u64> = Fact {
    id: "nsg-service-first-priority",
    label: "First priority of a Service's security rule",
    value: 500,
    unit: "priority",
    says: prose(
        "For Services of type LoadBalancer the cloud provider writes rules into the group of the nodes' cards, with priorities from 500 up; a denial of all others takes the highest that is free.",
    ),
    sources: &[&source::CLOUD_PROVIDER_SECURITY_RULES],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] =
    &[Row::Number(&NSG_FIRST_PRIORITY), Row::Number(&NSG_LAST_PRIORITY), Row::Number(&NSG_SERVICE_FIRST_PRIORITY)];
