// Packet paths recorded on a real kernel with a real kube-proxy, in ../shared/traces: the headers there and back, who served, what the
// server saw, how it ended and who dropped. Topologies become environments as the README beside the traces says.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { init, renderServiceRules, traceFlow } from "aksnet";

before(() => init());

const folder = new URL("../../../shared/traces/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));

function service(top, row, { floating = true } = {}) {
  const annotations = {};
  const prefix = "service.beta.kubernetes.io/azure-";
  if (row.name.includes("ilb")) annotations[`${prefix}load-balancer-internal`] = "true";
  if (!floating) annotations[`${prefix}disable-load-balancer-floating-ip`] = "true";
  const metadata = { name: row.name, namespace: "lab" };
  const port = { name: "p", port: 80, targetPort: 8080, protocol: row.proto, nodePort: row.np };
  const pod = (address) => Object.entries(top.pods).find(([, entry]) => entry.ip === address)?.[0];
  const endpoints = row.eps.map(([address, nodeName]) => ({
    addresses: [address],
    conditions: { ready: true },
    nodeName,
    ...(pod(address) ? { targetRef: { kind: "Pod", name: pod(address), namespace: "lab" } } : {}),
  }));
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, annotations },
      spec: {
        type: "LoadBalancer",
        clusterIP: row.cip,
        ports: [port],
        externalTrafficPolicy: row.etp,
        internalTrafficPolicy: row.itp,
        sessionAffinity: row.aff ? "ClientIP" : "None",
        ...(row.hc ? { healthCheckNodePort: row.hc } : {}),
        ...(row.lbsr ? { loadBalancerSourceRanges: row.lbsr } : {}),
      },
      status: { loadBalancer: { ingress: [{ ip: row.vip, ipMode: "VIP" }] } },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${row.name}-1`, namespace: "lab", labels: { "kubernetes.io/service-name": row.name } },
      addressType: "IPv4",
      endpoints,
      ports: [{ name: "p", port: row.eps[0]?.[2] ?? 8080, protocol: row.proto }],
    },
  ];
}

function environment(top, options) {
  const kubenet = top.flavour === "kubenet";
  const ranges = top.flavour === "cni" ? {} : { podCidr: "10.244.0.0/16" };
  const block = (name) => `10.244.${name.slice(1)}.0/24`;
  const nodes = Object.entries(top.nodes).map(([name, address]) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: top.flavour === "cni" ? {} : { podCIDR: block(name), podCIDRs: [block(name)] },
    status: {
      addresses: [{ type: "InternalIP", address }],
      conditions: [{ type: "Ready", status: "True" }],
      nodeInfo: { kernelVersion: "6.18.44" },
    },
  }));
  const pods = Object.entries(top.pods).map(([name, { node, ip }]) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "lab" },
    spec: { nodeName: node, containers: [{ name: "c", ports: [{ containerPort: 8080 }] }] },
    status: { phase: "Running", podIP: ip, conditions: [{ type: "Ready", status: "True" }] },
  }));
  const agent = { nonMasqueradeCIDRs: top.nonmasq, masqLinkLocal: top.masq_linklocal };
  const masks = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "azure-ip-masq-agent-config-reconciled", namespace: "kube-system" },
    data: { "ip-masq-agent-reconciled": JSON.stringify(agent) },
  };
  return {
    cluster: {
      kubernetesVersion: "1.30.5",
      networkProfile: {
        networkPlugin: kubenet ? "kubenet" : "azure",
        ...(top.flavour === "overlay" ? { networkPluginMode: "overlay" } : {}),
        ...ranges,
        serviceCidr: top.service_cidr,
        outboundType: "loadBalancer",
        kubeProxyConfig: { enabled: true, mode: "IPTABLES" },
      },
      agentPoolProfiles: [{ name: "pool", mode: "System", count: 3, vnetSubnetID: "v/nodes" }],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: [top.vnet] },
        subnets: [
          { name: "nodes", addressPrefix: top.node_subnet, ...(kubenet ? { routeTable: { id: "rt" } } : {}) },
          { name: "vms", addressPrefix: "10.225.0.0/16" },
        ],
        virtualNetworkPeerings: [
          {
            name: "to-peer",
            remoteVirtualNetwork: { id: "peer" },
            remoteAddressSpace: { addressPrefixes: ["10.100.0.0/16"] },
          },
        ],
      },
      {
        name: "peer",
        addressSpace: { addressPrefixes: ["10.100.0.0/16"] },
        subnets: [{ name: "default", addressPrefix: "10.100.0.0/16" }],
        virtualNetworkPeerings: [
          { name: "to-v", remoteVirtualNetwork: { id: "v" }, remoteAddressSpace: { addressPrefixes: [top.vnet] } },
        ],
      },
    ],
    routeTables: kubenet
      ? [
          {
            name: "rt",
            routes: Object.entries(top.nodes).map(([name, address]) => ({
              name,
              addressPrefix: block(name),
              nextHopType: "VirtualAppliance",
              nextHopIpAddress: address,
            })),
          },
        ]
      : [],
    gatewayRoutes: [{ addressPrefix: "10.50.0.0/16", source: "BGP" }],
    kubernetes: [...nodes, ...pods, masks, ...top.services.flatMap((row) => service(top, row, options))],
    hosts: Object.entries(top.hosts).map(([name, { ip }]) => ({ name, address: ip })),
    egress: { publicAddresses: [top.lb_outbound_ip] },
    kernel: { kubenetHairpin: false },
  };
}

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
