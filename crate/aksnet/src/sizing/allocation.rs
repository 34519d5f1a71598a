//! What a node takes out of a pod subnet: whole /28 blocks for life, or batches of 16 as its pods come.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;
use serde::Serialize;
use serde_json::Value;

/// The /28 blocks of one node under static block allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StaticBlocks {
    /// Blocks of 16 addresses.
    pub blocks: u64,
    /// Addresses that pods can have: all but the one that the node keeps.
    pub usable: u64,
    /// Usable addresses beyond `maxPods`.
    pub waste: u64,
}

/// Static block allocation: ⌈(maxPods + 1) ÷ 16⌉ blocks of 16.
///
/// ```
/// let blocks = aksnet::static_blocks(32);
/// assert_eq!((blocks.blocks, blocks.usable, blocks.waste), (3, 47, 15));
/// ```
#[must_use]
pub fn static_blocks(max_pods: u64) -> StaticBlocks {
    let size = facts::STATIC_BLOCK_ADDRESSES.value;
    let kept = facts::STATIC_BLOCK_RESERVED.value;
    let blocks = max_pods.saturating_add(kept).div_ceil(size);
    let usable = blocks.saturating_mul(size).saturating_sub(kept);
    StaticBlocks { blocks, usable, waste: usable.saturating_sub(max_pods) }
}

/// Dynamic allocation: a node with so many pods holds 16 × ⌈½ + pods ÷ 16⌉ addresses, 250 at the most.
///
/// ```
/// assert_eq!(aksnet::pod_subnet_addresses(30), 48);
/// assert_eq!(aksnet::pod_subnet_addresses(250), 250);
/// ```
#[must_use]
pub fn pod_subnet_addresses(pods: u64) -> u64 {
    let batch = facts::DYNAMIC_BATCH.value;
    // ⌈h ÷ 2 + pods ÷ batch⌉ in whole numbers.
    let halves = facts::DYNAMIC_BUFFER_HALVES.value.saturating_mul(batch).saturating_add(pods.saturating_mul(2));
    halves.div_ceil(batch.saturating_mul(2)).saturating_mul(batch).min(facts::DYNAMIC_MAX.value)
}

/// Most pods, and the largest batch, that [`ask_pod_subnet_addresses`] takes.
const MOST: u64 = 1_000_000;

/// The answer of [`ask_pod_subnet_addresses`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct HeldAddresses {
    /// Addresses that the node holds.
    pub addresses: u64,
}

/// `podSubnetAddresses` as it is asked in JSON, with other settings where they are given, as the node's own manager computes it:
/// `batch × ⌈buffer + pods ÷ batch⌉`, `max` at the most.
///
/// # Errors
/// An [`Error`] that names the field.
pub fn ask_pod_subnet_addresses(request: &Value) -> Result<HeldAddresses, Error> {
    let node = Node::root(request);
    node.only(&["pods", "batch", "buffer", "max"])?;
    let pods = node.whole_at("pods", 0..=MOST)?.ok_or_else(|| {
        Error::new(ErrorCode::MissingField, "the pods on the node are missing")
            .at("pods")
            .with_help("a whole number from 0")
    })?;
    let batch = node.whole_at("batch", 1..=MOST)?.unwrap_or(facts::DYNAMIC_BATCH.value);
    let most = node.whole_at("max", 1..=MOST)?.unwrap_or(facts::DYNAMIC_MAX.value);
    // The buffer is a share of a batch; in thousandths it is exact for every share that is written down.
    let thousandths = match node.get("buffer")? {
        None => facts::DYNAMIC_BUFFER_HALVES.value.saturating_mul(500),
        Some(field) => share(&field)?,
    };
    let demand = pods.saturating_mul(1000).saturating_add(thousandths.saturating_mul(batch));
    let addresses = demand.div_ceil(batch.saturating_mul(1000)).saturating_mul(batch).min(most);
    Ok(HeldAddresses { addresses })
}

/// A number from 0 to 1, in thousandths.
fn share(field: &Node<'_>) -> Result<u64, Error> {
    let share = field.number()?;
    if share > 1.0 {
        return Err(field
            .error(ErrorCode::OutOfRange, "it is more than a whole batch")
            .with_help("a number from 0 to 1"));
    }
    #[expect(clippy::as_conversions, reason = "between 0 and 1000 by the check above")]
    Ok((share * 1000.0).round() as u64)
}

/// `staticBlocks` as it is asked in JSON.
///
/// # Errors
/// An [`Error`] that names the field.
pub fn ask_static_blocks(request: &Value) -> Result<StaticBlocks, Error> {
    let node = Node::root(request);
    node.only(&["maxPods"])?;
    let range = facts::MIN_MAX_PODS.value..=facts::MAX_MAX_PODS.value;
    let max_pods = node.whole_at("maxPods", range)?.ok_or_else(|| {
        Error::new(ErrorCode::MissingField, "maxPods is missing")
            .at("maxPods")
            .with_help("a whole number from 10 to 250")
    })?;
    Ok(static_blocks(max_pods))
}
