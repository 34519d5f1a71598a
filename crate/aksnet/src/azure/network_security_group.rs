//! `Microsoft.Network/networkSecurityGroups`.

use super::name_in_id;
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;
use crate::prefix::{self, Prefix};
use std::ops::RangeInclusive;

/// A network security group, as `az network nsg show -o json` prints it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSecurityGroup {
    /// Resource id.
    pub id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// `securityRules`.
    pub rules: Vec<SecurityRule>,
    /// `defaultSecurityRules`. Absent: Azure's own, which every group has.
    pub default_rules: Option<Vec<SecurityRule>>,
    /// `networkInterfaces`: the ids of the cards that it stands at.
    pub cards: Vec<String>,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRule {
    /// Its name.
    pub name: String,
    /// Lower first.
    pub priority: u64,
    /// For packets that come in; otherwise for those that go out.
    pub inbound: bool,
    /// It lets them through.
    pub allow: bool,
    /// `protocol`.
    pub protocol: RuleProtocol,
    /// Source addresses.
    pub sources: Vec<RuleAddress>,
    /// Source ports; empty is any.
    pub source_ports: Vec<RangeInclusive<u16>>,
    /// Destination addresses.
    pub destinations: Vec<RuleAddress>,
    /// Destination ports; empty is any.
    pub destination_ports: Vec<RangeInclusive<u16>>,
}

/// `protocol` of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleProtocol {
    /// `*`
    Any,
    /// `Tcp`
    Tcp,
    /// `Udp`
    Udp,
    /// `Icmp`, `Esp`, `Ah`: no ports.
    Other,
}

/// An address of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleAddress {
    /// `*`
    Any,
    /// A prefix, or one address.
    Prefix(Prefix),
    /// A service tag.
    Tag(String),
    /// An application security group, by its name: members are in no document of the group.
    Application(String),
}

impl NetworkSecurityGroup {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field; `out-of-range` for a priority outside of 100 to 4096.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.declares("Microsoft.Network/networkSecurityGroups")?;
        Ok(Self {
            id: node.text_at("id")?,
            name: node.text_at("name")?,
            rules: node
                .read_all("securityRules", |rule| SecurityRule::read(rule, user_priorities()))?
                .unwrap_or_default(),
            default_rules: node
                .read_all("defaultSecurityRules", |rule| SecurityRule::read(rule, 1..=65_535))?
                .filter(|rules| !rules.is_empty()),
            cards: node
                .read_all("networkInterfaces", |card| Ok(card.text_at("id")?.unwrap_or_default()))?
                .unwrap_or_default(),
        })
    }

    /// The name, or the last segment of the id.
    #[must_use]
    pub fn own_name(&self) -> Option<&str> {
        self.name.as_deref().or_else(|| self.id.as_deref().map(name_in_id))
    }

    /// Whether it stands at the card of a node.
    #[must_use]
    pub fn is_at_card_of(&self, node: &str) -> bool {
        self.cards.iter().any(|id| is_card_of(id, node))
    }

    /// Whether an id, or a name, means this group.
    #[must_use]
    pub fn is_meant_by(&self, id: &str) -> bool {
        self.id.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(id))
            || self.own_name().is_some_and(|name| name.eq_ignore_ascii_case(name_in_id(id)))
    }
}

/// Whether the id of a card is that of a node: of an instance of a scale set, whose nodes are named by the set and the instance's number
/// in six digits of base 36, or of a machine whose card is named after it.
fn is_card_of(id: &str, node: &str) -> bool {
    let parts: Vec<&str> = id.split('/').collect();
    let behind = |key: &str| {
        let at = parts.iter().position(|part| part.eq_ignore_ascii_case(key))?;
        parts.get(at.saturating_add(1)).copied()
    };
    let (Some(set), Some(instance)) = (behind("virtualMachineScaleSets"), behind("virtualMachines")) else {
        return behind("networkInterfaces").is_some_and(|name| {
            name.len() > node.len() && name.get(..node.len()).is_some_and(|start| start.eq_ignore_ascii_case(node))
        });
    };
    let digits = node.get(..set.len()).filter(|start| start.eq_ignore_ascii_case(set)).and(node.get(set.len()..));
    let number = digits.filter(|digits| digits.len() == 6).and_then(|digits| u64::from_str_radix(digits, 36).ok());
    number.is_some() && number == instance.parse().ok()
}

fn user_priorities() -> RangeInclusive<u64> {
    facts::NSG_FIRST_PRIORITY.value..=facts::NSG_LAST_PRIORITY.value
}

impl SecurityRule {
    fn read(node: &Node<'_>, priorities: RangeInclusive<u64>) -> Result<Self, Error> {
        let missing = |key: &str, help: &str| {
            node.error(ErrorCode::MissingField, format!("a rule has \"{key}\""))
                .at(format!("{}.{key}", node.path()))
                .with_help(help)
        };
        let protocols = [
            ("*", RuleProtocol::Any),
            ("Any", RuleProtocol::Any),
            ("All", RuleProtocol::Any),
            ("Tcp", RuleProtocol::Tcp),
            ("Udp", RuleProtocol::Udp),
            ("Icmp", RuleProtocol::Other),
            ("Icmpv6", RuleProtocol::Other),
            ("Esp", RuleProtocol::Other),
            ("Ah", RuleProtocol::Other),
        ];
        let accepted = format!("a whole number from {} to {}", priorities.start(), priorities.end());
        Ok(Self {
            name: node.text_at("name")?.unwrap_or_default(),
            priority: node.whole_at("priority", priorities)?.ok_or_else(|| missing("priority", &accepted))?,
            inbound: node
                .word_at("direction", &[("Inbound", true), ("Outbound", false)])?
                .ok_or_else(|| missing("direction", "\"Inbound\" or \"Outbound\""))?,
            allow: node
                .word_at("access", &[("Allow", true), ("Deny", false)])?
                .ok_or_else(|| missing("access", "\"Allow\" or \"Deny\""))?,
            protocol: node.word_at("protocol", &protocols)?.unwrap_or(RuleProtocol::Any),
            sources: addresses(node, "source")?,
            source_ports: ports(node, "source")?,
            destinations: addresses(node, "destination")?,
            destination_ports: ports(node, "destination")?,
        })
    }
}

/// One prefix or a list of them, in all their spellings; what Azure expanded a tag to comes before the tag.
fn addresses(node: &Node<'_>, side: &str) -> Result<Vec<RuleAddress>, Error> {
    let mut expanded_key = format!("expanded{side}AddressPrefix");
    if let Some(letter) = expanded_key.get_mut(8..9) {
        letter.make_ascii_uppercase();
    }
    if let Some(list) = node.read_all(&expanded_key, address)?.filter(|list| !list.is_empty()) {
        return Ok(list);
    }
    let mut all = node.read_all(&format!("{side}AddressPrefixes"), address)?.unwrap_or_default();
    if let Some(field) = node.get(&format!("{side}AddressPrefix"))?
        && !field.text()?.is_empty()
        && (all.is_empty() || field.text()? != "0.0.0.0/0")
    {
        all.push(address(&field)?);
    }
    for group in node.list(&format!("{side}ApplicationSecurityGroups"))?.unwrap_or_default() {
        let id = group.text_at("id")?.unwrap_or_default();
        all.push(RuleAddress::Application(name_in_id(&id).to_owned()));
    }
    if all.is_empty() {
        all.push(RuleAddress::Any);
    }
    Ok(all)
}

fn address(field: &Node<'_>) -> Result<RuleAddress, Error> {
    let text = field.text()?;
    if text == "*" || text.eq_ignore_ascii_case("Any") {
        return Ok(RuleAddress::Any);
    }
    if let Ok(address) = prefix::parse_address(text) {
        return Ok(RuleAddress::Prefix(Prefix::of_address(address)));
    }
    // Azure takes a single word for a tag, whatever it is.
    if !text.contains(['/', ':']) && text.split('.').count() != 4 {
        return Ok(RuleAddress::Tag(text.to_owned()));
    }
    field.prefix().map(RuleAddress::Prefix)
}

fn ports(node: &Node<'_>, side: &str) -> Result<Vec<RangeInclusive<u16>>, Error> {
    let mut all = Vec::new();
    let single = node.get(&format!("{side}PortRange"))?;
    let list = node.list(&format!("{side}PortRanges"))?.unwrap_or_default();
    for field in list.iter().chain(single.as_ref()) {
        let text = match field.text() {
            Ok(text) => text.to_owned(),
            Err(_) => field.whole(0..=65_535)?.to_string(),
        };
        if text == "*" || text.eq_ignore_ascii_case("Any") {
            return Ok(Vec::new());
        }
        if text.is_empty() {
            continue;
        }
        let number = |part: &str| part.trim().parse::<u16>().ok();
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => all.push(first..=last),
            _ => {
                return Err(field
                    .error(ErrorCode::InvalidValue, format!("\"{text}\" is not a range of ports"))
                    .with_help("\"*\", \"80\" or \"8080-8090\""));
            }
        }
    }
    Ok(all)
}
