// All pairs at once: not plain data, so the golden cases cannot hold it.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { evaluatePolicy, init, load, reachability } from "aksnet";

before(() => init());

const pod = (name, labels, owner) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name,
    namespace: "demo",
    labels,
    ownerReferences: owner && [{ controller: true, kind: "ReplicaSet", name: owner }],
  },
});
const policy = (name, spec) => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: { name, namespace: "demo" },
  spec,
});
const shop = [
  pod("web-1", { app: "web", hash: "1" }, "web"),
  pod("web-2", { app: "web", hash: "2" }, "web"),
  pod("db", { app: "db" }),
  policy("db", {
    podSelector: { matchLabels: { app: "db" } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 5432 }] }],
  }),
];

test("labels that no selector asks for do not split a workload", () => {
  const all = reachability({ environment: { kubernetes: shop }, ports: [{ port: 5432 }, { port: 80 }] });
  assert.deepEqual(all.workloads, [
    { name: "demo/db[Pod]", pods: ["demo/db"] },
    { name: "demo/web[ReplicaSet]", pods: ["demo/web-1", "demo/web-2"] },
  ]);
  assert.deepEqual(all.ports, [
    { port: 5432, protocol: "TCP" },
    { port: 80, protocol: "TCP" },
  ]);
  assert.equal(all.allows(1, 0, 0), true);
  assert.equal(all.allows(1, 0, 1), false);
  // Port 5432: db to itself, db to web, web to db, web to web; port 80: all of them but web to db.
  assert.ok(all.bits instanceof Uint32Array);
  assert.equal(all.bits[0], 0b1011_1111);
  assert.equal(all.allows(2, 0, 0), false);
});

test("where a selector does, the label stands behind the name", () => {
  const split = policy("split", { podSelector: { matchLabels: { hash: "1" } }, policyTypes: ["Egress"] });
  const all = reachability({ environment: { kubernetes: [...shop, split] } });
  const names = all.workloads.map(({ name }) => name);
  assert.deepEqual(names, ["demo/db[Pod]", "demo/web[ReplicaSet]{hash=1}", "demo/web[ReplicaSet]{hash=2}"]);
  // Without ports in the question those that rules name are asked.
  assert.deepEqual(all.ports, [{ port: 5432, protocol: "TCP" }]);
  assert.ok(all.connections().includes("demo/web[ReplicaSet] => demo/db[Pod] : TCP 5432"));
});

test("a named port has each receiver's own number", () => {
  const listening = (name, port) => ({
    ...pod(name),
    spec: { containers: [{ name: "c", ports: [{ name: "http", containerPort: port }] }] },
  });
  const only = policy("only", { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] });
  const kubernetes = [listening("a", 8080), listening("b", 9090), only];
  const all = reachability({ environment: { kubernetes }, ports: [{ port: "http" }] });
  assert.equal(all.allows(1, 0, 0), true);
  assert.equal(all.allows(0, 1, 0), false);
});

test("a loaded environment answers the same", () => {
  const environment = load({ kubernetes: shop });
  const all = reachability({ environment });
  assert.deepEqual(all.connections(), reachability({ environment: { kubernetes: shop } }).connections());
  const answer = evaluatePolicy({ environment, from: { pod: "demo/db" }, to: { pod: "demo/web-1" }, port: 80 });
  assert.equal(answer.allowed, true);
  environment.free();
});
