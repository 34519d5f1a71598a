//! One row of the table, as the portal and `az network nic show-effective-route-table` print it.

use crate::facts::Source;
use crate::prefix::Prefix;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::net::IpAddr;

/// Who made a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteSource {
    /// Azure itself.
    Default,
    /// The subnet's route table.
    User,
    /// The virtual network gateway, which learned it.
    VirtualNetworkGateway,
}

impl RouteSource {
    /// The published words.
    pub(super) const WORDS: &'static [(&'static str, Self)] =
        &[("Default", Self::Default), ("User", Self::User), ("VirtualNetworkGateway", Self::VirtualNetworkGateway)];

    /// The published word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "Default",
            Self::User => "User",
            Self::VirtualNetworkGateway => "VirtualNetworkGateway",
        }
    }
}

/// Whether a route counts in this subnet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteState {
    /// It does.
    Active,
    /// Another one with the same prefix comes before it.
    Invalid,
}

impl RouteState {
    /// The published words.
    pub(super) const WORDS: &'static [(&'static str, Self)] = &[("Active", Self::Active), ("Invalid", Self::Invalid)];

    /// The published word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Invalid => "Invalid",
        }
    }
}

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NextHopType {
    /// Within the virtual network.
    VnetLocal,
    /// A peered network in the same region.
    VNetPeering,
    /// A peered network in another region.
    VNetGlobalPeering,
    /// A service over its endpoint.
    VirtualNetworkServiceEndpoint,
    /// A private endpoint.
    InterfaceEndpoint,
    /// The virtual network gateway.
    VirtualNetworkGateway,
    /// The Internet.
    Internet,
    /// A machine that forwards.
    VirtualAppliance,
    /// Nothing: dropped.
    None,
}

impl NextHopType {
    /// The published words.
    pub(super) const WORDS: &'static [(&'static str, Self)] = &[
        ("VnetLocal", Self::VnetLocal),
        ("VNetPeering", Self::VNetPeering),
        ("VNetGlobalPeering", Self::VNetGlobalPeering),
        ("VirtualNetworkServiceEndpoint", Self::VirtualNetworkServiceEndpoint),
        ("InterfaceEndpoint", Self::InterfaceEndpoint),
        ("VirtualNetworkGateway", Self::VirtualNetworkGateway),
        ("Internet", Self::Internet),
        ("VirtualAppliance", Self::VirtualAppliance),
        ("None", Self::None),
    ];

    /// The published word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("None", |(word, _)| word)
    }

    /// Whether a system route of this kind wins over longer routes of the gateway.
    #[must_use]
    pub const fn is_preferred(self) -> bool {
        matches!(
            self,
            Self::VnetLocal | Self::VNetPeering | Self::VNetGlobalPeering | Self::VirtualNetworkServiceEndpoint
        )
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectiveRoute {
    /// Who made it.
    pub source: RouteSource,
    /// Whether it counts.
    pub state: RouteState,
    /// Where it leads from. Absent for a service tag whose prefixes are not known.
    pub prefix: Option<Prefix>,
    /// The service tag that it came from.
    pub tag: Option<String>,
    /// What comes next.
    pub next_hop: NextHopType,
    /// The appliance's address.
    pub next_hop_address: Option<IpAddr>,
    /// The user's name of it.
    pub name: Option<String>,
    /// Why it is there, and why in this state.
    pub because: String,
    /// What that rests on.
    pub sources: &'static [&'static Source],
}

impl EffectiveRoute {
    /// The prefix, or the tag that stands for some.
    #[must_use]
    pub fn address_prefix(&self) -> String {
        match (&self.prefix, &self.tag) {
            (Some(prefix), _) => prefix.to_string(),
            (None, tag) => tag.clone().unwrap_or_default(),
        }
    }

    /// How it is called in a sentence.
    #[must_use]
    pub fn called(&self) -> String {
        match (self.source, &self.name) {
            (RouteSource::User, Some(name)) => format!("the user-defined route {name}"),
            (RouteSource::User, None) => format!("the user-defined route for {}", self.address_prefix()),
            (RouteSource::VirtualNetworkGateway, _) => format!("the gateway's route for {}", self.address_prefix()),
            (RouteSource::Default, _) => {
                format!("the system route for {} ({})", self.address_prefix(), self.next_hop.as_str())
            }
        }
    }
}

impl Serialize for EffectiveRoute {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("EffectiveRoute", 8)?;
        fields.serialize_field("source", self.source.as_str())?;
        fields.serialize_field("state", self.state.as_str())?;
        fields.serialize_field("addressPrefix", &self.address_prefix())?;
        fields.serialize_field("nextHopType", self.next_hop.as_str())?;
        if let Some(address) = self.next_hop_address {
            fields.serialize_field("nextHopIpAddress", &address.to_string())?;
        }
        if let Some(name) = &self.name {
            fields.serialize_field("name", name)?;
        }
        fields.serialize_field("because", &self.because)?;
        fields.serialize_field("sources", &self.sources)?;
        fields.end()
    }
}
