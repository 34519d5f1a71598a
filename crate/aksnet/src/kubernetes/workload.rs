//! What makes pods: Deployment, StatefulSet, DaemonSet, ReplicaSet, Job and their kin, as far as their pods can be laid out.

use super::object::Object;
use super::pod::Pod;
use crate::error::Error;

/// A workload with its pod template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// How many pods; absent for a DaemonSet, which has one on each node.
    pub replicas: Option<u64>,
    /// What its pods look like; they have no names and no addresses.
    pub template: Pod,
}

impl Workload {
    /// Reads the document; nothing for a kind that makes no pods.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    ///
    /// ```
    /// use serde_json::json;
    /// let place = json!({ "kubernetes": [{ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
    ///     "spec": { "replicas": 2, "template": { "metadata": { "labels": { "app": "web" } } } } }] });
    /// let environment = aksnet::Environment::from_json(&place, None)?;
    /// let workload = aksnet::kubernetes::Workload::read(&environment.kubernetes[0])?.unwrap();
    /// assert_eq!((workload.replicas, workload.template.labels["app"].as_str()), (Some(2), "web"));
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn read(object: &Object) -> Result<Option<Self>, Error> {
        let makes_pods =
            ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];
        if !makes_pods.contains(&object.kind.as_str()) {
            return Ok(None);
        }
        let root = object.node();
        let Some(spec) = root.get("spec")? else { return Ok(None) };
        let inner = if object.kind == "CronJob" { spec.get("jobTemplate")? } else { None };
        let inner = match &inner {
            Some(job) => job.get("spec")?,
            None => None,
        };
        let spec = inner.as_ref().unwrap_or(&spec);
        let Some(template) = spec.get("template")? else { return Ok(None) };
        Ok(Some(Self {
            kind: object.kind.clone(),
            name: object.name.clone(),
            namespace: object.namespace().to_owned(),
            replicas: if object.kind == "DaemonSet" {
                None
            } else {
                Some(spec.whole_at("replicas", 0..=1_000_000)?.unwrap_or(1))
            },
            template: Pod::read_template(&template, object.namespace())?,
        }))
    }
}
