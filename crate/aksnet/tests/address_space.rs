//! Address plans against oracles written here: sets of addresses, an exhaustive search, and all pairs.

#[cfg(test)]
#[path = "support/space.rs"]
mod space;

#[cfg(test)]
mod tests {
    use crate::space::{Answer, Ask, Cells, Net};
    use proptest::prelude::*;
    use serde_json::json;
    use std::collections::HashMap;

    /// Aligned, in one range, disjoint; and what is placed, free and excluded is the space, address by address.
    fn sound(ask: &Ask, answer: &Answer) -> Result<(), TestCaseError> {
        let (ranges, excluded) = (ask.outer(), ask.excluded());
        let placed: Vec<Net> = answer.found.iter().flatten().copied().collect();
        for (demand, place) in ask.demands.iter().zip(&answer.found) {
            prop_assert!(place.is_none_or(|net| (net.six, net.length) == *demand), "{:?} for {:?}", place, demand);
        }
        let mut parts = [placed, answer.free.clone()].concat();
        for net in &parts {
            prop_assert!(net.aligned(), "{} is not aligned", net.text());
            prop_assert_eq!(
                ranges.iter().filter(|range| range.holds(*net)).count(),
                1,
                "{} is in no range",
                net.text()
            );
            prop_assert!(!excluded.iter().any(|other| other.meets(*net)), "{} is taken", net.text());
        }
        // In address order each begins after the last one ended.
        parts.sort_unstable();
        for pair in parts.windows(2) {
            prop_assert!(!pair[0].meets(pair[1]), "{} and {}", pair[0].text(), pair[1].text());
        }
        prop_assert!(answer.free.windows(2).all(|pair| pair[0] < pair[1]), "free is in address order");
        // No two of the free are the halves of one larger prefix within a range: so they are the fewest.
        for pair in answer.free.windows(2) {
            let (one, other) = (pair[0], pair[1]);
            if one.length == 0 || (one.six, one.length) != (other.six, other.length) {
                continue;
            }
            let both = Net { length: one.length - 1, ..one };
            let mergeable =
                both.aligned() && other.last() == both.last() && ranges.iter().any(|range| range.holds(both));
            prop_assert!(!mergeable, "{} and {} are one", one.text(), other.text());
        }
        // Each address of the space is placed or free, unless it is excluded.
        for range in &ranges {
            let inside = |net: &&Net| net.six == range.six && net.meets(*range);
            let kept: u128 = parts.iter().filter(inside).map(|net| net.size()).sum();
            prop_assert_eq!(kept + covered(*range, &excluded), range.size(), "{}", range.text());
        }
        Ok(())
    }

    /// How many addresses of a range others cover.
    fn covered(range: Net, others: &[Net]) -> u128 {
        let mut cuts: Vec<(u128, u128)> = others
            .iter()
            .filter(|other| other.meets(range))
            .map(|other| (other.first.max(range.first), other.last().min(range.last())))
            .collect();
        cuts.sort_unstable();
        let (mut sum, mut next) = (0, range.first);
        for (first, last) in cuts {
            if last >= next {
                sum += last - first.max(next) + 1;
                next = last + 1;
            }
        }
        sum
    }

    fn prefix(six: bool, base: u128, within: u8, lengths: std::ops::RangeInclusive<u8>) -> impl Strategy<Value = Net> {
        (lengths, any::<u128>()).prop_map(move |(length, seed)| {
            let bits = if six { 128 } else { 32 };
            let room = 1u128 << (length - within);
            Net { six, first: base + (seed % room) * (1u128 << (bits - length)), length }
        })
    }

    const TEN: u128 = 10 << 24;

    /// All in 10.0.0.0/24, the finest a /31.
    fn small() -> impl Strategy<Value = Ask> {
        let net = |lengths| prefix(false, TEN, 24, lengths);
        (
            prop::collection::vec(net(24..=28), 1..4),
            prop::collection::vec(net(25..=31), 0..5),
            prop::collection::vec(net(26..=30), 0..2),
            prop::collection::vec(24u8..=29, 0..=6),
        )
            .prop_map(|(ranges, taken, premises, lengths)| Ask {
                ranges,
                taken,
                premises,
                demands: lengths.into_iter().map(|length| (false, length)).collect(),
            })
    }

    /// Hundreds of demands and of exclusions, in both families.
    fn large() -> impl Strategy<Value = Ask> {
        let four = |lengths| prefix(false, 0, 0, lengths);
        let base = 0xfd << 120;
        let six = move |lengths| prefix(true, base, 40, lengths);
        let ranges = (prop::collection::vec(four(0..=24), 1..6), prop::collection::vec(six(44..=60), 0..3));
        let taken = (prop::collection::vec(four(8..=32), 0..150), prop::collection::vec(six(44..=128), 0..80));
        let demands = prop::collection::vec(
            prop_oneof![4 => (8u8..=32).prop_map(|length| (false, length)), 1 => (44u8..=128).prop_map(|length| (true, length))],
            0..200,
        );
        (ranges, taken, prop::collection::vec(four(6..=16), 0..3), demands).prop_map(
            |(ranges, taken, premises, demands)| Ask {
                ranges: [ranges.0, ranges.1].concat(),
                taken: [taken.0, taken.1].concat(),
                premises,
                demands,
            },
        )
    }

    /// Demands as they are served: larger first, then in the order given.
    fn served(demands: &[(bool, u8)]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..demands.len()).collect();
        order.sort_by_key(|place| demands[*place].1);
        order
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

        /// Each demand in turn is placed exactly when any search could place it beside those before it.
        #[test]
        fn nothing_is_left_that_a_search_would_place(ask in small()) {
            let answer = ask.answer();
            sound(&ask, &answer)?;
            let cells = Cells::new(&ask, TEN);
            let mut lengths: Vec<u8> = Vec::new();
            for place in served(&ask.demands) {
                lengths.push(ask.demands[place].1);
                let possible = cells.possible(cells.free, &lengths, &mut HashMap::new());
                prop_assert_eq!(answer.found[place].is_some(), possible, "demand {} of {:?}", place, ask);
                if !possible {
                    lengths.pop();
                }
            }
        }

        /// And where: at the lower end of the smallest block that holds it, of the lowest such block.
        #[test]
        fn the_best_fit_is_taken(ask in small()) {
            let answer = ask.answer();
            let cells = Cells::new(&ask, TEN);
            let mut free = cells.free;
            for place in served(&ask.demands) {
                let length = ask.demands[place].1;
                let holding = cells.blocks(free).into_iter().filter(|block| block.length <= length);
                let best = holding.min_by_key(|block| (std::cmp::Reverse(block.length), block.first));
                let expected = best.map(|block| Net { length, ..block });
                prop_assert_eq!(answer.found[place], expected, "demand {} of {:?}", place, ask);
                free &= !expected.map_or(0, |net| cells.mask(net));
            }
            let mut rest = cells.blocks(free);
            rest.sort_unstable();
            prop_assert_eq!(answer.free, rest);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn large_plans_are_sound(ask in large()) {
            let answer = ask.answer();
            sound(&ask, &answer)?;
            // The larger ones come first, so what is left has room for none of those that found none.
            for (demand, place) in ask.demands.iter().zip(&answer.found) {
                let room = answer.free.iter().any(|net| net.six == demand.0 && net.length <= demand.1);
                prop_assert!(place.is_some() || !room, "{:?} has room in {:?}", demand, answer.free);
            }
        }

        /// All pairs, one by one.
        #[test]
        fn overlaps_are_all_pairs(
            four in prop::collection::vec(prefix(false, 0, 0, 1..=32), 0..60),
            near in prop::collection::vec(prefix(false, TEN, 8, 8..=14), 0..40),
            six in prop::collection::vec(prefix(true, 0xfd << 120, 40, 44..=50), 0..30),
            single in prop::collection::vec(prefix(false, TEN, 29, 29..=32), 0..12),
            turn in any::<prop::sample::Index>(),
        ) {
            let mut nets = [four, six, near, single].concat();
            if !nets.is_empty() {
                let by = turn.index(nets.len());
                nets.rotate_left(by);
            }
            let texts: Vec<String> = nets.iter().map(|net| net.text()).collect();
            let seen = aksnet::ask("findOverlaps", &json!({ "prefixes": texts })).unwrap();
            let mut pairs = Vec::new();
            for (i, one) in nets.iter().enumerate() {
                pairs.extend(nets.iter().enumerate().skip(i + 1).filter(|(_, other)| one.meets(**other)).map(|(j, _)| json!([i, j])));
            }
            prop_assert_eq!(&seen["pairs"], &json!(pairs));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

        /// The same as numbers, where what stands behind a length does not count.
        #[test]
        fn overlaps_of_numbers_are_all_pairs(nets in prop::collection::vec((any::<u32>(), 0u8..=32), 0..80)) {
            let (addresses, lengths): (Vec<u32>, Vec<u8>) = nets.iter().copied().unzip();
            let masked = |(address, length): (u32, u8)| u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0) & address;
            let mut pairs = Vec::new();
            for (i, one) in nets.iter().enumerate() {
                for (j, other) in nets.iter().enumerate().skip(i + 1) {
                    let shorter = one.1.min(other.1);
                    if masked((one.0, shorter)) == masked((other.0, shorter)) {
                        pairs.push((u32::try_from(i).unwrap(), u32::try_from(j).unwrap()));
                    }
                }
            }
            prop_assert_eq!(aksnet::overlaps_ipv4(&addresses, &lengths).unwrap(), pairs);
        }
    }

    /// The oracle itself, on a case done by hand: a /26 is taken of a /24, so a /25 and a /26 fit and a second /25 does not.
    #[test]
    fn the_search_tells_what_fits() {
        let net = |text: &str| Net::read(&json!(text));
        let ask = Ask {
            ranges: vec![net("10.0.0.0/24")],
            taken: vec![net("10.0.0.64/26")],
            premises: vec![],
            demands: vec![],
        };
        let cells = Cells::new(&ask, TEN);
        let possible = |lengths: &[u8]| cells.possible(cells.free, lengths, &mut HashMap::new());
        assert!(possible(&[25, 26]) && possible(&[26, 26, 26]) && possible(&[]));
        assert!(!possible(&[25, 25]) && !possible(&[24]) && !possible(&[26, 26, 26, 27]));
        assert_eq!(cells.blocks(cells.free), [net("10.0.0.128/25"), net("10.0.0.0/26")]);
    }
}
