// What bad input about policies and groups is answered with, word for word.
import assert from "node:assert/strict";
import test from "node:test";
import { evaluateNsg, evaluatePolicy, init, inspect } from "aksnet";

await init();

const pod = (name, namespace = "demo") => ({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace } });
const policy = (spec, namespace) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name: "x", ...(namespace ? { namespace } : {}) },
  spec,
});
const thrown = (call) => {
  try {
    call();
  } catch (error) {
    return [error.code, error.message, error.help];
  }
  return "nothing";
};
const asked = (spec) => () =>
  evaluatePolicy({
    environment: { kubernetes: [pod("a"), pod("b"), policy(spec, "demo")] },
    from: { pod: "demo/a" },
    to: { pod: "demo/b" },
    port: 80,
  });

test("an operator that there is not", () => {
  const expression = { key: "a", operator: "Like", values: ["b"] };
  assert.deepEqual(thrown(asked({ podSelector: { matchExpressions: [expression] } })), [
    "invalid-value",
    'environment.kubernetes[2].spec.podSelector.matchExpressions[0].operator: "Like" is not one of its values',
    '"In", "NotIn", "Exists", "DoesNotExist"',
  ]);
});

test("a range of ports upside down", () => {
  assert.deepEqual(thrown(asked({ podSelector: {}, ingress: [{ ports: [{ port: 90, endPort: 80 }] }] })), [
    "out-of-range",
    "environment.kubernetes[2].spec.ingress[0].ports[0].endPort: the range of ports from 90 to 80 is upside down",
    "a whole number from 90 to 65535",
  ]);
});

test("an unknown namespace, a policy without one: findings, and both still count", () => {
  const said = (kubernetes, code) => inspect({ kubernetes }).find((finding) => finding.code === code)?.message;
  assert.equal(
    said([pod("a"), policy({ podSelector: {} }, "nowhere")], "policy-namespace-unknown"),
    "NetworkPolicy nowhere/x is in the namespace nowhere, of which the documents have neither itself nor a pod.",
  );
  const kubernetes = [pod("a", "default"), pod("b", "default"), policy({ podSelector: {} })];
  assert.equal(
    said(kubernetes, "policy-without-namespace"),
    "NetworkPolicy x names no namespace, and is taken to be in default.",
  );
  const [from, to] = [{ pod: "default/a" }, { pod: "default/b" }];
  assert.equal(evaluatePolicy({ environment: { kubernetes }, from, to, port: 80 }).allowed, false);
});

const rule = { name: "r", direction: "Inbound", access: "Deny", protocol: "*", destinationAddressPrefix: "*" };
const packet = { protocol: "TCP", source: "8.8.8.8", sourcePort: 1, destination: "10.0.0.4", destinationPort: 80 };
const group = (more) => () =>
  evaluateNsg({ groups: [{ name: "g", securityRules: [{ ...rule, ...more }] }], direction: "Inbound", packet });

test("a rule with priority 99, and a tag that nobody knows", () => {
  assert.deepEqual(thrown(group({ priority: 99, sourceAddressPrefix: "*" })), [
    "out-of-range",
    "groups[0].securityRules[0].priority: 99 is out of range",
    "a whole number from 100 to 4096",
  ]);
  assert.deepEqual(thrown(group({ priority: 100, sourceAddressPrefix: "Moon", access: "Allow" })), [
    "unknown-service-tag",
    "serviceTags: the answer hangs on the service tag Moon of the rule g/r, and its prefixes are not known",
    '{ name: "Moon", addressPrefixes: […] }',
  ]);
});
