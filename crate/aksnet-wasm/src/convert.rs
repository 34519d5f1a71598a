//! JavaScript values to JSON trees, strictly: what JSON cannot say is refused with its path, and a cycle is found by its depth.

use aksnet::{Error, ErrorCode};
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use serde_json::{Map, Number, Value};
use wasm_bindgen::{JsCast, JsValue};

/// Deeper than any document of Azure's or Kubernetes'. A cycle goes on for ever and is stopped here.
const DEEPEST: usize = 100;

/// A plain JavaScript value as a JSON tree. `undefined` is absent.
///
/// # Errors
/// `invalid-type` for what is no data (a function, a `Map`, a number that is not finite), `too-deep` for a cycle.
pub(crate) fn from_js(value: &JsValue) -> Result<Value, Error> {
    read(value, &Place { parent: None, step: Step::Root, depth: 0 })
}

/// An answer as plain JavaScript objects; numbers as numbers, absent fields left out.
///
/// # Errors
/// `out-of-range` when a figure is beyond what a JavaScript number holds exactly.
pub(crate) fn to_js(answer: &impl Serialize) -> Result<JsValue, Error> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible().serialize_bytes_as_arrays(false);
    answer.serialize(&serializer).map_err(|error| Error::new(ErrorCode::OutOfRange, error.to_string()))
}

/// Where a value stands, borrowed step by step: written out only when an error names it.
struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    step: Step<'a>,
    depth: usize,
}

enum Step<'a> {
    Root,
    Key(&'a str),
    Index(u32),
}

impl Place<'_> {
    fn path(&self) -> String {
        let above = self.parent.map(Place::path).unwrap_or_default();
        match self.step {
            Step::Root => above,
            Step::Key(key) if above.is_empty() => key.to_owned(),
            Step::Key(key) => format!("{above}.{key}"),
            Step::Index(index) => format!("{above}[{index}]"),
        }
    }

    fn below<'b>(&'b self, step: Step<'b>) -> Place<'b> {
        Place { parent: Some(self), step, depth: self.depth.saturating_add(1) }
    }

    fn refuse(&self, what: &str) -> Error {
        Error::new(ErrorCode::InvalidType, format!("{what} is not plain data")).at(self.path())
    }
}

fn read(value: &JsValue, place: &Place<'_>) -> Result<Value, Error> {
    if place.depth > DEEPEST {
        // The path of a cycle repeats itself; its beginning says enough.
        let path: String = place.path().chars().take(60).collect();
        return Err(Error::new(ErrorCode::TooDeep, format!("nested deeper than {DEEPEST} levels, probably a cycle"))
            .at(path)
            .with_help("a document without references to itself"));
    }
    // Text and numbers first: they are most of a document, and each question is a call into JavaScript.
    if let Some(text) = value.as_string() {
        return Ok(Value::String(text));
    }
    if let Some(number) = value.as_f64() {
        return read_number(number, place);
    }
    if value.is_null() || value.is_undefined() {
        return Ok(Value::Null);
    }
    if let Some(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if Array::is_array(value) {
        return read_array(value.unchecked_ref(), place);
    }
    if value.is_object() {
        return read_object(value.unchecked_ref(), place);
    }
    let what = if value.is_function() {
        "a function"
    } else if value.is_bigint() {
        "a BigInt"
    } else {
        "a symbol"
    };
    Err(place.refuse(what).with_help("text, a number, true or false, a list, or an object"))
}

fn read_number(number: f64, place: &Place<'_>) -> Result<Value, Error> {
    // Whole numbers become integers, so that 50 does not read 50.0 in a message.
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_991.0 {
        #[expect(clippy::as_conversions, reason = "a safe integer fits exactly")]
        return Ok(Value::Number(Number::from(number as i64)));
    }
    match Number::from_f64(number) {
        Some(number) => Ok(Value::Number(number)),
        None => Err(place.refuse(if number.is_nan() { "NaN" } else { "Infinity" }).with_help("a finite number")),
    }
}

fn read_array(array: &Array, place: &Place<'_>) -> Result<Value, Error> {
    let mut items = Vec::new();
    for index in 0..array.length() {
        items.push(read(&array.get(index), &place.below(Step::Index(index)))?);
    }
    Ok(Value::Array(items))
}

fn read_object(object: &Object, place: &Place<'_>) -> Result<Value, Error> {
    if !is_plain(object) {
        return Err(exotic(object, place));
    }
    let keys = Object::keys(object);
    let mut map = Map::new();
    for key in keys.iter() {
        let name = key.as_string().unwrap_or_default();
        let child = place.below(Step::Key(&name));
        let value = Reflect::get(object, &key).map_err(|_| child.refuse("a property whose getter throws"))?;
        let value = read(&value, &child)?;
        map.insert(name, value);
    }
    Ok(Value::Object(map))
}

/// Whether an object is one of braces: without a prototype, or with one that has none itself, whatever realm it comes from.
fn is_plain(object: &Object) -> bool {
    let prototype = Object::get_prototype_of(object);
    prototype.is_null() || Object::get_prototype_of(&prototype).is_null()
}

/// A `Map`, a `Set`, a `Date` have no keys of their own: read as objects they would be empty, and what they hold lost in silence.
fn exotic(object: &Object, place: &Place<'_>) -> Error {
    let constructor = Reflect::get(object, &JsValue::from_str("constructor")).ok();
    let name = constructor.and_then(|class| Reflect::get(&class, &JsValue::from_str("name")).ok());
    let name = name.and_then(|name| name.as_string()).unwrap_or_else(|| "object of a class".to_owned());
    let help = if name == "Map" { "a plain object: Object.fromEntries(map)" } else { "a plain object" };
    place.refuse(&format!("a {name}")).with_help(help)
}
