//! What each network mode takes, allows and defaults to, and how it stands.

use super::limits::Row;
use super::{Fact, prose, source};

/// Nodes of a kubenet cluster.
pub const KUBENET_NODES: Fact<u64> = Fact {
    id: "kubenet-nodes",
    label: "Nodes in a kubenet cluster",
    value: 400,
    unit: "nodes",
    says: prose(
        "Each node needs a route in one table, so a kubenet cluster stops at 400 nodes; AKS checks this itself at \
           creation (release 2023-06-25) and asks for fewer than 400 before an upgrade (release 2023-09-10).",
    ),
    sources: &[&source::KUBENET, &source::OVERLAY_CONCEPT, &source::RELEASE_NOTES],
    disputed_by: &[],
};

/// Nodes below which a kubenet cluster has to be when its upgrade is asked for.
pub const KUBENET_UPGRADE_BELOW: Fact<u64> = Fact {
    id: "kubenet-upgrade-below",
    label: "Nodes at which a kubenet cluster's upgrade is refused",
    value: 400,
    unit: "nodes",
    says: prose(
        "AKS accepts an upgrade of a kubenet cluster when it has fewer than 400 nodes at that moment (release \
           2023-09-10). A cluster of 400 runs, and cannot be upgraded even without surge nodes.",
    ),
    sources: &[&source::RELEASE_NOTES],
    disputed_by: &[],
};

/// Routes that a kubenet node takes.
pub const KUBENET_ROUTES_PER_NODE: Fact<u64> = Fact {
    id: "kubenet-routes-per-node",
    label: "Routes per kubenet node",
    value: 1,
    unit: "routes",
    says: prose("Each node's pod range is one user-defined route to that node."),
    sources: &[&source::KUBENET],
    disputed_by: &[],
};

/// Routes that a dual-stack kubenet node takes.
pub const DUAL_STACK_ROUTES_PER_NODE: Fact<u64> = Fact {
    id: "dual-stack-routes-per-node",
    label: "Routes per dual-stack kubenet node",
    value: 2,
    unit: "routes",
    says: prose("A dual-stack node takes one route for each family, so 400 routes are 200 nodes."),
    sources: &[&source::KUBENET_DUAL_STACK],
    disputed_by: &[],
};

/// User-defined routes in a table.
pub const ROUTES_PER_TABLE: Fact<u64> = Fact {
    id: "routes-per-table",
    label: "User-defined routes in a route table",
    value: 400,
    unit: "routes",
    says: prose(
        "The kubenet page counts 400 routes a table, and AKS keeps to 400 nodes. The limits page said 400 until 2026, \
           600 in April and 1,000 since May 2026 (Azure update 562695); Virtual Network Manager makes up to 1,000.",
    ),
    sources: &[&source::KUBENET],
    disputed_by: &[&source::ROUTE_LIMIT_600, &source::ROUTE_LIMIT_1000, &source::AZURE_LIMITS, &source::UDR_MANAGEMENT],
};

/// The figure taken for routes in a table, and those of the documents that say otherwise.
pub const ROUTES_PER_TABLE_CHOICES: [u64; 3] = [ROUTES_PER_TABLE.value, 600, 1000];

/// Prefix length of the pod range of a node.
pub const NODE_POD_CIDR_PREFIX: Fact<u64> = Fact {
    id: "node-pod-cidr-prefix",
    label: "Pod range of a node under kubenet and Overlay, as a prefix length",
    value: 24,
    unit: "prefix length",
    says: prose("Each node takes a /24 of the pod range; its size cannot be changed."),
    sources: &[&source::OVERLAY_CONCEPT, &source::KUBENET],
    disputed_by: &[],
};

/// Prefix length of the IPv6 pod range of a node.
pub const NODE_POD_CIDR_PREFIX_V6: Fact<u64> = Fact {
    id: "node-pod-cidr-prefix-v6",
    label: "IPv6 pod range of a node, as a prefix length",
    value: 80,
    unit: "prefix length",
    says: prose("In a dual-stack cluster each node takes a /80 of the IPv6 pod range."),
    sources: &[&source::DUAL_STACK],
    disputed_by: &[],
};

/// `maxPods` of kubenet when none is given.
pub const DEFAULT_MAX_PODS_KUBENET: Fact<u64> = Fact {
    id: "default-max-pods-kubenet",
    label: "maxPods under kubenet when none is set",
    value: 110,
    unit: "pods per node",
    says: prose("110 pods a node unless set."),
    sources: &[&source::IP_PLANNING, &source::KUBENET],
    disputed_by: &[],
};

/// `maxPods` of Azure CNI Node Subnet when none is given.
pub const DEFAULT_MAX_PODS_NODE_SUBNET: Fact<u64> = Fact {
    id: "default-max-pods-node-subnet",
    label: "maxPods under Azure CNI Node Subnet when none is set",
    value: 30,
    unit: "pods per node",
    says: prose("30 pods a node unless set; their addresses are taken from the subnet when the node starts."),
    sources: &[&source::IP_PLANNING, &source::NODE_CLASS],
    disputed_by: &[],
};

/// `maxPods` of Azure CNI Pod Subnet when none is given.
pub const DEFAULT_MAX_PODS_POD_SUBNET: Fact<u64> = Fact {
    id: "default-max-pods-pod-subnet",
    label: "maxPods under Azure CNI Pod Subnet when none is set",
    value: 110,
    unit: "pods per node",
    says: prose("The planning page (2026) says 110, the how-to for dynamic allocation (2024) says 250."),
    sources: &[&source::IP_PLANNING],
    disputed_by: &[&source::POD_SUBNET_DYNAMIC],
};

/// The default taken for pods on a node in a pod subnet, and that of the documents that say otherwise.
pub const POD_SUBNET_MAX_PODS_CHOICES: [u64; 2] = [DEFAULT_MAX_PODS_POD_SUBNET.value, 250];

/// `maxPods` of Azure CNI Overlay when none is given.
pub const DEFAULT_MAX_PODS_OVERLAY: Fact<u64> = Fact {
    id: "default-max-pods-overlay",
    label: "maxPods under Azure CNI Overlay when none is set",
    value: 250,
    unit: "pods per node",
    says: prose("250 pods a node unless set."),
    sources: &[&source::IP_PLANNING, &source::NODE_CLASS],
    disputed_by: &[],
};

/// `maxPods` of a cluster whose network plugin is the user's own.
pub const DEFAULT_MAX_PODS_BYO: Fact<u64> = Fact {
    id: "default-max-pods-byo",
    label: "maxPods under a network plugin of one's own when none is set",
    value: 250,
    unit: "pods per node",
    says: prose(
        "The page on node auto-provisioning lists 250 for a cluster without a network plugin, and its code says that \
           this is the service's default; the page on the mode itself only says that the kubelet keeps to maxPods.",
    ),
    sources: &[&source::NODE_CLASS, &source::KARPENTER_DEFAULTS],
    disputed_by: &[],
};

/// Pods of an Overlay cluster.
pub const OVERLAY_PODS: Fact<u64> = Fact {
    id: "overlay-pods",
    label: "Pods in an Overlay cluster",
    value: 200_000,
    unit: "pods",
    says: prose(
        "The scale page stops at 200,000 pods, the planning page for pod networks at 250,000; both are below \
           5,000 nodes times 250.",
    ),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[&source::POD_NETWORK_PLAN],
};

/// The ceiling taken for an overlay's pods, and that of the documents that say otherwise.
pub const OVERLAY_PODS_CHOICES: [u64; 2] = [OVERLAY_PODS.value, 250_000];

/// Pods of a cluster with static blocks.
pub const STATIC_BLOCK_PODS: Fact<u64> = Fact {
    id: "static-block-pods",
    label: "Pods in a cluster with static blocks",
    value: 1_000_000,
    unit: "pods",
    says: prose("Static block allocation is meant for up to a million pods."),
    sources: &[&source::POD_SUBNET_STATIC, &source::POD_SUBNET_CONCEPT, &source::POD_NETWORK_PLAN],
    disputed_by: &[],
};

/// What a static block counts as in the limit of its virtual network.
pub const STATIC_BLOCK_COUNTS_AS: Fact<u64> = Fact {
    id: "static-block-counts-as",
    label: "Addresses that a static block counts as in its virtual network's limit",
    value: 1,
    unit: "addresses",
    says: prose(
        "The block, not each of its 16 addresses, counts against the 65,536 private addresses of the virtual network; \
           in the subnet it takes all 16.",
    ),
    sources: &[&source::STATIC_BLOCK_REFERENCE, &source::POD_SUBNET_STATIC],
    disputed_by: &[],
};

/// The shortest prefix of a pod subnet with static blocks.
pub const STATIC_BLOCK_SUBNET_SHORTEST_PREFIX: Fact<u64> = Fact {
    id: "static-block-subnet-shortest-prefix",
    label: "Largest pod subnet with static blocks, as a prefix length",
    value: 12,
    unit: "prefix length",
    says: prose("The pod subnet is a /12 at most, about a million addresses."),
    sources: &[&source::POD_SUBNET_STATIC, &source::POD_SUBNET_CONCEPT],
    disputed_by: &[],
};

/// The Kubernetes version from which static blocks can be had.
pub const STATIC_BLOCK_SINCE: Fact<&'static str> = Fact {
    id: "static-block-since",
    label: "Static blocks can be had",
    value: "1.28",
    unit: "Kubernetes version",
    says: prose("Static blocks need Kubernetes 1.28 or later."),
    sources: &[&source::POD_SUBNET_STATIC, &source::POD_SUBNET_CONCEPT],
    disputed_by: &[],
};

/// How a pod subnet may be shared.
pub const ALLOCATION_MODES_PER_SUBNET: Fact<u64> = Fact {
    id: "allocation-modes-per-subnet",
    label: "Ways of allocation in one pod subnet",
    value: 1,
    unit: "modes",
    says: prose(
        "Pools of one cluster may differ in their way of allocation, but a pod subnet serves either dynamic allocation \
           or static blocks, for all pools and clusters that share it.",
    ),
    sources: &[&source::POD_SUBNET_STATIC, &source::POD_SUBNET_CONCEPT],
    disputed_by: &[],
};

/// Whether pools with and without a pod subnet go together.
pub const POD_SUBNET_POOLS: Fact<&'static str> = Fact {
    id: "pod-subnet-pools",
    label: "Node pools of a cluster that have a pod subnet",
    value: "all or none",
    unit: "text",
    says: prose(
        "A cluster uses one kind of CNI: asked whether some pools may keep the older one beside Pod Subnet, the \
           how-to says that the whole cluster uses one only. In the API the field stands on each pool, and a pool \
           without it takes pod addresses from its node subnet.",
    ),
    sources: &[&source::POD_SUBNET_DYNAMIC],
    disputed_by: &[],
};

/// Addresses of a static block.
pub const STATIC_BLOCK_ADDRESSES: Fact<u64> = Fact {
    id: "static-block-addresses",
    label: "Addresses in a static block",
    value: 16,
    unit: "addresses",
    says: prose("A node gets its pod addresses in blocks of a /28, for as long as it lives."),
    sources: &[&source::POD_SUBNET_CONCEPT, &source::POD_SUBNET_STATIC],
    disputed_by: &[],
};

/// Addresses of a node's blocks that no pod gets.
pub const STATIC_BLOCK_RESERVED: Fact<u64> = Fact {
    id: "static-block-reserved",
    label: "Addresses of a node's blocks that no pod gets",
    value: 1,
    unit: "addresses",
    says: prose("One address of a node's blocks is the node's own: two blocks carry 31 pods, three carry 47."),
    sources: &[&source::POD_SUBNET_CONCEPT, &source::POD_SUBNET_STATIC],
    disputed_by: &[],
};

/// Pods that are advised at most for Pod Subnet with dynamic allocation.
pub const POD_SUBNET_PODS_RECOMMENDED: Fact<u64> = Fact {
    id: "pod-subnet-pods-recommended",
    label: "Pods in a Pod Subnet cluster with dynamic allocation, as advised",
    value: 50_000,
    unit: "pods",
    says: prose(
        "The scale page advises up to 50,000 application pods; other pages say 64,000 and 65,000, which is near \
           the 65,536 addresses of a virtual network.",
    ),
    sources: &[&source::SCALE_LARGE],
    disputed_by: &[&source::POD_NETWORK_PLAN, &source::POD_SUBNET_STATIC],
};

/// Addresses that a node asks for at once.
pub const DYNAMIC_BATCH: Fact<u64> = Fact {
    id: "dynamic-batch",
    label: "Addresses that a node asks for at once",
    value: 16,
    unit: "addresses",
    says: prose("With dynamic allocation a node starts with 16 addresses and asks for 16 more when it runs short."),
    sources: &[&source::POD_SUBNET_CONCEPT, &source::IPAM_MATH],
    disputed_by: &[],
};

/// The share of a batch that a node keeps free, in halves of a batch.
pub const DYNAMIC_BUFFER_HALVES: Fact<u64> = Fact {
    id: "dynamic-buffer-halves",
    label: "Free addresses that a node keeps, in halves of a batch",
    value: 1,
    unit: "half batches",
    says: prose(
        "A node keeps half a batch free, that is 8 addresses: it holds 16 × ⌈0.5 + pods ÷ 16⌉. The half is written \
           as 1 of 2 so that the sum stays in whole numbers.",
    ),
    sources: &[&source::IPAM_MATH, &source::IPAM_POOL_CODE],
    disputed_by: &[],
};

/// Addresses that a node holds at most.
pub const DYNAMIC_MAX: Fact<u64> = Fact {
    id: "dynamic-max",
    label: "Addresses that a node holds at most",
    value: 250,
    unit: "addresses",
    says: prose("The sum of the batches is cut off at 250 addresses a node."),
    sources: &[&source::IPAM_POOL_CODE],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&KUBENET_NODES),
    Row::Number(&KUBENET_UPGRADE_BELOW),
    Row::Number(&KUBENET_ROUTES_PER_NODE),
    Row::Number(&DUAL_STACK_ROUTES_PER_NODE),
    Row::Number(&ROUTES_PER_TABLE),
    Row::Number(&NODE_POD_CIDR_PREFIX),
    Row::Number(&NODE_POD_CIDR_PREFIX_V6),
    Row::Number(&DEFAULT_MAX_PODS_KUBENET),
    Row::Number(&DEFAULT_MAX_PODS_NODE_SUBNET),
    Row::Number(&DEFAULT_MAX_PODS_POD_SUBNET),
    Row::Number(&DEFAULT_MAX_PODS_OVERLAY),
    Row::Number(&DEFAULT_MAX_PODS_BYO),
    Row::Number(&OVERLAY_PODS),
    Row::Number(&STATIC_BLOCK_PODS),
    Row::Number(&STATIC_BLOCK_COUNTS_AS),
    Row::Number(&STATIC_BLOCK_SUBNET_SHORTEST_PREFIX),
    Row::Text(&STATIC_BLOCK_SINCE),
    Row::Number(&ALLOCATION_MODES_PER_SUBNET),
    Row::Text(&POD_SUBNET_POOLS),
    Row::Number(&STATIC_BLOCK_ADDRESSES),
    Row::Number(&STATIC_BLOCK_RESERVED),
    Row::Number(&POD_SUBNET_PODS_RECOMMENDED),
    Row::Number(&DYNAMIC_BATCH),
    Row::Number(&DYNAMIC_BUFFER_HALVES),
    Row::Number(&DYNAMIC_MAX),
];
