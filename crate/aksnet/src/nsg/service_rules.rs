//! The rules that AKS's cloud provider writes for Services of type LoadBalancer, into the group of the nodes' cards.
//!
//! For each protocol a rule for each service tag, and one for the given ranges of each family; destinations are the frontends at the
//! Service's ports, or the nodes at their node ports where floating IP is off. Services with the same sources and ports share a rule,
//! whose name is made of these. Priorities go up from 500 in the order in which Services are reconciled, which no document tells: here in
//! the order of the documents.

use super::md5;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::facts::{self, Source, source};
use crate::kubernetes::{Node as Machine, Object, Protocol, Service, ServiceType};
use crate::prefix::{self, Prefix};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::net::IpAddr;

/// A rule as `az network nsg rule show` prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRule {
    /// `k8s-azure-lb_allow_IPv4_…`
    pub name: String,
    /// From 500 up, that of a denial from 4095 down.
    pub priority: u64,
    /// "Inbound"
    pub direction: &'static str,
    /// "Allow" or "Deny".
    pub access: &'static str,
    /// "Tcp", "Udp" or "*".
    pub protocol: &'static str,
    /// Ranges, or a service tag.
    pub source_address_prefixes: Vec<String>,
    /// "*"
    pub source_port_range: &'static str,
    /// Frontends, or nodes.
    pub destination_address_prefixes: Vec<String>,
    /// Ports.
    pub destination_port_ranges: Vec<String>,
    /// "namespace/name" of the Services that it is for.
    pub services: Vec<String>,
}

/// The rules, and what they rest on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceRules {
    /// By priority.
    pub security_rules: Vec<ServiceRule>,
    /// The provider's code.
    pub sources: &'static [&'static Source],
}

const ANNOTATIONS: &str = "service.beta.kubernetes.io/";

/// What a Service says of its sources.
struct Access {
    ranges: Vec<Prefix>,
    tags: Vec<String>,
    invalid: bool,
    deny_others: bool,
}

impl Access {
    fn of(object: &Object, service: &Service) -> Result<Self, Error> {
        let list = |name: &str| {
            let text = object.annotations.get(&format!("{ANNOTATIONS}{name}")).map_or("", String::as_str);
            text.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let given = list("azure-allowed-ip-ranges");
        if !given.is_empty() && !service.source_ranges.is_empty() {
            let what = format!(
                "the Service \"{}\" has both loadBalancerSourceRanges and azure-allowed-ip-ranges",
                service.full_name
            );
            return Err(Error::new(ErrorCode::InvalidValue, what)
                .at(format!("{}.spec.loadBalancerSourceRanges", object.path))
                .with_help("one of the two: the cloud provider refuses both"));
        }
        let read: Vec<Option<Prefix>> = given.iter().map(|text| prefix::parse(text).ok()).collect();
        let mut ranges = service.source_ranges.clone();
        ranges.extend(read.iter().flatten());
        let invalid = read.contains(&None);
        let denies = object.annotations.get(&format!("{ANNOTATIONS}azure-deny-all-except-load-balancer-source-ranges"));
        let denies = denies.is_some_and(|word| word.eq_ignore_ascii_case("true"));
        Ok(Self {
            tags: list("azure-allowed-service-tags"),
            deny_others: denies && !ranges.is_empty() || invalid,
            ranges,
            invalid,
        })
    }

    /// Everybody may, unless ranges or tags say who; into an internal one only where a range says everybody.
    fn lets_everybody(&self, internal: bool) -> bool {
        let everybody = self.ranges.iter().any(|range| range.length() == 0);
        self.tags.is_empty() && !self.invalid && (everybody || self.ranges.is_empty() && !internal)
    }
}

/// Reads and answers `serviceSecurityRules`.
///
/// # Errors
/// An [`Error`] that names the field; `out-of-range` when the priorities do not last.
///
/// ```
/// use serde_json::json;
/// let answer = aksnet::ask("serviceSecurityRules", &json!({ "environment": { "kubernetes": [{
///     "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web" },
///     "spec": { "type": "LoadBalancer", "ports": [{ "port": 80 }] },
///     "status": { "loadBalancer": { "ingress": [{ "ip": "20.1.2.3" }] } }
/// }] } }))?;
/// assert_eq!(answer["securityRules"][0]["priority"], 500);
/// assert_eq!(answer["securityRules"][0]["sourceAddressPrefixes"], json!(["Internet"]));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_service_rules(environment: &Environment, request: &Value) -> Result<ServiceRules, Error> {
    Node::root(request).only(&["environment", "assume"])?;
    let mut nodes = Vec::new();
    for object in environment.kubernetes.iter().filter(|object| object.kind == "Node") {
        nodes.extend(Machine::read(object)?.addresses);
    }
    let mut all: Vec<ServiceRule> = Vec::new();
    for object in environment.kubernetes.iter().filter(|object| object.kind == "Service" && object.group().is_empty()) {
        let service = Service::read(object)?;
        if service.kind != ServiceType::LoadBalancer {
            continue;
        }
        let access = Access::of(object, &service)?;
        let destinations = if service.floating_ip_off { &nodes } else { &service.frontends };
        for (protocol, word) in [(Protocol::Tcp, "Tcp"), (Protocol::Udp, "Udp"), (Protocol::Sctp, "*")] {
            let own = service.ports.iter().filter(|port| port.protocol == protocol);
            let number = |port: &crate::kubernetes::ServicePort| {
                if service.floating_ip_off { port.node_port } else { Some(port.port) }
            };
            let mut ports: Vec<String> = own.filter_map(number).map(|port| port.to_string()).collect();
            // As text, which is how the provider sorts them.
            ports.sort();
            for ipv4 in [true, false] {
                let to: Vec<&IpAddr> = destinations.iter().filter(|address| address.is_ipv4() == ipv4).collect();
                if ports.is_empty() || to.is_empty() {
                    continue;
                }
                let internet = access.lets_everybody(service.internal).then(|| "Internet".to_owned());
                let mut sources: Vec<Vec<String>> =
                    access.tags.iter().cloned().chain(internet).map(|tag| vec![tag]).collect();
                let ranges = access.ranges.iter().filter(|range| range.is_ipv4() == ipv4);
                sources.push(ranges.map(ToString::to_string).collect());
                for mut from in sources.into_iter().filter(|from| !from.is_empty()) {
                    from.sort();
                    let id = md5::hex(&format!("{word}_{}_{}", from.join(","), ports.join(",")));
                    let name = format!("k8s-azure-lb_allow_{}_{id}", family(ipv4));
                    let rule = || ServiceRule {
                        access: "Allow",
                        protocol: word,
                        source_address_prefixes: from.clone(),
                        destination_port_ranges: ports.clone(),
                        ..blank(&name)
                    };
                    add(&mut all, &service, &to, rule)?;
                }
            }
        }
        for ipv4 in [true, false].into_iter().filter(|_| access.deny_others) {
            let to: Vec<&IpAddr> = destinations.iter().filter(|address| address.is_ipv4() == ipv4).collect();
            if !to.is_empty() {
                let name = format!("k8s-azure-lb_deny-all_{}", family(ipv4));
                add(&mut all, &service, &to, || ServiceRule { access: "Deny", ..blank(&name) })?;
            }
        }
    }
    all.sort_by_key(|rule| rule.priority);
    Ok(ServiceRules { security_rules: all, sources: &[&source::CLOUD_PROVIDER_SECURITY_RULES] })
}

const fn family(ipv4: bool) -> &'static str {
    if ipv4 { "IPv4" } else { "IPv6" }
}

fn blank(name: &str) -> ServiceRule {
    ServiceRule {
        name: name.to_owned(),
        priority: 0,
        direction: "Inbound",
        access: "Deny",
        protocol: "*",
        source_address_prefixes: vec!["*".to_owned()],
        source_port_range: "*",
        destination_address_prefixes: Vec::new(),
        destination_port_ranges: vec!["*".to_owned()],
        services: Vec::new(),
    }
}

/// Adds destinations to the rule of a name; one that is new takes the next free priority: an allowance from below, a denial from above.
fn add(
    all: &mut Vec<ServiceRule>,
    service: &Service,
    to: &[&IpAddr],
    new: impl FnOnce() -> ServiceRule,
) -> Result<(), Error> {
    let mut rule = new();
    let place = all.iter().position(|own| own.name == rule.name);
    let place = match place {
        Some(place) => place,
        None => {
            let taken: BTreeSet<u64> = all.iter().map(|own| own.priority).collect();
            let mut free = facts::NSG_SERVICE_FIRST_PRIORITY.value..facts::NSG_LAST_PRIORITY.value;
            let is_free = |priority: &u64| !taken.contains(priority);
            let found = if rule.access == "Allow" { free.find(is_free) } else { free.rev().find(is_free) };
            rule.priority = found
                .ok_or_else(|| Error::new(ErrorCode::OutOfRange, "the priorities for Services' rules do not last"))?;
            all.push(rule);
            all.len().saturating_sub(1)
        }
    };
    if let Some(rule) = all.get_mut(place) {
        let mut destinations: BTreeSet<String> = rule.destination_address_prefixes.drain(..).collect();
        destinations.extend(to.iter().map(ToString::to_string));
        rule.destination_address_prefixes = destinations.into_iter().collect();
        if !rule.services.contains(&service.full_name) {
            rule.services.push(service.full_name.clone());
        }
    }
    Ok(())
}
