//! `Microsoft.Network/routeTables`.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
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
    /// `addressPrefix`: a prefix, or a service tag such as "Storage.WestEurope".
    pub address_prefix: String,
    /// `nextHopType`.
    pub next_hop: NextHop,
    /// `nextHopIpAddress`.
    pub next_hop_address: Option<IpAddr>,
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
        let words = [
            ("VirtualNetworkGateway", NextHop::VirtualNetworkGateway),
            ("VnetLocal", NextHop::VnetLocal),
            ("Internet", NextHop::Internet),
            ("VirtualAppliance", NextHop::VirtualAppliance),
            ("None", NextHop::None),
        ];
        let address_prefix = node
            .text_at("addressPrefix")?
            .ok_or_else(|| missing("a route has an address prefix", "a prefix such as 0.0.0.0/0, or a service tag"))?;
        let next_hop = node
            .word_at("nextHopType", &words)?
            .ok_or_else(|| missing("a route has a next hop type", "\"VirtualAppliance\", \"Internet\", \"None\", …"))?;
        let address = node.get("nextHopIpAddress")?;
        let address = match address {
            Some(field) if !field.text()?.is_empty() => Some(field.address()?),
            _ => None,
        };
        Ok(Self { name: node.text_at("name")?, address_prefix, next_hop, next_hop_address: address })
    }
}
