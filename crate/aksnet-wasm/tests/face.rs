//! The face as JavaScript meets it, in Node and, when the runner is told so, in Chromium: values go in and come out as plain
//! JavaScript, errors are `AksnetError`s, and what is no data is refused with its path.
#![cfg(target_arch = "wasm32")]

#[cfg(test)]
mod face {
    use js_sys::{Array, Error, JSON, Map, Object, Reflect};
    use wasm_bindgen::{JsCast, JsValue};
    use wasm_bindgen_test::wasm_bindgen_test;

    /// The article's case: 50 nodes of 30 pods under Azure CNI node subnet, one more while upgrading.
    const ARTICLE: &str = r#"{ "cluster": { "networkProfile": { "networkPlugin": "azure" },
        "agentPoolProfiles": [{ "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "1" } }] } }"#;

    fn parse(text: &str) -> JsValue {
        JSON::parse(text).unwrap()
    }

    fn get(value: &JsValue, key: &str) -> JsValue {
        Reflect::get(value, &JsValue::from_str(key)).unwrap()
    }

    fn text(value: &JsValue, key: &str) -> String {
        get(value, key).as_string().unwrap()
    }

    /// The error of a request that has to fail, after the checks that hold for every error.
    fn refused(request: &JsValue) -> JsValue {
        let error = aksnet_wasm::ask("planSizing", request).unwrap_err();
        assert!(error.is_instance_of::<Error>());
        assert_eq!(text(&error, "name"), "AksnetError");
        assert!(!text(&error, "message").is_empty());
        error
    }

    #[wasm_bindgen_test]
    fn a_plan_comes_out_as_plain_javascript() {
        let plan = aksnet_wasm::ask("planSizing", &parse(ARTICLE)).unwrap();
        assert_eq!(text(&plan, "mode"), "node-subnet");
        let subnets: Array = get(&plan, "subnets").unchecked_into();
        assert_eq!(subnets.length(), 1);
        let subnet = subnets.get(0);
        // (50 + 1) nodes of (1 + 30) addresses
        assert_eq!(get(&subnet, "needed").as_f64(), Some(1581.0));
        assert_eq!(get(&subnet, "prefixLength").as_f64(), Some(21.0));
        assert!(get(&subnet, "ledger").is_instance_of::<Array>());
        let back = JSON::stringify(&plan).unwrap().as_string().unwrap();
        assert_eq!(JSON::stringify(&parse(&back)).unwrap().as_string(), Some(back));
    }

    #[wasm_bindgen_test]
    fn absent_fields_are_left_out() {
        let plan = aksnet_wasm::ask("planSizing", &parse(ARTICLE)).unwrap();
        let subnets: Array = get(&plan, "subnets").unchecked_into();
        assert!(!Reflect::has(&subnets.get(0), &JsValue::from_str("given")).unwrap());
    }

    #[wasm_bindgen_test]
    fn all_six_modes_are_compared() {
        let plans: Array = aksnet_wasm::ask("compareModes", &parse(ARTICLE)).unwrap().unchecked_into();
        let modes: Vec<String> = plans.iter().map(|plan| text(&plan, "mode")).collect();
        assert_eq!(modes, ["kubenet", "node-subnet", "pod-subnet-dynamic", "pod-subnet-static", "overlay", "byo-cni"]);
    }

    #[wasm_bindgen_test]
    fn an_error_has_its_code_field_and_help() {
        let error = refused(&parse(r#"{ "cluster": { "agentPoolProfiles": [{ "maxPods": 9 }] } }"#));
        assert_eq!(text(&error, "code"), "out-of-range");
        assert!(text(&error, "field").ends_with("agentPoolProfiles[0].maxPods"));
        assert!(!text(&error, "help").is_empty());
    }

    #[wasm_bindgen_test]
    fn an_error_without_a_field_has_none() {
        let error = refused(&JsValue::NULL);
        assert_eq!(text(&error, "code"), "invalid-type");
        assert!(!Reflect::has(&error, &JsValue::from_str("field")).unwrap());
    }

    #[wasm_bindgen_test]
    fn what_is_no_data_is_refused() {
        for (value, what) in [
            (JsValue::from(Map::new()), "Map"),
            (JsValue::from(Array::new()), "array"),
            (JsValue::from_str("prod"), "text"),
            (JsValue::from_f64(7.0), "7"),
            (JsValue::UNDEFINED, "undefined"),
            (JsValue::from(js_sys::Function::new_no_args("")), "function"),
            (JsValue::symbol(None), "symbol"),
        ] {
            let error = refused(&value);
            assert_eq!(text(&error, "code"), "invalid-type", "{what}");
        }
    }

    #[wasm_bindgen_test]
    fn a_cycle_ends_with_an_error() {
        let request = parse(ARTICLE);
        let cluster = get(&request, "cluster");
        Reflect::set(&cluster, &JsValue::from_str("networkProfile"), &cluster).unwrap();
        assert_eq!(text(&refused(&request), "code"), "too-deep");
    }

    #[wasm_bindgen_test]
    fn a_getter_that_throws_is_an_error_and_no_panic() {
        let make = js_sys::Function::new_no_args("return { get cluster() { throw new Error('boom') } }");
        let request: Object = make.call0(&JsValue::NULL).unwrap().unchecked_into();
        let error = aksnet_wasm::ask("planSizing", &request).unwrap_err();
        assert!(error.is_instance_of::<Error>());
    }

    #[wasm_bindgen_test]
    fn the_facts_come_out_as_rows() {
        let rows: Array = aksnet_wasm::ask("limits", &JsValue::UNDEFINED).unwrap().unchecked_into();
        assert!(rows.length() > 0);
        for row in rows.iter() {
            assert!(!text(&row, "id").is_empty());
            let sources: Array = get(&row, "sources").unchecked_into();
            assert!(sources.length() > 0, "{} has no source", text(&row, "id"));
        }
    }
}
