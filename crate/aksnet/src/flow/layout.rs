//! What the documents leave out, laid out as AKS would: nodes, pods of workloads, addresses of Services.

use super::world::Mode;
use crate::azure::{Subnet, VirtualNetwork};
use crate::facts;
use crate::kubernetes::{Node, Pod, Service, ServiceType, Workload};
use crate::prefix::{self, Prefix};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Pods of a workload that are laid out at most: three show what more would show.
const MOST_PODS: u64 = 3;

/// The `offset`th address of a prefix.
fn nth(range: &Prefix, offset: usize) -> Option<IpAddr> {
    let IpAddr::V4(first) = range.first() else { return None };
    let address = IpAddr::V4(Ipv4Addr::from(u32::from(first).checked_add(u32::try_from(offset).ok()?)?));
    range.contains_address(&address).then_some(address)
}

/// The /16s (of IPv6 the /64s) of nodes, and of pods with addresses of the network, that no network's document holds.
fn surrounding(mode: Mode, networks: &[VirtualNetwork], nodes: &[Node], pods: &[Pod]) -> Vec<Prefix> {
    let mut found: Vec<Prefix> = Vec::new();
    let in_network = matches!(mode, Mode::NodeSubnet | Mode::PodSubnet);
    let of_pods = pods.iter().filter(|pod| in_network && !pod.host_network).flat_map(|pod| &pod.addresses);
    for address in nodes.iter().flat_map(|node| &node.addresses).chain(of_pods) {
        let known = networks.iter().flat_map(|network| &network.address_space);
        if known.chain(&found).any(|prefix| prefix.contains_address(address)) {
            continue;
        }
        let text = match address {
            IpAddr::V4(address) => {
                let [one, two, ..] = address.octets();
                format!("{one}.{two}.0.0/16")
            }
            IpAddr::V6(address) => format!("{}/64", Ipv6Addr::from(u128::from(*address) >> 64 << 64)),
        };
        found.extend(prefix::parse(&text));
    }
    found
}

#[expect(clippy::too_many_arguments, reason = "the parts of one environment, completed together")]
/// Completes the parts in place; says what was added.
pub(super) fn complete(
    mode: Mode,
    node_subnet: Option<&str>,
    pod_cidr: Option<Prefix>,
    service_cidr: Option<Prefix>,
    networks: &mut Vec<VirtualNetwork>,
    nodes: &mut Vec<Node>,
    pods: &mut Vec<Pod>,
    services: &mut [Service],
    workloads: &[Workload],
) -> Vec<String> {
    let mut added = Vec::new();
    let (space, subnet) = (prefix::parse("10.224.0.0/12"), prefix::parse("10.224.0.0/16"));
    if let (Ok(space), Ok(subnet)) = (space, subnet)
        && networks.is_empty()
        && nodes.iter().flat_map(|node| &node.addresses).all(|address| subnet.contains_address(address))
    {
        let own = Subnet { name: Some("aks-subnet".to_owned()), prefixes: vec![subnet], ..Subnet::default() };
        networks.push(VirtualNetwork {
            name: Some("aks-vnet".to_owned()),
            address_space: vec![space],
            subnets: vec![own],
            ..VirtualNetwork::default()
        });
        added.push("a virtual network 10.224.0.0/12".to_owned());
    }
    for network in networks.iter_mut().filter(|network| network.address_space.is_empty()) {
        network.address_space = network.subnets.iter().flat_map(|subnet| &subnet.prefixes).copied().collect();
    }
    let around = surrounding(mode, networks, nodes, pods);
    if !around.is_empty() {
        let words: Vec<String> = around.iter().map(Prefix::to_string).collect();
        added.push(format!("a virtual network {} around the nodes", words.join(" and ")));
        let own = Subnet { name: Some("aks-subnet".to_owned()), prefixes: around.clone(), ..Subnet::default() };
        networks.push(VirtualNetwork {
            name: Some("aks-vnet".to_owned()),
            address_space: around,
            subnets: vec![own],
            ..VirtualNetwork::default()
        });
    }
    let named = node_subnet.and_then(|id| networks.iter().find_map(|network| network.subnet(id)));
    let first = || networks.iter().find_map(|network| network.subnets.first());
    let home = named.or_else(first).and_then(Subnet::ipv4).copied();
    if let (true, Some(home)) = (nodes.is_empty(), home) {
        for at in 0..3usize {
            let block = pod_cidr
                .and_then(|range| nth(&range, at.saturating_mul(256)))
                .and_then(|first| prefix::parse(&format!("{first}/24")).ok());
            nodes.push(Node {
                name: format!("aks-nodepool1-vmss00000{at}"),
                addresses: nth(&home, at.saturating_add(4)).into_iter().collect(),
                pod_cidrs: block.into_iter().collect(),
                ready: true,
                kernel: None,
            });
        }
        added.push("three nodes".to_owned());
    }
    let known = pods.len();
    for workload in workloads {
        let begins = format!("{}/{}-", workload.namespace, workload.name);
        if nodes.is_empty() || pods.iter().take(known).any(|pod| pod.full_name.starts_with(&begins)) {
            continue;
        }
        for at in 0..workload.replicas.unwrap_or(MOST_PODS).min(MOST_PODS) {
            let place = pods.len();
            let Some(node) = place.checked_rem(nodes.len()).and_then(|at| nodes.get(at)) else { break };
            let range =
                if matches!(mode, Mode::Kubenet | Mode::Overlay) { node.pod_cidrs.first().copied() } else { home };
            let offset = place.checked_div(nodes.len()).unwrap_or(0).saturating_add(10);
            let offset = if matches!(mode, Mode::Kubenet | Mode::Overlay) { offset } else { place.saturating_add(256) };
            let mut pod = workload.template.clone();
            pod.full_name = format!("{begins}{at}");
            if workload.kind == "StatefulSet" {
                // What its controller writes on each pod, and what Services of single pods select.
                pod.labels.insert("statefulset.kubernetes.io/pod-name".to_owned(), format!("{}-{at}", workload.name));
                pod.labels.insert("apps.kubernetes.io/pod-index".to_owned(), at.to_string());
            }
            pod.node = Some(node.name.clone());
            pod.addresses = range.and_then(|range| nth(&range, offset)).into_iter().collect();
            pods.push(pod);
        }
    }
    if pods.len() > known {
        added.push("pods of workloads".to_owned());
    }
    let range = service_cidr.or_else(|| prefix::parse(facts::DEFAULT_SERVICE_CIDR.value).ok());
    let mut given = false;
    for (at, service) in services.iter_mut().enumerate() {
        if service.kind != ServiceType::ExternalName && !service.headless && service.cluster_ips.is_empty() {
            service.cluster_ips.extend(range.and_then(|range| nth(&range, at.saturating_add(256))));
            given = true;
        }
        if service.kind == ServiceType::LoadBalancer && service.frontends.is_empty() {
            let test = prefix::parse("198.18.0.0/15").ok();
            let inside = home.filter(|_| service.internal);
            service.frontends.extend(inside.or(test).and_then(|range| nth(&range, at.saturating_add(25_600))));
            given = true;
        }
    }
    if given {
        added.push("addresses of Services".to_owned());
    }
    added
}
