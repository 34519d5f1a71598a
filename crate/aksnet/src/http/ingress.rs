//! Ingress: hosts, paths, the default backend. Read once for an environment.

use super::answer::{Backend, HttpAnswer, Invalid, Matched};
use super::backend::resolve;
use super::compiled::MOST_LOSERS;
use super::paths::Paths;
use super::pattern::{PathMatch, host_rank};
use super::request::HttpRequest;
use crate::document::Node;
use crate::environment::Environment;
use crate::error::Error;
use crate::kubernetes::Object;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn is_ingress(object: &Object) -> bool {
    object.kind == "Ingress" && matches!(object.group(), "networking.k8s.io" | "extensions")
}

/// All Ingresses of an environment.
#[derive(Debug, Default)]
pub(crate) struct Ingresses {
    /// By the host of the rule as it is written, in lower case; "" is every host.
    hosts: BTreeMap<String, Host>,
    /// Default backends, by the name of the Ingress.
    defaults: Vec<(String, Reference)>,
}

/// The paths of a host: the longest first, exact before prefix, then by name and order.
#[derive(Debug, Default)]
struct Host {
    ordered: Vec<Entry>,
    paths: Paths,
}

/// One path of one rule.
#[derive(Debug)]
struct Entry {
    rank: (usize, u8, Reverse<(String, usize, usize)>),
    path: PathMatch,
    written: String,
    /// Whether the specification says what its type means.
    specified: bool,
    class: String,
    backend: Reference,
}

impl Entry {
    fn name(&self) -> &str {
        let (_, _, Reverse((name, ..))) = &self.rank;
        name
    }
}

/// What a backend names.
#[derive(Debug)]
struct Reference {
    namespace: String,
    service: Option<(String, Option<u64>, Option<String>)>,
}

impl Ingresses {
    pub(crate) fn of(environment: &Environment) -> Result<Self, Error> {
        let mut all = Self::default();
        let objects = environment.directory().of_kind(&environment.kubernetes, "Ingress");
        for (_, object) in objects.filter(|(_, object)| is_ingress(object)) {
            all.read(object)?;
        }
        all.defaults.sort_by(|(one, _), (other, _)| one.cmp(other));
        for host in all.hosts.values_mut() {
            host.ordered.sort_by(|one, other| other.rank.cmp(&one.rank));
            host.paths = Paths::of(host.ordered.iter().map(|entry| &entry.path));
        }
        Ok(all)
    }

    fn read(&mut self, object: &Object) -> Result<(), Error> {
        let name = object.full_name();
        let node = object.node();
        let Some(spec) = node.get("spec")? else { return Ok(()) };
        let class = match spec.text_at("ingressClassName")? {
            Some(class) => class,
            None => object.annotations.get("kubernetes.io/ingress.class").cloned().unwrap_or_default(),
        };
        if let Some(backend) = spec.get("defaultBackend")? {
            self.defaults.push((name.clone(), Reference::read(object, &backend)?));
        }
        for (rule_index, rule) in spec.list("rules")?.unwrap_or_default().iter().enumerate() {
            // "*" is written for no host at all.
            let host = rule.text_at("host")?.filter(|host| host != "*").unwrap_or_default().to_ascii_lowercase();
            let Some(http) = rule.get("http")? else { continue };
            for (index, path) in http.list("paths")?.unwrap_or_default().iter().enumerate() {
                let Some(backend) = path.get("backend")? else { continue };
                let written = path.text_at("path")?.unwrap_or_else(|| "/".to_owned());
                let kind = path.text_at("pathType")?;
                let matched = match kind.as_deref() {
                    Some("Exact") => PathMatch::Exact(written.clone()),
                    Some("Prefix") => PathMatch::prefix(&written),
                    // What it means is the controller's business; "/*" is the way of Application Gateway and others.
                    _ => PathMatch::prefix(written.trim_end_matches('*')),
                };
                let (kind_rank, length) = matched.rank();
                self.hosts.entry(host.clone()).or_default().ordered.push(Entry {
                    rank: (length, kind_rank, Reverse((name.clone(), rule_index, index))),
                    path: matched,
                    written,
                    specified: matches!(kind.as_deref(), Some("Exact" | "Prefix")),
                    class: class.clone(),
                    backend: Reference::read(object, &backend)?,
                });
            }
        }
        Ok(())
    }

    /// Backends that cannot be used: whose, and why.
    pub(super) fn unusable(&self, environment: &Environment) -> Result<Vec<(String, String)>, Error> {
        let entries = self.hosts.values().flat_map(|host| &host.ordered).map(|entry| (entry.name(), &entry.backend));
        let defaults = self.defaults.iter().map(|(name, reference)| (name.as_str(), reference));
        let mut all = Vec::new();
        for (name, reference) in entries.chain(defaults) {
            if let Err(invalid) = reference.resolve(environment)? {
                let found = (format!("Ingress {name}"), invalid.because);
                if !all.contains(&found) {
                    all.push(found);
                }
            }
        }
        Ok(all)
    }

    /// The hosts of rules that hold a host, the most specific first: its own name, the wildcard of its one label, all.
    fn of_host(&self, host: &str) -> Vec<&Host> {
        let wildcard = host.split_once('.').map(|(_, rest)| format!("*.{rest}")).unwrap_or_default();
        let names = [host, wildcard.as_str(), ""];
        let mut known = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let again = names.iter().take(at).any(|other| other == name);
            if !again && host_rank(name, host, true).is_some() {
                known.extend(self.hosts.get(*name));
            }
        }
        known
    }
}

impl Reference {
    fn read(object: &Object, node: &Node<'_>) -> Result<Self, Error> {
        let mut found = None;
        if let Some(service) = node.get("service")? {
            let (number, port_name) = match service.get("port")? {
                Some(port) => (port.whole_at("number", 1..=65_535)?, port.text_at("name")?),
                None => (None, None),
            };
            found = Some((service.text_at("name")?.unwrap_or_default(), number, port_name));
        }
        Ok(Self { namespace: object.namespace().to_owned(), service: found })
    }

    fn resolve(&self, environment: &Environment) -> Result<Result<Backend, Invalid>, Error> {
        let invalid = |because: String| Err(Invalid { weight: 1, because });
        let Some((name, number, port_name)) = &self.service else {
            return Ok(invalid("the backend is no Service".to_owned()));
        };
        let target = resolve(environment, &self.namespace, name, *number, port_name.as_deref())?;
        Ok(match target {
            Ok(target) => {
                Ok(Backend { service: target.full(), port: target.port, weight: 1, subset: None, request: None })
            }
            Err(why) => invalid(why),
        })
    }
}

pub(super) fn route(
    environment: &Environment,
    entry: Option<&str>,
    request: &HttpRequest,
) -> Result<HttpAnswer, Error> {
    let (all, host, path) = (environment.ingresses()?, request.name(), request.path());
    let own = |name: &str| entry.is_none_or(|entry| entry == name);
    let mut answer = HttpAnswer::none(request, 404, Vec::new());
    let hosts = all.of_host(&host);
    let holding = |host: &'_ Host| -> Vec<usize> {
        let mut met = host.paths.met(path);
        met.retain(|at| host.ordered.get(*at).is_some_and(|entry| own(entry.name())));
        met
    };
    for found in &hosts {
        let met = holding(found);
        let mut winners = met.iter().filter_map(|at| found.ordered.get(*at));
        let Some(winner) = winners.next() else { continue };
        let Reverse((name, rule, index)) = &winner.rank.2;
        answer.because.push(format!(
            "Ingress {name} rule {rule} path {index} wins: the most specific host, then the longest path, exact before prefix"
        ));
        for loser in winners.clone().take(MOST_LOSERS) {
            let Reverse((name, rule, index)) = &loser.rank.2;
            let why = if loser.rank.0 < winner.rank.0 {
                "its path is shorter"
            } else if loser.rank.1 < winner.rank.1 {
                "a prefix comes after an exact path"
            } else {
                "the path is the same and its name or place comes later, which the specification leaves open"
            };
            answer.because.push(format!("Ingress {name} rule {rule} path {index} holds too and loses: {why}"));
        }
        if !winner.specified {
            let written = &winner.written;
            answer.because.push(format!("{written} of Ingress {name} has no pathType of the specification: it is read as a prefix, and controllers differ"));
        }
        let classes: BTreeSet<&str> =
            met.iter().filter_map(|at| found.ordered.get(*at)).map(|entry| entry.class.as_str()).collect();
        if classes.len() > 1 {
            let of = |entry: &Entry| {
                if entry.class.is_empty() { "no class".to_owned() } else { format!("class {}", entry.class) }
            };
            let other = winners.find(|other| other.class != winner.class).map(|other| {
                format!(
                    "{host} is served by two controllers, Ingress {name} of {} and Ingress {} of {}: which of them is asked is the address's business; name one as entry",
                    of(winner), other.name(), of(other)
                )
            });
            answer.because.extend(other);
        }
        answer.matched = Some(Matched { object: format!("Ingress {name}"), rule: *rule, index: *index });
        return Ok(take(winner.backend.resolve(environment)?, answer));
    }
    if let Some((name, reference)) = all.defaults.iter().find(|(name, _)| own(name)) {
        answer.because.push(format!("no rule matches, and Ingress {name} has a default backend"));
        return Ok(take(reference.resolve(environment)?, answer));
    }
    answer.because.push(format!("no Ingress has a rule for {host} and {path}, and there is no default backend"));
    answer.because.extend(all.nearest(&hosts, &own, &host, path));
    Ok(answer)
}

fn take(outcome: Result<Backend, Invalid>, mut answer: HttpAnswer) -> HttpAnswer {
    match outcome {
        Ok(backend) => {
            answer.status = None;
            answer.backends.push(backend);
        }
        Err(invalid) => {
            answer.status = Some(500);
            answer.because.push(invalid.because.clone());
            answer.invalid.push(invalid);
        }
    }
    answer
}

impl Ingresses {
    /// What came nearest to a request that nothing holds: the path of its host with the longest common beginning, else the hosts there are.
    fn nearest(&self, hosts: &[&Host], own: &dyn Fn(&str) -> bool, host: &str, path: &str) -> Option<String> {
        let entries = hosts.iter().flat_map(|host| &host.ordered).filter(|entry| own(entry.name()));
        // The first of equals, which is the one that would win.
        let near = entries.min_by_key(|entry| Reverse(entry.path.common(path)));
        if let Some(entry) = near {
            let Reverse((name, rule, index)) = &entry.rank.2;
            let why = entry.path.miss(path);
            return Some(format!("nearest is Ingress {name} rule {rule} path {index}: the host holds, and {why}"));
        }
        let other: Vec<&str> = self
            .hosts
            .iter()
            .filter(|(_, host)| host.ordered.iter().any(|entry| own(entry.name())))
            .map(|(name, _)| name.as_str())
            .collect();
        let near = other.iter().min_by_key(|name| super::pattern::distance(name, host))?;
        Some(format!("nearest is a rule for the host {near}: {host} is another"))
    }
}
