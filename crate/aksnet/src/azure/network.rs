//! `Microsoft.Network/virtualNetworks` and its subnets, and route tables as far as sizing counts them.

use super::name_in_id;
use crate::document::Node;
use crate::error::Error;
use crate::prefix::Prefix;

/// A virtual network, as `az network vnet show -o json` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VirtualNetwork {
    /// Resource id.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// `addressSpace.addressPrefixes`.
    pub address_space: Vec<Prefix>,
    /// `subnets`.
    pub subnets: Vec<Subnet>,
    /// `virtualNetworkPeerings`.
    pub peerings: Vec<Peering>,
    /// `location`: the region.
    pub location: Option<String>,
}

/// A subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Resource id.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// `addressPrefixes`, or `addressPrefix` alone.
    pub prefixes: Vec<Prefix>,
    /// The services that the subnet is delegated to.
    pub delegations: Vec<String>,
    /// `routeTable.id`.
    pub route_table_id: Option<String>,
    /// `networkSecurityGroup.id`.
    pub security_group_id: Option<String>,
    /// `natGateway.id`.
    pub nat_gateway_id: Option<String>,
    /// The services of `serviceEndpoints`.
    pub service_endpoints: Vec<String>,
    /// How many `ipConfigurations` the document lists: addresses in use now. Absent when it does not list them.
    pub in_use: Option<u64>,
    /// How many `privateEndpoints` the document lists.
    pub private_endpoints: u64,
}

/// A peering with another network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peering {
    /// Name.
    pub name: Option<String>,
    /// `remoteVirtualNetwork.id`.
    pub remote_id: Option<String>,
    /// `remoteAddressSpace.addressPrefixes`.
    pub remote_prefixes: Vec<Prefix>,
    /// `peeringState`: "Connected" when both sides have it; "Initiated" and "Disconnected" carry nothing.
    pub is_connected: Option<bool>,
    /// `useRemoteGateways`: the gateway of the other network is used.
    pub uses_remote_gateways: Option<bool>,
}

impl VirtualNetwork {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.declares("Microsoft.Network/virtualNetworks")?;
        Ok(Self {
            id: node.text_at("id")?,
            name: node.text_at("name")?,
            address_space: address_space(node, "addressSpace")?,
            subnets: node.read_all("subnets", Subnet::read)?.unwrap_or_default(),
            peerings: node.read_all("virtualNetworkPeerings", Peering::read)?.unwrap_or_default(),
            location: node.text_at("location")?,
        })
    }

    /// The subnet that `id` means: by its id, else by the last segment, letter case ignored.
    #[must_use]
    pub fn subnet(&self, id: &str) -> Option<&Subnet> {
        let by_id = |subnet: &&Subnet| subnet.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id));
        let by_name = |subnet: &&Subnet| subnet.own_name().is_some_and(|own| own.eq_ignore_ascii_case(name_in_id(id)));
        self.subnets.iter().find(by_id).or_else(|| self.subnets.iter().find(by_name))
    }
}

impl VirtualNetwork {
    /// Whether one of its peerings names the other network, by id or by name.
    #[must_use]
    pub fn is_peered_with(&self, other: &Self) -> bool {
        self.peerings.iter().filter_map(|peering| peering.remote_id.as_deref()).any(|remote| other.is_meant_by(remote))
    }

    /// Whether an id, or a name, means this network.
    #[must_use]
    pub fn is_meant_by(&self, id: &str) -> bool {
        self.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))
            || self.own_name().is_some_and(|name| name.eq_ignore_ascii_case(name_in_id(id)))
    }

    /// The name, or the last segment of the id.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        self.name.as_deref().or_else(|| self.id.as_deref().map(name_in_id))
    }
}

impl Subnet {
    /// The name, or the last segment of the id.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        self.name.as_deref().or_else(|| self.id.as_deref().map(name_in_id))
    }

    /// The IPv4 prefix.
    #[must_use]
    pub fn ipv4(&self) -> Option<&Prefix> {
        self.prefixes.iter().find(|prefix| prefix.is_ipv4())
    }

    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        let one = node.read_at("addressPrefix", |field| field.prefix())?;
        let many = node.prefixes_at("addressPrefixes")?;
        let delegations = node.read_all("delegations", |delegation| delegation.text_at("serviceName"))?;
        let in_use = node.list("ipConfigurations")?;
        let private = node.list("privateEndpoints")?.unwrap_or_default();
        let endpoints = node.read_all("serviceEndpoints", |endpoint| endpoint.text_at("service"))?;
        Ok(Self {
            id: node.text_at("id")?,
            name: node.text_at("name")?,
            prefixes: if many.is_empty() { one.into_iter().collect() } else { many },
            delegations: delegations.unwrap_or_default().into_iter().flatten().collect(),
            route_table_id: node.read_at("routeTable", |table| table.text_at("id"))?.flatten(),
            security_group_id: node.read_at("networkSecurityGroup", |group| group.text_at("id"))?.flatten(),
            nat_gateway_id: node.read_at("natGateway", |gateway| gateway.text_at("id"))?.flatten(),
            service_endpoints: endpoints.unwrap_or_default().into_iter().flatten().collect(),
            private_endpoints: u64::try_from(private.len()).unwrap_or(u64::MAX),
            in_use: in_use.map(|all| u64::try_from(all.len()).unwrap_or(u64::MAX)),
        })
    }
}

impl Peering {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            name: node.text_at("name")?,
            remote_id: node.read_at("remoteVirtualNetwork", |remote| remote.text_at("id"))?.flatten(),
            remote_prefixes: address_space(node, "remoteAddressSpace")?,
            is_connected: node.text_at("peeringState")?.map(|state| state.eq_ignore_ascii_case("Connected")),
            uses_remote_gateways: node.read_at("useRemoteGateways", |field| field.boolean())?,
        })
    }
}

fn address_space(node: &Node<'_>, key: &str) -> Result<Vec<Prefix>, Error> {
    Ok(node.read_at(key, |space| space.prefixes_at("addressPrefixes"))?.unwrap_or_default())
}
