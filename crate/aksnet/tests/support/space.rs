//! Prefixes as sets of addresses, a question of address space, and an exhaustive search through a small one.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A prefix as the addresses that it holds. IPv6 addresses are all above IPv4's, so one number line holds both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Net {
    pub(crate) six: bool,
    pub(crate) first: u128,
    pub(crate) length: u8,
}

impl Net {
    pub(crate) fn bits(self) -> u8 {
        if self.six { 128 } else { 32 }
    }

    pub(crate) fn size(self) -> u128 {
        // All of IPv6 is one more than a number holds; no test asks for it.
        1u128 << (self.bits() - self.length)
    }

    pub(crate) fn last(self) -> u128 {
        self.first + (self.size() - 1)
    }

    pub(crate) fn aligned(self) -> bool {
        self.first.is_multiple_of(self.size())
    }

    pub(crate) fn holds(self, other: Self) -> bool {
        self.six == other.six && self.first <= other.first && other.last() <= self.last()
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.six == other.six && self.first <= other.last() && other.first <= self.last()
    }

    pub(crate) fn text(self) -> String {
        if self.six {
            format!("{}/{}", Ipv6Addr::from(self.first), self.length)
        } else {
            format!("{}/{}", Ipv4Addr::from(u32::try_from(self.first).unwrap()), self.length)
        }
    }

    pub(crate) fn read(text: &Value) -> Self {
        let (address, length) = text.as_str().unwrap().split_once('/').unwrap();
        let length = length.parse().unwrap();
        match address.parse::<IpAddr>().unwrap() {
            IpAddr::V4(address) => Self { six: false, first: u128::from(u32::from(address)), length },
            IpAddr::V6(address) => Self { six: true, first: u128::from(address), length },
        }
    }
}

/// What AKS keeps for itself, and what no virtual network may have: the documents' lists, written down again.
pub(crate) fn forbidden() -> Vec<Net> {
    let four = [
        "169.254.0.0/16",
        "172.30.0.0/16",
        "172.31.0.0/16",
        "192.0.2.0/24",
        "224.0.0.0/4",
        "255.255.255.255/32",
        "127.0.0.0/8",
        "168.63.129.16/32",
    ];
    four.iter().map(|text| Net::read(&json!(text))).collect()
}

/// A question: ranges, what is taken, and how long the prefixes asked for are.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) ranges: Vec<Net>,
    pub(crate) taken: Vec<Net>,
    pub(crate) premises: Vec<Net>,
    pub(crate) demands: Vec<(bool, u8)>,
}

pub(crate) struct Answer {
    /// The place of each demand, `None` when there was none.
    pub(crate) found: Vec<Option<Net>>,
    pub(crate) free: Vec<Net>,
}

impl Ask {
    /// Ranges that are inside of another one count once.
    pub(crate) fn outer(&self) -> Vec<Net> {
        let mut outer: Vec<Net> = Vec::new();
        let mut ranges = self.ranges.clone();
        ranges.sort_by_key(|range| (range.length, range.six, range.first));
        for range in ranges {
            if !outer.iter().any(|other| other.holds(range)) {
                outer.push(range);
            }
        }
        outer.sort_unstable();
        outer
    }

    pub(crate) fn excluded(&self) -> Vec<Net> {
        [self.taken.clone(), self.premises.clone(), forbidden()].concat()
    }

    pub(crate) fn answer(&self) -> Answer {
        let texts = |nets: &[Net]| nets.iter().map(|net| net.text()).collect::<Vec<_>>();
        let demands: Vec<_> = self
            .demands
            .iter()
            .enumerate()
            .map(|(place, (six, length))| {
                let family = if *six { "IPv6" } else { "IPv4" };
                json!({ "name": format!("d{place}"), "prefixLength": length, "family": family })
            })
            .collect();
        let request = json!({
            "addressSpace": texts(&self.ranges),
            "taken": texts(&self.taken),
            "onPremises": texts(&self.premises),
            "demands": demands,
        });
        let seen = aksnet::ask("planAddressSpace", &request).unwrap_or_else(|error| panic!("{error} in {request}"));
        let list = |key: &str| seen[key].as_array().unwrap().clone();
        let (placed, unplaced) = (list("placed"), list("unplaced"));
        let place = |name: &Value| name.as_str().unwrap().trim_start_matches('d').parse::<usize>().unwrap();
        let mut found = vec![None; demands.len()];
        for one in &placed {
            let slot = &mut found[place(&one["name"])];
            assert!(slot.is_none(), "{} stands twice", one["name"]);
            *slot = Some(Net::read(&one["prefix"]));
        }
        assert_eq!(placed.len() + unplaced.len(), demands.len());
        for names in
            [placed.iter().map(|one| place(&one["name"])).collect::<Vec<_>>(), unplaced.iter().map(place).collect()]
        {
            assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "not in the order of the demands: {names:?}");
        }
        assert!(unplaced.iter().all(|name| found[place(name)].is_none()));
        let said = list("findings").iter().filter(|finding| finding["code"] == "demand-unplaced").count();
        assert_eq!(said, unplaced.len(), "each demand without a place is said");
        Answer { found, free: list("free").iter().map(Net::read).collect() }
    }
}

/// A small space in which every address has a bit.
pub(crate) struct Cells {
    pub(crate) base: u128,
    pub(crate) ranges: Vec<Net>,
    pub(crate) free: u128,
}

impl Cells {
    /// At most 128 cells of `1 << scale` addresses each, the finest that any prefix of the question needs.
    pub(crate) fn new(ask: &Ask, base: u128) -> Self {
        let ranges = ask.outer();
        let mut cells = Self { base, ranges: ranges.clone(), free: 0 };
        for range in ranges {
            cells.free |= cells.mask(range);
        }
        for other in ask.excluded() {
            let inside: Vec<Net> = cells.ranges.iter().copied().filter(|range| range.meets(other)).collect();
            for range in inside {
                let part = if other.holds(range) { range } else { other };
                cells.free &= !cells.mask(part);
            }
        }
        cells
    }

    /// A cell is two addresses: 128 of them are a /24.
    pub(crate) fn mask(&self, net: Net) -> u128 {
        let count = (net.size() / 2).max(1);
        let ones = if count == 128 { u128::MAX } else { (1u128 << count) - 1 };
        ones << ((net.first - self.base) / 2)
    }

    /// Every place of a length that is free.
    pub(crate) fn places(&self, free: u128, length: u8) -> Vec<Net> {
        let mut places = Vec::new();
        for range in self.ranges.iter().filter(|range| range.length <= length) {
            let size = Net { length, ..*range }.size();
            let all = (0..range.size() / size).map(|step| Net { first: range.first + step * size, length, ..*range });
            places.extend(all.filter(|net| free & self.mask(*net) == self.mask(*net)));
        }
        places
    }

    /// Whether all of these lengths have a place somewhere: every way is tried.
    pub(crate) fn possible(&self, free: u128, lengths: &[u8], seen: &mut HashMap<(u128, usize), bool>) -> bool {
        let Some((length, rest)) = lengths.split_first() else { return true };
        if let Some(known) = seen.get(&(free, rest.len())) {
            return *known;
        }
        let any = self.places(free, *length).into_iter().any(|net| self.possible(free & !self.mask(net), rest, seen));
        seen.insert((free, rest.len()), any);
        any
    }

    /// The largest aligned free blocks, each inside one range: what best fit chooses from.
    pub(crate) fn blocks(&self, free: u128) -> Vec<Net> {
        let mut blocks: Vec<Net> = Vec::new();
        for length in 0..=31 {
            for net in self.places(free, length) {
                if !blocks.iter().any(|block| block.holds(net)) {
                    blocks.push(net);
                }
            }
        }
        blocks
    }
}
