//! The answer: what each subnet needs and why, what the pod ranges hold, how near each limit is.

use super::draft::SubnetRole;
use super::mode::NetworkMode;
use crate::facts::{Source, words};
use crate::finding::Finding;
use crate::prefix::Prefix;
use serde::Serialize;
use std::net::IpAddr;

/// The answer of [`crate::plan_sizing`].
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SizingPlan {
    /// The mode of the first pool that decides it. Each pool's own allocation counts in the ledger.
    pub mode: NetworkMode,
    /// Steady nodes: the sum of the pools' counts.
    pub nodes: u64,
    /// Nodes at the height of scale-out and upgrade.
    pub peak_nodes: u64,
    /// What the peak count without surge may run.
    pub pods: u64,
    /// Sum of what all subnets need.
    pub addresses: u64,
    /// Each pool at its peak.
    pub pools: Vec<PoolSize>,
    /// One need for each distinct subnet.
    pub subnets: Vec<SubnetNeed>,
    /// The ranges that kubenet and Overlay give pods; two when dual-stack.
    pub pod_cidrs: Vec<PodCidrUse>,
    /// How near each limit is.
    pub limits: Vec<LimitUse>,
    /// Remarks, errors first.
    pub findings: Vec<Finding>,
    /// Whether Microsoft supports the mode, and until when.
    pub standing: Standing,
    /// How far the mode goes in these ranges; only in a comparison.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Ceiling>,
}

/// One pool.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolSize {
    /// Its name.
    pub name: String,
    /// Its own allocation.
    pub mode: NetworkMode,
    /// Steady nodes.
    pub nodes: u64,
    /// Extra nodes while it upgrades.
    pub surge: u64,
    /// Nodes at the height of scale-out and upgrade.
    pub peak_nodes: u64,
    /// Pods that a node may run.
    pub max_pods: u64,
    /// Addresses of the virtual network that one node holds for its pods.
    pub pod_addresses: u64,
}

/// What one subnet needs.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubnetNeed {
    /// Of the subnet, where a document names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is for.
    pub role: SubnetRole,
    /// The lines; they sum to `needed`.
    pub ledger: Vec<LedgerLine>,
    /// Addresses needed. Azure's five are not in it, they are in `usable`.
    pub needed: u64,
    /// The whole need as one formula.
    pub formula: String,
    /// The smallest subnet that holds it.
    pub prefix_length: u8,
    /// Addresses that a subnet of that length leaves for use.
    pub usable: u64,
    /// `usable` − `needed`.
    pub spare: u64,
    /// What `usable` rests on.
    pub usable_sources: &'static [&'static Source],
    /// The subnet as it is, where the network's document has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenSubnet>,
}

/// One line of a ledger.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// What the addresses are for.
    pub label: String,
    /// How many, with the figures: "(50 + 1) × 30".
    pub formula: String,
    /// How many.
    pub addresses: u64,
    /// What it rests on.
    pub sources: &'static [&'static Source],
}

/// A subnet that there is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GivenSubnet {
    /// Its IPv4 prefix.
    pub prefix: Prefix,
    /// Addresses that it leaves for use.
    pub usable: u64,
    /// Whether the need fits.
    pub fits: bool,
    /// `usable` − `needed`, when it fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spare: Option<u64>,
    /// `needed` − `usable`, when it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_by: Option<u64>,
    /// Its first address.
    pub first: IpAddr,
    /// Its last address.
    pub last: IpAddr,
    /// The five that Azure keeps.
    pub reserved: Vec<IpAddr>,
}

/// A pod range and its blocks.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodCidrUse {
    /// The range.
    pub prefix: Prefix,
    /// One for each node at the peak.
    pub blocks_needed: u64,
    /// How many it holds.
    pub blocks_available: u64,
    /// The prefix length of the smallest range that would do.
    pub smallest_prefix_length: u8,
}

/// How much of a limit is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitUse {
    /// The limit's id, as in `limits()`; `subnet-addresses` is the subnet's own size.
    #[serde(serialize_with = "words::serialize")]
    pub limit: &'static str,
    /// What it counts.
    pub label: String,
    /// So many are used.
    pub used: u64,
    /// So many are allowed.
    pub allowed: u64,
    /// What it rests on.
    pub sources: &'static [&'static Source],
}

impl LimitUse {
    /// Whether more is used than allowed.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        self.used > self.allowed
    }

    /// Compares by how full they are: `used` ÷ `allowed`, in whole numbers.
    pub(crate) fn fuller(&self, other: &Self) -> std::cmp::Ordering {
        let product = |used: u64, allowed: u64| u128::from(used).saturating_mul(u128::from(allowed.max(1)));
        product(other.used, self.allowed).cmp(&product(self.used, other.allowed))
    }
}

/// Whether Microsoft supports a mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// In a few words.
    #[serde(serialize_with = "words::serialize")]
    pub text: &'static str,
    /// What it rests on.
    pub sources: &'static [&'static Source],
}

/// How far a mode goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ceiling {
    /// The most steady nodes that can also be upgraded, in as many pools as it takes.
    pub nodes: u64,
    /// What stops it there.
    pub limited_by: LimitUse,
}
