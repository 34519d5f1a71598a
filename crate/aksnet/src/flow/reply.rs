//! The answer's way back: each machine that translated the request undoes it, and nothing is translated anew.

use super::answer::{Header, Hop, HopKind, Step, StepType};
use super::fabric::{Arrives, Origin};
use super::walk::{Client, Server, Translation};
use super::world::{Mode, Owner, World};

/// How the answer fared.
pub(super) struct Back {
    pub hops: Vec<Hop>,
    pub arrived: bool,
    pub decided: Option<Step>,
}

/// More machines than any way back has.
const MOST_HOPS: usize = 24;

enum Spot {
    Node { node: usize, wired: bool, process: bool },
    Wire(Origin),
}

impl World {
    pub(super) fn walk_back(
        &self,
        client: Client,
        asked: Header,
        server: Server,
        seen: Header,
        translated: &[Translation],
    ) -> Back {
        let mut header = seen.reversed();
        let answers = Step::new(StepType::Enter, "socket", "the answer", &[]);
        let itself = match (client, server) {
            (Client::Pod(pod), Server::Pod(other)) => pod == other && translated.is_empty(),
            (Client::Host(address), Server::Host) => address == seen.destination,
            _ => false,
        };
        let (kind, name) = match server {
            Server::Pod(pod) => self.client_hop(Client::Pod(pod)),
            Server::Process(node) => self.client_hop(Client::Process(node)),
            Server::Host => (self.host_kind(seen.destination), self.host_name(seen.destination)),
        };
        let mut hops = vec![Hop::new(kind, name, None, (!itself).then_some(header), vec![answers])];
        if itself {
            return Back { hops, arrived: true, decided: None };
        }
        let mut spot = match server {
            Server::Pod(pod) => match self.pod_nodes.get(pod).copied().flatten() {
                Some(node) => Spot::Node { node, wired: false, process: false },
                None => Spot::Wire(Origin::Host(seen.destination)),
            },
            Server::Process(node) => Spot::Node { node, wired: false, process: true },
            Server::Host => Spot::Wire(Origin::Host(seen.destination)),
        };
        while hops.len() <= MOST_HOPS {
            match spot {
                Spot::Node { node, wired, process } => {
                    let entered = header;
                    let undone = translated
                        .iter()
                        .rev()
                        .find(|entry| entry.at == Some(node) && entry.after.reversed() == header);
                    let mut steps = Vec::new();
                    if let Some(entry) = undone {
                        header = entry.before.reversed();
                        let by = if self.cilium { "Cilium connection tracking" } else { "conntrack" };
                        steps.push(
                            Step::new(StepType::Rewrite, by, "this node translated the request, and undoes it", &[])
                                .rewrites(entered, header),
                        );
                    }
                    let local = self.is_own(node, header.destination);
                    let pod = match self.owner(header.destination) {
                        Some(Owner::Pod(pod)) if self.pod_nodes.get(pod).copied().flatten() == Some(node) => Some(pod),
                        _ => None,
                    };
                    let doubled = wired
                        && self.mode == Mode::Kubenet
                        && pod.is_some()
                        && self.in_range_of(node, header.source)
                        && Some(header.source) != self.bridge(node, header.source.is_ipv4());
                    if doubled {
                        let step = Step::new(
                            StepType::Drop,
                            "ebtables AKS-DEDUP-PROMISC",
                            "routed to a local pod with a source of the node's own pod range",
                            &[],
                        );
                        steps.push(step);
                        hops.push(Hop::new(HopKind::Node, self.node_name(node), Some(entered), None, steps));
                        let decided = hops.last_mut().and_then(|hop| hop.stop(header));
                        return Back { hops, arrived: false, decided };
                    }
                    let left = (!local).then_some(header);
                    if !local {
                        steps.push(self.hands_on(pod.is_some(), false));
                    }
                    if process {
                        if let Some(hop) = hops.first_mut() {
                            hop.left = left;
                            hop.steps.extend(steps);
                        }
                    } else {
                        hops.push(Hop::new(HopKind::Node, self.node_name(node), Some(entered), left, steps));
                    }
                    if local {
                        return Self::arrives(hops, client == Client::Process(node), asked, header);
                    }
                    if let Some(pod) = pod {
                        let (kind, name) = self.client_hop(Client::Pod(pod));
                        hops.push(Hop::new(kind, name, Some(header), None, Vec::new()));
                        return Self::arrives(hops, client == Client::Pod(pod), asked, header);
                    }
                    spot = Spot::Wire(Origin::Node(node));
                }
                Spot::Wire(origin) => {
                    let entered = header;
                    let undone =
                        translated.iter().rev().find(|entry| entry.at.is_none() && entry.after.reversed() == header);
                    let (hop, arrives) = if let Some(entry) = undone {
                        header = entry.before.reversed();
                        let step = Step::new(
                            StepType::Rewrite,
                            "connection table",
                            "the request was translated here, and this undoes it",
                            &[],
                        )
                        .rewrites(entered, header);
                        let name = match entry.kind {
                            HopKind::NatGateway => "NAT gateway",
                            HopKind::Firewall => "firewall",
                            _ => "load balancer",
                        };
                        let arrives = match entry.origin {
                            Origin::Node(node) => Arrives::Node(node),
                            Origin::Host(_) => Arrives::Host,
                        };
                        (Hop::new(entry.kind, name, Some(entered), Some(header), vec![step]), arrives)
                    } else {
                        let crossing = self.cross(origin, header, true);
                        header = crossing.header;
                        let ends = matches!(crossing.arrives, Arrives::Ends | Arrives::Balance(..));
                        (
                            Hop::new(
                                crossing.kind,
                                crossing.name,
                                Some(entered),
                                (!ends).then_some(header),
                                crossing.steps,
                            ),
                            crossing.arrives,
                        )
                    };
                    hops.push(hop);
                    match arrives {
                        Arrives::Node(node) => spot = Spot::Node { node, wired: true, process: false },
                        Arrives::Host => {
                            hops.push(Hop::new(
                                self.host_kind(header.destination),
                                self.host_name(header.destination),
                                Some(header),
                                None,
                                Vec::new(),
                            ));
                            return Self::arrives(hops, client == Client::Host(header.destination), asked, header);
                        }
                        Arrives::Ends | Arrives::Balance(..) => {
                            let decided = hops.last_mut().and_then(|hop| hop.stop(header));
                            return Back { hops, arrived: false, decided };
                        }
                    }
                }
            }
        }
        Back {
            hops,
            arrived: false,
            decided: Some(Step::new(StepType::Drop, "time to live", "the answer goes in circles", &[])),
        }
    }

    /// The answer has reached a machine: the one that asked, and from the address that it asked, or not.
    fn arrives(mut hops: Vec<Hop>, same: bool, asked: Header, header: Header) -> Back {
        let arrived = same && header == asked.reversed();
        let step = if arrived {
            Step::new(StepType::Deliver, "socket", "the answer comes from the address and port that were asked", &[])
        } else {
            Step::new(
                StepType::Drop,
                "socket",
                "the answer does not come from the address and port that were asked",
                &[],
            )
        };
        let mut decided = None;
        if let Some(hop) = hops.last_mut() {
            hop.steps.push(step);
            if !arrived {
                decided = hop.stop(header);
            }
        }
        Back { hops, arrived, decided }
    }
}
