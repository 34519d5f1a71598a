//! Which block of the pod range each node has.

use super::draft::{self, PodRange};
use super::mode::NetworkMode;
use super::request::SizingRequest;
use crate::azure::{AgentPool, ManagedCluster};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix::Prefix;
use serde_json::Value;

/// More nodes than any cluster has.
const MOST: u64 = 10_000;

/// Reads and answers `nodePodCidrs`: for each node in order, its block of each pod range. Under kubenet and Overlay a node keeps
/// a /24, and a /80 of an IPv6 range; in the other modes it has none.
///
/// # Errors
/// `out-of-range` when the ranges have fewer blocks than there are nodes, and those of the documents.
///
/// ```
/// use serde_json::json;
/// let blocks = aksnet::ask_node_pod_cidrs(&json!({ "cluster": {}, "nodes": 2 }))?;
/// assert_eq!(blocks[1][0].to_string(), "10.244.1.0/24");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_node_pod_cidrs(request: &Value) -> Result<Vec<Vec<Prefix>>, Error> {
    let node = Node::root(request);
    node.only(&["cluster", "nodes"])?;
    let cluster = node.read_at("cluster", ManagedCluster::read)?.unwrap_or_default();
    let nodes = node.whole_at("nodes", 0..=MOST)?.ok_or_else(|| {
        Error::new(ErrorCode::MissingField, "the number of nodes is missing")
            .at("nodes")
            .with_help("a whole number from 0")
    })?;
    let request = SizingRequest { cluster, ..SizingRequest::default() };
    let mode = NetworkMode::of_pool(&request.cluster, &AgentPool::default());
    let ranges = if mode.has_pod_cidr() { draft::pod_ranges(&request) } else { Vec::new() };
    (0..nodes).map(|place| ranges.iter().map(|range| block(range, place)).collect()).collect()
}

/// The blocks of the node at a place, one for each pod range.
pub(crate) fn node_blocks(cluster: &ManagedCluster, place: u64) -> Result<Vec<Prefix>, Error> {
    let request = SizingRequest { cluster: cluster.clone(), ..SizingRequest::default() };
    draft::pod_ranges(&request).iter().map(|range| block(range, place)).collect()
}

fn block(range: &PodRange, place: u64) -> Result<Prefix, Error> {
    if place >= range.available() {
        let message = format!("{} has {} blocks of a /{}", range.prefix, range.available(), range.block());
        return Err(Error::new(ErrorCode::OutOfRange, message)
            .at("nodes")
            .with_help("at most as many nodes as blocks"));
    }
    let width: u8 = if range.prefix.is_ipv4() { 32 } else { 128 };
    let size = 1u128.checked_shl(u32::from(width.saturating_sub(range.block()))).unwrap_or(0);
    let first = range.prefix.span().0.saturating_add(u128::from(place).saturating_mul(size));
    Ok(Prefix::from_number(range.prefix.is_ipv4(), first, range.block()))
}
