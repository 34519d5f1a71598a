//! What was pasted: which document is what, joined into one environment, with a receipt of what was used and what was left.

use crate::azure::{AgentPool, ManagedCluster, Subnet, VirtualNetwork};
use crate::document::{Node, Receipt};
use crate::error::{Error, ErrorCode};
use crate::finding::{Finding, Findings, codes};
use serde::Serialize;
use serde_json::{Map, Value};

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
    /// "ManagedCluster", "AgentPool", "VirtualNetwork", "Subnet", or "unknown".
    pub kind: &'static str,
    /// Paths that were read.
    pub taken: Vec<String>,
    /// Paths that were not, the topmost ones.
    pub ignored: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Cluster,
    Pool,
    Network,
    Subnet,
    Unknown,
}

impl Kind {
    /// By its `type`, else by the keys that only this kind has.
    fn of(node: &Node<'_>) -> Result<Self, Error> {
        let declared = node.text_at("type")?.unwrap_or_default().to_ascii_lowercase();
        let by_type = [
            ("microsoft.containerservice/managedclusters", Self::Cluster),
            ("microsoft.containerservice/managedclusters/agentpools", Self::Pool),
            ("microsoft.network/virtualnetworks", Self::Network),
            ("microsoft.network/virtualnetworks/subnets", Self::Subnet),
        ];
        if let Some((_, kind)) = by_type.iter().find(|(name, _)| *name == declared) {
            return Ok(*kind);
        }
        let by_key = [
            ("agentPoolProfiles", Self::Cluster),
            ("networkProfile", Self::Cluster),
            ("addressSpace", Self::Network),
            ("maxPods", Self::Pool),
            ("addressPrefix", Self::Subnet),
            ("addressPrefixes", Self::Subnet),
        ];
        // A route has an address prefix too, and is no subnet.
        if node.get("nextHopType")?.is_some() {
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
            Self::Unknown => Ok(()),
        }
    }
}

/// Joins `[{ name, document }]` into one environment. A list, and ARM's `{ value: [...] }`, are unfolded. Node pools without
/// their cluster make one; subnets without their network make one.
///
/// # Errors
/// An [`Error`] that names the field of the document that cannot be understood.
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
    for entry in documents {
        let name = entry.get("name").and_then(Value::as_str).unwrap_or("document");
        joined.unfold(name, entry.get("document").unwrap_or(&Value::Null))?;
    }
    Ok(joined.finish())
}

#[derive(Default)]
struct Joined {
    clusters: Vec<Value>,
    pools: Vec<Value>,
    networks: Vec<Value>,
    subnets: Vec<Value>,
    receipt: Vec<ReceiptEntry>,
    findings: Findings,
}

impl Joined {
    fn unfold(&mut self, name: &str, document: &Value) -> Result<(), Error> {
        let list = match document {
            Value::Array(items) => Some(items),
            Value::Object(map) => match map.get("value") {
                Some(Value::Array(items)) => Some(items),
                _ => None,
            },
            _ => None,
        };
        let Some(items) = list else { return self.take(name, document) };
        for (index, item) in items.iter().enumerate() {
            self.take(&format!("{name}[{index}]"), item)?;
        }
        Ok(())
    }

    fn take(&mut self, name: &str, document: &Value) -> Result<(), Error> {
        if !document.is_object() {
            return Err(Error::new(ErrorCode::UnsupportedDocument, format!("{name} is not a document of Azure's"))
                .with_help("what `az aks show -o json` or `az network vnet show -o json` prints"));
        }
        let receipt = Receipt::default();
        let kind = Kind::of(&Node::root(document))?;
        let node = Node::noting(document, &receipt);
        kind.read(&node)?;
        let (taken, ignored) = receipt.sort(document);
        let own = Node::root(document).text_at("name").ok().flatten();
        let document_name = own.unwrap_or_else(|| name.to_owned());
        if kind == Kind::Unknown {
            let message = format_args!("{document_name} is of no kind that is read here; it was left aside.");
            let help = format_args!("A managed cluster, its node pools, a virtual network or a subnet.");
            self.findings.add(codes::DOCUMENT_UNKNOWN, message, &[]).about(&document_name).help(help);
        }
        let place = match kind {
            Kind::Cluster => Some(&mut self.clusters),
            Kind::Pool => Some(&mut self.pools),
            Kind::Network => Some(&mut self.networks),
            Kind::Subnet => Some(&mut self.subnets),
            Kind::Unknown => None,
        };
        if let Some(place) = place {
            place.push(document.clone());
        }
        self.receipt.push(ReceiptEntry { document: document_name, kind: kind.name(), taken, ignored });
        Ok(())
    }

    fn finish(mut self) -> Documents {
        let mut environment = Map::new();
        let several = self.clusters.len();
        let mut cluster = self.clusters.into_iter().next();
        if several > 1 {
            let message = format_args!("{several} clusters were given; the first is answered for.");
            self.findings.add(codes::DOCUMENT_SECOND_CLUSTER, message, &[]);
        }
        if !self.pools.is_empty() {
            let document = cluster.get_or_insert_with(|| Value::Object(Map::new()));
            let has_pools =
                Node::root(document).list("agentPoolProfiles").ok().flatten().is_some_and(|pools| !pools.is_empty());
            if !has_pools && let Value::Object(map) = document {
                map.insert("agentPoolProfiles".to_owned(), Value::Array(self.pools));
            }
        }
        if let Some(cluster) = cluster {
            environment.insert("cluster".to_owned(), cluster);
        }
        if !self.subnets.is_empty() && self.networks.is_empty() {
            let mut network = Map::new();
            network.insert("subnets".to_owned(), Value::Array(self.subnets));
            self.networks.push(Value::Object(network));
        }
        if !self.networks.is_empty() {
            environment.insert("virtualNetworks".to_owned(), Value::Array(self.networks));
        }
        if self.receipt.is_empty() {
            let message = format_args!("No document was given.");
            self.findings.add(codes::DOCUMENT_NONE, message, &[]);
        }
        Documents { environment: Value::Object(environment), receipt: self.receipt, findings: self.findings.into_vec() }
    }
}
