//! Questions about an environment: one that comes with the question, or one that was loaded and is kept here.

use crate::convert::{from_js, to_js};
use crate::error;
use aksnet::{Environment, Error, Sink};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// An environment in the module's memory, with the findings of its documents.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Loaded {
    environment: Environment,
    findings: JsValue,
}

#[wasm_bindgen]
impl Loaded {
    /// `load({ environment, assume })`
    ///
    /// # Errors
    /// An `AksnetError`.
    #[wasm_bindgen(constructor)]
    pub fn new(request: &JsValue) -> Result<Loaded, JsValue> {
        Self::load(request).map_err(|error| error::throw(&error))
    }

    fn load(request: &JsValue) -> Result<Self, Error> {
        let request = from_js(request)?;
        let environment = Environment::of_request(&request)?;
        let findings = to_js(&aksnet::ask_inspect(&request)?)?;
        Ok(Self { environment, findings })
    }

    /// The findings, as `inspect` gives them.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn findings(&self) -> JsValue {
        self.findings.clone()
    }

    /// Answers a question about it by the question's published name.
    ///
    /// # Errors
    /// An `AksnetError`.
    pub fn ask(&self, question: &str, request: &JsValue) -> Result<JsValue, JsValue> {
        let asked = || aksnet::ask_of(question, &self.environment, &from_js(request)?, AsJavaScript);
        asked().map_err(|error| error::throw(&error))
    }
}

/// Answers a question about the environment that comes with it, by the question's published name.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = askEnvironment)]
pub fn ask_environment(question: &str, request: &JsValue) -> Result<JsValue, JsValue> {
    let asked = || {
        let request = from_js(request)?;
        aksnet::ask_of(question, &Environment::of_request(&request)?, &request, AsJavaScript)
    };
    asked().map_err(|error| error::throw(&error))
}

struct AsJavaScript;

impl Sink for AsJavaScript {
    type Out = JsValue;

    fn take(self, answer: &impl Serialize) -> Result<JsValue, Error> {
        to_js(answer)
    }
}
