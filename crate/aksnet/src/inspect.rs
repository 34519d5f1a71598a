//! Every check that needs no question: the linter.

use crate::assumptions::Assumptions;
use crate::azure::{ManagedCluster, VirtualNetwork, name_in_id};
use crate::check;
use crate::document::Node;
use crate::environment::{Environment, PARTS};
use crate::error::Error;
use crate::finding::{Finding, Severity};
use crate::sizing::draft::Draft;
use crate::sizing::growth::{self, Variant};
use crate::sizing::{SizingRequest, network_of, user_routes};
use serde_json::Value;

/// Findings of an environment: overlaps, forbidden ranges, limits, support, retirements on `asOf`, migration paths. What
/// [`crate::plan_sizing`] would throw is an error finding under the error's code.
///
/// # Errors
/// `invalid-type` when the environment is no object, `unknown-field` for a part that does not exist, and the errors of `assume`.
///
/// ```
/// use serde_json::json;
/// let environment = json!({ "cluster": {
///     "networkProfile": { "networkPlugin": "kubenet", "networkPolicy": "azure" },
///     "agentPoolProfiles": [{ "name": "a", "mode": "System", "count": 3, "maxPods": 110 }]
/// } });
/// let codes: Vec<&str> = aksnet::inspect(&environment, None)?.iter().map(|finding| finding.code).collect();
/// assert!(codes.contains(&"policy-not-supported") && codes.contains(&"kubenet-retirement"));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn inspect(environment: &Value, assume: Option<&Value>) -> Result<Vec<Finding>, Error> {
    let node = Node::root(environment);
    node.only(PARTS)?;
    let assume = assume.filter(|value| !value.is_null());
    let settings = assume;
    let assume = assume.map(|value| Assumptions::read(&Node::root(value))).transpose()?.unwrap_or_default();
    let mut all = match request(&node, assume) {
        Ok(request) => findings(&request),
        Err(error) => vec![thrown(&error)],
    };
    let (others, checked) = match Environment::of_parts(&node, settings) {
        Ok(environment) => check::environment(&environment),
        Err(error) => (Vec::new(), Err(error)),
    };
    all.extend(others);
    // What the first half threw, the second throws too.
    all.extend(checked.err().map(|error| thrown(&error)).filter(|thrown| !all.contains(thrown)));
    all.sort_by_key(|finding| finding.severity);
    Ok(all)
}

/// `inspect` as it is asked in JSON: `{ environment, assume }`.
///
/// # Errors
/// As [`inspect`].
pub fn ask_inspect(request: &Value) -> Result<Vec<Finding>, Error> {
    Node::root(request).only(&["environment", "assume"])?;
    inspect(request.get("environment").unwrap_or(&Value::Null), request.get("assume"))
}

/// The sizing question that an environment implies.
pub(crate) fn request(node: &Node<'_>, assume: Assumptions) -> Result<SizingRequest, Error> {
    let cluster = node.read_at("cluster", ManagedCluster::read)?.unwrap_or_default();
    let mut networks = node.read_all("virtualNetworks", VirtualNetwork::read)?.unwrap_or_default();
    let own = network_of(&cluster, &networks);
    let virtual_network = own.map(|at| networks.remove(at));
    let peered_networks = match &virtual_network {
        Some(network) => networks.into_iter().filter(|other| network.is_peered_with(other)).collect(),
        None => Vec::new(),
    };
    let mut on_premises = Vec::new();
    for route in node.list("gatewayRoutes")?.unwrap_or_default() {
        let prefix = route.read_at("addressPrefix", |prefix| prefix.prefix())?;
        // A default route says where the rest goes, not that all addresses are there.
        on_premises.extend(prefix.filter(|prefix| prefix.length() > 0));
    }
    let user_routes = table_of(node, &cluster, virtual_network.as_ref())?;
    let mut nsg_flow_logs = false;
    for group in node.list("networkSecurityGroups")?.unwrap_or_default() {
        nsg_flow_logs |= group.list("flowLogs")?.is_some_and(|logs| !logs.is_empty());
    }
    Ok(SizingRequest {
        cluster,
        virtual_network,
        peered_networks,
        on_premises,
        user_routes,
        nsg_flow_logs,
        assume,
        ..SizingRequest::default()
    })
}

/// The user's own routes in the table of the nodes' subnet.
fn table_of(node: &Node<'_>, cluster: &ManagedCluster, network: Option<&VirtualNetwork>) -> Result<u64, Error> {
    let subnet = cluster.pools.iter().flatten().find_map(|pool| network?.subnet(pool.vnet_subnet_id.as_deref()?));
    let Some(id) = subnet.and_then(|subnet| subnet.route_table_id.as_deref()) else { return Ok(0) };
    for table in node.list("routeTables")?.unwrap_or_default() {
        let by_id = table.text_at("id")?.is_some_and(|own| own.eq_ignore_ascii_case(id));
        if by_id || table.text_at("name")?.is_some_and(|name| name.eq_ignore_ascii_case(name_in_id(id))) {
            return user_routes(&table);
        }
    }
    Ok(0)
}

fn findings(request: &SizingRequest) -> Vec<Finding> {
    let documents = growth::documents(request);
    let draft = Draft::new(request, &documents, Variant::default());
    check::inspection(&draft)
}

fn thrown(error: &Error) -> Finding {
    Finding {
        code: error.code(),
        severity: Severity::Error,
        message: error.to_string(),
        subject: error.field().map(str::to_owned),
        help: error.help().map(str::to_owned),
        sources: Vec::new(),
    }
}
