//! Layer seven: precedence does not depend on the order of documents, weights are kept, bad input is answered.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn gateway() -> Value {
        json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": { "name": "g" },
            "spec": { "listeners": [{ "name": "http", "port": 80, "protocol": "HTTP" }] } })
    }

    fn route(name: &str, spec: &Value) -> Value {
        let mut spec = spec.clone();
        spec["parentRefs"] = json!([{ "name": "g" }]);
        json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": { "name": name }, "spec": spec })
    }

    fn ask(objects: &[Value], http: &Value) -> Value {
        aksnet::ask("routeHttp", &json!({ "environment": { "kubernetes": objects }, "http": http })).unwrap()
    }

    /// One of few hosts, paths, headers, so that many routes match at once.
    fn spec() -> impl Strategy<Value = Value> {
        let host = prop::sample::select(vec![None, Some("a.example"), Some("*.example")]);
        let path = prop::sample::select(vec![
            ("PathPrefix", "/"),
            ("PathPrefix", "/a"),
            ("PathPrefix", "/a/"),
            ("Exact", "/a/b"),
            ("RegularExpression", "/a.*"),
        ]);
        (host, path, any::<bool>(), any::<bool>()).prop_map(|(host, (kind, value), method, header)| {
            let mut entry = json!({ "path": { "type": kind, "value": value } });
            if method {
                entry["method"] = json!("GET");
            }
            if header {
                entry["headers"] = json!([{ "name": "x", "value": "1" }]);
            }
            json!({ "hostnames": host.into_iter().collect::<Vec<_>>(), "rules": [{ "matches": [entry], "backendRefs": [{ "name": "s", "port": 80 }] }] })
        })
    }

    proptest! {
        #[test]
        fn the_order_of_documents_does_not_matter(specs in prop::collection::vec(spec(), 1..8), turn in 0usize..8, path in prop::sample::select(vec!["/", "/a", "/a/b", "/ab"])) {
            let http = json!({ "host": "a.example", "path": path, "headers": { "X": "1" } });
            let mut objects: Vec<Value> = specs.iter().enumerate().map(|(index, spec)| route(&format!("r{index}"), spec)).collect();
            objects.push(gateway());
            let first = ask(&objects, &http);
            let turn = turn % objects.len();
            objects.rotate_left(turn);
            let rotated = ask(&objects, &http);
            objects.reverse();
            let reversed = ask(&objects, &http);
            prop_assert_eq!(&first["matched"], &rotated["matched"]);
            prop_assert_eq!(&first["matched"], &reversed["matched"]);
        }

        #[test]
        fn weights_are_kept(weights in prop::collection::vec((0u64..=1_000_000, any::<bool>()), 0..6)) {
            let references: Vec<Value> = weights.iter()
                .map(|(weight, there)| json!({ "name": if *there { "s" } else { "gone" }, "port": 80, "weight": weight })).collect();
            let service = json!({ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "s" }, "spec": { "ports": [{ "port": 80 }] } });
            let objects = [gateway(), service, route("r", &json!({ "rules": [{ "backendRefs": references }] }))];
            let answer = ask(&objects, &json!({ "host": "h", "path": "/" }));
            let sum = |key: &str| answer[key].as_array().unwrap().iter().map(|one| one["weight"].as_u64().unwrap()).sum::<u64>();
            let wanted = |there: bool| weights.iter().filter(|(_, own)| *own == there).map(|(weight, _)| weight).sum::<u64>();
            prop_assert_eq!(sum("backends"), wanted(true));
            prop_assert_eq!(sum("invalid"), wanted(false));
            prop_assert_eq!(answer["status"].as_u64(), if wanted(true) == 0 { Some(500) } else { None });
        }
    }

    /// A backtracking engine would take longer than the universe is old.
    #[test]
    fn an_expression_that_could_explode_does_not() {
        let rules = json!({ "rules": [{ "matches": [{ "path": { "type": "RegularExpression", "value": "/(a+)+$" } }], "backendRefs": [{ "name": "s", "port": 80 }] }] });
        let path = format!("/{}b", "a".repeat(5_000));
        let answer = ask(&[gateway(), route("r", &rules)], &json!({ "host": "h", "path": path }));
        assert_eq!(answer["status"], 404);
    }

    #[test]
    fn another_namespace_without_a_grant_is_refused_with_its_weight() {
        let rules =
            json!({ "rules": [{ "backendRefs": [{ "name": "s", "namespace": "other", "port": 80, "weight": 3 }] }] });
        let answer = ask(&[gateway(), route("r", &rules)], &json!({ "host": "h", "path": "/" }));
        assert_eq!((answer["status"].as_u64(), answer["invalid"][0]["weight"].as_u64()), (Some(500), Some(3)));
        assert!(answer["invalid"][0]["because"].as_str().unwrap().contains("ReferenceGrant"));
    }

    #[test]
    fn what_cannot_be_understood_is_named() {
        let place = json!({ "kubernetes": [gateway()] });
        let error = |request: &Value| aksnet::ask("routeHttp", request).unwrap_err();
        let no_path = error(&json!({ "environment": place, "http": { "host": "h" } }));
        assert_eq!((no_path.code(), no_path.field()), ("missing-field", Some("http.path")));
        let entry =
            error(&json!({ "environment": place, "entry": "default/none", "http": { "host": "h", "path": "/" } }));
        assert_eq!((entry.code(), entry.field()), ("invalid-value", Some("entry")));
        let port = error(&json!({ "environment": place, "http": { "host": "h", "path": "/", "port": 0 } }));
        assert_eq!((port.code(), port.field()), ("out-of-range", Some("http.port")));
    }

    fn because(answer: &Value) -> String {
        let lines: Vec<&str> =
            answer["because"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        lines.join("\n")
    }

    fn ingress(name: &str, class: &str, host: &str, path: &str) -> Value {
        json!({ "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": { "name": name },
            "spec": { "ingressClassName": class, "rules": [{ "host": host, "http": { "paths": [{ "path": path, "pathType": "Prefix",
                "backend": { "service": { "name": name, "port": { "number": 80 } } } }] } }] } })
    }

    fn virtual_service(name: &str, spec: &Value) -> Value {
        json!({ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": name }, "spec": spec })
    }

    #[test]
    fn what_came_nearest_is_said_with_the_condition_that_failed() {
        let rules = json!({ "hostnames": ["a.example"], "rules": [{ "matches": [
            { "path": { "type": "PathPrefix", "value": "/cart" }, "headers": [{ "name": "x-version", "value": "test" }] },
            { "path": { "type": "Exact", "value": "/far" }, "method": "POST", "headers": [{ "name": "y", "value": "1" }] },
        ] }] });
        let objects = [gateway(), route("r", &rules)];
        let header = because(&ask(&objects, &json!({ "host": "a.example", "path": "/cart/1" })));
        assert!(
            header.contains("nearest is HTTPRoute default/r rule 0 match 0: the header x-version is absent"),
            "{header}"
        );
        let path = because(&ask(
            &objects,
            &json!({ "host": "a.example", "path": "/card", "headers": { "x-version": "test" } }),
        ));
        assert!(path.contains("match 0: the path /card is not under /cart/"), "{path}");
        let host = because(&ask(&objects, &json!({ "host": "b.example", "path": "/cart" })));
        assert!(host.contains("nearest is a route for the host a.example"), "{host}");

        let objects = [ingress("shop", "nginx", "a.example", "/cart")];
        let path = because(&ask(&objects, &json!({ "host": "a.example", "path": "/cartoon" })));
        assert!(path.contains("nearest is Ingress default/shop rule 0 path 0"), "{path}");
        let host = because(&ask(&objects, &json!({ "host": "aa.example", "path": "/cart" })));
        assert!(host.contains("nearest is a rule for the host a.example"), "{host}");

        let spec = json!({ "hosts": ["a.example"], "http": [{ "match": [{ "uri": { "prefix": "/cart" }, "headers": { "user": { "exact": "jason" } } }],
            "route": [{ "destination": { "host": "s" } }] }] });
        let missed = because(&ask(
            &[virtual_service("v", &spec)],
            &json!({ "host": "a.example", "path": "/cart", "headers": { "user": "ann" } }),
        ));
        assert!(missed.contains("http[0] match 0: the header user is \"ann\", not \"jason\""), "{missed}");
    }

    #[test]
    fn what_loses_is_named_with_the_reason() {
        let rules = |path: &str| json!({ "rules": [{ "matches": [{ "path": { "type": "PathPrefix", "value": path } }], "backendRefs": [{ "name": "s", "port": 80 }] }] });
        let objects = [gateway(), route("all", &rules("/")), route("cart", &rules("/cart"))];
        let answer = ask(&objects, &json!({ "host": "h", "path": "/cart" }));
        assert_eq!(answer["matched"]["object"], "HTTPRoute default/cart");
        assert!(
            because(&answer).contains("HTTPRoute default/all rule 0 match 0 holds too and loses: its path is shorter")
        );
    }

    #[test]
    fn a_host_of_two_controllers_is_said_to_be() {
        let objects = [ingress("one", "nginx", "h", "/"), ingress("two", "azure-application-gateway", "h", "/")];
        let both = because(&ask(&objects, &json!({ "host": "h", "path": "/" })));
        assert!(both.contains("served by two controllers"), "{both}");
        let own = [ingress("one", "nginx", "h", "/"), ingress("two", "nginx", "h", "/")];
        assert!(!because(&ask(&own, &json!({ "host": "h", "path": "/" }))).contains("two controllers"));
    }

    #[test]
    fn a_parent_that_is_not_there_is_named() {
        let answer = ask(
            &[
                route("r", &json!({ "rules": [{}] })),
                json!({ "apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
            "metadata": { "name": "other" }, "spec": { "listeners": [{ "name": "l", "port": 80, "protocol": "HTTP" }] } }),
            ],
            &json!({ "host": "h", "path": "/" }),
        );
        assert_eq!(answer["status"], 404);
        assert!(because(&answer).contains("HTTPRoute default/r attaches to nothing: there is no Gateway default/g"));
    }

    #[test]
    fn a_delegate_answers_for_what_both_match() {
        let root = json!({ "hosts": ["h"], "http": [
            { "match": [{ "uri": { "prefix": "/a" } }], "delegate": { "name": "child" } },
            { "route": [{ "destination": { "host": "rest" } }] } ] });
        let child = json!({ "http": [{ "match": [{ "uri": { "prefix": "/a/b" } }], "route": [{ "destination": { "host": "deep" } }] }] });
        let objects = [virtual_service("root", &root), virtual_service("child", &child)];
        let served =
            |path: &str| ask(&objects, &json!({ "host": "h", "path": path }))["backends"][0]["service"].clone();
        assert_eq!(served("/a/b/c"), "default/deep");
        assert_eq!((served("/a/x"), served("/")), (json!("default/rest"), json!("default/rest")));
        let alone = ask(&objects[..1], &json!({ "host": "h", "path": "/a" }));
        assert_eq!(alone["backends"][0]["service"], "default/rest");
        assert!(because(&alone).contains("VirtualService default/child, which is not there"));
    }

    #[test]
    fn an_istio_gateway_takes_what_its_servers_take() {
        let gateway = json!({ "apiVersion": "networking.istio.io/v1", "kind": "Gateway", "metadata": { "name": "door" }, "spec": { "servers": [
            { "port": { "number": 80, "protocol": "HTTP" }, "hosts": ["default/*.shop.example"], "tls": { "httpsRedirect": true } },
            { "port": { "number": 443, "protocol": "HTTPS" }, "hosts": ["a.shop.example"] } ] } });
        let spec = json!({ "hosts": ["a.shop.example", "b.shop.example", "other.example"], "gateways": ["door"], "http": [{ "route": [{ "destination": { "host": "s" } }] }] });
        let objects = [gateway, virtual_service("v", &spec)];
        let through = |http: &Value| {
            aksnet::ask(
                "routeHttp",
                &json!({ "environment": { "kubernetes": objects }, "entry": "default/door", "http": http }),
            )
            .unwrap()
        };
        let plain = through(&json!({ "host": "a.shop.example", "path": "/x" }));
        assert_eq!(
            (plain["status"].as_u64(), plain["redirect"].as_str()),
            (Some(301), Some("https://a.shop.example/x"))
        );
        let secure = through(&json!({ "host": "a.shop.example", "path": "/x", "scheme": "https" }));
        assert_eq!(secure["backends"][0]["service"], "default/s");
        let host = through(&json!({ "host": "other.example", "path": "/" }));
        assert_eq!(host["status"], 404);
        assert!(because(&host).contains("no server of Gateway default/door"));
        assert_eq!(through(&json!({ "host": "b.shop.example", "path": "/", "scheme": "https" }))["status"], 404);
    }

    proptest! {
        /// Ingress by its specification, written a second time as a loop over everything.
        #[test]
        fn an_ingress_answers_as_a_loop_over_all_paths(
            paths in prop::collection::vec((prop::sample::select(vec!["", "a.b.example", "*.b.example", "*.example"]), prop::sample::select(vec!["/", "/a", "/a/", "/a/b", "/ab"]), any::<bool>()), 1..10),
            host in prop::sample::select(vec!["a.b.example", "c.b.example", "x.example", "example"]),
            path in prop::sample::select(vec!["/", "/a", "/a/", "/a/b", "/a/b/c", "/abc"]),
        ) {
            let objects: Vec<Value> = paths.iter().enumerate().map(|(at, (host, path, exact))| {
                let mut one = ingress(&format!("i{at}"), "nginx", host, path);
                if *exact { one["spec"]["rules"][0]["http"]["paths"][0]["pathType"] = json!("Exact"); }
                if host.is_empty() { one["spec"]["rules"][0].as_object_mut().unwrap().remove("host"); }
                one
            }).collect();
            let elements = |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
            let mut best: Option<((u8, usize, bool), usize)> = None;
            for (at, (own, wanted, exact)) in paths.iter().enumerate() {
                let rank = match own.strip_prefix("*.") {
                    _ if own.is_empty() => 0,
                    Some(rest) if host.split_once('.').is_some_and(|(_, end)| end == rest) => 1,
                    None if own == &host => 2,
                    _ => continue,
                };
                let holds = if *exact { *wanted == path } else { elements(path).starts_with(&elements(wanted)) };
                let length = if *exact { wanted.len() } else { wanted.trim_end_matches('/').len() };
                let rank = (rank, length, *exact);
                if holds && best.as_ref().is_none_or(|(known, _)| rank > *known) { best = Some((rank, at)); }
            }
            let answer = ask(&objects, &json!({ "host": host, "path": path }));
            let wanted = best.map(|(_, at)| format!("default/i{at}"));
            prop_assert_eq!(answer["backends"][0]["service"].as_str(), wanted.as_deref());
        }
    }
}
