//! Many look-ups at once: the winner for each of many IPv4 destinations.
//!
//! The table is cut into runs of addresses with one winner, as in `partition.rs`. What is made of them depends on how many they are:
//!
//! | runs | structure | a look-up | memory |
//! |---|---|---|---|
//! | fewer than 16,384, which is 8,000 routes | three levels of 16, 8 and 8 bits | one to three reads | 131 kB, and half a kilobyte for each /16 and /24 that is cut: 2.6 MB for 5,000 routes anywhere |
//! | more | an index by the upper 16 to 20 bits, then the runs in order, six bytes each | a read, and the few runs of that bucket | at most 14 bytes a route besides 262 kB |
//!
//! The look-ups themselves are inlined into the crate that asks, which is built for speed; this one is built for size.

use crate::error::{Error, ErrorCode};
use crate::prefix;

/// From this many runs on three levels would take more memory than their speed is worth.
const LARGE: usize = 16_384;
/// Of an entry in the three levels: the rest is a block, not a winner.
const BLOCK: u16 = 0x8000;

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
pub struct RouteLookup(Form);

#[derive(Clone, Debug)]
enum Form {
    Small(Levels),
    Large(Buckets),
}

/// Three levels of entries: a winner's place and one, 0 for none, or `BLOCK` and the number of a block of the next level.
#[derive(Clone, Debug)]
struct Levels {
    top: Box<[u16; 65_536]>,
    blocks: Vec<[u16; 256]>,
}

/// Runs in order, found by the upper bits of an address.
#[derive(Clone, Debug)]
struct Buckets {
    /// How far an address is shifted for the number of its bucket.
    shift: u32,
    /// For each bucket, and once more at the end: how many runs begin before it.
    before: Vec<u32>,
    /// The lower half of a run's first address; the halves of its winner.
    runs: Vec<[u16; 3]>,
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
        let small = if runs.len() < LARGE { Levels::of(runs) } else { None };
        Self(small.map_or_else(|| Form::Large(Buckets::of(runs)), Form::Small))
    }

    /// The place of the winning route for each destination; -1 for none.
    #[must_use]
    #[inline]
    pub fn lookup(&self, destinations: &[u32]) -> Vec<i32> {
        match &self.0 {
            Form::Small(levels) => destinations.iter().map(|one| levels.winner(*one)).collect(),
            Form::Large(buckets) => destinations.iter().map(|one| buckets.winner(*one)).collect(),
        }
    }

    /// How many bytes it keeps.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Form::Small(levels) => size_of_val(&*levels.top).saturating_add(size_of_val(levels.blocks.as_slice())),
            Form::Large(buckets) => {
                size_of_val(buckets.before.as_slice()).saturating_add(size_of_val(buckets.runs.as_slice()))
            }
        }
    }
}

impl Levels {
    /// Nothing when a place or a block has too large a number for half an entry.
    fn of(runs: &[(u32, i32)]) -> Option<Self> {
        let mut levels = Self { top: Box::new([0; 65_536]), blocks: Vec::new() };
        for (at, (first, winner)) in runs.iter().enumerate() {
            let last = runs.get(at.saturating_add(1)).map_or(u32::MAX, |(next, _)| next.saturating_sub(1));
            let entry = u16::try_from(winner.checked_add(1)?).ok().filter(|entry| *entry < BLOCK)?;
            levels.fill(*first, last, entry)?;
        }
        Some(levels)
    }

    /// Writes a run, as much of it at a time as one list of entries holds: of the top where both ends are those of its entries,
    /// of a middle block likewise, of a low one otherwise.
    fn fill(&mut self, first: u32, last: u32, entry: u16) -> Option<()> {
        let mut next = Some(first);
        while let Some(at) = next.filter(|at| *at <= last) {
            let [one, two, three, four] = at.to_be_bytes();
            let (high, middle, low) =
                (usize::from(u16::from_be_bytes([one, two])), usize::from(three), usize::from(four));
            let bits = [16u32, 8, 0].into_iter().find(|bits| {
                let host = (1u32 << bits) - 1;
                at & host == 0 && last - at >= host
            })?;
            let (list, from): (&mut [u16], usize) = match bits {
                16 => (self.top.as_mut_slice(), high),
                8 => {
                    let block = self.below_top(high)?;
                    (self.blocks.get_mut(block)?, middle)
                }
                _ => {
                    let above = self.below_top(high)?;
                    let within = *self.blocks.get(above)?.get(middle)?;
                    let block = self.below(within)?;
                    *self.blocks.get_mut(above)?.get_mut(middle)? = BLOCK | u16::try_from(block).ok()?;
                    (self.blocks.get_mut(block)?, low)
                }
            };
            let whole = usize::try_from((u64::from(last - at) + 1) >> bits).ok()?;
            let count = whole.min(list.len().checked_sub(from)?);
            list.get_mut(from..from.checked_add(count)?)?.fill(entry);
            next = u32::try_from(count).ok()?.checked_mul(1 << bits).and_then(|size| at.checked_add(size));
        }
        Some(())
    }

    /// The block of an entry of the top.
    fn below_top(&mut self, high: usize) -> Option<usize> {
        let block = self.below(*self.top.get(high)?)?;
        *self.top.get_mut(high)? = BLOCK | u16::try_from(block).ok()?;
        Some(block)
    }

    /// The block that an entry stands for, a new one where it stands for none.
    fn below(&mut self, entry: u16) -> Option<usize> {
        if entry & BLOCK != 0 {
            return Some(usize::from(entry & !BLOCK));
        }
        let number = self.blocks.len();
        self.blocks.push([entry; 256]);
        Some(number).filter(|number| *number < usize::from(BLOCK))
    }

    #[inline]
    fn winner(&self, destination: u32) -> i32 {
        let [one, two, three, four] = destination.to_be_bytes();
        let block = |entry: u16, at: u8| {
            let block = self.blocks.get(usize::from(entry & !BLOCK));
            block.and_then(|block| block.get(usize::from(at))).copied().unwrap_or(0)
        };
        let mut entry = self.top.get(usize::from(u16::from_be_bytes([one, two]))).copied().unwrap_or(0);
        if entry & BLOCK != 0 {
            entry = block(entry, three);
            if entry & BLOCK != 0 {
                entry = block(entry, four);
            }
        }
        i32::from(entry) - 1
    }
}

impl Buckets {
    fn of(runs: &[(u32, i32)]) -> Self {
        // About four runs a bucket, so that the index takes a byte a run; never so few that a lower part is longer than 16 bits.
        let bits = (runs.len() / 4).checked_ilog2().unwrap_or(0).clamp(16, 20);
        let shift = 32u32.saturating_sub(bits);
        let mut before = vec![0u32; 1usize.checked_shl(bits).unwrap_or(0).saturating_add(1)];
        let mut packed = Vec::with_capacity(runs.len());
        for (first, winner) in runs {
            let bucket = first.checked_shr(shift).and_then(|bucket| usize::try_from(bucket).ok()).unwrap_or(0);
            if let Some(count) = before.get_mut(bucket.saturating_add(1)) {
                *count = count.saturating_add(1);
            }
            let [.., three, four] = first.to_be_bytes();
            let [a, b, c, d] = winner.to_be_bytes();
            packed.push([u16::from_be_bytes([three, four]), u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
        }
        let mut sum = 0u32;
        for count in &mut before {
            sum = sum.saturating_add(*count);
            *count = sum;
        }
        Self { shift, before, runs: packed }
    }

    /// The last run that begins at or before a destination: one of its bucket, or the last one before that.
    #[inline]
    fn winner(&self, destination: u32) -> i32 {
        let bucket = usize::try_from(destination.wrapping_shr(self.shift)).unwrap_or(0);
        let bound = |at: usize| self.before.get(at).and_then(|count| usize::try_from(*count).ok()).unwrap_or(0);
        let (from, to) = (bound(bucket), bound(bucket.wrapping_add(1)));
        let [.., three, four] = destination.to_be_bytes();
        let low = u16::from_be_bytes([three, four]);
        let within = self.runs.get(from..to).unwrap_or_default();
        // Most buckets have a few runs. One that has many is halved.
        let begun = if within.len() <= 8 {
            within.iter().map(|run| usize::from(run[0] <= low)).fold(0, usize::wrapping_add)
        } else {
            within.partition_point(|run| run[0] <= low)
        };
        let run = from.wrapping_add(begun).wrapping_sub(1);
        self.runs.get(run).map_or(-1, |[_, high, low]| {
            let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
            i32::from_be_bytes([a, b, c, d])
        })
    }
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
    use super::{Form, LookupKind, RouteLookup};

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
        for count in [1, 3, 40, 400, 3000, 30_000] {
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
            assert_eq!(matches!(table.0, Form::Large(_)), count == 30_000);
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
        // All are /24s: the winner of an address is the first route with its upper 24 bits.
        let mut seed = 1;
        for _ in 0..2000 {
            let at = usize::try_from(random(&mut seed) % 1_000_000).unwrap();
            let first: u32 = texts[at].trim_end_matches("/24").parse::<std::net::Ipv4Addr>().unwrap().into();
            let found = table.lookup(&[first, first | 255, first.wrapping_sub(1)]);
            let place = |found: i32| usize::try_from(found).unwrap();
            assert_eq!((texts[place(found[0])].as_str(), found[0]), (texts[at].as_str(), found[1]), "{first:#x}");
            assert!(place(found[0]) <= at);
            assert!(
                found[2] < 0
                    || texts[place(found[2])] == format!("{}/24", std::net::Ipv4Addr::from((first - 1) & !255))
            );
        }
    }
}
