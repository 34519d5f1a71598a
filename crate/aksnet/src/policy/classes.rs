//! Everybody in few classes: two pods are of one class when no rule can tell them apart.
//!
//! They have the same answers to every requirement on their labels and on those of their namespace, the same named ports that rules
//! ask for, and are in the same address blocks. A value of a label is looked up once: which requirements list it. Labels that no
//! selector mentions (`pod-template-hash`) are not looked at, so that their number does not count.

use super::engine::Engine;
use super::hash::Map;
use super::party::Party;
use super::rule::{Namespaces, Peer, Pods, Policy, PortMatch, Rule};
use super::scene::{Member, Scene};
use super::sets::{Bits, narrow, wide};
use super::words::Words;
use crate::kubernetes::{Labels, Operator, Protocol, Requirement, Selector};
use crate::prefix::Prefix;
use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

/// What the requirements on one key tell of its values.
#[derive(Debug, Default)]
struct Key {
    /// Which requirements list a value, as a number: values in the same lists have the same.
    said: Map<String, u32>,
    /// Some requirement asks whether the key is there.
    presence: bool,
}

/// What the requirements on labels tell apart.
#[derive(Debug, Default)]
struct Keys(BTreeMap<String, Key>);

impl Keys {
    fn of<'a>(requirements: impl Iterator<Item = &'a Requirement>) -> Self {
        let mut listed: BTreeMap<&str, Map<&str, Vec<usize>>> = BTreeMap::new();
        let mut keys = Self::default();
        let mut seen = HashSet::new();
        for (at, requirement) in requirements.filter(|requirement| seen.insert(*requirement)).enumerate() {
            let of_key = listed.entry(&requirement.key).or_default();
            for value in &requirement.values {
                of_key.entry(value).or_default().push(at);
            }
            let key = keys.0.entry(requirement.key.clone()).or_default();
            key.presence |= matches!(requirement.operator, Operator::Exists | Operator::DoesNotExist);
        }
        for (name, values) in listed {
            let mut lists: Map<Vec<usize>, u32> = Map::default();
            let Some(key) = keys.0.get_mut(name) else { continue };
            for (value, list) in values {
                // 0 is what no requirement tells from an absent label, 1 a label that is there.
                let next = narrow(lists.len().saturating_add(2));
                key.said.insert(value.to_owned(), *lists.entry(list).or_insert(next));
            }
        }
        keys
    }

    /// The same by the scene's numbers of words.
    fn by_number(&self, words: &Words) -> NumberedKeys {
        let mut keys = NumberedKeys::default();
        for (at, (name, key)) in (0u32..).zip(&self.0) {
            // A key that no member has tells nobody apart.
            let Some(number) = words.number(name) else { continue };
            let said = key.said.iter().filter_map(|(value, said)| Some((words.number(value)?, *said)));
            keys.0.insert(number, (at, u32::from(key.presence), said.collect()));
        }
        keys
    }

    /// Writes what is told of some labels: nothing for labels that are not told from absent ones. Both are sorted by their keys.
    fn write(&self, labels: &Labels, signature: &mut Vec<u32>) {
        let mut labels = labels.iter().peekable();
        for (at, (name, key)) in (0u32..).zip(&self.0) {
            while labels.next_if(|(own, _)| *own < name).is_some() {}
            let Some((_, value)) = labels.next_if(|(own, _)| *own == name) else { continue };
            let said = key.said.get(value).copied().unwrap_or(u32::from(key.presence));
            if said != 0 {
                signature.extend([at, said]);
            }
        }
    }
}

/// The same by the numbers of words: of each key its place, what is said of a value that no requirement lists, and of the others.
#[derive(Debug, Default)]
struct NumberedKeys(Map<u32, (u32, u32, Map<u32, u32>)>);

impl NumberedKeys {
    /// Labels come in the order of their keys' text, as `Keys` has them.
    fn write(&self, labels: &[(u32, u32)], signature: &mut Vec<u32>) {
        for (key, value) in labels {
            let Some((at, unlisted, said)) = self.0.get(key) else { continue };
            let said = said.get(value).copied().unwrap_or(*unlisted);
            if said != 0 {
                signature.extend([*at, said]);
            }
        }
    }
}

/// What tells pods apart.
#[derive(Debug, Default)]
struct Telling {
    labels: Keys,
    namespaces: Keys,
    /// Namespaces that are meant by their names.
    named: HashSet<String>,
    /// Names of ports.
    ports: Map<String, u32>,
    /// Blocks of addresses.
    blocks: Vec<Peer>,
}

/// The classes, and where their labels lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Classes {
    /// The place of a member of each among the scene's.
    pub one_of: Vec<usize>,
    /// The class of each member of the scene; none for pods that have ended.
    pub of_member: Vec<Option<u32>>,
    /// The label keys that selectors of pods ask for.
    pub keys: Vec<String>,
    /// Those on their node's network.
    pub hosts: Vec<usize>,
    /// Those of pods within some block.
    addressed: Vec<usize>,
    /// Those of each namespace that rules mean by its name.
    of_namespace: Map<String, Vec<usize>>,
    /// Namespaces that no rule tells apart, with their classes.
    groups: Vec<Vec<usize>>,
    group_labels: LabelIndex,
    labels: LabelIndex,
}

/// Where labels lead, by key and value.
#[derive(Clone, Debug, Default)]
struct LabelIndex {
    size: usize,
    places: Map<String, Map<String, Vec<usize>>>,
}

impl LabelIndex {
    fn of<'a>(keys: &Keys, all: impl Iterator<Item = &'a Labels>) -> Self {
        let mut index = Self::default();
        for name in keys.0.keys() {
            index.places.insert(name.clone(), Map::default());
        }
        for (at, labels) in all.enumerate() {
            index.size = at.saturating_add(1);
            for (key, value) in labels {
                let Some(values) = index.places.get_mut(key) else { continue };
                match values.get_mut(value) {
                    Some(places) => places.push(at),
                    None => drop(values.insert(value.clone(), vec![at])),
                }
            }
        }
        index
    }

    fn meets(&self, requirement: &Requirement) -> Bits {
        let mut listed = Bits::none(self.size);
        let values = self.places.get(&requirement.key);
        let mut add = |places: &Vec<usize>| places.iter().for_each(|at| listed.set(*at));
        if matches!(requirement.operator, Operator::In | Operator::NotIn) {
            requirement.values.iter().filter_map(|value| values?.get(value)).for_each(&mut add);
        } else if let Some(values) = values {
            values.values().for_each(&mut add);
        }
        if matches!(requirement.operator, Operator::In | Operator::Exists) {
            return listed;
        }
        let mut others = Bits::all(self.size);
        others.remove(&listed);
        others
    }

    fn selects(&self, selector: &Selector) -> Bits {
        let mut all = Bits::all(self.size);
        selector.requirements.iter().for_each(|requirement| all.keep(&self.meets(requirement)));
        all
    }
}

impl Classes {
    /// `names` are ports that the question asks for by name.
    pub(super) fn of(scene: &Scene, engine: Engine, policies: &[&Policy], names: &[&str]) -> Self {
        let telling = Telling::of(policies, names);
        let mut classes = Self { keys: telling.labels.0.keys().cloned().collect(), ..Self::default() };
        let nowhere = Labels::new();
        let mut groups: Map<Vec<u32>, u32> = Map::default();
        let mut group_labels = Vec::new();
        let mut group_of: Map<u32, u32> = Map::default();
        let keys = telling.labels.by_number(&scene.words);
        let blocks = Blocks::of(&telling.blocks, engine);
        let mut nodes: Map<Option<&str>, u32> = Map::default();
        let mut known: Map<Vec<u32>, u32> = Map::default();
        let mut signature = Vec::new();
        for (at, (member, words)) in scene.members.iter().zip(&scene.words.of_member).enumerate() {
            if member.ended {
                classes.of_member.push(None);
                continue;
            }
            let group = *group_of.entry(words.namespace).or_insert_with(|| {
                let labels = scene.namespace(&member.namespace).unwrap_or(&nowhere);
                let mut said = Vec::new();
                telling.namespaces.write(labels, &mut said);
                if telling.named.contains(&member.namespace) {
                    // A namespace that rules mean by its name is a group of its own.
                    said.extend([u32::MAX, narrow(group_labels.len())]);
                }
                let next = narrow(group_labels.len());
                *groups.entry(said).or_insert_with(|| {
                    group_labels.push(labels);
                    next
                })
            });
            signature.clear();
            signature.push(group);
            keys.write(&words.labels, &mut signature);
            telling.write(member, &mut signature);
            let mut has_blocks = false;
            if member.host_network {
                let next = narrow(nodes.len());
                let node = *nodes.entry(member.node.as_deref()).or_insert(next);
                let party = Party::of_member(scene, member);
                signature.extend([u32::MAX, node]);
                signature.extend(telling.blocks.iter().map(|peer| u32::from(peer.means(scene, engine, &party, None))));
            } else {
                let said = blocks.said(&member.addresses);
                has_blocks = !said.is_empty();
                signature.push(u32::MAX.saturating_sub(1));
                signature.extend(said);
            }
            let class = known.get(signature.as_slice()).copied().unwrap_or_else(|| {
                let class = narrow(classes.one_of.len());
                known.insert(signature.clone(), class);
                classes.add(at, member, group, has_blocks, &telling);
                class
            });
            classes.of_member.push(Some(class));
        }
        let one_of = classes.one_of.iter().filter_map(|at| scene.members.get(*at));
        classes.labels = LabelIndex::of(&telling.labels, one_of.map(|member| &member.labels));
        classes.group_labels = LabelIndex::of(&telling.namespaces, group_labels.into_iter());
        classes
    }

    fn add(&mut self, at: usize, member: &Member, group: u32, has_blocks: bool, telling: &Telling) {
        let class = self.one_of.len();
        self.one_of.push(at);
        if member.host_network {
            self.hosts.push(class);
        } else if has_blocks {
            self.addressed.push(class);
        }
        if telling.named.contains(&member.namespace) {
            self.of_namespace.entry(member.namespace.clone()).or_default().push(class);
        }
        if self.groups.len() <= wide(group) {
            self.groups.resize(wide(group).saturating_add(1), Vec::new());
        }
        self.groups.get_mut(wide(group)).into_iter().for_each(|classes| classes.push(class));
    }

    pub(super) const fn len(&self) -> usize {
        self.one_of.len()
    }

    /// Sets the places of the pods that are meant.
    pub(super) fn pods(&self, scene: &Scene, pods: &Pods, out: &mut Bits) {
        let selector = match &pods.namespaces {
            Namespaces::Only(name) => {
                for class in self.of_namespace.get(name).into_iter().flatten() {
                    let member = self.one_of.get(*class).and_then(|at| scene.members.get(*at));
                    if member.is_some_and(|member| !member.host_network && pods.pods.matches(&member.labels)) {
                        out.set(*class);
                    }
                }
                return;
            }
            Namespaces::Matching(selector) => selector,
        };
        let mut chosen = self.labels.selects(&pods.pods);
        if !selector.requirements.is_empty() {
            let groups = self.group_labels.selects(selector);
            let mut within = Bits::none(self.len());
            for (at, classes) in self.groups.iter().enumerate() {
                if groups.words().get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1) {
                    classes.iter().for_each(|class| within.set(*class));
                }
            }
            chosen.keep(&within);
        }
        self.hosts.iter().for_each(|class| chosen.unset(*class));
        out.add(&chosen);
    }

    /// Sets the places of the classes that a block, a selector of nodes or a group of Cilium's means.
    pub(super) fn others(&self, scene: &Scene, engine: Engine, peer: &Peer, out: &mut Bits) {
        let mut ask = |class: usize| {
            let member = self.one_of.get(class).and_then(|at| scene.members.get(*at));
            if member.is_some_and(|member| peer.means(scene, engine, &Party::of_member(scene, member), None)) {
                out.set(class);
            }
        };
        match peer {
            Peer::Block(..) | Peer::Networks(_) => {
                self.hosts.iter().chain(&self.addressed).for_each(|class| ask(*class));
            }
            Peer::Nodes(_) => self.hosts.iter().for_each(|class| ask(*class)),
            Peer::Pods(_) | Peer::Entity(_) | Peer::Outside => (0..self.len()).for_each(ask),
        }
    }
}

/// The rules of both directions.
pub(super) fn rules_of<'a>(policies: &'a [&Policy]) -> impl Iterator<Item = &'a Rule> {
    policies.iter().flat_map(|policy| policy.ingress.rules.iter().chain(&policy.egress.rules))
}

impl Telling {
    fn of(policies: &[&Policy], names: &[&str]) -> Self {
        let peers = || rules_of(policies).flat_map(|rule| rule.peers.iter().flatten());
        let chosen = || {
            let peers = peers().filter_map(|peer| match peer {
                Peer::Pods(pods) => Some(pods),
                _ => None,
            });
            policies.iter().map(|policy| &policy.subject).chain(peers)
        };
        let namespaces = chosen().filter_map(|pods| match &pods.namespaces {
            Namespaces::Matching(selector) => Some(selector),
            Namespaces::Only(_) => None,
        });
        let mut telling = Self {
            labels: Keys::of(chosen().flat_map(|pods| &pods.pods.requirements)),
            namespaces: Keys::of(namespaces.flat_map(|selector| &selector.requirements)),
            ..Self::default()
        };
        for pods in chosen() {
            if let Namespaces::Only(name) = &pods.namespaces
                && !telling.named.contains(name)
            {
                telling.named.insert(name.clone());
            }
        }
        let mut seen = HashSet::new();
        let is_block = |peer: &&Peer| matches!(peer, Peer::Block(..) | Peer::Networks(_));
        telling.blocks = peers().filter(is_block).filter(|peer| seen.insert(*peer)).cloned().collect();
        let mut name = |name: &str| {
            let next = narrow(telling.ports.len());
            telling.ports.entry(name.to_owned()).or_insert(next);
        };
        names.iter().for_each(|own| name(own));
        for port in rules_of(policies).flat_map(|rule| rule.ports.iter().flatten()) {
            if let PortMatch::Named { name: own, .. } = port {
                name(own);
            }
        }
        telling
    }

    /// What is told of a member's named ports.
    fn write(&self, member: &Member, signature: &mut Vec<u32>) {
        if self.ports.is_empty() {
            return;
        }
        let named = member.ports.iter().filter_map(|port| {
            let name = self.ports.get(port.name.as_ref()?)?;
            let protocol = match port.protocol {
                Protocol::Tcp => 0,
                Protocol::Udp => 1,
                Protocol::Sctp => 2,
            };
            Some([*name, protocol, u32::from(port.port)])
        });
        let mut named: Vec<[u32; 3]> = named.collect();
        named.sort_unstable();
        named.dedup();
        signature.push(u32::MAX.saturating_sub(2));
        signature.extend(named.iter().flatten());
    }
}

/// Which blocks hold an address: the address space cut at the borders of all of them.
struct Blocks {
    /// By family: where each run begins, and a number for the blocks that hold it; 0 for none.
    runs: [Vec<(u128, u32)>; 2],
}

impl Blocks {
    fn of(blocks: &[Peer], engine: Engine) -> Self {
        let counting = |peer: &&Peer| matches!(peer, Peer::Networks(_)) || engine.blocks_hold_pods();
        let blocks: Vec<&Peer> = blocks.iter().filter(counting).collect();
        let mut borders = Borders::default();
        blocks.iter().for_each(|peer| borders.cut(peer));
        let mut numbers: Map<Vec<usize>, u32> = Map::default();
        numbers.insert(Vec::new(), 0);
        let runs = borders.runs().map(|firsts| {
            let mut lists = vec![Vec::new(); firsts.len()];
            for (number, peer) in blocks.iter().enumerate() {
                for at in places_of(peer, &firsts, |first| *first) {
                    lists.get_mut(at).into_iter().for_each(|list: &mut Vec<usize>| list.push(number));
                }
            }
            let number = |list: Vec<usize>| {
                let next = narrow(numbers.len());
                *numbers.entry(list).or_insert(next)
            };
            let numbers: Vec<u32> = lists.into_iter().map(number).collect();
            firsts.iter().map(|(_, first)| *first).zip(numbers).collect()
        });
        Self { runs }
    }

    /// The numbers of a pod's addresses; nothing where no block holds any.
    fn said(&self, addresses: &[IpAddr]) -> Vec<u32> {
        let [ipv4, ipv6] = &self.runs;
        let of_address = |address: &IpAddr| {
            let (runs, number) = match address {
                IpAddr::V4(address) => (ipv4, u128::from(u32::from(*address))),
                IpAddr::V6(address) => (ipv6, u128::from(*address)),
            };
            let behind = runs.partition_point(|(first, _)| *first <= number);
            runs.get(behind.checked_sub(1)?).map(|(_, said)| *said).filter(|said| *said != 0)
        };
        addresses.iter().filter_map(of_address).collect()
    }
}

/// The borders of sets of addresses, by family.
#[derive(Clone, Debug, Default)]
pub(super) struct Borders([std::collections::BTreeSet<u128>; 2]);

impl Borders {
    pub(super) fn cut(&mut self, peer: &Peer) {
        match peer {
            Peer::Block(prefix, except) => {
                self.cut_at(prefix);
                except.iter().for_each(|prefix| self.cut_at(prefix));
            }
            Peer::Networks(prefixes) => prefixes.iter().for_each(|prefix| self.cut_at(prefix)),
            _ => {}
        }
    }

    fn cut_at(&mut self, prefix: &Prefix) {
        let (first, last) = prefix.span();
        let [ipv4, ipv6] = &mut self.0;
        let of_family = if prefix.is_ipv4() { ipv4 } else { ipv6 };
        if !prefix.is_ipv4() {
            of_family.insert(0);
        }
        of_family.insert(first);
        of_family.extend(last.checked_add(1));
    }

    /// Where runs begin, with their family. IPv4 has one at least, IPv6 only where some set is of it.
    pub(super) fn runs(mut self) -> [Vec<(bool, u128)>; 2] {
        let [ipv4, ipv6] = &mut self.0;
        ipv4.insert(0);
        let of_v4 = ipv4.iter().filter(|first| **first <= u128::from(u32::MAX)).map(|first| (true, *first)).collect();
        [of_v4, ipv6.iter().map(|first| (false, *first)).collect()]
    }
}

/// The places of the runs that a block holds, in a list that is cut at its borders: `first` says where one begins.
pub(super) fn places_of<T>(peer: &Peer, runs: &[T], first: impl Fn(&T) -> (bool, u128)) -> Vec<usize> {
    let run_of = |prefix: &Prefix| {
        let (from, to) = prefix.span();
        let family = prefix.is_ipv4();
        // IPv4 stands before IPv6.
        let before = |border: u128, at: &T| {
            let (ipv4, own) = first(at);
            if ipv4 == family { own < border } else { ipv4 }
        };
        let begin = runs.partition_point(|at| before(from, at));
        let end = match to.checked_add(1) {
            Some(end) => runs.partition_point(|at| before(end, at)),
            None => runs.len(),
        };
        begin..end
    };
    let mut places: Vec<usize> = match peer {
        Peer::Block(prefix, except) => {
            let except: Vec<_> = except.iter().map(run_of).collect();
            run_of(prefix).filter(|at| !except.iter().any(|run| run.contains(at))).collect()
        }
        Peer::Networks(prefixes) => prefixes.iter().flat_map(run_of).collect(),
        _ => Vec::new(),
    };
    places.sort_unstable();
    places.dedup();
    places
}
