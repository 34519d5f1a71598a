//! The whole destination space, cut where the winner changes.

use super::route::EffectiveRoute;
use super::table::Table;
use crate::prefix::Prefix;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A run of addresses with one winner, by its place in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first address.
    pub first: IpAddr,
    /// The last address.
    pub last: IpAddr,
    /// The winner's place.
    pub winner: Option<usize>,
}

/// A table and its ranges.
#[derive(Clone, Debug)]
pub struct Partition {
    table: Table,
    ranges: Vec<Range>,
}

impl Partition {
    pub(super) fn of(table: Table) -> Self {
        let mut found = ranges(&table, true);
        if table.routes.iter().filter_map(|route| route.prefix).any(|prefix| !prefix.is_ipv4()) {
            found.extend(ranges(&table, false));
        }
        Self { table, ranges: found }
    }
}

impl Serialize for Partition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Row<'a> {
            first: String,
            last: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            winner: Option<&'a EffectiveRoute>,
        }
        let mut rows = serializer.serialize_seq(Some(self.ranges.len()))?;
        for range in &self.ranges {
            rows.serialize_element(&Row {
                first: range.first.to_string(),
                last: range.last.to_string(),
                winner: range.winner.and_then(|at| self.table.routes.get(at)),
            })?;
        }
        rows.end()
    }
}

/// The ranges of one family, in order: complete, disjoint, and no two neighbours with one winner.
///
/// Prefixes are nested or disjoint. Sorted, longer ones after those that hold them, they are swept once with a stack of the
/// open ones: n log n for n routes.
#[must_use]
pub fn ranges(table: &Table, ipv4: bool) -> Vec<Range> {
    let mut rows: Vec<((u128, u128), Prefix, usize)> = table
        .live()
        .filter(|(_, _, prefix)| prefix.is_ipv4() == ipv4)
        .map(|(at, _, prefix)| (prefix.span(), prefix, at))
        .collect();
    // The earlier row of equal ones last, so that it lies on top.
    rows.sort_unstable_by_key(|((first, _), prefix, at)| (*first, prefix.length(), std::cmp::Reverse(*at)));
    let end = if ipv4 { u128::from(u32::MAX) } else { u128::MAX };
    let mut sweep = Sweep { ipv4, ranges: Vec::new(), next: Some(0) };
    let mut open: Vec<(u128, usize)> = Vec::new();
    for ((first, last), _, at) in rows {
        while let Some((ends, winner)) = open.last().copied().filter(|(ends, _)| *ends < first) {
            sweep.to(ends, Some(winner));
            open.pop();
        }
        if let Some(before) = first.checked_sub(1) {
            sweep.to(before, open.last().map(|(_, winner)| *winner));
        }
        open.push((last, at));
    }
    while let Some((ends, winner)) = open.pop() {
        sweep.to(ends, Some(winner));
    }
    sweep.to(end, None);
    sweep.ranges
}

struct Sweep {
    ipv4: bool,
    ranges: Vec<Range>,
    /// The first address that is not covered yet; none behind the last address of all.
    next: Option<u128>,
}

impl Sweep {
    /// Covers what is open up to an address.
    fn to(&mut self, last: u128, winner: Option<usize>) {
        let Some(first) = self.next.filter(|first| *first <= last) else { return };
        self.next = last.checked_add(1);
        let (first, last) = (address(self.ipv4, first), address(self.ipv4, last));
        match self.ranges.last_mut().filter(|range| range.winner == winner) {
            Some(range) => range.last = last,
            None => self.ranges.push(Range { first, last, winner }),
        }
    }
}

fn address(ipv4: bool, number: u128) -> IpAddr {
    if ipv4 {
        IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX)))
    } else {
        IpAddr::V6(Ipv6Addr::from(number))
    }
}
