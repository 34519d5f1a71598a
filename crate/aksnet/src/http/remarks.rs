//! What is wrong with routes without a request: they attach to nothing, name backends that cannot be used, or match nothing at all.

use super::filter::{Setting, target};
use super::gateway::GROUP;
use super::pattern::PathMatch;
use crate::environment::Environment;
use crate::error::Error;
use crate::facts::{Source, source};
use crate::finding::{Findings, codes};
use crate::kubernetes::Object;

const SPEC: &[&Source] = &[&source::GATEWAY_API];

/// Checks all routes, Ingresses and VirtualServices.
pub(crate) fn check(environment: &Environment, all: &mut Findings) -> Result<(), Error> {
    let compiled = environment.compiled()?;
    for (at, route) in routes(environment) {
        let name = format!("{} {}", route.kind, route.full_name());
        if !compiled.attached.contains(&at) {
            let begins = format!("{name} ");
            let notes = compiled.gateways.iter().flat_map(|gateway| &gateway.listeners).flat_map(|one| &one.notes);
            let why = compiled.detached.iter().chain(notes).find_map(|note| note.strip_prefix(&begins));
            let why = why.unwrap_or("attaches to nothing: no listener has the name or the port that it asks for");
            all.add(codes::HTTP_ROUTE_DETACHED, format_args!("{name} {why}. No request comes to it."), SPEC)
                .about(&name);
        }
        backends(environment, route, &name, all)?;
    }
    for (name, why) in &compiled.broken {
        all.add(codes::HTTP_PATTERN_BROKEN, format_args!("{name}: {why}."), SPEC).about(name);
    }
    for one in &environment.mesh()?.virtuals {
        for why in &one.notes {
            let name = format!("VirtualService {}", one.name);
            all.add(codes::HTTP_PATTERN_BROKEN, format_args!("{name}: {why}."), &[]).about(&name);
        }
    }
    for (name, why) in environment.ingresses()?.unusable(environment)? {
        all.add(
            codes::HTTP_BACKEND_UNUSABLE,
            format_args!("{name}: {why}. Its requests are answered with an error."),
            &[],
        )
        .about(&name);
    }
    Ok(())
}

fn routes(environment: &Environment) -> impl Iterator<Item = (usize, &Object)> {
    let directory = environment.directory();
    let kinds = ["HTTPRoute", "GRPCRoute"].into_iter();
    let all = kinds.flat_map(move |kind| directory.of_kind(&environment.kubernetes, kind));
    all.filter(|(_, object)| object.group() == GROUP)
}

fn backends(environment: &Environment, route: &Object, name: &str, all: &mut Findings) -> Result<(), Error> {
    let path = PathMatch::prefix("/");
    let setting = Setting { environment, kind: &route.kind, namespace: route.namespace(), port: 80, path: &path };
    let node = route.node();
    let Some(spec) = node.get("spec")? else { return Ok(()) };
    for (at, rule) in spec.list("rules")?.unwrap_or_default().iter().enumerate() {
        let references = rule.list("backendRefs")?.unwrap_or_default();
        let mut sum = 0u64;
        for reference in &references {
            sum = sum.saturating_add(reference.whole_at("weight", 0..=1_000_000)?.unwrap_or(1));
            if let Err(why) = target(reference, &setting)? {
                all.add(
                    codes::HTTP_BACKEND_UNUSABLE,
                    format_args!("{name}, rule {at}: {why}. Its share of the requests is answered with 500."),
                    SPEC,
                )
                .about(name);
            }
        }
        if sum == 0 && !references.is_empty() {
            let message = format_args!(
                "{name}, rule {at}: every backend has the weight 0, so that requests are answered with 500."
            );
            all.add(codes::HTTP_WEIGHTS_ZERO, message, SPEC).about(name);
        }
    }
    Ok(())
}
