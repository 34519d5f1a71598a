//! Everybody in few classes, and the policies as bit sets over them: what all pairs are computed from.
//!
//! Two pods are of one class when no rule can tell them apart: the same answers to every requirement on their labels and on those of
//! their namespace, the same named ports that rules ask for, the same membership in address blocks. Labels that no selector mentions
//! (`pod-template-hash`) do not count. External addresses are cut at the borders of the sets that rules name.
//!
//! For one port the answer of a class is a bit set over all classes and external ranges: the tiers in turn, each rule one
//! intersection. Its cost is classes × rules that select them × (classes / 64) words; documents, pods and labels do not matter any more.
//! The limits: a pod's own node, which always reaches it, is not told from other nodes here, and host-network pods are seen as their node.

use super::engine::Engine;
use super::party::Party;
use super::rule::{Action, Direction, Namespaces, Peer, Policy, PortMatch, Rule, Tier, Way};
use super::scene::{Member, Scene};
use crate::kubernetes::{Labels, Protocol, Requirement, Selector};
use crate::prefix::Prefix;
use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A set of places in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn none(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    fn all(size: usize) -> Self {
        Self(vec![u64::MAX; size.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1u64 << (at % 64);
        }
    }

    pub(super) fn has(&self, at: usize) -> bool {
        self.0.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }

    fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
    }

    fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }
}

/// A run of external addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct External {
    pub first: IpAddr,
    pub last: IpAddr,
}

/// A rule whose peers are a bit set.
#[derive(Clone, Debug)]
struct BoardRule {
    action: Action,
    peers: Bits,
    ports: Option<Vec<PortMatch>>,
}

/// What a policy does in one direction.
#[derive(Clone, Debug, Default)]
struct BoardPolicy {
    isolates: bool,
    rules: Vec<BoardRule>,
}

/// The rules of both directions that select a class, by tier.
#[derive(Clone, Debug, Default)]
struct Selecting {
    admin: Vec<usize>,
    namespaced: Vec<usize>,
    baseline: Vec<usize>,
}

/// The classes and the policies over them.
#[derive(Clone, Debug)]
pub(super) struct Board {
    engine: Engine,
    /// A member of each class.
    pub classes: Vec<Member>,
    /// The class of each member of the scene; none for pods that have ended.
    pub class_of: Vec<Option<usize>>,
    /// Where connections from outside come from.
    pub sources: Vec<External>,
    /// Where connections to the outside go.
    pub targets: Vec<External>,
    /// The label keys that selectors of pods ask for.
    pub keys: BTreeSet<String>,
    ingress: Vec<BoardPolicy>,
    egress: Vec<BoardPolicy>,
    selecting: Vec<Selecting>,
    /// Every port that some rule names, as rules name it.
    pub port_matches: Vec<PortMatch>,
}

impl Board {
    /// `names` are ports that the question asks for by name.
    pub(super) fn of(scene: &Scene, engine: Engine, names: &[&str]) -> Self {
        let counting = |policy: &&Policy| engine != Engine::None && (!policy.is_cilium || engine.reads_cilium());
        let policies: Vec<&Policy> = scene.policies.iter().filter(counting).collect();
        let mut telling = Telling::of(&policies);
        telling.ports.extend(names.iter().map(|name| (*name).to_owned()));
        let (classes, class_of) = telling.classes(scene, engine);
        let sources = external(&policies, Way::Ingress);
        let targets = external(&policies, Way::Egress);
        let port_matches = rules_of(&policies).filter_map(|rule| rule.ports.as_ref()).flatten().cloned().collect();
        let mut board = Self {
            engine,
            classes,
            class_of,
            sources,
            targets,
            keys: telling.keys.keys().cloned().collect(),
            ingress: Vec::new(),
            egress: Vec::new(),
            selecting: Vec::new(),
            port_matches,
        };
        board.selecting.resize_with(board.classes.len(), Selecting::default);
        for (at, policy) in policies.iter().enumerate() {
            for (class, selecting) in board.classes.iter().zip(&mut board.selecting) {
                if !class.host_network && policy.subject.hold(scene, class) {
                    match policy.tier {
                        Tier::Admin => selecting.admin.push(at),
                        Tier::Namespaced => selecting.namespaced.push(at),
                        Tier::Baseline => selecting.baseline.push(at),
                    }
                }
            }
            let ingress = board.policy(scene, policy.direction(Way::Ingress), Way::Ingress);
            let egress = board.policy(scene, policy.direction(Way::Egress), Way::Egress);
            board.ingress.push(ingress);
            board.egress.push(egress);
        }
        board
    }

    fn policy(&self, scene: &Scene, direction: &Direction, way: Way) -> BoardPolicy {
        let rule = |rule: &Rule| BoardRule {
            action: rule.action,
            peers: self.peers(scene, rule.peers.as_deref(), way),
            ports: rule.ports.clone(),
        };
        BoardPolicy { isolates: direction.isolates, rules: direction.rules.iter().map(rule).collect() }
    }

    /// Classes, then the external ranges of this direction.
    fn size(&self, way: Way) -> usize {
        let ranges = match way {
            Way::Ingress => self.sources.len(),
            Way::Egress => self.targets.len(),
        };
        self.classes.len().saturating_add(ranges)
    }

    fn peers(&self, scene: &Scene, peers: Option<&[Peer]>, way: Way) -> Bits {
        let Some(peers) = peers else { return Bits::all(self.size(way)) };
        let mut bits = Bits::none(self.size(way));
        let ranges = match way {
            Way::Ingress => &self.sources,
            Way::Egress => &self.targets,
        };
        let members = self.classes.iter().map(|class| Party::of_member(scene, class));
        let outside = ranges.iter().map(|range| Party::Address(range.first));
        for (at, party) in members.chain(outside).enumerate() {
            if peers.iter().any(|peer| peer.means(scene, self.engine, &party, None)) {
                bits.set(at);
            }
        }
        bits
    }

    /// Who may come to a class on a port, or whom it may go to.
    pub(super) fn row(&self, class: usize, way: Way, protocol: Protocol, port: u16) -> Bits {
        let size = self.size(way);
        let Some(selecting) = self.selecting.get(class) else { return Bits::all(size) };
        let mut undecided = Bits::all(size);
        let mut allowed = Bits::none(size);
        let mut passed = Bits::none(size);
        self.ordered(&selecting.admin, class, way, protocol, port, &mut [&mut undecided, &mut allowed, &mut passed]);
        undecided.add(&passed);
        self.namespaced(&selecting.namespaced, class, way, protocol, port, &mut undecided, &mut allowed);
        let mut passed = Bits::none(size);
        self.ordered(&selecting.baseline, class, way, protocol, port, &mut [&mut undecided, &mut allowed, &mut passed]);
        allowed.add(&passed);
        allowed.add(&undecided);
        allowed
    }

    fn of_way(&self, way: Way, at: usize) -> Option<&BoardPolicy> {
        match way {
            Way::Ingress => self.ingress.get(at),
            Way::Egress => self.egress.get(at),
        }
    }

    /// Tiers in which the first rule that matches decides.
    fn ordered(
        &self,
        policies: &[usize],
        class: usize,
        way: Way,
        protocol: Protocol,
        port: u16,
        sets: &mut [&mut Bits; 3],
    ) {
        let [undecided, allowed, passed] = sets;
        for policy in policies.iter().filter_map(|at| self.of_way(way, *at)) {
            for rule in &policy.rules {
                let Some(mut meant) = self.meant(rule, class, way, protocol, port) else { continue };
                meant.keep(undecided);
                undecided.remove(&meant);
                match rule.action {
                    Action::Allow => allowed.add(&meant),
                    Action::Pass => passed.add(&meant),
                    Action::Deny => {}
                }
            }
        }
    }

    /// The tier in which policies isolate and rules allow.
    #[expect(clippy::too_many_arguments, reason = "a connection and the two sets that it is sorted into")]
    fn namespaced(
        &self,
        policies: &[usize],
        class: usize,
        way: Way,
        protocol: Protocol,
        port: u16,
        undecided: &mut Bits,
        allowed: &mut Bits,
    ) {
        let mut isolated = false;
        let mut granted = Bits::none(self.size(way));
        let mut denied = Bits::none(self.size(way));
        for policy in policies.iter().filter_map(|at| self.of_way(way, *at)) {
            isolated |= policy.isolates;
            for rule in &policy.rules {
                let Some(meant) = self.meant(rule, class, way, protocol, port) else { continue };
                if rule.action == Action::Deny { denied.add(&meant) } else { granted.add(&meant) }
            }
        }
        undecided.remove(&denied);
        granted.keep(undecided);
        allowed.add(&granted);
        if isolated {
            *undecided = Bits::none(self.size(way));
        } else {
            undecided.remove(&granted);
        }
    }

    /// Whom a rule means on a port: nobody where the port is another one.
    fn meant(&self, rule: &BoardRule, class: usize, way: Way, protocol: Protocol, port: u16) -> Option<Bits> {
        let Some(ports) = &rule.ports else { return Some(rule.peers.clone()) };
        let numbered = |own: &PortMatch| {
            matches!(own, PortMatch::Range { protocol: of, first, last }
                if of.is_none_or(|of| of == protocol) && (*first..=*last).contains(&port))
        };
        if ports.iter().any(numbered) {
            return Some(rule.peers.clone());
        }
        let named = |member: &Member| {
            let party = Party::Pod(member);
            !member.host_network && ports.iter().any(|own| own.means(&party, protocol, port))
        };
        match way {
            Way::Ingress => self.classes.get(class).is_some_and(named).then(|| rule.peers.clone()),
            Way::Egress => {
                if !ports.iter().any(|own| matches!(own, PortMatch::Named { .. })) {
                    return None;
                }
                let mut receivers = Bits::none(self.size(way));
                self.classes
                    .iter()
                    .enumerate()
                    .filter(|(_, member)| named(member))
                    .for_each(|(at, _)| receivers.set(at));
                receivers.keep(&rule.peers);
                Some(receivers)
            }
        }
    }
}

fn rules_of<'a>(policies: &'a [&Policy]) -> impl Iterator<Item = &'a Rule> {
    policies.iter().flat_map(|policy| policy.ingress.rules.iter().chain(&policy.egress.rules))
}

/// What tells pods apart.
#[derive(Debug, Default)]
struct Telling {
    /// The requirements on pods' labels, by key.
    keys: BTreeMap<String, Vec<Requirement>>,
    /// The requirements on namespaces' labels.
    namespaces: BTreeSet<Requirement>,
    /// Namespaces that are meant by their names.
    named: BTreeSet<String>,
    /// Names of ports.
    ports: BTreeSet<String>,
    /// Blocks of addresses.
    blocks: Vec<Peer>,
}

/// The namespace's answers, the labels' answers, the named ports, the blocks, the node of a host-network pod.
type Signature = (usize, Vec<usize>, Vec<(String, Protocol, u16)>, Vec<bool>, Option<Option<String>>);

impl Telling {
    fn of(policies: &[&Policy]) -> Self {
        let mut telling = Self::default();
        for policy in policies {
            telling.take(&policy.subject.namespaces, &policy.subject.pods);
        }
        for rule in rules_of(policies) {
            for peer in rule.peers.iter().flatten() {
                match peer {
                    Peer::Pods(pods) => telling.take(&pods.namespaces, &pods.pods),
                    Peer::Block(..) | Peer::Networks(_) => telling.blocks.push(peer.clone()),
                    Peer::Nodes(_) | Peer::Entity(_) | Peer::Outside => {}
                }
            }
            for port in rule.ports.iter().flatten() {
                if let PortMatch::Named { name, .. } = port {
                    telling.ports.insert(name.clone());
                }
            }
        }
        telling
    }

    fn take(&mut self, namespaces: &Namespaces, pods: &Selector) {
        match namespaces {
            Namespaces::Only(name) => {
                self.named.insert(name.clone());
            }
            Namespaces::Matching(selector) => self.namespaces.extend(selector.requirements.iter().cloned()),
        }
        for requirement in &pods.requirements {
            let of_key = self.keys.entry(requirement.key.clone()).or_default();
            if !of_key.contains(requirement) {
                of_key.push(requirement.clone());
            }
        }
    }

    fn classes(&self, scene: &Scene, engine: Engine) -> (Vec<Member>, Vec<Option<usize>>) {
        let mut namespaces: BTreeMap<(Option<&str>, Vec<bool>), usize> = BTreeMap::new();
        let nowhere = Labels::new();
        let mut answers: BTreeMap<&str, usize> = BTreeMap::new();
        for member in &scene.members {
            let name = member.namespace.as_str();
            if answers.contains_key(name) {
                continue;
            }
            let labels = scene.namespace(name).unwrap_or(&nowhere);
            let said = self.namespaces.iter().map(|requirement| requirement.matches(labels)).collect();
            let next = namespaces.len();
            let at = *namespaces.entry((self.named.contains(name).then_some(name), said)).or_insert(next);
            answers.insert(name, at);
        }
        let mut values: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        let mut said: BTreeMap<(&str, Vec<bool>), usize> = BTreeMap::new();
        let mut classes = Vec::new();
        let mut known: BTreeMap<Signature, usize> = BTreeMap::new();
        let class_of = scene.members.iter().map(|member| {
            if member.ended {
                return None;
            }
            let labels = self.keys.iter().map(|(key, requirements)| {
                let value = member.labels.get(key).map(String::as_str);
                *values.entry((key, value)).or_insert_with(|| {
                    let matched = requirements.iter().map(|requirement| requirement.matches(&member.labels)).collect();
                    let next = said.len();
                    *said.entry((key, matched)).or_insert(next)
                })
            });
            let labels: Vec<usize> = labels.collect();
            let named = member.ports.iter().filter_map(|port| {
                let name = port.name.as_ref().filter(|name| self.ports.contains(*name))?;
                Some((name.clone(), port.protocol, port.port))
            });
            let mut named: Vec<(String, Protocol, u16)> = named.collect();
            named.sort();
            named.dedup();
            let party = Party::of_member(scene, member);
            let blocks = self.blocks.iter().map(|peer| peer.means(scene, engine, &party, None)).collect();
            let node = member.host_network.then(|| member.node.clone());
            let namespace = answers.get(member.namespace.as_str()).copied().unwrap_or(0);
            let at = *known.entry((namespace, labels, named, blocks, node)).or_insert_with(|| {
                classes.push(member.clone());
                classes.len().saturating_sub(1)
            });
            Some(at)
        });
        let class_of = class_of.collect();
        (classes, class_of)
    }
}

/// The addresses outside, cut at the borders of every set that rules of a direction name. IPv6 only where one names it.
fn external(policies: &[&Policy], way: Way) -> Vec<External> {
    let mut borders: [BTreeSet<u128>; 2] = [BTreeSet::from([0]), BTreeSet::new()];
    let mut cut = |prefix: &Prefix| {
        let (first, last) = prefix.span();
        let [ipv4, ipv6] = &mut borders;
        let of_family = if prefix.is_ipv4() { ipv4 } else { ipv6 };
        if !prefix.is_ipv4() {
            of_family.insert(0);
        }
        of_family.insert(first);
        of_family.extend(last.checked_add(1));
    };
    for rule in policies.iter().flat_map(|policy| &policy.direction(way).rules) {
        for peer in rule.peers.iter().flatten() {
            match peer {
                Peer::Block(prefix, except) => {
                    cut(prefix);
                    except.iter().for_each(&mut cut);
                }
                Peer::Networks(prefixes) => prefixes.iter().for_each(&mut cut),
                _ => {}
            }
        }
    }
    let mut all = Vec::new();
    for (ipv4, borders) in [true, false].into_iter().zip(&borders) {
        let end = if ipv4 { u128::from(u32::MAX) } else { u128::MAX };
        let firsts: Vec<u128> = borders.iter().copied().filter(|first| *first <= end).collect();
        for (at, first) in firsts.iter().enumerate() {
            let next = firsts.get(at.saturating_add(1)).and_then(|next| next.checked_sub(1));
            all.push(External { first: address(ipv4, *first), last: address(ipv4, next.unwrap_or(end)) });
        }
    }
    all
}

fn address(ipv4: bool, number: u128) -> IpAddr {
    if ipv4 {
        IpAddr::V4(Ipv4Addr::from(u32::try_from(number).unwrap_or(u32::MAX)))
    } else {
        IpAddr::V6(Ipv6Addr::from(number))
    }
}
