//! What nearly let it through: rules of which exactly one condition failed, and policies that would have let it through if they had
//! selected the pod, which they miss by one label that is absent or misspelt.

use super::party::Party;
use super::rule::{Action, Namespaces, Peer, Pods, Policy, PortMatch, Rule, RuleName, Tier};
use super::verdict::Question;
use crate::kubernetes::{Labels, Operator, Requirement, Selector};
use serde::Serialize;

/// The condition that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Missed {
    /// The port's number, or its name.
    Port,
    /// The protocol; the number is right.
    Protocol,
    /// The namespace of the other end, or a label of it.
    Namespace,
    /// A label of the pod on the other end.
    Label,
    /// The address is outside of the block, or in one of its exceptions.
    Address,
    /// The block holds the pod's address, and the engine does not match pods by their addresses.
    Engine,
    /// The policy does not select this pod: one of its labels.
    Subject,
}

/// A rule that nearly let it through.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NearMiss {
    /// "NetworkPolicy namespace/name".
    pub object: String,
    /// The rule's name, else its place.
    pub rule: RuleName,
    /// The condition that failed.
    pub missed: Missed,
    /// What it asks for, and what there is.
    pub says: String,
}

impl Question<'_> {
    /// All of them, in the order of the policies.
    pub(super) fn nearly(&self) -> Vec<NearMiss> {
        let mut all = Vec::new();
        for policy in self.scene.tier(Tier::Namespaced).filter(|policy| !policy.is_cilium || self.engine.reads_cilium())
        {
            let selected = policy.subject.hold(self.scene, self.subject);
            for rule in policy.direction(self.way).rules.iter().filter(|rule| rule.action == Action::Allow) {
                let found = if selected { self.miss(rule) } else { self.miss_of_subject(policy, rule) };
                all.extend(found.map(|(missed, says)| NearMiss {
                    object: policy.object.clone(),
                    rule: rule.name.clone(),
                    missed,
                    says,
                }));
            }
        }
        all
    }

    fn miss(&self, rule: &Rule) -> Option<(Missed, String)> {
        let ports = rule.ports.as_ref().filter(|ports| !self.meets_port(ports));
        match (ports, self.meets_peer(rule)) {
            (Some(ports), true) => Some(self.port(ports)),
            (None, false) => rule.peers.iter().flatten().find_map(|peer| self.peer(peer)),
            _ => None,
        }
    }

    /// It would let it through, and misses the pod by one label.
    fn miss_of_subject(&self, policy: &Policy, rule: &Rule) -> Option<(Missed, String)> {
        if !self.matches(rule) {
            return None;
        }
        let namespace = match &policy.subject.namespaces {
            Namespaces::Only(name) => *name == self.subject.namespace,
            Namespaces::Matching(selector) => {
                self.scene.namespace(&self.subject.namespace).is_some_and(|labels| selector.matches(labels))
            }
        };
        let missing = only_one(&policy.subject.pods, &self.subject.labels).filter(|_| namespace)?;
        // Every other workload's policy misses it by a label. One is near where the label is absent, or spelt nearly so.
        let value = self.subject.labels.get(&missing.key);
        let is_near = value.is_none_or(|value| missing.values.iter().any(|wanted| spelt_alike(value, wanted)));
        if !is_near {
            return None;
        }
        Some((
            Missed::Subject,
            format!("it selects {}; {}", words(missing), has(&self.subject.name, &self.subject.labels, missing)),
        ))
    }

    fn port(&self, ports: &[PortMatch]) -> (Missed, String) {
        let listed: Vec<String> = ports.iter().map(port_words).collect();
        let asked = format!("{} {}", self.protocol.as_str(), self.port);
        let receiver = self.receiver();
        let numbered = |own: &PortMatch| match own {
            PortMatch::Range { first, last, .. } => (*first..=*last).contains(&self.port),
            PortMatch::Named { protocol, name } => {
                receiver.port_named(name, *protocol).is_some_and(|(port, _)| port == self.port)
            }
        };
        let missed = if ports.iter().any(numbered) { Missed::Protocol } else { Missed::Port };
        (missed, format!("it is for {}, and asked is {asked}", listed.join(", ")))
    }

    /// The one condition of a peer that fails; nothing where more do.
    fn peer(&self, peer: &Peer) -> Option<(Missed, String)> {
        match peer {
            Peer::Pods(pods) => self.pods(pods),
            Peer::Block(prefix, except) => {
                if let Party::Pod(member) = self.other
                    && !self.engine.blocks_hold_pods()
                {
                    let held = |address: &&std::net::IpAddr| {
                        prefix.contains_address(address) && !except.iter().any(|own| own.contains_address(address))
                    };
                    let address = member.addresses.iter().find(held)?;
                    return Some((
                        Missed::Engine,
                        format!("{prefix} holds {address}, and this engine does not match pods by ipBlock"),
                    ));
                }
                let addresses: &[std::net::IpAddr] = match &self.other {
                    Party::Pod(member) | Party::OnNode(member) => &member.addresses,
                    Party::Node(machine) => &machine.addresses,
                    Party::Address(address) => std::slice::from_ref(address),
                };
                let address = addresses.first()?;
                let exception = except.iter().find(|own| addresses.iter().any(|address| own.contains_address(address)));
                Some((
                    Missed::Address,
                    match exception {
                        Some(exception) => format!("{prefix} excepts {exception}, which holds {address}"),
                        None => format!("{prefix} does not hold {address}"),
                    },
                ))
            }
            Peer::Networks(_) | Peer::Nodes(_) | Peer::Entity(_) | Peer::Outside => None,
        }
    }

    fn pods(&self, pods: &Pods) -> Option<(Missed, String)> {
        let Party::Pod(member) = self.other else { return None };
        let labels = only_one(&pods.pods, &member.labels);
        let all_labels = pods.pods.matches(&member.labels);
        let elsewhere = |says: String| Some((Missed::Namespace, says)).filter(|_| all_labels);
        match &pods.namespaces {
            Namespaces::Only(name) if *name != member.namespace => {
                elsewhere(format!("it means pods of {name}, and {} is in {}", member.name, member.namespace))
            }
            Namespaces::Matching(selector) => {
                let own = self.scene.namespace(&member.namespace)?;
                if !selector.matches(own) {
                    let missing = only_one(selector, own)?;
                    return elsewhere(format!(
                        "it means namespaces with {}; {}",
                        words(missing),
                        has(&member.namespace, own, missing)
                    ));
                }
                let missing = labels?;
                Some((
                    Missed::Label,
                    format!("it means pods with {}; {}", words(missing), has(&member.name, &member.labels, missing)),
                ))
            }
            Namespaces::Only(_) => {
                let missing = labels?;
                Some((
                    Missed::Label,
                    format!("it means pods with {}; {}", words(missing), has(&member.name, &member.labels, missing)),
                ))
            }
        }
    }
}

/// Whether two letters at most were added, left out, or are other ones, and more than that stay.
fn spelt_alike(one: &str, other: &str) -> bool {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut beside = row.first().copied().unwrap_or_default();
        let mut left = at.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (own, wanted) in row.iter_mut().skip(1).zip(&other) {
            let changed = beside.saturating_add(usize::from(letter != *wanted));
            beside = *own;
            left = changed.min(left.saturating_add(1)).min(own.saturating_add(1));
            *own = left;
        }
    }
    row.last().is_some_and(|distance| *distance <= 2 && other.len() > 3)
}

/// The requirement that labels miss, where it is one alone.
fn only_one<'a>(selector: &'a Selector, labels: &Labels) -> Option<&'a Requirement> {
    let mut missed = selector.requirements.iter().filter(|requirement| !requirement.matches(labels));
    missed.next().filter(|_| missed.next().is_none())
}

/// A requirement as `kubectl` writes selectors, nearly.
pub(super) fn words(requirement: &Requirement) -> String {
    let Requirement { key, operator, values } = requirement;
    match (operator, values.as_slice()) {
        (Operator::In, [value]) => format!("{key}={value}"),
        (Operator::In, _) => format!("{key} in ({})", values.join(", ")),
        (Operator::NotIn, [value]) => format!("{key}!={value}"),
        (Operator::NotIn, _) => format!("{key} not in ({})", values.join(", ")),
        (Operator::Exists, _) => format!("a label {key}"),
        (Operator::DoesNotExist, _) => format!("no label {key}"),
    }
}

fn has(name: &str, labels: &Labels, requirement: &Requirement) -> String {
    let key = &requirement.key;
    match labels.get(key) {
        Some(value) => format!("{name} has {key}={value}"),
        None => format!("{name} has no label {key}"),
    }
}

fn port_words(port: &PortMatch) -> String {
    let of = |protocol: &Option<crate::kubernetes::Protocol>| match protocol {
        Some(protocol) => format!("{} ", protocol.as_str()),
        None => String::new(),
    };
    match port {
        PortMatch::Range { protocol, first, last } if first == last => format!("{}{first}", of(protocol)),
        PortMatch::Range { protocol, first, last } => format!("{}{first} to {last}", of(protocol)),
        PortMatch::Named { protocol, name } => format!("{}\"{name}\"", of(protocol)),
    }
}

#[cfg(test)]
mod tests {
    use super::spelt_alike;

    #[test]
    fn two_letters_at_most() {
        assert!(
            spelt_alike("clinet", "client") && spelt_alike("frontend", "front-end") && spelt_alike("web-v1", "web-v2")
        );
        assert!(!spelt_alike("report", "database") && !spelt_alike("a", "b") && !spelt_alike("", "database"));
    }
}
