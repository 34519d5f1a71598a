//! Route tables beyond the count of their routes.

use super::limits::Row;
use super::{Fact, prose, source};

/// Routes for service tags in a table.
pub const TAG_ROUTES_PER_TABLE: Fact<u64> = Fact {
    id: "tag-routes-per-table",
    label: "Routes for service tags in a route table",
    value: 25,
    unit: "routes",
    says: prose("A route table takes 25 routes whose prefix is a service tag."),
    sources: &[&source::UDR_OVERVIEW],
    disputed_by: &[],
};

/// What AKS asks of the table under `userDefinedRouting`.
pub const USER_DEFINED_ROUTING: Fact<&'static str> = Fact {
    id: "user-defined-routing",
    label: "What userDefinedRouting asks of the route table",
    value: "0.0.0.0/0, not to Internet",
    unit: "text",
    says: prose("AKS checks that the nodes' table has a route for 0.0.0.0/0 and that it does not point to Internet."),
    sources: &[&source::EGRESS_UDR],
    disputed_by: &[],
};

/// How the routes to kubenet's nodes are called.
pub const NODE_ROUTE_NAME: Fact<&'static str> = Fact {
    id: "node-route-name",
    label: "Name of a kubenet node's route",
    value: "the node's name; dual-stack: name____range",
    unit: "text",
    says: prose(
        "A route is called as its node. In dual-stack clusters four underscores and the range follow, without its dots, \
           colons and slash, which two ranges can have in common.",
    ),
    sources: &[&source::CLOUD_PROVIDER_ROUTES],
    disputed_by: &[],
};

/// The route that a private endpoint adds.
pub const PRIVATE_ENDPOINT_ROUTE: Fact<u64> = Fact {
    id: "private-endpoint-route",
    label: "Prefix length of a private endpoint's route",
    value: 32,
    unit: "bits",
    says: prose(
        "A private endpoint's address is a route of its own, a /32. A shorter route of the user's takes its place only where \
           the endpoint's subnet has network policies for route tables on, and the route is at least as long as the \
           network's own range.",
    ),
    sources: &[&source::PRIVATE_ENDPOINT_POLICY],
    disputed_by: &[],
};

/// How a connection to a Virtual WAN hub shows in the network that is connected.
pub const VIRTUAL_HUB_PEERING: Fact<&'static str> = Fact {
    id: "virtual-hub-peering",
    label: "How a peering with a Virtual WAN hub is called",
    value: "RemoteVnetToHubPeering",
    unit: "text",
    says: prose(
        "A hub's connection is a peering under the hood, with a network in Microsoft's own subscription. What the hub \
           knows beyond that network comes as routes that no document of the connected network lists.",
    ),
    sources: &[&source::VIRTUAL_HUB_ISSUE],
    disputed_by: &[],
};

/// The facts of this file.
pub(super) const ROWS: &[Row] = &[
    Row::Number(&TAG_ROUTES_PER_TABLE),
    Row::Text(&USER_DEFINED_ROUTING),
    Row::Text(&NODE_ROUTE_NAME),
    Row::Number(&PRIVATE_ENDPOINT_ROUTE),
    Row::Text(&VIRTUAL_HUB_PEERING),
];
