//! Network policies and security groups on the way of a packet, and what flow logs would record of it.
//!
//! A pod's policies are asked on its node: those of the sender after kube-proxy has chosen the backend and before anything is
//! masqueraded, those of the receiver with the source that came to its node. Security groups are asked where a packet leaves a machine's
//! card and where it comes to one, with the addresses that it has there; answers belong to a connection that was let through.

use super::answer::{FlowLog, Header, LogKind, Port, Step, StepType};
use super::world::World;
use crate::azure::{NetworkSecurityGroup, Subnet};
use crate::environment::Environment;
use crate::error::Error;
use crate::facts::{Source, source};
use crate::kubernetes::Protocol;
use crate::nsg::{self, Packet, Tags};
use crate::policy::{self, Effect, Engine, RuleName, Scene, Verdict, Way};
use std::net::IpAddr;

const POLICY: &[&Source] = &[&source::NETWORK_POLICIES];
const GROUPS: &[&Source] = &[&source::NSG_OVERVIEW];

/// What stands on the way.
pub(super) struct Filters<'a> {
    scene: &'a Scene,
    engine: Engine,
    groups: &'a [NetworkSecurityGroup],
    tags: Tags,
    /// Epoch milliseconds, for flow logs.
    at: u64,
}

/// What a filter did.
pub(super) struct Filtered {
    /// The step; none where nothing has a say.
    pub step: Option<Step>,
    /// It let the packet through.
    pub allowed: bool,
}

impl<'a> Filters<'a> {
    pub(super) fn of(environment: &'a Environment, world: &World, at: u64) -> Result<Self, Error> {
        let mut network: Vec<_> = world.networks.iter().flat_map(|network| &network.address_space).copied().collect();
        network
            .extend(world.networks.iter().flat_map(|network| &network.peerings).flat_map(|peer| &peer.remote_prefixes));
        network.extend(world.gateway.iter().filter(|prefix| prefix.length() > 0));
        // The tag holds prefixes of routes too, which pods of kubenet are; Overlay's pods are in the network's own routing domain.
        network.extend(&world.cluster_cidrs);
        if world.networks.is_empty() {
            network = nsg::private();
        }
        let given =
            environment.service_endpoints.iter().map(|own| (own.service.clone(), own.prefixes.clone())).collect();
        Ok(Self {
            scene: environment.scene()?,
            engine: environment.cluster.as_ref().map_or(Engine::Unnamed, Engine::of_cluster),
            groups: environment.groups()?,
            tags: Tags { network, given },
            at,
        })
    }

    /// The policies of a pod, asked about the other end.
    pub(super) fn policy(&self, pod: &str, other: IpAddr, way: Way, header: &Header) -> Filtered {
        let nothing = Filtered { step: None, allowed: true };
        if self.scene.policies.is_empty() {
            return nothing;
        }
        let Some(subject) = self.scene.member(pod) else { return nothing };
        let Port::Known(port) = header.destination_port else { return nothing };
        let verdict = policy::ask_pod(self.scene, self.engine, subject, other, way, header.protocol, port);
        let Some(reason) = verdict.because.last().filter(|reason| reason.effect != Effect::Default) else {
            return nothing;
        };
        let side = match way {
            Way::Egress => "out of",
            Way::Ingress => "in to",
        };
        let rule = match &reason.rule {
            Some(RuleName::Name(name)) => format!(", rule {name}"),
            Some(RuleName::Index(at)) => format!(", rule {at}"),
            None => String::new(),
        };
        let because = match reason.effect {
            Effect::Allow => format!("{}{rule} lets it {side} {pod}", reason.object),
            Effect::Deny => format!("{}{rule} denies it {side} {pod}", reason.object),
            _ => format!("{} isolates {pod}, and no rule lets it {side} the pod", reason.object),
        };
        let kind = if verdict.allowed { StepType::Filter } else { StepType::Drop };
        Filtered { step: Some(Step::new(kind, reason.object.clone(), because, POLICY)), allowed: verdict.allowed }
    }

    /// The security groups of a machine's card and of the subnet that it is in, in the order in which a packet meets them.
    pub(super) fn group(
        &self,
        world: &World,
        card: IpAddr,
        inbound: bool,
        header: &Header,
        logs: &mut Vec<FlowLog>,
    ) -> Result<Filtered, Error> {
        let nothing = Filtered { step: None, allowed: true };
        let Some(subnet) = subnet_of(world, card) else { return Ok(nothing) };
        let of_subnet =
            subnet.security_group_id.as_deref().and_then(|id| self.groups.iter().find(|own| own.is_meant_by(id)));
        let machine = self.scene.machine_at(&card);
        let of_card = machine.and_then(|machine| self.groups.iter().find(|own| own.is_at_card_of(&machine.name)));
        let mut groups: Vec<&NetworkSecurityGroup> = of_subnet.into_iter().chain(of_card).collect();
        if !inbound {
            groups.reverse();
        }
        if groups.is_empty() {
            self.log(None, inbound, true, header, logs);
            return Ok(nothing);
        }
        let number = |port: Port| if let Port::Known(port) = port { Some(port) } else { None };
        let packet = Packet {
            protocol: header.protocol,
            source: header.source,
            source_port: number(header.source_port),
            destination: header.destination,
            destination_port: number(header.destination_port),
        };
        let verdict = nsg::evaluate(&groups, inbound, &packet, &self.tags)?;
        self.log(Some(&verdict), inbound, verdict.allowed, header, logs);
        Ok(Filtered { step: step(&verdict, inbound), allowed: verdict.allowed })
    }

    /// A new connection's first record in both kinds of flow log. Of SCTP neither keeps any.
    fn log(&self, verdict: Option<&Verdict>, inbound: bool, allowed: bool, header: &Header, logs: &mut Vec<FlowLog>) {
        let (letter, number) = match header.protocol {
            Protocol::Tcp => ("T", 6),
            Protocol::Udp => ("U", 17),
            Protocol::Sctp => return,
        };
        let port = |port: Port| if let Port::Known(port) = port { port.to_string() } else { String::new() };
        let ends = format!(
            "{},{},{},{}",
            header.source,
            header.destination,
            port(header.source_port),
            port(header.destination_port)
        );
        let direction = if inbound { "I" } else { "O" };
        let reason = verdict.and_then(|verdict| verdict.because.last());
        let rule = reason.and_then(|reason| match (&reason.rule, reason.effect) {
            (Some(RuleName::Name(name)), Effect::Default) => Some(format!("DefaultRule_{name}")),
            (Some(RuleName::Name(name)), _) => Some(format!("UserRule_{name}")),
            _ => None,
        });
        if verdict.is_some() {
            let decision = if allowed { "A" } else { "D" };
            let seconds = self.at / 1000;
            let tuple = format!("{seconds},{ends},{letter},{direction},{decision},B,,,,");
            logs.push(FlowLog { kind: LogKind::NsgV2, tuple, rule: rule.clone() });
        }
        let state = if allowed { "B" } else { "D" };
        let tuple = format!("{},{ends},{number},{direction},{state},NX,0,0,0,0", self.at);
        logs.push(FlowLog { kind: LogKind::VnetV4, tuple, rule });
    }
}

fn step(verdict: &Verdict, inbound: bool) -> Option<Step> {
    let reason = verdict.because.last()?;
    let rule = match &reason.rule {
        Some(RuleName::Name(name)) => name.as_str(),
        _ => "",
    };
    let (kind, does) = if verdict.allowed { (StepType::Filter, "allows") } else { (StepType::Drop, "denies") };
    let direction = if inbound { "inbound" } else { "outbound" };
    let because = format!("the security group's rule {rule} {does} it {direction}");
    Some(Step::new(kind, format!("NSG {}/{rule}", reason.object), because, GROUPS))
}

/// The subnet that an address is in.
fn subnet_of(world: &World, address: IpAddr) -> Option<&Subnet> {
    let subnets = world.networks.iter().flat_map(|network| &network.subnets);
    subnets.into_iter().find(|subnet| subnet.prefixes.iter().any(|prefix| prefix.contains_address(&address)))
}
