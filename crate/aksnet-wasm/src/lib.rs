//! The JavaScript face of aksnet: conversion and errors. Nothing is computed here.
//!
//! What each function takes and gives stands in `types.d.ts`, which is the manual. Here a JavaScript value becomes a JSON tree,
//! the model answers, and the answer becomes plain JavaScript objects.

mod ask;
mod convert;
#[cfg(feature = "models")]
mod environment;
mod error;
#[cfg(feature = "models")]
mod http;
#[cfg(feature = "models")]
mod lookup;

#[cfg(feature = "models")]
use aksnet::Error;
pub use ask::ask;
#[cfg(feature = "models")]
use convert::from_js;
use convert::to_js;
#[cfg(feature = "models")]
pub use environment::{ask_loaded, ask_reachability, free_environment, load_environment};
#[cfg(feature = "models")]
pub use http::route_loaded;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Called once by the module's start.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// `findOverlapsIPv4(addresses, lengths)`: pairs one after the other.
///
/// # Errors
/// An `AksnetError`.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = findOverlapsIPv4)]
pub fn find_overlaps_ipv4(addresses: &[u32], lengths: &[u8]) -> Result<Vec<u32>, JsValue> {
    let pairs = aksnet::overlaps_ipv4(addresses, lengths).map_err(|error| error::throw(&error))?;
    Ok(pairs.into_iter().flat_map(|(one, other)| [one, other]).collect())
}

/// The part of `readDocuments(text)` that is not parsing: `[{ name, document }]` in, environment and receipt out.
///
/// # Errors
/// An `AksnetError`.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = joinDocuments)]
pub fn join_documents(documents: &JsValue) -> Result<JsValue, JsValue> {
    answer(documents, aksnet::join_documents)
}

/// `new RouteLookup(routes)`: the prefixes one a line, and of each what it is (0: out, 1: plain, 2: preferred, 3: the gateway's).
///
/// # Errors
/// An `AksnetError`.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = makeLookup)]
pub fn make_lookup(prefixes: &str, kinds: &[u8]) -> Result<u32, JsValue> {
    lookup::make(prefixes, kinds).map_err(|error| error::throw(&error))
}

/// `lookup(destinations)`: nothing when the table was given back.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = askLookup)]
pub fn ask_lookup(handle: u32, destinations: &[u32]) -> Option<Vec<i32>> {
    lookup::ask(handle, destinations)
}

/// Gives a table back.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = freeLookup)]
pub fn free_lookup(handle: u32) {
    lookup::free(handle);
}

/// `new NsgLookup(request)`: the handle, and the rules that answers mean by their places.
///
/// # Errors
/// An `AksnetError`.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = makeNsgLookup)]
pub fn make_nsg_lookup(request: &JsValue) -> Result<JsValue, JsValue> {
    #[derive(Serialize)]
    struct Made {
        handle: u32,
        rules: Vec<aksnet::nsg::TableRule>,
    }
    answer(request, |request| {
        let table = aksnet::nsg::nsg_table(request)?;
        Ok(Made { rules: table.rules().to_vec(), handle: lookup::keep_groups(table) })
    })
}

/// `evaluate(packets)`
///
/// # Errors
/// An `AksnetError`.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = askNsgLookup)]
pub fn ask_nsg_lookup(
    handle: u32,
    protocols: &[u8],
    sources: &[u32],
    source_ports: &[u16],
    destinations: &[u32],
    destination_ports: &[u16],
) -> Result<Vec<i32>, JsValue> {
    let tuples = aksnet::nsg::Tuples { protocols, sources, source_ports, destinations, destination_ports };
    lookup::ask_groups(handle, &tuples).map_err(|error| error::throw(&error))
}

/// Gives a table back.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = freeNsgLookup)]
pub fn free_nsg_lookup(handle: u32) {
    lookup::free_groups(handle);
}

/// The square of bits that an answer of `reachability` stands for.
///
/// # Errors
/// An `AksnetError` when it is too large.
#[cfg(feature = "models")]
#[wasm_bindgen(js_name = expandReachability)]
pub fn expand_reachability(form: &[u32]) -> Result<Vec<u32>, JsValue> {
    aksnet::policy::expand(form).map_err(|error| error::throw(&error))
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

#[cfg(feature = "models")]
fn answer<T: Serialize>(
    request: &JsValue,
    model: impl FnOnce(&serde_json::Value) -> Result<T, Error>,
) -> Result<JsValue, JsValue> {
    from_js(request).and_then(|request| to_js(&model(&request)?)).map_err(|error| error::throw(&error))
}
