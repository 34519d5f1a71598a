//! Whether one rule matches one packet.

use crate::azure::{RuleAddress, RuleProtocol, SecurityRule};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;
use crate::kubernetes::Protocol;
use crate::prefix::Prefix;
use std::net::IpAddr;
use std::ops::RangeInclusive;

/// A packet, as a group sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its protocol.
    pub protocol: Protocol,
    /// From where.
    pub source: IpAddr,
    /// From which port.
    pub source_port: Option<u16>,
    /// To where.
    pub destination: IpAddr,
    /// To which port.
    pub destination_port: Option<u16>,
}

impl Packet {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["protocol", "source", "sourcePort", "destination", "destinationPort"])?;
        let address = |key: &str| {
            node.read_at(key, |field| field.address())?.ok_or_else(|| {
                node.error(ErrorCode::MissingField, format!("a packet has a {key}"))
                    .at(format!("{}.{key}", node.path()))
                    .with_help("an address such as 10.0.0.4")
            })
        };
        let port = |key: &str| Ok(node.whole_at(key, 0..=65_535)?.and_then(|port| u16::try_from(port).ok()));
        Ok(Self {
            protocol: Protocol::read_at(node, "protocol")?,
            source: address("source")?,
            source_port: port("sourcePort")?,
            destination: address("destination")?,
            destination_port: port("destinationPort")?,
        })
    }
}

/// What service tags stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags {
    /// VirtualNetwork: the network's ranges, those of its peers, of on-premises.
    pub network: Vec<Prefix>,
    /// Others, as the user gives them.
    pub given: Vec<(String, Vec<Prefix>)>,
}

/// What keeps a match from being certain.
#[derive(Clone, Debug)]
pub(super) enum Unknown {
    Tag(String),
    Application(String),
    Port(&'static str),
}

impl Unknown {
    pub(super) fn error(&self, group: &str, rule: &str) -> Error {
        let named = format!("{group}/{rule}");
        match self {
            Self::Tag(tag) => Error::new(
                ErrorCode::UnknownServiceTag,
                format!("the answer hangs on the service tag {tag} of the rule {named}, and its prefixes are not known"),
            )
            .at("serviceTags")
            .with_help(format!("{{ name: \"{tag}\", addressPrefixes: […] }}")),
            Self::Application(name) => Error::new(
                ErrorCode::UnknownServiceTag,
                format!("the answer hangs on the application security group {name} of the rule {named}, whose members are not known"),
            )
            .at("groups")
            .with_help("the rule with addresses in its place"),
            Self::Port(key) => {
                Error::new(ErrorCode::MissingField, format!("the answer hangs on the packet's {key}, for the rule {named}"))
                    .at(format!("packet.{key}"))
                    .with_help("a whole number from 0 to 65535")
            }
        }
    }
}

/// Whether a rule matches.
pub(super) enum Match {
    Yes,
    No,
    Uncertain(Unknown),
}

impl Match {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Uncertain(what), _) | (_, Self::Uncertain(what)) => Self::Uncertain(what),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }
}

impl From<bool> for Match {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }
}

pub(super) fn matches(rule: &SecurityRule, packet: &Packet, tags: &Tags, is_default: bool) -> Match {
    let protocol = match rule.protocol {
        RuleProtocol::Any => true,
        RuleProtocol::Tcp => packet.protocol == Protocol::Tcp,
        RuleProtocol::Udp => packet.protocol == Protocol::Udp,
        RuleProtocol::Other => false,
    };
    let platform = [packet.source, packet.destination].into_iter().any(is_platform);
    if !protocol || platform && !rule.allow && !names_platform(rule) {
        // Nothing keeps the host platform out but a rule that names it by its tag.
        return Match::No;
    }
    // Of Azure's own rules only those that allow come here.
    if platform && is_default {
        return Match::Yes;
    }
    port(&rule.destination_ports, packet.destination_port, "destinationPort")
        .and(port(&rule.source_ports, packet.source_port, "sourcePort"))
        .and(address(&rule.destinations, packet.destination, tags))
        .and(address(&rule.sources, packet.source, tags))
}

fn is_platform(address: IpAddr) -> bool {
    facts::PLATFORM_ADDRESSES.value.iter().any(|own| own.parse() == Ok(address))
}

fn names_platform(rule: &SecurityRule) -> bool {
    let named = |address: &RuleAddress| matches!(address, RuleAddress::Tag(tag) if tag.get(..13).is_some_and(|start| start.eq_ignore_ascii_case("AzurePlatform")));
    rule.destinations.iter().chain(&rule.sources).any(named)
}

fn port(ranges: &[RangeInclusive<u16>], port: Option<u16>, key: &'static str) -> Match {
    match port {
        _ if ranges.is_empty() => Match::Yes,
        Some(port) => Match::from(ranges.iter().any(|range| range.contains(&port))),
        None => Match::Uncertain(Unknown::Port(key)),
    }
}

fn address(all: &[RuleAddress], address: IpAddr, tags: &Tags) -> Match {
    let mut unknown = None;
    for own in all {
        match one(own, address, tags) {
            Match::Yes => return Match::Yes,
            Match::No => {}
            Match::Uncertain(what) => unknown = Some(what),
        }
    }
    unknown.map_or(Match::No, Match::Uncertain)
}

/// Whether an address of a rule means one of a packet's.
pub(super) fn one(own: &RuleAddress, address: IpAddr, tags: &Tags) -> Match {
    let tag = match own {
        RuleAddress::Any => return Match::Yes,
        RuleAddress::Prefix(prefix) => return Match::from(prefix.contains_address(&address)),
        RuleAddress::Application(name) => return Match::Uncertain(Unknown::Application(name.clone())),
        RuleAddress::Tag(tag) => tag,
    };
    if let Some((_, prefixes)) = tags.given.iter().find(|(name, _)| name.eq_ignore_ascii_case(tag)) {
        return Match::from(prefixes.iter().any(|prefix| prefix.contains_address(&address)));
    }
    let in_network = tags.network.iter().any(|prefix| prefix.contains_address(&address));
    match tag.to_ascii_lowercase().as_str() {
        "virtualnetwork" => Match::from(in_network),
        "internet" => Match::from(!in_network && is_public(address)),
        "azureloadbalancer" | "azureplatformdns" => Match::from(address.to_string() == "168.63.129.16"),
        "azureplatformimds" => Match::from(address.to_string() == "169.254.169.254"),
        // Every other tag stands for public addresses of Azure's.
        _ if in_network || !is_public(address) => Match::No,
        _ => Match::Uncertain(Unknown::Tag(tag.clone())),
    }
}

pub(crate) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => {
            let shared =
                address.octets().first() == Some(&100) && address.octets().get(1).is_some_and(|byte| byte & 0xc0 == 64);
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || shared
                || address.is_unspecified())
                && address.to_string() != "168.63.129.16"
        }
        IpAddr::V6(address) => address.segments().first().is_some_and(|first| first & 0xe000 == 0x2000),
    }
}

/// The six rules that every group has.
pub(super) fn own_rules() -> Vec<SecurityRule> {
    let tag = |name: &str| vec![RuleAddress::Tag(name.to_owned())];
    let any = || vec![RuleAddress::Any];
    let rule = |name: &str, priority, inbound, allow, sources, destinations| SecurityRule {
        name: name.to_owned(),
        priority,
        inbound,
        allow,
        protocol: RuleProtocol::Any,
        sources,
        source_ports: Vec::new(),
        destinations,
        destination_ports: Vec::new(),
    };
    vec![
        rule("AllowVnetInBound", 65_000, true, true, tag("VirtualNetwork"), tag("VirtualNetwork")),
        rule("AllowAzureLoadBalancerInBound", 65_001, true, true, tag("AzureLoadBalancer"), any()),
        rule("DenyAllInBound", 65_500, true, false, any(), any()),
        rule("AllowVnetOutBound", 65_000, false, true, tag("VirtualNetwork"), tag("VirtualNetwork")),
        rule("AllowInternetOutBound", 65_001, false, true, any(), tag("Internet")),
        rule("DenyAllOutBound", 65_500, false, false, any(), any()),
    ]
}
