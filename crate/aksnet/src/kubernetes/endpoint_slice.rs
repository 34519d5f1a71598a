//! `discovery.k8s.io/v1 EndpointSlice`: who is behind a Service, and whether they take traffic.

use super::object::Object;
use super::pod::port_at;
use super::protocol::Protocol;
use crate::document::Node;
use crate::error::Error;
use std::net::IpAddr;

/// A backend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The first of `addresses`, which is the one that kube-proxy takes.
    pub address: IpAddr,
    /// `conditions.ready`; absent means that it is.
    pub ready: bool,
    /// `conditions.serving`; absent means as `ready`.
    pub serving: bool,
    /// `conditions.terminating`.
    pub terminating: bool,
    /// `nodeName`.
    pub node: Option<String>,
    /// "namespace/name" of the pod that `targetRef` names.
    pub pod: Option<String>,
}

/// A port of a slice; absent `port` means all ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointPort {
    /// `name`, which is that of the Service's port.
    pub name: String,
    /// `protocol`.
    pub protocol: Protocol,
    /// `port`.
    pub port: Option<u16>,
}

/// A slice of a Service's endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndpointSlice {
    /// "namespace/name" of the Service that the label `kubernetes.io/service-name` names.
    pub service: Option<String>,
    /// The backends.
    pub endpoints: Vec<Endpoint>,
    /// `ports`.
    pub ports: Vec<EndpointPort>,
}

impl EndpointSlice {
    /// Reads the document. A slice of names (`addressType: FQDN`) has no endpoints for packets.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    ///
    /// ```
    /// use serde_json::json;
    /// let place = json!({ "kubernetes": [{ "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
    ///     "metadata": { "name": "web-1", "namespace": "n", "labels": { "kubernetes.io/service-name": "web" } },
    ///     "endpoints": [{ "addresses": ["10.244.1.11"] }], "ports": [{ "port": 8080 }] }] });
    /// let environment = aksnet::Environment::from_json(&place, None)?;
    /// let slice = aksnet::kubernetes::EndpointSlice::read(&environment.kubernetes[0])?;
    /// assert_eq!(slice.service.as_deref(), Some("n/web"));
    /// assert!(slice.endpoints[0].ready);
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn read(object: &Object) -> Result<Self, Error> {
        let root = object.node();
        let name = object.labels.get("kubernetes.io/service-name");
        let mut slice = Self {
            service: name.map(|name| format!("{}/{name}", object.namespace())),
            ports: root.read_all("ports", EndpointPort::read)?.unwrap_or_default(),
            ..Self::default()
        };
        if root.text_at("addressType")?.as_deref() == Some("FQDN") {
            return Ok(slice);
        }
        for endpoint in root.list("endpoints")?.unwrap_or_default() {
            slice.endpoints.extend(Endpoint::read(&endpoint, object.namespace())?);
        }
        Ok(slice)
    }
}

impl Endpoint {
    fn read(field: &Node<'_>, namespace: &str) -> Result<Option<Self>, Error> {
        let addresses = field.list("addresses")?.unwrap_or_default();
        let Some(address) = addresses.first() else { return Ok(None) };
        let (mut ready, mut serving, mut terminating) = (true, None, false);
        if let Some(conditions) = field.get("conditions")? {
            ready = conditions.read_at("ready", |word| word.boolean())?.unwrap_or(true);
            serving = conditions.read_at("serving", |word| word.boolean())?;
            terminating = conditions.flag_at("terminating")?;
        }
        let mut pod = None;
        if let Some(target) = field.get("targetRef")?
            && target.text_at("kind")?.is_none_or(|kind| kind == "Pod")
            && let Some(name) = target.text_at("name")?
        {
            let within = target.text_at("namespace")?;
            pod = Some(format!("{}/{name}", within.as_deref().unwrap_or(namespace)));
        }
        Ok(Some(Self {
            address: address.address()?,
            ready,
            serving: serving.unwrap_or(ready),
            terminating,
            node: field.text_at("nodeName")?,
            pod,
        }))
    }
}

impl EndpointPort {
    fn read(field: &Node<'_>) -> Result<Self, Error> {
        Ok(Self {
            name: field.text_at("name")?.unwrap_or_default(),
            protocol: Protocol::read_at(field, "protocol")?,
            port: port_at(field, "port")?,
        })
    }
}
