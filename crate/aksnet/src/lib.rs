//! Azure Kubernetes Service networking, computed and explained.
//!
//! Plain data in, plain data out: Azure's own documents, as `az` prints them or as ARM nests them, and a question. Every number
//! of an answer has its formula and its source.
//!
//! ```
//! use aksnet::{SizingRequest, plan_sizing};
//! use serde_json::json;
//!
//! let ask = json!({ "cluster": {
//!     "networkProfile": { "networkPlugin": "azure", "networkPluginMode": "overlay" },
//!     "agentPoolProfiles": [{ "count": 50, "maxPods": 30, "upgradeSettings": { "maxSurge": "1" } }]
//! } });
//! let plan = plan_sizing(&SizingRequest::from_json(&ask)?)?;
//! assert_eq!(plan.subnets[0].needed, 51);
//! assert_eq!(plan.subnets[0].ledger[0].formula, "50");
//! # Ok::<(), aksnet::Error>(())
//! ```
//!
//! # What it has
//!
//! - [`plan_sizing`], [`compare_modes`], [`plan_capacity`]: addresses, limits, how far it goes.
//! - [`facts`]: every documented number, with its source and the day on which it was read.
//! - [`ask`]: the same questions by their published names, JSON to JSON.
//!
//! # What it has not
//!
//! No input or output, no clock, no randomness, no JavaScript. Dates come in as `asOf`.
#![cfg_attr(
    not(feature = "models"),
    expect(dead_code, reason = "models that the sizing module leaves out are reached by nothing")
)]

mod ask;
mod assumptions;
pub mod azure;
mod check;
pub mod document;
mod draw;
pub mod environment;
mod error;
pub mod facts;
pub mod finding;
pub mod flow;
pub mod http;
mod inspect;
mod intake;
pub mod kubernetes;
pub mod nsg;
pub mod policy;
pub mod prefix;
mod redact;
pub mod routes;
mod sizing;

#[cfg(feature = "models")]
pub use ask::ask_of;
pub use ask::{QUESTIONS, Sink, ask, ask_alone};
pub use assumptions::Assumptions;
pub use check::{Condition, ConditionState, OverlayChecklist, ask_overlay_checklist};
pub use draw::{Position, Positions, ask_positions, draw_flow, draw_routes, draw_subnets, draw_topology};
pub use environment::Environment;
pub use error::{Error, ErrorCode};
pub use finding::{Finding, Findings, Severity};
pub use inspect::{ask_inspect, inspect};
pub use intake::{Documents, Missing, ReceiptEntry, Recorded, join_documents};
pub use prefix::carve::overlaps_ipv4;
pub use redact::ask_redact;
pub use sizing::*;
