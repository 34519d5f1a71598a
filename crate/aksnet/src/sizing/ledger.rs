//! The draft in words: each line with its formula and its sources.

use super::draft::{Draft, Entry, PodRange, Slot, SubnetRole};
use super::growth::{Pool, SurgeFrom};
use super::plan::{GivenSubnet, LedgerLine, PodCidrUse, SubnetNeed};
use super::text::{counted, figure, sum};
use crate::azure::Amount;
use crate::error::{Error, ErrorCode};
use crate::facts::{self, Source, source};
use crate::prefix::{self, smallest_subnet};

const NODE_SOURCES: &[&Source] = &[&source::IP_PLANNING];
const SURGE_SOURCES: &[&Source] = &[&source::UPGRADE_CAPACITY];
const RESERVED_POD_SOURCES: &[&Source] = &[&source::IP_PLANNING, &source::LEGACY_CNI];
const LOAD_BALANCER_SOURCES: &[&Source] = &[&source::IP_PLANNING];

/// One subnet's need.
///
/// # Errors
/// `out-of-range` when no IPv4 subnet is large enough.
pub(super) fn need(draft: &Draft<'_>, slot: &Slot<'_>) -> Result<SubnetNeed, Error> {
    let needed = slot.needed();
    let prefix_length = smallest_subnet(needed, slot.longest_prefix()).ok_or_else(|| {
        Error::new(ErrorCode::OutOfRange, format!("{} addresses do not fit into any subnet", figure(needed)))
            .at("cluster.agentPoolProfiles")
            .with_help(format!("at most {} addresses, which a /2 holds", figure(prefix::usable(2))))
    })?;
    let usable = prefix::usable(prefix_length);
    Ok(SubnetNeed {
        name: slot.name().map(str::to_owned),
        role: slot.role,
        ledger: slot.entries.iter().map(|(entry, addresses)| line(draft, slot, *entry, *addresses)).collect(),
        needed,
        formula: formula(draft, slot),
        prefix_length,
        usable,
        spare: usable.saturating_sub(needed),
        usable_sources: facts::RESERVED_ADDRESSES.sources,
        given: slot.given().map(|prefix| {
            let usable = prefix.usable();
            GivenSubnet {
                prefix: *prefix,
                usable,
                fits: needed <= usable,
                spare: usable.checked_sub(needed),
                short_by: needed.checked_sub(usable).filter(|short| *short > 0),
                first: prefix.first(),
                last: prefix.last(),
                reserved: prefix.reserved(),
            }
        }),
    })
}

/// The blocks of a pod range.
pub(super) fn pod_cidr(draft: &Draft<'_>, range: &PodRange) -> PodCidrUse {
    let needed = draft.peak_nodes();
    let bits = u8::try_from(needed.max(1).next_power_of_two().trailing_zeros()).unwrap_or(0);
    PodCidrUse {
        prefix: range.prefix,
        blocks_needed: needed,
        blocks_available: range.available(),
        smallest_prefix_length: range.block().saturating_sub(bits),
    }
}

fn line(draft: &Draft<'_>, slot: &Slot<'_>, entry: Entry, addresses: u64) -> LedgerLine {
    let pool = |index: usize| draft.pools.get(index);
    // The pool is named only where there is more than one.
    let of = |index: usize| match pool(index) {
        Some(pool) if draft.pools.len() > 1 => format!(" of {}", pool.name),
        _ => String::new(),
    };
    let autoscaled = |index: usize| draft.documents.get(index).is_some_and(|pool| pool.autoscaling);
    let (label, formula, sources): (String, String, &'static [&'static Source]) = match entry {
        Entry::Nodes(index) if autoscaled(index) => {
            (format!("Nodes{} at the autoscaler's maximum", of(index)), figure(addresses), NODE_SOURCES)
        }
        Entry::Nodes(index) => (format!("Nodes{}", of(index)), figure(addresses), NODE_SOURCES),
        Entry::ScaleOut(index) => {
            (format!("Nodes{} added by the scale-out", of(index)), figure(addresses), NODE_SOURCES)
        }
        Entry::Surge(index) => {
            let label = if addresses == 1 { "Surge node" } else { "Surge nodes" };
            let formula = pool(index).map_or_else(String::new, surge_formula);
            (format!("{label}{} during an upgrade", of(index)), formula, SURGE_SOURCES)
        }
        Entry::ReservedPods(index) => (
            format!("Pods{}, reserved on each node in advance", of(index)),
            pool(index).map_or_else(String::new, |pool| format!("{} × {}", node_sum(pool), figure(pool.max_pods))),
            RESERVED_POD_SOURCES,
        ),
        Entry::DynamicPods(index) => (
            format!("Pods{}, in batches of {}", of(index), facts::DYNAMIC_BATCH.value),
            pool(index).map_or_else(String::new, dynamic_formula),
            facts::DYNAMIC_BATCH.sources,
        ),
        Entry::StaticPods(index) => (
            format!("Pods{}, in blocks of {}", of(index), facts::STATIC_BLOCK_ADDRESSES.value),
            pool(index).map_or_else(String::new, static_formula),
            facts::STATIC_BLOCK_ADDRESSES.sources,
        ),
        Entry::InternalLoadBalancers => {
            ("Internal load balancers".to_owned(), figure(addresses), LOAD_BALANCER_SOURCES)
        }
        Entry::PrivateEndpoints => ("Private endpoints".to_owned(), figure(addresses), NODE_SOURCES),
        Entry::PrivateApiServer => (
            "Private endpoint of the API server".to_owned(),
            figure(addresses),
            facts::PRIVATE_ENDPOINT_OF_PRIVATE_CLUSTER.sources,
        ),
        Entry::ApiServer => ("API server".to_owned(), figure(addresses), facts::API_SERVER_ADDRESSES.sources),
        Entry::GatewayInstances => (
            "Application Gateway instances".to_owned(),
            figure(addresses),
            facts::APPLICATION_GATEWAY_MAX_INSTANCES.sources,
        ),
        Entry::GatewayFrontend => {
            ("Private front end".to_owned(), figure(addresses), facts::APPLICATION_GATEWAY_PRIVATE_FRONTEND.sources)
        }
        Entry::FixedSize => {
            let (label, sources) = match slot.role {
                SubnetRole::Firewall => ("Azure Firewall", facts::FIREWALL_PREFIX.sources),
                SubnetRole::Bastion => ("Azure Bastion", facts::BASTION_PREFIX.sources),
                SubnetRole::NetappFiles => ("Volumes of Azure NetApp Files", facts::NETAPP_PREFIX.sources),
                _ => ("Application Gateway for Containers", facts::AGC_PREFIX.sources),
            };
            let length = slot.longest_prefix();
            (format!("{label}, a /{length} as documented"), format!("2^(32 − {length}) − 5"), sources)
        }
    };
    LedgerLine { label, formula, addresses, sources }
}

/// "(50 + 10 + 1)": nodes, scale-out, surge.
fn node_sum(pool: &Pool) -> String {
    sum(&[pool.peak.saturating_sub(pool.scaled), pool.scaled, pool.surge])
}

fn surge_formula(pool: &Pool) -> String {
    match pool.surge_from {
        SurgeFrom::Given(Amount::Percent(share)) | SurgeFrom::Default(Amount::Percent(share)) => {
            format!("{share} % of {}, rounded up", figure(pool.peak))
        }
        SurgeFrom::Given(Amount::Nodes(asked)) | SurgeFrom::Default(Amount::Nodes(asked)) if asked > pool.surge => {
            format!("{}, at most the {}", figure(asked), counted(pool.peak, "node", "nodes"))
        }
        _ => figure(pool.surge),
    }
}

fn dynamic_formula(pool: &Pool) -> String {
    let (batch, held) = (facts::DYNAMIC_BATCH.value, pool.pod_addresses());
    let batches = format!("{batch} × ⌈½ + {} ÷ {batch}⌉", figure(pool.running));
    let exact = held.checked_rem(batch) == Some(0);
    let node = if exact { batches } else { format!("min({}, {batches})", facts::DYNAMIC_MAX.value) };
    format!("{} × {node}", node_sum(pool))
}

fn static_formula(pool: &Pool) -> String {
    let blocks = super::static_blocks(pool.max_pods).blocks;
    let block = facts::STATIC_BLOCK_ADDRESSES.value;
    format!(
        "{} × {block} × ⌈({} + 1) ÷ {block}⌉ = {} × {}",
        node_sum(pool),
        pool.max_pods,
        node_sum(pool),
        blocks.saturating_mul(block)
    )
}

/// The whole need: "(50 + 1) × (1 + 30)" where one pool is alone in its subnet, else the sum of the lines.
fn formula(draft: &Draft<'_>, slot: &Slot<'_>) -> String {
    let alone = |entry: &(Entry, u64)| {
        matches!(entry.0, Entry::Nodes(0) | Entry::ScaleOut(0) | Entry::Surge(0) | Entry::ReservedPods(0))
    };
    let reserved = slot.entries.iter().any(|(entry, _)| *entry == Entry::ReservedPods(0));
    if reserved
        && slot.entries.iter().all(alone)
        && let Some(pool) = draft.pools.first()
    {
        return format!("{} × (1 + {})", node_sum(pool), figure(pool.max_pods));
    }
    let parts: Vec<String> =
        slot.entries.iter().filter(|(_, count)| *count > 0).map(|(_, count)| figure(*count)).collect();
    if parts.is_empty() { "0".to_owned() } else { parts.join(" + ") }
}
