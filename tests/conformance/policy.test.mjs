// Network policies against two public suites: np-guard's connections line for line, and the probes of the Network Policy API.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import test from "node:test";
import { evaluatePolicy, init, reachability } from "aksnet";

const folder = new URL("../../../shared/conformance/", import.meta.url);
const cases = (name) =>
  readFileSync(new URL(name, folder), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

const there = existsSync(folder);
const skip = there ? false : "skipped: the conformance suites are not beside this clone";
await init();

test("np-guard: the connections of every case, line for line", { skip }, () => {
  let passed = 0;
  const wrong = [];
  for (const { test: name, ingress, objects, expected } of cases("npguard.jsonl")) {
    // With an ingress controller its own lines are extra: they come from Ingress and Route objects, not from policies.
    const wanted = expected.filter((line) => !(ingress && line.startsWith("{ingress-controller}")));
    const found = reachability({ environment: { kubernetes: objects } }).connections();
    const missing = wanted.filter((line) => !found.includes(line));
    const extra = found.filter((line) => !wanted.includes(line));
    if (missing.length + extra.length === 0 && found.length === wanted.length) passed += 1;
    else
      wrong.push(
        `${name}: missing ${missing.length}, extra ${extra.length}\n  - ${missing.slice(0, 4).join("\n  - ")}\n  + ${extra.slice(0, 4).join("\n  + ")}`,
      );
  }
  console.log(`np-guard: ${passed} passed, ${wrong.length} failed, 0 out of scope`);
  assert.deepEqual(wrong, []);
});

test("Network Policy API: every probe", { skip }, () => {
  let passed = 0;
  const wrong = [];
  for (const { suite, test: name, phase, objects, probes } of cases("netpolapi.jsonl")) {
    for (const { client, server, protocol, port, allowed } of probes) {
      const environment = { kubernetes: objects };
      const answer = evaluatePolicy({ environment, from: { pod: client }, to: { pod: server }, port, protocol });
      if (answer.allowed === allowed) passed += 1;
      else
        wrong.push(
          `${suite}/${name} ${phase}: ${client} -> ${server} ${protocol} ${port} is ${allowed}: ${JSON.stringify(answer)}`,
        );
    }
  }
  console.log(`Network Policy API: ${passed} passed, ${wrong.length} failed`);
  assert.deepEqual(wrong, []);
});

test("Network Policy API: all pairs at once say what single questions say", { skip }, () => {
  for (const { objects, probes } of cases("netpolapi.jsonl")) {
    const ports = probes.map(({ port, protocol }) => ({ port, protocol }));
    const all = reachability({ environment: { kubernetes: objects }, ports });
    const row = (pod) => all.workloads.findIndex(({ pods }) => pods.includes(pod));
    probes.forEach(({ client, server, allowed }, at) => {
      assert.equal(all.allows(row(client), row(server), at), allowed, `${client} -> ${server}`);
    });
  }
});
