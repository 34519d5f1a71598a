//! The JavaScript face of aksnet: conversion and errors. Nothing is computed here.
//!
//! What each function takes and gives stands in `types.d.ts`, which is the manual. Here a JavaScript value becomes a JSON tree,
//! the model answers, and the answer becomes plain JavaScript objects.

mod convert;
mod environment;
mod error;

use aksnet::{Error, SizingRequest};
use convert::{from_js, to_js};
pub use environment::{ask_environment, ask_loaded, free_environment, load_environment};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Called once by the module's start.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// `planSizing(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = planSizing)]
pub fn plan_sizing(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, |request| aksnet::plan_sizing(&SizingRequest::from_json(request)?))
}

/// `compareModes(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = compareModes)]
pub fn compare_modes(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, |request| aksnet::compare_modes(&SizingRequest::from_json(request)?))
}

/// `planCapacity(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = planCapacity)]
pub fn plan_capacity(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, |request| aksnet::plan_capacity(&SizingRequest::from_json(request)?))
}

/// `planUpgrade(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = planUpgrade)]
pub fn plan_upgrade(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, |request| aksnet::plan_upgrade(&SizingRequest::from_json(request)?))
}

/// `planAddressSpace(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = planAddressSpace)]
pub fn plan_address_space(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_address_space)
}

/// `findOverlaps(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = findOverlaps)]
pub fn find_overlaps(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_overlaps)
}

/// `findOverlapsIPv4(addresses, lengths)`: pairs one after the other.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = findOverlapsIPv4)]
pub fn find_overlaps_ipv4(addresses: &[u32], lengths: &[u8]) -> Result<Vec<u32>, JsValue> {
    let pairs = aksnet::overlaps_ipv4(addresses, lengths).map_err(|error| error::throw(&error))?;
    Ok(pairs.into_iter().flat_map(|(one, other)| [one, other]).collect())
}

/// `planSnat(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = planSnat)]
pub fn plan_snat(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_snat)
}

/// `inspect(environment, assume)`, as one object of both.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen]
pub fn inspect(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_inspect)
}

/// `nodePodCidrs(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = nodePodCidrs)]
pub fn node_pod_cidrs(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_node_pod_cidrs)
}

/// `podSubnetAddresses(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = podSubnetAddresses)]
pub fn pod_subnet_addresses(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_pod_subnet_addresses)
}

/// `staticBlocks(request)`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = staticBlocks)]
pub fn static_blocks(request: &JsValue) -> Result<JsValue, JsValue> {
    answer(request, aksnet::ask_static_blocks)
}

/// The part of `readDocuments(text)` that is not parsing: `[{ name, document }]` in, environment and receipt out.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = joinDocuments)]
pub fn join_documents(documents: &JsValue) -> Result<JsValue, JsValue> {
    answer(documents, aksnet::join_documents)
}

/// `limits()`
///
/// # Errors
/// None of its own; the type is that of the other functions.
#[wasm_bindgen]
pub fn limits() -> Result<JsValue, JsValue> {
    to_js(&aksnet::facts::limits()).map_err(|error| error::throw(&error))
}

/// Every document that an answer can name by its id.
///
/// # Errors
/// None of its own.
#[wasm_bindgen]
pub fn sources() -> Result<JsValue, JsValue> {
    let all: Vec<Document> = aksnet::facts::source::all().map(Document::of).collect();
    to_js(&all).map_err(|error| error::throw(&error))
}

/// A source in full; answers have its id alone.
#[derive(Serialize)]
struct Document {
    id: &'static str,
    title: &'static str,
    url: &'static str,
    read: &'static str,
}

impl Document {
    fn of(source: &aksnet::facts::Source) -> Self {
        Self { id: source.id, title: source.title, url: source.url, read: source.read }
    }
}

fn answer<T: Serialize>(
    request: &JsValue,
    model: impl FnOnce(&serde_json::Value) -> Result<T, Error>,
) -> Result<JsValue, JsValue> {
    from_js(request).and_then(|request| to_js(&model(&request)?)).map_err(|error| error::throw(&error))
}
