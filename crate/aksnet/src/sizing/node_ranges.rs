//! Which block of the pod range each node has.

use super::draft::{self, PodRange};
use super::mode::NetworkMode;
use super::request::SizingRequest;
use crate::azure::{AgentPool, ManagedCluster};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix::Prefix;
use serde::Serialize;
use serde_json::Value;
use std::net::IpAddr;

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
    let ranges = ranges(cluster);
    (0..nodes).map(|place| ranges.iter().map(|range| block(range, place)).collect()).collect()
}

/// The node whose block holds an address of a pod.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeOfPod {
    /// Its place, the first node's being 0. Absent where no node's block can hold the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<u64>,
    /// The block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_cidr: Option<Prefix>,
}

/// Reads and answers `nodeOfPod`: `nodePodCidrs` turned round. Blocks are given in the order in which nodes come, so that the place
/// is the node's as long as none was removed since.
///
/// # Errors
/// `missing-field` without an address, and those of the documents.
///
/// ```
/// use serde_json::json;
/// let found = aksnet::ask_node_of_pod(&json!({ "cluster": {}, "address": "10.244.2.2" }))?;
/// assert_eq!((found.node, found.pod_cidr.unwrap().to_string().as_str()), (Some(2), "10.244.2.0/24"));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_node_of_pod(request: &Value) -> Result<NodeOfPod, Error> {
    let node = Node::root(request);
    node.only(&["cluster", "address"])?;
    let cluster = node.read_at("cluster", ManagedCluster::read)?.unwrap_or_default();
    let address = node.read_at("address", |field| field.address())?.ok_or_else(|| {
        Error::new(ErrorCode::MissingField, "the question has no address")
            .at("address")
            .with_help("a pod's address such as 10.244.2.2")
    })?;
    let ranges = ranges(cluster);
    let holding = ranges.iter().find(|range| range.prefix.contains_address(&address));
    let place = holding.and_then(|range| Some((range, place(range, address)?)));
    let pod_cidr = place.map(|(range, place)| block(range, place)).transpose()?;
    Ok(NodeOfPod { node: place.map(|(_, place)| place), pod_cidr })
}

/// Which block of a range an address is in.
fn place(range: &PodRange, address: IpAddr) -> Option<u64> {
    let width = if range.prefix.is_ipv4() { 32u32 } else { 128 };
    let within = Prefix::of_address(address).span().0.checked_sub(range.prefix.span().0)?;
    let place = within.checked_shr(width.checked_sub(u32::from(range.block()))?).unwrap_or(0);
    u64::try_from(place).ok().filter(|place| *place < range.available())
}

/// The ranges that a cluster's nodes have blocks of, none in a mode without pod ranges.
fn ranges(cluster: ManagedCluster) -> Vec<PodRange> {
    let request = SizingRequest { cluster, ..SizingRequest::default() };
    let mode = NetworkMode::of_pool(&request.cluster, &AgentPool::default());
    if mode.has_pod_cidr() { draft::pod_ranges(&request) } else { Vec::new() }
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
