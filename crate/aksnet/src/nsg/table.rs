//! Groups prepared for many packets: of each field of a packet which rules it can meet, as bits; the first rule that all five can meet
//! decides.
//!
//! Addresses and ports are cut at the borders that rules name, and runs that meet the same rules share their bits. A packet costs two
//! searches among the runs of its addresses' upper half, three table look-ups, and those words of 64 rules each in which all five fields have some.
//! Where a rule's tag has no prefixes, and for the host platform's addresses, `evaluate` is asked for that packet alone.

use super::rule::{self, Match, Packet, Tags};
use super::{deciding, evaluate};
use crate::azure::{NetworkSecurityGroup, RuleAddress, RuleProtocol, SecurityRule};
use crate::error::{Error, ErrorCode};
use crate::facts;
use crate::kubernetes::Protocol;
use crate::policy::{Effect, RuleName};
use crate::prefix::{self, Prefix};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use std::net::{IpAddr, Ipv4Addr};
use std::ops::RangeInclusive;

/// A rule of the table, by its place in answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableRule {
    /// The group's name.
    pub object: String,
    /// The rule's.
    pub rule: RuleName,
    /// "default" for one of Azure's own.
    pub effect: Effect,
    /// It lets the packet through.
    pub allowed: bool,
}

/// Packets, one a place in each list.
#[derive(Clone, Copy, Debug)]
pub struct Tuples<'a> {
    /// IANA's numbers: 6 is TCP, 17 UDP.
    pub protocols: &'a [u8],
    /// IPv4 addresses as numbers.
    pub sources: &'a [u32],
    /// Ports.
    pub source_ports: &'a [u16],
    /// IPv4 addresses as numbers.
    pub destinations: &'a [u32],
    /// Ports.
    pub destination_ports: &'a [u16],
}

/// Rules as bits, for each run of a field's values.
#[derive(Clone, Debug, Default)]
struct Field {
    /// Of each value, or upper half of an address: the first run that it may be in.
    begin: Vec<u32>,
    /// Where runs of addresses begin.
    first: Vec<u32>,
    /// Which bits a run has.
    bits_of: Vec<u32>,
    /// Bits, one set of words behind the other; in front of each which of its words are not zero.
    bits: Vec<u64>,
}

/// One group.
#[derive(Clone, Debug, Default)]
struct One {
    words: usize,
    sources: Field,
    destinations: Field,
    source_ports: Field,
    destination_ports: Field,
    protocols: Field,
    /// The place of its first rule among all of the table.
    offset: usize,
    /// Rules whose match hangs on what is not known.
    uncertain: Vec<bool>,
}

/// The table.
#[derive(Clone, Debug)]
pub struct NsgTable {
    rules: Vec<TableRule>,
    groups: Vec<One>,
    given: Vec<NetworkSecurityGroup>,
    inbound: bool,
    tags: Tags,
    platform: Vec<u32>,
}

impl NsgTable {
    pub(super) fn of(given: Vec<NetworkSecurityGroup>, inbound: bool, tags: Tags) -> Self {
        let mut table =
            Self { rules: Vec::new(), groups: Vec::new(), given: Vec::new(), inbound, tags, platform: Vec::new() };
        let own = facts::PLATFORM_ADDRESSES.value.iter().filter_map(|own| own.parse::<Ipv4Addr>().ok());
        table.platform = own.map(u32::from).collect();
        let defaults = rule::own_rules();
        for (at, group) in given.iter().enumerate() {
            let rules = deciding(group, &defaults, inbound);
            let offset = table.rules.len();
            for (is_default, rule) in &rules {
                let effect = match (is_default, rule.allow) {
                    (true, _) => Effect::Default,
                    (false, true) => Effect::Allow,
                    (false, false) => Effect::Deny,
                };
                let object = group.own_name().map_or_else(|| format!("groups[{at}]"), str::to_owned);
                table.rules.push(TableRule {
                    object,
                    rule: RuleName::Name(rule.name.clone()),
                    effect,
                    allowed: rule.allow,
                });
            }
            let rules: Vec<&SecurityRule> = rules.into_iter().map(|(_, rule)| rule).collect();
            table.groups.push(One::of(&rules, &table.tags, offset));
        }
        table.given = given;
        table
    }

    /// The rules that answers mean by their places.
    #[must_use]
    pub fn rules(&self) -> &[TableRule] {
        &self.rules
    }

    /// The place of the rule that decides for each packet: the first that denies it, else the last group's that allows it. -1 without
    /// any group.
    ///
    /// # Errors
    /// `invalid-value` when the lists differ in their lengths; `unknown-service-tag` when the answer for a packet hangs on one.
    #[inline]
    pub fn evaluate(&self, tuples: &Tuples<'_>) -> Result<Vec<i32>, Error> {
        let count = tuples.protocols.len();
        let lengths = [tuples.sources.len(), tuples.destinations.len()];
        let ports = [tuples.source_ports.len(), tuples.destination_ports.len()];
        if lengths.iter().chain(&ports).any(|length| *length != count) {
            return Err(uneven());
        }
        let mut out = Vec::with_capacity(count);
        let ends =
            tuples.sources.iter().zip(tuples.source_ports).zip(tuples.destinations).zip(tuples.destination_ports);
        for (protocol, (((source, source_port), destination), destination_port)) in tuples.protocols.iter().zip(ends) {
            let fast = !self.platform.contains(source) && !self.platform.contains(destination);
            let found =
                if fast { self.find(*protocol, *source, *source_port, *destination, *destination_port) } else { None };
            out.push(match found {
                Some(place) => place,
                None => self.slowly(*protocol, *source, *source_port, *destination, *destination_port, out.len())?,
            });
        }
        Ok(out)
    }

    /// Nothing where only the long way knows.
    #[inline]
    fn find(
        &self,
        protocol: u8,
        source: u32,
        source_port: u16,
        destination: u32,
        destination_port: u16,
    ) -> Option<i32> {
        let mut place = -1i32;
        for group in &self.groups {
            let own = group.find(protocol, source, source_port, destination, destination_port)?;
            let number = own.checked_add(group.offset)?;
            place = i32::try_from(number).ok()?;
            if group.uncertain.get(own) == Some(&true) {
                return None;
            }
            if self.rules.get(number).is_some_and(|rule| !rule.allowed) {
                break;
            }
        }
        Some(place)
    }

    #[inline(never)]
    fn slowly(
        &self,
        protocol: u8,
        source: u32,
        source_port: u16,
        destination: u32,
        destination_port: u16,
        at: usize,
    ) -> Result<i32, Error> {
        let packet = Packet {
            protocol: match protocol {
                6 => Protocol::Tcp,
                17 => Protocol::Udp,
                // Of the others rules tell none apart that names no protocol.
                _ => Protocol::Sctp,
            },
            source: IpAddr::V4(Ipv4Addr::from(source)),
            source_port: Some(source_port),
            destination: IpAddr::V4(Ipv4Addr::from(destination)),
            destination_port: Some(destination_port),
        };
        let groups: Vec<&NetworkSecurityGroup> = self.given.iter().collect();
        let verdict = evaluate(&groups, self.inbound, &packet, &self.tags).map_err(|error| {
            Error::new(ErrorCode::UnknownServiceTag, format!("packet {at}: {}", error.message())).at("serviceTags")
        })?;
        let Some(reason) = verdict.because.last() else { return Ok(-1) };
        let named = |rule: &TableRule| rule.object == reason.object && Some(&rule.rule) == reason.rule.as_ref();
        let place = self.rules.iter().position(named);
        Ok(place.and_then(|place| i32::try_from(place).ok()).unwrap_or(-1))
    }
}

fn uneven() -> Error {
    Error::new(ErrorCode::InvalidValue, "the lists of packets differ in their lengths")
        .with_help("one protocol, source, sourcePort, destination and destinationPort for each packet")
}

impl One {
    fn of(rules: &[&SecurityRule], tags: &Tags, offset: usize) -> Self {
        let unknown = |rule: &&SecurityRule| {
            let certain = |own: &RuleAddress| match own {
                RuleAddress::Any | RuleAddress::Prefix(_) => true,
                RuleAddress::Application(_) => false,
                // A public address that no tag of the given ones holds: an unknown tag is one that leaves it open.
                RuleAddress::Tag(_) => {
                    !matches!(rule::one(own, IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), tags), Match::Uncertain(_))
                }
            };
            !rule.sources.iter().chain(&rule.destinations).all(certain)
        };
        let protocol = |number: u8, own: RuleProtocol| match own {
            RuleProtocol::Any => true,
            RuleProtocol::Tcp => number == 6,
            RuleProtocol::Udp => number == 17,
            RuleProtocol::Other => false,
        };
        let words = rules.len().div_ceil(64).max(1);
        let mut protocols = Field::default();
        let mut known = HashMap::new();
        for number in 0..=u8::MAX {
            let mut bits = vec![0u64; words];
            mark(&mut bits, rules.iter().map(|rule| protocol(number, rule.protocol)));
            let kept = protocols.keep(bits, &mut known);
            protocols.begin.push(kept);
        }
        Self {
            words,
            sources: addresses(rules, |rule| &rule.sources, tags, words),
            destinations: addresses(rules, |rule| &rule.destinations, tags, words),
            source_ports: ports(rules, |rule| &rule.source_ports, words),
            destination_ports: ports(rules, |rule| &rule.destination_ports, words),
            protocols,
            offset,
            uncertain: rules.iter().map(unknown).collect(),
        }
    }

    #[inline]
    fn find(
        &self,
        protocol: u8,
        source: u32,
        source_port: u16,
        destination: u32,
        destination_port: u16,
    ) -> Option<usize> {
        let (one, a) = self.sources.of_address(source, self.words)?;
        let (two, b) = self.destinations.of_address(destination, self.words)?;
        let (three, c) = self.source_ports.of_value(usize::from(source_port), self.words)?;
        let (four, d) = self.destination_ports.of_value(usize::from(destination_port), self.words)?;
        let (five, e) = self.protocols.of_value(usize::from(protocol), self.words)?;
        // Of the words that all five have something in, the first in which they have it together.
        let mut left = one & two & three & four & five;
        while left != 0 {
            let at = usize::try_from(left.trailing_zeros()).unwrap_or_default();
            left &= left.wrapping_sub(1);
            let mut word = *a.get(at)? & *b.get(at)? & *c.get(at)? & *d.get(at)? & *e.get(at)?;
            let mut at = at;
            // A group of more than 4,096 rules has words behind the last that is counted.
            while word == 0 && at >= 63 && at.saturating_add(1) < self.words {
                at = at.saturating_add(1);
                word = *a.get(at)? & *b.get(at)? & *c.get(at)? & *d.get(at)? & *e.get(at)?;
            }
            if word != 0 {
                let bit = usize::try_from(word.trailing_zeros()).unwrap_or_default();
                return Some(at.saturating_mul(64).saturating_add(bit));
            }
        }
        None
    }
}

impl Field {
    fn keep(&mut self, bits: Vec<u64>, known: &mut HashMap<Vec<u64>, u32>) -> u32 {
        if let Some(number) = known.get(&bits) {
            return *number;
        }
        let number = u32::try_from(self.bits.len()).unwrap_or(u32::MAX);
        // Which of the words are not zero; the last bit stands for all that follow.
        let some = bits.iter().enumerate().filter(|(_, word)| **word != 0);
        self.bits.push(some.fold(0, |all, (at, _)| all | 1u64 << at.min(63)));
        self.bits.extend(&bits);
        known.insert(bits, number);
        number
    }

    #[inline]
    fn words_at(&self, begin: u32, words: usize) -> Option<(u64, &[u64])> {
        let begin = usize::try_from(begin).ok()?;
        let (some, words) = self.bits.get(begin..begin.checked_add(words)?.checked_add(1)?)?.split_first()?;
        Some((*some, words))
    }

    #[inline]
    fn of_value(&self, value: usize, words: usize) -> Option<(u64, &[u64])> {
        self.words_at(*self.begin.get(value)?, words)
    }

    #[inline]
    fn of_address(&self, address: u32, words: usize) -> Option<(u64, &[u64])> {
        let upper = usize::try_from(address >> 16).ok()?;
        let from = usize::try_from(*self.begin.get(upper)?).ok()?;
        let to = usize::try_from(*self.begin.get(upper.checked_add(1)?)?).ok()?;
        // The last run of the half before may reach into this one.
        let within = self.first.get(from..to)?.partition_point(|first| *first <= address);
        let run = from.checked_add(within)?.checked_sub(1)?;
        self.words_at(*self.bits_of.get(run)?, words)
    }
}

fn mark(bits: &mut [u64], rules: impl Iterator<Item = bool>) {
    for (at, _) in rules.enumerate().filter(|(_, met)| *met) {
        bits.get_mut(at / 64).into_iter().for_each(|word| *word |= 1u64 << (at % 64));
    }
}

fn ports<'a>(
    rules: &[&'a SecurityRule],
    of: impl Fn(&'a SecurityRule) -> &'a Vec<RangeInclusive<u16>>,
    words: usize,
) -> Field {
    let mut borders = BTreeSet::from([0u32]);
    for range in rules.iter().flat_map(|rule| of(rule)) {
        borders.insert(u32::from(*range.start()));
        borders.insert(u32::from(*range.end()).saturating_add(1));
    }
    let mut field = Field::default();
    let mut known = HashMap::new();
    let mut number = 0;
    for port in 0..=u16::MAX {
        if borders.contains(&u32::from(port)) {
            let mut bits = vec![0u64; words];
            let meets = |rule: &&'a SecurityRule| {
                let ranges = of(rule);
                ranges.is_empty() || ranges.iter().any(|range| range.contains(&port))
            };
            mark(&mut bits, rules.iter().map(meets));
            number = field.keep(bits, &mut known);
        }
        field.begin.push(number);
    }
    field
}

fn addresses<'a>(
    rules: &[&'a SecurityRule],
    of: impl Fn(&'a SecurityRule) -> &'a Vec<RuleAddress>,
    tags: &Tags,
    words: usize,
) -> Field {
    let mut borders = BTreeSet::from([0u32]);
    let mut cut = |prefix: &Prefix| {
        let (first, last) = prefix.span();
        if let (true, Ok(first), Ok(last)) = (prefix.is_ipv4(), u32::try_from(first), u32::try_from(last)) {
            borders.insert(first);
            borders.extend(last.checked_add(1));
        }
    };
    for own in rules.iter().flat_map(|rule| of(rule)) {
        if let RuleAddress::Prefix(prefix) = own {
            cut(prefix);
        }
    }
    tags.network.iter().chain(tags.given.iter().flat_map(|(_, prefixes)| prefixes)).for_each(&mut cut);
    // Where `is_public` and Azure's own addresses begin and end.
    let fixed = [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "0.0.0.0/32",
    ];
    fixed.iter().copied().filter_map(|own| prefix::parse(own).ok()).for_each(|own| cut(&own));
    for own in facts::PLATFORM_ADDRESSES.value.iter().filter_map(|own| own.parse::<Ipv4Addr>().ok()) {
        cut(&Prefix::of_address(IpAddr::V4(own)));
    }
    let first: Vec<u32> = borders.into_iter().collect();
    let mut rows = vec![vec![0u64; words]; first.len()];
    let mut set = |run: usize, rule: usize| {
        let word = rows.get_mut(run).and_then(|row| row.get_mut(rule / 64));
        word.into_iter().for_each(|word| *word |= 1u64 << (rule % 64));
    };
    for (number, rule) in rules.iter().enumerate() {
        for own in of(rule) {
            if let RuleAddress::Prefix(prefix) = own {
                let (from, to) = prefix.span();
                let place = |border: u128| first.partition_point(|first| u128::from(*first) < border);
                let runs = if prefix.is_ipv4() { place(from)..place(to.saturating_add(1)) } else { 0..0 };
                runs.for_each(|run| set(run, number));
                continue;
            }
            for (run, address) in first.iter().enumerate() {
                // One that may match is a match here, and asked again when it decides.
                if !matches!(rule::one(own, IpAddr::V4(Ipv4Addr::from(*address)), tags), Match::No) {
                    set(run, number);
                }
            }
        }
    }
    let mut field = Field::default();
    let mut known = HashMap::new();
    for bits in rows {
        let number = field.keep(bits, &mut known);
        field.bits_of.push(number);
    }
    for upper in 0..=0x1_0000u64 {
        let run = first.partition_point(|first| u64::from(*first) < upper << 16);
        field.begin.push(u32::try_from(run).unwrap_or(u32::MAX));
    }
    field.first = first;
    field
}

#[cfg(test)]
mod tests {
    use crate::nsg::is_public;
    use std::net::{IpAddr, Ipv4Addr};

    #[test]
    fn public_changes_at_the_fixed_borders_alone() {
        let at = |octets: [u8; 4]| is_public(IpAddr::V4(Ipv4Addr::from(octets)));
        for (inside, outside) in [
            ([10, 255, 255, 255], [11, 0, 0, 0]),
            ([172, 31, 255, 255], [172, 32, 0, 0]),
            ([192, 168, 0, 0], [192, 167, 255, 255]),
            ([127, 0, 0, 1], [128, 0, 0, 0]),
            ([169, 254, 0, 0], [169, 253, 255, 255]),
            ([100, 127, 255, 255], [100, 128, 0, 0]),
            ([0, 0, 0, 0], [0, 0, 0, 1]),
            ([168, 63, 129, 16], [168, 63, 129, 17]),
        ] {
            assert!(!at(inside) && at(outside), "{inside:?} {outside:?}");
        }
    }
}
