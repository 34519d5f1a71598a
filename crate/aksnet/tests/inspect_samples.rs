//! Real clusters, beside the repository, and what is to be said of each: a table made by hand from the documents.
//!
//! They are not ours to copy, so the test says that it is skipped where the folder is absent.

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// A file's name as it begins, and the codes of its findings, each as often as it is to be said. Why:
    ///
    /// - `kubenet-retirement`: the plugin is kubenet, unsupported from 31 March 2028.
    /// - `migration-path`: kubenet and node subnet can go to overlay, an overlay on azure's data plane to cilium's. An overlay on
    ///   cilium is there already.
    /// - `migration-blocked`: the update to overlay needs Kubernetes 1.27 and no policy engine, the one to cilium no Windows pool.
    /// - `system-pool-small`: a system pool has two nodes or more. The oldest document tells no pool's mode.
    /// - `retirement`: of application routing with managed NGINX, patched through November 2026; of Windows Server 2022, until
    ///   30 June 2028. What ends stands behind a colon.
    ///
    /// None sets off anything else: 30 pods a pool, ranges that are AKS' defaults and apart, a surge that is given or by which
    /// both of the disputed defaults come to one node, NAT gateways in networks that AKS manages.
    const TABLE: [(&str, &[&str]); 15] = [
        // 1.29, node subnet as far as this older API tells, engine cilium: the update to overlay waits for the engine.
        ("azure-cilium-managednatgateway-b581", &["migration-path", "migration-blocked"]),
        // 1.22.6, one node.
        ("azure-loadbalancer-2bda", &["system-pool-small", "migration-path", "migration-blocked"]),
        // 1.26.3, one node.
        ("azure-loadbalancer-758a", &["system-pool-small", "migration-path", "migration-blocked"]),
        // 1.22.6, one node, and a Windows pool: blocked for both reasons.
        ("azure-loadbalancer-bb36", &["system-pool-small", "migration-path", "migration-blocked", "migration-blocked"]),
        // 1.27.1, one node, and a Windows pool: blocked for the data plane only.
        (
            "azure-loadbalancer-ceec",
            &["system-pool-small", "migration-path", "migration-blocked", "retirement: Windows"],
        ),
        // 1.28.3, two nodes.
        ("azure-none-loadbalancer-2abc", &["migration-path"]),
        // 1.29.4, one node.
        ("azure-none-managednatgateway-2301", &["system-pool-small", "migration-path"]),
        // Overlay on cilium, three nodes.
        ("azure-overlay-cilium-loadbalancer-4e1e", &[]),
        // The cluster of the first line as a newer API tells it: overlay on cilium, and application routing.
        ("azure-overlay-cilium-managednatgateway-90da", &["retirement: NGINX"]),
        // 1.9.11, one node of a pool without a mode.
        ("kubenet-classic-8fff", &["kubenet-retirement", "migration-path", "migration-blocked"]),
        // 1.21.9, in a subnet of its own.
        ("kubenet-loadbalancer-4bc7", &["kubenet-retirement", "migration-path", "migration-blocked"]),
        // 1.27, application routing.
        ("kubenet-none-loadbalancer-2f86", &["kubenet-retirement", "migration-path", "retirement: NGINX"]),
        // 1.28.3, dual-stack.
        ("kubenet-none-loadbalancer-b230", &["kubenet-retirement", "migration-path"]),
        // 1.27.
        ("kubenet-none-loadbalancer-b2ff", &["kubenet-retirement", "migration-path"]),
        // 1.28, Istio.
        ("kubenet-none-loadbalancer-d0e0", &["kubenet-retirement", "migration-path"]),
    ];

    fn folder() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples/aks-arm")
    }

    /// Each cluster with its file name; nothing where the folder is absent.
    fn clusters() -> Option<Vec<(String, Value)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder()).ok()? {
            let path = entry.unwrap().path();
            let read = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            found.push((path.file_name().unwrap().to_string_lossy().into_owned(), read));
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        Some(found)
    }

    fn inspect(cluster: &Value, assume: &Value) -> Vec<Value> {
        let request = json!({ "environment": { "cluster": cluster }, "assume": assume });
        aksnet::ask("inspect", &request).unwrap().as_array().unwrap().clone()
    }

    fn codes(findings: &[Value]) -> Vec<String> {
        let mut codes: Vec<_> = findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect();
        codes.sort();
        codes
    }

    /// What becomes of an entry of the table by a date; as text, dates are in the order of time.
    fn by(date: &str, entry: &'static str) -> &'static str {
        match entry {
            "kubenet-retirement" if date >= "2028-03-31" => "kubenet-retired",
            "retirement: NGINX" if date >= "2026-12-01" => "retired",
            "retirement: Windows" if date >= "2028-06-30" => "retired",
            "retirement: NGINX" | "retirement: Windows" => "retirement",
            other => other,
        }
    }

    #[test]
    fn each_cluster_has_its_findings() {
        let Some(clusters) = clusters() else {
            println!("skipped: ../shared/samples/aks-arm is not here");
            return;
        };
        let mut told = BTreeSet::new();
        let mut wrong = Vec::new();
        for (name, cluster) in &clusters {
            let row = TABLE.iter().find(|(begins, _)| name.starts_with(begins));
            let (begins, expected) = row.unwrap_or_else(|| panic!("{name} is not in the table"));
            told.insert(*begins);
            // Without a date nothing has ended; then the day on which the facts were read, and days on which something ends.
            for date in ["", "2026-11-23", "2026-12-01", "2028-03-31", "2028-06-30"] {
                let mut expected: Vec<_> = expected.iter().map(|entry| by(date, entry)).collect();
                expected.sort_unstable();
                let as_of = if date.is_empty() { Value::Null } else { json!(date) };
                let seen = inspect(cluster, &json!({ "asOf": as_of }));
                if codes(&seen) != expected {
                    wrong.push(format!("{name} as of {date}: {expected:?} expected, {:?} found", codes(&seen)));
                }
                for finding in &seen {
                    let whole = finding["message"].as_str().is_some_and(|text| text.ends_with('.'));
                    assert!(whole && finding["sources"].as_array().is_some_and(|list| !list.is_empty()), "{finding}");
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(told.len(), TABLE.len(), "clusters of the table that are not there");
        println!("{} clusters inspected", clusters.len());
    }

    /// As `az` prints it, without `properties`: the same findings.
    #[test]
    fn flattened_clusters_have_the_same_findings() {
        let Some(clusters) = clusters() else {
            println!("skipped: ../shared/samples/aks-arm is not here");
            return;
        };
        for (name, cluster) in &clusters {
            let mut flat = cluster.clone();
            let properties = flat.as_object_mut().unwrap().remove("properties").unwrap();
            for (key, value) in properties.as_object().unwrap() {
                flat[key] = value.clone();
            }
            assert_eq!(inspect(cluster, &Value::Null), inspect(&flat, &Value::Null), "{name}");
        }
    }
}
