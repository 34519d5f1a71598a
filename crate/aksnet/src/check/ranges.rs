//! Pod, service, subnet, network, peered and on-premises ranges against each other and against what AKS keeps for itself.

use crate::azure::Subnet;
use crate::facts::{self, Fact, Source, source};
use crate::finding::{Code, Findings, codes};
use crate::prefix::{self, Prefix};
use crate::sizing::NetworkMode;
use crate::sizing::draft::Draft;

const OVERLAP: &[Source] = &[source::IP_PLANNING, source::CNI_OVERVIEW];

/// A range with its name in a sentence, and where it stands in the input.
struct Named {
    prefix: Prefix,
    name: String,
    subject: String,
}

fn named(prefix: &Prefix, name: &str, subject: &str) -> Named {
    Named { prefix: *prefix, name: name.trim_end().to_owned(), subject: subject.to_owned() }
}

/// The ranges around a cluster, by what they are.
struct Around {
    subnets: Vec<Named>,
    cluster_subnets: Vec<Named>,
    network: Vec<Named>,
    peers: Vec<Named>,
    on_premises: Vec<Named>,
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
    forbidden(&pods, &services, &around, all);
    public(pods.iter().chain(&services).chain(&around.network), all);
    repeated(draft, all);
}

impl Around {
    fn of(draft: &Draft<'_>) -> Self {
        let request = draft.request;
        let network = request.virtual_network.as_ref();
        let ranges_of = |subnet: &Subnet| {
            let own = subnet.own_name().unwrap_or("a subnet").to_owned();
            let name = format!("subnet {own}");
            subnet.prefixes.iter().map(|prefix| named(prefix, &name, &own)).collect::<Vec<_>>()
        };
        let all = network.into_iter().flat_map(|network| &network.subnets);
        let own = draft.slots.iter().filter_map(|slot| slot.document);
        let space = network.into_iter().flat_map(|network| &network.address_space);
        let mut peers = Vec::new();
        for (index, peer) in request.peered_networks.iter().enumerate() {
            let name = format!("peered network {}", peer.name.as_deref().unwrap_or_default());
            let subject = format!("peeredNetworks[{index}].addressSpace");
            peers.extend(peer.address_space.iter().map(|prefix| named(prefix, &name, &subject)));
        }
        // A peering's own list of the remote ranges adds only what no document of the network gave.
        for (index, peering) in network.into_iter().flat_map(|network| &network.peerings).enumerate() {
            let name = format!("peering {}", peering.name.as_deref().unwrap_or_default());
            let subject = format!("virtualNetwork.virtualNetworkPeerings[{index}].remoteAddressSpace");
            for prefix in &peering.remote_prefixes {
                if !peers.iter().any(|known: &Named| known.prefix == *prefix) {
                    peers.push(named(prefix, &name, &subject));
                }
            }
        }
        let on_premises = request.on_premises.iter().enumerate();
        Self {
            subnets: all.flat_map(ranges_of).collect(),
            cluster_subnets: own.flat_map(ranges_of).collect(),
            network: space.map(|prefix| named(prefix, "the virtual network", "virtualNetwork.addressSpace")).collect(),
            peers,
            on_premises: on_premises
                .map(|(index, prefix)| named(prefix, "on-premises", &format!("onPremises[{index}]")))
                .collect(),
        }
    }
}

const POD_CIDR: &str = "networkProfile.podCidr";
const SERVICE_CIDR: &str = "networkProfile.serviceCidr";

fn pod_ranges(draft: &Draft<'_>) -> Vec<Named> {
    if draft.mode.has_pod_cidr() {
        let name = |assumed: bool| if assumed { "the pod range (AKS' default)" } else { "the pod range" };
        return draft.pod_ranges.iter().map(|range| named(&range.prefix, name(range.assumed), POD_CIDR)).collect();
    }
    // A CNI of one's own still tells AKS its pod range, for the control plane's routing.
    let given = &draft.request.cluster.network.pod_cidrs;
    let byo = draft.mode == NetworkMode::ByoCni;
    given.iter().filter(|_| byo).map(|prefix| named(prefix, "the pod range", POD_CIDR)).collect()
}

fn service_ranges(draft: &Draft<'_>) -> Vec<Named> {
    let given = &draft.request.cluster.network.service_cidrs;
    if given.is_empty() {
        let default = prefix::parse(facts::DEFAULT_SERVICE_CIDR.value);
        return default.iter().map(|prefix| named(prefix, "the service range (AKS' default)", SERVICE_CIDR)).collect();
    }
    given.iter().map(|prefix| named(prefix, "the service range", SERVICE_CIDR)).collect()
}

/// One kind of range against subnets, the network, peers and on-premises. What overlaps a subnet is not said of the network again.
fn outside(ranges: &[Named], subnets: &[Named], around: &Around, against: &Against, all: &mut Findings) {
    if !pairs(ranges, subnets, against.subnet, against.consequence, all) {
        pairs(ranges, &around.network, against.network, against.consequence, all);
    }
    pairs(ranges, &around.peers, against.peer, against.consequence, all);
    pairs(ranges, &around.on_premises, against.on_premises, against.consequence, all);
}

/// Whether any two overlap.
fn pairs(left: &[Named], right: &[Named], code: Code, consequence: &str, all: &mut Findings) -> bool {
    let mut any = false;
    for one in left {
        for other in right.iter().filter(|other| one.prefix.overlaps(&other.prefix)) {
            let message =
                format!("{} of {} and {} of {} overlap. {consequence}", one.prefix, one.name, other.prefix, other.name);
            all.add(code, message, OVERLAP).about(&one.subject);
            any = true;
        }
    }
    any
}

/// Ranges that AKS keeps for itself, and those that no virtual network may have.
fn forbidden(pods: &[Named], services: &[Named], around: &Around, all: &mut Findings) {
    let network = if around.network.is_empty() { &around.subnets } else { &around.network };
    let cluster = pods.iter().chain(services).chain(network);
    clash(cluster, &facts::FORBIDDEN_RANGES, codes::FORBIDDEN_RANGE, "which AKS keeps for itself", all);
    clash(
        network.iter(),
        &facts::VNET_FORBIDDEN_RANGES,
        codes::NETWORK_RANGE_NOT_ALLOWED,
        "which a virtual network cannot have",
        all,
    );
}

fn clash<'a>(
    ranges: impl Iterator<Item = &'a Named>,
    fact: &'static Fact<&'static [&'static str]>,
    code: Code,
    why: &str,
    all: &mut Findings,
) {
    for range in ranges {
        let hit: Vec<&str> = fact
            .value
            .iter()
            .filter(|kept| prefix::parse(kept).is_ok_and(|kept| kept.overlaps(&range.prefix)))
            .copied()
            .collect();
        if !hit.is_empty() {
            let message = format!("{} of {} overlaps {}, {why}.", range.prefix, range.name, hit.join(" and "));
            all.add(code, message, fact.sources).about(&range.subject);
        }
    }
}

/// Ranges are to be private, of RFC 1918 or RFC 6598, or what has these addresses on the Internet is not reached.
fn public<'a>(ranges: impl Iterator<Item = &'a Named>, all: &mut Findings) {
    let fact = &facts::PRIVATE_RANGES;
    for range in ranges.filter(|range| range.prefix.is_ipv4()) {
        let private = fact
            .value
            .iter()
            .any(|private| prefix::parse(private).is_ok_and(|private| private.contains(&range.prefix)));
        if !private {
            let message = format!(
                "{} of {} is not private. Hosts on the Internet have these addresses and are not reached.",
                range.prefix, range.name
            );
            let help = format!("A range inside of {}.", fact.value.join(", "));
            all.add(codes::PUBLIC_RANGE, message, fact.sources).about(&range.subject).help(help);
        }
    }
}

/// At most one range of a family.
fn repeated(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    for (field, ranges) in [("podCidrs", &network.pod_cidrs), ("serviceCidrs", &network.service_cidrs)] {
        for (family, ipv4) in [("IPv4", true), ("IPv6", false)] {
            let of_family: Vec<String> =
                ranges.iter().filter(|prefix| prefix.is_ipv4() == ipv4).map(ToString::to_string).collect();
            if of_family.len() > 1 {
                let message = format!(
                    "{field} has {} ranges of {family}: {}. One of each family is meant; the first is counted.",
                    of_family.len(),
                    of_family.join(", ")
                );
                all.add(codes::RANGE_FAMILY_REPEATED, message, &[source::DUAL_STACK])
                    .about(format!("networkProfile.{field}"));
            }
        }
    }
}
