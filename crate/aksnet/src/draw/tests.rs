//! Pictures hold what they are given: no text over another, nothing outside, hostile text escaped.

use super::canvas::Ink;
use super::{draw_flow, draw_routes, draw_subnets, draw_topology};
use crate::Environment;
use serde_json::{Value, json};

fn header(from: &str, to: &str) -> Value {
    json!({ "protocol": "TCP", "source": from, "destination": to, "destinationPort": 8080 })
}

fn cross_node() -> Value {
    let (asked, sent) = (header("10.244.1.11", "10.0.10.7"), header("10.244.1.11", "10.244.2.11"));
    let hop = |kind: &str, name: &str| json!({ "at": { "kind": kind, "name": name }, "steps": [] });
    let mut pod = hop("pod", "lab/n1p1");
    pod["out"] = asked.clone();
    let mut node = hop("node", "n1");
    node["steps"] = json!([{ "type": "rewrite", "by": "kube-proxy KUBE-SVC", "before": asked, "after": sent,
        "because": "", "sources": [] }]);
    let mut network = hop("virtual-network", "v");
    network["steps"] = json!([{ "type": "route", "by": "UDR", "because": "", "sources": [] }]);
    let mut last = hop("pod", "lab/n2p1");
    last["in"] = sent;
    json!({ "probability": 1, "outcome": "delivered",
        "request": [pod, node, hop("bridge", "cbr0"), network, hop("node", "n2"), last],
        "reply": [hop("pod", "lab/n2p1"), hop("node", "n2"), hop("virtual-network", "v"), hop("node", "n1"), hop("pod", "lab/n1p1")],
        "flowLogs": [], "findings": [] })
}

/// Each text of a picture as left, top, right and bottom, and the picture's height, read from the finished SVG.
fn texts(svg: &str) -> (Vec<(String, [u64; 4])>, u64) {
    let number = |tag: &str, name: &str| -> u64 {
        let rest = tag.split(&format!(" {name}=\"")).nth(1).unwrap();
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let mut found = Vec::new();
    for part in svg.split("<text ").skip(1) {
        let (tag, rest) = part.split_once('>').unwrap();
        let tag = format!(" {tag}");
        let text = rest.split('<').next().unwrap().to_owned();
        if tag.contains("text-anchor") {
            continue;
        }
        let ink = if tag.contains("monospace") { Ink::Mono } else { Ink::Plain };
        let (x, y) = (number(&tag, "x"), number(&tag, "y"));
        let width = ink.width(&text.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"));
        found.push((text, [x, y - 11, x + width, y + 4]));
    }
    (found, number(svg, "height"))
}

fn checked(svg: &str) {
    let (texts, height) = texts(svg);
    assert!(!texts.is_empty());
    for (at, (text, [left, top, right, bottom])) in texts.iter().enumerate() {
        assert!(
            *right <= 288 && *bottom <= height,
            "{text:?} leaves the picture: {left} {top} {right} {bottom} of {height}"
        );
        for (other, [l, t, r, b]) in &texts[at + 1..] {
            let apart = right <= l || r <= left || bottom <= t || b <= top;
            assert!(apart, "{text:?} crosses {other:?}");
        }
    }
}

#[test]
fn a_packet_between_nodes_is_drawn_with_its_rewrite_and_its_way_back() {
    let svg = draw_flow(&cross_node()).unwrap();
    checked(&svg);
    assert_eq!(svg.matches("data-step=").count(), 11);
    assert!(svg.contains(">10.0.10.7:8080<") && svg.contains(">10.244.2.11:8080<"), "{svg}");
    assert!(svg.contains("Delivered: from Pod lab/n1p1 to Pod lab/n2p1"));
}

#[test]
fn each_outcome_has_its_word() {
    for (outcome, word) in [("dropped", "Dropped"), ("rejected", "Rejected"), ("failed-on-return", "Failed on return")]
    {
        let mut trace = cross_node();
        trace["outcome"] = json!(outcome);
        trace["decidedBy"] = json!({ "type": "drop", "by": "NSG nsg-1/deny-all" });
        if outcome != "failed-on-return" {
            trace.as_object_mut().unwrap().remove("reply");
        }
        let svg = draw_flow(&trace).unwrap();
        checked(&svg);
        assert!(svg.contains(&format!(">{word}<")) && svg.contains(">NSG nsg-1/deny-all<"), "{svg}");
    }
}

#[test]
fn long_and_hostile_names_are_wrapped_and_escaped() {
    let mut trace = cross_node();
    trace["request"][0]["at"]["name"] = json!("a".repeat(200) + "<script>\u{0}&\"");
    trace["request"][0]["out"] =
        header("fd12:3456:789a:bcde:f012:3456:789a:bcde", "fd12:3456:789a:bcde:f012:3456:789a:0001");
    let svg = draw_flow(&trace).unwrap();
    checked(&svg);
    assert!(!svg.contains("<script") && !svg.contains('\u{0}'));
}

#[test]
fn subnets_are_drawn_to_scale() {
    // 1,581 of 2,043: 278 × 1581 ÷ 2043 = 215 units.
    let need = json!({ "role": "node", "needed": 1581, "prefixLength": 21, "usable": 2043 });
    let svg = draw_subnets(&json!({ "subnets": [need] })).unwrap();
    checked(&svg);
    assert!(svg.contains("width=\"215\"") && svg.contains("1,581 used, 462 free of 2,043 usable"), "{svg}");
    let given = json!({ "role": "node", "needed": 1581, "given": { "prefix": "10.0.0.0/24", "usable": 251 } });
    let svg = draw_subnets(&json!({ "subnets": [given] })).unwrap();
    assert!(svg.contains("short by 1,330"), "{svg}");
}

#[test]
fn what_is_no_answer_is_refused_by_field() {
    assert_eq!(draw_flow(&json!({ "outcome": "delivered" })).unwrap_err().field(), Some("request"));
    assert_eq!(draw_flow(&json!({ "request": [{}], "outcome": "lost" })).unwrap_err().field(), Some("request[0]"));
    assert_eq!(draw_subnets(&json!({})).unwrap_err().field(), Some("subnets"));
}

#[test]
fn a_place_is_drawn_without_crossings_and_what_is_many_is_counted() {
    let node = |at: usize| {
        json!({ "apiVersion": "v1", "kind": "Node", "metadata": { "name": format!("aks-nodepool1-12345678-vmss{at:06}") },
        "status": { "addresses": [{ "type": "InternalIP", "address": format!("10.224.0.{}", at + 4) }] } })
    };
    let pod = |at: usize, address: &str| {
        json!({ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": format!("p{at}"), "namespace": "lab" },
        "spec": { "nodeName": "aks-nodepool1-12345678-vmss000000" }, "status": { "phase": "Running", "podIP": address } })
    };
    let mut objects: Vec<Value> = (0..14).map(node).collect();
    objects.extend((0..9).map(|at| pod(at, &format!("10.244.0.{}", at + 2))));
    let ask = json!({ "environment": { "kubernetes": objects, "virtualNetworks": [{ "name": "v",
        "addressSpace": { "addressPrefixes": ["10.224.0.0/12"] }, "subnets": [{ "name": "nodes", "addressPrefix": "10.224.0.0/16" }] }] } });
    let svg = draw_topology(&Environment::of_request(&ask).unwrap(), &ask).unwrap();
    checked(&svg);
    assert!(svg.contains(">and 2 nodes more<") && svg.contains(">and 1 pod more<"), "{svg}");
    // Outside of the network: eight dashed pods and no other.
    assert_eq!(svg.matches("stroke-dasharray=\"4 3\"").count(), 8);
    let empty = json!({ "environment": {} });
    checked(&draw_topology(&Environment::of_request(&empty).unwrap(), &empty).unwrap());
}

#[test]
fn a_table_of_routes_is_drawn_without_a_collision() {
    let long = "a-route-with-a-name-that-is-much-longer-than-any-line-of-the-picture-could-hold";
    for count in [0u32, 3, 90] {
        let mut routes: Vec<Value> = (0..count)
            .map(|at| {
                json!({ "name": format!("{long}-{at}"), "addressPrefix": format!("10.244.{at}.0/24"),
                "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.240.0.4" })
            })
            .collect();
        routes.push(json!({ "name": "<x>", "addressPrefix": "255.255.255.255/32", "nextHopType": "None" }));
        let place = json!({ "virtualNetworks": [{ "name": "v", "addressSpace": { "addressPrefixes": ["10.240.0.0/16"] },
            "subnets": [{ "name": "s & t", "routeTable": { "id": "t" } }] }], "routeTables": [{ "name": "t", "routes": routes }] });
        let environment = Environment::from_json(&place, None).unwrap();
        let svg = draw_routes(&environment, &json!({ "subnet": "s & t" })).unwrap();
        checked(&svg);
        assert!(svg.contains("s &amp; t") && svg.contains("10.240.0.0 to 10.240.255.255: VnetLocal, by default."));
        assert_eq!(svg.contains("ranges more"), count == 90);
    }
}
