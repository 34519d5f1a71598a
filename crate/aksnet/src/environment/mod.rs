//! All documents of one place, read once and asked many times.
//!
//! What is missing is absent here. Each model lays out what it needs beyond that as Azure would create it, and says so in a finding.

use crate::assumptions::Assumptions;
use crate::azure::{ManagedCluster, NetworkSecurityGroup, RouteTable, VirtualNetwork};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::flow::World;
use crate::http::{Compiled, Directory, Ingresses, Mesh};
use crate::kubernetes::Object;
use crate::policy::{Boards, Scene};
use crate::prefix::Prefix;
use serde_json::Value;
use std::cell::OnceCell;
use std::net::IpAddr;

/// The parts that an environment can hold, by their published names.
pub(crate) const PARTS: &[&str] = &[
    "cluster",
    "virtualNetworks",
    "routeTables",
    "networkSecurityGroups",
    "gatewayRoutes",
    "serviceEndpointPrefixes",
    "kubernetes",
    "hosts",
    "egress",
    "kernel",
];

/// Everything known about a place.
///
/// ```
/// use serde_json::json;
/// let place = json!({
///     "cluster": { "networkProfile": { "networkPlugin": "kubenet" } },
///     "kubernetes": [{ "apiVersion": "v1", "kind": "Node", "metadata": { "name": "n1" } }],
///     "hosts": [{ "name": "vm", "address": "10.225.0.4" }]
/// });
/// let environment = aksnet::Environment::from_json(&place, None)?;
/// assert_eq!(environment.kubernetes[0].name, "n1");
/// # Ok::<(), aksnet::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Environment {
    /// Settings for what sources disagree on.
    pub assume: Assumptions,
    /// `cluster`.
    pub cluster: Option<ManagedCluster>,
    /// `virtualNetworks`.
    pub virtual_networks: Vec<VirtualNetwork>,
    /// `routeTables`.
    pub route_tables: Vec<RouteTable>,
    /// `networkSecurityGroups`, as they came.
    pub security_groups: Vec<Value>,
    /// Where the environment stood in the question, for errors.
    place: String,
    /// `gatewayRoutes`: learned from on-premises.
    pub gateway_routes: Vec<GatewayRoute>,
    /// `serviceEndpointPrefixes`: what a service's endpoint routes cover, which no document of the network says.
    pub service_endpoints: Vec<ServiceEndpoint>,
    /// `kubernetes`: the objects, lists unfolded.
    pub kubernetes: Vec<Object>,
    /// `hosts`: machines outside of the cluster worth a name.
    pub hosts: Vec<Host>,
    /// `egress.publicAddresses`: what the load balancer or NAT gateway translates to.
    pub public_addresses: Vec<IpAddr>,
    /// `kernel`: what no document says.
    pub kernel: Kernel,
    /// The same laid out for packets, made when the first question needs it.
    world: OnceCell<Result<World, Error>>,
    /// Gateway API's documents, likewise.
    compiled: OnceCell<Result<Compiled, Error>>,
    /// The Ingresses, likewise.
    ingresses: OnceCell<Result<Ingresses, Error>>,
    /// Istio's documents, likewise.
    mesh: OnceCell<Result<Mesh, Error>>,
    /// Where objects of a kind and Services stand, likewise.
    directory: OnceCell<Directory>,
    /// The security groups, likewise.
    groups: OnceCell<Result<Vec<NetworkSecurityGroup>, Error>>,
    /// Everybody that policies are about, likewise.
    scene: OnceCell<Result<Scene, Error>>,
    /// The policies over classes of pods, likewise.
    boards: Boards,
}

/// A route that the virtual network gateway learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayRoute {
    /// `addressPrefix`.
    pub prefix: Prefix,
    /// Whether `source` is "Static"; BGP otherwise.
    pub is_static: bool,
}

/// The prefixes behind a service endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceEndpoint {
    /// `service`: "Microsoft.Storage".
    pub service: String,
    /// `addressPrefixes`.
    pub prefixes: Vec<Prefix>,
}

/// A machine outside of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// `name`.
    pub name: String,
    /// `address`.
    pub address: IpAddr,
}

/// What no document says about the nodes' kernel and network cards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kernel {
    /// `kubenetHairpin`. Absent: it follows from `Node.status.nodeInfo.kernelVersion`.
    pub kubenet_hairpin: Option<bool>,
    /// `bridgeNfCallIptables`. Absent is `true`.
    pub bridge_nf_call_iptables: Option<bool>,
    /// `ipForwardingOff`: names of nodes whose network card has it off.
    pub ip_forwarding_off: Vec<String>,
}

impl Environment {
    /// Reads an environment and its settings.
    ///
    /// # Errors
    /// An [`Error`] that names the field: a part that does not exist, a value that cannot be understood.
    pub fn from_json(environment: &Value, assume: Option<&Value>) -> Result<Self, Error> {
        Self::read(&Node::root(environment), assume)
    }

    /// Reads the `environment` and the `assume` of a question.
    ///
    /// # Errors
    /// `missing-field` when there is none, and as [`Environment::from_json`].
    pub fn of_request(request: &Value) -> Result<Self, Error> {
        let node = Node::root(request);
        match node.get("environment")? {
            Some(environment) => Self::read(&environment, request.get("assume")),
            None => Err(node
                .error(ErrorCode::MissingField, "the question is about an environment, and none is given")
                .at("environment")
                .with_help("{ cluster, virtualNetworks, routeTables, kubernetes, … }")),
        }
    }

    /// The same laid out for packets.
    ///
    /// # Errors
    /// An [`Error`] that names the field of a Kubernetes document that cannot be understood.
    pub fn world(&self) -> Result<&World, Error> {
        self.world.get_or_init(|| World::of(self)).as_ref().map_err(Clone::clone)
    }

    /// Everybody that policies are about, and the policies.
    ///
    /// # Errors
    /// An [`Error`] that names the field of a Kubernetes document that cannot be understood.
    pub fn scene(&self) -> Result<&Scene, Error> {
        self.scene.get_or_init(|| Scene::of(self)).as_ref().map_err(Clone::clone)
    }

    /// The policies over classes of pods, by engine.
    pub(crate) const fn boards(&self) -> &Boards {
        &self.boards
    }

    /// Gateway API's documents with their matches in order.
    pub(crate) fn compiled(&self) -> Result<&Compiled, Error> {
        self.compiled.get_or_init(|| Compiled::of(self)).as_ref().map_err(Clone::clone)
    }

    /// Every path of an Ingress, in order.
    pub(crate) fn ingresses(&self) -> Result<&Ingresses, Error> {
        self.ingresses.get_or_init(|| Ingresses::of(self)).as_ref().map_err(Clone::clone)
    }

    /// Istio's documents by host.
    pub(crate) fn mesh(&self) -> Result<&Mesh, Error> {
        self.mesh.get_or_init(|| Mesh::of(self)).as_ref().map_err(Clone::clone)
    }

    /// Where objects of a kind and Services stand.
    pub(crate) fn directory(&self) -> &Directory {
        self.directory.get_or_init(|| Directory::of(&self.kubernetes))
    }

    /// The security groups.
    ///
    /// # Errors
    /// An [`Error`] that names the field of a group that cannot be understood.
    pub fn groups(&self) -> Result<&[NetworkSecurityGroup], Error> {
        let read = || {
            let read = |(at, group): (usize, &Value)| {
                let dot = if self.place.is_empty() { "" } else { "." };
                let place = format!("{}{dot}networkSecurityGroups[{at}]", self.place);
                NetworkSecurityGroup::read(&Node::within(group, &place))
            };
            self.security_groups.iter().enumerate().map(read).collect()
        };
        self.groups.get_or_init(read).as_deref().map_err(Clone::clone)
    }

    /// Reads the parts of an environment, whose path the node knows.
    pub(crate) fn of_parts(node: &Node<'_>, assume: Option<&Value>) -> Result<Self, Error> {
        Self::read(node, assume)
    }

    fn read(node: &Node<'_>, assume: Option<&Value>) -> Result<Self, Error> {
        node.only(PARTS)?;
        let assume = assume.filter(|value| !value.is_null());
        let kernel = node.read_at("kernel", Kernel::read)?.unwrap_or_default();
        let mut kubernetes = Vec::new();
        for object in node.list("kubernetes")?.unwrap_or_default() {
            Object::unfold(&object, &mut kubernetes)?;
        }
        let groups = node.list("networkSecurityGroups")?.unwrap_or_default();
        let public_addresses = node.read_at("egress", |egress| {
            egress.only(&["publicAddresses"])?;
            egress.read_all("publicAddresses", |address| address.address())
        })?;
        Ok(Self {
            assume: assume
                .map(|value| Assumptions::read(&Node::within(value, "assume")))
                .transpose()?
                .unwrap_or_default(),
            cluster: node.read_at("cluster", ManagedCluster::read)?,
            virtual_networks: node.read_all("virtualNetworks", VirtualNetwork::read)?.unwrap_or_default(),
            route_tables: node.read_all("routeTables", RouteTable::read)?.unwrap_or_default(),
            security_groups: groups.iter().map(|group| group.value().clone()).collect(),
            place: node.path(),
            gateway_routes: node.read_all("gatewayRoutes", GatewayRoute::read)?.unwrap_or_default(),
            service_endpoints: node.read_all("serviceEndpointPrefixes", ServiceEndpoint::read)?.unwrap_or_default(),
            kubernetes,
            hosts: node.read_all("hosts", Host::read)?.unwrap_or_default(),
            public_addresses: public_addresses.flatten().unwrap_or_default(),
            kernel,
            world: OnceCell::new(),
            compiled: OnceCell::new(),
            ingresses: OnceCell::new(),
            mesh: OnceCell::new(),
            directory: OnceCell::new(),
            groups: OnceCell::new(),
            scene: OnceCell::new(),
            boards: Boards::default(),
        })
    }
}

impl GatewayRoute {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["addressPrefix", "source"])?;
        let prefix = node.read_at("addressPrefix", |prefix| prefix.prefix())?;
        let prefix =
            prefix.ok_or_else(|| node.error(ErrorCode::MissingField, "a gateway route has an addressPrefix"))?;
        let is_static = node.word_at("source", &[("BGP", false), ("Static", true)])?.unwrap_or(false);
        Ok(Self { prefix, is_static })
    }
}

impl ServiceEndpoint {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["service", "addressPrefixes"])?;
        let service = node.text_at("service")?.ok_or_else(|| {
            node.error(ErrorCode::MissingField, "a service endpoint names its service")
                .with_help("\"Microsoft.Storage\"")
        })?;
        Ok(Self { service, prefixes: node.prefixes_at("addressPrefixes")? })
    }
}

impl Host {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["name", "address"])?;
        let missing = |what: &str| node.error(ErrorCode::MissingField, format!("a host has {what}"));
        Ok(Self {
            name: node.text_at("name")?.ok_or_else(|| missing("a name"))?,
            address: node.read_at("address", |field| field.address())?.ok_or_else(|| missing("an address"))?,
        })
    }
}

impl Kernel {
    fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&["kubenetHairpin", "bridgeNfCallIptables", "ipForwardingOff"])?;
        Ok(Self {
            kubenet_hairpin: node.read_at("kubenetHairpin", |field| field.boolean())?,
            bridge_nf_call_iptables: node.read_at("bridgeNfCallIptables", |field| field.boolean())?,
            ip_forwarding_off: node
                .read_all("ipForwardingOff", |name| name.text().map(str::to_owned))?
                .unwrap_or_default(),
        })
    }
}
