//! Layer seven: precedence does not depend on the order of documents, weights are kept, bad input is answered.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::time::Instant;

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
        let begun = Instant::now();
        let answer = ask(&[gateway(), route("r", &rules)], &json!({ "host": "h", "path": path }));
        assert_eq!(answer["status"], 404);
        assert!(begun.elapsed().as_secs() < 20);
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
}
