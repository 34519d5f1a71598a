//! What a trace is made of.

use crate::facts::Source;
use crate::finding::Finding;
use crate::kubernetes::Protocol;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::net::IpAddr;

/// A port of a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Port {
    /// A number that is known.
    Known(u16),
    /// The client's own, which the question does not name.
    Client,
    /// One that a translator picked: the how-manieth of the trace.
    Picked(u16),
}

/// The addresses and ports of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Transport protocol.
    pub protocol: Protocol,
    /// Source address.
    pub source: IpAddr,
    /// Source port.
    pub source_port: Port,
    /// Destination address.
    pub destination: IpAddr,
    /// Destination port.
    pub destination_port: Port,
}

impl Header {
    /// The header of the answer to it.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self {
            protocol: self.protocol,
            source: self.destination,
            source_port: self.destination_port,
            destination: self.source,
            destination_port: self.source_port,
        }
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("PacketHeader", 5)?;
        fields.serialize_field("protocol", self.protocol.as_str())?;
        fields.serialize_field("source", &self.source.to_string())?;
        if let Port::Known(port) = self.source_port {
            fields.serialize_field("sourcePort", &port)?;
        }
        fields.serialize_field("destination", &self.destination.to_string())?;
        if let Port::Known(port) = self.destination_port {
            fields.serialize_field("destinationPort", &port)?;
        }
        fields.end()
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepType {
    /// The packet begins.
    Enter,
    /// It is let through or not.
    Filter,
    /// Where it goes next.
    Route,
    /// Its header changes.
    Rewrite,
    /// One of several is chosen.
    Balance,
    /// A proxy ends the connection and opens another.
    Proxy,
    /// It has arrived.
    Deliver,
    /// It ends in silence.
    Drop,
    /// It ends with an ICMP answer.
    Reject,
}

/// One thing that is done to a packet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// What is done.
    #[serde(rename = "type")]
    pub kind: StepType,
    /// By which table, chain or object.
    pub by: Cow<'static, str>,
    /// The header before a rewrite, or the one that was stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Header>,
    /// The header after a rewrite.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Header>,
    /// Why.
    pub because: Cow<'static, str>,
    /// What it rests on.
    pub sources: &'static [&'static Source],
}

impl Step {
    pub(super) fn new(
        kind: StepType,
        by: impl Into<Cow<'static, str>>,
        because: impl Into<Cow<'static, str>>,
        sources: &'static [&'static Source],
    ) -> Self {
        Self { kind, by: by.into(), before: None, after: None, because: because.into(), sources }
    }

    pub(super) fn rewrites(mut self, before: Header, after: Header) -> Self {
        self.before = Some(before);
        self.after = Some(after);
        self
    }
}

/// What a hop's machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HopKind {
    /// A pod.
    Pod,
    /// A node of the cluster.
    Node,
    /// Azure's network: routes, checks of the sender.
    VirtualNetwork,
    /// The load balancer, in or out.
    LoadBalancer,
    /// A NAT gateway.
    NatGateway,
    /// The appliance that a route names.
    Firewall,
    /// The gateway to on-premises.
    Gateway,
    /// A proxy that ends HTTP and opens a connection of its own.
    Ingress,
    /// Istio's proxy beside a pod's own containers.
    Sidecar,
    /// A machine outside of the cluster.
    Host,
    /// A machine in the Internet.
    Internet,
}

/// Which machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct At {
    /// What it is.
    pub kind: HopKind,
    /// Its name.
    pub name: String,
}

/// One machine on the way.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hop {
    /// Which machine.
    pub at: At,
    /// What came over the wire.
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub entered: Option<Header>,
    /// What left.
    #[serde(rename = "out", skip_serializing_if = "Option::is_none")]
    pub left: Option<Header>,
    /// What was done.
    pub steps: Vec<Step>,
}

impl Hop {
    /// The header as the last of the steps left it.
    pub(super) fn latest(&self) -> Option<Header> {
        self.steps.iter().rev().find_map(|step| step.after).or(self.entered)
    }

    /// The last step, once it is known that it stopped the packet.
    pub(super) fn stop(&mut self, otherwise: Header) -> Option<Step> {
        let header = self.latest().unwrap_or(otherwise);
        let step = self.steps.last_mut()?;
        step.before = step.before.or(Some(header));
        Some(step.clone())
    }

    pub(super) fn new(
        kind: HopKind,
        name: impl Into<String>,
        entered: Option<Header>,
        left: Option<Header>,
        steps: Vec<Step>,
    ) -> Self {
        Self { at: At { kind, name: name.into() }, entered, left, steps }
    }
}

/// How a trace ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The request arrived, and the answer too.
    Delivered,
    /// The request ended in silence.
    Dropped,
    /// A node answered the request with ICMP.
    Rejected,
    /// The request arrived and the answer did not, or not from where it was asked.
    FailedOnReturn,
}

/// Which flow log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum LogKind {
    /// Of a network security group, version 2.
    #[serde(rename = "nsg-v2")]
    NsgV2,
    /// Of a virtual network, version 4.
    #[serde(rename = "vnet-v4")]
    VnetV4,
}

/// A record of a flow log: the first of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowLog {
    /// Which log.
    pub kind: LogKind,
    /// The record, fields between commas. A port that is not known is empty.
    pub tuple: String,
    /// The rule that it stands under, as logs call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One way that a packet can go.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FlowTrace {
    /// How likely it is.
    pub probability: f64,
    /// How it ends.
    pub outcome: Outcome,
    /// The way there.
    pub request: Vec<Hop>,
    /// The way back, where the request arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<Vec<Hop>>,
    /// Who answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_by: Option<String>,
    /// What the server saw.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen_by_server: Option<Header>,
    /// The step that dropped or rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Step>,
    /// What flow logs would record of the request.
    pub flow_logs: Vec<FlowLog>,
    /// The request of HTTP that the connections carry, where the question has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<HttpWay>,
    /// What was assumed.
    pub findings: Vec<Finding>,
}

/// What became of a request of HTTP on its way.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HttpWay {
    /// The connections that cross the network, one after the other.
    pub legs: Vec<Leg>,
    /// "namespace/name" of the Service that the proxy chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What the proxy answers itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u64>,
    /// What the proxy writes into X-Forwarded-For: the client as it sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_for: Option<String>,
    /// The reasons of the route.
    pub because: Vec<String>,
}

/// One connection.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leg {
    /// Who opens it.
    pub from: String,
    /// Who ends it.
    pub to: String,
    /// "client": the client's TLS ends there; "mutual": between two proxies of the mesh; "none".
    pub tls: &'static str,
}
