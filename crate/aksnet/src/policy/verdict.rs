//! One question: may this end talk to that one on this port, and which rule says so.

use super::engine::Engine;
use super::nearly::NearMiss;
use super::party::Party;
use super::rule::{Action, Peer, Policy, PortMatch, Rule, RuleName, Tier, Way};
use super::scene::{Member, Scene};
use crate::kubernetes::Protocol;
use serde::Serialize;

/// What a policy or rule did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// A rule lets it through.
    Allow,
    /// A rule stops it.
    Deny,
    /// A rule leaves it to the next tier.
    Pass,
    /// The policy selects the pod: what no rule allows is stopped.
    Isolate,
    /// No policy has a say.
    Default,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// "NetworkPolicy namespace/name"; for a default what it follows from.
    pub object: String,
    /// The rule's name, else its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleName>,
    /// What it did.
    pub effect: Effect,
}

/// Whether one end lets it through, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// It does.
    pub allowed: bool,
    /// Why, in the order in which it was asked.
    pub because: Vec<Reason>,
    /// Where nothing lets it through: the rules that nearly did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearly: Vec<NearMiss>,
}

impl Verdict {
    pub(super) fn default_for(what: &str) -> Self {
        let reason = Reason { object: what.to_owned(), rule: None, effect: Effect::Default };
        Self { allowed: true, because: vec![reason], nearly: Vec::new() }
    }

    fn add(&mut self, policy: &Policy, rule: Option<&Rule>, effect: Effect) {
        self.because.push(Reason { object: policy.object.clone(), rule: rule.map(|rule| rule.name.clone()), effect });
    }
}

/// A connection, as one of its ends is asked about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub scene: &'a Scene,
    pub engine: Engine,
    /// The pod whose policies are asked.
    pub subject: &'a Member,
    /// The other end.
    pub other: Party<'a>,
    pub way: Way,
    pub protocol: Protocol,
    pub port: u16,
}

impl Question<'_> {
    pub(super) fn receiver(&self) -> Party<'_> {
        match self.way {
            Way::Ingress => Party::Pod(self.subject),
            Way::Egress => self.other,
        }
    }

    pub(super) fn meets_peer(&self, rule: &Rule) -> bool {
        let beside = self.subject.node.as_deref();
        let means = |peer: &Peer| peer.means(self.scene, self.engine, &self.other, beside);
        rule.peers.as_ref().is_none_or(|peers| peers.iter().any(means))
    }

    pub(super) fn meets_port(&self, ports: &[PortMatch]) -> bool {
        let receiver = self.receiver();
        ports.iter().any(|port| port.means(&receiver, self.protocol, self.port))
    }

    pub(super) fn matches(&self, rule: &Rule) -> bool {
        self.meets_peer(rule) && rule.ports.as_ref().is_none_or(|ports| self.meets_port(ports))
    }

    fn counts(&self, policy: &Policy) -> bool {
        (!policy.is_cilium || self.engine.reads_cilium()) && policy.subject.hold(self.scene, self.subject)
    }

    /// Asks the tiers in turn.
    pub(super) fn answer(&self) -> Verdict {
        if self.subject.host_network {
            return Verdict::default_for("hostNetwork: no policy selects it");
        }
        if let Party::Pod(other) = self.other
            && other.name == self.subject.name
        {
            return Verdict::default_for("a pod reaches itself");
        }
        if self.is_beside() {
            return Verdict::default_for("the pod's own node");
        }
        if self.engine == Engine::None {
            return Verdict::default_for("no engine enforces policies");
        }
        let mut verdict = Verdict { allowed: true, because: Vec::new(), nearly: Vec::new() };
        if self.ask_ordered(Tier::Admin, &mut verdict) || self.ask_namespaced(&mut verdict) {
            return verdict;
        }
        if !self.ask_ordered(Tier::Baseline, &mut verdict) {
            verdict.because.extend(Verdict::default_for("no policy selects it").because);
        }
        verdict
    }

    /// What comes from, or goes to, the node that a pod is on passes always: probes come from there.
    fn is_beside(&self) -> bool {
        let own = self.subject.node.as_deref();
        match self.other {
            Party::Node(machine) => own == Some(machine.name.as_str()),
            Party::OnNode(member) => own.is_some() && own == member.node.as_deref(),
            _ => false,
        }
    }

    /// Whether a tier decided. The first rule that matches does; Pass leaves it to the next tier.
    fn ask_ordered(&self, tier: Tier, verdict: &mut Verdict) -> bool {
        for policy in self.scene.tier(tier).filter(|policy| self.counts(policy)) {
            let Some(rule) = policy.direction(self.way).rules.iter().find(|rule| self.matches(rule)) else { continue };
            let effect = match rule.action {
                Action::Allow => Effect::Allow,
                Action::Deny => Effect::Deny,
                Action::Pass => Effect::Pass,
            };
            verdict.add(policy, Some(rule), effect);
            verdict.allowed = effect != Effect::Deny;
            return effect != Effect::Pass;
        }
        false
    }

    /// Whether the policies of namespaces decided: they do once one of them isolates the pod, or denies.
    fn ask_namespaced(&self, verdict: &mut Verdict) -> bool {
        let policies: Vec<&Policy> = self.scene.tier(Tier::Namespaced).filter(|policy| self.counts(policy)).collect();
        for policy in &policies {
            let denies = |rule: &&Rule| rule.action == Action::Deny && self.matches(rule);
            if let Some(rule) = policy.direction(self.way).rules.iter().find(denies) {
                verdict.add(policy, Some(rule), Effect::Deny);
                verdict.allowed = false;
                return true;
            }
        }
        let mut isolated = false;
        let mut allowed = Vec::new();
        for policy in policies {
            let direction = policy.direction(self.way);
            if direction.isolates {
                isolated = true;
                verdict.add(policy, None, Effect::Isolate);
            }
            let allows = |rule: &&Rule| rule.action == Action::Allow && self.matches(rule);
            allowed.extend(direction.rules.iter().find(allows).map(|rule| (policy, rule)));
        }
        for (policy, rule) in &allowed {
            verdict.add(policy, Some(rule), Effect::Allow);
        }
        verdict.allowed = !isolated || !allowed.is_empty();
        if !verdict.allowed {
            verdict.nearly = self.nearly();
        }
        isolated || !allowed.is_empty()
    }
}
