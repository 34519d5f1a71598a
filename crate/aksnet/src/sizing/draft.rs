//! A plan before it is written out: pools at their peak, and what they take from each subnet, as bare figures.
//!
//! Everything that only asks "does it fit" works on this; the words come in [`super::ledger`].

use super::growth::{self, Pool, Variant};
use super::mode::NetworkMode;
use super::request::SizingRequest;
use crate::azure::{self, AgentPool, Subnet};
use crate::facts;
use crate::prefix::{self, Prefix};
use serde::Serialize;

/// What a subnet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SubnetRole {
    /// Nodes, and in node subnet mode their pods.
    Node,
    /// Pods alone.
    Pod,
    /// The API server, under API Server VNet Integration.
    ApiServer,
    /// Application Gateway.
    ApplicationGateway,
    /// Application Gateway for Containers.
    ApplicationGatewayForContainers,
    /// Azure Firewall.
    Firewall,
    /// Azure Bastion.
    Bastion,
    /// Volumes of Azure NetApp Files.
    NetappFiles,
}

/// What a line of a ledger counts. A number is the pool's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    Nodes(usize),
    ScaleOut(usize),
    Surge(usize),
    ReservedPods(usize),
    DynamicPods(usize),
    StaticPods(usize),
    InternalLoadBalancers,
    PrivateEndpoints,
    PrivateApiServer,
    ApiServer,
    GatewayInstances,
    GatewayFrontend,
    /// A subnet whose size is documented, not its use.
    FixedSize,
}

/// One subnet and what it has to hold.
#[derive(Clone, Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) role: SubnetRole,
    /// As the cluster's document has it.
    pub(crate) id: Option<&'a str>,
    /// The network's document of it.
    pub(crate) document: Option<&'a Subnet>,
    pub(crate) entries: Vec<(Entry, u64)>,
}

impl Slot<'_> {
    pub(crate) fn needed(&self) -> u64 {
        self.entries.iter().fold(0, |sum, (_, addresses)| sum.saturating_add(*addresses))
    }

    /// The longest prefix that Azure takes for this role.
    pub(crate) fn longest_prefix(&self) -> u8 {
        let fact = match self.role {
            SubnetRole::Node | SubnetRole::Pod | SubnetRole::ApplicationGateway => &facts::SMALLEST_SUBNET_PREFIX,
            SubnetRole::ApiServer => &facts::API_SERVER_PREFIX,
            SubnetRole::ApplicationGatewayForContainers => &facts::AGC_PREFIX,
            SubnetRole::Firewall => &facts::FIREWALL_PREFIX,
            SubnetRole::Bastion => &facts::BASTION_PREFIX,
            SubnetRole::NetappFiles => &facts::NETAPP_PREFIX,
        };
        u8::try_from(fact.value).unwrap_or(29)
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.document.and_then(Subnet::own_name).or_else(|| self.id.map(azure::name_in_id))
    }

    pub(crate) fn given(&self) -> Option<&Prefix> {
        self.document.and_then(Subnet::ipv4)
    }
}

/// A pod range outside of the virtual network, cut into a block for each node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PodRange {
    pub(crate) prefix: Prefix,
    /// The document has none, and AKS would take this one.
    pub(crate) assumed: bool,
}

impl PodRange {
    /// The prefix length of one node's block.
    pub(crate) fn block(&self) -> u8 {
        let fact = if self.prefix.is_ipv4() { &facts::NODE_POD_CIDR_PREFIX } else { &facts::NODE_POD_CIDR_PREFIX_V6 };
        u8::try_from(fact.value).unwrap_or(24)
    }

    /// How many nodes it has a block for. Reported up to 2^53, the largest whole number that JavaScript holds exactly.
    pub(crate) fn available(&self) -> u64 {
        match self.block().checked_sub(self.prefix.length()) {
            Some(bits) => 1u64 << bits.min(53),
            None => 0,
        }
    }
}

/// The plan in figures.
#[derive(Clone, Debug)]
pub(crate) struct Draft<'a> {
    pub(crate) request: &'a SizingRequest,
    pub(crate) documents: &'a [AgentPool],
    pub(crate) mode: NetworkMode,
    pub(crate) pools: Vec<Pool>,
    pub(crate) slots: Vec<Slot<'a>>,
    pub(crate) pod_ranges: Vec<PodRange>,
    /// The network's only subnet was taken, since the cluster names none.
    pub(crate) assumed_subnet: bool,
}

impl<'a> Draft<'a> {
    /// Lays the cluster out, as its documents say or under a variant of them.
    pub(crate) fn new(request: &'a SizingRequest, documents: &'a [AgentPool], variant: Variant) -> Self {
        let pools = growth::pools(request, documents, variant);
        let deciding = pools.iter().find(|pool| pool.mode.has_pod_subnet()).or(pools.first());
        let mode = deciding.map_or(NetworkMode::Overlay, |pool| pool.mode);
        let pod_ranges = if mode.has_pod_cidr() { pod_ranges(request) } else { Vec::new() };
        let mut draft = Self { request, documents, mode, pools, slots: Vec::new(), pod_ranges, assumed_subnet: false };
        draft.place_pools();
        draft.place_extras();
        draft.place_companions();
        draft
    }

    pub(crate) fn peak_nodes(&self) -> u64 {
        self.pools.iter().fold(0, |sum, pool| sum.saturating_add(pool.peak_nodes()))
    }

    pub(crate) fn nodes(&self) -> u64 {
        self.pools.iter().fold(0, |sum, pool| sum.saturating_add(pool.nodes))
    }

    /// A pool as a finding names it: by its name, else by its place in the input.
    pub(crate) fn pool_subject(&self, index: usize) -> String {
        let name = self.documents.get(index).and_then(|pool| pool.name.clone());
        name.unwrap_or_else(|| format!("agentPoolProfiles[{index}]"))
    }

    /// Addresses that the cluster takes in the virtual network, by what they are for.
    pub(crate) fn addresses(&self, counts: impl Fn(Entry) -> bool) -> u64 {
        let all = self.slots.iter().flat_map(|slot| &slot.entries);
        all.filter(|(entry, _)| counts(*entry)).fold(0, |sum, (_, addresses)| sum.saturating_add(*addresses))
    }

    /// Addresses in use in the network's other subnets, as far as its document lists them.
    pub(crate) fn other_addresses(&self) -> u64 {
        let Some(network) = &self.request.virtual_network else { return 0 };
        let other = network.subnets.iter().filter(|subnet| !self.slots.iter().any(|slot| is(slot.document, subnet)));
        other.filter_map(|subnet| subnet.in_use).fold(0, u64::saturating_add)
    }

    /// Addresses in use in directly peered networks, as far as their documents list them.
    pub(crate) fn peer_addresses(&self) -> u64 {
        let subnets = self.request.peered_networks.iter().flat_map(|network| &network.subnets);
        subnets.filter_map(|subnet| subnet.in_use).fold(0, u64::saturating_add)
    }

    fn place_pools(&mut self) {
        let only = self.only_subnet();
        for index in 0..self.pools.len() {
            let Some((pool, document)) = self.pools.get(index).zip(self.documents.get(index)) else { continue };
            let (peak, surge, scaled, mode) = (pool.peak, pool.surge, pool.scaled, pool.mode);
            let (nodes, pod_addresses) = (pool.peak_nodes(), pool.pod_addresses());
            let id = document.vnet_subnet_id.as_deref();
            let assumed = if id.is_none() { only } else { None };
            self.assumed_subnet |= assumed.is_some();
            let slot = self.slot(SubnetRole::Node, id, assumed);
            slot.entries.push((Entry::Nodes(index), peak.saturating_sub(scaled)));
            if scaled > 0 {
                slot.entries.push((Entry::ScaleOut(index), scaled));
            }
            if surge > 0 {
                slot.entries.push((Entry::Surge(index), surge));
            }
            let pods = nodes.saturating_mul(pod_addresses);
            match mode {
                NetworkMode::NodeSubnet => slot.entries.push((Entry::ReservedPods(index), pods)),
                NetworkMode::PodSubnetDynamic | NetworkMode::PodSubnetStatic => {
                    let entry = if mode == NetworkMode::PodSubnetStatic {
                        Entry::StaticPods(index)
                    } else {
                        Entry::DynamicPods(index)
                    };
                    self.slot(SubnetRole::Pod, document.pod_subnet_id.as_deref(), None).entries.push((entry, pods));
                }
                NetworkMode::Kubenet | NetworkMode::Overlay | NetworkMode::ByoCni => {}
            }
        }
    }

    /// What stands in the first pool's node subnet beside nodes, and the API server's own subnet.
    fn place_extras(&mut self) {
        let request = self.request;
        let access = &request.cluster.api_server;
        let private = access.private_cluster && !access.vnet_integration;
        let extras = [
            (Entry::InternalLoadBalancers, request.internal_load_balancers),
            (Entry::PrivateEndpoints, request.private_endpoints),
            (Entry::PrivateApiServer, if private { facts::PRIVATE_ENDPOINT_OF_PRIVATE_CLUSTER.value } else { 0 }),
        ];
        if let Some(first) = self.slots.first_mut() {
            first.entries.extend(extras.into_iter().filter(|(_, addresses)| *addresses > 0));
        }
        if access.vnet_integration {
            let addresses = facts::API_SERVER_ADDRESSES.value;
            let slot = self.slot(SubnetRole::ApiServer, access.subnet_id.as_deref(), None);
            slot.entries.push((Entry::ApiServer, addresses));
        }
    }

    fn place_companions(&mut self) {
        let asked = self.request.companions;
        if let Some(gateway) = asked.application_gateway {
            let slot = self.slot(SubnetRole::ApplicationGateway, None, None);
            slot.entries.push((Entry::GatewayInstances, gateway.instances));
            if gateway.private_frontend {
                slot.entries.push((Entry::GatewayFrontend, facts::APPLICATION_GATEWAY_PRIVATE_FRONTEND.value));
            }
        }
        let fixed = [
            (asked.application_gateway_for_containers, SubnetRole::ApplicationGatewayForContainers, None),
            (asked.azure_firewall, SubnetRole::Firewall, Some("AzureFirewallSubnet")),
            (asked.azure_bastion, SubnetRole::Bastion, Some("AzureBastionSubnet")),
            (self.request.netapp_files.is_some(), SubnetRole::NetappFiles, None),
        ];
        for (wanted, role, name) in fixed {
            if wanted {
                let slot = self.slot(role, name, None);
                slot.entries.push((Entry::FixedSize, prefix::usable(slot.longest_prefix())));
            }
        }
    }

    /// The subnet of that id, or a new one. Without an id, one for each role.
    fn slot(&mut self, role: SubnetRole, id: Option<&'a str>, assumed: Option<&'a Subnet>) -> &mut Slot<'a> {
        let network = self.request.virtual_network.as_ref();
        let document = assumed.or_else(|| id.and_then(|id| network?.subnet(id)));
        let same = |slot: &Slot<'_>| match (document, id) {
            (Some(document), _) => is(slot.document, document),
            (None, Some(id)) => slot.id.is_some_and(|other| same_subnet(id, other)),
            (None, None) => slot.id.is_none() && slot.document.is_none() && slot.role == role,
        };
        let at = self.slots.iter().position(same).unwrap_or(self.slots.len());
        if at == self.slots.len() {
            self.slots.push(Slot { role, id, document, entries: Vec::new() });
        }
        #[expect(clippy::indexing_slicing, reason = "`at` is a position found above, or that of the slot just pushed")]
        &mut self.slots[at]
    }

    /// The network's only subnet that nodes can be in.
    fn only_subnet(&self) -> Option<&'a Subnet> {
        let network = self.request.virtual_network.as_ref()?;
        let [subnet] = network.subnets.as_slice() else { return None };
        let taken = self.documents.iter().filter_map(|pool| pool.pod_subnet_id.as_deref());
        let pods = taken.filter_map(|id| network.subnet(id)).any(|used| std::ptr::eq(used, subnet));
        (subnet.delegations.is_empty() && !pods).then_some(subnet)
    }
}

fn is(found: Option<&Subnet>, subnet: &Subnet) -> bool {
    found.is_some_and(|found| std::ptr::eq(found, subnet))
}

/// Equal ids, or a bare name and an id that ends in it.
fn same_subnet(one: &str, other: &str) -> bool {
    let bare = |id: &str| !id.contains('/');
    one.eq_ignore_ascii_case(other)
        || ((bare(one) || bare(other)) && azure::name_in_id(one).eq_ignore_ascii_case(azure::name_in_id(other)))
}

/// The ranges that pods are in: those of the document, and AKS' defaults for a family that it does not give.
pub(super) fn pod_ranges(request: &SizingRequest) -> Vec<PodRange> {
    let network = &request.cluster.network;
    let given = |ipv4: bool| network.pod_cidrs.iter().find(move |prefix| prefix.is_ipv4() == ipv4).copied();
    let range = |ipv4: bool, default: &str| match given(ipv4) {
        Some(prefix) => Some(PodRange { prefix, assumed: false }),
        None => prefix::parse(default).ok().map(|prefix| PodRange { prefix, assumed: true }),
    };
    let mut ranges: Vec<PodRange> = range(true, facts::DEFAULT_POD_CIDR.value).into_iter().collect();
    if network.is_dual_stack() {
        ranges.extend(range(false, facts::DEFAULT_POD_CIDR_V6.value));
    }
    ranges
}
