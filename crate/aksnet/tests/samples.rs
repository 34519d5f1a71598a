//! Documents that az and ARM printed, beside the repository: each is read, with the right mode and every pool.
//!
//! They are not ours to copy, so the tests say that they are skipped where the folder is absent.

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use std::fs;
    use std::path::{Path, PathBuf};

    fn folder(kind: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples").join(kind)
    }

    /// Every document of a kind with its file name, lists unfolded.
    fn documents(kind: &str) -> Option<Vec<(String, Value)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder(kind)).ok()? {
            let path = entry.unwrap().path();
            let read: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match read.get("value").and_then(Value::as_array) {
                Some(list) => found.extend(list.iter().map(|one| (name.clone(), one.clone()))),
                None => found.push((name, read)),
            }
        }
        assert!(!found.is_empty(), "{kind} is there and holds nothing");
        Some(found)
    }

    /// The mode, worked out from the document alone: plugin, plugin mode, and whether a pool has a pod subnet.
    fn mode_of(cluster: &Value) -> &'static str {
        let inner = cluster.get("properties").unwrap_or(cluster);
        let word = |pointer: &str| inner.pointer(pointer).and_then(Value::as_str).map(str::to_lowercase);
        match (word("/networkProfile/networkPlugin").as_deref(), word("/networkProfile/networkPluginMode").as_deref()) {
            (Some("kubenet"), _) => "kubenet",
            (Some("none"), _) => "byo-cni",
            (None, _) | (_, Some("overlay")) => "overlay",
            _ => {
                let pools = inner.pointer("/agentPoolProfiles").and_then(Value::as_array).unwrap();
                match pools.iter().find(|pool| pool.get("podSubnetID").is_some_and(Value::is_string)) {
                    None => "node-subnet",
                    Some(pool) if pool["podIPAllocationMode"] == "StaticBlock" => "pod-subnet-static",
                    Some(_) => "pod-subnet-dynamic",
                }
            }
        }
    }

    #[test]
    fn clusters_are_read() {
        let Some(clusters) = documents("aks-arm") else {
            println!("skipped: ../shared/samples/aks-arm is not here");
            return;
        };
        for (name, cluster) in &clusters {
            let plan = aksnet::ask("planSizing", &json!({ "cluster": cluster }))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(plan["mode"], mode_of(cluster), "{name}");
            let pools = cluster["properties"]["agentPoolProfiles"].as_array().unwrap();
            assert_eq!(plan["pools"].as_array().unwrap().len(), pools.len(), "{name}");
            for (seen, pool) in plan["pools"].as_array().unwrap().iter().zip(pools) {
                assert_eq!(seen["name"], pool["name"], "{name}");
                assert_eq!(seen["nodes"], pool["count"], "{name}");
                assert_eq!(seen["maxPods"], pool["maxPods"], "{name}");
            }
        }
        println!("{} clusters read", clusters.len());
    }

    #[test]
    fn node_pools_are_read() {
        let Some(pools) = documents("nodepool-arm") else {
            println!("skipped: ../shared/samples/nodepool-arm is not here");
            return;
        };
        for (name, pool) in &pools {
            for (network, mode) in [
                (json!({}), "overlay"),
                (json!({ "networkPlugin": "kubenet" }), "kubenet"),
                (json!({ "networkPlugin": "azure" }), "node-subnet"),
            ] {
                let cluster = json!({ "networkProfile": network, "agentPoolProfiles": [pool] });
                let plan = aksnet::ask("planSizing", &json!({ "cluster": cluster }))
                    .unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(plan["mode"], mode, "{name}");
                assert_eq!(plan["nodes"], pool["properties"]["count"], "{name}");
                assert_eq!(plan["pools"][0]["name"], pool["name"], "{name}");
                assert_eq!(plan["pools"][0]["maxPods"], pool["properties"]["maxPods"], "{name}");
            }
        }
        println!("{} node pools read", pools.len());
    }
}
