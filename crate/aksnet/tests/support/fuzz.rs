//! No input panics, and what is thrown is always a whole error: mutated documents, and mutated bytes of documents.

#[cfg(test)]
mod tests {
    use crate::requests::{MODES, ask};
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    /// Asks everything. An answer is an object, a list or a picture; an error has a code, a sentence, and nothing empty.
    fn asked(request: &Value) -> Result<(), TestCaseError> {
        for question in aksnet::QUESTIONS {
            match aksnet::ask(question, request) {
                Ok(Value::String(picture)) => {
                    prop_assert!(picture.starts_with("<svg "), "{} answers {}", question, picture)
                }
                Ok(answer) => prop_assert!(answer.is_object() || answer.is_array(), "{} answers {}", question, answer),
                Err(error) => {
                    prop_assert!(error.code().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
                    prop_assert!(
                        !error.code().is_empty() && !error.message().is_empty() && !error.to_string().is_empty()
                    );
                    prop_assert!(error.field() != Some("") && error.help() != Some(""));
                }
            }
        }
        Ok(())
    }

    /// Words that documents are made of, and words that they should not be made of.
    fn text() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "",
            " ",
            "azure",
            "kubenet",
            "none",
            "overlay",
            "Overlay",
            "StaticBlock",
            "IPv4",
            "IPv6",
            "Spot",
            "System",
            "10.244.0.0/16",
            "10.244.0.0/0",
            "0.0.0.0/0",
            "255.255.255.255/32",
            "10.1.2.3/8",
            "010.0.0.0/8",
            "::/0",
            "fd00::/64",
            "::ffff:10.0.0.0/104",
            "10.0.0.10",
            "10.0.0.1",
            "300.1.1.1",
            "1.2.3",
            "10.0.0.0/99999999999",
            "-1",
            "0",
            "1",
            "50%",
            "0%",
            "100%",
            "101%",
            "%",
            "-5%",
            "9999999999999999999999%",
            "18446744073709551615",
            "1e9",
            "NaN",
            "/subnets/",
            "/subnets/nodes",
            "nodes",
            "\u{0}",
            "ä/ö",
            "🦀",
            "__proto__",
            "2026-02-30",
            "2026-11-24",
        ]);
        prop_oneof![8 => words.prop_map(str::to_owned), 1 => ".{0,12}", 1 => "[0-9a-f:./%]{0,24}"]
    }

    fn number() -> impl Strategy<Value = Value> {
        let odd = prop::sample::select(vec![
            json!(0),
            json!(-1),
            json!(1),
            json!(9),
            json!(10),
            json!(250),
            json!(251),
            json!(1.5),
            json!(1e300),
            json!(-0.0),
            json!(5e-324),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(1u64 << 40),
            json!(1u64 << 53),
            json!(1_000_000),
            json!(4_294_967_296u64),
        ]);
        prop_oneof![4 => odd, 1 => any::<i64>().prop_map(|value| json!(value)), 1 => any::<f64>().prop_map(|value| json!(value))]
    }

    fn key() -> impl Strategy<Value = String> {
        let known = prop::sample::select(vec![
            "cluster",
            "properties",
            "networkProfile",
            "networkPlugin",
            "networkPluginMode",
            "podCidr",
            "podCidrs",
            "serviceCidr",
            "serviceCidrs",
            "dnsServiceIP",
            "ipFamilies",
            "agentPoolProfiles",
            "name",
            "count",
            "minCount",
            "maxCount",
            "maxPods",
            "enableAutoScaling",
            "upgradeSettings",
            "maxSurge",
            "maxUnavailable",
            "vnetSubnetID",
            "vnetSubnetId",
            "podSubnetID",
            "podIPAllocationMode",
            "scaleSetPriority",
            "osType",
            "mode",
            "kubernetesVersion",
            "apiServerAccessProfile",
            "enablePrivateCluster",
            "enableVnetIntegration",
            "subnetId",
            "virtualNetwork",
            "addressSpace",
            "addressPrefixes",
            "addressPrefix",
            "subnets",
            "peeredNetworks",
            "onPremises",
            "internalLoadBalancers",
            "privateEndpoints",
            "scaleOut",
            "podsPerNode",
            "netAppFiles",
            "companions",
            "applicationGateway",
            "instances",
            "routeTable",
            "routes",
            "assume",
            "defaultMaxSurge",
            "routesPerTable",
            "asOf",
            "pods",
            "batch",
            "buffer",
            "max",
            "type",
            "id",
            "value",
            "delegations",
        ]);
        prop_oneof![9 => known.prop_map(str::to_owned), 1 => text()]
    }

    fn odd() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            2 => Just(Value::Null),
            1 => any::<bool>().prop_map(Value::Bool),
            4 => number(),
            4 => text().prop_map(Value::String),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::vec((key(), inner), 0..5)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect::<Map<_, _>>())),
            ]
        })
    }

    /// A document with everything in it, to be mutated.
    fn whole(ask: Value) -> Value {
        let mut whole = ask;
        let more = json!({
            "virtualNetwork": {
                "id": "/virtualNetworks/net", "name": "net", "addressSpace": { "addressPrefixes": ["10.1.0.0/16", "fd00::/48"] },
                "subnets": [
                    { "name": "nodes0", "addressPrefix": "10.1.0.0/22", "delegations": [], "routeTable": { "id": "/rt" } },
                    { "name": "pods", "properties": { "addressPrefixes": ["10.1.64.0/18"] } },
                ],
                "virtualNetworkPeerings": [{ "name": "hub", "remoteAddressSpace": { "addressPrefixes": ["10.2.0.0/16"] } }],
            },
            "peeredNetworks": [{ "name": "hub", "addressSpace": { "addressPrefixes": ["10.2.0.0/16"] } }],
            "onPremises": ["192.168.0.0/16"],
            "netAppFiles": "basic",
            "routeTable": { "routes": [{ "name": "default", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance" }] },
            "companions": { "applicationGateway": { "instances": 3, "privateFrontend": true }, "azureFirewall": true },
            "assume": { "defaultMaxSurge": "1", "routesPerTable": 600, "podSubnetMaxPods": 250, "asOf": "2028-04-01" },
            "pods": 25, "batch": 16, "buffer": 0.5, "max": 250, "maxPods": 30,
        });
        if let (Some(into), Some(from)) = (whole.as_object_mut(), more.as_object()) {
            into.extend(from.clone());
        }
        let network = &mut whole["cluster"]["networkProfile"];
        network["podCidrs"] = json!(["10.244.0.0/16", "fd12:3456:789a::/64"]);
        network["serviceCidr"] = json!("10.0.0.0/16");
        network["dnsServiceIP"] = json!("10.0.0.10");
        network["ipFamilies"] = json!(["IPv4", "IPv6"]);
        whole["cluster"]["apiServerAccessProfile"] =
            json!({ "enableVnetIntegration": true, "subnetId": "/subnets/api" });
        whole
    }

    /// What each question asks, as far as the documents are of different shapes.
    fn shapes(ask: Value) -> [Value; 4] {
        let sizing = whole(ask);
        let mut cluster = sizing["cluster"].clone();
        cluster["addonProfiles"] = json!({ "httpApplicationRouting": { "enabled": true } });
        cluster["ingressProfile"] = json!({ "webAppRouting": { "enabled": true } });
        cluster["networkProfile"]["outboundType"] = json!("managedNATGateway");
        let networks = json!([sizing["virtualNetwork"], sizing["peeredNetworks"][0]]);
        let assume = sizing["assume"].clone();
        [
            sizing,
            json!({ "environment": { "cluster": cluster, "virtualNetworks": networks }, "assume": assume }),
            json!({
                "addressSpace": ["10.0.0.0/8", "10.0.0.0/9", "fd00::/48"], "taken": ["10.0.0.0/30"], "onPremises": ["10.5.0.0/16"],
                "demands": [{ "name": "a", "prefixLength": 24, "family": "IPv4" }, { "name": "b", "prefixLength": 64 }],
                "prefixes": ["10.0.0.0/8", "10.0.0.0/9"],
            }),
            json!({ "nodes": 50, "frontends": 7, "allocatedOutboundPorts": 4000, "maxSurge": 2, "outboundType": "loadBalancer" }),
        ]
    }

    /// How many values a document holds, itself included.
    fn size(value: &Value) -> usize {
        1 + match value {
            Value::Array(list) => list.iter().map(size).sum(),
            Value::Object(fields) => fields.values().map(size).sum(),
            _ => 0,
        }
    }

    /// Puts `with` in the place of the value that is `at`-th in reading order; what is left of `at` counts down.
    fn replace(value: &mut Value, at: &mut usize, with: &Value) {
        if *at == 0 {
            *value = with.clone();
            *at = usize::MAX;
            return;
        }
        *at -= 1;
        let inner: Vec<&mut Value> = match value {
            Value::Array(list) => list.iter_mut().collect(),
            Value::Object(fields) => fields.values_mut().collect(),
            _ => return,
        };
        for one in inner {
            if *at == usize::MAX {
                return;
            }
            replace(one, at, with);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn values_of_any_shape(request in odd()) {
            asked(&request)?;
        }

        #[test]
        fn documents_with_odd_values(ask in ask(), shape in 0usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), odd()), 1..4)) {
            let mut request = shapes(ask.document())[shape].clone();
            for (place, with) in changes {
                let mut at = place.index(size(&request));
                replace(&mut request, &mut at, &with);
            }
            asked(&request)?;
        }

        #[test]
        fn documents_with_odd_bytes(ask in ask(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..6)) {
            let mut bytes = serde_json::to_vec(&whole(ask.document())).unwrap();
            for (place, byte, how) in changes {
                let at = place.index(bytes.len());
                match how {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ => drop(bytes.remove(at)),
                }
            }
            if let Ok(request) = serde_json::from_slice::<Value>(&bytes) {
                asked(&request)?;
            }
        }

        /// One digit, letter or sign of a text in the place of another: most of these still parse.
        #[test]
        fn documents_with_odd_letters(ask in ask(), shape in 0usize..4, changes in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-zA-Z.:/%-]"), 1..5)) {
            let mut bytes = serde_json::to_vec(&shapes(ask.document())[shape]).unwrap();
            for (place, letter) in changes {
                let at = place.index(bytes.len());
                if bytes[at].is_ascii_alphanumeric() {
                    bytes[at] = letter.as_bytes()[0];
                }
            }
            if let Ok(request) = serde_json::from_slice::<Value>(&bytes) {
                asked(&request)?;
            }
        }

        #[test]
        fn bytes_of_any_kind(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            if let Ok(request) = serde_json::from_slice::<Value>(&bytes) {
                asked(&request)?;
            }
        }

        /// Prefixes and addresses as text: either understood or refused with its code, and a help that is itself accepted.
        #[test]
        fn prefixes_as_text(prefix in "([0-9]{1,3}\\.){2,4}[0-9]{1,3}(/[0-9]{1,3})?|[0-9a-f:]{2,20}/[0-9]{1,3}") {
            let request = |prefix: &str| json!({ "cluster": {}, "onPremises": [prefix] });
            if let Err(error) = aksnet::ask("planSizing", &request(&prefix)) {
                prop_assert_eq!(error.code(), "invalid-prefix");
                let offered = error.help().and_then(|help| help.split_whitespace().find(|word| word.contains('/')));
                if let Some(offered) = offered.filter(|_| error.help().is_some_and(|help| help.starts_with("did you mean"))) {
                    let offered = offered.trim_end_matches('?');
                    prop_assert!(aksnet::ask("planSizing", &request(offered)).is_ok(), "{} for {}", offered, prefix);
                }
            }
        }
    }

    /// Nested lists and objects, a thousand deep: refused where they are read, ignored where they are not.
    #[test]
    fn deep_nesting() {
        for wrap in [|inner: Value| json!([inner]), |inner: Value| json!({ "cluster": inner, "properties": null })] {
            let mut deep = json!({});
            for _ in 0..1000 {
                deep = wrap(deep);
            }
            let sizing = ["cluster", "virtualNetwork", "onPremises", "assume", "companions"];
            let others = ["environment", "addressSpace", "demands", "prefixes", "nodes"];
            for place in sizing.into_iter().chain(others) {
                let mut request = if others.contains(&place) { json!({}) } else { json!({ "cluster": {} }) };
                request[place] = deep.clone();
                for question in aksnet::QUESTIONS {
                    if let Err(error) = aksnet::ask(question, &request) {
                        assert!(!error.code().is_empty());
                    }
                }
            }
        }
    }

    /// Each number of a request at the most that it takes, all at once.
    #[test]
    fn the_largest_of_everything() {
        for mode in MODES {
            let network = match mode {
                "kubenet" => json!({ "networkPlugin": "kubenet" }),
                "overlay" => json!({ "networkPlugin": "azure", "networkPluginMode": "overlay" }),
                "byo-cni" => json!({ "networkPlugin": "none" }),
                _ => json!({ "networkPlugin": "azure" }),
            };
            let pool = json!({ "count": 1_000_000, "maxPods": 250, "upgradeSettings": { "maxSurge": "100%" } });
            for pools in [1usize, 2, 100] {
                let cluster = json!({ "networkProfile": network, "agentPoolProfiles": vec![pool.clone(); pools] });
                let request = json!({
                    "cluster": cluster, "internalLoadBalancers": 1_000_000, "privateEndpoints": 1_000_000,
                    "scaleOut": 1_000_000, "podsPerNode": 1_000_000,
                });
                for question in ["planSizing", "compareModes", "planCapacity", "planUpgrade"] {
                    match aksnet::ask(question, &request) {
                        Ok(answer) => assert!(answer.is_object() || answer.is_array()),
                        Err(error) => assert_eq!(error.code(), "out-of-range", "{error}"),
                    }
                }
            }
        }
    }
}
