//! Questions about an environment: one that comes with the question, or one that was loaded and is kept here.

use crate::convert::{from_js, to_js};
use crate::error;
use aksnet::{Environment, Error, Sink};
use serde::Serialize;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

thread_local! {
    /// The loaded environments by their handles. A class of wasm-bindgen's would hold them too, but bundlers keep its code in
    /// pages that never load one.
    static LOADED: RefCell<BTreeMap<u32, Rc<Environment>>> = const { RefCell::new(BTreeMap::new()) };
}

/// `load({ environment, assume })`: a handle.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = loadEnvironment)]
pub fn load_environment(request: &JsValue) -> Result<u32, JsValue> {
    let read = || Environment::of_request(&from_js(request)?);
    let environment = Rc::new(read().map_err(|error| error::throw(&error))?);
    Ok(LOADED.with_borrow_mut(|all| {
        let handle = all.last_key_value().map_or(0, |(last, _)| last.wrapping_add(1));
        all.insert(handle, environment);
        handle
    }))
}

/// Gives a loaded environment back.
#[wasm_bindgen(js_name = freeEnvironment)]
pub fn free_environment(handle: u32) {
    LOADED.with_borrow_mut(|all| drop(all.remove(&handle)));
}

/// Answers a question about a loaded environment by the question's published name.
///
/// # Errors
/// An `AksnetError`; `freed-environment` is the caller's to check.
#[wasm_bindgen(js_name = askLoaded)]
pub fn ask_loaded(handle: u32, question: &str, request: &JsValue) -> Result<JsValue, JsValue> {
    let environment = LOADED.with_borrow(|all| all.get(&handle).map(Rc::clone)).unwrap_or_default();
    let asked = || aksnet::ask_of(question, &environment, &from_js(request)?, AsJavaScript);
    asked().map_err(|error| error::throw(&error))
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
