//! The route-table model: what Azure's table of a subnet holds, and which route wins.
//!
//! Azure's tables are not plain longest-prefix tables. Routes of the network itself, of peerings and of service endpoints win
//! over longer ones that the gateway learned; a user's 0.0.0.0/0 takes the system's None routes away; service tags have an order
//! of their own. `system.rs` and `user.rs` say which rows there are, `table.rs` what becomes of them, `select.rs` and
//! `partition.rs` ask the result. `kubenet.rs` is the table that AKS keeps.

mod diff;
mod kubenet;
mod lookup;
mod partition;
mod place;
mod route;
mod select;
mod system;
mod table;
mod user;

pub use diff::ask_diff_routes;
pub use kubenet::{KubenetRouteTable, ask_kubenet_route_table};
pub use lookup::{LookupKind, RouteLookup};
pub use partition::{Range, ranges};
pub(crate) use place::{Place, Surroundings, table_of};
pub use route::{EffectiveRoute, NextHopType, RouteSource, RouteState};
pub use select::{Considered, RouteDecision, Verdict};
pub use table::Table;

use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use serde_json::Value;

/// Reads and answers `effectiveRoutes`.
///
/// # Errors
/// An [`Error`] that names the field: no such network or subnet, a document that cannot be understood.
///
/// ```
/// use serde_json::json;
/// let routes = aksnet::ask("effectiveRoutes", &json!({ "subnet": "s", "environment": { "virtualNetworks": [
///     { "name": "v", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [{ "name": "s" }] }
/// ] } }))?;
/// assert_eq!(routes[0]["addressPrefix"], "10.0.0.0/16");
/// assert_eq!(routes[1]["nextHopType"], "Internet");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_effective_routes(environment: &Environment, request: &Value) -> Result<Vec<EffectiveRoute>, Error> {
    let root = Node::root(request);
    root.only(&["environment", "virtualNetwork", "subnet", "assume"])?;
    Ok(table(environment, &root)?.routes)
}

/// Reads and answers `selectRoute`.
///
/// # Errors
/// As [`ask_effective_routes`], and `invalid-address`.
///
/// ```
/// use serde_json::json;
/// let decision = aksnet::ask("selectRoute", &json!({ "subnet": "s", "destination": "10.5.0.1", "environment": {
///     "virtualNetworks": [
///         { "name": "v", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [{ "name": "s" }] }
///     ]
/// } }))?;
/// // The system drops what is private and not the network's own.
/// assert_eq!(decision["winner"]["nextHopType"], "None");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_select_route(environment: &Environment, request: &Value) -> Result<RouteDecision, Error> {
    let root = Node::root(request);
    root.only(&["environment", "virtualNetwork", "subnet", "destination", "assume"])?;
    let destination = root.read_at("destination", |field| field.address())?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the question has no destination")
            .at("destination")
            .with_help("an address such as 10.0.0.4")
    })?;
    Ok(select::decide(&table(environment, &root)?, destination))
}

/// Reads and answers `partitionRoutes`.
///
/// # Errors
/// As [`ask_effective_routes`].
///
/// ```
/// use serde_json::json;
/// let ranges = aksnet::ask("partitionRoutes", &json!({ "subnet": "s", "environment": { "virtualNetworks": [
///     { "name": "v", "addressSpace": { "addressPrefixes": ["10.0.0.0/8"] }, "subnets": [{ "name": "s" }] }
/// ] } }))?;
/// assert_eq!(ranges[1]["first"], "10.0.0.0");
/// assert_eq!(ranges[1]["last"], "10.255.255.255");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_partition_routes(environment: &Environment, request: &Value) -> Result<partition::Partition, Error> {
    let root = Node::root(request);
    root.only(&["environment", "virtualNetwork", "subnet", "assume"])?;
    Ok(partition::Partition::of(table(environment, &root)?))
}

fn table(environment: &Environment, root: &Node<'_>) -> Result<Table, Error> {
    let network = root.text_at("virtualNetwork")?;
    let subnet = root.text_at("subnet")?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the question has no subnet")
            .at("subnet")
            .with_help("the subnet's name or id")
    })?;
    Table::of(environment, network.as_deref(), &subnet)
}
