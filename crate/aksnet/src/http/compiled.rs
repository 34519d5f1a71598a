//! Gateway API's documents, read once: listeners with the routes that attach to them, and every match in the order of precedence.
//!
//! A request looks its host up, and takes the first match of the most specific host that holds; a miss falls back to the next host.

use super::gateway::{GROUP, is_gateway};
use super::listeners::{Listener, attached, created, join_sets, read_listeners};
use super::paths::Paths;
use super::pattern::{PathMatch, Text, host_rank};
use super::request::HttpRequest;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A Gateway with its listeners, those of its `ListenerSet`s among them.
#[derive(Debug)]
pub(super) struct Gateway {
    pub name: String,
    pub listeners: Vec<Listener>,
    /// Why a listener is not there.
    pub notes: Vec<String>,
}

/// Routes bound to a Service.
#[derive(Debug)]
pub(super) struct Bound {
    pub names: [String; 4],
    pub port: Option<u64>,
    pub note: String,
    pub routes: ByHost,
}

/// Matches by the host names of their routes, each list in the order of precedence; those of routes without one under "".
#[derive(Debug, Default)]
pub(super) struct ByHost {
    hosts: BTreeMap<String, Ordered>,
    notes: Vec<String>,
}

/// Matches in the order of precedence, and by their paths.
#[derive(Debug, Default)]
struct Ordered {
    all: Vec<usize>,
    paths: Paths,
}

/// What decides between two matches of one host: the greatest wins.
type Rank = ((u8, usize), usize, bool, usize, usize, Reverse<usize>);

/// A match.
#[derive(Debug)]
pub(super) struct CompiledMatch {
    rank: Rank,
    route: usize,
    pub rule: usize,
    pub index: usize,
    pub path: PathMatch,
    method: Option<String>,
    /// Service and method of gRPC.
    call: Option<[Option<Text>; 2]>,
    headers: Vec<(String, Text)>,
    query: Vec<(String, Text)>,
}

impl PartialEq for CompiledMatch {
    fn eq(&self, other: &Self) -> bool {
        self.rank == other.rank
    }
}

impl Eq for CompiledMatch {}

impl PartialOrd for CompiledMatch {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CompiledMatch {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.rank.cmp(&other.rank)
    }
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(super) gateways: Vec<Gateway>,
    pub(super) bound: Vec<Bound>,
    /// Parents of routes that are not there.
    pub(super) detached: Vec<String>,
    /// Routes that have a parent, by their places.
    pub(super) attached: BTreeSet<usize>,
    /// Regular expressions of routes that do not compile: whose, and why.
    pub(super) broken: Vec<(String, String)>,
    matches: Vec<CompiledMatch>,
}

/// A route while it is read: its place among the objects, and those of its matches.
pub(super) struct Route<'a> {
    at: usize,
    pub object: &'a Object,
    pub hostnames: Vec<String>,
    matches: Vec<usize>,
    notes: Vec<String>,
}

impl Compiled {
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let mut compiled = Self::default();
        let mut routes = Vec::new();
        // The oldest first, then by name: the order in which equal matches win.
        let mut order: Vec<(bool, String, &str, &str, usize)> = Vec::new();
        for (at, object) in environment.kubernetes.iter().enumerate() {
            if object.group() == GROUP && matches!(object.kind.as_str(), "HTTPRoute" | "GRPCRoute") {
                let date = created(&object.node())?;
                order.push((date.is_none(), date.unwrap_or_default(), object.namespace(), &object.name, at));
            }
        }
        order.sort();
        for (.., at) in order {
            if let Some(object) = environment.kubernetes.get(at) {
                routes.push(compiled.read(at, object)?);
            }
        }
        for (at, object) in environment.kubernetes.iter().enumerate().filter(|(_, object)| is_gateway(object)) {
            let mut gateway = Gateway { name: object.full_name(), listeners: Vec::new(), notes: Vec::new() };
            read_listeners(environment, at, object, &mut gateway.listeners, &mut gateway.notes)?;
            join_sets(environment, object, &mut gateway.listeners, &mut gateway.notes)?;
            for listener in &mut gateway.listeners {
                for route in &routes {
                    if attached(environment, route, listener)? {
                        listener.routes.add(route);
                        compiled.attached.insert(route.at);
                    }
                }
                listener.routes.order(&compiled.matches);
            }
            compiled.gateways.push(gateway);
        }
        for route in &routes {
            compiled.bind(environment, route)?;
        }
        Ok(compiled)
    }

    /// The route of a match.
    pub(super) fn route<'a>(&self, environment: &'a Environment, found: &CompiledMatch) -> &'a Object {
        #[expect(clippy::indexing_slicing, reason = "compiled from these objects")]
        &environment.kubernetes[found.route]
    }

    fn read<'a>(&mut self, at: usize, object: &'a Object) -> Result<Route<'a>, Error> {
        let node = object.node();
        let mut route = Route { at, object, hostnames: Vec::new(), matches: Vec::new(), notes: Vec::new() };
        let Some(spec) = node.get("spec")? else { return Ok(route) };
        route.hostnames = spec.read_all("hostnames", |name| name.text().map(str::to_owned))?.unwrap_or_default();
        let everything = serde_json::json!({});
        for (rule_index, rule) in spec.list("rules")?.unwrap_or_default().iter().enumerate() {
            let matches = rule.list("matches")?.unwrap_or_default();
            let matches = if matches.is_empty() { vec![Node::root(&everything)] } else { matches };
            for (index, entry) in matches.iter().enumerate() {
                let mut made = if object.kind == "GRPCRoute" {
                    grpc(entry, &mut route.notes)?
                } else {
                    http(entry, &mut route.notes)?
                };
                made.rank.5 = Reverse(self.matches.len());
                made.route = at;
                made.rule = rule_index;
                made.index = index;
                route.matches.push(self.matches.len());
                self.matches.push(made);
            }
        }
        let named = || format!("{} {}", object.kind, object.full_name());
        self.broken.extend(route.notes.iter().map(|note| (named(), note.clone())));
        Ok(route)
    }

    fn bind(&mut self, environment: &Environment, route: &Route<'_>) -> Result<(), Error> {
        let node = route.object.node();
        let Some(spec) = node.get("spec")? else { return Ok(()) };
        for parent in spec.list("parentRefs")?.unwrap_or_default() {
            let namespace = parent.text_at("namespace")?.unwrap_or_else(|| route.object.namespace().to_owned());
            let name = parent.text_at("name")?.unwrap_or_default();
            let kind = parent.text_at("kind")?.unwrap_or_else(|| "Gateway".to_owned());
            if kind != "Service" {
                let mut known = environment.directory().of_kind(&environment.kubernetes, &kind);
                if !known.any(|(_, object)| object.namespace() == namespace && object.name == name) {
                    let (own, route) = (&route.object.kind, route.object.full_name());
                    let why = format!("{own} {route} attaches to nothing: there is no {kind} {namespace}/{name}");
                    self.detached.push(why);
                }
                continue;
            }
            let full = format!("{name}.{namespace}");
            let mut routes = ByHost::default();
            self.attached.insert(route.at);
            routes.add(route);
            routes.order(&self.matches);
            self.bound.push(Bound {
                note: format!(
                    "{} {} is bound to Service {namespace}/{name}",
                    route.object.kind,
                    route.object.full_name()
                ),
                names: [name, full.clone(), format!("{full}.svc"), format!("{full}.svc.cluster.local")],
                port: parent.whole_at("port", 1..=65_535)?,
                routes,
            });
        }
        Ok(())
    }
}

impl ByHost {
    fn add(&mut self, route: &Route<'_>) {
        self.notes.extend(route.notes.iter().cloned());
        let none = [String::new()];
        let hosts = if route.hostnames.is_empty() { &none[..] } else { &route.hostnames };
        for host in hosts {
            let list = self.hosts.entry(host.to_ascii_lowercase()).or_default();
            list.all.extend(&route.matches);
        }
    }

    /// Puts the matches in order, once all are there.
    fn order(&mut self, matches: &[CompiledMatch]) {
        for list in self.hosts.values_mut() {
            list.all.sort_by_key(|at| Reverse(matches.get(*at).map(|found| found.rank)));
            list.all.dedup();
            list.paths = Paths::of(list.all.iter().filter_map(|at| matches.get(*at)).map(|found| &found.path));
        }
    }

    /// The hosts of routes whose matches may be asked, as they are written.
    pub(super) fn host_names(&self) -> impl Iterator<Item = &str> {
        self.hosts.keys().map(String::as_str)
    }

    /// The host names of routes that hold a host, with their ranks, the most specific first.
    fn of_host<'a>(&'a self, listener: &str, host: &str) -> Vec<((u8, usize), &'a Ordered)> {
        let mut names = Vec::new();
        let mut add = |pattern: &str, rank: &str| {
            if let Some(list) = self.hosts.get(pattern) {
                names.extend(host_rank(rank, host, false).map(|rank| (rank, list)));
            }
        };
        add(host, host);
        add("", listener);
        add("*", "*");
        for (at, _) in host.match_indices('.') {
            let wildcard = format!("*{}", host.get(at..).unwrap_or_default());
            add(&wildcard, &wildcard);
        }
        names.sort_by_key(|(rank, _)| Reverse(*rank));
        names
    }

    /// The match that wins for a host: of each host name that holds it the first that holds, the most specific first. What holds too
    /// and loses is added to `losers`.
    pub(super) fn best<'a>(
        &self,
        compiled: &'a Compiled,
        listener: &str,
        request: &HttpRequest,
        host: &str,
        because: &mut Vec<String>,
        losers: &mut Vec<((u8, usize), &'a CompiledMatch)>,
    ) -> Option<((u8, usize), &'a CompiledMatch)> {
        because.extend(self.notes.iter().cloned());
        let mut best: Option<((u8, usize), &CompiledMatch)> = None;
        for (rank, list) in self.of_host(listener, host) {
            let met = list.paths.met(request.path());
            let matches = met.iter().filter_map(|at| list.all.get(*at)).filter_map(|at| compiled.matches.get(*at));
            for found in matches.filter(|found| found.holds(request)).take(MOST_LOSERS.saturating_add(1)) {
                let found = (rank, found);
                if best.is_none_or(|known| found > known) {
                    losers.extend(best.replace(found));
                } else {
                    losers.push(found);
                }
            }
        }
        best
    }

    /// The match of the host that fails the fewest conditions, the best of equals, and the conditions.
    pub(super) fn nearest<'a>(
        &self,
        compiled: &'a Compiled,
        listener: &str,
        request: &HttpRequest,
        host: &str,
    ) -> Option<(&'a CompiledMatch, Vec<String>)> {
        let mut nearest: Option<(_, &CompiledMatch, _)> = None;
        for (_, list) in self.of_host(listener, host) {
            for found in list.all.iter().filter_map(|at| compiled.matches.get(*at)) {
                let failed = found.misses(request);
                let rank = (failed.len(), Reverse(found.path.common(request.path())));
                if nearest.as_ref().is_none_or(|(known, ..): &(_, _, Vec<String>)| rank < *known) {
                    nearest = Some((rank, found, failed));
                }
            }
        }
        nearest.map(|(_, found, failed)| (found, failed))
    }
}

impl CompiledMatch {
    fn holds(&self, request: &HttpRequest) -> bool {
        self.path.holds(request.path())
            && self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(request.method()))
            && self.call.as_ref().is_none_or(|call| calls(call, request))
            && self.headers.iter().all(|(name, text)| request.header(name).is_some_and(|value| text.holds(&value)))
            && self.query.iter().all(|(name, text)| request.parameter(name).is_some_and(|value| text.holds(&value)))
    }
}

impl CompiledMatch {
    /// The conditions that a request fails.
    fn misses(&self, request: &HttpRequest) -> Vec<String> {
        let mut failed = Vec::new();
        if !self.path.holds(request.path()) {
            failed.push(self.path.miss(request.path()));
        }
        if let Some(method) = self.method.as_ref().filter(|method| !method.eq_ignore_ascii_case(request.method())) {
            failed.push(format!("the method is {}, not {method}", request.method()));
        }
        if self.call.as_ref().is_some_and(|call| !calls(call, request)) {
            failed.push(format!("{} is another service or method of gRPC", request.path()));
        }
        for (name, text) in &self.headers {
            failed.extend(text.miss(request.header(name).as_deref()).map(|why| format!("the header {name} {why}")));
        }
        for (name, text) in &self.query {
            let why = text.miss(request.parameter(name).as_deref());
            failed.extend(why.map(|why| format!("the query parameter {name} {why}")));
        }
        failed
    }

    /// Why it comes after a winner of the same host.
    pub(super) fn loses(&self, winner: &Self) -> &'static str {
        let (path, second, method, headers, query, _) = self.rank;
        let other = &winner.rank;
        match () {
            () if path.0 < other.0.0 => "its kind of path comes later: exact, then prefix, then regular expression",
            () if path.1 < other.0.1 || second < other.1 => "its path is shorter",
            () if !method & other.2 => "it names no method",
            () if headers < other.3 => "it names fewer headers",
            () if query < other.4 => "it names fewer query parameters",
            () => "all is equal, and its route is younger, its name later, or it stands later in the route",
        }
    }
}

/// Losers that are named at most.
pub(super) const MOST_LOSERS: usize = 3;

fn calls([service, method]: &[Option<Text>; 2], request: &HttpRequest) -> bool {
    let mut parts = request.path().trim_start_matches('/').splitn(2, '/');
    [service, method].into_iter().all(|text| {
        let part = parts.next().unwrap_or_default();
        text.as_ref().is_none_or(|text| text.holds(part))
    })
}

fn made(
    path: PathMatch,
    path_rank: (u8, usize),
    second: usize,
    method: Option<String>,
    headers: Vec<(String, Text)>,
    query: Vec<(String, Text)>,
) -> CompiledMatch {
    CompiledMatch {
        rank: (path_rank, second, method.is_some(), headers.len(), query.len(), Reverse(0)),
        route: 0,
        rule: 0,
        index: 0,
        path,
        method,
        call: None,
        headers,
        query,
    }
}

fn http(node: &Node<'_>, notes: &mut Vec<String>) -> Result<CompiledMatch, Error> {
    let mut path = PathMatch::prefix("/");
    if let Some(field) = node.get("path")? {
        let value = field.text_at("value")?.unwrap_or_else(|| "/".to_owned());
        path = match field.text_at("type")?.as_deref() {
            Some("Exact") => PathMatch::Exact(value),
            Some("RegularExpression") => PathMatch::Regex(Text::regex(&value, notes), value.len()),
            _ => PathMatch::prefix(&value),
        };
    }
    let rank = path.rank();
    Ok(made(path, rank, 0, node.text_at("method")?, texts(node, "headers", notes)?, texts(node, "queryParams", notes)?))
}

fn grpc(node: &Node<'_>, notes: &mut Vec<String>) -> Result<CompiledMatch, Error> {
    let (mut call, mut lengths) = ([None, None], [0, 0]);
    if let Some(field) = node.get("method")? {
        let regex = field.text_at("type")?.as_deref() == Some("RegularExpression");
        for ((key, text), length) in ["service", "method"].into_iter().zip(&mut call).zip(&mut lengths) {
            if let Some(value) = field.text_at(key)? {
                *length = value.len();
                *text = Some(if regex { Text::regex(&value, notes) } else { Text::Exact(value) });
            }
        }
    }
    let headers = texts(node, "headers", notes)?;
    let [service, method] = lengths;
    let mut made = made(PathMatch::prefix("/"), (1, service), method, None, headers, Vec::new());
    made.call = Some(call);
    Ok(made)
}

/// Name and comparison; the first entry of a name counts.
fn texts(node: &Node<'_>, key: &str, notes: &mut Vec<String>) -> Result<Vec<(String, Text)>, Error> {
    let mut all: Vec<(String, Text)> = Vec::new();
    for entry in node.list(key)?.unwrap_or_default() {
        let name = entry.text_at("name")?.unwrap_or_default();
        let same = |known: &str| if key == "headers" { known.eq_ignore_ascii_case(&name) } else { known == name };
        if all.iter().any(|(known, _)| same(known)) {
            continue;
        }
        let value = entry.text_at("value")?.unwrap_or_default();
        let text = match entry.text_at("type")?.as_deref() {
            Some("RegularExpression") => Text::regex(&value, notes),
            _ => Text::Exact(value),
        };
        all.push((name, text));
    }
    Ok(all)
}
