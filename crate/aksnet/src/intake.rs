//! What was pasted: which document is what, joined into one environment, with a receipt of what was used and what was left.

use crate::azure::{
    AgentPool, ManagedCluster, NetworkSecurityGroup, RouteTable, Subnet, VirtualNetwork, name_in_id, network_in_id,
};
use crate::document::{Node, Receipt};
use crate::error::{Error, ErrorCode};
use crate::finding::{Finding, Findings, codes};
use crate::kubernetes::Object;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Documents joined into an environment.
#[derive(Clone, Debug, Serialize)]
pub struct Documents {
    /// `cluster`, `virtualNetworks`: the documents as they came, each where it belongs.
    pub environment: Value,
    /// One entry for each document.
    pub receipt: Vec<ReceiptEntry>,
    /// Remarks on the documents.
    pub findings: Vec<Finding>,
}

/// What was made of one document.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptEntry {
    /// Its name: that of the resource, else its place.
    pub document: String,
    /// "ManagedCluster", "AgentPool", "VirtualNetwork", "Subnet", "RouteTable", "NetworkSecurityGroup", "EffectiveRoutes",
    /// "EffectiveNetworkSecurityGroup", a kind of Kubernetes', "unreadable", or "unknown".
    pub kind: String,
    /// Paths that were read.
    pub taken: Vec<String>,
    /// Paths that were not, the topmost ones.
    pub ignored: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Cluster,
    Pool,
    Network,
    Subnet,
    RouteTable,
    Group,
    EffectiveRoutes,
    EffectiveGroup,
    Kubernetes,
    Unknown,
}

impl Kind {
    /// As whoever parsed it says, by its `type`, else by the keys that only this kind has.
    fn of(hint: Option<&str>, node: &Node<'_>) -> Result<Self, Error> {
        let by_hint = [
            ("Kubernetes", Self::Kubernetes),
            ("EffectiveRoutes", Self::EffectiveRoutes),
            ("EffectiveNetworkSecurityGroup", Self::EffectiveGroup),
            ("RouteTable", Self::RouteTable),
        ];
        if let Some((_, kind)) = by_hint.iter().find(|(name, _)| hint == Some(name)) {
            return Ok(*kind);
        }
        let declared = node.text_at("type")?.unwrap_or_default().to_ascii_lowercase();
        let by_type = [
            ("microsoft.containerservice/managedclusters", Self::Cluster),
            ("microsoft.containerservice/managedclusters/agentpools", Self::Pool),
            ("microsoft.network/virtualnetworks", Self::Network),
            ("microsoft.network/virtualnetworks/subnets", Self::Subnet),
            ("microsoft.network/routetables", Self::RouteTable),
            ("microsoft.network/networksecuritygroups", Self::Group),
        ];
        if let Some((_, kind)) = by_type.iter().find(|(name, _)| *name == declared) {
            return Ok(*kind);
        }
        // What says of itself that it is something else is that.
        if declared.contains('/') {
            return Ok(Self::Unknown);
        }
        let by_key = [
            ("agentPoolProfiles", Self::Cluster),
            ("networkProfile", Self::Cluster),
            ("addressSpace", Self::Network),
            ("maxPods", Self::Pool),
            ("securityRules", Self::Group),
            ("disableBgpRoutePropagation", Self::RouteTable),
            ("routes", Self::RouteTable),
            ("addressPrefix", Self::Subnet),
            ("addressPrefixes", Self::Subnet),
        ];
        // A route has an address prefix too, a security rule a priority, and neither is a subnet.
        if node.get("nextHopType")?.is_some() || node.get("priority")?.is_some() {
            return Ok(Self::Unknown);
        }
        for (key, kind) in by_key {
            if node.get(key)?.is_some() {
                return Ok(kind);
            }
        }
        Ok(Self::Unknown)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Cluster => "ManagedCluster",
            Self::Pool => "AgentPool",
            Self::Network => "VirtualNetwork",
            Self::Subnet => "Subnet",
            Self::RouteTable => "RouteTable",
            Self::Group => "NetworkSecurityGroup",
            Self::EffectiveRoutes => "EffectiveRoutes",
            Self::EffectiveGroup => "EffectiveNetworkSecurityGroup",
            Self::Kubernetes => "Kubernetes",
            Self::Unknown => "unknown",
        }
    }

    /// Reads it once, noting what is read; errors name the field.
    fn read(self, node: &Node<'_>) -> Result<(), Error> {
        match self {
            Self::Cluster => ManagedCluster::read(node).map(drop),
            Self::Pool => AgentPool::read(node).map(drop),
            Self::Network => VirtualNetwork::read(node).map(drop),
            Self::Subnet => Subnet::read(node).map(drop),
            Self::RouteTable => RouteTable::read(node).map(drop),
            Self::Group | Self::EffectiveGroup => NetworkSecurityGroup::read(node).map(drop),
            Self::EffectiveRoutes => learned(node).map(drop),
            Self::Kubernetes | Self::Unknown => Ok(()),
        }
    }
}

/// The kinds of Kubernetes' that some model reads, and the keys of them that it looks at.
const KUBERNETES: &[&str] = &[
    "Pod",
    "Node",
    "Namespace",
    "Service",
    "EndpointSlice",
    "ConfigMap",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "NetworkPolicy",
    "AdminNetworkPolicy",
    "BaselineAdminNetworkPolicy",
    "ClusterNetworkPolicy",
    "CiliumNetworkPolicy",
    "CiliumClusterwideNetworkPolicy",
    "Ingress",
    "IngressClass",
    "Gateway",
    "GatewayClass",
    "HTTPRoute",
    "GRPCRoute",
    "ReferenceGrant",
    "ListenerSet",
    "XListenerSet",
    "VirtualService",
    "DestinationRule",
];

/// Of effective routes what only they tell: the prefixes that the gateway learned.
fn learned(node: &Node<'_>) -> Result<Vec<Value>, Error> {
    let mut all: Vec<Value> = Vec::new();
    for route in node.list("routes")?.unwrap_or_default() {
        let source = route.text_at("source")?.unwrap_or_default();
        route.text_at("state")?;
        route.text_at("nextHopType")?;
        for prefix in route.prefixes_at("addressPrefix")? {
            let mut entry = Map::new();
            entry.insert("addressPrefix".to_owned(), Value::String(prefix.to_string()));
            let entry = Value::Object(entry);
            if source.eq_ignore_ascii_case("VirtualNetworkGateway") && !all.contains(&entry) {
                all.push(entry);
            }
        }
    }
    Ok(all)
}

/// Joins `[{ name, kind, document }]` into one environment. A list, and ARM's `{ value: [...] }`, are unfolded. Node pools without
/// their cluster make one; subnets without their network make one. A document that cannot be understood is a finding; the rest is kept.
///
/// # Errors
/// An [`Error`] that names the field of the document that cannot be understood, where it is the only one.
///
/// ```
/// use serde_json::json;
/// let pasted = json!([{ "name": "cluster.json", "document": { "name": "prod", "networkProfile": { "networkPlugin": "azure" }, "tags": { "a": "b" } } }]);
/// let read = aksnet::join_documents(&pasted)?;
/// assert_eq!(read.receipt[0].kind, "ManagedCluster");
/// assert_eq!(read.receipt[0].ignored, ["tags"]);
/// assert_eq!(read.environment["cluster"]["name"], "prod");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn join_documents(documents: &Value) -> Result<Documents, Error> {
    let Value::Array(documents) = documents else {
        return Err(
            Error::new(ErrorCode::InvalidType, "a list of documents is expected").with_help("[{ name, document }]")
        );
    };
    let mut joined = Joined::default();
    let mut first = None;
    for entry in documents {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or("document");
        if let Some(error) = entry.get("error").and_then(Value::as_str) {
            joined.unreadable(name, error);
            continue;
        }
        let hint = entry.get("kind").and_then(Value::as_str);
        if let Err(error) = joined.unfold(name, hint, entry.get("document").unwrap_or(&Value::Null)) {
            joined.unreadable(name, &error.to_string());
            first.get_or_insert(error);
        }
    }
    match first {
        Some(error) if joined.receipt.iter().all(|entry| entry.kind == UNREADABLE) => Err(error),
        _ => Ok(joined.finish()),
    }
}

const UNREADABLE: &str = "unreadable";

#[derive(Default)]
struct Joined {
    clusters: Vec<Value>,
    pools: Vec<Value>,
    networks: Vec<Value>,
    subnets: Vec<Value>,
    tables: Vec<Value>,
    groups: Vec<Value>,
    learned: Vec<Value>,
    kubernetes: Vec<Value>,
    receipt: Vec<ReceiptEntry>,
    findings: Findings,
}

impl Joined {
    fn unreadable(&mut self, name: &str, error: &str) {
        self.findings
            .add(codes::DOCUMENT_UNREADABLE, format_args!("{name} cannot be read: {error}. The others were kept."), &[])
            .about(name);
        self.receipt.push(ReceiptEntry {
            document: name.to_owned(),
            kind: UNREADABLE.to_owned(),
            taken: Vec::new(),
            ignored: Vec::new(),
        });
    }

    fn unfold(&mut self, name: &str, hint: Option<&str>, document: &Value) -> Result<(), Error> {
        let list = match document {
            Value::Array(items) => Some(items),
            Value::Object(map) if hint.is_none() => match map.get("value") {
                Some(Value::Array(items)) => Some(items),
                _ => None,
            },
            _ => None,
        };
        let Some(items) = list else { return self.take(name, hint, document) };
        for (index, item) in items.iter().enumerate() {
            self.take(&format!("{name}[{index}]"), None, item)?;
        }
        Ok(())
    }

    fn take(&mut self, name: &str, hint: Option<&str>, document: &Value) -> Result<(), Error> {
        if !document.is_object() {
            return Err(Error::new(ErrorCode::UnsupportedDocument, format!("{name} is not a document of Azure's"))
                .with_help("what `az aks show -o json` or `az network vnet show -o json` prints"));
        }
        let receipt = Receipt::default();
        let kind = Kind::of(hint, &Node::root(document))?;
        if kind == Kind::Kubernetes {
            return self.take_kubernetes(name, document);
        }
        let node = Node::noting(document, &receipt);
        kind.read(&node)?;
        let (taken, ignored) = receipt.sort(document);
        let own = Node::root(document).text_at("name").ok().flatten();
        let document_name = own.unwrap_or_else(|| name.to_owned());
        match kind {
            Kind::Cluster => self.clusters.push(document.clone()),
            Kind::Pool => self.pools.push(document.clone()),
            Kind::Network => self.networks.push(document.clone()),
            Kind::Subnet => self.subnets.push(document.clone()),
            Kind::RouteTable => self.tables.push(document.clone()),
            Kind::Group | Kind::EffectiveGroup => self.groups.push(document.clone()),
            Kind::EffectiveRoutes => self.learned.extend(learned(&Node::root(document))?),
            Kind::Kubernetes => {}
            Kind::Unknown => {
                let message = format_args!("{document_name} is of no kind that is read here; it was left aside.");
                let help = format_args!(
                    "Clusters, node pools, networks, subnets, route tables, security groups, Kubernetes objects."
                );
                self.findings.add(codes::DOCUMENT_UNKNOWN, message, &[]).about(&document_name).help(help);
            }
        }
        self.receipt.push(ReceiptEntry { document: document_name, kind: kind.name().to_owned(), taken, ignored });
        Ok(())
    }

    /// An object, or a list of them: what is of a kind that some model reads is kept, and counted by kind.
    fn take_kubernetes(&mut self, name: &str, document: &Value) -> Result<(), Error> {
        let mut objects = Vec::new();
        Object::unfold(&Node::root(document), &mut objects)?;
        let declared = document.get("kind").and_then(Value::as_str).unwrap_or_default();
        let single = objects.len() == 1 && !declared.ends_with("List");
        let (mut taken, mut ignored) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
        let mut title = name.to_owned();
        for object in objects {
            let known = KUBERNETES.contains(&object.kind.as_str())
                && (object.kind != "ConfigMap" || object.name.contains("ip-masq"));
            if single {
                title = if object.namespace.is_some() { object.full_name() } else { object.name.clone() };
                let read =
                    ["apiVersion", "kind", "metadata", "spec", "status", "data", "endpoints", "ports", "addressType"];
                for key in object.document.as_object().into_iter().flat_map(Map::keys) {
                    let place = if known && read.contains(&key.as_str()) { &mut taken } else { &mut ignored };
                    place.insert(key.clone(), 1);
                }
            } else {
                let place = if known { &mut taken } else { &mut ignored };
                let count = place.entry(object.kind.clone()).or_insert(0);
                *count = count.saturating_add(1);
            }
            if known {
                let mut document = object.document;
                // The items of a PodList need not say what they are; each by itself has to.
                if let Value::Object(map) = &mut document {
                    map.entry("kind").or_insert(Value::String(object.kind));
                    map.entry("apiVersion").or_insert(Value::String(object.api_version));
                }
                self.kubernetes.push(document);
            }
        }
        let told = |counts: BTreeMap<String, usize>| {
            counts.into_iter().map(|(kind, count)| if single { kind } else { format!("{kind} ({count})") }).collect()
        };
        if taken.is_empty() && !ignored.is_empty() {
            self.findings
                .add(
                    codes::DOCUMENT_UNKNOWN,
                    format_args!("{title} ({declared}) is of no kind that is read here; it was left aside."),
                    &[],
                )
                .about(&title);
        }
        let (taken, ignored) = (told(taken), told(ignored));
        self.receipt.push(ReceiptEntry { document: title, kind: declared.to_owned(), taken, ignored });
        Ok(())
    }

    /// Each subnet into its network: the one that its id names, else the only one; networks that no document has are made.
    fn house_subnets(&mut self) {
        for subnet in std::mem::take(&mut self.subnets) {
            let node = Node::root(&subnet);
            let id = node.text_at("id").ok().flatten();
            let network = id.as_deref().and_then(network_in_id).map(str::to_owned);
            let named = network.as_deref().map(name_in_id);
            let is_it = |document: &Value| {
                let own = VirtualNetwork::read(&Node::root(document));
                network.as_deref().is_some_and(|id| own.is_ok_and(|own| own.is_meant_by(id)))
            };
            let at =
                self.networks.iter().position(is_it).or((self.networks.len() == 1 && network.is_none()).then_some(0));
            let at = at.unwrap_or_else(|| {
                let mut made = Map::new();
                if let (Some(id), Some(name)) = (&network, named) {
                    made.insert("id".to_owned(), Value::String(id.clone()));
                    made.insert("name".to_owned(), Value::String(name.to_owned()));
                }
                self.networks.push(Value::Object(made));
                self.networks.len().saturating_sub(1)
            });
            let Some(Value::Object(map)) = self.networks.get_mut(at) else { continue };
            let nested = matches!(map.get("properties"), Some(Value::Object(_)));
            let map = match map.get_mut("properties") {
                Some(Value::Object(inner)) if nested => inner,
                _ => match self.networks.get_mut(at) {
                    Some(Value::Object(map)) => map,
                    _ => continue,
                },
            };
            let own = node.text_at("name").ok().flatten();
            if let Value::Array(list) = map.entry("subnets").or_insert_with(|| Value::Array(Vec::new())) {
                // The network's own document may have it already.
                let known = |other: &Value| own.is_some() && Node::root(other).text_at("name").ok().flatten() == own;
                if !list.iter().any(known) {
                    list.push(subnet.clone());
                }
            }
        }
    }

    fn finish(mut self) -> Documents {
        let mut environment = Map::new();
        self.house_subnets();
        let several = self.clusters.len();
        let mut cluster = self.clusters.into_iter().next();
        if several > 1 {
            let message = format_args!("{several} clusters were given; the first is answered for.");
            self.findings.add(codes::DOCUMENT_SECOND_CLUSTER, message, &[]);
        }
        if !self.pools.is_empty() {
            let document = cluster.get_or_insert_with(|| Value::Object(Map::new()));
            add_pools(document, self.pools);
        }
        if let Some(cluster) = cluster {
            environment.insert("cluster".to_owned(), cluster);
        }
        let lists = [
            ("virtualNetworks", self.networks),
            ("routeTables", self.tables),
            ("networkSecurityGroups", self.groups),
            ("gatewayRoutes", self.learned),
            ("kubernetes", self.kubernetes),
        ];
        for (key, list) in lists {
            if !list.is_empty() {
                environment.insert(key.to_owned(), Value::Array(list));
            }
        }
        if self.receipt.is_empty() {
            let message = format_args!("No document was given.");
            self.findings.add(codes::DOCUMENT_NONE, message, &[]);
        }
        missing(&environment, &mut self.findings);
        Documents { environment: Value::Object(environment), receipt: self.receipt, findings: self.findings.into_vec() }
    }
}

/// Pools that are documents of their own; those that the cluster lists already are not added twice.
fn add_pools(cluster: &mut Value, pools: Vec<Value>) {
    let names: Vec<Option<String>> = Node::root(cluster)
        .list("agentPoolProfiles")
        .ok()
        .flatten()
        .unwrap_or_default()
        .iter()
        .map(|pool| pool.text_at("name").ok().flatten())
        .collect();
    let nested = cluster.get("properties").is_some_and(|inner| inner.get("agentPoolProfiles").is_some());
    let place = if nested { cluster.get_mut("properties") } else { Some(cluster) };
    let Some(Value::Object(map)) = place else { return };
    let entry = map.entry("agentPoolProfiles").or_insert_with(|| Value::Array(Vec::new()));
    if entry.is_null() {
        *entry = Value::Array(Vec::new());
    }
    if let Value::Array(list) = entry {
        let is_new = |pool: &Value| {
            let name = Node::root(pool).text_at("name").ok().flatten();
            name.is_none() || !names.contains(&name)
        };
        list.extend(pools.into_iter().filter(is_new));
    }
}

/// What other documents would be needed for, where some of the place are there.
fn missing(environment: &Map<String, Value>, findings: &mut Findings) {
    let has = |key: &str| environment.contains_key(key);
    let kinds = |kind: &str| {
        environment
            .get("kubernetes")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .any(|object| object.get("kind").and_then(Value::as_str) == Some(kind))
    };
    let mut add = |what: &str, command: &str| {
        findings.add(codes::DOCUMENTS_INCOMPLETE, format_args!("{what}"), &[]).help(format_args!("{command}"));
    };
    if has("cluster") && !has("virtualNetworks") {
        add(
            "Without the virtual network, routes are not answered, and whether the subnet is large enough is not known.",
            "az network vnet show -o json",
        );
    }
    if has("kubernetes") && !kinds("Node") {
        add("Without nodes, traces lay three of them out.", "kubectl get nodes -o json");
    }
}
