//! `agentPoolProfiles[]`, and `Microsoft.ContainerService/managedClusters/agentPools`.

use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::facts;

/// More nodes than this in one pool are taken for a slip of the keyboard. Azure allows 1,000.
pub const MOST_NODES: u64 = 1_000_000;

/// A node pool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentPool {
    /// The pool's name.
    pub name: Option<String>,
    /// `mode`.
    pub mode: Option<PoolMode>,
    /// `osType` is `Windows`.
    pub windows: bool,
    /// `osSKU`: "Ubuntu", "Windows2022".
    pub os_sku: Option<String>,
    /// `count`.
    pub count: Option<u64>,
    /// `minCount`.
    pub min_count: Option<u64>,
    /// `maxCount`.
    pub max_count: Option<u64>,
    /// `enableAutoScaling`.
    pub autoscaling: bool,
    /// `maxPods`.
    pub max_pods: Option<u64>,
    /// `upgradeSettings.maxSurge`.
    pub max_surge: Option<Amount>,
    /// `upgradeSettings.maxUnavailable`.
    pub max_unavailable: Option<Amount>,
    /// `vnetSubnetID`, the nodes' subnet.
    pub vnet_subnet_id: Option<String>,
    /// `podSubnetID`, the pods' subnet.
    pub pod_subnet_id: Option<String>,
    /// `podIPAllocationMode` is `StaticBlock`.
    pub static_block: bool,
    /// `scaleSetPriority` is `Spot`.
    pub spot: bool,
}

/// `mode` of a pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolMode {
    /// `System`
    System,
    /// `User`
    User,
    /// Another one that AKS itself uses, such as `Gateway` for static egress.
    Other,
}

/// A number of nodes, or a share of the pool: `"5"`, `"33%"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many nodes.
    Nodes(u64),
    /// So many percent of the pool, rounded up.
    Percent(u64),
}

impl Amount {
    /// The nodes that it makes of a pool of `nodes`. Percent rounds up.
    ///
    /// ```
    /// use aksnet::azure::Amount;
    /// assert_eq!(Amount::Percent(33).of(4), 2);
    /// assert_eq!(Amount::Nodes(5).of(4), 5);
    /// ```
    #[must_use]
    pub fn of(self, nodes: u64) -> u64 {
        match self {
            Self::Nodes(count) => count,
            Self::Percent(share) => nodes.saturating_mul(share).div_ceil(100),
        }
    }

    /// Whether it is none at all.
    #[must_use]
    pub fn is_zero(self) -> bool {
        matches!(self, Self::Nodes(0) | Self::Percent(0))
    }

    /// Reads `"5"`, `"33%"`, or the number 5.
    ///
    /// # Errors
    /// `invalid-value` for any other text, `out-of-range` for a number that no pool comes near. No upper bound of a percentage is
    /// documented: the surge is capped at the nodes there are, so 200 % acts as 100 %.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let invalid = |code| {
            Error::new(code, format!("\"{text}\" is neither a number of nodes nor a percentage"))
                .with_help("a whole number such as \"1\", or a percentage such as \"33%\"")
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.strip_suffix('%').unwrap_or(text);
        if !digits(number) {
            return Err(invalid(ErrorCode::InvalidValue));
        }
        let value = number.parse::<u64>().map_err(|_| invalid(ErrorCode::OutOfRange))?;
        let amount = if number == text { Self::Nodes(value) } else { Self::Percent(value) };
        if value > MOST_NODES { Err(invalid(ErrorCode::OutOfRange)) } else { Ok(amount) }
    }

    fn at(settings: &Node<'_>, key: &str) -> Result<Option<Self>, Error> {
        let Some(node) = settings.get(key)? else { return Ok(None) };
        match node.text() {
            Ok("") => Ok(None),
            Ok(text) => Self::parse(text).map(Some).map_err(|error| error.at(node.path())),
            // Some tools print a bare number.
            Err(_) => node.whole(0..=MOST_NODES).map(|count| Some(Self::Nodes(count))),
        }
    }
}

impl AgentPool {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood, `maxPods` outside 10 to 250 among them.
    pub fn read(node: &Node<'_>) -> Result<Self, Error> {
        let count = |key: &str| node.whole_at(key, 0..=MOST_NODES);
        let settings = node.get("upgradeSettings")?;
        let amount = |key: &str| match settings {
            Some(settings) => Amount::at(&settings, key),
            None => Ok(None),
        };
        let modes = &[
            ("System", PoolMode::System),
            ("User", PoolMode::User),
            ("Gateway", PoolMode::Other),
            ("Machines", PoolMode::Other),
            ("ManagedSystem", PoolMode::Other),
        ];
        let allocations = &[("DynamicIndividual", false), ("StaticBlock", true)];
        Ok(Self {
            name: node.text_at("name")?,
            mode: node.word_at("mode", modes)?,
            windows: node.word_at("osType", &[("Linux", false), ("Windows", true)])?.unwrap_or(false),
            os_sku: node.text_at("osSKU")?,
            count: count("count")?,
            min_count: count("minCount")?,
            max_count: count("maxCount")?,
            autoscaling: node.flag_at("enableAutoScaling")?,
            max_pods: node.whole_at("maxPods", facts::MIN_MAX_PODS.value..=facts::MAX_MAX_PODS.value)?,
            max_surge: amount("maxSurge")?,
            max_unavailable: amount("maxUnavailable")?,
            vnet_subnet_id: node.text_at("vnetSubnetID")?,
            pod_subnet_id: node.text_at("podSubnetID")?,
            static_block: node.word_at("podIPAllocationMode", allocations)?.unwrap_or(false),
            spot: node.word_at("scaleSetPriority", &[("Regular", false), ("Spot", true)])?.unwrap_or(false),
        })
    }
}
