//! `v1 Node`: its addresses, its pod range, whether it is ready.

use super::object::Object;
use crate::document::Node as Field;
use crate::error::Error;
use crate::prefix::Prefix;
use std::net::IpAddr;

/// A node of the cluster, as far as packets are concerned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// The addresses of type `InternalIP`, in the document's order.
    pub addresses: Vec<IpAddr>,
    /// `spec.podCIDRs`, or `spec.podCIDR` alone.
    pub pod_cidrs: Vec<Prefix>,
    /// The condition `Ready` is not "False" or "Unknown".
    pub ready: bool,
    /// `status.nodeInfo.kernelVersion`.
    pub kernel: Option<String>,
}

impl Node {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    ///
    /// ```
    /// use serde_json::json;
    /// let place = json!({ "kubernetes": [{ "apiVersion": "v1", "kind": "Node", "metadata": { "name": "n1" },
    ///     "spec": { "podCIDR": "10.244.1.0/24" },
    ///     "status": { "addresses": [{ "type": "InternalIP", "address": "10.224.0.4" }] } }] });
    /// let environment = aksnet::Environment::from_json(&place, None)?;
    /// let node = aksnet::kubernetes::Node::read(&environment.kubernetes[0])?;
    /// assert_eq!(node.addresses[0].to_string(), "10.224.0.4");
    /// assert!(node.ready);
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn read(object: &Object) -> Result<Self, Error> {
        let root = object.node();
        let mut node = Self { name: object.name.clone(), ready: true, ..Self::default() };
        if let Some(spec) = root.get("spec")? {
            node.pod_cidrs = spec.prefixes_at("podCIDRs")?;
            if node.pod_cidrs.is_empty() {
                node.pod_cidrs.extend(spec.read_at("podCIDR", |field| field.prefix())?);
            }
        }
        if let Some(status) = root.get("status")? {
            let addresses = status.read_all("addresses", address)?.unwrap_or_default();
            node.addresses = addresses.into_iter().flatten().collect();
            for condition in status.list("conditions")?.unwrap_or_default() {
                if condition.text_at("type")?.as_deref() == Some("Ready") {
                    node.ready = condition.text_at("status")?.is_none_or(|word| word == "True");
                }
            }
            node.kernel = status.read_at("nodeInfo", |info| info.text_at("kernelVersion"))?.flatten();
        }
        Ok(node)
    }
}

fn address(field: &Field<'_>) -> Result<Option<IpAddr>, Error> {
    if field.text_at("type")?.as_deref() != Some("InternalIP") {
        return Ok(None);
    }
    field.read_at("address", |text| text.address())
}
