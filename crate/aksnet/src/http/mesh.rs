//! Istio's documents, read once: VirtualServices by their hosts with every match in order, DestinationRules by theirs, servers of Gateways.

use super::istio::{GROUP, is_gateway, is_virtual_service};
use super::pattern::{Text, host_rank};
use super::request::{HttpRequest, own_port};
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;
use std::collections::BTreeMap;

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Mesh {
    pub(super) virtuals: Vec<Virtual>,
    /// By host as it is asked: those without a star.
    names: BTreeMap<String, Vec<usize>>,
    /// Those with one.
    wild: Vec<(String, usize)>,
    by_name: BTreeMap<String, usize>,
    /// DestinationRules by the whole name of their host.
    rules: BTreeMap<String, Vec<usize>>,
}

/// A VirtualService.
#[derive(Debug)]
pub(super) struct Virtual {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) hosts: Vec<String>,
    /// "namespace/name", or "mesh".
    gateways: Vec<String>,
    pub(super) matches: Vec<Match>,
    /// By http route: the VirtualService that it delegates to.
    delegates: BTreeMap<usize, String>,
    pub(super) notes: Vec<String>,
}

/// One match of one http route; a route without matches has one that asks nothing.
#[derive(Debug, Default)]
pub(super) struct Match {
    pub(super) rule: usize,
    pub(super) index: usize,
    /// The prefix of the path that a rewrite replaces.
    pub(super) prefix: Option<String>,
    gateways: Vec<String>,
    /// "uri", "method", "scheme", "authority".
    parts: Vec<(&'static str, Compare)>,
    /// Headers, and whether they are wanted.
    headers: Vec<(String, Compare, bool)>,
    query: Vec<(String, Compare)>,
    port: Option<u64>,
}

/// `{ exact }`, `{ prefix }`, `{ regex }`, or nothing but presence; and whether letter case counts.
#[derive(Debug)]
struct Compare {
    how: How,
    ignore_case: bool,
}

#[derive(Debug)]
enum How {
    Prefix(String),
    Text(Text),
    Present,
}

/// Whether a Gateway's servers take a request.
pub(super) enum Served {
    Yes,
    No(String),
    /// Only over TLS: clients are sent there.
    Secure,
}

impl Compare {
    fn read(node: &Node<'_>, ignore_case: bool, notes: &mut Vec<String>) -> Result<Self, Error> {
        let spelt = |text: String| if ignore_case { text.to_ascii_lowercase() } else { text };
        let how = if let Some(exact) = node.text_at("exact")? {
            How::Text(Text::Exact(spelt(exact)))
        } else if let Some(prefix) = node.text_at("prefix")? {
            How::Prefix(spelt(prefix))
        } else if let Some(regex) = node.text_at("regex")? {
            How::Text(Text::regex(&regex, notes))
        } else {
            How::Present
        };
        Ok(Self { how, ignore_case })
    }

    fn miss(&self, text: Option<&str>) -> Option<String> {
        let Some(text) = text else { return Some("is absent".to_owned()) };
        // An expression says itself whether case counts.
        let lower = match self.how {
            How::Text(Text::Exact(_)) | How::Prefix(_) if self.ignore_case => Some(text.to_ascii_lowercase()),
            _ => None,
        };
        let text = lower.as_deref().unwrap_or(text);
        match &self.how {
            How::Present => None,
            How::Prefix(prefix) => (!text.starts_with(prefix.as_str()))
                .then(|| format!("is \"{text}\", which does not begin with \"{prefix}\"")),
            How::Text(how) => how.miss(Some(text)),
        }
    }
}

impl Match {
    fn read(node: &Node<'_>, namespace: &str, notes: &mut Vec<String>) -> Result<Self, Error> {
        let gateways = texts(node, "gateways")?.iter().map(|gateway| qualified(gateway, namespace)).collect();
        let mut found = Self { gateways, ..Self::default() };
        let ignore = node.flag_at("ignoreUriCase")?;
        for key in ["uri", "method", "scheme", "authority"] {
            if let Some(field) = node.get(key)? {
                found.parts.push((key, Compare::read(&field, ignore && key == "uri", notes)?));
                if key == "uri" {
                    found.prefix = field.text_at("prefix")?;
                }
            }
        }
        for (key, wanted) in [("headers", true), ("withoutHeaders", false)] {
            let Some(headers) = node.get(key)? else { continue };
            for (name, field) in headers.entries()? {
                found.headers.push((name.to_owned(), Compare::read(&field, false, notes)?, wanted));
            }
        }
        if let Some(query) = node.get("queryParams")? {
            for (name, field) in query.entries()? {
                found.query.push((name.to_owned(), Compare::read(&field, false, notes)?));
            }
        }
        found.port = node.whole_at("port", 1..=65_535)?;
        Ok(found)
    }

    /// Whether requests through `entry` are asked.
    pub(super) fn open_to(&self, entry: Option<&str>) -> bool {
        self.gateways.is_empty() || entry.is_none_or(|entry| self.gateways.iter().any(|gateway| gateway == entry))
    }

    /// The conditions that a request fails.
    pub(super) fn failed(&self, request: &HttpRequest) -> Vec<String> {
        let mut failed = Vec::new();
        for (key, compare) in &self.parts {
            let text = match *key {
                "uri" => request.path(),
                "method" => request.method(),
                "scheme" => request.scheme(),
                _ => request.host.as_str(),
            };
            failed.extend(compare.miss(Some(text)).map(|why| format!("{key} {why}")));
        }
        for (name, compare, wanted) in &self.headers {
            let why = compare.miss(request.header(name).as_deref());
            match (why, wanted) {
                (Some(why), true) => failed.push(format!("the header {name} {why}")),
                (None, false) => failed.push(format!("the header {name} is one that must not be there")),
                _ => {}
            }
        }
        for (name, compare) in &self.query {
            let why = compare.miss(request.parameter(name).as_deref());
            failed.extend(why.map(|why| format!("the query parameter {name} {why}")));
        }
        let own = request.port.or(own_port(request.scheme()));
        if let (Some(port), Some(own)) = (self.port, own)
            && port != own
        {
            failed.push(format!("the port is {own}, not {port}"));
        }
        failed
    }
}

impl Virtual {
    fn read(at: usize, object: &Object) -> Result<Self, Error> {
        let namespace = object.namespace();
        let mut found = Self {
            at,
            name: object.full_name(),
            hosts: Vec::new(),
            gateways: Vec::new(),
            matches: Vec::new(),
            delegates: BTreeMap::new(),
            notes: Vec::new(),
        };
        let node = object.node();
        let Some(spec) = node.get("spec")? else { return Ok(found) };
        found.hosts = texts(&spec, "hosts")?;
        found.gateways = texts(&spec, "gateways")?.iter().map(|gateway| qualified(gateway, namespace)).collect();
        for (rule, http) in spec.list("http")?.unwrap_or_default().iter().enumerate() {
            let matches = http.list("match")?.unwrap_or_default();
            if matches.is_empty() {
                found.matches.push(Match { rule, ..Match::default() });
            }
            for (index, entry) in matches.iter().enumerate() {
                let one = Match::read(entry, namespace, &mut found.notes)?;
                found.matches.push(Match { rule, index, ..one });
            }
            if let Some(delegate) = http.get("delegate")? {
                let own = delegate.text_at("namespace")?.unwrap_or_else(|| namespace.to_owned());
                found.delegates.insert(rule, format!("{own}/{}", delegate.text_at("name")?.unwrap_or_default()));
            }
        }
        Ok(found)
    }

    pub(super) fn bound(&self, entry: Option<&str>) -> bool {
        entry.is_none_or(|entry| self.gateways.iter().any(|gateway| gateway == entry))
    }

    /// The match that fails the fewest conditions, the first of equals.
    pub(super) fn nearest(&self, object: &Object, request: &HttpRequest) -> Option<String> {
        let failed = self.matches.iter().map(|one| (one, one.failed(request)));
        let (one, failed) = failed.min_by_key(|(_, failed)| failed.len())?;
        let why = if failed.is_empty() { "it is for another gateway".to_owned() } else { failed.join("; ") };
        Some(format!("nearest is VirtualService {} http[{}] match {}: {why}", object.full_name(), one.rule, one.index))
    }
}

impl Mesh {
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let mut mesh = Self::default();
        let (directory, objects) = (environment.directory(), &environment.kubernetes);
        for (at, object) in directory.of_kind(objects, "VirtualService").filter(|(_, one)| is_virtual_service(one)) {
            mesh.virtuals.push(Virtual::read(at, object)?);
            mesh.by_name.entry(object.full_name()).or_insert(mesh.virtuals.len().saturating_sub(1));
        }
        for (place, one) in mesh.virtuals.iter().enumerate() {
            let namespace = objects.get(one.at).map(Object::namespace).unwrap_or_default();
            for host in &one.hosts {
                for name in names(host, namespace) {
                    if name.contains('*') {
                        mesh.wild.push((name, place));
                    } else {
                        mesh.names.entry(name.to_ascii_lowercase()).or_default().push(place);
                    }
                }
            }
        }
        for (at, object) in directory.of_kind(objects, "DestinationRule").filter(|(_, one)| one.group() == GROUP) {
            let node = object.node();
            let Some(spec) = node.get("spec")? else { continue };
            for name in names(&spec.text_at("host")?.unwrap_or_default(), object.namespace()) {
                mesh.rules.entry(name).or_default().push(at);
            }
        }
        Ok(mesh)
    }

    /// The DestinationRules of a Service, by its whole name.
    pub(super) fn rules_of<'a>(&'a self, environment: &'a Environment, name: &str) -> impl Iterator<Item = &'a Object> {
        let places = self.rules.get(name).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| environment.kubernetes.get(*at))
    }

    /// The VirtualService with the most specific host; of equals the first by name, so that the order of documents does not matter.
    pub(super) fn of_host(&self, host: &str, entry: Option<&str>) -> Option<&Virtual> {
        let bound = |at: &usize| self.virtuals.get(*at).filter(|one| one.bound(entry));
        let exact = self.names.get(host).into_iter().flatten().filter_map(bound).min_by_key(|one| &one.name);
        exact.or_else(|| {
            let ranked = self.wild.iter().filter_map(|(pattern, at)| {
                let rank = host_rank(pattern, host, false)?;
                bound(at).map(|one| (std::cmp::Reverse(rank), &one.name, one))
            });
            ranked.min_by_key(|(rank, name, _)| (*rank, *name)).map(|(.., one)| one)
        })
    }

    /// The first match of a VirtualService, or that of the one that its route delegates to: both have to hold.
    pub(super) fn first<'a>(
        &'a self,
        from: &'a Virtual,
        request: &HttpRequest,
        entry: Option<&str>,
        because: &mut Vec<String>,
    ) -> Option<(&'a Virtual, &'a Match)> {
        for one in &from.matches {
            if !one.open_to(entry) || !one.failed(request).is_empty() {
                continue;
            }
            let Some(name) = from.delegates.get(&one.rule) else { return Some((from, one)) };
            let delegate = self.by_name.get(name).and_then(|at| self.virtuals.get(*at));
            let Some(delegate) = delegate else {
                because.push(format!(
                    "http[{}] delegates to VirtualService {name}, which is not there: the route is left out",
                    one.rule
                ));
                continue;
            };
            // Delegates stand at one level: Istio takes none of a delegate's own.
            let held = |own: &&Match| own.failed(request).is_empty() && !delegate.delegates.contains_key(&own.rule);
            because.extend(delegate.notes.iter().cloned());
            if let Some(own) = delegate.matches.iter().find(held) {
                because.push(format!("http[{}] delegates to VirtualService {name}", one.rule));
                return Some((delegate, own));
            }
            because.push(format!("http[{}] delegates to VirtualService {name}, of which no route matches", one.rule));
        }
        None
    }

    /// Whether the servers of a Gateway take the port, the scheme and the host.
    pub(super) fn servers(
        &self,
        environment: &Environment,
        entry: &str,
        request: &HttpRequest,
    ) -> Result<Served, Error> {
        let host = request.name();
        let wanted = request.port.or(own_port(request.scheme())).unwrap_or(0);
        let mut ports = Vec::new();
        let gateways = environment.directory().of_kind(&environment.kubernetes, "Gateway");
        for (_, gateway) in gateways.filter(|(_, one)| is_gateway(one) && one.full_name() == entry) {
            let node = gateway.node();
            let Some(spec) = node.get("spec")? else { continue };
            for server in spec.list("servers")?.unwrap_or_default() {
                let (number, protocol) = match server.get("port")? {
                    Some(port) => (port.whole_at("number", 1..=65_535)?, port.text_at("protocol")?),
                    None => (None, None),
                };
                let hosts = texts(&server, "hosts")?;
                // "namespace/host" says whose VirtualServices may be bound; the host comes after the slash.
                let names = hosts.iter().map(|own| own.rsplit_once('/').map_or(own.as_str(), |(_, name)| name));
                let takes = names.clone().any(|name| host_rank(name, &host, false).is_some());
                let tls = server.get("tls")?;
                let secure = protocol.as_deref().is_some_and(|one| one.eq_ignore_ascii_case("HTTPS"));
                // Without a port the question takes any server of the scheme.
                let here = match request.port {
                    Some(_) => number == Some(wanted),
                    None => secure == (request.scheme() == "https"),
                };
                if here && takes {
                    let redirect = match &tls {
                        Some(tls) => tls.flag_at("httpsRedirect")?,
                        None => false,
                    };
                    let plain = request.scheme() == "http" && !secure;
                    return Ok(if redirect && plain { Served::Secure } else { Served::Yes });
                }
                ports.push(format!(
                    "{} for {}",
                    number.map_or_else(|| "no port".to_owned(), |number| number.to_string()),
                    names.collect::<Vec<_>>().join(", ")
                ));
            }
        }
        Ok(Served::No(format!(
            "no server of Gateway {entry} takes {} on port {wanted} for the host {host}: it has {}",
            request.scheme(),
            if ports.is_empty() { "none".to_owned() } else { ports.join("; ") }
        )))
    }
}

pub(super) fn texts(node: &Node<'_>, key: &str) -> Result<Vec<String>, Error> {
    Ok(node.read_all(key, |text| text.text().map(str::to_owned))?.unwrap_or_default())
}

fn qualified(gateway: &str, namespace: &str) -> String {
    if gateway.contains('/') { gateway.to_owned() } else { format!("{namespace}/{gateway}") }
}

/// A short name is that of a Service beside the object; a Service has four names.
fn names(host: &str, namespace: &str) -> Vec<String> {
    if host.contains('*') {
        return vec![host.to_owned()];
    }
    let mut full = host.trim_end_matches(".svc.cluster.local").trim_end_matches(".svc").to_owned();
    let short = !full.contains('.');
    if short {
        full = format!("{full}.{namespace}");
    }
    let mut all = vec![host.to_owned(), full.clone()];
    if let Some((name, "")) = full.split_once(&format!(".{namespace}")) {
        all.push(name.to_owned());
    }
    if short || host.ends_with(".svc") || host.ends_with(".svc.cluster.local") {
        all.extend([format!("{full}.svc"), format!("{full}.svc.cluster.local")]);
    }
    all
}
