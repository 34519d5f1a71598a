//! Random sizing requests, and what they come to by the documented formulas, written down a second time.

use proptest::prelude::*;
use serde_json::{Value, json};

pub(crate) const MODES: [&str; 6] =
    ["kubenet", "node-subnet", "pod-subnet-dynamic", "pod-subnet-static", "overlay", "byo-cni"];

/// A surge as the document has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Surge {
    Nodes(u64),
    Percent(u64),
}

impl Surge {
    fn text(self) -> String {
        match self {
            Self::Nodes(nodes) => nodes.to_string(),
            Self::Percent(share) => format!("{share}%"),
        }
    }

    /// Rounded up, and never more than there are nodes to upgrade.
    pub(crate) fn of(self, nodes: u64) -> u64 {
        match self {
            Self::Nodes(surge) => surge.min(nodes),
            Self::Percent(share) => (nodes * share).div_ceil(100),
        }
    }
}

/// One node pool.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    pub(crate) count: u64,
    /// The autoscaler's upper bound above `count`, when it is on.
    pub(crate) above: Option<u64>,
    pub(crate) max_pods: u64,
    pub(crate) surge: Surge,
    pub(crate) spot: bool,
    /// Which node subnet it is in.
    pub(crate) subnet: usize,
}

/// A sizing question.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) mode: usize,
    pub(crate) pools: Vec<Pool>,
    pub(crate) load_balancers: u64,
    pub(crate) endpoints: u64,
    pub(crate) scale_out: u64,
    pub(crate) running: Option<u64>,
}

impl Pool {
    pub(crate) fn peak(&self, scale_out: u64) -> u64 {
        self.above.map_or(self.count + scale_out, |above| self.count + above)
    }

    pub(crate) fn peak_nodes(&self, scale_out: u64) -> u64 {
        let peak = self.peak(scale_out);
        peak + if self.spot { 0 } else { self.surge.of(peak) }
    }

    fn document(&self, index: usize, mode: &str) -> Value {
        let mut pool = json!({
            "name": format!("pool{index}"),
            "count": self.count,
            "maxPods": self.max_pods,
            "upgradeSettings": { "maxSurge": self.surge.text(), "maxUnavailable": "1" },
            "vnetSubnetID": format!("/virtualNetworks/net/subnets/nodes{}", self.subnet),
            "scaleSetPriority": if self.spot { "Spot" } else { "Regular" },
        });
        if let Some(above) = self.above {
            pool["enableAutoScaling"] = json!(true);
            pool["minCount"] = json!(self.count);
            pool["maxCount"] = json!(self.count + above);
        }
        if mode.starts_with("pod-subnet") {
            pool["podSubnetID"] = json!("/virtualNetworks/net/subnets/pods");
        }
        if mode == "pod-subnet-static" {
            pool["podIPAllocationMode"] = json!("StaticBlock");
        }
        pool
    }
}

impl Ask {
    pub(crate) fn mode(&self) -> &'static str {
        MODES[self.mode]
    }

    pub(crate) fn document(&self) -> Value {
        let network = match self.mode() {
            "kubenet" => json!({ "networkPlugin": "kubenet" }),
            "overlay" => json!({ "networkPlugin": "azure", "networkPluginMode": "overlay" }),
            "byo-cni" => json!({ "networkPlugin": "none" }),
            _ => json!({ "networkPlugin": "azure" }),
        };
        let pools: Vec<_> =
            self.pools.iter().enumerate().map(|(index, pool)| pool.document(index, self.mode())).collect();
        let mut ask = json!({
            "cluster": { "networkProfile": network, "agentPoolProfiles": pools },
            "internalLoadBalancers": self.load_balancers,
            "privateEndpoints": self.endpoints,
            "scaleOut": self.scale_out,
        });
        if let Some(running) = self.running {
            ask["podsPerNode"] = json!(running);
        }
        ask
    }

    /// The scale-out goes to the first pool: none has a mode of its own here.
    pub(crate) fn scaled(&self, index: usize) -> u64 {
        if index == 0 { self.scale_out } else { 0 }
    }

    /// Addresses of the node subnet that one node of a pool takes.
    fn in_node_subnet(&self, pool: &Pool) -> u64 {
        if self.mode() == "node-subnet" { 1 + pool.max_pods } else { 1 }
    }

    /// Addresses of the pod subnet that one node of a pool takes.
    fn in_pod_subnet(&self, pool: &Pool) -> u64 {
        match self.mode() {
            "pod-subnet-static" => (pool.max_pods + 1).div_ceil(16) * 16,
            // 16 × ceil(1/2 + pods / 16), in halves of a batch, and at most 250.
            "pod-subnet-dynamic" => {
                let pods = self.running.unwrap_or(pool.max_pods).min(pool.max_pods);
                ((pods + 8).div_ceil(16) * 16).min(250)
            }
            _ => 0,
        }
    }

    /// What all subnets of a role take together.
    pub(crate) fn expected(&self, role: &str) -> u64 {
        let each = self.pools.iter().enumerate().map(|(index, pool)| {
            let per_node = if role == "node" { self.in_node_subnet(pool) } else { self.in_pod_subnet(pool) };
            pool.peak_nodes(self.scaled(index)) * per_node
        });
        each.sum::<u64>() + if role == "node" { self.load_balancers + self.endpoints } else { 0 }
    }
}

fn surge() -> impl Strategy<Value = Surge> {
    prop_oneof![(0u64..60).prop_map(Surge::Nodes), (1u64..=100).prop_map(Surge::Percent)]
}

fn pool() -> impl Strategy<Value = Pool> {
    (0u64..400, prop::option::weighted(0.3, 0u64..100), 10u64..=250, surge(), prop::bool::weighted(0.1), 0usize..3)
        .prop_map(|(count, above, max_pods, surge, spot, subnet)| Pool { count, above, max_pods, surge, spot, subnet })
}

pub(crate) fn ask() -> impl Strategy<Value = Ask> {
    let pools = prop::collection::vec(pool(), 1..6);
    (0usize..6, pools, 0u64..40, 0u64..40, 0u64..60, prop::option::of(0u64..=250)).prop_map(
        |(mode, pools, load_balancers, endpoints, scale_out, running)| Ask {
            mode,
            pools,
            load_balancers,
            endpoints,
            scale_out,
            running,
        },
    )
}
