//! Everybody that policies can be about, and the policies: read once from the environment.

use super::rule::{Policy, Tier};
use super::words::Words;
use super::{read_admin_policy, read_cilium_policy, read_network_policy};
use crate::document::Node as Field;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::{ContainerPort, Labels, Node, Object, Pod, Workload};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The label that each namespace has, with its own name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// A pod, or a workload that has none of its own in the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// "namespace/name".
    pub name: String,
    /// "namespace/name\[Kind\]" of what controls it, of itself where nothing does.
    pub owner: String,
    /// Its namespace.
    pub namespace: String,
    /// Its labels.
    pub labels: Labels,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Its containers' ports.
    pub ports: Vec<ContainerPort>,
    /// It uses the node's network: no policy selects it, and others meet the node.
    pub host_network: bool,
    /// The node that it is on.
    pub node: Option<String>,
    /// It has ended, and neither sends nor answers.
    pub ended: bool,
}

/// A node, as policies see it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: Labels,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// Everybody, and the policies in the order in which they are asked.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The labels of each namespace; one that only its objects name has its name alone.
    pub namespaces: BTreeMap<String, Labels>,
    /// Pods and workloads.
    pub members: Vec<Member>,
    /// Nodes.
    pub machines: Vec<Machine>,
    /// Policies: by tier, then priority, then name.
    pub policies: Vec<Policy>,
    by_name: BTreeMap<String, usize>,
    by_address: BTreeMap<IpAddr, usize>,
    pub(super) words: Words,
}

impl Scene {
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let mut scene = Self::default();
        let mut workloads = Vec::new();
        for object in &environment.kubernetes {
            match (object.kind.as_str(), object.group()) {
                ("Pod", _) => {
                    let pod = Pod::read(object)?;
                    let owner = controller(object)?.unwrap_or_else(|| format!("{}[Pod]", pod.full_name));
                    scene.members.push(member(pod, owner));
                }
                ("Namespace", _) => {
                    let mut labels = object.labels.clone();
                    labels.entry(NAME_LABEL.to_owned()).or_insert_with(|| object.name.clone());
                    scene.namespaces.insert(object.name.clone(), labels);
                }
                ("Node", _) => {
                    let node = Node::read(object)?;
                    let labels = object.labels.clone();
                    scene.machines.push(Machine { name: node.name, labels, addresses: node.addresses });
                }
                _ => {
                    if let Some(policies) = read_policies(object)? {
                        scene.policies.extend(policies);
                    } else if let Some(workload) = Workload::read(object)?
                        && controller(object)?.is_none()
                    {
                        workloads.push(workload);
                    }
                }
            }
        }
        scene.stand_in(workloads);
        for member in &scene.members {
            let name = &member.namespace;
            if !scene.namespaces.contains_key(name) {
                let labels = Labels::from([(NAME_LABEL.to_owned(), name.clone())]);
                scene.namespaces.insert(name.clone(), labels);
            }
        }
        scene.policies.sort_by_cached_key(order);
        for (at, member) in scene.members.iter().enumerate() {
            scene.by_name.insert(member.name.clone(), at);
            for address in member.addresses.iter().filter(|_| !member.host_network && !member.ended) {
                scene.by_address.insert(*address, at);
            }
        }
        scene.words = Words::of(&scene.members);
        Ok(scene)
    }

    /// Workloads without pods among the documents stand for the pods that they would have.
    fn stand_in(&mut self, workloads: Vec<Workload>) {
        let pods = self.members.len();
        for workload in workloads {
            let labels = &workload.template.labels;
            let own = |pod: &Member| {
                pod.namespace == workload.namespace
                    && !labels.is_empty()
                    && labels.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
            };
            if self.members.iter().take(pods).any(own) {
                continue;
            }
            let name = format!("{}/{}", workload.namespace, workload.name);
            let owner = format!("{name}[{}]", workload.kind);
            self.members.push(Member { name, ..member(workload.template, owner) });
        }
    }

    /// The pod or workload of a name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.members.get(*self.by_name.get(name)?)
    }

    /// The pod of an address.
    #[must_use]
    pub fn member_at(&self, address: &IpAddr) -> Option<&Member> {
        self.members.get(*self.by_address.get(address)?)
    }

    /// The node of a name.
    #[must_use]
    pub fn machine(&self, name: &str) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.name == name)
    }

    /// The node of an address.
    #[must_use]
    pub fn machine_at(&self, address: &IpAddr) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.addresses.contains(address))
    }

    /// The labels of a namespace.
    #[must_use]
    pub fn namespace(&self, name: &str) -> Option<&Labels> {
        self.namespaces.get(name)
    }

    /// Whether Cilium's own kinds are among the policies.
    #[must_use]
    pub fn has_cilium(&self) -> bool {
        self.policies.iter().any(|policy| policy.is_cilium)
    }

    /// Where a tier of policies begins and ends.
    pub(super) fn tier(&self, tier: Tier) -> impl Iterator<Item = &Policy> {
        self.policies.iter().filter(move |policy| policy.tier == tier)
    }
}

/// Reads a policy of any kind; nothing for another object.
pub(super) fn read_policies(object: &Object) -> Result<Option<Vec<Policy>>, Error> {
    Ok(Some(match (object.kind.as_str(), object.group()) {
        ("NetworkPolicy", "networking.k8s.io" | "extensions") => vec![read_network_policy::read(object)?],
        ("AdminNetworkPolicy" | "BaselineAdminNetworkPolicy" | "ClusterNetworkPolicy", "policy.networking.k8s.io") => {
            vec![read_admin_policy::read(object)?]
        }
        ("CiliumNetworkPolicy" | "CiliumClusterwideNetworkPolicy", "cilium.io") => read_cilium_policy::read(object)?,
        _ => return Ok(None),
    }))
}

/// Policies and some more, in order, and the places of these.
pub(super) fn joined<'a>(own: impl Iterator<Item = &'a Policy>, more: &[Policy]) -> (Vec<Policy>, Vec<usize>) {
    let own = own.map(|policy| (policy, false));
    let mut all: Vec<(&Policy, bool)> = own.chain(more.iter().map(|policy| (policy, true))).collect();
    all.sort_by_cached_key(|(policy, _)| order(policy));
    let added = all.iter().enumerate().filter(|(_, (_, added))| *added).map(|(at, _)| at).collect();
    (all.into_iter().map(|(policy, _)| policy.clone()).collect(), added)
}

/// By tier, then priority, then name.
fn order(policy: &Policy) -> (Tier, i64, String) {
    (policy.tier, policy.priority, policy.object.clone())
}

fn member(pod: Pod, owner: String) -> Member {
    Member {
        name: pod.full_name,
        owner,
        namespace: pod.namespace,
        labels: pod.labels,
        addresses: pod.addresses,
        ports: pod.ports,
        host_network: pod.host_network,
        node: pod.node,
        ended: pod.ended,
    }
}

/// "namespace/name\[Kind\]" of the owner that controls an object.
fn controller(object: &Object) -> Result<Option<String>, Error> {
    let root = object.node();
    let Some(metadata) = root.get("metadata")? else { return Ok(None) };
    for owner in metadata.list("ownerReferences")?.unwrap_or_default() {
        if owner.flag_at("controller")? {
            let text = |owner: &Field<'_>, key: &str| owner.text_at(key);
            let name = text(&owner, "name")?.unwrap_or_default();
            let kind = text(&owner, "kind")?.unwrap_or_else(|| "Pod".to_owned());
            return Ok(Some(format!("{}/{name}[{kind}]", object.namespace())));
        }
    }
    Ok(None)
}
