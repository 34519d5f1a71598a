use super::*;
use serde_json::json;

#[test]
fn a_key_is_found_in_any_letter_case_and_under_properties() {
    let document = json!({ "Name": "a", "properties": { "count": 3, "maxPods": null } });
    let node = Node::root(&document);
    assert_eq!(node.text_at("name").unwrap().as_deref(), Some("a"));
    assert_eq!(node.whole_at("count", 0..=10).unwrap(), Some(3));
    assert_eq!(node.whole_at("maxPods", 0..=10).unwrap(), None);
}

#[test]
fn a_null_beside_properties_does_not_hide_them() {
    let document = json!({ "count": null, "properties": { "count": 3 } });
    assert_eq!(Node::root(&document).whole_at("count", 0..=10).unwrap(), Some(3));
}

#[test]
fn an_error_names_its_path() {
    let document = json!({ "properties": { "pools": [{ "count": 1 }, { "count": "fifty" }] } });
    let error = Node::root(&document).read_all("pools", |pool| pool.whole_at("count", 0..=10)).unwrap_err();
    assert_eq!(error.field(), Some("properties.pools[1].count"));
    assert_eq!(error.code(), "invalid-type");
    assert_eq!(error.help(), Some("a whole number from 0 to 10"));
}

#[test]
fn whole_numbers_only() {
    for (value, code) in [
        (json!(1.5), "invalid-type"),
        (json!(-1), "out-of-range"),
        (json!(1e300), "out-of-range"),
        (json!(1_099_511_627_776_u64), "out-of-range"),
        (json!(true), "invalid-type"),
    ] {
        assert_eq!(Node::root(&value).whole(0..=10).unwrap_err().code(), code, "{value}");
    }
    assert_eq!(Node::root(&json!(5.0)).whole(0..=10).unwrap(), 5);
}

#[test]
fn an_unknown_key_of_ours_is_refused_with_the_nearest_name() {
    let document = json!({ "scaleout": 3 });
    let error = Node::root(&document).only(&["cluster", "scaleOut"]).unwrap_err();
    assert_eq!((error.code(), error.field()), ("unknown-field", Some("scaleout")));
    assert_eq!(error.help(), Some("did you mean \"scaleOut\"?"));
}

#[test]
fn the_receipt_tells_what_was_read_and_what_was_left() {
    let document = json!({ "count": 3, "tags": { "a": "b" }, "pools": [{ "name": "x", "vmSize": "y" }], "none": null });
    let receipt = Receipt::default();
    let node = Node::noting(&document, &receipt);
    node.whole_at("count", 0..=10).unwrap();
    node.read_all("pools", |pool| pool.text_at("name")).unwrap();
    let (read, left) = receipt.sort(&document);
    assert_eq!(read, ["count", "pools[0].name"]);
    assert_eq!(left, ["pools[0].vmSize", "tags"]);
}
