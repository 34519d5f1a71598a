//! Remarks on the input, like a linter's: what Azure would refuse, what will break, what was assumed.

use crate::facts::{Source, words};
use serde::Serialize;
use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Azure refuses it, or it does not work.
    Error,
    /// It works, and will hurt.
    Warning,
    /// Worth knowing: an assumption, a disputed figure.
    Note,
}

/// What a finding is about. Each has a page in the documentation under its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, kebab-case.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
}

/// One remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable, kebab-case.
    #[serde(serialize_with = "words::serialize")]
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One or two sentences with the figures.
    pub message: String,
    /// Path or name in the input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What it rests on.
    pub sources: Vec<&'static Source>,
}

impl Finding {
    /// Names what it is about.
    pub fn about(&mut self, subject: &str) -> &mut Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// Says what to do.
    pub fn help(&mut self, help: fmt::Arguments<'_>) -> &mut Self {
        self.help = Some(help.to_string());
        self
    }
}

/// Findings as they are made: errors first, then warnings, then notes, each in the order of their making.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    all: Vec<Finding>,
    subject: Option<String>,
}

impl Findings {
    /// Adds one. Its subject is the one of [`Findings::concerning`] unless it gets its own. The sentence comes unformatted: some
    /// eighty rules call this, and formatted at each of them they would be the largest part of the module.
    pub fn add(&mut self, code: Code, message: fmt::Arguments<'_>, sources: &[&'static Source]) -> &mut Finding {
        let finding = Finding {
            code: code.code,
            severity: code.severity,
            message: message.to_string(),
            subject: self.subject.clone(),
            help: None,
            sources: sources.to_vec(),
        };
        let at = self.all.iter().position(|other| other.severity > code.severity).unwrap_or(self.all.len());
        self.all.insert(at, finding);
        #[expect(clippy::indexing_slicing, reason = "inserted there just now")]
        &mut self.all[at]
    }

    /// What the findings that follow are about.
    pub fn concerning(&mut self, subject: Option<String>) {
        self.subject = subject;
    }

    /// The findings.
    #[must_use]
    pub fn into_vec(self) -> Vec<Finding> {
        self.all
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $severity:ident $code:literal;)*) => {
        $($(#[$doc])* pub const $name: Code = Code { code: $code, severity: Severity::$severity };)*
        /// All codes there are, in the order of this file.
        pub const ALL: &[Code] = &[$($name),*];
    };
}

/// The codes. A newcomer finds the rule behind one by searching for its name.
pub mod codes {
    use super::{Code, Severity};

    codes! {
        /// A pool that cannot run the 30 pods that Azure asks of each pool.
        POOL_BELOW_30_PODS = Error "pool-below-30-pods";
        /// More instances in a pool, surge included, than a scale set takes.
        NODES_PER_POOL_EXCEEDED = Error "nodes-per-pool-exceeded";
        /// More nodes than a cluster takes.
        NODES_PER_CLUSTER_EXCEEDED = Error "nodes-per-cluster-exceeded";
        /// More pools than a cluster takes.
        POOLS_PER_CLUSTER_EXCEEDED = Error "pools-per-cluster-exceeded";
        /// At 5,000 nodes upgrades are blocked.
        UPGRADE_BLOCKED = Error "upgrade-blocked";
        /// More nodes than kubenet takes.
        KUBENET_NODES_EXCEEDED = Error "kubenet-nodes-exceeded";
        /// A kubenet cluster at the size at which AKS refuses to upgrade it.
        KUBENET_UPGRADE_REFUSED = Warning "kubenet-upgrade-refused";
        /// More routes than a route table takes.
        ROUTES_PER_TABLE_EXCEEDED = Error "routes-per-table-exceeded";
        /// Fewer blocks in the pod range than nodes.
        POD_CIDR_EXHAUSTED = Error "pod-cidr-exhausted";
        /// More pods than an overlay is planned for.
        OVERLAY_PODS_EXCEEDED = Warning "overlay-pods-exceeded";
        /// More pods than static block allocation is documented for.
        STATIC_BLOCK_PODS_EXCEEDED = Warning "static-block-pods-exceeded";
        /// More private addresses than a virtual network takes.
        VIRTUAL_NETWORK_ADDRESSES_EXCEEDED = Error "virtual-network-addresses-exceeded";
        /// More private addresses than a group of peered networks takes.
        PEERED_NETWORK_ADDRESSES_EXCEEDED = Error "peered-network-addresses-exceeded";
        /// More addresses than Azure NetApp Files serves.
        NETAPP_FILES_ADDRESSES_EXCEEDED = Error "netapp-files-addresses-exceeded";
        /// A subnet with fewer usable addresses than needed.
        SUBNET_TOO_SMALL = Error "subnet-too-small";
        /// More Application Gateway instances than there can be.
        APPLICATION_GATEWAY_INSTANCES_EXCEEDED = Error "application-gateway-instances-exceeded";
        /// A count above what a pool of its mode takes, or a system pool of none.
        SYSTEM_POOL_EMPTY = Error "system-pool-empty";
        /// A cluster whose every pool is for user workloads.
        NO_SYSTEM_POOL = Error "no-system-pool";
        /// A system pool with fewer nodes than Azure asks for.
        SYSTEM_POOL_SMALL = Warning "system-pool-small";
        /// A system pool of Windows nodes.
        SYSTEM_POOL_WINDOWS = Error "system-pool-windows";
        /// Windows nodes under kubenet.
        WINDOWS_ON_KUBENET = Error "windows-on-kubenet";
        /// A Windows pool whose name is too long.
        WINDOWS_POOL_NAME = Error "windows-pool-name";
        /// Windows nodes with more pods than advised.
        WINDOWS_MANY_PODS = Warning "windows-many-pods";
        /// Neither surge nor unavailable nodes: no upgrade can proceed.
        SURGE_ZERO = Error "surge-zero";
        /// Unavailable nodes on a system pool.
        MAX_UNAVAILABLE_ON_SYSTEM_POOL = Error "max-unavailable-on-system-pool";
        /// A surge larger than the pool.
        SURGE_CAPPED = Note "surge-capped";
        /// An autoscaler without both of its bounds.
        AUTOSCALER_BOUNDS_MISSING = Error "autoscaler-bounds-missing";
        /// An autoscaler whose bounds contradict each other or the count.
        AUTOSCALER_BOUNDS_CONTRADICT = Error "autoscaler-bounds-contradict";
        /// Autoscaler bounds on a pool that does not scale by itself.
        AUTOSCALER_BOUNDS_UNUSED = Note "autoscaler-bounds-unused";
        /// Scale-out asked of a pool whose autoscaler bounds it.
        SCALE_OUT_UNUSED = Warning "scale-out-unused";
        /// Running pods asked for that a node cannot run.
        PODS_PER_NODE_ABOVE_MAX_PODS = Warning "pods-per-node-above-max-pods";
        /// Running pods given where the mode does not ask for them.
        PODS_PER_NODE_UNUSED = Note "pods-per-node-unused";
        /// A pod subnet given where the mode does not use one.
        POD_SUBNET_UNUSED = Error "pod-subnet-unused";
        /// Static block allocation asked for without a pod subnet.
        STATIC_BLOCK_WITHOUT_POD_SUBNET = Error "static-block-without-pod-subnet";
        /// Pools with a pod subnet beside pools without.
        POD_SUBNET_ON_SOME_POOLS = Warning "pod-subnet-on-some-pools";
        /// Nodes in a subnet that serves pods.
        POD_SUBNET_HAS_NODES = Error "pod-subnet-has-nodes";
        /// Dynamic and static allocation in one pod subnet.
        POD_SUBNET_MIXED_ALLOCATION = Error "pod-subnet-mixed-allocation";
        /// Static blocks that leave many addresses unused.
        STATIC_BLOCK_WASTE = Note "static-block-waste";
        /// Whether Azure's reserved addresses cost a static pod subnet two blocks is not documented.
        STATIC_BLOCK_RESERVED_UNKNOWN = Note "static-block-reserved-unknown";
        /// A subnet that the virtual network does not have.
        SUBNET_NOT_FOUND = Warning "subnet-not-found";
        /// No subnet named, and the network has one: that one is taken.
        ASSUMED_SUBNET = Note "assumed-subnet";
        /// Subnets of different virtual networks.
        SUBNETS_IN_DIFFERENT_NETWORKS = Error "subnets-in-different-networks";
        /// A node subnet that is delegated to a service.
        NODE_SUBNET_DELEGATED = Error "node-subnet-delegated";
        /// A subnet smaller than Azure takes.
        SUBNET_PREFIX_TOO_LONG = Error "subnet-prefix-too-long";
        /// A subnet outside of its network's address space.
        SUBNET_OUTSIDE_NETWORK = Error "subnet-outside-network";
        /// Two subnets, or two of the network's ranges, that overlap.
        SUBNETS_OVERLAP = Error "subnets-overlap";
        /// A dual-stack cluster in a subnet without an IPv6 prefix.
        DUAL_STACK_SUBNET = Error "dual-stack-subnet";
        /// An IPv6 subnet that is not a /64.
        IPV6_SUBNET_SIZE = Error "ipv6-subnet-size";
        /// A range that AKS keeps for itself.
        FORBIDDEN_RANGE = Error "forbidden-range";
        /// A range that cannot be in a virtual network.
        NETWORK_RANGE_NOT_ALLOWED = Error "network-range-not-allowed";
        /// A pod or service range of public addresses.
        PUBLIC_RANGE = Warning "public-range";
        /// The pod range and the subnet that nodes are in.
        POD_CIDR_OVERLAPS_SUBNET = Error "pod-cidr-overlaps-subnet";
        /// The pod range and the virtual network, outside of the cluster's subnets.
        POD_CIDR_OVERLAPS_NETWORK = Warning "pod-cidr-overlaps-network";
        /// The pod range and the service range.
        POD_CIDR_OVERLAPS_SERVICE_CIDR = Error "pod-cidr-overlaps-service-cidr";
        /// The pod range and a peered network.
        POD_CIDR_OVERLAPS_PEER = Error "pod-cidr-overlaps-peer";
        /// The pod range and an on-premises range.
        POD_CIDR_OVERLAPS_ON_PREMISES = Error "pod-cidr-overlaps-on-premises";
        /// The service range and a subnet of the cluster.
        SERVICE_CIDR_OVERLAPS_SUBNET = Error "service-cidr-overlaps-subnet";
        /// The service range and the virtual network.
        SERVICE_CIDR_OVERLAPS_NETWORK = Warning "service-cidr-overlaps-network";
        /// The service range and a peered network.
        SERVICE_CIDR_OVERLAPS_PEER = Error "service-cidr-overlaps-peer";
        /// The service range and an on-premises range.
        SERVICE_CIDR_OVERLAPS_ON_PREMISES = Error "service-cidr-overlaps-on-premises";
        /// Two networks that are peered, or one and on-premises.
        NETWORK_OVERLAPS_PEER = Error "network-overlaps-peer";
        /// The virtual network and an on-premises range.
        NETWORK_OVERLAPS_ON_PREMISES = Warning "network-overlaps-on-premises";
        /// A service range that is too large.
        SERVICE_CIDR_TOO_LARGE = Error "service-cidr-too-large";
        /// The DNS address outside of the service range.
        DNS_SERVICE_IP_OUTSIDE = Error "dns-service-ip-outside";
        /// The DNS address on the first address, which is the API server's.
        DNS_SERVICE_IP_FIRST = Error "dns-service-ip-first";
        /// Two pod or service ranges of one family.
        RANGE_FAMILY_REPEATED = Error "range-family-repeated";
        /// kubenet is on its way out.
        KUBENET_RETIREMENT = Warning "kubenet-retirement";
        /// kubenet after its end of support.
        KUBENET_RETIRED = Error "kubenet-retired";
        /// The default surge decides the answer, and official pages disagree on it.
        DISPUTED_DEFAULT_SURGE = Note "disputed-default-surge";
        /// The default of maxPods in a pod subnet decides the answer, and official pages disagree on it.
        DISPUTED_POD_SUBNET_MAX_PODS = Note "disputed-pod-subnet-max-pods";
        /// Between the two figures for an overlay's pods.
        DISPUTED_OVERLAY_PODS = Note "disputed-overlay-pods";
        /// Between the figures for routes in a table.
        DISPUTED_ROUTES_PER_TABLE = Note "disputed-routes-per-table";
        /// More pods than the scale guide recommends for a pod subnet.
        POD_SUBNET_ABOVE_RECOMMENDED = Warning "pod-subnet-above-recommended";
        /// No network plugin in the document: overlay, as AKS would make it.
        ASSUMED_NETWORK_PLUGIN = Note "assumed-network-plugin";
        /// No pools in the document.
        ASSUMED_POOL = Note "assumed-pool";
        /// A pool without a count.
        ASSUMED_COUNT = Note "assumed-count";
        /// A pool without maxPods: the mode's default.
        ASSUMED_MAX_PODS = Note "assumed-max-pods";
        /// A pod or service range that the document does not give.
        ASSUMED_RANGE = Note "assumed-range";
        /// What peered networks use is not in the documents.
        PEER_USE_UNKNOWN = Note "peer-use-unknown";
        /// Which addresses count against NetApp Files' limit has been worded differently over time.
        NETAPP_COUNTS_ALL = Note "netapp-counts-all";
        /// A spot pool upgrades without surge nodes.
        SPOT_WITHOUT_SURGE = Note "spot-without-surge";
        /// An upgrade at the surge Microsoft recommends for production would not fit.
        RECOMMENDED_SURGE_DOES_NOT_FIT = Warning "recommended-surge-does-not-fit";
        /// A policy engine that does not go with the plugin, the data plane or the address families.
        POLICY_NOT_SUPPORTED = Error "policy-not-supported";
        /// The data plane cilium under kubenet.
        CILIUM_ON_KUBENET = Error "cilium-on-kubenet";
        /// Windows nodes under the data plane cilium.
        WINDOWS_ON_CILIUM = Error "windows-on-cilium";
        /// A cluster larger than Azure Network Policy Manager is supported for.
        NPM_LIMITS_EXCEEDED = Warning "npm-limits-exceeded";
        /// An outbound type that needs another kind of network.
        OUTBOUND_TYPE_NOT_SUPPORTED = Error "outbound-type-not-supported";
        /// Something in use whose end is announced.
        RETIREMENT = Warning "retirement";
        /// Something in use that has ended.
        RETIRED = Error "retired";
        /// Where the cluster's network can go, and in how many steps.
        MIGRATION_PATH = Note "migration-path";
        /// What stands in the way of it.
        MIGRATION_BLOCKED = Warning "migration-blocked";
        /// A prefix that found no room.
        DEMAND_UNPLACED = Error "demand-unplaced";
        /// An upgrade that does not get all of its surge nodes.
        SURGE_NOT_OBTAINED = Error "surge-not-obtained";
        /// Outbound ports that Azure does not take: no multiple of 8, or more than an address has.
        SNAT_PORTS_REFUSED = Error "snat-ports-refused";
        /// More ports asked for than the addresses have.
        SNAT_PORTS_EXHAUSTED = Error "snat-ports-exhausted";
        /// The surge crosses a tier of the automatic allocation, and every node gets fewer ports.
        SNAT_TIER_CROSSED = Warning "snat-tier-crossed";
        /// More nodes than the table of the automatic allocation goes to.
        SNAT_TABLE_ENDS = Error "snat-table-ends";
        /// Allocated ports where the outbound type has none.
        SNAT_PORTS_UNUSED = Note "snat-ports-unused";
        /// The appliance that traffic is routed to translates it.
        SNAT_ELSEWHERE = Note "snat-elsewhere";
        /// No way out at all.
        NO_OUTBOUND = Note "no-outbound";
        /// More addresses than a NAT gateway takes.
        NAT_GATEWAY_ADDRESSES_EXCEEDED = Error "nat-gateway-addresses-exceeded";
        /// More addresses than a load balancer's outbound rule takes.
        OUTBOUND_ADDRESSES_EXCEEDED = Error "outbound-addresses-exceeded";
        /// A document of no kind that is read.
        DOCUMENT_UNKNOWN = Note "document-unknown";
        /// A document that cannot be read, among others that can.
        DOCUMENT_UNREADABLE = Error "document-unreadable";
        /// Documents that some question would need besides.
        DOCUMENTS_INCOMPLETE = Note "documents-incomplete";
        /// An empty list.
        DOCUMENT_NONE = Note "document-none";
        /// More clusters than one, and one is answered for.
        DOCUMENT_SECOND_CLUSTER = Warning "document-second-cluster";

        // ── routes ──
        /// A table of node routes for a cluster that needs none.
        NODE_ROUTES_NOT_NEEDED = Note "node-routes-not-needed";
        /// Nodes that no document names.
        NODES_LAID_OUT = Note "nodes-laid-out";
        /// A node's pod range outside of the cluster's.
        NODE_RANGE_OUTSIDE = Error "node-range-outside";
        /// A route to an appliance without its address.
        ROUTE_WITHOUT_APPLIANCE = Error "route-without-appliance";
        /// A next hop that is in no range of the network or its peers.
        ROUTE_NEXT_HOP_OUTSIDE = Error "route-next-hop-outside";
        /// `userDefinedRouting` without a route for 0.0.0.0/0.
        DEFAULT_ROUTE_MISSING = Error "default-route-missing";
        /// `userDefinedRouting` with 0.0.0.0/0 to Internet.
        DEFAULT_ROUTE_TO_INTERNET = Error "default-route-to-internet";
        /// A route of the user's within the pod range.
        ROUTE_OVER_PODS = Warning "route-over-pods";
        /// Two routes for one prefix.
        ROUTE_PREFIX_TWICE = Error "route-prefix-twice";
        /// Two routes of one name.
        ROUTE_NAME_TWICE = Error "route-name-twice";
        /// kubenet's nodes in a subnet without a route table.
        ROUTE_TABLE_MISSING = Warning "route-table-missing";
        /// A network's own ranges have addresses in common.
        NETWORK_RANGES_OVERLAP = Error "network-ranges-overlap";
        /// Two peered networks have addresses in common.
        PEERINGS_OVERLAP = Warning "peerings-overlap";
        /// A subnet has private endpoints, whose routes are not modelled.
        PRIVATE_ENDPOINT_ROUTES = Note "private-endpoint-routes";
        /// A peering leads to a Virtual WAN hub, whose routes no document lists.
        VIRTUAL_HUB_ROUTES = Note "virtual-hub-routes";
        /// A subnet's route table whose document is not there.
        ROUTE_TABLE_UNKNOWN = Note "route-table-unknown";
        /// An appliance in the subnet whose traffic is sent to it.
        APPLIANCE_IN_OWN_SUBNET = Warning "appliance-in-own-subnet";
        /// More routes for service tags than a table takes.
        TAG_ROUTES_EXCEEDED = Error "tag-routes-exceeded";
        /// A route that wins for no address.
        ROUTE_NEVER_WINS = Note "route-never-wins";
        /// Requests by the public load balancer, answers by an appliance.
        ASYMMETRIC_RETURN = Warning "asymmetric-return";
        /// A kubenet node without a pod range.
        NODE_WITHOUT_POD_CIDR = Error "node-without-pod-cidr";
        /// A kubenet node that no route leads to.
        NODE_ROUTE_MISSING = Error "node-route-missing";
        /// A node's route that leads elsewhere.
        NODE_ROUTE_WRONG = Error "node-route-wrong";
        /// A route to a node that is no more.
        NODE_ROUTE_STALE = Warning "node-route-stale";

        // ── flow ──
        /// A data path that was not measured: told from the documentation.
        FLOW_INFERRED = Note "flow-inferred";
        /// The address that the cluster goes out with is in no document.
        ASSUMED_PUBLIC_ADDRESS = Note "assumed-public-address";
        /// Nodes, pods or addresses that no document has.
        FLOW_LAID_OUT = Note "flow-laid-out";
        /// `pin.pod` is no backend of what the packet met.
        FLOW_PIN_UNUSED = Warning "flow-pin-unused";
        /// A port that the Service does not have.
        FLOW_NO_SUCH_PORT = Warning "flow-no-such-port";
        /// A route for a service tag, whose prefixes no document gives.
        FLOW_TAG_ROUTE = Warning "flow-tag-route";

        // ── HTTP ──
        /// A route that no listener and no Service has.
        HTTP_ROUTE_DETACHED = Warning "http-route-detached";
        /// A backend that is not there, has no such port, or may not be named.
        HTTP_BACKEND_UNUSABLE = Warning "http-backend-unusable";
        /// A regular expression that does not compile.
        HTTP_PATTERN_BROKEN = Error "http-pattern-broken";
        /// A rule whose backends all have the weight 0.
        HTTP_WEIGHTS_ZERO = Warning "http-weights-zero";

        // ── policy ──
        /// A kind, or a peer, that the model does not read.
        POLICY_OUTSIDE_MODEL = Note "policy-outside-model";
        /// A policy that names no namespace.
        POLICY_WITHOUT_NAMESPACE = Note "policy-without-namespace";
        /// A policy of a namespace that nothing else is in.
        POLICY_NAMESPACE_UNKNOWN = Warning "policy-namespace-unknown";
        /// A policy that selects no pod.
        POLICY_SELECTS_NOBODY = Note "policy-selects-nobody";
        /// A policy that no engine of the cluster reads.
        POLICY_NOT_ENFORCED = Warning "policy-not-enforced";
        /// Two security rules of one direction with one priority.
        NSG_PRIORITY_TWICE = Error "nsg-priority-twice";
        /// A pod on a node that no document has.
        POD_ON_UNKNOWN_NODE = Warning "pod-on-unknown-node";
        /// Two pods with one address.
        POD_ADDRESS_TWICE = Error "pod-address-twice";
        /// A Service that no pod is behind.
        SERVICE_WITHOUT_ENDPOINTS = Warning "service-without-endpoints";

        // ── HTTP ──

        // ── documents in and out ──
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn codes_are_unique_and_kebab_case() {
            let mut seen = std::collections::BTreeSet::new();
            for code in super::ALL {
                assert!(
                    code.code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
                );
                assert!(seen.insert(code.code), "{} stands twice", code.code);
            }
        }
    }
}
