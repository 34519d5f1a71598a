//! Carving an address space: aligned, disjoint prefixes out of what is left of some ranges.
//!
//! Free space is kept as the fewest aligned blocks, by their length. A demand takes the smallest block that holds it, the lowest
//! of that size, and leaves the other halves. With larger demands first this places whatever can be placed at all: a block is
//! only ever split when no smaller one would do.
//!
//! | | cost |
//! |---|---|
//! | subtracting e prefixes from r ranges | (e + r) log (e + r) |
//! | placing a demand | as many steps as it has bits |
//! | all overlaps among n prefixes | n log n, and one step for each pair found |

use super::Prefix;
use crate::error::{Error, ErrorCode};

/// An aligned block: its first address, as a number of the family's width, and its prefix length.
#[derive(Clone, Copy, Debug)]
struct Block {
    first: u128,
    length: u8,
}

/// The free space of one family.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    ipv4: bool,
    /// Free blocks by prefix length, the lowest last.
    free: Vec<Vec<Block>>,
}

impl Space {
    /// The ranges of one family without what is excluded. A range given twice, or inside of another, counts once.
    pub(crate) fn new(ipv4: bool, ranges: &[Prefix], excluded: &[Prefix]) -> Self {
        let lengths = if ipv4 { 33 } else { 129 };
        let mut space = Self { ipv4, free: vec![Vec::new(); lengths] };
        let blocked = outermost(ipv4, excluded);
        for (first, last) in outermost(ipv4, ranges) {
            space.add(first, last, &blocked);
        }
        // Added in address order; taken from the end.
        for blocks in &mut space.free {
            blocks.reverse();
        }
        space
    }

    /// Adds what is free between two addresses.
    fn add(&mut self, first: u128, last: u128, blocked: &[(u128, u128)]) {
        let mut next = Some(first);
        let from = blocked.partition_point(|span| span.1 < first);
        for (begins, ends) in blocked.iter().skip(from) {
            let Some(at) = next else { return };
            if *begins > last {
                break;
            }
            if *ends < at {
                continue;
            }
            if *begins > at {
                self.split(at, begins.saturating_sub(1));
            }
            next = ends.checked_add(1).filter(|next| *next <= last);
        }
        if let Some(at) = next {
            self.split(at, last);
        }
    }

    /// The fewest aligned blocks from `at` to `last`.
    fn split(&mut self, mut at: u128, last: u128) {
        let width = u32::from(self.width());
        loop {
            let rest = last.saturating_sub(at);
            let fits = rest.checked_add(1).map_or(128, |size| 127 - size.leading_zeros());
            let aligned = if at == 0 { width } else { at.trailing_zeros() };
            let bits = fits.min(aligned).min(width);
            let length = self.width().saturating_sub(u8::try_from(bits).unwrap_or(u8::MAX));
            self.put(Block { first: at, length });
            let size = 1u128.checked_shl(bits).unwrap_or(0);
            match at.checked_add(size) {
                Some(next) if size != 0 && next <= last => at = next,
                _ => return,
            }
        }
    }

    /// Takes the smallest free block that holds a prefix of this length, the lowest of them, and cuts it down.
    pub(crate) fn take(&mut self, length: u8) -> Option<Prefix> {
        let found = (0..=length).rev().find_map(|held| self.free.get_mut(usize::from(held))?.pop())?;
        for cut in found.length.saturating_add(1)..=length {
            let half = 1u128.checked_shl(u32::from(self.width().saturating_sub(cut))).unwrap_or(0);
            // No block of these sizes is free, or it would have been found: the list stays in order.
            self.put(Block { first: found.first | half, length: cut });
        }
        Some(self.prefix(Block { first: found.first, length }))
    }

    /// What is left, in address order.
    pub(crate) fn rest(&self) -> Vec<Prefix> {
        let blocks = self.free.iter().flatten();
        let mut keys: Vec<Key> = blocks.map(|block| (block.first, u128::from(block.length))).collect();
        sort(&mut keys);
        let block = |(first, length): Key| Block { first, length: u8::try_from(length).unwrap_or(u8::MAX) };
        keys.into_iter().map(|key| self.prefix(block(key))).collect()
    }

    /// The size of the largest free block, as its prefix length.
    pub(crate) fn largest(&self) -> Option<u8> {
        let length = self.free.iter().position(|blocks| !blocks.is_empty())?;
        u8::try_from(length).ok()
    }

    const fn width(&self) -> u8 {
        if self.ipv4 { 32 } else { 128 }
    }

    fn put(&mut self, block: Block) {
        if let Some(blocks) = self.free.get_mut(usize::from(block.length)) {
            blocks.push(block);
        }
    }

    fn prefix(&self, block: Block) -> Prefix {
        Prefix::from_number(self.ipv4, block.first, block.length)
    }
}

/// What is sorted here, all of it as pairs of numbers: a sort is five kilobytes of the wasm, and one is enough.
type Key = (u128, u128);

#[inline(never)]
pub(crate) fn sort(keys: &mut [Key]) {
    keys.sort_unstable();
}

/// First and last address of the prefixes of one family that are in no other, in order. Prefixes nest or are apart, so these are
/// apart.
fn outermost(ipv4: bool, prefixes: &[Prefix]) -> Vec<(u128, u128)> {
    // The last address inverted: the longest first among those that begin together, so that what is inside of it follows.
    let spans = prefixes.iter().filter(|prefix| prefix.is_ipv4() == ipv4).map(Prefix::span);
    let mut keys: Vec<Key> = spans.map(|(first, last)| (first, !last)).collect();
    sort(&mut keys);
    let mut outer: Vec<(u128, u128)> = Vec::new();
    for (first, inverted) in keys {
        if outer.last().is_none_or(|(_, end)| !inverted > *end) {
            outer.push((first, !inverted));
        }
    }
    outer
}

/// All pairs of prefixes that have an address in common, by their places, the smaller first, in order.
pub(crate) fn overlaps(prefixes: &[Prefix]) -> Vec<(u32, u32)> {
    let spans: Vec<(u128, u128)> = prefixes.iter().map(Prefix::span).collect();
    let of = |ipv4: bool| -> Vec<u32> {
        (0u32..).zip(prefixes).filter(|(_, prefix)| prefix.is_ipv4() == ipv4).map(|(place, _)| place).collect()
    };
    let mut found = pairs(&spans, &of(true));
    found.extend(pairs(&spans, &of(false)));
    in_order(&found, prefixes.len())
}

/// The same of IPv4 prefixes as bare numbers: first addresses and lengths. Bits behind a length do not count.
///
/// # Errors
/// `invalid-value` when the lists differ in length, `out-of-range` for a length above 32.
pub fn overlaps_ipv4(addresses: &[u32], lengths: &[u8]) -> Result<Vec<(u32, u32)>, Error> {
    if addresses.len() != lengths.len() {
        let message = format!("{} addresses and {} lengths", addresses.len(), lengths.len());
        return Err(Error::new(ErrorCode::InvalidValue, message)
            .at("lengths")
            .with_help("one length for each address"));
    }
    let mut spans = Vec::with_capacity(addresses.len());
    for (place, (address, length)) in addresses.iter().zip(lengths).enumerate() {
        let Some(bits) = 32u32.checked_sub(u32::from(*length)) else {
            return Err(Error::new(ErrorCode::OutOfRange, format!("{length} is out of range"))
                .at(format!("lengths[{place}]"))
                .with_help("a whole number from 0 to 32"));
        };
        let host = u32::MAX.checked_shr(u32::from(*length)).filter(|_| bits > 0).unwrap_or(0);
        spans.push((u128::from(address & !host), u128::from(address | host)));
    }
    let all: Vec<u32> = (0u32..).zip(&spans).map(|(place, _)| place).collect();
    Ok(in_order(&pairs(&spans, &all), spans.len()))
}

/// The pairs among the spans of one family. Prefixes nest or are apart, so those that hold the current one are a stack.
fn pairs(spans: &[(u128, u128)], places: &[u32]) -> Vec<(u32, u32)> {
    let span = |place: u32| usize::try_from(place).ok().and_then(|place| spans.get(place)).copied().unwrap_or((0, 0));
    // By the first address, then the largest, then the place.
    let key = |place: &u32| {
        let (first, last) = span(*place);
        (first, u128::from((last - first).leading_zeros()) << 32 | u128::from(*place))
    };
    let mut order: Vec<Key> = places.iter().map(key).collect();
    sort(&mut order);
    let mut found = Vec::new();
    let mut open: Vec<(u128, u32)> = Vec::new();
    for (first, size_and_place) in order {
        let place = u32::try_from(size_and_place & u128::from(u32::MAX)).unwrap_or(u32::MAX);
        while open.last().is_some_and(|(end, _)| *end < first) {
            open.pop();
        }
        found.extend(open.iter().map(|(_, other)| (place.min(*other), place.max(*other))));
        open.push((span(place).1, place));
    }
    found
}

/// Pairs by their first place, then their second: counted by the second, then by the first, which keeps what is equal in order.
fn in_order(found: &[(u32, u32)], places: usize) -> Vec<(u32, u32)> {
    counted(&counted(found, places, |pair| pair.1), places, |pair| pair.0)
}

/// A sort by counting: a step for each pair and each place, and no comparison.
fn counted(pairs: &[(u32, u32)], places: usize, key: impl Fn(&(u32, u32)) -> u32) -> Vec<(u32, u32)> {
    let at = |pair: &(u32, u32)| usize::try_from(key(pair)).unwrap_or(usize::MAX);
    // Where the next pair of each place goes.
    let mut next = vec![0usize; places.saturating_add(1)];
    for pair in pairs {
        if let Some(count) = next.get_mut(at(pair).saturating_add(1)) {
            *count = count.saturating_add(1);
        }
    }
    let mut sum = 0usize;
    for count in &mut next {
        sum = sum.saturating_add(*count);
        *count = sum;
    }
    let mut sorted = vec![(0, 0); pairs.len()];
    for pair in pairs {
        let Some(to) = next.get_mut(at(pair)) else { continue };
        if let Some(slot) = sorted.get_mut(*to) {
            *slot = *pair;
        }
        *to = to.saturating_add(1);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prefix::parse;

    fn all(texts: &[&str]) -> Vec<Prefix> {
        texts.iter().map(|text| parse(text).unwrap()).collect()
    }

    fn shown(prefixes: &[Prefix]) -> Vec<String> {
        prefixes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_left_is_the_fewest_prefixes() {
        let space = Space::new(true, &all(&["10.0.0.0/22"]), &all(&["10.0.1.0/24"]));
        assert_eq!(shown(&space.rest()), ["10.0.0.0/24", "10.0.2.0/23"]);
        let whole = Space::new(true, &all(&["0.0.0.0/0"]), &[]);
        assert_eq!(shown(&whole.rest()), ["0.0.0.0/0"]);
        let six = Space::new(false, &all(&["::/0"]), &all(&["8000::/1"]));
        assert_eq!(shown(&six.rest()), ["::/1"]);
        assert!(Space::new(true, &all(&["10.0.0.0/24"]), &all(&["10.0.0.0/8"])).rest().is_empty());
    }

    #[test]
    fn the_smallest_block_that_holds_it_is_taken() {
        let mut space = Space::new(true, &all(&["10.0.0.0/24", "10.1.0.0/26"]), &[]);
        assert_eq!(space.take(26).unwrap().to_string(), "10.1.0.0/26");
        assert_eq!(space.take(25).unwrap().to_string(), "10.0.0.0/25");
        assert_eq!(space.take(26).unwrap().to_string(), "10.0.0.128/26");
        assert_eq!(shown(&space.rest()), ["10.0.0.192/26"]);
        assert_eq!(space.take(25), None);
    }

    #[test]
    fn a_range_inside_of_another_counts_once() {
        let space = Space::new(true, &all(&["10.0.0.0/24", "10.0.0.0/23", "10.0.0.0/24"]), &[]);
        assert_eq!(shown(&space.rest()), ["10.0.0.0/23"]);
    }

    #[test]
    fn bare_numbers_give_the_same_pairs() {
        let addresses = [0x0a00_0000, 0x0a00_0000, 0x0a00_00ff, 0x0b00_0000, 0];
        assert_eq!(overlaps_ipv4(&addresses, &[24, 8, 32, 8, 0]).unwrap().len(), 3 + 4);
        assert_eq!(overlaps_ipv4(&addresses, &[24, 8, 32, 8, 33]).unwrap_err().field(), Some("lengths[4]"));
        assert_eq!(overlaps_ipv4(&addresses, &[24]).unwrap_err().code(), "invalid-value");
    }

    #[test]
    fn many_prefixes_overlap_as_each_pair_does() {
        let mut seed = 0x9e37_79b9_7f4a_7c15u64;
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        for ipv4 in [true, false] {
            let prefixes: Vec<Prefix> = (0..600)
                .map(|_| {
                    let length = u8::try_from(random() % if ipv4 { 17 } else { 97 } + 12).unwrap();
                    let near = u128::from(random() % 7) << if ipv4 { 26 } else { 110 };
                    let far = u128::from(u32::try_from(random() >> 40).unwrap()) << if ipv4 { 4 } else { 90 };
                    Prefix::from_number(
                        ipv4,
                        (near | far) & if ipv4 { u128::from(u32::MAX) } else { u128::MAX },
                        length,
                    )
                })
                .collect();
            let mut expected = Vec::new();
            for (at, one) in (0u32..).zip(&prefixes) {
                let later = (0u32..).zip(&prefixes).filter(|(other, _)| *other > at);
                expected.extend(later.filter(|(_, two)| one.overlaps(two)).map(|(other, _)| (at, other)));
            }
            assert!(expected.len() > 50, "{} pairs are too few to tell", expected.len());
            assert_eq!(overlaps(&prefixes), expected);
        }
    }

    #[test]
    fn nested_prefixes_overlap_with_all_that_hold_them() {
        let prefixes = all(&["10.0.0.0/24", "10.0.0.0/8", "10.0.0.0/24", "11.0.0.0/8", "a::/16", "::/0"]);
        assert_eq!(overlaps(&prefixes), [(0, 1), (0, 2), (1, 2), (4, 5)]);
    }
}
