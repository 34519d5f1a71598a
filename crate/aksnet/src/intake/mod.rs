//! What was pasted: which document is what, joined into one environment, with a receipt of what was used and what was left.

mod facts_of;
mod kind;
mod missing;

use crate::azure::{VirtualNetwork, name_in_id, network_in_id};
use crate::document::{Node, Receipt};
use crate::error::{Error, ErrorCode};
use crate::finding::{Finding, Findings, codes};
use crate::kubernetes::Object;
use facts_of::{host_of, learned, learned_by_gateway, recorded};
use kind::Kind;
pub use missing::Missing;
use missing::{incomplete, missing};
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
    /// What is missing for which question.
    pub missing: Vec<Missing>,
    /// Effective routes that were among the documents, to hold ours against.
    #[serde(rename = "effectiveRoutes", skip_serializing_if = "Vec::is_empty")]
    pub effective_routes: Vec<Recorded>,
    /// Remarks on the documents.
    pub findings: Vec<Finding>,
}

/// What was made of one document.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiptEntry {
    /// Its name: that of the resource, else its place.
    pub document: String,
    /// "ManagedCluster", "AgentPool", "VirtualNetwork", "Subnet", "RouteTable", "NetworkSecurityGroup", "EffectiveRoutes",
    /// "EffectiveNetworkSecurityGroup", "VirtualNetworkPeering", "Route", "SecurityRule", "LearnedRoutes", "PublicIPAddress",
    /// "NetworkInterface", "Environment", a kind of Kubernetes', "text", "unreadable", or "unknown".
    pub kind: String,
    /// Paths that were read.
    pub taken: Vec<String>,
    /// Paths that were not, the topmost ones.
    pub ignored: Vec<String>,
    /// What had to be done with it, and what of it has no value here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// The routes that Azure said a network card has.
#[derive(Clone, Debug, Serialize)]
pub struct Recorded {
    /// The document's name.
    pub document: String,
    /// As `effectiveRoutes` has them, without the reasons.
    pub routes: Vec<Value>,
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
        joined.notes = texts(entry.get("notes"));
        if matches!(hint, Some("text" | "DeploymentParameters")) {
            joined.aside(name, hint.unwrap_or_default(), texts(entry.get("ignored")));
            continue;
        }
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

fn texts(value: Option<&Value>) -> Vec<String> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

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
    /// Parts that belong into another document, with the key that they have there.
    parts: Vec<(Kind, Value)>,
    hosts: Vec<Value>,
    addresses: Vec<Value>,
    /// Parts of environments of ours that no other document has.
    others: Map<String, Value>,
    recorded: Vec<Recorded>,
    /// What is to be said of the document at hand.
    notes: Vec<String>,
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
            notes: Vec::new(),
        });
    }

    /// What is no document, or one that only others use.
    fn aside(&mut self, name: &str, kind: &str, ignored: Vec<String>) {
        if kind == "text" {
            let first = ignored.first().map_or("", String::as_str);
            self.findings
                .add(
                    codes::DOCUMENT_UNKNOWN,
                    format_args!("{name} is no document; it was left aside: \"{first}\""),
                    &[],
                )
                .about(name);
        }
        let taken = if kind == "text" { Vec::new() } else { vec!["parameters".to_owned()] };
        let notes = std::mem::take(&mut self.notes);
        self.receipt.push(ReceiptEntry { document: name.to_owned(), kind: kind.to_owned(), taken, ignored, notes });
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
        kind.read(&node, document)?;
        let (mut taken, mut ignored) = receipt.sort(document);
        if matches!(kind, Kind::Peering | Kind::Route | Kind::Rule | Kind::Environment) {
            // Read as part of a whole, or as a whole of parts: its keys say what was used.
            taken = document.as_object().into_iter().flatten().map(|(key, _)| key.clone()).collect();
            ignored = Vec::new();
        }
        let own = Node::root(document).text_at("name").ok().flatten();
        let document_name = own.unwrap_or_else(|| name.to_owned());
        match kind {
            Kind::Cluster => self.clusters.push(document.clone()),
            Kind::Pool => self.pools.push(document.clone()),
            Kind::Network => self.networks.push(document.clone()),
            Kind::Subnet => self.subnets.push(document.clone()),
            Kind::RouteTable => self.tables.push(document.clone()),
            Kind::Group | Kind::EffectiveGroup => self.groups.push(document.clone()),
            Kind::EffectiveRoutes => {
                self.learned.extend(learned(&Node::root(document))?);
                self.recorded.push(Recorded { document: document_name.clone(), routes: recorded(document)? });
            }
            Kind::Learned => self.learned.extend(learned_by_gateway(&Node::root(document))?),
            Kind::Peering | Kind::Route | Kind::Rule => self.parts.push((kind, document.clone())),
            Kind::PublicAddress => self.addresses.push(document.clone()),
            Kind::Card => self.hosts.extend(host_of(&Node::root(document))?),
            Kind::Environment => self.take_environment(document),
            Kind::Kubernetes => {}
            Kind::Unknown => {
                let message = format_args!("{document_name} is of no kind that is read here; it was left aside.");
                let help = format_args!(
                    "Clusters, node pools, networks, subnets, route tables, security groups, Kubernetes objects."
                );
                self.findings.add(codes::DOCUMENT_UNKNOWN, message, &[]).about(&document_name).help(help);
            }
        }
        let notes = std::mem::take(&mut self.notes);
        self.receipt.push(ReceiptEntry {
            document: document_name,
            kind: kind.name().to_owned(),
            taken,
            ignored,
            notes,
        });
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
            let known = kind::is_read(&object.kind) && (object.kind != "ConfigMap" || object.name.contains("ip-masq"));
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
        let notes = std::mem::take(&mut self.notes);
        self.receipt.push(ReceiptEntry { document: title, kind: declared.to_owned(), taken, ignored, notes });
        Ok(())
    }

    /// The parts of an environment of ours go where the documents of others do.
    fn take_environment(&mut self, document: &Value) {
        for (key, part) in document.as_object().into_iter().flatten() {
            let place = match key.as_str() {
                "cluster" => {
                    self.clusters.push(part.clone());
                    continue;
                }
                "virtualNetworks" => &mut self.networks,
                "routeTables" => &mut self.tables,
                "networkSecurityGroups" => &mut self.groups,
                "gatewayRoutes" => &mut self.learned,
                "kubernetes" => &mut self.kubernetes,
                "hosts" => &mut self.hosts,
                _ => {
                    self.others.insert(key.clone(), part.clone());
                    continue;
                }
            };
            place.extend(part.as_array().into_iter().flatten().cloned());
        }
    }

    /// Each part into the document that its id names, else into the only one; one that has no place is said.
    fn house_parts(&mut self) {
        for (kind, part) in std::mem::take(&mut self.parts) {
            let (wholes, key) = match kind {
                Kind::Peering => (&mut self.networks, "virtualNetworkPeerings"),
                Kind::Rule => (&mut self.groups, "securityRules"),
                _ => (&mut self.tables, "routes"),
            };
            let id = Node::root(&part).text_at("id").ok().flatten().unwrap_or_default();
            let above = id.rsplit_once('/').and_then(|(above, _)| above.rsplit_once('/')).map(|(above, _)| above);
            let above = above.filter(|above| !above.is_empty());
            let at = match above {
                Some(above) => wholes.iter().position(|whole| is_named(whole, above)),
                None => (wholes.len() == 1).then_some(0),
            };
            let at = at.or_else(|| {
                let above = above?;
                let mut made = Map::new();
                made.insert("id".to_owned(), Value::String(above.to_owned()));
                made.insert("name".to_owned(), Value::String(name_in_id(above).to_owned()));
                wholes.push(Value::Object(made));
                wholes.len().checked_sub(1)
            });
            let list = at.and_then(|at| wholes.get_mut(at)).and_then(|whole| list_in(whole, key));
            if let Some(list) = list {
                let name = Node::root(&part).text_at("name").ok().flatten();
                if !list.iter().any(|own| name.is_some() && Node::root(own).text_at("name").ok().flatten() == name) {
                    list.push(part);
                }
            } else {
                let message = format_args!("A {} does not say what it belongs to; it was left aside.", kind.name());
                self.findings.add(codes::DOCUMENT_UNKNOWN, message, &[]);
            }
        }
    }

    /// Of public addresses those through which the cluster leaves.
    fn egress(&self, cluster: Option<&Value>) -> Vec<Value> {
        let Some(cluster) = cluster else { return Vec::new() };
        let profile =
            Node::root(cluster).get("networkProfile").ok().flatten().map(|profile| profile.value().to_string());
        let profile = profile.unwrap_or_default().to_ascii_lowercase();
        let own = self.addresses.iter().filter_map(|document| {
            let node = Node::root(document);
            let id = node.text_at("id").ok().flatten()?.to_ascii_lowercase();
            let address = node.text_at("ipAddress").ok().flatten()?;
            profile.contains(&format!("\"{id}\"")).then_some(Value::String(address))
        });
        own.collect()
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
        self.house_parts();
        let several = self.clusters.len();
        let mut cluster = std::mem::take(&mut self.clusters).into_iter().next();
        if several > 1 {
            let message = format_args!("{several} clusters were given; the first is answered for.");
            self.findings.add(codes::DOCUMENT_SECOND_CLUSTER, message, &[]);
        }
        if !self.pools.is_empty() {
            let document = cluster.get_or_insert_with(|| Value::Object(Map::new()));
            add_pools(document, std::mem::take(&mut self.pools));
        }
        let egress = self.egress(cluster.as_ref());
        if let Some(cluster) = cluster {
            environment.insert("cluster".to_owned(), cluster);
        }
        if !egress.is_empty() {
            let mut own = Map::new();
            own.insert("publicAddresses".to_owned(), Value::Array(egress));
            environment.insert("egress".to_owned(), Value::Object(own));
        }
        environment.append(&mut self.others);
        let lists = [
            ("virtualNetworks", self.networks),
            ("routeTables", self.tables),
            ("networkSecurityGroups", self.groups),
            ("gatewayRoutes", self.learned),
            ("kubernetes", self.kubernetes),
            ("hosts", self.hosts),
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
        incomplete(&environment, &mut self.findings);
        Documents {
            missing: missing(&environment),
            environment: Value::Object(environment),
            receipt: self.receipt,
            effective_routes: self.recorded,
            findings: self.findings.into_vec(),
        }
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

/// Whether a document is what an id names: by its own id, else by its name.
fn is_named(document: &Value, id: &str) -> bool {
    let node = Node::root(document);
    match (node.text_at("id"), node.text_at("name")) {
        (Ok(Some(own)), _) if own.contains("/subscriptions/") && id.contains("/subscriptions/") => {
            own.eq_ignore_ascii_case(id)
        }
        (Ok(Some(own)), _) => name_in_id(&own).eq_ignore_ascii_case(name_in_id(id)),
        (_, Ok(Some(name))) => name.eq_ignore_ascii_case(name_in_id(id)),
        _ => false,
    }
}

/// The list under a key, under `properties` where the document has those; made where there is none.
fn list_in<'a>(document: &'a mut Value, key: &str) -> Option<&'a mut Vec<Value>> {
    let nested = matches!(document.get("properties"), Some(Value::Object(_)));
    let place = if nested { document.get_mut("properties")? } else { document };
    let entry = place.as_object_mut()?.entry(key).or_insert_with(|| Value::Array(Vec::new()));
    if entry.is_null() {
        *entry = Value::Array(Vec::new());
    }
    entry.as_array_mut()
}
