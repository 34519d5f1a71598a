//! Capacity agrees with planning, on 2,000 random clusters: the answer passes every limit, and one node more does not.
//!
//! The clusters are of any mode, with several pools, autoscalers, given subnets, pod ranges and routes of the user's own. What
//! the answer is held against is `planSizing`, asked about the same document with the pool that grows at that size.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    /// One random node pool, in figures that any pool can have.
    #[derive(Clone, Debug)]
    struct Pool {
        count: u64,
        /// How far the autoscaler goes above `count`, where it is on.
        above: Option<u64>,
        max_pods: Option<u64>,
        /// `maxSurge`; absent where the default counts.
        surge: Option<String>,
        user: bool,
        spot: bool,
        subnet: usize,
    }

    /// The ranges around the cluster; a length of `None` is a range that is not given.
    #[derive(Clone, Debug)]
    struct Place {
        nodes: [Option<u8>; 2],
        pods: Option<u8>,
        pod_range: Option<u8>,
        routes: u64,
        dual_stack: bool,
        basic_files: bool,
        balancers: u64,
        scale_out: u64,
        running: Option<u64>,
        routes_per_table: Option<u64>,
    }

    const MODES: [&str; 6] =
        ["kubenet", "node-subnet", "pod-subnet-dynamic", "pod-subnet-static", "overlay", "byo-cni"];

    fn network(mode: &str, place: &Place) -> Value {
        let mut network = match mode {
            "kubenet" => json!({ "networkPlugin": "kubenet" }),
            "overlay" => json!({ "networkPlugin": "azure", "networkPluginMode": "overlay" }),
            "byo-cni" => json!({ "networkPlugin": "none" }),
            _ => json!({ "networkPlugin": "azure" }),
        };
        network["serviceCidr"] = json!("192.168.0.0/16");
        network["dnsServiceIP"] = json!("192.168.0.10");
        if let Some(length) = place.pod_range {
            network["podCidr"] = json!(format!("10.0.0.0/{length}"));
        }
        if place.dual_stack && matches!(mode, "kubenet" | "overlay") {
            network["ipFamilies"] = json!(["IPv4", "IPv6"]);
        }
        network
    }

    fn pool(index: usize, pool: &Pool, mode: &str) -> Value {
        let mut document = json!({
            "name": format!("pool{index}"),
            "mode": if pool.user { "User" } else { "System" },
            "count": pool.count,
            "maxPods": pool.max_pods,
            "vnetSubnetID": format!("/virtualNetworks/net/subnets/nodes{}", pool.subnet),
            "upgradeSettings": { "maxSurge": pool.surge, "maxUnavailable": if pool.user { "1" } else { "0" } },
            "scaleSetPriority": if pool.spot { "Spot" } else { "Regular" },
        });
        if let Some(above) = pool.above {
            document["enableAutoScaling"] = json!(true);
            document["minCount"] = json!(pool.count);
            document["maxCount"] = json!(pool.count + above);
        }
        if mode.starts_with("pod-subnet") {
            document["podSubnetID"] = json!("/virtualNetworks/net/subnets/pods");
        }
        if mode == "pod-subnet-static" {
            document["podIPAllocationMode"] = json!("StaticBlock");
        }
        document
    }

    fn document(mode: &str, pools: &[Pool], place: &Place) -> Value {
        let pools: Vec<_> = pools.iter().enumerate().map(|(index, one)| pool(index, one, mode)).collect();
        let subnet = |name: &str, net: u8, length: Option<u8>| {
            length.map(|length| json!({ "name": name, "addressPrefix": format!("10.{net}.0.0/{length}") }))
        };
        let subnets = [
            subnet("nodes0", 64, place.nodes[0]),
            subnet("nodes1", 96, place.nodes[1]),
            subnet("pods", 128, place.pods),
        ];
        let subnets: Vec<_> = subnets.into_iter().flatten().collect();
        let routes: Vec<_> = (0..place.routes)
            .map(|index| json!({ "name": format!("own{index}"), "addressPrefix": format!("172.16.{index}.0/24"), "nextHopType": "None" }))
            .collect();
        let mut ask = json!({
            "cluster": { "networkProfile": network(mode, place), "agentPoolProfiles": pools },
            "virtualNetwork": { "addressSpace": { "addressPrefixes": ["10.64.0.0/10", "10.128.0.0/9"] }, "subnets": subnets },
            "routeTable": { "routes": routes },
            "internalLoadBalancers": place.balancers,
            "scaleOut": place.scale_out,
            "podsPerNode": place.running,
            "assume": { "routesPerTable": place.routes_per_table },
        });
        if place.basic_files {
            ask["netAppFiles"] = json!("basic");
        }
        ask
    }

    /// The first user pool grows, or the first.
    fn growing(pools: &[Pool]) -> usize {
        pools.iter().position(|pool| pool.user).unwrap_or(0)
    }

    /// The same cluster with the growing pool at `count`, where it has no autoscaler.
    fn grown(pools: &[Pool], count: u64) -> Vec<Pool> {
        let mut pools = pools.to_vec();
        let at = growing(&pools);
        pools[at] = Pool { count, above: None, ..pools[at].clone() };
        pools
    }

    fn number(value: &Value, pointer: &str) -> u64 {
        value.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {pointer} in {value}"))
    }

    /// Each limit by its name, with what is used and allowed; subnets and ranges have one name for several.
    fn uses(answer: &Value) -> Vec<(String, u64, u64)> {
        let limits = answer["limits"].as_array().unwrap().iter();
        let text = |limit: &Value, key: &str| limit[key].as_str().unwrap().to_owned();
        let mut uses: Vec<_> = limits
            .map(|limit| {
                let name = format!("{} {}", text(limit, "limit"), text(limit, "label"));
                (name, number(limit, "/used"), number(limit, "/allowed"))
            })
            .collect();
        uses.sort();
        uses
    }

    /// Whether a plan is within everything: its limits, and the subnets that are given.
    fn fits(plan: &Value) -> bool {
        let subnets = plan["subnets"].as_array().unwrap().iter();
        let room = subnets.filter_map(|subnet| subnet.pointer("/given/fits")).all(|fits| fits == &json!(true));
        let within = uses(plan).iter().all(|(_, used, allowed)| used <= allowed);
        assert!(room || !within, "a subnet is too small, and no limit says so: {plan}");
        within
    }

    fn any_pool() -> impl Strategy<Value = Pool> {
        let surge = prop_oneof![
            1 => Just(None),
            2 => (0u64..12).prop_map(|nodes| Some(nodes.to_string())),
            2 => (1u64..=100).prop_map(|share| Some(format!("{share}%"))),
        ];
        let max_pods = prop::option::weighted(0.8, prop_oneof![Just(30u64), Just(110), 10u64..=250]);
        let count = prop_oneof![6 => 1u64..8, 1 => 8u64..300];
        (
            count,
            prop::option::weighted(0.3, 0u64..40),
            max_pods,
            surge,
            any::<bool>(),
            prop::bool::weighted(0.1),
            0usize..2,
        )
            .prop_map(|(count, above, max_pods, surge, user, spot, subnet)| Pool {
                count,
                above,
                max_pods,
                surge,
                user,
                spot: spot && user,
                subnet,
            })
    }

    fn place() -> impl Strategy<Value = Place> {
        let nodes = || prop::option::weighted(0.6, 16u8..=28);
        let ranges = (nodes(), nodes(), prop::option::weighted(0.7, 13u8..=25), prop::option::weighted(0.7, 11u8..=22));
        let counts =
            (0u64..12, 0u64..6, prop_oneof![3 => Just(0u64), 1 => 1u64..20], prop::option::weighted(0.4, 0u64..=250));
        let flags = (prop::bool::weighted(0.2), prop::bool::weighted(0.1));
        let table = prop_oneof![2 => Just(None), 1 => Just(Some(400u64)), 1 => Just(Some(600)), 1 => Just(Some(1000))];
        (ranges, counts, flags, table).prop_map(|(ranges, counts, flags, routes_per_table)| Place {
            nodes: [ranges.0, ranges.1],
            pods: ranges.2,
            pod_range: ranges.3,
            routes: counts.0,
            dual_stack: flags.0,
            basic_files: flags.1,
            balancers: counts.1,
            scale_out: counts.2,
            running: counts.3,
            routes_per_table,
        })
    }

    /// What a single cluster shows. Gives the limit that stopped it, or "nothing fits".
    fn agrees(mode: &str, pools: &[Pool], place: &Place) -> Result<String, TestCaseError> {
        let answer = aksnet::ask("planCapacity", &document(mode, pools, place)).unwrap();
        let at = |count: u64| aksnet::ask("planSizing", &document(mode, &grown(pools, count), place)).unwrap();
        let others: u64 = grown(pools, 0).iter().map(|pool| pool.count).sum();
        prop_assert!(number(&answer, "/maxNodes") >= others);
        let most = number(&answer, "/maxNodes") - others;
        let last = at(most);
        prop_assert_eq!(&answer["mode"], &last["mode"]);
        prop_assert_eq!(uses(&answer), uses(&last), "the limits are those of the plan");
        let running: u64 = last["pools"]
            .as_array()
            .unwrap()
            .iter()
            .map(|pool| number(pool, "/nodes") * number(pool, "/maxPods"))
            .sum();
        prop_assert_eq!(number(&answer, "/maxPods"), running);
        let stop = &answer["limitedBy"];
        let named = (
            format!("{} {}", stop["limit"].as_str().unwrap(), stop["label"].as_str().unwrap()),
            number(stop, "/used"),
            number(stop, "/allowed"),
        );
        prop_assert!(uses(&last).contains(&named), "{:?} is no limit of the last plan", named);
        if !fits(&last) {
            prop_assert_eq!(most, 0, "{} nodes do not fit", most);
            prop_assert!(named.1 > named.2, "{:?} is not exceeded", named);
            return Ok("nothing fits".to_owned());
        }
        let next = at(most + 1);
        prop_assert!(!fits(&next), "{} more would fit as well: {}", most + 1, next["limits"]);
        let broken = uses(&next).into_iter().filter(|(_, used, allowed)| used > allowed);
        prop_assert!(
            broken.into_iter().any(|(name, ..)| name == named.0),
            "{} does not stop it: {}",
            named.0,
            next["limits"]
        );
        Ok(stop["limit"].as_str().unwrap().to_owned())
    }

    #[test]
    fn capacity_agrees_with_planning() {
        const CLUSTERS: u32 = 2_000;
        let config = ProptestConfig { cases: CLUSTERS, failure_persistence: None, ..ProptestConfig::default() };
        let stops = RefCell::new(BTreeMap::<String, u32>::new());
        let strategy = (0usize..MODES.len(), prop::collection::vec(any_pool(), 1..5), place());
        let ran = proptest::test_runner::TestRunner::new(config).run(&strategy, |(mode, pools, place)| {
            let stop = agrees(MODES[mode], &pools, &place)?;
            *stops.borrow_mut().entry(stop).or_default() += 1;
            Ok(())
        });
        ran.unwrap_or_else(|error| panic!("{error}"));
        let stops = stops.into_inner();
        println!("{CLUSTERS} clusters, stopped by {stops:?}");
        // A generator that never gets anywhere would agree with everything.
        for limit in [
            "subnet-addresses",
            "pod-cidr-blocks",
            "kubenet-nodes",
            "routes-per-table",
            "nodes-per-pool",
            "nothing fits",
        ] {
            assert!(stops.contains_key(limit), "no cluster is stopped by {limit}: {stops:?}");
        }
        assert!(stops["nothing fits"] < CLUSTERS / 3, "{stops:?}");
    }

    /// The pool that grows gives up its autoscaler, and only that pool.
    #[test]
    fn only_the_growing_pool_loses_its_autoscaler() {
        let scaled = |user| Pool {
            count: 2,
            above: Some(3),
            max_pods: Some(30),
            surge: Some("1".to_owned()),
            user,
            spot: false,
            subnet: 0,
        };
        let place = Place {
            nodes: [Some(28), None],
            pods: None,
            pod_range: Some(16),
            routes: 0,
            dual_stack: false,
            basic_files: false,
            balancers: 0,
            scale_out: 0,
            running: None,
            routes_per_table: None,
        };
        let answer = aksnet::ask("planCapacity", &document("overlay", &[scaled(false), scaled(true)], &place)).unwrap();
        // 11 usable: 5 and a surge of 1 for the pool that stays, 1 of surge and 4 nodes for the one that grows, whose autoscaler
        // would go to 5; steady 2 + 4.
        assert_eq!(answer["maxNodes"], json!(6), "{answer}");
        assert_eq!(answer["limitedBy"]["limit"], json!("subnet-addresses"));
    }
}
