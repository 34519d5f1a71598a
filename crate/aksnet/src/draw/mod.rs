//! Answers as pictures: SVG text, made of geometry and words, without a DOM. Nothing is computed about networks here.

mod canvas;
mod flow;
mod positions;
mod routes;
mod subnets;
#[cfg(test)]
mod tests;
mod topology;
mod trace;

pub use flow::draw_flow;
pub use positions::{Position, Positions, ask_positions};
pub use routes::draw_routes;
pub use subnets::draw_subnets;
pub use topology::draw_topology;
