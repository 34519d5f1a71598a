//! What is on its way out, judged on `asOf`. Without a date nothing counts as gone. kubenet has findings of its own.

use crate::azure::NetworkPolicy;
use crate::facts::{self, Fact};
use crate::finding::{Finding, Findings, codes};
use crate::sizing::draft::Draft;

pub(super) fn check(draft: &Draft<'_>, all: &mut Findings) {
    let cluster = &draft.request.cluster;
    let npm = cluster.network.policy == Some(NetworkPolicy::Azure);
    let windows = draft.documents.iter().any(|pool| pool.windows);
    let enabled: [(bool, &'static Fact<&'static str>, &str, &str, &str); 7] = [
        (
            npm,
            &facts::AZURE_NPM_LINUX_RETIREMENT,
            "networkProfile.networkPolicy",
            "Azure Network Policy Manager on Linux",
            "networkPolicy: cilium with networkDataplane: cilium.",
        ),
        (
            npm && windows,
            &facts::AZURE_NPM_WINDOWS_RETIREMENT,
            "networkProfile.networkPolicy",
            "Azure Network Policy Manager on Windows",
            "networkPolicy: calico for Windows nodes.",
        ),
        (
            cluster.addons.http_application_routing,
            &facts::HTTP_APPLICATION_ROUTING_RETIREMENT,
            "addonProfiles.httpApplicationRouting",
            "The HTTP application routing add-on",
            "The application routing add-on.",
        ),
        (
            cluster.addons.application_routing,
            &facts::APPLICATION_ROUTING_NGINX_SUPPORT_END,
            "ingressProfile.webAppRouting",
            "Application routing with managed NGINX",
            "Application routing with the Gateway API.",
        ),
        (
            cluster.addons.open_service_mesh,
            &facts::OPEN_SERVICE_MESH_RETIREMENT,
            "addonProfiles.openServiceMesh",
            "The Open Service Mesh add-on",
            "The Istio add-on.",
        ),
        (
            cluster.network.basic_load_balancer,
            &facts::BASIC_LOAD_BALANCER_RETIREMENT,
            "networkProfile.loadBalancerSku",
            "The Basic load balancer",
            "The Standard load balancer.",
        ),
        (
            draft.request.nsg_flow_logs,
            &facts::NSG_FLOW_LOGS_RETIREMENT,
            "networkSecurityGroups",
            "NSG flow logs",
            "Virtual network flow logs.",
        ),
    ];
    for (on, fact, subject, what, instead) in enabled {
        if on {
            say(draft, fact, what, all).about(subject).help(format_args!("{instead}"));
        }
    }
    windows_server(draft, all);
}

/// Windows Server releases of pools.
fn windows_server(draft: &Draft<'_>, all: &mut Findings) {
    let releases = [
        ("Windows2019", &facts::WINDOWS_SERVER_2019_RETIREMENT, "Windows Server 2019 on AKS"),
        ("Windows2022", &facts::WINDOWS_SERVER_2022_RETIREMENT, "Windows Server 2022 on AKS"),
    ];
    for (index, pool) in draft.documents.iter().enumerate() {
        let of = |sku: &str| pool.os_sku.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(sku));
        if let Some((_, fact, what)) = releases.iter().find(|(sku, ..)| of(sku)) {
            say(draft, fact, what, all)
                .about(&draft.pool_subject(index))
                .help(format_args!("A pool of a later release."));
        }
    }
}

/// That something ends, or has.
fn say<'f>(draft: &Draft<'_>, fact: &'static Fact<&'static str>, what: &str, all: &'f mut Findings) -> &'f mut Finding {
    // Support "through November" covers its last day; a date that something ends on does not.
    let through = fact.id == facts::APPLICATION_ROUTING_NGINX_SUPPORT_END.id;
    let gone = |date: &str| if through { date > fact.value } else { date >= fact.value };
    if draft.request.assume.as_of.as_deref().is_some_and(gone) {
        all.add(codes::RETIRED, format_args!("{what} ended on {}.", fact.value), fact.sources)
    } else {
        all.add(codes::RETIREMENT, format_args!("{what} ends on {}.", fact.value), fact.sources)
    }
}
