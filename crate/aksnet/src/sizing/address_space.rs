//! Prefixes for many clusters out of an address space.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;
use crate::finding::{Finding, Findings, codes};
use crate::prefix::{self, Prefix, carve};
use serde::Serialize;
use serde_json::Value;

/// The answer of `planAddressSpace`.
#[derive(Clone, Debug, Serialize)]
pub struct AddressPlan {
    /// What was placed, in the order of the demands.
    pub placed: Vec<Placed>,
    /// Names of what was not, in the order of the demands.
    pub unplaced: Vec<String>,
    /// What is left, without what is taken or forbidden, as the fewest prefixes, in address order.
    pub free: Vec<Prefix>,
    /// Remarks.
    pub findings: Vec<Finding>,
}

/// A demand in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The demand's name.
    pub name: String,
    /// Its prefix.
    pub prefix: Prefix,
}

struct Demand {
    name: String,
    length: u8,
    ipv4: Option<bool>,
}

impl Demand {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["name", "prefixLength", "family"])?;
        let missing = |key: &str, help: &str| {
            node.error(ErrorCode::MissingField, format!("a demand has no {key}")).with_help(help.to_owned())
        };
        let name = node.text_at("name")?.ok_or_else(|| missing("name", "a name such as \"prod-westeurope\""))?;
        let ipv4 = node.word_at("family", &[("IPv4", true), ("IPv6", false)])?;
        let most = if ipv4 == Some(true) { 32 } else { 128 };
        let length = node
            .whole_at("prefixLength", 0..=most)?
            .ok_or_else(|| missing("prefixLength", "a whole number from 0 to 128"))?;
        Ok(Self { name, length: u8::try_from(length).unwrap_or(128), ipv4 })
    }
}

/// Reads and answers `planAddressSpace`: aligned, disjoint prefixes, the smallest free block that holds each, larger demands
/// first and then in the order given, never across two of the ranges; clear of what is taken, of on-premises, of what AKS keeps
/// for itself and of what no virtual network may have.
///
/// # Errors
/// An [`Error`] that names the field.
///
/// ```
/// use serde_json::json;
/// let plan = aksnet::ask_address_space(&json!({
///     "addressSpace": ["172.16.0.0/12"],
///     "taken": ["172.16.0.0/16"],
///     "demands": [{ "name": "a", "prefixLength": 21 }, { "name": "b", "prefixLength": 16 }]
/// }))?;
/// let placed: Vec<String> = plan.placed.iter().map(|one| format!("{} {}", one.name, one.prefix)).collect();
/// // 172.30.0.0/16 and 172.31.0.0/16 are AKS' own and stay clear.
/// assert_eq!(placed, ["a 172.18.0.0/21", "b 172.17.0.0/16"]);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_address_space(request: &Value) -> Result<AddressPlan, Error> {
    let node = Node::root(request);
    node.only(&["addressSpace", "taken", "onPremises", "demands"])?;
    let ranges = node.prefixes_at("addressSpace")?;
    if ranges.is_empty() {
        return Err(Error::new(ErrorCode::MissingField, "there is no address space to carve")
            .at("addressSpace")
            .with_help("prefixes such as [\"10.0.0.0/8\"]"));
    }
    let mut excluded = node.prefixes_at("taken")?;
    excluded.extend(node.prefixes_at("onPremises")?);
    let kept = facts::FORBIDDEN_RANGES.value.iter().chain(facts::VNET_FORBIDDEN_RANGES.value);
    excluded.extend(kept.filter_map(|text| prefix::parse(text).ok()));
    let demands = node.read_all("demands", Demand::read)?.unwrap_or_default();
    Ok(place(&ranges, &excluded, &demands))
}

fn place(ranges: &[Prefix], excluded: &[Prefix], demands: &[Demand]) -> AddressPlan {
    let mut four = carve::Space::new(true, ranges, excluded);
    let mut six = carve::Space::new(false, ranges, excluded);
    let has_ipv4 = ranges.iter().any(Prefix::is_ipv4);
    let ipv4 = |demand: &Demand| demand.ipv4.unwrap_or(demand.length <= 32 && has_ipv4);
    let key = |(place, demand): (u128, &Demand)| (u128::from(demand.length), place);
    let mut order: Vec<(u128, u128)> = (0u128..).zip(demands).map(key).collect();
    carve::sort(&mut order);
    let mut found: Vec<Option<Prefix>> = vec![None; demands.len()];
    for (_, place) in order {
        let Ok(at) = usize::try_from(place) else { continue };
        let Some((demand, slot)) = demands.get(at).zip(found.get_mut(at)) else { continue };
        *slot = if ipv4(demand) { four.take(demand.length) } else { six.take(demand.length) };
    }
    let mut plan = AddressPlan { placed: Vec::new(), unplaced: Vec::new(), free: four.rest(), findings: Vec::new() };
    let mut findings = Findings::default();
    for (demand, prefix) in demands.iter().zip(found) {
        let Some(prefix) = prefix else {
            plan.unplaced.push(demand.name.clone());
            let space = if ipv4(demand) { &four } else { &six };
            unplaced(demand, space.largest(), &mut findings);
            continue;
        };
        plan.placed.push(Placed { name: demand.name.clone(), prefix });
    }
    plan.free.extend(six.rest());
    plan.findings = findings.into_vec();
    plan
}

fn unplaced(demand: &Demand, largest: Option<u8>, all: &mut Findings) {
    let (name, length, sources) = (&demand.name, demand.length, facts::FORBIDDEN_RANGES.sources);
    let finding = match largest {
        Some(largest) => {
            let message = format_args!("{name} asks for a /{length}; the largest block left is a /{largest}.");
            all.add(codes::DEMAND_UNPLACED, message, sources)
        }
        None => all.add(codes::DEMAND_UNPLACED, format_args!("{name} asks for a /{length}; nothing is left."), sources),
    };
    finding
        .about(name)
        .help(format_args!("Another range with a free /{length}. What is taken, on-premises or AKS' own stays clear."));
}

/// The answer of `findOverlaps`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Overlaps {
    /// Places of two prefixes that have an address in common, the smaller first, in order.
    pub pairs: Vec<(u32, u32)>,
}

/// Reads and answers `findOverlaps`.
///
/// # Errors
/// An [`Error`] that names the prefix.
///
/// ```
/// use serde_json::json;
/// let found = aksnet::ask_overlaps(&json!({ "prefixes": ["10.0.0.0/8", "10.1.0.0/16", "11.0.0.0/8"] }))?;
/// assert_eq!(found.pairs, [(0, 1)]);
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_overlaps(request: &Value) -> Result<Overlaps, Error> {
    let node = Node::root(request);
    node.only(&["prefixes"])?;
    Ok(Overlaps { pairs: carve::overlaps(&node.prefixes_at("prefixes")?) })
}
