//! Azure's documents as data: what `az` prints flat and what ARM nests under `properties`, in one type.
//!
//! Every field is optional. `null` is absent, unknown keys are ignored, words are taken in any letter case.

mod cluster;
mod network;
mod network_security_group;
mod pool;
mod route_table;

pub use cluster::*;
pub use network::*;
pub use network_security_group::*;
pub use pool::*;
pub use route_table::*;

/// The last segment of a resource id: the resource's own name.
///
/// ```
/// let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/aks";
/// assert_eq!(aksnet::azure::name_in_id(id), "aks");
/// assert_eq!(aksnet::azure::name_in_id("aks"), "aks");
/// ```
#[must_use]
pub fn name_in_id(id: &str) -> &str {
    id.trim_end_matches('/').rsplit('/').next().unwrap_or(id)
}

/// Everything of a subnet's id before `/subnets/`: the virtual network it belongs to. Absent for a bare name.
#[must_use]
pub fn network_in_id(id: &str) -> Option<&str> {
    let at = id.to_ascii_lowercase().rfind("/subnets/")?;
    id.get(..at)
}
