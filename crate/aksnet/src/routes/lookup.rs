//! Many look-ups at once: the winner for each of many IPv4 destinations.
//!
//! The table is cut into runs of addresses with one winner, as in `partition.rs`, and the run of a destination is found by its first
//! address. A small table is one sorted list and a binary search: 400 routes are at most 801 runs, ten steps. A large one has an index
//! by the upper sixteen bits of an address, and keeps of each run only the lower sixteen: six bytes a run, so at most 12 a route besides
//! an index of 0.66 MB, and a search of a few steps within the index' entry.

use crate::error::{Error, ErrorCode};
use crate::prefix;

/// From this many runs on the index pays.
const LARGE: usize = 4096;

/// What a route is, for the preference among routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LookupKind {
    /// It never wins: Invalid, or a service tag.
    Out,
    /// The longest prefix wins.
    Plain,
    /// A system route of the network, a peering, a service endpoint.
    Preferred,
    /// The gateway's: no chance within a preferred one.
    Gateway,
}

/// The table.
///
/// ```
/// use aksnet::routes::{LookupKind, RouteLookup};
/// let rows = [("0.0.0.0/0", LookupKind::Plain), ("10.0.0.0/8", LookupKind::Plain)];
/// let table = RouteLookup::of(rows.into_iter())?;
/// assert_eq!(table.lookup(&[0x0a00_0001, 0x0808_0808]), [1, 0]);
/// # Ok::<(), aksnet::Error>(())
/// ```
#[derive(Clone, Debug)]
pub enum RouteLookup {
    /// First addresses and winners.
    #[doc(hidden)]
    Small(Vec<u32>, Vec<i32>),
    /// Where the runs of each upper half begin, the lower halves of their first addresses, winners.
    #[doc(hidden)]
    Large(Vec<u32>, Vec<u16>, Vec<i32>),
}

impl RouteLookup {
    /// Of prefixes in order; IPv6 ones never win here. Of equal ones the first does.
    ///
    /// # Errors
    /// `invalid-prefix`, with the route's place.
    pub fn of<'a>(rows: impl Iterator<Item = (&'a str, LookupKind)>) -> Result<Self, Error> {
        // First and last address, length, place.
        let mut routes: Vec<(u32, u32, u8, i32)> = Vec::new();
        let mut gateway: Vec<(u32, u32, u8, i32)> = Vec::new();
        let mut preferred: Vec<(u32, u32)> = Vec::new();
        for (at, (text, kind)) in rows.enumerate() {
            if kind == LookupKind::Out {
                continue;
            }
            let prefix = prefix::parse(text).map_err(|error| error.at(format!("routes[{at}].addressPrefix")))?;
            if !prefix.is_ipv4() {
                continue;
            }
            let place = i32::try_from(at).map_err(|_| {
                Error::new(ErrorCode::OutOfRange, "more routes than a look-up holds")
                    .at("routes")
                    .with_help("up to 2^31 routes")
            })?;
            let (first, last) = prefix.span();
            let number = |address: u128| u32::try_from(address).unwrap_or(u32::MAX);
            let row = (number(first), number(last), prefix.length(), place);
            match kind {
                LookupKind::Gateway => gateway.push(row),
                LookupKind::Preferred => {
                    preferred.push((row.0, row.1));
                    routes.push(row);
                }
                _ => routes.push(row),
            }
        }
        preferred.sort_unstable();
        // Prefixes are nested or disjoint: the widest that begins at or before one holds it, or none does.
        let mut widest: Vec<(u32, u32)> = Vec::new();
        for (first, last) in preferred {
            match widest.last_mut().filter(|(_, end)| *end >= first) {
                Some((_, end)) => *end = last.max(*end),
                None => widest.push((first, last)),
            }
        }
        routes.extend(gateway.into_iter().filter(|(first, last, ..)| {
            let at = widest.partition_point(|(begin, _)| begin <= first);
            at.checked_sub(1).and_then(|at| widest.get(at)).is_none_or(|(_, end)| end < last)
        }));
        routes.sort_unstable_by_key(|(first, _, length, place)| (*first, *length, std::cmp::Reverse(*place)));
        Ok(Self::of_runs(&runs(&routes)))
    }

    fn of_runs(runs: &[(u32, i32)]) -> Self {
        if runs.len() < LARGE {
            return Self::Small(runs.iter().map(|run| run.0).collect(), runs.iter().map(|run| run.1).collect());
        }
        let (mut index, mut lows, mut winners) = (Vec::with_capacity(65_537), Vec::new(), Vec::new());
        let mut current = -1;
        let mut runs = runs.iter().peekable();
        for high in 0..=u16::MAX {
            index.push(u32::try_from(lows.len()).unwrap_or(u32::MAX));
            // Each upper half begins with a run of its own, so that a search never leaves it.
            let begin = u32::from(high) << 16;
            if runs.peek().is_none_or(|(first, _)| *first != begin) {
                lows.push(0);
                winners.push(current);
            }
            while let Some((first, winner)) = runs.next_if(|(first, _)| first >> 16 == u32::from(high)) {
                let [.., upper, lower] = first.to_be_bytes();
                lows.push(u16::from_be_bytes([upper, lower]));
                winners.push(*winner);
                current = *winner;
            }
        }
        index.push(u32::try_from(lows.len()).unwrap_or(u32::MAX));
        lows.shrink_to_fit();
        winners.shrink_to_fit();
        Self::Large(index, lows, winners)
    }

    /// The place of the winning route for each destination; -1 for none.
    #[must_use]
    pub fn lookup(&self, destinations: &[u32]) -> Vec<i32> {
        let mut found = vec![-1; destinations.len()];
        self.lookup_into(destinations, &mut found);
        found
    }

    fn lookup_into(&self, destinations: &[u32], found: &mut [i32]) {
        match self {
            Self::Small(firsts, winners) => {
                for (destination, place) in destinations.iter().zip(found) {
                    *place = winner(firsts, winners, *destination);
                }
            }
            Self::Large(index, lows, winners) => {
                for (destination, place) in destinations.iter().zip(found) {
                    let [one, two, three, four] = destination.to_be_bytes();
                    let (high, low) = (usize::from(u16::from_be_bytes([one, two])), u16::from_be_bytes([three, four]));
                    let bound = |at: Option<&u32>| at.and_then(|at| usize::try_from(*at).ok()).unwrap_or(0);
                    let (from, to) = (bound(index.get(high)), bound(index.get(high.saturating_add(1))));
                    *place =
                        winner(lows.get(from..to).unwrap_or_default(), winners.get(from..to).unwrap_or_default(), low);
                }
            }
        }
    }

    /// How many bytes it keeps.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Small(firsts, winners) => {
                size_of_val(firsts.as_slice()).saturating_add(size_of_val(winners.as_slice()))
            }
            Self::Large(index, lows, winners) => size_of_val(index.as_slice())
                .saturating_add(size_of_val(lows.as_slice()))
                .saturating_add(size_of_val(winners.as_slice())),
        }
    }
}

/// The winner of the last run that begins at or before a destination.
fn winner<T: PartialOrd + Copy>(firsts: &[T], winners: &[i32], destination: T) -> i32 {
    // Halving without a branch that a processor could guess wrong.
    let mut base = 0usize;
    let mut size = firsts.len();
    while size > 1 {
        let half = size / 2;
        let middle = base.wrapping_add(half);
        if firsts.get(middle).is_some_and(|first| *first <= destination) {
            base = middle;
        }
        size = size.wrapping_sub(half);
    }
    winners.get(base).copied().unwrap_or(-1)
}

/// First addresses and winners, from 0.0.0.0 on, of routes sorted so that longer ones follow those that hold them.
fn runs(routes: &[(u32, u32, u8, i32)]) -> Vec<(u32, i32)> {
    let mut all: Vec<(u32, i32)> = vec![(0, -1)];
    let mut begin = |first: u32, winner: i32| match all.last_mut() {
        Some(last) if last.1 == winner => {}
        Some(last) if last.0 == first => last.1 = winner,
        _ => all.push((first, winner)),
    };
    let mut open: Vec<(u32, i32)> = Vec::new();
    let close = |open: &mut Vec<(u32, i32)>, upto: Option<u32>, begin: &mut dyn FnMut(u32, i32)| {
        while let Some((last, _)) = open.last().copied().filter(|(last, _)| upto.is_none_or(|first| *last < first)) {
            open.pop();
            if let Some(next) = last.checked_add(1) {
                begin(next, open.last().map_or(-1, |(_, winner)| *winner));
            }
        }
    };
    for (first, last, _, place) in routes {
        close(&mut open, Some(*first), &mut begin);
        open.push((*last, *place));
        begin(*first, *place);
    }
    close(&mut open, None, &mut begin);
    all
}

#[cfg(test)]
mod tests {
    use super::{LookupKind, RouteLookup};

    /// A generator of its own, so that the cases are the same each time.
    fn random(seed: &mut u64) -> u64 {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        *seed
    }

    #[test]
    fn it_agrees_with_reading_all_routes_in_both_forms() {
        let mut seed = 0x9e37_79b9_7f4a_7c15;
        for count in [1, 3, 40, 400, 9000] {
            let rows: Vec<(u32, u32, LookupKind)> = (0..count)
                .map(|_| {
                    let length = u32::try_from(random(&mut seed) % 33).unwrap();
                    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
                    let high = if random(&mut seed).is_multiple_of(2) { 0x0a00_0000 } else { 0 };
                    let address = u32::try_from(random(&mut seed) >> 32).unwrap() >> 8 | high;
                    let kind = match random(&mut seed) % 8 {
                        0 => LookupKind::Out,
                        1 => LookupKind::Gateway,
                        2 if length > 12 => LookupKind::Preferred,
                        _ => LookupKind::Plain,
                    };
                    (address & mask, length, kind)
                })
                .collect();
            let texts: Vec<String> = rows
                .iter()
                .map(|(address, length, _)| format!("{}/{length}", std::net::Ipv4Addr::from(*address)))
                .collect();
            let table = RouteLookup::of(texts.iter().zip(&rows).map(|(text, row)| (text.as_str(), row.2))).unwrap();
            assert_eq!(matches!(table, RouteLookup::Large(..)), count == 9000);
            let holds = |(address, length, _): &(u32, u32, LookupKind), one: u32| {
                one & u32::MAX.checked_shl(32 - length).unwrap_or(0) == *address
            };
            let within = |outer: &(u32, u32, LookupKind), inner: &(u32, u32, LookupKind)| {
                outer.1 <= inner.1 && holds(outer, inner.0)
            };
            let alive: Vec<bool> = rows
                .iter()
                .map(|row| match row.2 {
                    LookupKind::Out => false,
                    LookupKind::Gateway => !rows.iter().any(|own| own.2 == LookupKind::Preferred && within(own, row)),
                    _ => true,
                })
                .collect();
            for _ in 0..300 {
                let pick = rows[usize::try_from(random(&mut seed)).unwrap() % rows.len()];
                let one = pick.0.wrapping_add(u32::try_from(random(&mut seed) % 5).unwrap()).wrapping_sub(2);
                let mut best: Option<usize> = None;
                for (at, row) in rows.iter().enumerate() {
                    if alive[at] && holds(row, one) && best.is_none_or(|best| rows[best].1 < row.1) {
                        best = Some(at);
                    }
                }
                let expected = best.map_or(-1, |at| i32::try_from(at).unwrap());
                assert_eq!(table.lookup(&[one]), [expected], "{one:#x} of {count}");
            }
        }
    }

    #[test]
    fn a_million_routes_keep_within_16_bytes_each() {
        let texts: Vec<String> = (0..1_000_000u32)
            .map(|at| format!("{}/24", std::net::Ipv4Addr::from(at.wrapping_mul(2_654_435_761) & 0xffff_ff00)))
            .collect();
        let table = RouteLookup::of(texts.iter().map(|text| (text.as_str(), LookupKind::Plain))).unwrap();
        assert!(table.bytes() <= 16 * texts.len(), "{} bytes", table.bytes());
    }
}
