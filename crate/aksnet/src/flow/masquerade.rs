//! The masquerade agent's list: which destinations keep the pod's address.

use super::world::Mode;
use crate::error::Error;
use crate::facts;
use crate::kubernetes::Object;
use crate::prefix::{self, Prefix};
use serde_json::Value;

/// One list of the masquerade agent, and whether it says `masqLinkLocal`.
pub(super) type AgentList = (Vec<Prefix>, Option<bool>);

/// What the masquerade agent leaves alone.
#[derive(Debug)]
pub(super) struct Masquerade {
    pub keep: Vec<Prefix>,
    pub link_local: bool,
}

/// The agent's list: what ConfigMaps give, else AKS' default. Some modes have no agent.
pub(super) fn masquerade(mode: Mode, kept: Vec<Prefix>, given: Vec<AgentList>) -> Option<Masquerade> {
    if given.is_empty() {
        return (mode != Mode::PodSubnet && mode != Mode::Byo).then_some(Masquerade { keep: kept, link_local: true });
    }
    let mut keep: Vec<Prefix> = given.iter().flat_map(|(list, _)| list).copied().collect();
    if keep.is_empty() {
        keep.extend(facts::PRIVATE_RANGES.value.iter().filter_map(|range| prefix::parse(range).ok()));
    }
    Some(Masquerade { keep, link_local: given.iter().any(|(_, link_local)| *link_local == Some(true)) })
}

/// The lists of a ConfigMap of the masquerade agent: JSON, or YAML of the plain form that its README shows.
pub(super) fn masquerade_config(object: &Object) -> Result<Vec<AgentList>, Error> {
    let mut all = Vec::new();
    if !object.name.contains("ip-masq-agent") {
        return Ok(all);
    }
    let root = object.node();
    let Some(data) = root.get("data")? else { return Ok(all) };
    for (key, value) in data.entries()? {
        if !key.starts_with("ip-masq") {
            continue;
        }
        let text = value.text()?;
        let (mut list, mut link_local) = (Vec::new(), None);
        if let Ok(json) = serde_json::from_str::<Value>(text) {
            let node = crate::document::Node::within(&json, &object.path);
            list = node.prefixes_at("nonMasqueradeCIDRs")?;
            link_local = node.read_at("masqLinkLocal", |word| word.boolean())?;
        } else {
            let mut within = false;
            for line in text.lines().map(str::trim) {
                if let Some(item) = line.strip_prefix("- ").filter(|_| within) {
                    list.push(
                        prefix::parse(item.trim().trim_matches(['"', '\''])).map_err(|error| error.at(value.path()))?,
                    );
                } else if let Some((name, rest)) = line.split_once(':') {
                    within = name == "nonMasqueradeCIDRs";
                    if name == "masqLinkLocal" {
                        link_local = Some(rest.trim() == "true");
                    }
                }
            }
        }
        all.push((list, link_local));
    }
    Ok(all)
}
