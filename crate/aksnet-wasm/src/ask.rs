//! A question that has all in it, by its published name.

use crate::convert::{from_js, to_js};
use crate::error;
use aksnet::{Error, Sink};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Answers a question about the environment that comes with it, or one about no environment, by the question's published name.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen]
pub fn ask(question: &str, request: &JsValue) -> Result<JsValue, JsValue> {
    let asked = || aksnet::ask_alone(question, &from_js(request)?, AsJavaScript);
    asked().map_err(|error| error::throw(&error))
}

/// An answer as JavaScript objects.
pub(crate) struct AsJavaScript;

impl Sink for AsJavaScript {
    type Out = JsValue;

    fn take(self, answer: &impl Serialize) -> Result<JsValue, Error> {
        to_js(answer)
    }
}
