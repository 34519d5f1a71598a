//! The service range's size, and the DNS address in it.

use crate::facts;
use crate::finding::{Findings, codes};
use crate::prefix::{self, Prefix};
use crate::sizing::draft::Draft;
use std::net::IpAddr;

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    let network = &draft.request.cluster.network;
    for range in &network.service_cidrs {
        let fact = if range.is_ipv4() {
            &facts::SERVICE_CIDR_SHORTEST_PREFIX
        } else {
            &facts::SERVICE_CIDR_V6_SHORTEST_PREFIX
        };
        if u64::from(range.length()) < fact.value {
            all.add(
                codes::SERVICE_CIDR_TOO_LARGE,
                format_args!(
                    "{range} is too large for a service range: a /{} is the largest that AKS takes.",
                    fact.value
                ),
                fact.sources,
            )
            .about("networkProfile.serviceCidr");
        }
    }
    if let Some(address) = network.dns_service_ip {
        dns(address, &network.service_cidrs, all);
    }
}

/// Inside of the service range, and not on its first address, which is that of the Service `kubernetes`.
fn dns(address: IpAddr, given: &[Prefix], all: &mut Findings) {
    let default = || prefix::parse(facts::DEFAULT_SERVICE_CIDR.value).into_iter().collect();
    let ranges: Vec<Prefix> = if given.is_empty() { default() } else { given.to_vec() };
    let sources = facts::DEFAULT_DNS_SERVICE_IP.sources;
    let tenth = |range: &Prefix| after(range.first(), 10);
    let (finding, range) = match ranges.iter().find(|range| range.contains_address(&address)) {
        None => {
            let shown: Vec<String> = ranges.iter().map(ToString::to_string).collect();
            (
                all.add(
                    codes::DNS_SERVICE_IP_OUTSIDE,
                    format_args!("The DNS address {address} is not in the service range {}.", shown.join(", ")),
                    sources,
                ),
                ranges.first(),
            )
        }
        Some(range) if address == range.first() || Some(address) == after(range.first(), 1) => (
            all.add(
                codes::DNS_SERVICE_IP_FIRST,
                format_args!("The DNS address {address} is the first of {range}, which the Service kubernetes has."),
                sources,
            ),
            Some(range),
        ),
        Some(_) => return,
    };
    finding.about("networkProfile.dnsServiceIP");
    if let Some(tenth) = range.and_then(tenth) {
        finding.help(format_args!("{tenth}, for example."));
    }
}

fn after(address: IpAddr, offset: u32) -> Option<IpAddr> {
    match address {
        IpAddr::V4(address) => u32::from(address).checked_add(offset).map(|next| IpAddr::V4(next.into())),
        IpAddr::V6(address) => u128::from(address).checked_add(u128::from(offset)).map(|next| IpAddr::V6(next.into())),
    }
}
