//! `v1 Service`: its addresses and ports, who is behind it, and Azure's annotations that change a packet's way.

use super::object::{Labels, Object, labels};
use super::pod::port_at;
use super::protocol::Protocol;
use crate::document::Node;
use crate::error::Error;
use crate::prefix::Prefix;
use serde_json::Value;
use std::net::IpAddr;

/// `spec.type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceType {
    /// `ClusterIP`, which an absent type means.
    #[default]
    ClusterIp,
    /// `NodePort`
    NodePort,
    /// `LoadBalancer`
    LoadBalancer,
    /// `ExternalName`: a name in DNS and nothing else.
    ExternalName,
}

/// `targetPort`: a number, or the name of a container's port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPort {
    /// A number.
    Number(u16),
    /// A name, looked up in each pod.
    Name(String),
}

/// A port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServicePort {
    /// `name`; empty where the document has none.
    pub name: String,
    /// `protocol`.
    pub protocol: Protocol,
    /// `port`.
    pub port: u16,
    /// `targetPort`; the port itself where it is absent.
    pub target: TargetPort,
    /// `nodePort`.
    pub node_port: Option<u16>,
}

/// A Service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// "namespace/name".
    pub full_name: String,
    /// `metadata.namespace`.
    pub namespace: String,
    /// `spec.type`.
    pub kind: ServiceType,
    /// `spec.clusterIPs`, or `spec.clusterIP` alone. Empty for headless ones, and where the document has none.
    pub cluster_ips: Vec<IpAddr>,
    /// `spec.clusterIP` is "None".
    pub headless: bool,
    /// `spec.externalName`.
    pub external_name: Option<String>,
    /// `spec.ports`.
    pub ports: Vec<ServicePort>,
    /// `spec.selector`; absent where the endpoints are kept by hand.
    pub selector: Option<Labels>,
    /// `spec.externalIPs`.
    pub external_ips: Vec<IpAddr>,
    /// `status.loadBalancer.ingress[].ip`, or `spec.loadBalancerIP` while there is none.
    pub frontends: Vec<IpAddr>,
    /// Some `ipMode` is "Proxy": kube-proxy leaves the frontends alone.
    pub proxy_mode: bool,
    /// `spec.externalTrafficPolicy` is "Local".
    pub external_local: bool,
    /// `spec.internalTrafficPolicy` is "Local".
    pub internal_local: bool,
    /// `spec.loadBalancerSourceRanges`.
    pub source_ranges: Vec<Prefix>,
    /// `spec.sessionAffinity` is "ClientIP".
    pub client_affinity: bool,
    /// `spec.publishNotReadyAddresses`.
    pub publish_not_ready: bool,
    /// `spec.healthCheckNodePort`.
    pub health_check_node_port: Option<u16>,
    /// The annotation `azure-load-balancer-internal`.
    pub internal: bool,
    /// The annotation `azure-disable-load-balancer-floating-ip`.
    pub floating_ip_off: bool,
}

const ANNOTATIONS: &str = "service.beta.kubernetes.io/";

impl Service {
    /// Reads the document.
    ///
    /// # Errors
    /// An [`Error`] that names the field when a value cannot be understood.
    ///
    /// ```
    /// use serde_json::json;
    /// let place = json!({ "kubernetes": [{ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "web" },
    ///     "spec": { "clusterIP": "10.0.0.11", "ports": [{ "port": 80, "targetPort": 8080 }] } }] });
    /// let environment = aksnet::Environment::from_json(&place, None)?;
    /// let service = aksnet::kubernetes::Service::read(&environment.kubernetes[0])?;
    /// assert_eq!((service.ports[0].port, service.external_local), (80, false));
    /// # Ok::<(), aksnet::Error>(())
    /// ```
    pub fn read(object: &Object) -> Result<Self, Error> {
        let says = |name: &str| {
            let key = format!("{ANNOTATIONS}{name}");
            object.annotations.get(&key).is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let mut service = Self {
            full_name: object.full_name(),
            namespace: object.namespace().to_owned(),
            internal: says("azure-load-balancer-internal"),
            floating_ip_off: says("azure-disable-load-balancer-floating-ip"),
            ..Self::default()
        };
        let root = object.node();
        if let Some(spec) = root.get("spec")? {
            service.take_spec(&spec)?;
        }
        if let Some(status) = root.get("status")?
            && let Some(balancer) = status.get("loadBalancer")?
        {
            let mut given = Vec::new();
            for ingress in balancer.list("ingress")?.unwrap_or_default() {
                given.extend(ingress.read_at("ip", |ip| ip.address())?);
                service.proxy_mode |= ingress.text_at("ipMode")?.as_deref() == Some("Proxy");
            }
            if !given.is_empty() {
                service.frontends = given;
            }
        }
        Ok(service)
    }

    fn take_spec(&mut self, spec: &Node<'_>) -> Result<(), Error> {
        let types = [
            ("ClusterIP", ServiceType::ClusterIp),
            ("NodePort", ServiceType::NodePort),
            ("LoadBalancer", ServiceType::LoadBalancer),
            ("ExternalName", ServiceType::ExternalName),
        ];
        let local = [("Cluster", false), ("Local", true)];
        self.kind = spec.word_at("type", &types)?.unwrap_or_default();
        let mut addresses = spec.list("clusterIPs")?.unwrap_or_default();
        let single = spec.get("clusterIP")?;
        if addresses.is_empty() {
            addresses.extend(single);
        }
        for address in addresses {
            match address.text()? {
                "None" => self.headless = true,
                "" => {}
                _ => self.cluster_ips.push(address.address()?),
            }
        }
        self.external_name = spec.text_at("externalName")?;
        self.ports = spec.read_all("ports", ServicePort::read)?.unwrap_or_default();
        self.selector = spec.read_at("selector", labels)?.filter(|labels| !labels.is_empty());
        self.external_ips = spec.read_all("externalIPs", |ip| ip.address())?.unwrap_or_default();
        if let Some(ip) = spec.get("loadBalancerIP")?
            && !ip.text()?.is_empty()
        {
            self.frontends.push(ip.address()?);
        }
        self.external_local = spec.word_at("externalTrafficPolicy", &local)?.unwrap_or(false);
        self.internal_local = spec.word_at("internalTrafficPolicy", &local)?.unwrap_or(false);
        self.source_ranges = spec.prefixes_at("loadBalancerSourceRanges")?;
        self.client_affinity =
            spec.word_at("sessionAffinity", &[("None", false), ("ClientIP", true)])?.unwrap_or(false);
        self.publish_not_ready = spec.flag_at("publishNotReadyAddresses")?;
        self.health_check_node_port = match spec.whole_at("healthCheckNodePort", 0..=65_535)? {
            Some(port) if port > 0 => u16::try_from(port).ok(),
            _ => None,
        };
        Ok(())
    }
}

impl ServicePort {
    fn read(field: &Node<'_>) -> Result<Self, Error> {
        let port = port_at(field, "port")?.ok_or_else(|| {
            field.error(crate::ErrorCode::MissingField, "a port of a Service has a number").with_help("port: 80")
        })?;
        let target = match field.get("targetPort")? {
            None => TargetPort::Number(port),
            Some(target) => match target.value() {
                Value::String(text) => match text.parse() {
                    Ok(number) => TargetPort::Number(number),
                    Err(_) => TargetPort::Name(text.clone()),
                },
                _ => match target.whole(0..=65_535)? {
                    0 => TargetPort::Number(port),
                    number => TargetPort::Number(u16::try_from(number).unwrap_or(port)),
                },
            },
        };
        let node_port = field.whole_at("nodePort", 0..=65_535)?.filter(|port| *port > 0);
        Ok(Self {
            name: field.text_at("name")?.unwrap_or_default(),
            protocol: Protocol::read_at(field, "protocol")?,
            port,
            target,
            node_port: node_port.and_then(|port| u16::try_from(port).ok()),
        })
    }
}
