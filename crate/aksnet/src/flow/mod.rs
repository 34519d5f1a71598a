//! One packet, hop by hop, there and back.
//!
//! [`World`] is an environment laid out for packets. `socket` says what the client's own machine makes of the question, `walk` carries the first packet of a connection from machine to machine, `node`
//! says what a node does with it, `fabric` what Azure's network does, `reply` walks the answer back with what was translated undone.

mod answer;
mod backends;
mod ends;
mod fabric;
mod filter;
mod layout;
mod masquerade;
mod node;
mod proxied;
mod remarks;
mod reply;
mod request;
mod rules;
mod socket;
mod walk;
mod world;

pub use answer::{FlowLog, FlowTrace, Header, Hop, HopKind, HttpWay, Leg, LogKind, Outcome, Port, Step, StepType};
pub use request::{FlowRequest, Place};
pub(crate) use rules::ask_rules;
pub(crate) use walk::ask_flow;
pub use walk::trace_flow;
pub use world::World;
