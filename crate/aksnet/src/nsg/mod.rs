//! Network security groups: which rule decides for a packet.
//!
//! Rules are asked by priority, and the first that matches ends it. A service tag whose prefixes are not known makes a match uncertain:
//! that is an error only when the answer hangs on it.

mod flow_log;
mod md5;
mod rule;
mod service_rules;
mod table;

pub use flow_log::{Counted, FlowRecord, ask_flow_log};
pub use rule::Packet;
pub use service_rules::{ServiceRule, ServiceRules, ask_service_rules};
pub use table::{NsgTable, TableRule, Tuples};

use crate::azure::{NetworkSecurityGroup, SecurityRule};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;
use crate::policy::{Effect, Reason, RuleName, Verdict};
use crate::prefix::{self, Prefix};
use rule::Match;
pub(crate) use rule::{Tags, is_public};
use serde_json::Value;

/// Reads and answers `evaluateNsg`.
///
/// # Errors
/// An [`Error`] that names the field; `unknown-service-tag` when the answer hangs on a tag whose prefixes are not known.
///
/// ```
/// use serde_json::json;
/// let answer = aksnet::ask("evaluateNsg", &json!({
///     "groups": [{ "name": "nsg-1" }], "direction": "Inbound",
///     "packet": { "protocol": "TCP", "source": "8.8.8.8", "destination": "10.0.0.4", "destinationPort": 80 }
/// }))?;
/// assert_eq!(answer["allowed"], false);
/// assert_eq!(answer["because"][0]["rule"], "DenyAllInBound");
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask_nsg(request: &Value) -> Result<Verdict, Error> {
    let root = Node::root(request);
    root.only(&["groups", "direction", "packet", "virtualNetwork", "serviceTags"])?;
    let (groups, inbound, tags) = asked(&root)?;
    let packet = root
        .read_at("packet", Packet::read)?
        .ok_or_else(|| missing(&root, "packet", "{ protocol, source, sourcePort, destination, destinationPort }"))?;
    let groups: Vec<&NetworkSecurityGroup> = groups.iter().collect();
    evaluate(&groups, inbound, &packet, &tags)
}

/// Reads the groups of a table for many packets.
///
/// # Errors
/// An [`Error`] that names the field.
pub fn nsg_table(request: &Value) -> Result<NsgTable, Error> {
    let root = Node::root(request);
    root.only(&["groups", "direction", "virtualNetwork", "serviceTags"])?;
    let (groups, inbound, tags) = asked(&root)?;
    Ok(NsgTable::of(groups, inbound, tags))
}

fn missing(root: &Node<'_>, key: &str, help: &str) -> Error {
    root.error(ErrorCode::MissingField, format!("the question has no {key}")).at(key).with_help(help)
}

/// What questions about one packet and about many have in common.
fn asked(root: &Node<'_>) -> Result<(Vec<NetworkSecurityGroup>, bool, Tags), Error> {
    let groups = root
        .read_all("groups", NetworkSecurityGroup::read)?
        .ok_or_else(|| missing(root, "groups", "a list, in the order in which the packet meets them"))?;
    let inbound = root
        .word_at("direction", &[("Inbound", true), ("Outbound", false)])?
        .ok_or_else(|| missing(root, "direction", "\"Inbound\" or \"Outbound\""))?;
    let network = if root.get("virtualNetwork")?.is_some() { Some(root.prefixes_at("virtualNetwork")?) } else { None };
    let tags = root.read_all("serviceTags", |tag| {
        tag.only(&["name", "addressPrefixes"])?;
        Ok((tag.text_at("name")?.unwrap_or_default(), tag.prefixes_at("addressPrefixes")?))
    })?;
    Ok((groups, inbound, Tags { network: network.unwrap_or_else(private), given: tags.unwrap_or_default() }))
}

/// What the tag VirtualNetwork holds where the network is not known.
pub(crate) fn private() -> Vec<Prefix> {
    facts::PRIVATE_RANGES.value.iter().filter_map(|range| prefix::parse(range).ok()).collect()
}

/// Asks groups in turn: all must allow.
pub(crate) fn evaluate(
    groups: &[&NetworkSecurityGroup],
    inbound: bool,
    packet: &Packet,
    tags: &Tags,
) -> Result<Verdict, Error> {
    let mut verdict = Verdict { allowed: true, because: Vec::new(), nearly: Vec::new() };
    let mut uncertain = None;
    for (at, group) in groups.iter().enumerate() {
        match one(group, at, inbound, packet, tags) {
            Ok((allowed, reason)) => {
                verdict.because.push(reason);
                if !allowed {
                    verdict.allowed = false;
                    return Ok(verdict);
                }
            }
            // A later group that denies decides without it.
            Err(error) => uncertain = uncertain.or(Some(error)),
        }
    }
    if let Some(error) = uncertain {
        return Err(error);
    }
    if groups.is_empty() {
        let object = "no network security group".to_owned();
        verdict.because.push(Reason { object, rule: None, effect: Effect::Default });
    }
    Ok(verdict)
}

/// The rules of a direction in the order in which they are asked; whether each is one of Azure's own.
fn deciding<'a>(
    group: &'a NetworkSecurityGroup,
    own: &'a Vec<SecurityRule>,
    inbound: bool,
) -> Vec<(bool, &'a SecurityRule)> {
    let defaults = group.default_rules.as_ref().unwrap_or(own);
    let users = group.rules.iter().map(|rule| (false, rule));
    let all = users.chain(defaults.iter().map(|rule| (true, rule)));
    let mut rules: Vec<_> = all.filter(|(_, rule)| rule.inbound == inbound).collect();
    rules.sort_by_key(|(is_default, rule)| (*is_default, rule.priority));
    rules
}

fn one(
    group: &NetworkSecurityGroup,
    at: usize,
    inbound: bool,
    packet: &Packet,
    tags: &Tags,
) -> Result<(bool, Reason), Error> {
    let object = match group.own_name() {
        Some(name) => name.to_owned(),
        None => format!("groups[{at}]"),
    };
    let reason = |rule: &str, effect| Reason {
        object: object.clone(),
        rule: (!rule.is_empty()).then(|| RuleName::Name(rule.to_owned())),
        effect,
    };
    let own = rule::own_rules();
    let rules = deciding(group, &own, inbound);
    // From the last rule to the first, so that each uncertain match knows what would follow.
    let mut answer = Ok((false, reason("", Effect::Default)));
    for (is_default, rule) in rules.into_iter().rev() {
        let effect = if is_default {
            Effect::Default
        } else if rule.allow {
            Effect::Allow
        } else {
            Effect::Deny
        };
        match rule::matches(rule, packet, tags, is_default) {
            Match::No => {}
            Match::Yes => answer = Ok((rule.allow, reason(&rule.name, effect))),
            Match::Uncertain(what) => {
                if !matches!(&answer, Ok((allowed, _)) if *allowed == rule.allow) {
                    answer = Err(what.error(&object, &rule.name));
                }
            }
        }
    }
    answer
}
