//! Address prefixes, read strictly: no host bits, no leading zeros, no bare address.
//!
//! The arithmetic is [`ipnet`]'s. This module refuses what `ipnet` would quietly accept, and says what was probably meant.

pub(crate) mod carve;

use crate::error::{Error, ErrorCode};
use crate::facts;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde::{Serialize, Serializer};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An IPv4 or IPv6 prefix without host bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Prefix(IpNet);

impl Prefix {
    /// The prefix length.
    #[must_use]
    pub fn length(&self) -> u8 {
        self.0.prefix_len()
    }

    /// Whether it is IPv4.
    #[must_use]
    pub fn is_ipv4(&self) -> bool {
        matches!(self.0, IpNet::V4(_))
    }

    /// The first address.
    #[must_use]
    pub fn first(&self) -> IpAddr {
        self.0.network()
    }

    /// The last address.
    #[must_use]
    pub fn last(&self) -> IpAddr {
        self.0.broadcast()
    }

    /// Whether an address is common to both. Never across families.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// Whether all of `other` is in this one.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        let ((first, last), (begins, ends)) = (self.span(), other.span());
        self.is_ipv4() == other.is_ipv4() && first <= begins && ends <= last
    }

    /// Whether `address` is in it.
    #[must_use]
    pub fn contains_address(&self, address: &IpAddr) -> bool {
        self.contains(&Self(IpNet::from(*address)))
    }

    /// The prefix that holds one address alone.
    pub(crate) fn of_address(address: IpAddr) -> Self {
        Self(IpNet::from(address))
    }

    /// First and last address as numbers of the family's width.
    pub(crate) fn span(&self) -> (u128, u128) {
        let number = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)),
            IpAddr::V6(address) => u128::from(address),
        };
        (number(self.first()), number(self.last()))
    }

    /// The prefix of a length that begins at a number, whose bits behind the length are dropped.
    pub(crate) fn from_number(ipv4: bool, first: u128, length: u8) -> Self {
        let net = if ipv4 {
            let address = Ipv4Addr::from(u32::try_from(first).unwrap_or(u32::MAX));
            Ipv4Net::new(address, length.min(32)).map(IpNet::V4)
        } else {
            Ipv6Net::new(Ipv6Addr::from(first), length.min(128)).map(IpNet::V6)
        };
        Self(net.map_or_else(|_| IpNet::V4(Ipv4Net::default()), |net| net.trunc()))
    }

    /// The addresses that Azure leaves for use in a subnet of this prefix: all but five. Nothing for an IPv6 prefix or one
    /// that is too small to be a subnet.
    #[must_use]
    pub fn usable(&self) -> u64 {
        match self.0 {
            IpNet::V4(_) => usable(self.length()),
            IpNet::V6(_) => 0,
        }
    }

    /// The five addresses of a subnet that Azure keeps: the first four and the last.
    #[must_use]
    pub fn reserved(&self) -> Vec<IpAddr> {
        let IpNet::V4(net) = self.0 else { return Vec::new() };
        let first = u32::from(net.network());
        let last = u32::from(net.broadcast());
        let head = (0..4u32).filter_map(|offset| first.checked_add(offset)).filter(|address| *address < last);
        head.chain([last]).map(|address| IpAddr::V4(Ipv4Addr::from(address))).collect()
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

impl Serialize for Prefix {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How many addresses an IPv4 subnet of this length leaves for use: 2^(32 − length) − 5.
///
/// ```
/// assert_eq!(aksnet::prefix::usable(24), 251);
/// assert_eq!(aksnet::prefix::usable(29), 3);
/// assert_eq!(aksnet::prefix::usable(30), 0);
/// ```
#[must_use]
pub fn usable(length: u8) -> u64 {
    let total = 32u8.checked_sub(length).and_then(|bits| 1u64.checked_shl(u32::from(bits))).unwrap_or(0);
    total.saturating_sub(facts::RESERVED_ADDRESSES.value)
}

/// The longest prefix whose usable addresses hold `needed`; /29 at the longest, and `at_most` where something asks for more room.
///
/// ```
/// // 251 addresses are exactly what a /24 leaves.
/// assert_eq!(aksnet::prefix::smallest_subnet(251, 29), Some(24));
/// assert_eq!(aksnet::prefix::smallest_subnet(252, 29), Some(23));
/// ```
#[must_use]
pub fn smallest_subnet(needed: u64, at_most: u8) -> Option<u8> {
    let longest = u8::try_from(facts::SMALLEST_SUBNET_PREFIX.value).unwrap_or(29).min(at_most);
    let shortest = u8::try_from(facts::LARGEST_SUBNET_PREFIX.value).unwrap_or(2);
    (shortest..=longest).rev().find(|length| usable(*length) >= needed)
}

/// Reads a prefix.
///
/// # Errors
/// `invalid-prefix`, with the prefix that was probably meant.
///
/// ```
/// let error = aksnet::prefix::parse("10.1.2.3/8").unwrap_err();
/// assert_eq!(error.help(), Some("did you mean 10.0.0.0/8?"));
/// assert!(aksnet::prefix::parse("10.0.0.0/8").is_ok());
/// ```
pub fn parse(text: &str) -> Result<Prefix, Error> {
    strict(text).ok_or_else(|| refused(text))
}

/// Exactly a prefix, or nothing.
fn strict(text: &str) -> Option<Prefix> {
    let (address, length) = text.split_once('/')?;
    let digits = length.bytes().all(|byte| byte.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
    let net = IpNet::new(strict_address(address)?, length.parse().ok().filter(|_| digits)?).ok()?;
    (net.trunc() == net).then_some(Prefix(net))
}

/// Why a text is not exactly a prefix, and what was probably meant.
fn refused(text: &str) -> Error {
    let invalid =
        |why: &str| Error::new(ErrorCode::InvalidPrefix, format!("\"{text}\" is not an address prefix: {why}"));
    let meant = |prefix: IpNet| format!("did you mean {}?", prefix.trunc());
    let expected = "an address and a length, such as 10.0.0.0/8";
    let Some((address, length)) = text.split_once('/') else {
        let error = invalid("the length after a slash is missing");
        return match lenient_address(text) {
            Some(address) => error.with_help(meant(IpNet::from(address))),
            None => error.with_help(expected),
        };
    };
    let Some(lenient) = lenient_address(address) else {
        return invalid("the part before the slash is not an IP address").with_help(expected);
    };
    let most = if lenient.is_ipv4() { 32 } else { 128 };
    let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
    let Some(net) = length.parse::<u8>().ok().filter(|_| digits).and_then(|length| IpNet::new(lenient, length).ok())
    else {
        return invalid(&format!("its length is not a whole number from 0 to {most}")).with_help(expected);
    };
    if strict_address(address).is_none() || length != net.prefix_len().to_string() {
        return invalid("leading zeros or blanks are ambiguous").with_help(meant(net));
    }
    invalid(&format!("host bits are set behind the first {length}")).with_help(meant(net))
}

/// Reads an address.
///
/// # Errors
/// `invalid-address`.
pub fn parse_address(text: &str) -> Result<IpAddr, Error> {
    strict_address(text).ok_or_else(|| {
        let error = Error::new(ErrorCode::InvalidAddress, format!("\"{text}\" is not an IP address"));
        match lenient_address(text) {
            Some(address) => error.with_help(format!("did you mean {address}?")),
            None => error.with_help("an address such as 10.0.0.10"),
        }
    })
}

/// The standard library refuses leading zeros in IPv4 as RFC 6943 advises.
fn strict_address(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}

/// What was probably meant by leading zeros, blanks around it, or missing octets that are not there to guess.
fn lenient_address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Some(IpAddr::V6(address));
    }
    let octets: Vec<u8> = text
        .split('.')
        .map(|part| part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse().ok()).flatten())
        .collect::<Option<_>>()?;
    <[u8; 4]>::try_from(octets).ok().map(|octets| IpAddr::V4(Ipv4Addr::from(octets)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_exactly_a_prefix_is_refused_and_the_likely_meaning_offered() {
        for (text, help) in [
            ("10.1.2.3/8", "did you mean 10.0.0.0/8?"),
            ("010.0.0.0/8", "did you mean 10.0.0.0/8?"),
            ("10.0.0.0/08", "did you mean 10.0.0.0/8?"),
            (" 10.0.0.0/8", "did you mean 10.0.0.0/8?"),
            ("10.0.0.5", "did you mean 10.0.0.5/32?"),
            ("fd12::1/64", "did you mean fd12::/64?"),
            ("999.999.999.999/24", "an address and a length, such as 10.0.0.0/8"),
            ("10.0.0.0/33", "an address and a length, such as 10.0.0.0/8"),
            ("10.0.0.0/+8", "an address and a length, such as 10.0.0.0/8"),
            ("10.0.0.0/", "an address and a length, such as 10.0.0.0/8"),
            ("10.0.0/8", "an address and a length, such as 10.0.0.0/8"),
            ("", "an address and a length, such as 10.0.0.0/8"),
            ("/", "an address and a length, such as 10.0.0.0/8"),
        ] {
            let error = parse(text).unwrap_err();
            assert_eq!((error.code(), error.help()), ("invalid-prefix", Some(help)), "{text}");
        }
    }

    #[test]
    fn reserved_addresses_are_those_of_the_prefix() {
        let reserved = |text: &str| parse(text).unwrap().reserved().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(reserved("10.0.0.64/26"), ["10.0.0.64", "10.0.0.65", "10.0.0.66", "10.0.0.67", "10.0.0.127"]);
        assert_eq!(reserved("0.0.0.0/0").last().unwrap(), "255.255.255.255");
        assert_eq!(reserved("10.0.0.1/32"), ["10.0.0.1"]);
    }

    #[test]
    fn the_smallest_subnet_takes_a_need_that_it_holds_exactly() {
        for length in 2..=29u8 {
            assert_eq!(smallest_subnet(usable(length), 29), Some(length));
            assert_eq!(smallest_subnet(usable(length) + 1, 29), (length > 2).then(|| length - 1));
        }
        assert_eq!(smallest_subnet(0, 29), Some(29));
        assert_eq!(smallest_subnet(9, 28), Some(28));
        assert_eq!(smallest_subnet(1, 28), Some(28));
    }
}
