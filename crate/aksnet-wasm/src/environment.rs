//! Questions about an environment: one that comes with the question, or one that was loaded and is kept here.

use crate::ask::AsJavaScript;
use crate::convert::{from_js, to_js};
use crate::error;
use aksnet::{Environment, Error, ErrorCode, Finding};
use js_sys::{Object, Reflect, Uint32Array};
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

/// What loading gives: the handle, and what `inspect` says.
#[derive(Serialize)]
struct Loading {
    handle: u32,
    findings: Vec<Finding>,
}

/// `load({ environment, assume })`
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = loadEnvironment)]
pub fn load_environment(request: &JsValue) -> Result<JsValue, JsValue> {
    let load = || {
        let request = from_js(request)?;
        let environment = Rc::new(Environment::of_request(&request)?);
        let findings = aksnet::ask_inspect(&request)?;
        // Read now, so that no later question waits for it; who asks none of it may have documents that it cannot read.
        drop(environment.scene());
        let handle = LOADED.with_borrow_mut(|all| {
            let handle = (0..u32::MAX).find(|handle| !all.contains_key(handle)).unwrap_or(u32::MAX);
            all.insert(handle, environment);
            handle
        });
        to_js(&Loading { handle, findings })
    };
    load().map_err(|error| error::throw(&error))
}

/// Gives a loaded environment back.
#[wasm_bindgen(js_name = freeEnvironment)]
pub fn free_environment(handle: u32) {
    LOADED.with_borrow_mut(|all| drop(all.remove(&handle)));
}

/// Answers a question about a loaded environment by the question's published name.
///
/// # Errors
/// An `AksnetError`, also for a handle that stands for nothing.
#[wasm_bindgen(js_name = askLoaded)]
pub fn ask_loaded(handle: u32, question: &str, request: &JsValue) -> Result<JsValue, JsValue> {
    let asked = || aksnet::ask_of(question, &*loaded(handle)?, &from_js(request)?, AsJavaScript);
    asked().map_err(|error| error::throw(&error))
}

pub(crate) fn loaded(handle: u32) -> Result<Rc<Environment>, Error> {
    LOADED.with_borrow(|all| all.get(&handle).map(Rc::clone)).ok_or_else(|| {
        Error::new(ErrorCode::InvalidValue, "this environment is not loaded").at("environment").with_help("load() it")
    })
}

/// `reachability`, in the form that `reachability.ts` keeps: numbers cross as typed arrays, and names as one text. Without the names for
/// a question that only leaves policies out.
///
/// # Errors
/// An `AksnetError`.
#[wasm_bindgen(js_name = askReachability)]
pub fn ask_reachability(handle: Option<u32>, request: &JsValue, with_names: bool) -> Result<JsValue, JsValue> {
    let asked = || {
        let request = from_js(request)?;
        let environment = match handle {
            Some(handle) => loaded(handle)?,
            None => Rc::new(Environment::of_request(&request)?),
        };
        let found = aksnet::policy::ask_reachability_form(&environment, &request, with_names)?;
        let answer = Object::new();
        let set = |key: &str, value: &JsValue| {
            Reflect::set(&answer, &JsValue::from_str(key), value)
                .map(drop)
                .map_err(|_| Error::new(ErrorCode::InvalidValue, "an object of our own takes no field"))
        };
        set("text", &JsValue::from_str(&found.text))?;
        set("spans", &Uint32Array::from(found.spans.as_slice()))?;
        set("ports", &to_js(&found.ports)?)?;
        set("form", &Uint32Array::from(found.form.as_slice()))?;
        Ok(answer.into())
    };
    asked().map_err(|error: Error| error::throw(&error))
}
