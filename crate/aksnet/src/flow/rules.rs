//! `renderServiceRules`: what a real kube-proxy in iptables mode writes on a node for these Services, as `iptables-save` prints it.
//!
//! Chains are named by kube-proxy's hash: of the Service's port and its protocol, and for an endpoint of its address too, the first
//! sixteen letters of SHA-256 in base 32. kubelet's own chains (`KUBE-FIREWALL`) are not in it.

use super::backends::{Backend, Served};
use super::world::World;
use crate::azure::KubeProxyMode;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
use crate::kubernetes::{Protocol, ServicePort, ServiceType};
use crate::prefix::Prefix;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::IpAddr;

/// Seconds that a client keeps its backend, where the Service does not say.
const AFFINITY: u64 = 10_800;

/// Reads and answers `renderServiceRules`.
///
/// # Errors
/// `missing-field` without a node, `invalid-value` for one that is not there and for a cluster whose Services are not kube-proxy's in
/// iptables mode.
///
/// ```
/// use serde_json::json;
/// let place = json!({ "cluster": { "networkProfile": { "networkPlugin": "kubenet" } }, "kubernetes": [
///     { "apiVersion": "v1", "kind": "Node", "metadata": { "name": "n1" },
///       "status": { "addresses": [{ "type": "InternalIP", "address": "10.224.0.4" }] } },
///     { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "none", "namespace": "demo" },
///       "spec": { "clusterIP": "10.0.0.11", "ports": [{ "port": 80 }] } }
/// ] });
/// let rules = aksnet::ask("renderServiceRules", &json!({ "environment": place, "node": "n1" }))?;
/// assert!(rules.as_str().unwrap().contains("\"demo/none has no endpoints\""));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub(crate) fn ask_rules(environment: &Environment, request: &Value) -> Result<String, Error> {
    let root = Node::root(request);
    root.only(&["environment", "node", "assume"])?;
    let world = environment.world()?;
    let name = root.text_at("node")?.ok_or_else(|| {
        root.error(ErrorCode::MissingField, "the question has no node").at("node").with_help("the name of a Node")
    })?;
    let node = world.nodes.iter().position(|node| node.name == name).ok_or_else(|| {
        let known: Vec<&str> = world.nodes.iter().map(|node| node.name.as_str()).collect();
        Error::new(ErrorCode::InvalidValue, format!("the environment has no node \"{name}\""))
            .at("node")
            .with_help(known.join(", "))
    })?;
    if world.cilium || world.proxy != KubeProxyMode::Iptables {
        let message = "the nodes of this cluster hold no iptables rules of kube-proxy's for Services";
        return Err(Error::new(ErrorCode::InvalidValue, message)
            .at("environment.cluster.networkProfile")
            .with_help("a cluster with kube-proxy in iptables mode, which is AKS' default without Cilium"));
    }
    Ok(Rules::of(world, node).text())
}

/// The rules of both tables, chain by chain.
#[derive(Default)]
struct Rules {
    filter: Vec<String>,
    nat: Vec<String>,
    chains: BTreeSet<String>,
    /// Those whose rules follow at the end, as kube-proxy writes them.
    own: Vec<String>,
}

/// A Service's port.
struct Of<'a> {
    served: &'a Served,
    port: &'a ServicePort,
    all: Vec<&'a Backend>,
    local: Vec<&'a Backend>,
    /// "namespace/name:port".
    name: String,
    cluster: Option<Prefix>,
}

impl Rules {
    fn of(world: &World, node: usize) -> Self {
        let mut rules = Self::default();
        for rule in [
            "INPUT -m conntrack --ctstate NEW -m comment --comment \"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL",
            "INPUT -m comment --comment \"kubernetes health check service ports\" -j KUBE-NODEPORTS",
            "INPUT -m conntrack --ctstate NEW -m comment --comment \"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES",
            "FORWARD -m conntrack --ctstate NEW -m comment --comment \"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL",
            "FORWARD -m comment --comment \"kubernetes forwarding rules\" -j KUBE-FORWARD",
            "FORWARD -m conntrack --ctstate NEW -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES",
            "FORWARD -m conntrack --ctstate NEW -m comment --comment \"kubernetes externally-visible service portals\" -j KUBE-EXTERNAL-SERVICES",
            "OUTPUT -m conntrack --ctstate NEW -m comment --comment \"kubernetes load balancer firewall\" -j KUBE-PROXY-FIREWALL",
            "OUTPUT -m conntrack --ctstate NEW -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES",
            "KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP",
            "KUBE-FORWARD -m comment --comment \"kubernetes forwarding rules\" -m mark --mark 0x4000/0x4000 -j ACCEPT",
            "KUBE-FORWARD -m comment --comment \"kubernetes forwarding conntrack rule\" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
        ] {
            rules.filter.push(rule.to_owned());
        }
        for rule in [
            "PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES",
            "OUTPUT -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES",
            "POSTROUTING -m comment --comment \"kubernetes postrouting rules\" -j KUBE-POSTROUTING",
            "KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
            "KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN",
            "KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0",
            "KUBE-POSTROUTING -m comment --comment \"kubernetes service traffic requiring SNAT\" -j MASQUERADE --random-fully",
        ] {
            rules.nat.push(rule.to_owned());
        }
        let mut order: Vec<&Served> = world.services.iter().collect();
        order.sort_by(|one, other| one.service.full_name.cmp(&other.service.full_name));
        for served in order {
            if served.service.kind == ServiceType::ExternalName || served.service.headless {
                continue;
            }
            for (index, port) in served.service.ports.iter().enumerate() {
                let v4 = |backend: &&Backend| backend.address.is_ipv4();
                let mut all: Vec<&Backend> = served.backends.get(index).into_iter().flatten().filter(v4).collect();
                all.sort_by_key(|backend| target(backend));
                let mut local = served.here(index, node, true);
                local.sort_by_key(|backend| target(backend));
                let colon = if port.name.is_empty() { "" } else { ":" };
                let name = format!("{}{colon}{}", served.service.full_name, port.name);
                let cluster = world.cluster_cidrs.iter().copied().find(Prefix::is_ipv4);
                rules.port(&Of { served, port, all, local, name, cluster });
            }
        }
        rules.nat.push(
            "KUBE-SERVICES -m comment --comment \"kubernetes service nodeports; NOTE: this must be the last rule in this chain\" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS".to_owned(),
        );
        rules
    }

    fn port(&mut self, of: &Of<'_>) {
        let service = &of.served.service;
        let v4 = |addresses: &[IpAddr]| -> Vec<IpAddr> { addresses.iter().copied().filter(IpAddr::is_ipv4).collect() };
        let balanced = if service.kind == ServiceType::LoadBalancer && !service.proxy_mode {
            v4(&service.frontends)
        } else {
            Vec::new()
        };
        let external = v4(&service.external_ips);
        let clusters = v4(&service.cluster_ips);
        let node_port =
            of.port.node_port.filter(|_| matches!(service.kind, ServiceType::NodePort | ServiceType::LoadBalancer));
        let inner = if service.internal_local { of.chain("SVL") } else { of.chain("SVC") };
        let inner_has = if service.internal_local { &of.local } else { &of.all };
        for address in &clusters {
            if inner_has.is_empty() {
                self.nothing("KUBE-SERVICES", &format!("-d {address}/32 "), "", of, of.all.is_empty());
            } else {
                self.nat.push(format!("KUBE-SERVICES -d {address}/32 {} -j {inner}", of.said("cluster IP")));
            }
        }
        let outer_has = if service.external_local { &of.local } else { &of.all };
        let outside = !external.is_empty() || !balanced.is_empty() || node_port.is_some();
        for (address, what) in
            external.iter().map(|ip| (ip, "external IP")).chain(balanced.iter().map(|ip| (ip, "loadbalancer IP")))
        {
            if outer_has.is_empty() {
                self.nothing("KUBE-EXTERNAL-SERVICES", &format!("-d {address}/32 "), "", of, of.all.is_empty());
            }
            // Pods and node processes reach every backend by this address, also where no client from outside does.
            if !of.all.is_empty() {
                let guarded = what == "loadbalancer IP" && !service.source_ranges.is_empty();
                let chain = if guarded { of.chain("FW") } else { of.chain("EXT") };
                self.nat.push(format!("KUBE-SERVICES -d {address}/32 {} -j {chain}", of.said(what)));
            }
        }
        if let Some(number) = node_port {
            if outer_has.is_empty() {
                self.nothing("KUBE-EXTERNAL-SERVICES", "", "-m addrtype --dst-type LOCAL ", of, of.all.is_empty());
            }
            if !of.all.is_empty() {
                let protocol = of.protocol();
                self.nat.push(format!(
                    "KUBE-NODEPORTS -p {protocol} -m comment --comment \"{}\" -m {protocol} --dport {number} -j {}",
                    of.name,
                    of.chain("EXT")
                ));
            }
        }
        if let Some(number) = service.health_check_node_port.filter(|_| service.external_local) {
            self.filter.push(format!(
                "KUBE-NODEPORTS -p tcp -m comment --comment \"{} health check node port\" -m tcp --dport {number} -j ACCEPT",
                of.name
            ));
        }
        if of.all.is_empty() {
            return;
        }
        if outside {
            self.outside(of);
            if !balanced.is_empty() && !service.source_ranges.is_empty() {
                self.guarded(of, &balanced);
            }
        }
        // kube-proxy writes the chain of all backends where something leads to it.
        if !service.internal_local || outside {
            self.balance(of, "SVC", &of.all, if service.internal_local { &[] } else { &clusters });
        }
        if service.internal_local && !of.local.is_empty() || service.external_local && outside && !of.local.is_empty() {
            self.balance(of, "SVL", &of.local, if service.internal_local { &clusters } else { &[] });
        }
        for backend in &of.all {
            self.endpoint(of, backend);
        }
    }

    /// Rejected where nobody is behind the Service, dropped where nobody on this node is.
    fn nothing(&mut self, chain: &str, before: &str, after: &str, of: &Of<'_>, nobody: bool) {
        let protocol = of.protocol();
        let (what, end) = if nobody {
            ("has no endpoints", "REJECT --reject-with icmp-port-unreachable")
        } else {
            ("has no local endpoints", "DROP")
        };
        let port = if after.is_empty() { of.port.port } else { of.port.node_port.unwrap_or(of.port.port) };
        self.filter.push(format!(
            "{chain} {before}-p {protocol} -m comment --comment \"{} {what}\" {after}-m {protocol} --dport {port} -j {end}",
            of.name
        ));
    }

    fn outside(&mut self, of: &Of<'_>) {
        let (chain, all) = (of.chain("EXT"), of.chain("SVC"));
        let name = &of.name;
        self.chains.insert(chain.clone());
        if !of.served.service.external_local {
            self.own.push(format!(
                "{chain} -m comment --comment \"masquerade traffic for {name} external destinations\" -j KUBE-MARK-MASQ"
            ));
            self.own.push(format!("{chain} -j {all}"));
            return;
        }
        if let Some(cluster) = of.cluster {
            self.own.push(format!(
                "{chain} -s {cluster} -m comment --comment \"pod traffic for {name} external destinations\" -j {all}"
            ));
        }
        self.own.push(format!("{chain} -m comment --comment \"masquerade LOCAL traffic for {name} external destinations\" -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ"));
        self.own.push(format!("{chain} -m comment --comment \"route LOCAL traffic for {name} external destinations\" -m addrtype --src-type LOCAL -j {all}"));
        if !of.local.is_empty() {
            self.own.push(format!("{chain} -j {}", of.chain("SVL")));
        }
    }

    /// `loadBalancerSourceRanges`: who is in them goes on, the rest is dropped in the filter table.
    fn guarded(&mut self, of: &Of<'_>, balanced: &[IpAddr]) {
        let (chain, next) = (of.chain("FW"), of.chain("EXT"));
        self.chains.insert(chain.clone());
        for range in of.served.service.source_ranges.iter().filter(|range| range.is_ipv4()) {
            self.own.push(format!("{chain} -s {range} -m comment --comment \"{} loadbalancer IP\" -j {next}", of.name));
        }
        self.own.push(format!(
            "{chain} -m comment --comment \"other traffic to {} will be dropped by KUBE-PROXY-FIREWALL\"",
            of.name
        ));
        let protocol = of.protocol();
        for address in balanced {
            self.filter.push(format!(
                "KUBE-PROXY-FIREWALL -d {address}/32 -p {protocol} -m comment --comment \"{} traffic not accepted by {chain}\" -m {protocol} --dport {} -j DROP",
                of.name, of.port.port
            ));
        }
    }

    fn balance(&mut self, of: &Of<'_>, kind: &str, backends: &[&Backend], clusters: &[IpAddr]) {
        let chain = of.chain(kind);
        self.chains.insert(chain.clone());
        for address in clusters {
            if let Some(cluster) = of.cluster {
                self.own.push(format!(
                    "{chain} ! -s {cluster} -d {address}/32 {} -j KUBE-MARK-MASQ",
                    of.said("cluster IP")
                ));
            }
        }
        if of.served.service.client_affinity {
            for backend in backends {
                let end = of.end(backend);
                self.own.push(format!(
                    "{chain} -m comment --comment \"{} -> {}\" -m recent --rcheck --seconds {AFFINITY} --reap --name {end} --mask 255.255.255.255 --rsource -j {end}",
                    of.name,
                    target(backend)
                ));
            }
        }
        for (at, backend) in backends.iter().enumerate() {
            let left = backends.len().saturating_sub(at);
            let chance = if left > 1 {
                format!(" -m statistic --mode random --probability {}", probability(left))
            } else {
                String::new()
            };
            self.own.push(format!(
                "{chain} -m comment --comment \"{} -> {}\"{chance} -j {}",
                of.name,
                target(backend),
                of.end(backend)
            ));
        }
    }

    fn endpoint(&mut self, of: &Of<'_>, backend: &Backend) {
        let chain = of.end(backend);
        let protocol = of.protocol();
        if !self.chains.insert(chain.clone()) {
            return;
        }
        self.own
            .push(format!("{chain} -s {}/32 -m comment --comment \"{}\" -j KUBE-MARK-MASQ", backend.address, of.name));
        let recent = if of.served.service.client_affinity {
            format!("-m recent --set --name {chain} --mask 255.255.255.255 --rsource ")
        } else {
            String::new()
        };
        self.own.push(format!(
            "{chain} -p {protocol} -m comment --comment \"{}\" {recent}-m {protocol} -j DNAT --to-destination {}",
            of.name,
            target(backend)
        ));
    }

    fn text(self) -> String {
        let mut out = String::new();
        let mut table = |name: &str, builtin: &[&str], chains: &[String], rules: &[String]| {
            let _ = writeln!(out, "*{name}");
            for chain in builtin {
                let _ = writeln!(out, ":{chain} ACCEPT [0:0]");
            }
            for chain in chains {
                let _ = writeln!(out, ":{chain} - [0:0]");
            }
            for rule in rules {
                let _ = writeln!(out, "-A {rule}");
            }
            out.push_str("COMMIT\n");
        };
        let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        let filter = named(&[
            "KUBE-EXTERNAL-SERVICES",
            "KUBE-FORWARD",
            "KUBE-NODEPORTS",
            "KUBE-PROXY-FIREWALL",
            "KUBE-SERVICES",
        ]);
        table("filter", &["INPUT", "FORWARD", "OUTPUT"], &filter, &self.filter);
        let mut nat = named(&["KUBE-MARK-MASQ", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-SERVICES"]);
        nat.extend(self.chains);
        let rules: Vec<String> = self.nat.into_iter().chain(self.own).collect();
        table("nat", &["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"], &nat, &rules);
        out
    }
}

impl Of<'_> {
    fn protocol(&self) -> &'static str {
        match self.port.protocol {
            Protocol::Tcp => "tcp",
            Protocol::Udp => "udp",
            Protocol::Sctp => "sctp",
        }
    }

    /// The match of the Service's port on an address of its own.
    fn said(&self, what: &str) -> String {
        let protocol = self.protocol();
        format!("-p {protocol} -m comment --comment \"{} {what}\" -m {protocol} --dport {}", self.name, self.port.port)
    }

    fn chain(&self, kind: &str) -> String {
        format!("KUBE-{kind}-{}", hash(&[&self.name, self.protocol()]))
    }

    fn end(&self, backend: &Backend) -> String {
        format!("KUBE-SEP-{}", hash(&[&self.name, self.protocol(), &target(backend)]))
    }
}

fn target(backend: &Backend) -> String {
    format!("{}:{}", backend.address, backend.port)
}

/// `portProtoHash` and `servicePortEndpointChainName`: sixteen letters of base 32, five bits each.
fn hash(parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
    }
    let (mut bits, mut held) = (0u32, 0u32);
    let mut name = String::new();
    for byte in digest.finalize().into_iter().take(10) {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            let digit = u8::try_from(bits >> held & 31).unwrap_or(0);
            name.push(char::from(if digit < 26 { b'A' + digit } else { b'2' + (digit - 26) }));
        }
        bits &= (1 << held) - 1;
    }
    name
}

/// One of so many, as iptables keeps it: ten decimals are given, 31 bits are held, eleven decimals are printed.
fn probability(left: usize) -> String {
    let left = u128::try_from(left).unwrap_or(1).max(1);
    let given = (10_000_000_000 + left / 2) / left;
    let held = (given * (1 << 31) + 5_000_000_000) / 10_000_000_000;
    let printed = (held * 100_000_000_000 + (1 << 30)) >> 31;
    format!("{}.{:011}", printed / 100_000_000_000, printed % 100_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::{hash, probability};

    #[test]
    fn chains_are_named_as_kube_proxy_names_them() {
        // As recorded from a real kube-proxy, and in the project's own tests.
        assert_eq!(hash(&["lab/c-n1p2:p", "tcp"]), "P6WY53RCS6SJYTSL");
        assert_eq!(hash(&["lab/c-n1p2:p", "tcp", "10.244.1.12:8080"]), "ODMBKXYHENEPWZ2E");
    }

    #[test]
    fn chances_are_printed_as_iptables_keeps_them() {
        assert_eq!(probability(2), "0.50000000000");
        assert_eq!(probability(3), "0.33333333349");
    }
}
