//! `Microsoft.Network/routeTables`.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix::Prefix;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::fmt;
use std::net::IpAddr;

/// A route table, as `az network route-table show -o json` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteTable {
    /// Resource id.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// `disableBgpRoutePropagation`.
    pub no_gateway_routes: bool,
    /// `routes`, in the document's order.
    pub routes: Vec<Route>,
}

/// A user-defined route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Name.
    pub name: Option<String>,
    /// `addressPrefix`.
    pub destination: Destination,
    /// `nextHopType`.
    pub next_hop: NextHop,
    /// `nextHopIpAddress`.
    pub next_hop_address: Option<IpAddr>,
}

/// Where a user-defined route leads from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// An address prefix.
    Prefix(Prefix),
    /// A service tag such as "Storage.WestEurope".
    Tag(String),
}

impl Destination {
    /// The prefix, where it is one.
    #[must_use]
    pub const fn prefix(&self) -> Option<&Prefix> {
        match self {
            Self::Prefix(prefix) => Some(prefix),
            Self::Tag(_) => None,
        }
    }

    fn read(field: &Node<'_>) -> Result<Self, Error> {
        let text = field.text()?;
        let tag = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
        if tag { Ok(Self::Tag(text.to_owned())) } else { field.prefix().map(Self::Prefix) }
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix(prefix) => prefix.fmt(out),
            Self::Tag(tag) => out.write_str(tag),
        }
    }
}

/// The next hop types that a user may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NextHop {
    /// `VirtualNetworkGateway`.
    VirtualNetworkGateway,
    /// `VnetLocal`.
    VnetLocal,
    /// `Internet`.
    Internet,
    /// `VirtualAppliance`.
    VirtualAppliance,
    /// `None`: dropped.
    None,
}

impl NextHop {
    const WORDS: &[(&str, Self)] = &[
        ("VirtualNetworkGateway", Self::VirtualNetworkGateway),
        ("VnetLocal", Self::VnetLocal),
        ("Internet", Self::Internet),
        ("VirtualAppliance", Self::VirtualAppliance),
        ("None", Self::None),
    ];

    /// The published word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, own)| *own == self).map_or("None", |(word, _)| word)
    }
}

impl RouteTable {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.declares("Microsoft.Network/routeTables")?;
        Ok(Self {
            id: node.text_at("id")?,
            name: node.text_at("name")?,
            no_gateway_routes: node.flag_at("disableBgpRoutePropagation")?,
            routes: node.read_all("routes", Route::read)?.unwrap_or_default(),
        })
    }
}

impl Route {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        let missing = |what: &str, help: &str| node.error(ErrorCode::MissingField, what).with_help(help);
        let destination = node
            .read_at("addressPrefix", Destination::read)?
            .ok_or_else(|| missing("a route has an address prefix", "a prefix such as 0.0.0.0/0, or a service tag"))?;
        let next_hop = node
            .word_at("nextHopType", NextHop::WORDS)?
            .ok_or_else(|| missing("a route has a next hop type", "\"VirtualAppliance\", \"Internet\", \"None\", …"))?;
        let address = node.get("nextHopIpAddress")?;
        let address = match address {
            Some(field) if !field.text()?.is_empty() => Some(field.address()?),
            _ => None,
        };
        Ok(Self { name: node.text_at("name")?, destination, next_hop, next_hop_address: address })
    }
}

/// As `az` prints it.
impl Serialize for RouteTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RouteTable", 4)?;
        if let Some(name) = &self.name {
            fields.serialize_field("name", name)?;
        }
        if let Some(id) = &self.id {
            fields.serialize_field("id", id)?;
        }
        if self.no_gateway_routes {
            fields.serialize_field("disableBgpRoutePropagation", &true)?;
        }
        fields.serialize_field("routes", &self.routes)?;
        fields.end()
    }
}

impl Serialize for Route {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Route", 4)?;
        if let Some(name) = &self.name {
            fields.serialize_field("name", name)?;
        }
        fields.serialize_field("addressPrefix", &self.destination.to_string())?;
        fields.serialize_field("nextHopType", self.next_hop.as_str())?;
        if let Some(address) = self.next_hop_address {
            fields.serialize_field("nextHopIpAddress", &address.to_string())?;
        }
        fields.end()
    }
}
