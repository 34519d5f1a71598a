//! Settings for what official sources disagree on. Each default is a fact with its date; see [`crate::facts`].

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;

/// The settings. Absent ones take their dated defaults.
///
/// ```
/// use aksnet::Assumptions;
/// assert_eq!(Assumptions::default().routes_per_table(), 400);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// `defaultMaxSurge`: "1" is `Some(true)`, "10%" is `Some(false)`.
    pub one_surge_node: Option<bool>,
    /// `routesPerTable`: 400, 600 or 1,000.
    pub routes_per_table: Option<u64>,
    /// `podSubnetMaxPods`: 110 or 250.
    pub pod_subnet_max_pods: Option<u64>,
    /// `overlayPodCeiling`: 200,000 or 250,000.
    pub overlay_pod_ceiling: Option<u64>,
    /// `kubenetNonMasquerade` is "pod-cidr-and-subnet".
    pub kubenet_keeps_subnet: bool,
    /// `asOf`: judge retirements on this date (ISO).
    pub as_of: Option<String>,
}

impl Assumptions {
    /// User-defined routes in a route table.
    #[must_use]
    pub fn routes_per_table(&self) -> u64 {
        self.routes_per_table.unwrap_or(facts::ROUTES_PER_TABLE.value)
    }

    /// Pods per node where a pod subnet is used and `maxPods` is absent.
    #[must_use]
    pub fn pod_subnet_max_pods(&self) -> u64 {
        self.pod_subnet_max_pods.unwrap_or(facts::DEFAULT_MAX_PODS_POD_SUBNET.value)
    }

    /// Pods in an overlay cluster.
    #[must_use]
    pub fn overlay_pod_ceiling(&self) -> u64 {
        self.overlay_pod_ceiling.unwrap_or(facts::OVERLAY_PODS.value)
    }

    /// Reads `assume`.
    ///
    /// # Errors
    /// An [`Error`] that names the setting.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        node.only(&[
            "defaultMaxSurge",
            "routesPerTable",
            "podSubnetMaxPods",
            "overlayPodCeiling",
            "kubenetNonMasquerade",
            "asOf",
        ])?;
        let as_of = node.text_at("asOf")?;
        if let Some(date) = &as_of
            && !is_date(date)
        {
            return Err(Error::new(ErrorCode::InvalidValue, format!("\"{date}\" is not a date"))
                .at(format!("{}.asOf", node.path()))
                .with_help("an ISO date such as 2026-11-24"));
        }
        Ok(Self {
            one_surge_node: node.word_at("defaultMaxSurge", &[("1", true), ("10%", false)])?,
            routes_per_table: choice(node, "routesPerTable", &facts::ROUTES_PER_TABLE_CHOICES)?,
            pod_subnet_max_pods: choice(node, "podSubnetMaxPods", &facts::POD_SUBNET_MAX_PODS_CHOICES)?,
            overlay_pod_ceiling: choice(node, "overlayPodCeiling", &facts::OVERLAY_PODS_CHOICES)?,
            kubenet_keeps_subnet: node
                .word_at("kubenetNonMasquerade", &[("pod-cidr", false), ("pod-cidr-and-subnet", true)])?
                .unwrap_or(false),
            as_of,
        })
    }
}

fn choice(node: &Node<'_>, key: &str, values: &[u64]) -> Result<Option<u64>, Error> {
    let Some(field) = node.get(key)? else { return Ok(None) };
    let value = field.whole(0..=u64::MAX)?;
    if values.contains(&value) {
        return Ok(Some(value));
    }
    let accepted = values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Err(field.error(ErrorCode::InvalidValue, format!("{value} is not one of its values")).with_help(accepted))
}

/// `2026-11-24`: compared as text, so it has to be exactly that form, and a day that there is.
fn is_date(text: &str) -> bool {
    let number = |part: Option<&str>, length: usize| {
        let part = part.filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok()
    };
    let mut parts = text.split('-');
    let (year, month, day) = (number(parts.next(), 4), number(parts.next(), 2), number(parts.next(), 2));
    let (Some(year), Some(month), Some(day), None) = (year, month, day, parts.next()) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn a_date_is_a_day_that_there_is() {
        for date in ["2026-11-24", "2028-02-29", "2000-02-29", "2027-12-31"] {
            assert!(is_date(date), "{date}");
        }
        for text in [
            "2026-02-30",
            "2027-02-29",
            "2100-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-11-00",
            "26-11-24",
            "2026-11-24T",
            "2026-11",
            "",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
