//! `routeHttp` of a loaded environment, with question and answer as one text each way: for a small question the crossing is most of the
//! time, and two texts cross in a third of the time of thirty values.

use crate::environment::loaded;
use crate::error;
use serde_json::Value;
use wasm_bindgen::prelude::*;

/// The question and the answer as JSON. Nothing for a text that JSON's reader does not take, such as half of a surrogate pair.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = routeLoaded)]
pub fn route_loaded(handle: u32, request: &str) -> Result<Option<String>, JsValue> {
    let Ok(request) = serde_json::from_str::<Value>(request) else { return Ok(None) };
    let asked = loaded(handle).and_then(|environment| aksnet::http::route_http(&environment, &request));
    asked.map(|answer| serde_json::to_string(&answer).ok()).map_err(|error| error::throw(&error))
}
