//! Which subnet is meant, and what the documents say of it.

use crate::azure::{AgentPool, RouteTable, Subnet, VirtualNetwork, name_in_id};
use crate::environment::{Environment, GatewayRoute, ServiceEndpoint};
use crate::error::{Error, ErrorCode};
use crate::kubernetes::Node;
use crate::sizing::NetworkMode;

/// What tables of routes are made of, besides the subnet.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings<'a> {
    pub networks: &'a [VirtualNetwork],
    pub tables: &'a [RouteTable],
    pub gateway: &'a [GatewayRoute],
    pub endpoints: &'a [ServiceEndpoint],
    /// The nodes of a kubenet cluster, to which AKS keeps routes.
    pub kubenet: Vec<Node>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn of(environment: &'a Environment) -> Result<Self, Error> {
        let is_kubenet = environment
            .cluster
            .as_ref()
            .is_some_and(|cluster| NetworkMode::of_pool(cluster, &AgentPool::default()) == NetworkMode::Kubenet);
        let mut kubenet = Vec::new();
        for object in environment.kubernetes.iter().filter(|object| is_kubenet && object.kind == "Node") {
            kubenet.push(Node::read(object)?);
        }
        Ok(Self {
            networks: &environment.virtual_networks,
            tables: &environment.route_tables,
            gateway: &environment.gateway_routes,
            endpoints: &environment.service_endpoints,
            kubenet,
        })
    }
}

/// A subnet in its surroundings.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub around: &'a Surroundings<'a>,
    pub network: &'a VirtualNetwork,
    pub subnet: &'a Subnet,
    /// The subnet's route table, where its document is there.
    pub table: Option<&'a RouteTable>,
}

impl<'a> Place<'a> {
    /// A subnet that is known.
    pub(crate) fn of(around: &'a Surroundings<'a>, network: &'a VirtualNetwork, subnet: &'a Subnet) -> Self {
        Self { around, network, subnet, table: table_of(around.tables, subnet) }
    }

    /// Finds the subnet by name or id.
    pub(super) fn find(around: &'a Surroundings<'a>, network: Option<&str>, subnet: &str) -> Result<Self, Error> {
        let networks = around.networks;
        if networks.is_empty() {
            return Err(Error::new(ErrorCode::MissingField, "the environment has no virtual network")
                .at("environment.virtualNetworks")
                .with_help("what `az network vnet show -o json` prints"));
        }
        let meant = |own: &&VirtualNetwork| network.is_none_or(|name| own.is_meant_by(name));
        if let Some(name) = network.filter(|_| !networks.iter().any(|own| meant(&own))) {
            return Err(Error::new(ErrorCode::InvalidValue, format!("no virtual network is called \"{name}\""))
                .at("virtualNetwork")
                .with_help(listed(networks.iter().filter_map(VirtualNetwork::own_name))));
        }
        // An id says which network it is in; two networks may each have a subnet of that name.
        let by_id = |own: &Subnet| own.id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case(subnet));
        let within = |own: &&VirtualNetwork| match crate::azure::network_in_id(subnet) {
            Some(id) => own.subnets.iter().any(by_id) || own.is_meant_by(id),
            None => true,
        };
        let found: Vec<(&VirtualNetwork, &Subnet)> = networks
            .iter()
            .filter(meant)
            .filter(within)
            .filter_map(|own| own.subnet(subnet).map(|subnet| (own, subnet)))
            .collect();
        match found.as_slice() {
            [(network, subnet)] => Ok(Self::of(around, network, subnet)),
            [] => {
                let names = networks.iter().filter(meant).flat_map(|own| &own.subnets).filter_map(Subnet::own_name);
                Err(Error::new(ErrorCode::InvalidValue, format!("no subnet is called \"{subnet}\""))
                    .at("subnet")
                    .with_help(listed(names)))
            }
            several => {
                let names = several.iter().filter_map(|(network, _)| network.own_name());
                Err(Error::new(ErrorCode::InvalidValue, format!("\"{subnet}\" is a subnet of several networks"))
                    .at("virtualNetwork")
                    .with_help(listed(names)))
            }
        }
    }
}

/// The document of a subnet's route table: by id, else by name.
pub(crate) fn table_of<'a>(tables: &'a [RouteTable], subnet: &Subnet) -> Option<&'a RouteTable> {
    let id = subnet.route_table_id.as_deref()?;
    let by_id = |table: &&RouteTable| table.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id));
    let by_name =
        |table: &&RouteTable| table.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name_in_id(id)));
    tables.iter().find(by_id).or_else(|| tables.iter().find(by_name))
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("\"{name}\"")).collect();
    if names.is_empty() { "none has a name".to_owned() } else { names.join(", ") }
}
