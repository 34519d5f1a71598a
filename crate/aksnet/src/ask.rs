//! The questions by their published names, JSON to JSON: what every binding and every golden test goes through.

#[cfg(feature = "models")]
use crate::environment::Environment;
use crate::error::{Error, ErrorCode};
#[cfg(feature = "models")]
use crate::facts;
#[cfg(feature = "models")]
use crate::nsg;
#[cfg(feature = "models")]
use crate::policy;
#[cfg(feature = "models")]
use crate::routes;
use crate::sizing::{self, SizingRequest};
use serde::Serialize;
use serde_json::Value;

/// The names that [`ask`] knows, with every model.
pub const QUESTIONS: &[&str] = &[
    "planSizing",
    "compareModes",
    "planCapacity",
    "planUpgrade",
    "planAddressSpace",
    "findOverlaps",
    "planSnat",
    "inspect",
    "overlayChecklist",
    "nodePodCidrs",
    "nodeOfPod",
    "podSubnetAddresses",
    "staticBlocks",
    "limits",
    // ── routes ──
    "effectiveRoutes",
    "selectRoute",
    "partitionRoutes",
    "diffRoutes",
    "kubenetRouteTable",
    // ── flow ──
    "traceFlow",
    "renderServiceRules",
    // ── policy ──
    "evaluatePolicy",
    "reachability",
    "connections",
    "diffPolicies",
    "exposure",
    "evaluateNsg",
    "serviceSecurityRules",
    "readFlowLog",
    // ── HTTP ──
    "routeHttp",
    "redact",
    "positions",
    "drawSubnets",
    "drawFlow",
    "drawRoutes",
    "drawTopology",
];

/// Answers a question by its published name.
///
/// # Errors
/// `unknown-question` for another name, and the errors of the question itself.
///
/// ```
/// use serde_json::json;
/// let answer = aksnet::ask("staticBlocks", &json!({ "maxPods": 30 }))?;
/// assert_eq!(answer, json!({ "blocks": 2, "usable": 31, "waste": 1 }));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn ask(question: &str, request: &Value) -> Result<Value, Error> {
    if QUESTIONS.contains(&question) { ask_alone(question, request, AsJson) } else { Err(unknown(question)) }
}

/// Answers a question that has all in it: about no environment, or about the one that it brings.
///
/// # Errors
/// As [`ask_of`].
pub fn ask_alone<S: Sink>(question: &str, request: &Value, out: S) -> Result<S::Out, Error> {
    match question {
        // ── sizing ──
        "planSizing" => out.take(&sizing::plan_sizing(&SizingRequest::from_json(request)?)?),
        "compareModes" => out.take(&sizing::compare_modes(&SizingRequest::from_json(request)?)?),
        #[cfg(feature = "models")]
        "planCapacity" => out.take(&sizing::plan_capacity(&SizingRequest::from_json(request)?)?),
        #[cfg(feature = "models")]
        "planUpgrade" => out.take(&sizing::plan_upgrade(&SizingRequest::from_json(request)?)?),
        #[cfg(feature = "models")]
        "planAddressSpace" => out.take(&sizing::ask_address_space(request)?),
        #[cfg(feature = "models")]
        "findOverlaps" => out.take(&sizing::ask_overlaps(request)?),
        #[cfg(feature = "models")]
        "planSnat" => out.take(&sizing::ask_snat(request)?),
        #[cfg(feature = "models")]
        "inspect" => out.take(&crate::inspect::ask_inspect(request)?),
        #[cfg(feature = "models")]
        "overlayChecklist" => out.take(&crate::check::ask_overlay_checklist(request)?),
        #[cfg(feature = "models")]
        "nodePodCidrs" => out.take(&sizing::ask_node_pod_cidrs(request)?),
        #[cfg(feature = "models")]
        "nodeOfPod" => out.take(&sizing::ask_node_of_pod(request)?),
        #[cfg(feature = "models")]
        "podSubnetAddresses" => out.take(&sizing::ask_pod_subnet_addresses(request)?),
        #[cfg(feature = "models")]
        "staticBlocks" => out.take(&sizing::ask_static_blocks(request)?),
        #[cfg(feature = "models")]
        "limits" => out.take(&facts::limits()),

        // ── routes ──
        #[cfg(feature = "models")]
        "diffRoutes" => out.take(&routes::ask_diff_routes(request)?),
        #[cfg(feature = "models")]
        "kubenetRouteTable" => out.take(&routes::ask_kubenet_route_table(request)?),

        // ── policy ──
        #[cfg(feature = "models")]
        "evaluateNsg" => out.take(&nsg::ask_nsg(request)?),
        #[cfg(feature = "models")]
        "readFlowLog" => out.take(&nsg::ask_flow_log(request)?),

        // ── documents ──
        #[cfg(feature = "models")]
        "redact" => out.take(&crate::redact::ask_redact(request)?),

        // ── pictures ──
        #[cfg(feature = "models")]
        "positions" => out.take(&crate::draw::ask_positions(request)?),
        #[cfg(feature = "models")]
        "drawSubnets" => out.take(&crate::draw::draw_subnets(request)?),
        #[cfg(feature = "models")]
        "drawFlow" => out.take(&crate::draw::draw_flow(request)?),

        //
        #[cfg(feature = "models")]
        _ => ask_of(question, &Environment::of_request(request)?, request, out),
        #[cfg(not(feature = "models"))]
        _ => Err(unknown(question)),
    }
}

/// Answers a question about an environment that is read already. An `environment` in the request is not looked at.
///
/// # Errors
/// `unknown-question` for a question that is about no environment, and the errors of the question itself.
#[cfg(feature = "models")]
pub fn ask_of<S: Sink>(question: &str, environment: &Environment, request: &Value, out: S) -> Result<S::Out, Error> {
    // The models add themselves here, one line a question.
    match question {
        // ── routes ──
        "effectiveRoutes" => out.take(&routes::ask_effective_routes(environment, request)?),
        "selectRoute" => out.take(&routes::ask_select_route(environment, request)?),
        "partitionRoutes" => out.take(&routes::ask_partition_routes(environment, request)?),

        // ── flow ──
        "renderServiceRules" => out.take(&crate::flow::ask_rules(environment, request)?),
        "traceFlow" => out.take(&crate::flow::ask_flow(environment, request)?),

        // ── policy ──
        "evaluatePolicy" => out.take(&policy::ask_policy(environment, request)?),
        "reachability" => out.take(&policy::ask_reachability(environment, request)?),
        "connections" => out.take(&policy::ask_connections(environment, request)?),
        "diffPolicies" => out.take(&policy::ask_diff_policies(environment, request)?),
        "serviceSecurityRules" => out.take(&nsg::ask_service_rules(environment, request)?),
        "exposure" => out.take(&policy::ask_exposure(environment, request)?),

        // ── HTTP ──
        "routeHttp" => out.take(&crate::http::route_http(environment, request)?),

        // ── pictures ──
        "drawRoutes" => out.take(&crate::draw::draw_routes(environment, request)?),
        "drawTopology" => out.take(&crate::draw::draw_topology(environment, request)?),

        //
        _ => Err(unknown(question)),
    }
}

/// What an answer is turned into: a JSON tree here, JavaScript objects in the face.
pub trait Sink {
    /// The form.
    type Out;

    /// Turns an answer into it.
    ///
    /// # Errors
    /// Where the form cannot hold a figure.
    fn take(self, answer: &impl Serialize) -> Result<Self::Out, Error>;
}

struct AsJson;

impl Sink for AsJson {
    type Out = Value;

    fn take(self, plain: &impl Serialize) -> Result<Value, Error> {
        answer(plain)
    }
}

fn answer(plain: &impl Serialize) -> Result<Value, Error> {
    // Answers are structs of text, whole numbers and lists, which always have a JSON form.
    serde_json::to_value(plain).map_err(|error| Error::new(ErrorCode::InvalidValue, error.to_string()))
}

fn unknown(question: &str) -> Error {
    Error::new(ErrorCode::UnknownQuestion, format!("\"{question}\" is not a question")).with_help(QUESTIONS.join(", "))
}
