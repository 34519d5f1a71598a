// Packet paths recorded on a real kernel with a real kube-proxy, in ../shared/traces: the headers there and back, who served, what the
// server saw, how it ended and who dropped. Topologies become environments as the README beside the traces says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { init, renderServiceRules, traceFlow } from "aksnet";
import { environment } from "./support/lab.mjs";

before(() => init());

const folder = new URL("../../../shared/traces/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

/** The distinct headers in the order in which they were on a wire: source, destination, destination port (a picked one as "-"). */
function headers(list, form) {
  const all = list
    .flatMap((hop) => [hop.in, hop.out])
    .filter(Boolean)
    .map(form);
  return all.filter((one, at) => one !== all[at - 1]);
}
const recorded = ({ src, dst }, sourcePort) => {
  const [to, port] = dst.split(":");
  const number = port === "C" ? sourcePort : /^R/.test(port) ? "-" : port;
  return `${src.split(":")[0]} > ${to}:${number}`;
};
const traced = ({ source, destination, destinationPort }) => `${source} > ${destination}:${destinationPort ?? "-"}`;

const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z]+__.*\.json$/.test(name)) : [];
if (names.length === 0) test("recorded packet paths", { skip: "skipped: ../shared/traces is not here" }, () => {});

for (const name of names) {
  test(name, () => {
    const row = read(name);
    const top = read(row.topology);
    const { probe } = row;
    const lab = (thing) => (top.pods[thing] ? `lab/${thing}` : thing);
    const from = top.pods[probe.from]
      ? { pod: lab(probe.from) }
      : top.nodes[probe.from]
        ? { node: probe.from }
        : { host: probe.from };
    const [address, port] = probe.dst.split(":");
    const traces = traceFlow({
      environment: environment(top, { floating: probe.lb?.mode !== "dnat" }),
      from,
      to: { address, port: Number(port) },
      protocol: probe.proto.toUpperCase(),
      sourcePort: 41000,
      ...(probe.lb ? { pin: { node: probe.lb.node } } : {}),
    });
    assert.equal(traces.length, 1);
    const [trace] = traces;
    assert.equal(trace.outcome, row.verdict);
    const form = (one) => recorded(one, 41000);
    assert.deepEqual(headers(trace.request, traced), headers(row.path_forward, form));
    if (trace.reply) assert.deepEqual(headers(trace.reply, traced), headers(row.path_return, form));
    else assert.ok(row.verdict === "dropped" || row.verdict === "rejected");
    if (row.served_by) assert.equal(trace.servedBy, lab(row.served_by));
    if (row.server_saw) {
      assert.equal(trace.seenByServer.source, row.server_saw.src);
      assert.equal(trace.seenByServer.sourcePort, row.server_saw.sport === "C" ? 41000 : undefined);
    }
    const last = trace.request.at(-1).at;
    if (row.lost_after && !trace.reply) {
      if (row.lost_after.node === "fab") assert.ok(!["pod", "node", "bridge"].includes(last.kind), last.kind);
      else assert.equal(last.name, lab(row.lost_after.node));
      assert.ok(["drop", "reject"].includes(trace.decidedBy.type));
    }
  });
}

/** kube-proxy's own rules among those that a packet met; kubelet's firewall and the masquerade agent have theirs. */
const ofKubeProxy = (line) => {
  const rule = / \| (-A .*)$/.exec(line)?.[1];
  return rule && /KUBE-/.test(rule) && !/KUBE-FIREWALL|KUBE-CILIUM|KUBE-IPVS/.test(rule)
    ? [rule.replace("/ipt", "")]
    : [];
};

test("every rule of kube-proxy's that a recorded packet met is one that renderServiceRules writes", {
  skip: names.length === 0 ? "skipped: ../shared/traces is not here" : false,
}, () => {
  const missing = new Set();
  const met = new Set();
  for (const name of names) {
    const row = read(name);
    if (row.proxy !== "iptables") continue;
    const place = environment(read(row.topology), { floating: row.probe.lb?.mode !== "dnat" });
    for (const [node, lines] of Object.entries(row.netfilter ?? {})) {
      const rules = new Set(renderServiceRules({ environment: place, node }).split("\n"));
      for (const rule of lines.flatMap(ofKubeProxy)) {
        met.add(rule);
        if (!rules.has(rule)) missing.add(`${name} ${node}: ${rule}`);
      }
    }
  }
  console.log(`${met.size} rules of kube-proxy's met, ${missing.size} not written`);
  assert.deepEqual([...missing], []);
});

const restore = spawnSync("iptables-restore", ["--version"]).status === 0;
const asRoot = process.getuid?.() === 0 && spawnSync("unshare", ["--net", "true"]).status === 0;

test("iptables-restore takes what renderServiceRules writes", {
  skip:
    names.length === 0
      ? "skipped: ../shared/traces is not here"
      : restore && asRoot
        ? false
        : "skipped: iptables-restore, or a network namespace of one's own, is not there",
}, () => {
  for (const file of readdirSync(folder).filter((name) => /^_topology/.test(name))) {
    const top = read(file);
    for (const node of Object.keys(top.nodes)) {
      const input = renderServiceRules({ environment: environment(top, {}), node });
      const { status, stderr } = spawnSync("unshare", ["--net", "iptables-restore", "--test"], {
        input,
        encoding: "utf8",
      });
      assert.equal(status, 0, `${file} ${node}: ${stderr}`);
    }
  }
});
