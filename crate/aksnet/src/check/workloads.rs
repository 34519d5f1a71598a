//! Pods and Services whose documents do not fit together.

use crate::environment::Environment;
use crate::error::Error;
use crate::facts::source;
use crate::finding::{Findings, codes};
use crate::kubernetes::{EndpointSlice, Service, ServiceType};
use std::collections::BTreeMap;

/// Checks them.
pub(super) fn check(environment: &Environment, all: &mut Findings) -> Result<(), Error> {
    let scene = environment.scene()?;
    let mut addresses = BTreeMap::new();
    for member in scene.members.iter().filter(|member| !member.ended && !member.host_network) {
        if let Some(node) = member.node.as_deref()
            && !scene.machines.is_empty()
            && scene.machine(node).is_none()
        {
            all.add(
                codes::POD_ON_UNKNOWN_NODE,
                format_args!("{} is on the node {node}, which is not among the documents.", member.name),
                &[&source::KUBERNETES_VIRTUAL_IPS],
            )
            .about(&member.name);
        }
        for address in &member.addresses {
            if let Some(other) = addresses.insert(*address, &member.name) {
                all.add(
                    codes::POD_ADDRESS_TWICE,
                    format_args!("{other} and {} both have the address {address}.", member.name),
                    &[&source::KUBERNETES_VIRTUAL_IPS],
                )
                .about(&member.name);
            }
        }
    }
    let mut sliced = Vec::new();
    for object in environment.kubernetes.iter().filter(|object| object.kind == "EndpointSlice") {
        let slice = EndpointSlice::read(object)?;
        if !slice.endpoints.is_empty() {
            sliced.push(slice.service);
        }
    }
    for object in environment.kubernetes.iter().filter(|object| object.kind == "Service" && object.group().is_empty()) {
        let service = Service::read(object)?;
        if service.kind == ServiceType::ExternalName || scene.members.is_empty() {
            continue;
        }
        let selected = service.selector.as_ref().is_some_and(|selector| {
            scene.members.iter().any(|member| {
                member.namespace == service.namespace
                    && selector.iter().all(|(key, value)| member.labels.get(key) == Some(value))
            })
        });
        if !selected && !sliced.iter().any(|own| own.as_ref() == Some(&service.full_name)) {
            all.add(
                codes::SERVICE_WITHOUT_ENDPOINTS,
                format_args!(
                    "No pod of the documents is behind the Service {}: connections to it are rejected.",
                    service.full_name
                ),
                &[&source::KUBERNETES_VIRTUAL_IPS],
            )
            .about(&service.full_name);
        }
    }
    Ok(())
}
