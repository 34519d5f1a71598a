//! The winner for one destination, and why each of the others lost.

use super::route::{EffectiveRoute, RouteState};
use super::table::Table;
use crate::facts;
use serde::Serialize;
use std::net::IpAddr;

/// What became of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is the one.
    Won,
    /// A longer prefix holds the destination.
    ShorterPrefix,
    /// Another route with the same prefix comes before it.
    LowerPrecedence,
    /// A route of the network itself, a peering or a service endpoint is preferred to the gateway's.
    NotPreferred,
    /// The destination is not in its prefix.
    NoMatch,
}

/// A route and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Considered {
    /// The route.
    pub route: EffectiveRoute,
    /// What became of it.
    pub verdict: Verdict,
    /// Why.
    pub because: String,
}

/// Which route wins, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteDecision {
    /// The winner. Absent where no route holds the destination, and for the platform's addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub winner: Option<EffectiveRoute>,
    /// Every route, in the table's order.
    pub considered: Vec<Considered>,
}

/// Decides.
pub(super) fn decide(table: &Table, destination: IpAddr) -> RouteDecision {
    let platform = facts::PLATFORM_ADDRESSES.value.iter().any(|own| own.parse() == Ok(destination));
    let winner = table.winner(destination).filter(|_| !platform);
    let won = winner.and_then(|at| table.routes.get(at));
    let considered = table.routes.iter().enumerate().map(|(at, route)| {
        let (verdict, because) = if platform {
            (Verdict::NoMatch, format!("{destination} is the host platform's: no table is asked"))
        } else {
            judge(table, at, route, won.filter(|_| winner != Some(at)), destination)
        };
        Considered { route: route.clone(), verdict, because }
    });
    RouteDecision { considered: considered.collect(), winner: won.cloned() }
}

fn judge(
    table: &Table,
    at: usize,
    route: &EffectiveRoute,
    won: Option<&EffectiveRoute>,
    destination: IpAddr,
) -> (Verdict, String) {
    let Some(prefix) = route.prefix else {
        return (Verdict::NoMatch, "the prefixes of its service tag are not known here".to_owned());
    };
    if !prefix.contains_address(&destination) {
        return (Verdict::NoMatch, format!("{destination} is not in {prefix}"));
    }
    let Some((won, longest)) = won.and_then(|won| won.prefix.map(|prefix| (won, prefix))) else {
        return (Verdict::Won, format!("{prefix} is the longest prefix with {destination} of the routes that count"));
    };
    if prefix.length() < longest.length() {
        return (Verdict::ShorterPrefix, format!("{} is longer: {longest}", won.called()));
    }
    if let Some(preferred) = table.beaten_by(at) {
        let because = format!("{} is preferred to the gateway's routes, also to longer ones", preferred.called());
        return (Verdict::NotPreferred, because);
    }
    let before = if route.state == RouteState::Invalid { "comes before it" } else { "stands before it" };
    (Verdict::LowerPrecedence, format!("{} has the same prefix and {before}", won.called()))
}
