//! Network policies and security groups: what is not enforced, selects nobody, or is outside of the model.

use crate::environment::Environment;
use crate::error::Error;
use crate::facts::source;
use crate::finding::{Findings, codes};
use crate::policy::{Engine, Namespaces, Peer, Policy};
use std::collections::BTreeMap;

/// Checks them.
pub(super) fn check(environment: &Environment, all: &mut Findings) -> Result<(), Error> {
    let scene = environment.scene()?;
    let engine = environment.cluster.as_ref().map_or(Engine::Unnamed, Engine::of_cluster);
    for object in &environment.kubernetes {
        if object.group() == "projectcalico.org" || object.group() == "crd.projectcalico.org" {
            all.add(
                codes::POLICY_OUTSIDE_MODEL,
                format_args!(
                    "{} {} is one of Calico's own kinds, which AKS does not support and this model does not read.",
                    object.kind, object.name
                ),
                &[&source::NETWORK_POLICIES],
            )
            .about(&object.name);
        }
        if object.kind == "NetworkPolicy" && object.namespace.is_none() && object.group() == "networking.k8s.io" {
            all.add(
                codes::POLICY_WITHOUT_NAMESPACE,
                format_args!("NetworkPolicy {} names no namespace, and is taken to be in default.", object.name),
                &[&source::NETWORK_POLICIES],
            )
            .about(&object.path);
        }
    }
    for policy in &scene.policies {
        let selected =
            scene.members.iter().filter(|member| !member.host_network).any(|member| policy.subject.hold(scene, member));
        let unknown = match &policy.subject.namespaces {
            Namespaces::Only(name) => (scene.namespace(name).is_none() && !scene.members.is_empty()).then_some(name),
            Namespaces::Matching(_) => None,
        };
        if let Some(name) = unknown {
            all.add(
                codes::POLICY_NAMESPACE_UNKNOWN,
                format_args!(
                    "{} is in the namespace {name}, of which the documents have neither itself nor a pod.",
                    policy.object
                ),
                &[&source::NETWORK_POLICIES],
            )
            .about(&policy.object);
        } else if !selected && !scene.members.is_empty() {
            all.add(
                codes::POLICY_SELECTS_NOBODY,
                format_args!("{} selects no pod of the documents.", policy.object),
                &[&source::NETWORK_POLICIES],
            )
            .about(&policy.object);
        }
        enforced(policy, engine, all);
        outside(policy, all);
    }
    groups(environment, all)
}

fn enforced(policy: &Policy, engine: Engine, all: &mut Findings) {
    let nobody = engine == Engine::None || policy.is_cilium && matches!(engine, Engine::Calico | Engine::Azure);
    if nobody {
        all.add(
            codes::POLICY_NOT_ENFORCED,
            format_args!("{} has no effect: the cluster's network policy engine does not read it.", policy.object),
            &[&source::NETWORK_POLICIES],
        )
        .about(&policy.object);
    }
}

fn outside(policy: &Policy, all: &mut Findings) {
    let rules = policy.ingress.rules.iter().chain(&policy.egress.rules);
    if rules.flat_map(|rule| rule.peers.iter().flatten()).any(|peer| *peer == Peer::Outside) {
        all.add(
            codes::POLICY_OUTSIDE_MODEL,
            format_args!("{} has peers outside of this model (domain names, Services, nodes by label): they are taken to match nobody.", policy.object),
            &[&source::CILIUM],
        )
        .about(&policy.object);
    }
}

/// Two rules of one direction with one priority: Azure refuses the second.
fn groups(environment: &Environment, all: &mut Findings) -> Result<(), Error> {
    for group in environment.groups()? {
        let name = group.own_name().unwrap_or("a group without a name");
        let mut seen: BTreeMap<(bool, u64), &str> = BTreeMap::new();
        for rule in &group.rules {
            if let Some(first) = seen.insert((rule.inbound, rule.priority), &rule.name) {
                all.add(
                    codes::NSG_PRIORITY_TWICE,
                    format_args!("{first} and {} of {name} both have the priority {}.", rule.name, rule.priority),
                    &[&source::NSG_OVERVIEW],
                )
                .about(name);
            }
        }
    }
    Ok(())
}
