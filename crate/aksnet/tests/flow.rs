//! What holds for every trace, whatever the environment: asked of every pair of places in every mode.

#[cfg(test)]
mod tests {
    use aksnet::flow::{FlowRequest, Outcome, trace_flow};
    use serde_json::{Value, json};

    fn environment(mode: usize, local: bool, outbound: &str) -> Value {
        let profile = match mode {
            0 => json!({ "networkPlugin": "kubenet", "outboundType": outbound }),
            1 => json!({ "networkPlugin": "azure", "outboundType": outbound }),
            2 => json!({ "networkPlugin": "azure", "networkPluginMode": "overlay", "outboundType": outbound }),
            3 => json!({ "networkPlugin": "azure", "networkDataplane": "cilium", "outboundType": outbound }),
            _ => json!({ "networkPlugin": "none", "outboundType": outbound }),
        };
        let inside = matches!(mode, 1 | 3);
        let mut kubernetes = Vec::new();
        for node in 1..=3 {
            kubernetes.push(json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": format!("n{node}") },
                "spec": { "podCIDR": if inside { Value::Null } else { json!(format!("10.244.{node}.0/24")) } },
                "status": { "addresses": [{ "type": "InternalIP", "address": format!("10.224.0.{}", node + 3) }] } }));
            for pod in 1..=2 {
                let address = if inside { format!("10.224.0.{node}{pod}") } else { format!("10.244.{node}.1{pod}") };
                kubernetes.push(json!({ "apiVersion": "v1", "kind": "Pod",
                    "metadata": { "name": format!("p{node}{pod}"), "namespace": "d", "labels": { "app": format!("a{pod}") } },
                    "spec": { "nodeName": format!("n{node}") }, "status": { "podIP": address } }));
            }
        }
        for (at, app) in ["a1", "a2", "nobody"].iter().enumerate() {
            kubernetes.push(
                json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": app, "namespace": "d" },
                "spec": { "type": "LoadBalancer", "clusterIP": format!("10.0.0.1{at}"), "selector": { "app": app },
                    "externalTrafficPolicy": if local { "Local" } else { "Cluster" },
                    "ports": [{ "port": 80, "targetPort": 8080, "nodePort": 30010 + at }] },
                "status": { "loadBalancer": { "ingress": [{ "ip": format!("20.50.0.1{at}") }] } } }),
            );
        }
        json!({ "cluster": { "networkProfile": profile }, "kubernetes": kubernetes,
            "virtualNetworks": [{ "name": "v", "addressSpace": { "addressPrefixes": ["10.224.0.0/12"] },
                "subnets": [{ "name": "nodes", "addressPrefix": "10.224.0.0/16" }] }],
            "gatewayRoutes": [{ "addressPrefix": "10.50.0.0/16" }], "egress": { "publicAddresses": ["20.50.0.200"] },
            "hosts": [{ "name": "vm", "address": "10.225.0.4" }, { "name": "onp", "address": "10.50.0.10" }, { "name": "web", "address": "192.0.2.80" }] })
    }

    #[test]
    fn every_trace_ends_and_its_reply_mirrors_the_question() {
        let froms = [
            json!({ "pod": "d/p11" }),
            json!({ "pod": "d/p22" }),
            json!({ "node": "n1" }),
            json!({ "host": "vm" }),
            json!({ "host": "onp" }),
            json!({ "host": "web" }),
        ];
        let addresses = [
            "10.224.0.5",
            "10.224.0.21",
            "10.244.2.11",
            "10.0.0.10",
            "10.0.0.12",
            "20.50.0.10",
            "20.50.0.12",
            "192.0.2.80",
            "169.254.169.254",
            "10.50.0.10",
        ];
        let (mut asked, mut delivered) = (0, 0);
        for mode in 0..5 {
            for (local, outbound) in
                [(false, "loadBalancer"), (true, "managedNATGateway"), (true, "none"), (false, "userDefinedRouting")]
            {
                let environment = aksnet::Environment::from_json(&environment(mode, local, outbound), None).unwrap();
                for from in &froms {
                    for address in addresses {
                        for port in [80, 30010, 30012, 8080] {
                            let question = json!({ "from": from, "to": { "address": address, "port": port }, "sourcePort": 41000 });
                            let request = FlowRequest::from_json(&question).unwrap();
                            let traces = trace_flow(environment.world().unwrap(), &request).unwrap();
                            let sum: f64 = traces.iter().map(|trace| trace.probability).sum();
                            assert!((sum - 1.0).abs() < 1e-9, "{mode} {question}: {sum}");
                            for trace in &traces {
                                asked += 1;
                                let arrived = matches!(trace.outcome, Outcome::Delivered | Outcome::FailedOnReturn);
                                assert_eq!(arrived, trace.reply.is_some(), "{mode} {question}");
                                assert_eq!(
                                    trace.outcome == Outcome::Delivered,
                                    trace.decided_by.is_none(),
                                    "{mode} {question}"
                                );
                                for pair in trace.request.windows(2) {
                                    assert_eq!(pair[0].left, pair[1].entered, "{mode} {question}");
                                }
                                let Some(reply) = &trace.reply else { continue };
                                for pair in reply.windows(2) {
                                    assert_eq!(pair[0].left, pair[1].entered, "{mode} {question}");
                                }
                                let socket = trace.request[0].at == reply[reply.len() - 1].at;
                                if trace.outcome == Outcome::Delivered {
                                    delivered += 1;
                                    assert!(socket, "{mode} {question}");
                                }
                            }
                        }
                    }
                }
            }
        }
        assert!(asked > 5_000 && delivered > 1_000, "{asked} {delivered}");
    }
}
