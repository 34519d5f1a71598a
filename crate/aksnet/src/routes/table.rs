//! The table of a subnet: every row with its state, and which rows can win at all.

use super::place::{Place, Surroundings};
use super::route::{EffectiveRoute, NextHopType, RouteSource, RouteState};
use super::{system, user};
use crate::environment::Environment;
use crate::error::Error;
use crate::prefix::Prefix;
use std::net::IpAddr;

/// The effective routes of a subnet.
///
/// ```
/// use serde_json::json;
/// let environment = aksnet::Environment::from_json(&json!({ "virtualNetworks": [
///     { "name": "v", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [{ "name": "s" }] }
/// ] }), None)?;
/// let table = aksnet::routes::Table::of(&environment, None, "s")?;
/// let winner = table.select("10.0.3.4".parse().unwrap()).unwrap();
/// assert_eq!(winner.next_hop.as_str(), "VnetLocal");
/// # Ok::<(), aksnet::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The rows: the system's, the gateway's, the user's.
    pub routes: Vec<EffectiveRoute>,
    /// For each row: the preferred system route that keeps it from ever winning.
    beaten: Vec<Option<usize>>,
}

impl Table {
    /// The table of a subnet, which is named or given by its id.
    ///
    /// # Errors
    /// `missing-field` without a virtual network, `invalid-value` for names that are none, and the errors of `Node` documents.
    pub fn of(environment: &Environment, network: Option<&str>, subnet: &str) -> Result<Self, Error> {
        let around = Surroundings::of(environment)?;
        Ok(Self::at(&Place::find(&around, network, subnet)?))
    }

    /// The table of a subnet that is known.
    pub(crate) fn at(place: &Place<'_>) -> Self {
        let mut routes = system::rows(place, user::has_default(place));
        routes.extend(user::rows(place));
        settle(&mut routes);
        Self::of_rows(routes)
    }

    /// The table of rows whose states are known.
    #[must_use]
    pub fn of_rows(routes: Vec<EffectiveRoute>) -> Self {
        let preferred: Vec<(usize, Prefix)> = routes
            .iter()
            .enumerate()
            .filter(|(_, route)| {
                route.source == RouteSource::Default
                    && route.state == RouteState::Active
                    && route.next_hop.is_preferred()
            })
            .filter_map(|(at, route)| route.prefix.map(|prefix| (at, prefix)))
            .collect();
        let beaten = routes
            .iter()
            .map(|route| {
                let prefix = route.prefix.filter(|_| route.source == RouteSource::VirtualNetworkGateway)?;
                preferred.iter().find(|(_, own)| own.contains(&prefix)).map(|(at, _)| *at)
            })
            .collect();
        Self { routes, beaten }
    }

    /// The preferred system route that keeps a row from ever winning.
    #[must_use]
    pub fn beaten_by(&self, row: usize) -> Option<&EffectiveRoute> {
        self.routes.get(self.beaten.get(row).copied().flatten()?)
    }

    /// The rows that can win, by their places.
    pub fn live(&self) -> impl Iterator<Item = (usize, &EffectiveRoute, Prefix)> {
        let all = self.routes.iter().zip(&self.beaten).enumerate();
        all.filter_map(|(at, (route, beaten))| {
            let counts = route.state == RouteState::Active && beaten.is_none();
            route.prefix.filter(|_| counts).map(|prefix| (at, route, prefix))
        })
    }

    /// The place of the row that wins for a destination: the longest prefix of those that can.
    #[must_use]
    pub fn winner(&self, destination: IpAddr) -> Option<usize> {
        let holding = self.live().filter(|(_, _, prefix)| prefix.contains_address(&destination));
        // The earlier row stays where two are equally long, which only tables from elsewhere can have.
        holding.reduce(|best, next| if next.2.length() > best.2.length() { next } else { best }).map(|(at, ..)| at)
    }

    /// The row that wins for a destination. The platform's addresses are outside of the table.
    #[must_use]
    pub fn select(&self, destination: IpAddr) -> Option<&EffectiveRoute> {
        self.routes.get(self.winner(destination)?)
    }
}

/// Of rows with one prefix the first in this order counts.
fn rank(route: &EffectiveRoute) -> (u8, u8) {
    match route.source {
        RouteSource::User => (0, route.tag.as_deref().map_or(0, tag_rank)),
        RouteSource::Default if route.next_hop.is_preferred() => {
            let kind = match route.next_hop {
                NextHopType::VnetLocal => 0,
                NextHopType::VNetPeering | NextHopType::VNetGlobalPeering => 1,
                _ => 2,
            };
            (1, kind)
        }
        RouteSource::VirtualNetworkGateway => (2, 0),
        RouteSource::Default => (3, 0),
    }
}

/// A regional tag, one for all regions, AzureCloud of a region, AzureCloud; a prefix that stands for itself comes before them.
fn tag_rank(tag: &str) -> u8 {
    let (service, region) = tag.split_once('.').unwrap_or((tag, ""));
    match (service.eq_ignore_ascii_case("AzureCloud"), region.is_empty()) {
        (false, false) => 1,
        (false, true) => 2,
        (true, false) => 3,
        (true, true) => 4,
    }
}

/// Marks the rows that another one with the same prefix comes before, and says which.
fn settle(routes: &mut [EffectiveRoute]) {
    let mut order: Vec<(Prefix, (u8, u8), usize)> = routes
        .iter()
        .enumerate()
        .filter_map(|(at, route)| route.prefix.map(|prefix| (prefix, rank(route), at)))
        .collect();
    order.sort_unstable();
    let mut first: Option<(Prefix, usize)> = None;
    for (prefix, _, at) in order {
        let winner = first.filter(|(own, _)| *own == prefix).and_then(|(_, winner)| routes.get(winner));
        let Some(winner) = winner else {
            first = Some((prefix, at));
            continue;
        };
        let called = winner.called();
        if let Some(route) = routes.get_mut(at) {
            route.state = RouteState::Invalid;
            route.because = format!("{}; {called} has the same prefix and comes before it", route.because);
        }
    }
}
