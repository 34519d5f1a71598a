//! The model's error as the class that JavaScript catches.

use aksnet::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/error.js")]
extern "C" {
    type AksnetError;

    #[wasm_bindgen(constructor)]
    fn new(code: &str, message: &str, field: Option<&str>, help: Option<&str>) -> AksnetError;
}

/// Makes the exception of an error.
pub(crate) fn throw(error: &Error) -> JsValue {
    AksnetError::new(error.code(), &error.to_string(), error.field(), error.help()).into()
}
