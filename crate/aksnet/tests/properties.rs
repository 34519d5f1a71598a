//! What holds of every sizing question, on random ones.

#[cfg(test)]
#[path = "support/fuzz.rs"]
mod fuzz;
#[cfg(test)]
#[path = "support/requests.rs"]
mod requests;

#[cfg(test)]
mod tests {
    use crate::requests::{Ask, Surge, ask};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn plan(ask: &Ask) -> Value {
        aksnet::ask("planSizing", &ask.document()).unwrap_or_else(|error| panic!("{error} in {}", ask.document()))
    }

    fn number(value: &Value, pointer: &str) -> u64 {
        value.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("no {pointer} in {value}"))
    }

    fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
        value[key].as_array().unwrap_or_else(|| panic!("no {key} in {value}"))
    }

    /// Azure keeps the first four addresses and the last.
    fn usable(prefix_length: u64) -> u64 {
        (1u64 << (32 - prefix_length)) - 5
    }

    fn needed(plan: &Value, role: &str) -> u64 {
        list(plan, "subnets").iter().filter(|need| need["role"] == role).map(|need| number(need, "/needed")).sum()
    }

    /// The limits that are exceeded.
    fn exceeded(plan: &Value) -> Vec<&Value> {
        list(plan, "limits").iter().filter(|limit| number(limit, "/used") > number(limit, "/allowed")).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ledgers_sum_to_what_is_needed(ask in ask()) {
            let plan = plan(&ask);
            prop_assert!(!list(&plan, "subnets").is_empty());
            for need in list(&plan, "subnets") {
                let sum: u64 = list(need, "ledger").iter().map(|line| number(line, "/addresses")).sum();
                prop_assert_eq!(sum, number(need, "/needed"), "{}", need);
                for line in list(need, "ledger") {
                    prop_assert!(line["label"].as_str().is_some_and(|text| !text.is_empty()), "{}", line);
                    prop_assert!(line["formula"].as_str().is_some_and(|text| !text.is_empty()), "{}", line);
                    prop_assert!(!list(line, "sources").is_empty(), "{}", line);
                }
            }
        }

        #[test]
        fn the_prefix_is_the_smallest_that_fits(ask in ask()) {
            for need in list(&plan(&ask), "subnets") {
                let (needed, length) = (number(need, "/needed"), number(need, "/prefixLength"));
                prop_assert_eq!(number(need, "/usable"), usable(length));
                prop_assert!(needed <= usable(length));
                prop_assert_eq!(number(need, "/spare"), usable(length) - needed);
                prop_assert!(length <= 29);
                prop_assert!(length == 29 || needed > usable(length + 1), "{} would fit a /{}", needed, length + 1);
            }
        }

        #[test]
        fn the_formulas_written_twice_agree(ask in ask()) {
            let plan = plan(&ask);
            prop_assert_eq!(&plan["mode"], ask.mode());
            prop_assert_eq!(needed(&plan, "node"), ask.expected("node"));
            prop_assert_eq!(needed(&plan, "pod"), ask.expected("pod"));
        }

        #[test]
        fn the_plan_is_the_sum_of_its_pools(ask in ask()) {
            let plan = plan(&ask);
            let pools = list(&plan, "pools");
            prop_assert_eq!(pools.len(), ask.pools.len());
            for (index, (seen, pool)) in pools.iter().zip(&ask.pools).enumerate() {
                prop_assert_eq!(number(seen, "/nodes"), pool.count);
                prop_assert_eq!(number(seen, "/peakNodes"), pool.peak_nodes(ask.scaled(index)));
                prop_assert_eq!(number(seen, "/maxPods"), pool.max_pods);
            }
            let pods: u64 = ask.pools.iter().enumerate().map(|(index, pool)| pool.peak(ask.scaled(index)) * pool.max_pods).sum();
            prop_assert_eq!(number(&plan, "/pods"), pods);
            for key in ["/nodes", "/peakNodes"] {
                prop_assert_eq!(number(&plan, key), pools.iter().map(|pool| number(pool, key)).sum::<u64>());
            }
        }

        #[test]
        fn a_block_of_the_pod_range_for_every_node(ask in ask()) {
            let plan = plan(&ask);
            let ranges = list(&plan, "podCidrs");
            prop_assert_eq!(ranges.len(), usize::from(matches!(ask.mode(), "kubenet" | "overlay")));
            for range in ranges {
                let nodes = number(&plan, "/peakNodes");
                let smallest = number(range, "/smallestPrefixLength");
                prop_assert_eq!(number(range, "/blocksNeeded"), nodes);
                prop_assert!((1u64 << (24 - smallest)) >= nodes);
                prop_assert!(smallest == 24 || (1u64 << (24 - smallest - 1)) < nodes);
            }
        }

        /// More of anything takes more addresses or as many, never fewer.
        #[test]
        fn more_never_needs_fewer(ask in ask(), which in 0usize..6, what in 0u8..8, by in 1u64..50) {
            let mut more = ask.clone();
            let pool = which % more.pools.len();
            let pool = &mut more.pools[pool];
            match what {
                0 => pool.count += by,
                1 => pool.max_pods = (pool.max_pods + by).min(250),
                2 => pool.surge = match pool.surge {
                    Surge::Nodes(surge) => Surge::Nodes(surge + by),
                    Surge::Percent(share) => Surge::Percent((share + by).min(100)),
                },
                3 => pool.above = pool.above.map(|above| above + by),
                4 => more.scale_out += by,
                5 => more.load_balancers += by,
                6 => more.endpoints += by,
                _ => more.running = more.running.map(|running| running + by),
            }
            let (before, after) = (plan(&ask), plan(&more));
            for role in ["node", "pod"] {
                prop_assert!(needed(&before, role) <= needed(&after, role), "{:?} {:?}", ask, more);
            }
            prop_assert!(number(&before, "/peakNodes") <= number(&after, "/peakNodes"));
            prop_assert!(exceeded(&before).len() <= exceeded(&after).len());
        }

        /// Every mode of the comparison is what planning in that mode says.
        #[test]
        fn the_comparison_holds_the_plan(ask in ask()) {
            let plans = aksnet::ask("compareModes", &ask.document()).unwrap();
            prop_assert_eq!(plans.as_array().map(Vec::len), Some(6));
            for (index, compared) in plans.as_array().unwrap().iter().enumerate() {
                let other = Ask { mode: index, ..ask.clone() };
                prop_assert_eq!(&compared["mode"], other.mode());
                prop_assert_eq!(&compared["pools"], &plan(&other)["pools"]);
                for role in ["node", "pod"] {
                    prop_assert_eq!(needed(compared, role), other.expected(role));
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

        /// The answer n passes every limit, and n + 1 breaks one: the one that is named.
        #[test]
        fn capacity_is_the_last_that_passes(mut ask in ask(), nodes in 22u32..=29, pods in 16u32..=27, range in 12u32..=24) {
            ask.scale_out = 0;
            ask.pools.truncate(2);
            ask.pools.iter_mut().for_each(|pool| { pool.above = None; pool.subnet = 0; });
            // The other pool stays as it is, and small.
            if let Some(other) = ask.pools.get_mut(1) { other.count %= 4; }
            let others = ask.pools.get(1).map_or(0, |pool| pool.count);
            let document = |count: u64| {
                let mut asked = ask.clone();
                asked.pools[0].count = count;
                let mut document = asked.document();
                document["virtualNetwork"] = json!({
                    "addressSpace": { "addressPrefixes": ["10.128.0.0/9"] },
                    "subnets": [
                        { "name": "nodes0", "addressPrefix": format!("10.128.0.0/{nodes}") },
                        { "name": "pods", "addressPrefix": format!("10.160.0.0/{pods}") },
                    ],
                });
                document["cluster"]["networkProfile"]["podCidr"] = json!(format!("10.64.0.0/{range}"));
                document
            };
            let answer = aksnet::ask("planCapacity", &document(1)).unwrap();
            let most = number(&answer, "/maxNodes");
            if most < others {
                return Ok(());
            }
            let at = |count: u64| aksnet::ask("planSizing", &document(count)).unwrap();
            let growing = most - others;
            // Zero is also the answer where not even an empty pool passes.
            if growing > 0 {
                let last = at(growing);
                prop_assert!(exceeded(&last).is_empty(), "{} nodes: {:?}", most, exceeded(&last));
            }
            let next = at(growing + 1);
            let named = answer["limitedBy"]["limit"].as_str().unwrap();
            prop_assert!(exceeded(&next).iter().any(|limit| limit["limit"] == named), "{} after {}: {}", named, most, next["limits"]);
            prop_assert_eq!(&answer["mode"], ask.mode());
        }
    }
}
