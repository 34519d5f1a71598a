//! The four plugins by six ways into a cluster: who connects to the pod, whom it sees, and where it does not work.

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    const PLUGINS: [&str; 4] = ["kubenet", "node-subnet", "pod-subnet", "overlay"];
    const ENTRIES: [&str; 6] = [
        "application routing, NGINX",
        "application routing, Gateway API",
        "Application Gateway ingress controller",
        "Application Gateway for Containers",
        "a controller of one's own",
        "Istio add-on",
    ];
    const CLIENT: &str = "203.0.113.9";
    const FRONTEND: &str = "20.50.0.10";
    const GATEWAY: &str = "10.226.0.4";

    fn pod_address(plugin: &str, node: u8, last: u8) -> String {
        match plugin {
            "kubenet" | "overlay" => format!("10.244.{node}.{last}"),
            "node-subnet" => format!("10.224.{node}.{last}"),
            _ => format!("10.225.{node}.{last}"),
        }
    }

    fn pod(plugin: &str, name: &str, place: (u8, u8), labels: &Value, containers: &[&str]) -> Value {
        let (namespace, short) = name.split_once('/').unwrap();
        let containers: Vec<Value> = containers.iter().map(|name| json!({ "name": name })).collect();
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": short, "namespace": namespace, "labels": labels },
            "spec": { "nodeName": format!("n{}", place.0), "containers": containers }, "status": { "podIP": pod_address(plugin, place.0, place.1) } })
    }

    /// The cluster, the network, and the application on node n2.
    fn place(plugin: &str, sidecar: bool) -> Value {
        let mut pool = json!({ "name": "p", "vnetSubnetID": "/subnets/nodes" });
        if plugin == "pod-subnet" {
            pool["podSubnetID"] = json!("/subnets/pods");
        }
        let profile = match plugin {
            "kubenet" => json!({ "networkPlugin": "kubenet", "podCidr": "10.244.0.0/16" }),
            "overlay" => {
                json!({ "networkPlugin": "azure", "networkPluginMode": "overlay", "podCidr": "10.244.0.0/16" })
            }
            _ => json!({ "networkPlugin": "azure" }),
        };
        let ranged = matches!(plugin, "kubenet" | "overlay");
        let mut kubernetes: Vec<Value> = (1..=3)
            .map(|node| {
                json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": format!("n{node}") },
            "spec": if ranged { json!({ "podCIDR": format!("10.244.{node}.0/24") }) } else { json!({}) },
            "status": { "addresses": [{ "type": "InternalIP", "address": format!("10.224.0.{}", node + 3) }] } })
            })
            .collect();
        let containers: &[&str] = if sidecar { &["front", "istio-proxy"] } else { &["front"] };
        kubernetes.push(pod(plugin, "shop/front-1", (2, 20), &json!({ "app": "front" }), containers));
        kubernetes.push(json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "front", "namespace": "shop" },
            "spec": { "clusterIP": "10.0.0.20", "selector": { "app": "front" }, "ports": [{ "port": 80, "targetPort": 8080 }] } }));
        json!({ "cluster": { "networkProfile": profile, "agentPoolProfiles": [pool] }, "kubernetes": kubernetes, "virtualNetworks": [{ "name": "v",
            "addressSpace": { "addressPrefixes": ["10.224.0.0/14"] }, "subnets": [
                { "id": "/subnets/nodes", "name": "nodes", "addressPrefix": "10.224.0.0/16" },
                { "id": "/subnets/pods", "name": "pods", "addressPrefix": "10.225.0.0/16" } ] }] })
    }

    fn list<'a>(place: &'a mut Value, key: &str) -> &'a mut Vec<Value> {
        place[key].as_array_mut().unwrap()
    }

    fn ingress(class: &str) -> Value {
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": "shop", "namespace": "shop" },
            "spec": { "ingressClassName": class, "rules": [{ "host": "shop.example", "http": { "paths": [{ "path": "/", "pathType": "Prefix",
                "backend": { "service": { "name": "front", "port": { "number": 80 } } } }] } }] } })
    }

    /// A proxy's pod on node n1 behind a Service of type `LoadBalancer`.
    fn controller(place: &mut Value, plugin: &str, local: bool, labels: &Value, container: &str) {
        let policy = if local { "Local" } else { "Cluster" };
        let service = json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "door", "namespace": "entry" },
            "spec": { "type": "LoadBalancer", "clusterIP": "10.0.0.30", "selector": labels, "externalTrafficPolicy": policy,
                "ports": [{ "port": 80, "targetPort": 8000, "nodePort": 30080 }] }, "status": { "loadBalancer": { "ingress": [{ "ip": FRONTEND }] } } });
        let pod = pod(plugin, "entry/proxy-1", (1, 10), labels, &[container]);
        list(place, "kubernetes").extend([service, pod]);
    }

    /// A gateway of Azure's with a public frontend, in a delegated subnet of its own.
    fn azure_gateway(place: &mut Value, service: &str, class: &str, routed: bool) {
        let mut subnet = json!({ "id": "/subnets/door", "name": "door", "addressPrefix": "10.226.0.0/24", "delegations": [{ "serviceName": service }] });
        if routed {
            subnet["routeTable"] = json!({ "id": "/routeTables/aks" });
            let routes: Vec<Value> = (1..=3)
                .map(|node| {
                    json!({ "name": format!("n{node}"), "addressPrefix": format!("10.244.{node}.0/24"),
                "nextHopType": "VirtualAppliance", "nextHopIpAddress": format!("10.224.0.{}", node + 3) })
                })
                .collect();
            place["routeTables"] = json!([{ "id": "/routeTables/aks", "name": "aks", "routes": routes }]);
        }
        place["virtualNetworks"][0]["subnets"].as_array_mut().unwrap().push(subnet);
        place["hosts"] = json!([{ "name": "door", "address": FRONTEND }, { "name": "door", "address": GATEWAY }]);
        list(place, "kubernetes").push(ingress(class));
    }

    fn environment(plugin: &str, entry: usize, routed: bool) -> Value {
        let mut place = place(plugin, entry == 5);
        match entry {
            0 => {
                controller(&mut place, plugin, true, &json!({ "app": "nginx" }), "controller");
                list(&mut place, "kubernetes").push(ingress("webapprouting.kubernetes.azure.com"));
            }
            1 => {
                controller(
                    &mut place,
                    plugin,
                    false,
                    &json!({ "gateway.networking.k8s.io/gateway-name": "public" }),
                    "istio-proxy",
                );
                list(&mut place, "kubernetes").extend([
                    json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": { "name": "public", "namespace": "shop" },
                        "spec": { "gatewayClassName": "approuting-istio", "listeners": [{ "name": "http", "port": 80, "protocol": "HTTP" }] } }),
                    json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": "shop", "namespace": "shop" },
                        "spec": { "parentRefs": [{ "name": "public" }], "rules": [{ "backendRefs": [{ "name": "front", "port": 80 }] }] } }),
                ]);
            }
            2 => {
                azure_gateway(&mut place, "Microsoft.Network/applicationGateways", "azure-application-gateway", routed)
            }
            3 => azure_gateway(
                &mut place,
                "Microsoft.ServiceNetworking/trafficControllers",
                "azure-alb-external",
                routed,
            ),
            4 => {
                controller(&mut place, plugin, true, &json!({ "app": "nginx" }), "controller");
                list(&mut place, "kubernetes").push(ingress("nginx"));
            }
            _ => {
                controller(
                    &mut place,
                    plugin,
                    false,
                    &json!({ "istio": "aks-istio-ingressgateway-external" }),
                    "istio-proxy",
                );
                list(&mut place, "kubernetes").extend([
                    json!({ "apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": { "name": "door", "namespace": "shop" },
                        "spec": { "servers": [{ "port": { "number": 80, "protocol": "HTTP" }, "hosts": ["shop.example"] }] } }),
                    json!({ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "shop", "namespace": "shop" },
                        "spec": { "hosts": ["shop.example"], "gateways": ["door"], "http": [{ "route": [{ "destination": { "host": "front", "port": { "number": 80 } } }] }] } }),
                ]);
            }
        }
        place
    }

    fn traces(environment: &Value, http: &Value) -> Vec<Value> {
        let ask = json!({ "environment": environment, "from": { "address": CLIENT }, "to": { "address": FRONTEND, "port": 80 }, "http": http });
        let answer = aksnet::ask("traceFlow", &ask).unwrap();
        let all = answer.as_array().unwrap().clone();
        let sum: f64 = all.iter().map(|trace| trace["probability"].as_f64().unwrap()).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        all
    }

    fn through(plugin: &str, entry: usize, routed: bool) -> Vec<Value> {
        traces(&environment(plugin, entry, routed), &json!({ "host": "shop.example", "path": "/cart" }))
    }

    fn kinds(hops: &Value) -> Vec<&str> {
        hops.as_array().unwrap().iter().map(|hop| hop["at"]["kind"].as_str().unwrap()).collect()
    }

    #[test]
    fn every_plugin_by_every_entry() {
        for plugin in PLUGINS {
            for (entry, name) in ENTRIES.iter().enumerate() {
                let azure = matches!(entry, 2 | 3);
                for trace in through(plugin, entry, plugin == "kubenet") {
                    let cell = format!("{plugin}, {name}: {trace}");
                    if plugin == "kubenet" && entry == 3 {
                        // Application Gateway for Containers: not under kubenet, and the page that says so.
                        assert_eq!(trace["outcome"], "dropped", "{cell}");
                        assert_eq!(
                            trace["decidedBy"]["sources"][0]["id"], "application-gateway-for-containers",
                            "{cell}"
                        );
                        continue;
                    }
                    assert_eq!(trace["outcome"], "delivered", "{cell}");
                    assert_eq!(trace["servedBy"], "shop/front-1", "{cell}");
                    assert_eq!(trace["http"]["legs"].as_array().unwrap().len(), 2, "{cell}");
                    // The pod sees the proxy and never the client: inside of the cluster nothing is translated at the source.
                    let proxy = if azure { GATEWAY.to_owned() } else { pod_address(plugin, 1, 10) };
                    assert_eq!(trace["seenByServer"]["source"].as_str(), Some(proxy.as_str()), "{cell}");
                    let server = pod_address(plugin, 2, 20);
                    assert_eq!(
                        (
                            trace["seenByServer"]["destination"].as_str(),
                            trace["seenByServer"]["destinationPort"].as_u64()
                        ),
                        (Some(server.as_str()), Some(8080)),
                        "{cell}"
                    );
                    // The client's own address comes to the proxy where no kube-proxy translates it: at Azure's gateways and with Local.
                    assert_eq!(trace["http"]["forwardedFor"] == CLIENT, azure || matches!(entry, 0 | 4), "{cell}");
                    let hops = kinds(&trace["request"]);
                    assert_eq!(hops.iter().filter(|kind| **kind == "ingress").count(), 1, "{cell}");
                    assert_eq!(hops.contains(&"load-balancer"), !azure, "{cell}");
                    assert_eq!(hops.contains(&"sidecar"), entry == 5, "{cell}");
                    assert_eq!(trace["http"]["legs"][1]["tls"], if entry == 5 { "mutual" } else { "none" }, "{cell}");
                    let (first, last) = (&trace["request"][0], trace["request"].as_array().unwrap().last().unwrap());
                    assert!(first.get("in").is_none() && last.get("out").is_none(), "{cell}");
                    let reply = trace["reply"].as_array().unwrap();
                    assert_eq!(kinds(&trace["reply"]).iter().filter(|kind| **kind == "ingress").count(), 1, "{cell}");
                    assert_eq!(reply.last().unwrap()["at"], first["at"], "{cell}");
                }
            }
        }
    }

    #[test]
    fn an_application_gateway_needs_the_route_table_of_kubenet() {
        for trace in through("kubenet", 2, false) {
            assert_eq!(trace["outcome"], "dropped", "{trace}");
        }
    }

    #[test]
    fn a_proxy_answers_itself_what_it_has_no_route_for() {
        for trace in traces(&environment("overlay", 0, false), &json!({ "host": "other.example", "path": "/" })) {
            assert_eq!(
                (trace["http"]["status"].as_u64(), trace["servedBy"].as_str()),
                (Some(404), Some("entry/proxy-1"))
            );
            assert_eq!(trace["http"]["legs"].as_array().unwrap().len(), 1);
        }
    }

    #[test]
    fn shares_are_those_of_the_weights_and_broken_ones_are_answered_with_500() {
        let mut place = environment("node-subnet", 1, false);
        let rules = json!([{ "backendRefs": [{ "name": "front", "port": 80, "weight": 3 }, { "name": "gone", "port": 80, "weight": 1 }] }]);
        let route = list(&mut place, "kubernetes").iter_mut().find(|object| object["kind"] == "HTTPRoute").unwrap();
        route["spec"]["rules"] = rules;
        let all = traces(&place, &json!({ "host": "shop.example", "path": "/" }));
        let share = |wanted: Option<u64>| {
            all.iter()
                .filter(|trace| trace["http"]["status"].as_u64() == wanted)
                .map(|trace| trace["probability"].as_f64().unwrap())
                .sum::<f64>()
        };
        assert!((share(None) - 0.75).abs() < 1e-9 && (share(Some(500)) - 0.25).abs() < 1e-9);
    }

    /// East-west: no ingress, two sidecars, one connection on the network.
    #[test]
    fn between_two_sidecars_is_one_leg_of_mutual_tls() {
        let mut place = place("overlay", true);
        let client = pod("overlay", "shop/client", (1, 11), &json!({ "app": "client" }), &["client", "istio-proxy"]);
        list(&mut place, "kubernetes").push(client);
        let ask = json!({ "environment": place, "from": { "pod": "shop/client" }, "to": { "service": "shop/front", "port": 80 }, "http": { "host": "front.shop", "path": "/" } });
        let answer = aksnet::ask("traceFlow", &ask).unwrap();
        let trace = &answer[0];
        assert_eq!((answer.as_array().unwrap().len(), trace["outcome"].as_str()), (1, Some("delivered")));
        assert_eq!(trace["http"]["legs"], json!([{ "from": "shop/client", "to": "shop/front-1", "tls": "mutual" }]));
        let hops = kinds(&trace["request"]);
        assert_eq!(
            (hops[0], hops[1], hops[hops.len() - 2], hops[hops.len() - 1]),
            ("pod", "sidecar", "sidecar", "pod")
        );
        assert_eq!(kinds(&trace["reply"]).iter().filter(|kind| **kind == "sidecar").count(), 2);
    }

    #[test]
    fn a_request_that_cannot_be_understood_is_named() {
        let ask = json!({ "environment": environment("overlay", 0, false), "from": { "address": CLIENT }, "to": { "address": FRONTEND, "port": 80 }, "http": { "host": "h" } });
        let error = aksnet::ask("traceFlow", &ask).unwrap_err();
        assert_eq!((error.code(), error.field()), ("missing-field", Some("http.path")));
    }
}
