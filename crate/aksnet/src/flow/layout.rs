//! What the documents leave out, laid out as AKS would: nodes, pods of workloads, addresses of Services.

use super::world::Mode;
use crate::azure::{Subnet, VirtualNetwork};
use crate::facts;
use crate::kubernetes::{Node, Pod, Service, ServiceType, Workload};
use crate::prefix::{self, Prefix};
use std::net::{IpAddr, Ipv4Addr};

/// Pods of a workload that are laid out at most: three show what more would show.
const MOST_PODS: u64 = 3;

/// The `offset`th address of a prefix.
fn nth(range: &Prefix, offset: usize) -> Option<IpAddr> {
    let IpAddr::V4(first) = range.first() else { return None };
    let address = IpAddr::V4(Ipv4Addr::from(u32::from(first).checked_add(u32::try_from(offset).ok()?)?));
    range.contains_address(&address).then_some(address)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one environment, completed together")]
/// Completes the parts in place; says what was added.
pub(super) fn complete(
    mode: Mode,
    pod_cidr: Option<Prefix>,
    service_cidr: Option<Prefix>,
    networks: &mut Vec<VirtualNetwork>,
    nodes: &mut Vec<Node>,
    pods: &mut Vec<Pod>,
    services: &mut [Service],
    workloads: &[Workload],
) -> Vec<&'static str> {
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
        added.push("a virtual network 10.224.0.0/12");
    }
    let home = networks.first().and_then(|network| network.subnets.first()).and_then(Subnet::ipv4).copied();
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
        added.push("three nodes");
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
            pod.node = Some(node.name.clone());
            pod.addresses = range.and_then(|range| nth(&range, offset)).into_iter().collect();
            pods.push(pod);
        }
    }
    if pods.len() > known {
        added.push("pods of workloads");
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
        added.push("addresses of Services");
    }
    added
}
