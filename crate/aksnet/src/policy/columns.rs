//! Who is let in and out on some ports: for each class and port the number of a set, and each different set once.

use super::board::{Board, BoardRule};
use super::hash::Map;
use super::party::Party;
use super::rule::{Action, PortMatch, Tier, Way};
use super::scene::{Member, Scene};
use super::sets::{Bits, Row, Rows, narrow, wide};
use crate::kubernetes::Protocol;

/// A port of the question.
pub(super) type Port = (Protocol, u16);

/// One direction.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    /// Port × classes + class: the number of a row.
    pub row_of: Vec<u32>,
    pub rows: Rows,
}

/// Both directions.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub classes: usize,
    pub ingress: Column,
    pub egress: Column,
}

impl Column {
    pub(super) fn row(&self, classes: usize, port: usize, class: usize) -> Row<'_> {
        let at = port.saturating_mul(classes).saturating_add(class);
        self.rows.row(self.row_of.get(at).copied().unwrap_or(u32::MAX))
    }
}

impl Columns {
    /// Asks all classes.
    pub(super) fn of(board: &Board, scene: &Scene, ports: &[Port]) -> Self {
        let classes = board.classes.len();
        let all: Vec<u32> = (0..narrow(classes)).collect();
        let mut columns = Self { classes, ..Self::default() };
        let asking = Asking { board, scene, ports, without: &[] };
        asking.fill(&all, Way::Ingress, &mut columns.ingress);
        asking.fill(&all, Way::Egress, &mut columns.egress);
        columns
    }

    /// The same without some policies: asks those again whom they select.
    pub(super) fn without(&self, board: &Board, scene: &Scene, ports: &[Port], without: &[u32]) -> Self {
        let mut columns = self.clone();
        let policies = without.iter().filter_map(|at| board.policies.get(wide(*at)));
        let mut selected: Vec<u32> = policies.flat_map(|policy| policy.selected.iter().copied()).collect();
        selected.sort_unstable();
        selected.dedup();
        let asking = Asking { board, scene, ports, without };
        asking.fill(&selected, Way::Ingress, &mut columns.ingress);
        asking.fill(&selected, Way::Egress, &mut columns.egress);
        columns
    }

    pub(super) fn allow(&self, port: usize, from: usize, to: usize) -> bool {
        self.egress.row(self.classes, port, from).has(to) && self.ingress.row(self.classes, port, to).has(from)
    }
}

/// A rule of a class.
#[derive(Clone, Copy)]
struct Asked {
    tier: Tier,
    rule: BoardRule,
}

struct Asking<'a> {
    board: &'a Board,
    scene: &'a Scene,
    ports: &'a [Port],
    /// The policies that are left out, by their places.
    without: &'a [u32],
}

impl Asking<'_> {
    fn fill(&self, classes: &[u32], way: Way, column: &mut Column) {
        column.row_of.resize(self.ports.len().saturating_mul(self.board.classes.len()), 0);
        let mut made = Made {
            open: Map::default(),
            isolated: Map::default(),
            narrowed: Map::default(),
            size: self.board.size(way),
            undecided: Bits::none(self.board.size(way)),
            peers: &self.board.peers,
            fewer: Rows::default(),
        };
        // Ports are asked 64 at a time, one bit each.
        for (chunk, ports) in self.ports.chunks(64).enumerate() {
            let first = chunk.saturating_mul(64);
            let numbered: Vec<u64> = self.board.port_lists.iter().map(|list| numbered(list, ports)).collect();
            let named: Vec<bool> = self.board.port_lists.iter().map(|list| list.iter().any(is_named)).collect();
            let receivers = named.iter().enumerate().map(|(list, named)| match way {
                Way::Egress if *named => self.received(list, ports),
                _ => 0,
            });
            let lists = Lists { ports, receivers: receivers.collect(), numbered, named };
            let mut rules = Vec::new();
            for class in classes {
                rules.clear();
                let isolated = self.rules(*class, way, &mut rules);
                self.class(wide(*class), first, way, isolated, &rules, &lists, &mut made, column);
            }
        }
    }

    /// The rules of a class, in the order in which they are asked; whether some policy isolates it.
    fn rules(&self, class: u32, way: Way, rules: &mut Vec<Asked>) -> bool {
        let mut isolated = false;
        for at in self.board.selecting.get(wide(class)).into_iter().flatten() {
            if self.without.contains(at) {
                continue;
            }
            let Some(policy) = self.board.policies.get(wide(*at)) else { continue };
            let side = policy.side(way);
            isolated |= policy.tier == Tier::Namespaced && side.isolates;
            rules.extend(side.rules.iter().map(|rule| Asked { tier: policy.tier, rule: *rule }));
        }
        isolated
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one class of one direction, with what is known of the ports and sets"
    )]
    fn class(
        &self,
        class: usize,
        first: usize,
        way: Way,
        isolated: bool,
        rules: &[Asked],
        lists: &Lists<'_>,
        made: &mut Made<'_>,
        column: &mut Column,
    ) {
        let whole = u64::MAX >> 64usize.saturating_sub(lists.ports.len()).min(63);
        // Ports on which the same rules hold stay together.
        let mut groups = vec![whole];
        for asked in rules {
            let Some(list) = asked.rule.ports.map(wide) else { continue };
            let mask = if lists.named.get(list) == Some(&true) {
                // A name means another number on each receiver: each of its ports is a group of its own.
                let own = self.named(class, way, list, lists);
                let split =
                    |group: &u64| (0..64u32).map(|bit| 1u64 << bit).filter(|bit| group & own & bit != 0).collect();
                let single: Vec<u64> = groups.iter().flat_map::<Vec<u64>, _>(split).collect();
                groups.iter_mut().for_each(|group| *group &= !own);
                groups.extend(single);
                continue;
            } else {
                lists.numbered.get(list).copied().unwrap_or_default()
            };
            for at in 0..groups.len() {
                let Some(group) = groups.get_mut(at) else { continue };
                let beside = *group & !mask;
                if beside != 0 && *group & mask != 0 {
                    *group &= mask;
                    groups.push(beside);
                }
            }
        }
        for group in groups.into_iter().filter(|group| *group != 0) {
            let number = self.row(class, way, isolated, rules, lists, group, made, column);
            for bit in (0..lists.ports.len()).filter(|bit| group >> bit & 1 == 1) {
                let port = first.saturating_add(bit);
                let at = port.saturating_mul(self.board.classes.len()).saturating_add(class);
                column.row_of.get_mut(at).into_iter().for_each(|own| *own = number);
            }
        }
    }

    /// The ports that a list with names means: of the class itself, or of any receiver.
    fn named(&self, class: usize, way: Way, list: usize, lists: &Lists<'_>) -> u64 {
        match way {
            Way::Egress => lists.receivers.get(list).copied().unwrap_or_default(),
            Way::Ingress => self.means(class, list, lists.ports),
        }
    }

    fn received(&self, list: usize, ports: &[Port]) -> u64 {
        (0..self.board.classes.len()).fold(0, |mask, class| mask | self.means(class, list, ports))
    }

    /// The ports that a list means on one receiver.
    fn means(&self, class: usize, list: usize, ports: &[Port]) -> u64 {
        let Some(list) = self.board.port_lists.get(list) else { return 0 };
        let receiver = self.member(class).filter(|member| !member.host_network).map(Party::Pod);
        let named = |(protocol, port): &Port| {
            receiver.as_ref().is_some_and(|party| list.iter().any(|own| own.means(party, *protocol, *port)))
        };
        let mask = numbered(list, ports);
        ports.iter().enumerate().fold(mask, |mask, (bit, port)| mask | u64::from(named(port)) << bit)
    }

    fn member(&self, class: usize) -> Option<&Member> {
        self.board.member(self.scene, class)
    }

    /// The row of the rules that hold on a group of ports.
    #[expect(clippy::too_many_arguments, reason = "as `class`")]
    fn row(
        &self,
        class: usize,
        way: Way,
        isolated: bool,
        rules: &[Asked],
        lists: &Lists<'_>,
        group: u64,
        made: &mut Made<'_>,
        column: &mut Column,
    ) -> u32 {
        let mut holding: Vec<Holding> = Vec::new();
        for Asked { tier, rule } in rules {
            let set = match rule.ports {
                None => Some(rule.peers),
                Some(list) if lists.numbered.get(wide(list)).is_some_and(|mask| mask & group != 0) => Some(rule.peers),
                Some(list) if lists.named.get(wide(list)) == Some(&true) => {
                    let port = lists.ports.get(wide(group.trailing_zeros())).copied();
                    port.and_then(|port| self.meant(class, way, rule.peers, list, port, made))
                }
                Some(_) => None,
            };
            holding.extend(set.map(|set| (*tier, rule.action, set)));
        }
        let plain = holding.iter().all(|(tier, action, _)| *tier == Tier::Namespaced && *action == Action::Allow);
        if plain {
            if !isolated {
                holding.clear();
            }
            holding.sort_unstable();
            holding.dedup();
        }
        if let Some(number) = made.known(isolated).get(holding.as_slice()) {
            return *number;
        }
        let row = if plain { made.union(isolated, &holding) } else { made.tiers(isolated, &holding) };
        let number = column.rows.push(&row);
        made.known(isolated).insert(holding, number);
        number
    }

    /// Whom a rule means whose ports have names: nobody where none of them is this number.
    fn meant(&self, class: usize, way: Way, peers: u32, list: u32, port: Port, made: &mut Made<'_>) -> Option<u32> {
        let ports = self.board.port_lists.get(wide(list))?;
        let named = |member: &Member| {
            let party = Party::Pod(member);
            !member.host_network && ports.iter().any(|own| own.means(&party, port.0, port.1))
        };
        if way == Way::Ingress {
            return self.member(class).is_some_and(named).then_some(peers);
        }
        if let Some(number) = made.narrowed.get(&(peers, list, port)) {
            return Some(*number);
        }
        let mut receivers = Bits::none(made.size);
        for class in (0..self.board.classes.len()).filter(|class| self.member(*class).is_some_and(named)) {
            receivers.set(class);
        }
        let mut meant = Bits::none(made.size);
        meant.add_row(made.set(peers));
        meant.keep(&receivers);
        let number = made.fewer.push(&meant).saturating_add(narrow(made.peers.len()));
        made.narrowed.insert((peers, list, port), number);
        Some(number)
    }
}

/// What is known of the ports that are asked together.
struct Lists<'a> {
    ports: &'a [Port],
    /// Of each list of the board the ports that it means by their numbers.
    numbered: Vec<u64>,
    /// Whether it means some by name.
    named: Vec<bool>,
    /// Those that it means on any receiver, where it does and they are asked.
    receivers: Vec<u64>,
}

fn is_named(port: &PortMatch) -> bool {
    matches!(port, PortMatch::Named { .. })
}

fn numbered(list: &[PortMatch], ports: &[Port]) -> u64 {
    let meant = |(protocol, port): &Port| {
        list.iter().any(|own| {
            matches!(own, PortMatch::Range { protocol: of, first, last }
                if of.is_none_or(|of| of == *protocol) && (*first..=*last).contains(port))
        })
    };
    ports.iter().enumerate().fold(0, |mask, (bit, port)| mask | u64::from(meant(port)) << bit)
}

/// A rule that holds on a port: its tier, what it does, the number of the set that it means.
type Holding = (Tier, Action, u32);

/// The sets made so far.
struct Made<'a> {
    /// Rows by the rules that hold: of those that nobody isolates, and of those that some policy does.
    open: Map<Vec<Holding>, u32>,
    isolated: Map<Vec<Holding>, u32>,
    narrowed: Map<(u32, u32, Port), u32>,
    size: usize,
    undecided: Bits,
    peers: &'a Rows,
    /// Of those the parts that a name leaves, numbered behind them.
    fewer: Rows,
}

impl Made<'_> {
    const fn known(&mut self, isolated: bool) -> &mut Map<Vec<Holding>, u32> {
        if isolated { &mut self.isolated } else { &mut self.open }
    }

    fn set(&self, number: u32) -> Row<'_> {
        match number.checked_sub(narrow(self.peers.len())) {
            Some(fewer) => self.fewer.row(fewer),
            None => self.peers.row(number),
        }
    }

    /// NetworkPolicy alone: whatever some rule allows, or everybody.
    fn union(&mut self, isolated: bool, holding: &[Holding]) -> Bits {
        if !isolated {
            return Bits::all(self.size);
        }
        let mut allowed = Bits::none(self.size);
        holding.iter().for_each(|(_, _, set)| allowed.add_row(self.set(*set)));
        allowed
    }

    /// The tiers in turn: in the admin tiers the first rule that matches decides, in that of namespaces rules deny, then allow.
    fn tiers(&mut self, isolated: bool, holding: &[Holding]) -> Bits {
        let mut allowed = Bits::none(self.size);
        self.undecided = Bits::all(self.size);
        self.ordered(Tier::Admin, holding, &mut allowed);
        let (mut denied, mut granted) = (Bits::none(self.size), Bits::none(self.size));
        for (_, action, set) in holding.iter().filter(|(tier, _, _)| *tier == Tier::Namespaced) {
            let into = if *action == Action::Deny { &mut denied } else { &mut granted };
            into.add_row(self.set(*set));
        }
        self.undecided.remove(&denied);
        granted.keep(&self.undecided);
        allowed.add(&granted);
        if isolated {
            return allowed;
        }
        self.undecided.remove(&granted);
        self.ordered(Tier::Baseline, holding, &mut allowed);
        allowed.add(&self.undecided);
        allowed
    }

    fn ordered(&mut self, own: Tier, holding: &[Holding], allowed: &mut Bits) {
        let mut passed = Bits::none(self.size);
        for (_, action, set) in holding.iter().filter(|(tier, _, _)| *tier == own) {
            let mut meant = Bits::none(self.size);
            meant.add_row(self.set(*set));
            meant.keep(&self.undecided);
            self.undecided.remove(&meant);
            match action {
                Action::Allow => allowed.add(&meant),
                Action::Pass => passed.add(&meant),
                Action::Deny => {}
            }
        }
        self.undecided.add(&passed);
    }
}
