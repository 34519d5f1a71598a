//! Pod, service, subnet, network, peered and on-premises ranges against each other and against what AKS keeps for itself.

use crate::facts::{self, Fact, Source, source};
use crate::finding::{Code, Findings, codes};
use crate::prefix::{self, Prefix};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;
use std::fmt;

const OVERLAP: &[&Source] = &[&source::IP_PLANNING, &source::CNI_OVERVIEW];

/// A range: what it is in a sentence, the name of what has it, and where it stands in the input.
#[derive(Clone, Copy)]
struct Named<'a> {
    prefix: Prefix,
    what: &'static str,
    name: &'a str,
    subject: &'static str,
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} of {}{}", self.prefix, self.what, self.name)
    }
}

impl<'a> Named<'a> {
    /// Where a finding says it stands: a subnet by its name, anything else by its path.
    fn place(&self) -> &'a str {
        if self.subject.is_empty() { self.name } else { self.subject }
    }
}

/// The ranges around a cluster, by what they are.
#[derive(Default)]
struct Around<'a> {
    subnets: Vec<Named<'a>>,
    cluster_subnets: Vec<Named<'a>>,
    network: Vec<Named<'a>>,
    peers: Vec<Named<'a>>,
    on_premises: Vec<Named<'a>>,
}

/// The codes of one kind of range against the others.
struct Against {
    subnet: Code,
    network: Code,
    peer: Code,
    on_premises: Code,
    consequence: &'static str,
}

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    let around = Around::of(draft);
    let pods = pod_ranges(draft);
    let services = service_ranges(draft);
    let pod = Against {
        subnet: codes::POD_CIDR_OVERLAPS_SUBNET,
        network: codes::POD_CIDR_OVERLAPS_NETWORK,
        peer: codes::POD_CIDR_OVERLAPS_PEER,
        on_premises: codes::POD_CIDR_OVERLAPS_ON_PREMISES,
        consequence: "A packet from a pod to such an address never leaves the pod range.",
    };
    let service = Against {
        subnet: codes::SERVICE_CIDR_OVERLAPS_SUBNET,
        network: codes::SERVICE_CIDR_OVERLAPS_NETWORK,
        peer: codes::SERVICE_CIDR_OVERLAPS_PEER,
        on_premises: codes::SERVICE_CIDR_OVERLAPS_ON_PREMISES,
        consequence: "A host whose address a Service has is not reached from the cluster.",
    };
    // The release notes of 2024-10-25 hold pods against every subnet; services are documented against the cluster's own.
    outside(&pods, &around.subnets, &around, &pod, all);
    outside(&services, &around.cluster_subnets, &around, &service, all);
    pairs(&pods, &services, codes::POD_CIDR_OVERLAPS_SERVICE_CIDR, "A pod and a Service could have one address.", all);
    pairs(&around.network, &around.peers, codes::NETWORK_OVERLAPS_PEER, "Networks that overlap cannot be peered.", all);
    let consequence = "Addresses in both are reached in the virtual network only.";
    pairs(&around.network, &around.on_premises, codes::NETWORK_OVERLAPS_ON_PREMISES, consequence, all);
    let network = if around.network.is_empty() { &around.subnets } else { &around.network };
    let cluster = [&pods, &services, network].map(Vec::as_slice).concat();
    forbidden(&cluster, &facts::FORBIDDEN_RANGES, codes::FORBIDDEN_RANGE, "which AKS keeps for itself", all);
    let why = "which a virtual network cannot have";
    forbidden(network, &facts::VNET_FORBIDDEN_RANGES, codes::NETWORK_RANGE_NOT_ALLOWED, why, all);
    public(&[&pods, &services, &around.network].map(Vec::as_slice).concat(), all);
    repeated(draft, all);
}

impl<'a> Around<'a> {
    fn of(draft: &Draft<'a>) -> Self {
        let request = draft.request;
        let mut around = Self::default();
        if let Some(network) = &request.virtual_network {
            add(&mut around.network, &network.address_space, "the virtual network", "", "virtualNetwork.addressSpace");
            for subnet in &network.subnets {
                add(
                    &mut around.subnets,
                    &subnet.prefixes,
                    "subnet ",
                    subnet.own_name().unwrap_or("without a name"),
                    "",
                );
            }
        }
        for subnet in draft.slots.iter().filter_map(|slot| slot.document) {
            let name = subnet.own_name().unwrap_or("without a name");
            add(&mut around.cluster_subnets, &subnet.prefixes, "subnet ", name, "");
        }
        for peer in &request.peered_networks {
            let name = peer.name.as_deref().unwrap_or("without a name");
            add(&mut around.peers, &peer.address_space, "peered network ", name, "peeredNetworks");
        }
        // A peering's own list of the remote ranges adds only what no document of the network gave.
        for peering in request.virtual_network.iter().flat_map(|network| &network.peerings) {
            for prefix in &peering.remote_prefixes {
                if !around.peers.iter().any(|known| known.prefix == *prefix) {
                    let name = peering.name.as_deref().unwrap_or("without a name");
                    let path = "virtualNetwork.virtualNetworkPeerings";
                    add(&mut around.peers, &[*prefix], "peering ", name, path);
                }
            }
        }
        add(&mut around.on_premises, &request.on_premises, "on-premises", "", "onPremises");
        around
    }
}

fn add<'a>(to: &mut Vec<Named<'a>>, prefixes: &[Prefix], what: &'static str, name: &'a str, subject: &'static str) {
    for prefix in prefixes {
        to.push(Named { prefix: *prefix, what, name, subject });
    }
}

const POD_CIDR: &str = "networkProfile.podCidr";
const SERVICE_CIDR: &str = "networkProfile.serviceCidr";

fn pod_ranges<'a>(draft: &Draft<'_>) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    for range in &draft.pod_ranges {
        let what = if range.assumed { "the pod range (AKS' default)" } else { "the pod range" };
        add(&mut all, &[range.prefix], what, "", POD_CIDR);
    }
    // A CNI of one's own still tells AKS its pod range, for the control plane's routing.
    if draft.mode == NetworkMode::ByoCni {
        add(&mut all, &draft.request.cluster.network.pod_cidrs, "the pod range", "", POD_CIDR);
    }
    all
}

fn service_ranges<'a>(draft: &Draft<'_>) -> Vec<Named<'a>> {
    let mut all = Vec::new();
    add(&mut all, &draft.request.cluster.network.service_cidrs, "the service range", "", SERVICE_CIDR);
    if let (true, Ok(default)) = (all.is_empty(), prefix::parse(facts::DEFAULT_SERVICE_CIDR.value)) {
        add(&mut all, &[default], "the service range (AKS' default)", "", SERVICE_CIDR);
    }
    all
}

/// One kind of range against subnets, the network, peers and on-premises. What overlaps a subnet is not said of the network again.
fn outside(ranges: &[Named<'_>], subnets: &[Named<'_>], around: &Around<'_>, against: &Against, all: &mut Findings) {
    if !pairs(ranges, subnets, against.subnet, against.consequence, all) {
        pairs(ranges, &around.network, against.network, against.consequence, all);
    }
    pairs(ranges, &around.peers, against.peer, against.consequence, all);
    pairs(ranges, &around.on_premises, against.on_premises, against.consequence, all);
}

/// Whether any two overlap.
fn pairs(left: &[Named<'_>], right: &[Named<'_>], code: Code, consequence: &str, all: &mut Findings) -> bool {
    let mut any = false;
    for one in left {
        for other in right.iter().filter(|other| one.prefix.overlaps(&other.prefix)) {
            all.add(code, format_args!("{one} and {other} overlap. {consequence}"), OVERLAP).about(one.place());
            any = true;
        }
    }
    any
}

/// Ranges that AKS keeps for itself, and those that no virtual network may have.
fn forbidden(
    ranges: &[Named<'_>],
    kept: &'static Fact<&'static [&'static str]>,
    code: Code,
    why: &str,
    all: &mut Findings,
) {
    for range in ranges {
        let hit: Vec<&str> = matching(range, kept, Prefix::overlaps).collect();
        if !hit.is_empty() {
            all.add(code, format_args!("{range} overlaps {}, {why}.", hit.join(" and ")), kept.sources)
                .about(range.place());
        }
    }
}

/// Ranges are to be private, of RFC 1918 or RFC 6598, or what has these addresses on the Internet is not reached.
fn public(ranges: &[Named<'_>], all: &mut Findings) {
    let fact = &facts::PRIVATE_RANGES;
    for range in ranges.iter().filter(|range| range.prefix.is_ipv4()) {
        if matching(range, fact, Prefix::contains).next().is_none() {
            let message =
                format_args!("{range} is not private. Hosts on the Internet have these addresses and are not reached.");
            let finding = all.add(codes::PUBLIC_RANGE, message, fact.sources);
            finding.about(range.place()).help(format_args!("A range inside of {}.", fact.value.join(", ")));
        }
    }
}

/// The documented prefixes that stand in a relation to a range.
fn matching(
    range: &Named<'_>,
    fact: &'static Fact<&'static [&'static str]>,
    relation: fn(&Prefix, &Prefix) -> bool,
) -> impl Iterator<Item = &'static str> {
    let range = range.prefix;
    fact.value.iter().copied().filter(move |text| prefix::parse(text).is_ok_and(|prefix| relation(&prefix, &range)))
}

/// At most one range of a family.
fn repeated(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    for (field, ranges) in [("podCidrs", &network.pod_cidrs), ("serviceCidrs", &network.service_cidrs)] {
        for (family, ipv4) in [("IPv4", true), ("IPv6", false)] {
            let of_family: Vec<String> =
                ranges.iter().filter(|prefix| prefix.is_ipv4() == ipv4).map(ToString::to_string).collect();
            if of_family.len() > 1 {
                all.add(
                    codes::RANGE_FAMILY_REPEATED,
                    format_args!(
                        "{field} has {} ranges of {family}: {}. One of each family is meant; the first is counted.",
                        of_family.len(),
                        of_family.join(", ")
                    ),
                    &[&source::DUAL_STACK],
                )
                .about(&format!("networkProfile.{field}"));
            }
        }
    }
}
