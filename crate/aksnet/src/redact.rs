//! `redact`: an environment without what tells whose it is, to which every model gives the answers that it gave before.
//!
//! Azure's documents are cut down to the fields that the models read. Names are numbered in the order of the alphabet, since some
//! rules go by it; labels of domain names keep their length, since others go by that. Public addresses keep their first sixteen bits,
//! and of the rest what they have in common: a prefix holds what it held. The key of that is made of the environment itself.

use crate::azure::{ManagedCluster, NetworkSecurityGroup, RouteTable, VirtualNetwork};
use crate::document::{Node, Receipt};
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::prefix::{self, Prefix};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// Names that mean something by themselves.
const KEPT: &[&str] = &[
    "gatewaysubnet",
    "azurefirewallsubnet",
    "azurebastionsubnet",
    "routeserversubnet",
    "default",
    "kube-system",
    "kube-public",
    "kube-node-lease",
    "kubernetes",
    "azure-ip-masq-agent-config",
    "azure-ip-masq-agent-config-reconciled",
    "mesh",
];

/// Reads and answers `redact`.
///
/// # Errors
/// Those of the environment; `too-deep` past 128 levels of nesting.
///
/// ```
/// use serde_json::json;
/// let place = json!({ "virtualNetworks": [{ "name": "contoso-hub", "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] } }] });
/// let redacted = aksnet::ask("redact", &place)?;
/// assert!(!redacted.to_string().contains("contoso"));
/// assert_eq!(redacted["virtualNetworks"][0]["addressSpace"]["addressPrefixes"][0], "10.0.0.0/16");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_redact(environment: &Value) -> Result<Value, Error> {
    refuse_deep(environment)?;
    // Nothing is left of what could not be understood, so it is not passed over.
    Environment::from_json(environment, None)?;
    let Value::Object(parts) = environment else {
        return Err(Error::new(ErrorCode::InvalidType, "an environment is an object"));
    };
    let mut cut = Map::new();
    for (key, part) in parts {
        cut.insert(key.clone(), reduce(key, part)?);
    }
    let cut = Value::Object(cut);
    let mut names = BTreeSet::new();
    collect(&cut, "", &mut names);
    let names = numbered(names);
    let mut redactor =
        Redactor { names, guids: BTreeMap::new(), labels: BTreeMap::new(), key: hash(0, cut.to_string().bytes()) };
    Ok(redactor.value("", &cut, false))
}

/// More than any document has; the face refuses before it, at 100.
const DEEPEST: usize = 128;

/// Refuses what is nested so deep that walking it would run out of stack. Keeps its own list for the same reason.
fn refuse_deep(environment: &Value) -> Result<(), Error> {
    let mut open = vec![(environment, 0usize)];
    while let Some((value, depth)) = open.pop() {
        if depth > DEEPEST {
            return Err(Error::new(ErrorCode::TooDeep, format!("nested deeper than {DEEPEST} levels")));
        }
        let below = depth.saturating_add(1);
        match value {
            Value::Object(map) => open.extend(map.values().map(|child| (child, below))),
            Value::Array(items) => open.extend(items.iter().map(|child| (child, below))),
            _ => {}
        }
    }
    Ok(())
}

/// A number for each name, in the order of the alphabet. Names that are kept keep their place in it.
fn numbered(names: BTreeSet<String>) -> BTreeMap<String, String> {
    let width = names.len().to_string().len();
    let mut before = if names.iter().any(|name| KEPT.contains(&name.as_str())) { "a" } else { "name" }.to_owned();
    let mut all = BTreeMap::new();
    for (at, name) in names.into_iter().filter(|name| !name.is_empty()).enumerate() {
        if KEPT.contains(&name.as_str()) {
            before = name;
        } else {
            all.insert(name, format!("{before}-{at:0width$}"));
        }
    }
    all
}

/// Of Azure's documents what the models read, of Kubernetes' what is about networks.
fn reduce(key: &str, part: &Value) -> Result<Value, Error> {
    let each = |read: fn(&Node<'_>) -> Result<(), Error>| -> Result<Value, Error> {
        let items = part.as_array().into_iter().flatten();
        Ok(Value::Array(items.map(|item| pruned(item, read)).collect::<Result<_, _>>()?))
    };
    match key {
        "cluster" => pruned(part, |node| ManagedCluster::read(node).map(drop)),
        "virtualNetworks" => each(|node| VirtualNetwork::read(node).map(drop)),
        "routeTables" => each(|node| RouteTable::read(node).map(drop)),
        "networkSecurityGroups" => each(|node| NetworkSecurityGroup::read(node).map(drop)),
        "kubernetes" => Ok(bare(part)),
        _ => Ok(part.clone()),
    }
}

fn pruned(document: &Value, read: fn(&Node<'_>) -> Result<(), Error>) -> Result<Value, Error> {
    let receipt = Receipt::default();
    read(&Node::noting(document, &receipt))?;
    let (taken, _) = receipt.sort(document);
    let taken: BTreeSet<String> = taken.into_iter().collect();
    Ok(keep(document, "", &taken).unwrap_or_else(|| Value::Object(Map::new())))
}

fn keep(value: &Value, path: &str, taken: &BTreeSet<String>) -> Option<Value> {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter_map(|(key, child)| {
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                keep(child, &at, taken).map(|child| (key.clone(), child))
            });
            let kept: Map<String, Value> = kept.collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => {
            let all = items.iter().enumerate();
            let kept: Vec<Value> = all.filter_map(|(at, item)| keep(item, &format!("{path}[{at}]"), taken)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        _ => taken.contains(path).then(|| value.clone()),
    }
}

/// Keys of Kubernetes' objects that no model reads and that tell most.
const BARE: &[&str] = &[
    "managedFields",
    "env",
    "envFrom",
    "command",
    "args",
    "image",
    "imagePullSecrets",
    "volumes",
    "volumeMounts",
    "uid",
    "resourceVersion",
    "selfLink",
    "generateName",
    "stringData",
    "images",
    "providerID",
    "machineID",
    "systemUUID",
    "bootID",
    "containerStatuses",
    "initContainerStatuses",
    "serviceAccountName",
    "serviceAccount",
    "annotations",
    "hostname",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
    "securityContext",
    "tags",
    "etag",
    "tls",
    "secretName",
    "caBundle",
    "message",
    "reason",
    "fieldPath",
];

fn bare(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut kept = Map::new();
            for (key, child) in map {
                if key == "annotations" {
                    kept.insert(key.clone(), azure_annotations(child));
                } else if !BARE.contains(&key.as_str())
                    || key == "hostname" && child.as_str().is_some_and(|text| text.contains('.'))
                {
                    kept.insert(key.clone(), bare(child));
                }
            }
            Value::Object(kept)
        }
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        _ => value.clone(),
    }
}

/// Those that change a packet's way.
fn azure_annotations(value: &Value) -> Value {
    let map = value.as_object().into_iter().flatten();
    let kept = map.filter(|(key, _)| key.starts_with("service.beta.kubernetes.io/"));
    Value::Object(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Keys whose text is the name of something.
const NAMES: &[&str] = &[
    "name",
    "namespace",
    "nodeName",
    "serviceName",
    "ingressClassName",
    "gatewayClassName",
    "sectionName",
    "subset",
    "service",
    "nodeResourceGroup",
    "resourceGroup",
    "ipForwardingOff",
];
/// Keys whose text is a domain name, or the name of a Service in that place.
const DOMAINS: &[&str] = &[
    "host",
    "hosts",
    "hostname",
    "hostnames",
    "externalName",
    "fqdn",
    "dnsPrefix",
    "domainNames",
    "sni",
    "matchName",
    "matchPattern",
];
/// Keys below which texts are the values of labels.
const LABELS: &[&str] = &["labels", "matchLabels", "selector", "values"];

/// Keys of selectors whose text is a word of the language: which label, and how it is compared.
const WORDS: &[&str] = &["operator", "key", "kind", "apiVersion", "group"];

/// Where names are those of ports, which are part of what rules say and tell nobody's.
fn is_port(key: &str) -> bool {
    matches!(key, "ports" | "port" | "targetPort")
}

fn collect(value: &Value, key: &str, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (own, child) in map {
                if WORDS.contains(&own.as_str()) {
                    continue;
                }
                let below = if LABELS.contains(&key) { key } else { own.as_str() };
                if own == "name" && is_port(key) {
                    continue;
                }
                collect(child, below, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, key, names)),
        Value::String(text) => {
            if is_id(key, text) {
                names.extend(id_names(text));
            } else if NAMES.contains(&key) || LABELS.contains(&key) {
                names.extend(text.split('/').map(str::to_ascii_lowercase));
            } else if DOMAINS.contains(&key) && !text.contains('.') {
                names.insert(text.to_ascii_lowercase());
            }
        }
        _ => {}
    }
}

/// A resource's id: it begins with a slash, under a key that says so or in the form that only ids have.
fn is_id(key: &str, text: &str) -> bool {
    let by_key =
        key.len() >= 2 && key.get(key.len().saturating_sub(2)..).is_some_and(|end| end.eq_ignore_ascii_case("id"));
    text.starts_with('/') && (by_key || text.contains("/subscriptions/") || text.contains("/providers/"))
}

/// The names in a resource id: from its end every second segment, but for those of the provider itself.
fn id_names(id: &str) -> Vec<String> {
    let parts: Vec<&str> = id.split('/').collect();
    let is_name = |at: usize| named_at(&parts, at) && !after(&parts, at, "subscriptions");
    (0..parts.len())
        .filter(|at| is_name(*at))
        .filter_map(|at| parts.get(at))
        .map(|name| name.to_ascii_lowercase())
        .collect()
}

fn named_at(parts: &[&str], at: usize) -> bool {
    at > 0 && parts.len().saturating_sub(at) % 2 == 1 && !after(parts, at, "providers")
}

fn after(parts: &[&str], at: usize, kind: &str) -> bool {
    at.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|before| before.eq_ignore_ascii_case(kind))
}

struct Redactor {
    names: BTreeMap<String, String>,
    guids: BTreeMap<String, String>,
    /// Labels of domain names, by themselves.
    labels: BTreeMap<String, String>,
    key: u64,
}

impl Redactor {
    fn value(&mut self, key: &str, value: &Value, port: bool) -> Value {
        match value {
            Value::Object(map) => {
                let port = is_port(key);
                let pairs = map.iter().map(|(own, child)| {
                    if WORDS.contains(&own.as_str()) {
                        return (own.clone(), child.clone());
                    }
                    let below = if LABELS.contains(&key) { key } else { own.as_str() };
                    (own.clone(), self.value(below, child, port))
                });
                Value::Object(pairs.collect())
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| self.value(key, item, port)).collect()),
            Value::String(text) => Value::String(self.text(key, text, port)),
            _ => value.clone(),
        }
    }

    fn text(&mut self, key: &str, text: &str, port: bool) -> String {
        if let Some(address) = self.address(text) {
            return address;
        }
        if is_id(key, text) {
            return self.id(text);
        }
        if DOMAINS.contains(&key) && text.contains('.') {
            return self.domain(text);
        }
        if (NAMES.contains(&key) && !(key == "name" && port)) || LABELS.contains(&key) || DOMAINS.contains(&key) {
            let parts: Vec<String> = text.split('/').map(|part| self.name(part)).collect();
            return parts.join("/");
        }
        self.without_guids(text)
    }

    fn name(&self, name: &str) -> String {
        self.names.get(&name.to_ascii_lowercase()).cloned().unwrap_or_else(|| name.to_owned())
    }

    fn id(&mut self, id: &str) -> String {
        let parts: Vec<&str> = id.split('/').collect();
        let mut out: Vec<String> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            out.push(if after(&parts, at, "subscriptions") {
                self.guid(part)
            } else if named_at(&parts, at) {
                self.name(part)
            } else {
                (*part).to_owned()
            });
        }
        out.join("/")
    }

    fn guid(&mut self, guid: &str) -> String {
        let next = self.guids.len().saturating_add(1);
        self.guids
            .entry(guid.to_ascii_lowercase())
            .or_insert_with(|| format!("00000000-0000-0000-0000-{next:012}"))
            .clone()
    }

    fn without_guids(&mut self, text: &str) -> String {
        let is_guid = |part: &str| {
            part.len() == 36
                && part.bytes().enumerate().all(|(at, byte)| {
                    if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() }
                })
        };
        if is_guid(text) { self.guid(text) } else { text.to_owned() }
    }

    /// Each label by itself and as long as it was; a Service's name within the cluster by the names.
    fn domain(&mut self, text: &str) -> String {
        if let Some((inside, rest)) = text.split_once(".svc") {
            let parts: Vec<String> = inside.split('.').map(|part| self.name(part)).collect();
            return format!("{}.svc{rest}", parts.join("."));
        }
        if text.split('.').all(|part| self.names.contains_key(&part.to_ascii_lowercase())) {
            let parts: Vec<String> = text.split('.').map(|part| self.name(part)).collect();
            return parts.join(".");
        }
        let parts: Vec<String> = text
            .split('.')
            .map(|label| {
                if label == "*" || label.is_empty() {
                    return label.to_owned();
                }
                let next = self.labels.keys().filter(|own| own.len() == label.len()).count();
                self.labels.entry(label.to_ascii_lowercase()).or_insert_with(|| letters(next, label.len())).clone()
            })
            .collect();
        parts.join(".")
    }

    /// A public address or prefix, told apart from others as before.
    fn address(&self, text: &str) -> Option<String> {
        if let Ok(address) = text.parse::<IpAddr>() {
            let prefix = self.prefix(&Prefix::of_address(address))?;
            return Some(prefix.first().to_string());
        }
        let prefix = prefix::parse(text).ok()?;
        Some(self.prefix(&prefix)?.to_string())
    }

    fn prefix(&self, prefix: &Prefix) -> Option<Prefix> {
        let (width, keep) = if prefix.is_ipv4() { (32u8, 16u8) } else { (128, 32) };
        if prefix.length() <= keep || !crate::nsg::is_public(prefix.first()) {
            return None;
        }
        let original = prefix.span().0;
        let mut scrambled = original;
        for bit in keep..prefix.length() {
            let place = width.saturating_sub(bit).saturating_sub(1);
            let above = original.checked_shr(u32::from(place).saturating_add(1)).unwrap_or(0);
            let flips = hash(self.key ^ u64::from(bit), above.to_le_bytes().into_iter()) & 1 == 1;
            if flips {
                scrambled ^= 1u128.checked_shl(u32::from(place)).unwrap_or(0);
            }
        }
        Some(Prefix::from_number(prefix.is_ipv4(), scrambled, prefix.length()))
    }
}

/// Letters and digits of a length that number a label. There are as many of a length as there can be labels.
fn letters(mut number: usize, length: usize) -> String {
    let mut all: Vec<char> = Vec::new();
    while all.len() < length.max(1) {
        let digit = u32::try_from(number % 36).unwrap_or(0);
        // Letters first: a label of digits alone at the end would be an address.
        all.push(char::from_digit((digit + 10) % 36, 36).unwrap_or('a'));
        number /= 36;
    }
    all.iter().rev().collect()
}

/// FNV-1a, stirred at the end so that neighbours differ in every bit.
fn hash(seed: u64, bytes: impl Iterator<Item = u8>) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325 ^ seed;
    for byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    state ^= state >> 33;
    state = state.wrapping_mul(0xff51_afd7_ed55_8ccd);
    state ^ (state >> 33)
}
