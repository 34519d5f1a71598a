//! The policies as sets over classes: what all pairs are computed from.
//!
//! For one port the answer of a class is a set of classes and external ranges. Two ports on which the same rules of a class hold have
//! the same set, and so have two classes whose rules mean the same peers: each is made once and kept by its rules (`columns.rs`).
//! External addresses are cut at the borders of the sets that rules name.
//!
//! With k classes, P policies and p ports: making the board takes the labels of each pod once, and for each rule the classes that its
//! selectors list. A question takes k × p steps for the rules' ports, and for each different list of rules one union of k / 64 words.
//! A square of k × k is made only when somebody reads `bits`. One policy less asks again only those whom it selects.
//!
//! The limits: a pod's own node, which always reaches it, is not told from other nodes here, and host-network pods are seen as their
//! node. Where every selector chooses its own part of all classes, the sets are dense, and k classes take k × k / 8 bytes.

use super::classes::{Borders, Classes, places_of};
use super::engine::Engine;
use super::hash::Map;
use super::party::Party;
use super::rule::{Action, Direction, Peer, Policy, PortMatch, Tier, Way};
use super::scene::{Member, Scene};
use super::sets::{Bits, Rows, narrow};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A run of external addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct External {
    pub first: IpAddr,
    pub last: IpAddr,
}

/// A rule: whom it means, as the number of a set, and on which ports, as the number of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoardRule {
    pub action: Action,
    pub peers: u32,
    /// None: all ports.
    pub ports: Option<u32>,
}

/// What a policy does in one direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    pub isolates: bool,
    pub rules: Vec<BoardRule>,
}

/// A policy, and whom it selects.
#[derive(Clone, Debug)]
pub(super) struct BoardPolicy {
    pub object: String,
    pub tier: Tier,
    /// The question adds it to those of the environment.
    pub added: bool,
    pub ingress: Side,
    pub egress: Side,
    pub selected: Vec<u32>,
}

impl BoardPolicy {
    pub(super) const fn side(&self, way: Way) -> &Side {
        match way {
            Way::Ingress => &self.ingress,
            Way::Egress => &self.egress,
        }
    }
}

/// The classes and the policies over them.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub classes: Classes,
    /// Where connections from outside come from.
    pub sources: Vec<External>,
    /// Where connections to the outside go.
    pub targets: Vec<External>,
    /// The sets that rules mean.
    pub peers: Rows,
    pub policies: Vec<BoardPolicy>,
    /// The policies of each class, in the order in which they are asked.
    pub selecting: Vec<Vec<u32>>,
    /// The different lists of ports that rules have.
    pub port_lists: Vec<Vec<PortMatch>>,
}

/// What is made once for all rules that say the same.
struct Making<'a> {
    scene: &'a Scene,
    engine: Engine,
    scratch: [Bits; 2],
    peers: [Map<Option<&'a [Peer]>, u32>; 2],
    ports: Map<&'a [PortMatch], u32>,
}

impl Board {
    /// `added` are the places of policies that the question adds, `names` ports that it asks for by name.
    pub(super) fn of(scene: &Scene, policies: &[Policy], added: &[usize], engine: Engine, names: &[&str]) -> Self {
        let counting = |policy: &&Policy| engine != Engine::None && (!policy.is_cilium || engine.reads_cilium());
        let more = policies.iter().enumerate().filter(|(_, policy)| counting(policy));
        let more: Vec<bool> = more.map(|(at, _)| added.contains(&at)).collect();
        let policies: Vec<&Policy> = policies.iter().filter(counting).collect();
        let classes = Classes::of(scene, engine, &policies, names);
        let mut board = Self {
            sources: external(&policies, Way::Ingress),
            targets: external(&policies, Way::Egress),
            peers: Rows::default(),
            policies: Vec::new(),
            selecting: vec![Vec::new(); classes.len()],
            port_lists: Vec::new(),
            classes,
        };
        let mut making = Making {
            scene,
            engine,
            scratch: [Way::Ingress, Way::Egress].map(|way| Bits::none(board.size(way))),
            peers: [Map::default(), Map::default()],
            ports: Map::default(),
        };
        let mut selected = Bits::none(board.classes.len());
        for ((at, policy), added) in (0u32..).zip(policies).zip(more) {
            selected.clear();
            board.classes.pods(scene, &policy.subject, &mut selected);
            let mut row = Rows::default();
            row.push(&selected);
            let selected: Vec<u32> = row.row(0).places().map(narrow).collect();
            for class in row.row(0).places() {
                board.selecting.get_mut(class).into_iter().for_each(|policies| policies.push(at));
            }
            let ingress = board.side(&mut making, &policy.ingress, Way::Ingress);
            let egress = board.side(&mut making, &policy.egress, Way::Egress);
            board.policies.push(BoardPolicy {
                object: policy.object.clone(),
                tier: policy.tier,
                added,
                ingress,
                egress,
                selected,
            });
        }
        board
    }

    fn side<'a>(&mut self, making: &mut Making<'a>, direction: &'a Direction, way: Way) -> Side {
        let mut side = Side { isolates: direction.isolates, rules: Vec::new() };
        for rule in &direction.rules {
            let ports = rule.ports.as_ref().map(|ports| {
                let next = narrow(self.port_lists.len());
                let number = *making.ports.entry(ports).or_insert(next);
                if number == next {
                    self.port_lists.push(ports.clone());
                }
                number
            });
            let peers = self.peers(making, rule.peers.as_deref(), way);
            side.rules.push(BoardRule { action: rule.action, peers, ports });
        }
        side
    }

    fn peers<'a>(&mut self, making: &mut Making<'a>, peers: Option<&'a [Peer]>, way: Way) -> u32 {
        let ([ingress, egress], [bits_in, bits_out]) = (&mut making.peers, &mut making.scratch);
        let (known, scratch, ranges) = match way {
            Way::Ingress => (ingress, bits_in, &self.sources),
            Way::Egress => (egress, bits_out, &self.targets),
        };
        if let Some(number) = known.get(&peers) {
            return *number;
        }
        let behind = self.classes.len();
        scratch.clear();
        match peers {
            None => scratch.set_run(0, behind.saturating_add(ranges.len())),
            Some(peers) => {
                for peer in peers {
                    match peer {
                        Peer::Pods(pods) => self.classes.pods(making.scene, pods, scratch),
                        Peer::Block(..) | Peer::Networks(_) => {
                            self.classes.others(making.scene, making.engine, peer, scratch);
                            for at in places_of(peer, ranges, begins) {
                                scratch.set(behind.saturating_add(at));
                            }
                        }
                        Peer::Nodes(_) | Peer::Entity(_) | Peer::Outside => {
                            self.classes.others(making.scene, making.engine, peer, scratch);
                            for (at, range) in ranges.iter().enumerate() {
                                if peer.means(making.scene, making.engine, &Party::Address(range.first), None) {
                                    scratch.set(behind.saturating_add(at));
                                }
                            }
                        }
                    }
                }
            }
        }
        let number = self.peers.push(scratch);
        known.insert(peers, number);
        number
    }

    /// Classes, then the external ranges of this direction.
    pub(super) fn size(&self, way: Way) -> usize {
        let ranges = match way {
            Way::Ingress => self.sources.len(),
            Way::Egress => self.targets.len(),
        };
        self.classes.len().saturating_add(ranges)
    }

    /// A member of a class.
    pub(super) fn member<'a>(&self, scene: &'a Scene, class: usize) -> Option<&'a Member> {
        self.classes.one_of.get(class).and_then(|at| scene.members.get(*at))
    }
}

fn begins(range: &External) -> (bool, u128) {
    match range.first {
        IpAddr::V4(address) => (true, u128::from(u32::from(address))),
        IpAddr::V6(address) => (false, u128::from(address)),
    }
}

/// The addresses outside, cut at the borders of every set that rules of a direction name. IPv6 only where one names it.
fn external(policies: &[&Policy], way: Way) -> Vec<External> {
    let mut borders = Borders::default();
    for rule in policies.iter().flat_map(|policy| &policy.direction(way).rules) {
        rule.peers.iter().flatten().for_each(|peer| borders.cut(peer));
    }
    let mut all = Vec::new();
    for firsts in borders.runs() {
        for (at, (ipv4, first)) in firsts.iter().enumerate() {
            let end = if *ipv4 { u128::from(u32::MAX) } else { u128::MAX };
            let next = firsts.get(at.saturating_add(1)).and_then(|(_, next)| next.checked_sub(1));
            all.push(External { first: address(*ipv4, *first), last: address(*ipv4, next.unwrap_or(end)) });
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
