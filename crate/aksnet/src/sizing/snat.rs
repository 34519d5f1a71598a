//! Will the outbound ports last: what a load balancer, a NAT gateway or an appliance gives each node.

use super::plan::LedgerLine;
use super::text::{counted, figure};
use crate::azure::OutboundType;
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts::{self, SnatTier, Source, source};
use crate::finding::{Finding, Findings, codes};
use serde::Serialize;
use serde_json::Value;

/// More of anything than this is taken for a slip of the keyboard.
const MOST: u64 = 1_000_000;

/// The answer of `planSnat`.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SnatPlan {
    /// Ports of one node. Of a NAT gateway the even share: its ports are on demand.
    pub ports_per_node: u64,
    /// The most steady nodes for which the ports last, the surge set aside.
    pub max_nodes: u64,
    /// Whether they last for the nodes asked for.
    pub fits: bool,
    /// Ports in use: of the nodes, and of the surge.
    pub ledger: Vec<LedgerLine>,
    /// Remarks.
    pub findings: Vec<Finding>,
}

struct Ask {
    nodes: u64,
    surge: u64,
    frontends: u64,
    allocated: u64,
    outbound: OutboundType,
}

/// Reads and answers `planSnat`.
///
/// # Errors
/// An [`Error`] that names the field.
///
/// ```
/// use serde_json::json;
/// let plan = aksnet::ask_snat(&json!({ "nodes": 100, "maxSurge": 2, "allocatedOutboundPorts": 4000, "frontends": 7 }))?;
/// // 64,000 × 7 ports are 112 nodes at 4,000; two are set aside for the surge.
/// assert_eq!((plan.ports_per_node, plan.max_nodes, plan.fits), (4_000, 110, true));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_snat(request: &Value) -> Result<SnatPlan, Error> {
    let node = Node::root(request);
    node.only(&["nodes", "frontends", "allocatedOutboundPorts", "maxSurge", "outboundType"])?;
    let nodes = node.whole_at("nodes", 0..=MOST)?.ok_or_else(|| {
        Error::new(ErrorCode::MissingField, "the number of nodes is missing")
            .at("nodes")
            .with_help("a whole number from 0")
    })?;
    let ask = Ask {
        nodes,
        surge: node.whole_at("maxSurge", 0..=MOST)?.unwrap_or(0),
        frontends: node.whole_at("frontends", 1..=MOST)?.unwrap_or(facts::MANAGED_OUTBOUND_ADDRESSES_DEFAULT.value),
        allocated: node.whole_at("allocatedOutboundPorts", 0..=MOST)?.unwrap_or(0),
        outbound: node.word_at("outboundType", OutboundType::WORDS)?.unwrap_or(OutboundType::LoadBalancer),
    };
    let mut findings = Findings::default();
    let (ports_per_node, max_nodes, fits, sources) = answer(&ask, &mut findings);
    if ask.outbound != OutboundType::LoadBalancer && ask.allocated > 0 {
        let message = format_args!("allocatedOutboundPorts counts for the outbound type loadBalancer only.");
        findings
            .add(codes::SNAT_PORTS_UNUSED, message, facts::SNAT_PORTS_PER_FRONTEND.sources)
            .about("allocatedOutboundPorts");
    }
    let line = |label: &str, count: u64| LedgerLine {
        label: label.to_owned(),
        formula: format!("{} × {}", figure(count), figure(ports_per_node)),
        addresses: count.saturating_mul(ports_per_node),
        sources,
    };
    let mut ledger = vec![line("Ports of the nodes", ask.nodes)];
    if ask.surge > 0 {
        ledger.push(line("Ports of the surge nodes", ask.surge));
    }
    Ok(SnatPlan { ports_per_node, max_nodes, fits, ledger, findings: findings.into_vec() })
}

/// The ports of one node, for who only wants the number. Of a NAT gateway the even share.
pub(crate) fn snat_ports_per_node(
    nodes: u64,
    frontends: Option<u64>,
    allocated: Option<u64>,
    outbound: OutboundType,
) -> u64 {
    let frontends = frontends.unwrap_or(facts::MANAGED_OUTBOUND_ADDRESSES_DEFAULT.value);
    let ask = Ask { nodes, surge: 0, frontends, allocated: allocated.unwrap_or(0), outbound };
    answer(&ask, &mut Findings::default()).0
}

fn answer(ask: &Ask, findings: &mut Findings) -> Answer {
    match ask.outbound {
        OutboundType::LoadBalancer if ask.allocated == 0 => automatic(ask, findings),
        OutboundType::LoadBalancer => explicit(ask, findings),
        OutboundType::ManagedNatGateway | OutboundType::ManagedNatGatewayV2 | OutboundType::UserAssignedNatGateway => {
            nat_gateway(ask, findings)
        }
        OutboundType::UserDefinedRouting => elsewhere(ask, findings),
        OutboundType::None | OutboundType::Block => closed(ask, findings),
    }
}

type Answer = (u64, u64, bool, &'static [&'static Source]);

/// By the size of the backend pool: fewer ports for each node of a larger one, more with more addresses, 1,024 at the most.
fn automatic(ask: &Ask, findings: &mut Findings) -> Answer {
    addresses(ask, findings);
    let tiers = &facts::SNAT_TIERS;
    let cap = facts::SNAT_PORTS_PER_NODE_CAP.value;
    let of = |nodes: u64| {
        let tier: Option<&SnatTier> = tiers.value.iter().find(|tier| nodes <= tier.up_to);
        tier.map(|tier| tier.ports.saturating_mul(ask.frontends).min(cap))
    };
    let end = tiers.value.last().map_or(0, |tier| tier.up_to);
    let peak = ask.nodes.saturating_add(ask.surge);
    let ports = of(ask.nodes).unwrap_or(0);
    let most = end.saturating_sub(ask.surge);
    let Some(during) = of(peak) else {
        let message = format_args!(
            "Automatic allocation is documented up to {}; with the surge there are {}.",
            counted(end, "node", "nodes"),
            figure(peak)
        );
        findings
            .add(codes::SNAT_TABLE_ENDS, message, tiers.sources)
            .about("nodes")
            .help(format_args!("Give allocatedOutboundPorts, or a NAT gateway."));
        return (ports, most, false, tiers.sources);
    };
    if during < ports {
        let message = format_args!(
            "With {} more while upgrading, each node has {} ports instead of {}. Connections in use may break.",
            counted(ask.surge, "node", "nodes"),
            figure(during),
            figure(ports)
        );
        findings
            .add(codes::SNAT_TIER_CROSSED, message, &[&source::LOAD_BALANCER])
            .about("maxSurge")
            .help(format_args!("Allocate ports explicitly."));
    }
    (ports, most, true, tiers.sources)
}

/// A fixed number for each node, in blocks of eight, for the surge nodes too.
fn explicit(ask: &Ask, findings: &mut Findings) -> Answer {
    addresses(ask, findings);
    let (of_one, block) = (&facts::SNAT_PORTS_PER_FRONTEND, &facts::SNAT_PORTS_MULTIPLE);
    let whole = of_one.value.saturating_mul(ask.frontends);
    let most = whole.checked_div(ask.allocated).unwrap_or(0).saturating_sub(ask.surge);
    let refused = ask.allocated.checked_rem(block.value) != Some(0) || ask.allocated > of_one.value;
    if refused {
        let message = format_args!(
            "{} ports: Azure takes a multiple of {}, {} at the most.",
            figure(ask.allocated),
            block.value,
            figure(of_one.value)
        );
        findings.add(codes::SNAT_PORTS_REFUSED, message, block.sources).about("allocatedOutboundPorts");
        return (ask.allocated, most, false, of_one.sources);
    }
    let needed = ask.nodes.saturating_add(ask.surge).saturating_mul(ask.allocated);
    if needed > whole {
        let message = format_args!(
            "{} ports are needed, and {} have {}.",
            figure(needed),
            counted(ask.frontends, "address", "addresses"),
            figure(whole)
        );
        let enough = needed.div_ceil(of_one.value);
        findings
            .add(codes::SNAT_PORTS_EXHAUSTED, message, of_one.sources)
            .about("allocatedOutboundPorts")
            .help(format_args!("{}, or fewer ports for each node.", counted(enough, "address", "addresses")));
    }
    (ask.allocated, most, needed <= whole, of_one.sources)
}

/// A load balancer's outbound rule takes so many managed addresses.
fn addresses(ask: &Ask, findings: &mut Findings) {
    let most = &facts::MANAGED_OUTBOUND_ADDRESSES_MAX;
    if ask.frontends > most.value {
        let message = format_args!("{} addresses: AKS manages {} at the most.", figure(ask.frontends), most.value);
        findings.add(codes::OUTBOUND_ADDRESSES_EXCEEDED, message, most.sources).about("frontends");
    }
}

/// Ports on demand, shared by all nodes.
fn nat_gateway(ask: &Ask, findings: &mut Findings) -> Answer {
    let (of_one, most) = (&facts::NAT_GATEWAY_PORTS_PER_ADDRESS, &facts::NAT_GATEWAY_ADDRESSES);
    let fits = ask.frontends <= most.value;
    if !fits {
        let message = format_args!("{} addresses: a NAT gateway takes {}.", figure(ask.frontends), most.value);
        findings.add(codes::NAT_GATEWAY_ADDRESSES_EXCEEDED, message, most.sources).about("frontends");
    }
    let nodes = ask.nodes.saturating_add(ask.surge);
    let whole = of_one.value.saturating_mul(ask.frontends);
    let (most, few_enough) = by_cluster(ask);
    (whole.checked_div(nodes).unwrap_or(whole), most, fits && few_enough, of_one.sources)
}

/// Where ports do not bound the nodes, the cluster does.
fn by_cluster(ask: &Ask) -> (u64, bool) {
    let most = facts::NODES_PER_CLUSTER.value.saturating_sub(ask.surge);
    (most, ask.nodes <= most)
}

/// The appliance has the ports.
fn elsewhere(ask: &Ask, findings: &mut Findings) -> Answer {
    let fact = &facts::FIREWALL_FRONTENDS_ADVISED;
    let message = format_args!(
        "Traffic leaves through an appliance, which translates it with ports of its own. They are not counted here."
    );
    findings
        .add(codes::SNAT_ELSEWHERE, message, fact.sources)
        .help(format_args!("Azure Firewall: {} front-end addresses or more are advised for production.", fact.value));
    let (most, fits) = by_cluster(ask);
    (0, most, fits, fact.sources)
}

fn closed(ask: &Ask, findings: &mut Findings) -> Answer {
    let sources: &'static [&'static Source] = &[&source::OUTBOUND_TYPES];
    findings.add(
        codes::NO_OUTBOUND,
        format_args!("This outbound type makes no way out; there are no ports to plan."),
        sources,
    );
    let (most, fits) = by_cluster(ask);
    (0, most, fits, sources)
}
