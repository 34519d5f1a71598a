//! `v1 Pod`: where it runs, its addresses, its labels, the names of its ports.

use super::object::{Labels, Object, labels};
use super::protocol::Protocol;
use crate::document::Node;
use crate::error::Error;
use std::net::IpAddr;

/// A named port of a container.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerPort {
    /// `name`.
    pub name: Option<String>,
    /// `containerPort`.
    pub port: u16,
    /// `protocol`.
    pub protocol: Protocol,
}

/// A pod.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pod {
    /// "namespace/name".
    pub full_name: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// `metadata.labels`.
    pub labels: Labels,
    /// `spec.nodeName`.
    pub node: Option<String>,
    /// `status.podIPs`, or `status.podIP` alone.
    pub addresses: Vec<IpAddr>,
    /// `spec.hostNetwork`: it has its node's addresses.
    pub host_network: bool,
    /// It runs and its condition `Ready` is not "False".
    pub ready: bool,
    /// `status.phase` is "Succeeded" or "Failed": its address is free again.
    pub ended: bool,
    /// The containers' ports.
    pub ports: Vec<ContainerPort>,
    /// Istio's proxy runs beside the pod's own containers.
    pub has_sidecar: bool,
}

impl Pod {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    ///
    /// ```
    /// use serde_json::json;
    /// let place = json!({ "kubernetes": [{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "a", "namespace": "n" },
    ///     "spec": { "nodeName": "n1" }, "status": { "podIP": "10.244.1.11", "phase": "Running" } }] });
    /// let environment = aksnet::Environment::from_json(&place, None)?;
    /// let pod = aksnet::kubernetes::Pod::read(&environment.kubernetes[0])?;
    /// assert_eq!((pod.full_name.as_str(), pod.node.as_deref()), ("n/a", Some("n1")));
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn read(object: &Object) -> Result<Self, Error> {
        let root = object.node();
        let mut pod = Self {
            full_name: object.full_name(),
            namespace: object.namespace().to_owned(),
            labels: object.labels.clone(),
            ready: true,
            ..Self::default()
        };
        if let Some(spec) = root.get("spec")? {
            pod.take_spec(&spec)?;
        }
        if let Some(status) = root.get("status")? {
            for one in status.list("podIPs")?.unwrap_or_default() {
                pod.addresses.extend(one.read_at("ip", |ip| ip.address())?);
            }
            if pod.addresses.is_empty() {
                pod.addresses.extend(match status.get("podIP")? {
                    Some(ip) if !ip.text()?.is_empty() => Some(ip.address()?),
                    _ => None,
                });
            }
            let phase = status.text_at("phase")?.unwrap_or_default();
            pod.ended = phase == "Succeeded" || phase == "Failed";
            pod.ready = phase.is_empty() || phase == "Running";
            for condition in status.list("conditions")?.unwrap_or_default() {
                if condition.text_at("type")?.as_deref() == Some("Ready") {
                    pod.ready &= condition.text_at("status")?.is_none_or(|word| word == "True");
                }
            }
        }
        Ok(pod)
    }

    /// Reads a pod template of a workload: its labels and its specification.
    ///
    /// # Errors
    /// As [`Pod::read`].
    pub fn read_template(template: &Node<'_>, namespace: &str) -> Result<Self, Error> {
        let mut pod = Self { namespace: namespace.to_owned(), ready: true, ..Self::default() };
        if let Some(metadata) = template.get("metadata")? {
            pod.labels = metadata.read_at("labels", labels)?.unwrap_or_default();
        }
        if let Some(spec) = template.get("spec")? {
            pod.take_spec(&spec)?;
        }
        Ok(pod)
    }

    fn take_spec(&mut self, spec: &Node<'_>) -> Result<(), Error> {
        self.node = spec.text_at("nodeName")?.filter(|name| !name.is_empty());
        self.host_network = spec.flag_at("hostNetwork")?;
        // Sidecars are init containers that go on running. A pod of nothing but the proxy is a gateway.
        let (mut proxy, mut others) = (false, false);
        for list in ["containers", "initContainers"] {
            for container in spec.list(list)?.unwrap_or_default() {
                match container.text_at("name")?.as_deref() {
                    Some("istio-proxy") => proxy = true,
                    _ => others |= list == "containers",
                }
                self.ports
                    .extend(container.read_all("ports", container_port)?.unwrap_or_default().into_iter().flatten());
            }
        }
        self.has_sidecar = proxy && others;
        Ok(())
    }

    /// The number behind the name of a port.
    #[must_use]
    pub fn port_named(&self, name: &str, protocol: Protocol) -> Option<u16> {
        let found = self.ports.iter().find(|port| port.protocol == protocol && port.name.as_deref() == Some(name));
        found.map(|port| port.port)
    }
}

fn container_port(field: &Node<'_>) -> Result<Option<ContainerPort>, Error> {
    let Some(port) = port_at(field, "containerPort")? else { return Ok(None) };
    Ok(Some(ContainerPort { name: field.text_at("name")?, port, protocol: Protocol::read_at(field, "protocol")? }))
}

/// A port number under `key`.
pub(crate) fn port_at(node: &Node<'_>, key: &str) -> Result<Option<u16>, Error> {
    Ok(node.whole_at(key, 1..=65_535)?.and_then(|port| u16::try_from(port).ok()))
}
