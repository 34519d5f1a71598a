//! What is asked: a cluster, the networks around it, and what else takes addresses.

use crate::assumptions::Assumptions;
use crate::azure::{self, ManagedCluster, VirtualNetwork};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::prefix::Prefix;
use serde_json::Value;

/// More of anything than this is taken for a slip of the keyboard.
const MOST: u64 = 1_000_000;

/// A sizing question. The documents are Azure's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SizingRequest {
    /// The cluster.
    pub cluster: ManagedCluster,
    /// The network it is in.
    pub virtual_network: Option<VirtualNetwork>,
    /// Networks peered with it directly.
    pub peered_networks: Vec<VirtualNetwork>,
    /// Ranges reached over VPN or ExpressRoute.
    pub on_premises: Vec<Prefix>,
    /// Internal load balancers whose front ends are in the node subnet.
    pub internal_load_balancers: u64,
    /// Private endpoints in the node subnet.
    pub private_endpoints: u64,
    /// Nodes to be added to the first user pool, or the first pool.
    pub scale_out: u64,
    /// Pods that run on a node, for dynamic allocation. Absent: as many as `maxPods` allows.
    pub pods_per_node: Option<u64>,
    /// Azure NetApp Files volumes reached from the network, and their network features.
    pub netapp_files: Option<NetAppFeatures>,
    /// What else needs a subnet of its own.
    pub companions: Companions,
    /// Routes of the user's own in the cluster's route table.
    pub user_routes: u64,
    /// A network security group of the place writes flow logs. Of an environment only.
    pub nsg_flow_logs: bool,
    /// Settings for what official sources disagree on.
    pub assume: Assumptions,
}

/// Network features of Azure NetApp Files volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NetAppFeatures {
    /// `basic`
    Basic,
    /// `standard`
    Standard,
}

/// Services beside the cluster that need a subnet of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Companions {
    /// `applicationGateway`
    pub application_gateway: Option<ApplicationGateway>,
    /// `applicationGatewayForContainers`
    pub application_gateway_for_containers: bool,
    /// `azureFirewall`
    pub azure_firewall: bool,
    /// `azureBastion`
    pub azure_bastion: bool,
}

/// An Application Gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApplicationGateway {
    /// The most instances it scales to.
    pub instances: u64,
    /// Whether it has a private front end.
    pub private_frontend: bool,
}

impl SizingRequest {
    /// Reads a request in the shape of the published types.
    ///
    /// # Errors
    /// An [`Error`] that names the field when something cannot be understood, and `unknown-field` for a key of the request
    /// itself that does not exist.
    ///
    /// ```
    /// use serde_json::json;
    /// let ask = json!({ "cluster": {
    ///     "networkProfile": { "networkPlugin": "azure" },
    ///     "agentPoolProfiles": [{ "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "1" } }]
    /// } });
    /// let plan = aksnet::plan_sizing(&aksnet::SizingRequest::from_json(&ask)?)?;
    /// assert_eq!(plan.subnets[0].needed, 1_581);
    /// assert_eq!(plan.subnets[0].prefix_length, 21);
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn from_json(value: &Value) -> Result<Self, Error> {
        Self::read(&Node::root(value))
    }

    /// Reads a request at a node of a larger document.
    ///
    /// # Errors
    /// As [`SizingRequest::from_json`].
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&[
            "cluster",
            "virtualNetwork",
            "peeredNetworks",
            "onPremises",
            "internalLoadBalancers",
            "privateEndpoints",
            "scaleOut",
            "podsPerNode",
            "netAppFiles",
            "companions",
            "routeTable",
            "assume",
        ])?;
        let count = |key: &str| node.whole_at(key, 0..=MOST);
        let cluster = node.read_at("cluster", ManagedCluster::read)?.ok_or_else(|| {
            Error::new(ErrorCode::MissingField, "the question names no cluster")
                .at("cluster")
                .with_help("a managed cluster as `az aks show -o json` prints it; {} is one with AKS' defaults")
        })?;
        let request = Self {
            cluster,
            virtual_network: node.read_at("virtualNetwork", VirtualNetwork::read)?,
            peered_networks: node.read_all("peeredNetworks", VirtualNetwork::read)?.unwrap_or_default(),
            on_premises: node.prefixes_at("onPremises")?,
            internal_load_balancers: count("internalLoadBalancers")?.unwrap_or(0),
            private_endpoints: count("privateEndpoints")?.unwrap_or(0),
            scale_out: count("scaleOut")?.unwrap_or(0),
            pods_per_node: count("podsPerNode")?,
            netapp_files: node
                .word_at("netAppFiles", &[("basic", NetAppFeatures::Basic), ("standard", NetAppFeatures::Standard)])?,
            companions: node.read_at("companions", Companions::read)?.unwrap_or_default(),
            user_routes: node.read_at("routeTable", user_routes)?.unwrap_or(0),
            nsg_flow_logs: false,
            assume: node.read_at("assume", Assumptions::read)?.unwrap_or_default(),
        };
        request.bounded()
    }

    /// Each pool is bounded by its reader; together they have to stay within what address arithmetic can say of IPv4.
    fn bounded(self) -> Result<Self, Error> {
        let pools = self.cluster.pools.as_deref().unwrap_or_default();
        let nodes = pools.iter().fold(0u64, |sum, pool| {
            let most = pool.count.unwrap_or(0).max(pool.max_count.unwrap_or(0));
            sum.saturating_add(most)
        });
        if nodes > MOST {
            return Err(Error::new(ErrorCode::OutOfRange, format!("all pools together have {nodes} nodes"))
                .at("cluster.agentPoolProfiles")
                .with_help("at most 1000000 nodes in all pools together"));
        }
        Ok(self)
    }
}

impl Companions {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["applicationGateway", "applicationGatewayForContainers", "azureFirewall", "azureBastion"])?;
        Ok(Self {
            application_gateway: node.read_at("applicationGateway", ApplicationGateway::read)?,
            application_gateway_for_containers: node.flag_at("applicationGatewayForContainers")?,
            azure_firewall: node.flag_at("azureFirewall")?,
            azure_bastion: node.flag_at("azureBastion")?,
        })
    }
}

impl ApplicationGateway {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["instances", "privateFrontend"])?;
        let instances = node.whole_at("instances", 1..=MOST)?.ok_or_else(|| {
            node.error(ErrorCode::MissingField, "the Application Gateway's instances are missing")
                .with_help("instances: the most it scales to, such as 10")
        })?;
        Ok(Self { instances, private_frontend: node.flag_at("privateFrontend")? })
    }
}

/// Routes of a table that AKS did not write. Its own go to a node's address for a /24 or /80 of the pod range, and are named after the node.
pub(crate) fn user_routes(node: &Node<'_>) -> Result<u64, Error> {
    let mut count = 0u64;
    for route in node.list("routes")?.unwrap_or_default() {
        let name = route.text_at("name")?.unwrap_or_default();
        count = count.saturating_add(u64::from(!name.starts_with("aks-")));
    }
    Ok(count)
}

/// The network that a cluster's subnets are in: the one that their ids name, else the first that has one of them, else the only
/// one there is.
pub(crate) fn network_of(cluster: &ManagedCluster, networks: &[VirtualNetwork]) -> Option<usize> {
    let pools = cluster.pools.iter().flatten();
    let ids: Vec<&String> = pools.flat_map(|pool| [&pool.vnet_subnet_id, &pool.pod_subnet_id]).flatten().collect();
    let named = |network: &VirtualNetwork, id: &str| match (azure::network_in_id(id), network.id.as_deref()) {
        (Some(of), Some(own)) => own.eq_ignore_ascii_case(of),
        _ => false,
    };
    let by = |holds: &dyn Fn(&VirtualNetwork, &str) -> bool| {
        networks.iter().position(|network| ids.iter().any(|id| holds(network, id)))
    };
    by(&named).or_else(|| by(&|network, id| network.subnet(id).is_some())).or((networks.len() == 1).then_some(0))
}
