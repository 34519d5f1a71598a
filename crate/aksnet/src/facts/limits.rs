//! Every fact in one list, for readers and for `limits()` of the package.

use super::{
    Fact, SnatTier, Source, cluster, companion, entry, filter, mode, outbound, policy_support, range, retirement,
    routes, service, standing, subnet,
};
use serde::Serialize;

/// A fact of any kind, as a table row.
pub(super) enum Row {
    /// A figure.
    Number(&'static Fact<u64>),
    /// A date, a prefix or a short text.
    Text(&'static Fact<&'static str>),
    /// Several prefixes.
    List(&'static Fact<&'static [&'static str]>),
    /// Steps of a table.
    Tiers(&'static Fact<&'static [SnatTier]>),
}

/// A value in the list: a JSON number or a JSON string.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum LimitValue {
    /// A figure.
    Number(u64),
    /// A text; a list is joined with ", ".
    Text(String),
}

/// One fact as it is listed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LimitRow {
    /// Stable, kebab-case.
    pub id: &'static str,
    /// What the figure counts.
    pub label: &'static str,
    /// The value taken.
    pub value: LimitValue,
    /// What one of it is.
    pub unit: &'static str,
    /// What the sources say, in our words. Left out without the feature `prose`.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub says: &'static str,
    /// The documents that say so.
    pub sources: &'static [&'static Source],
    /// Official documents that say otherwise.
    #[serde(skip_serializing_if = "<[&Source]>::is_empty")]
    pub disputed_by: &'static [&'static Source],
}

impl LimitRow {
    fn new<V>(fact: &'static Fact<V>, value: LimitValue) -> Self {
        Self {
            id: fact.id,
            label: fact.label,
            value,
            unit: fact.unit,
            says: fact.says,
            sources: fact.sources,
            disputed_by: fact.disputed_by,
        }
    }
}

impl From<&Row> for LimitRow {
    fn from(row: &Row) -> Self {
        match row {
            Row::Number(fact) => Self::new(fact, LimitValue::Number(fact.value)),
            Row::Text(fact) => Self::new(fact, LimitValue::Text(fact.value.to_owned())),
            Row::List(fact) => Self::new(fact, LimitValue::Text(fact.value.join(", "))),
            Row::Tiers(fact) => Self::new(fact, LimitValue::Text(tiers(fact.value))),
        }
    }
}

/// Steps as a reader writes them: "1–50: 1024, 51–100: 512".
fn tiers(steps: &[SnatTier]) -> String {
    let mut from = 1;
    let mut parts = Vec::with_capacity(steps.len());
    for step in steps {
        parts.push(format!("{from}–{}: {}", step.up_to, step.ports));
        from = step.up_to.saturating_add(1);
    }
    parts.join(", ")
}

/// The tables, one for each file of facts.
const TABLES: &[&[Row]] = &[
    subnet::ROWS,
    cluster::ROWS,
    mode::ROWS,
    standing::ROWS,
    range::ROWS,
    companion::ROWS,
    entry::ROWS,
    filter::ROWS,
    outbound::ROWS,
    policy_support::ROWS,
    retirement::ROWS,
    routes::ROWS,
    service::ROWS,
];

/// Every fact of this module, in the order of the files.
#[must_use]
pub fn limits() -> Vec<LimitRow> {
    TABLES.iter().copied().flatten().map(LimitRow::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    /// The files' own texts, in the order of `TABLES`.
    const FILES: &[(&str, &str)] = &[
        ("subnet.rs", include_str!("subnet.rs")),
        ("cluster.rs", include_str!("cluster.rs")),
        ("mode.rs", include_str!("mode.rs")),
        ("standing.rs", include_str!("standing.rs")),
        ("range.rs", include_str!("range.rs")),
        ("companion.rs", include_str!("companion.rs")),
        ("entry.rs", include_str!("entry.rs")),
        ("filter.rs", include_str!("filter.rs")),
        ("outbound.rs", include_str!("outbound.rs")),
        ("policy_support.rs", include_str!("policy_support.rs")),
        ("retirement.rs", include_str!("retirement.rs")),
        ("routes.rs", include_str!("routes.rs")),
        ("service.rs", include_str!("service.rs")),
    ];

    fn kebab(id: &str) -> bool {
        !id.is_empty()
            && id.split('-').all(|part| {
                !part.is_empty() && part.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
            })
    }

    /// `YYYY-MM-DD` with a month and a day that exist in some year.
    fn iso_date(text: &str) -> bool {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts[..] else { return false };
        let number = |part: &str, length: usize| {
            (part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())
                .flatten()
        };
        match (number(year, 4), number(month, 2), number(day, 2)) {
            (Some(year), Some(month), Some(day)) => {
                let days = match month {
                    2 => 29,
                    4 | 6 | 9 | 11 => 30,
                    1..=12 => 31,
                    _ => return false,
                };
                year > 2000 && (1..=days).contains(&day)
            }
            _ => false,
        }
    }

    #[test]
    fn the_checks_refuse_what_they_should() {
        assert!(iso_date("2026-11-23"));
        for wrong in ["", "2026", "2026-13-01", "2026-04-31", "2026-1-01", "23-11-2026", "2026-11-23T00", "2026-00-10"]
        {
            assert!(!iso_date(wrong), "{wrong}");
        }
        assert!(kebab("nodes-per-cluster"));
        for wrong in ["", "Nodes", "a--b", "-a", "a_b", "a b"] {
            assert!(!kebab(wrong), "{wrong}");
        }
    }

    #[test]
    fn no_fact_is_left_out_of_the_list() {
        assert_eq!(FILES.len(), TABLES.len());
        for ((name, text), rows) in FILES.iter().zip(TABLES) {
            let declared =
                text.lines().filter(|line| line.starts_with("pub const ") && line.contains(": Fact<")).count();
            assert_eq!(declared, rows.len(), "{name}: facts declared and facts listed differ");
            assert!(declared > 0, "{name} declares no fact");
        }
    }

    #[test]
    fn every_fact_names_itself_once_and_has_a_source() {
        let mut seen = BTreeSet::new();
        for row in limits() {
            assert!(kebab(row.id), "{} is not kebab-case", row.id);
            assert!(seen.insert(row.id), "{} stands twice", row.id);
            assert!(!row.label.is_empty() && !row.says.is_empty(), "{} has no words", row.id);
            assert!(!row.sources.is_empty(), "{} has no source", row.id);
            for source in row.sources {
                assert!(!row.disputed_by.contains(source), "{} disputes itself in {}", row.id, source.id);
            }
        }
    }

    #[test]
    fn every_source_has_an_address_and_a_day() {
        let mut by_id = BTreeMap::new();
        for row in limits() {
            for source in row.sources.iter().chain(row.disputed_by) {
                assert!(kebab(source.id), "{}", source.id);
                assert!(source.url.starts_with("https://"), "{}", source.url);
                assert!(iso_date(source.read), "{} was read on {}", source.id, source.read);
                assert!(!source.title.is_empty(), "{}", source.id);
                let first = by_id.entry(source.id).or_insert(*source);
                assert_eq!(first, source, "two sources are called {}", source.id);
            }
        }
        let addresses: BTreeSet<_> = by_id.values().map(|source| source.url).collect();
        assert_eq!(addresses.len(), by_id.len(), "one address has two source ids");
    }

    #[test]
    fn every_date_is_one() {
        let dates: Vec<_> = limits().into_iter().filter(|row| row.unit == "date").collect();
        assert!(dates.iter().any(|row| row.id == "kubenet-retirement"));
        for row in dates {
            let LimitValue::Text(date) = &row.value else { panic!("{} is a number", row.id) };
            assert!(iso_date(date), "{} is {date}", row.id);
        }
    }

    #[test]
    fn every_prefix_is_one() {
        let rows = limits();
        let with = |unit: &str| rows.iter().filter(|row| row.unit == unit).cloned().collect::<Vec<_>>();
        for row in with("prefix").into_iter().chain(with("prefixes")) {
            let LimitValue::Text(list) = &row.value else { panic!("{} is a number", row.id) };
            for prefix in list.split(", ") {
                let net: ipnet::IpNet = prefix.parse().unwrap();
                assert_eq!(net, net.trunc(), "{} has host bits in {prefix}", row.id);
            }
        }
        for row in with("prefix length") {
            let LimitValue::Number(length) = row.value else { panic!("{} is a text", row.id) };
            assert!(length <= 128, "{}", row.id);
        }
    }

    #[test]
    fn steps_rise_and_their_ports_fall() {
        let steps = outbound::SNAT_TIERS.value;
        assert!(steps.windows(2).all(|pair| pair[0].up_to < pair[1].up_to && pair[0].ports == 2 * pair[1].ports));
        assert_eq!(tiers(&steps[..2]), "1–50: 1024, 51–100: 512");
        assert_eq!(tiers(&[]), "");
    }

    #[test]
    fn rows_serialise_in_the_public_shape() {
        let rows = serde_json::to_value(limits()).unwrap();
        let find = |id: &str| rows.as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone();
        let nodes = find("nodes-per-cluster");
        assert_eq!(nodes["value"], 5000);
        assert_eq!(nodes["unit"], "nodes");
        assert!(nodes.get("disputedBy").is_none());
        let overlay = find("overlay-pods");
        assert_eq!(overlay["value"], 200_000);
        assert!(!overlay["disputedBy"].as_array().unwrap().is_empty());
        assert_eq!(find("forbidden-ranges")["value"], "169.254.0.0/16, 172.30.0.0/16, 172.31.0.0/16, 192.0.2.0/24");
    }
}
