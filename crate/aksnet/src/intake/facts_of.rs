//! What is taken of documents of which only a fact or two is used.

use crate::azure::name_in_id;
use crate::document::Node;
use crate::error::Error;
use serde_json::{Map, Value};

/// Of effective routes what only they tell: the prefixes that the gateway learned.
pub(super) fn learned(node: &Node<'_>) -> Result<Vec<Value>, Error> {
    let mut all: Vec<Value> = Vec::new();
    for route in node.list("routes")?.unwrap_or_default() {
        let source = route.text_at("source")?.unwrap_or_default();
        route.text_at("state")?;
        route.text_at("nextHopType")?;
        for prefix in route.prefixes_at("addressPrefix")? {
            let mut entry = Map::new();
            entry.insert("addressPrefix".to_owned(), Value::String(prefix.to_string()));
            let entry = Value::Object(entry);
            if source.eq_ignore_ascii_case("VirtualNetworkGateway") && !all.contains(&entry) {
                all.push(entry);
            }
        }
    }
    Ok(all)
}

/// A network card's machine and its first private address.
pub(super) fn host_of(node: &Node<'_>) -> Result<Option<Value>, Error> {
    let machine = match node.get("virtualMachine")? {
        Some(machine) => machine.text_at("id")?.map(|id| name_in_id(&id).to_owned()),
        None => None,
    };
    let name = node.text_at("name")?;
    let mut address = None;
    for configuration in node.list("ipConfigurations")?.unwrap_or_default() {
        let own = configuration.read_at("privateIPAddress", |field| field.address())?;
        address = address.or(own);
    }
    let mut host = Map::new();
    let (Some(name), Some(address)) = (machine.or(name), address) else { return Ok(None) };
    host.insert("name".to_owned(), Value::String(name));
    host.insert("address".to_owned(), Value::String(address.to_string()));
    Ok(Some(Value::Object(host)))
}

/// `az network vnet-gateway list-learned-routes`: all that does not come from the network itself.
pub(super) fn learned_by_gateway(node: &Node<'_>) -> Result<Vec<Value>, Error> {
    let mut all = Vec::new();
    for route in node.list("routes")?.unwrap_or_default() {
        let origin = route.text_at("origin")?.unwrap_or_default();
        let prefix = route.read_at("network", |field| field.prefix())?;
        let Some(prefix) = prefix.filter(|_| !origin.eq_ignore_ascii_case("Network")) else { continue };
        let mut entry = Map::new();
        entry.insert("addressPrefix".to_owned(), Value::String(prefix.to_string()));
        let entry = Value::Object(entry);
        if !all.contains(&entry) {
            all.push(entry);
        }
    }
    Ok(all)
}

/// Effective routes one prefix each, in the form that `effectiveRoutes` gives.
pub(super) fn recorded(document: &Value) -> Result<Vec<Value>, Error> {
    let node = Node::root(document);
    let mut all = Vec::new();
    for route in node.list("routes")?.unwrap_or_default() {
        let text = |key: &str| Ok::<_, Error>(route.text_at(key)?.map(Value::String));
        let hop = match route.list("nextHopIpAddress") {
            Ok(list) => list.unwrap_or_default().first().map(|hop| hop.value().clone()),
            Err(_) => text("nextHopIpAddress")?,
        };
        for prefix in route.prefixes_at("addressPrefix")? {
            let mut own = Map::new();
            own.insert("addressPrefix".to_owned(), Value::String(prefix.to_string()));
            let fields =
                [("source", text("source")?), ("state", text("state")?), ("nextHopType", text("nextHopType")?)];
            let named = [("name", text("name")?), ("nextHopIpAddress", hop.clone())];
            for (key, value) in fields.into_iter().chain(named) {
                if let Some(value) = value {
                    own.insert(key.to_owned(), value);
                }
            }
            all.push(Value::Object(own));
        }
    }
    Ok(all)
}
