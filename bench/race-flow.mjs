// Traces through the built package, on an environment of 100 nodes, 3,000 pods and 300 Services that is loaded once. Every answer is
// checked against who is behind the Service. Beside it a loop on plain objects that only finds the Service, one of its pods and the
// next node: less than a trace tells, so a ratio says what the telling costs. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { drawFlow, init, load, traceFlow } from "../pkg/dist/index.js";
import { race, seeded } from "./rounds.mjs";

const goals = { load: 200, trace: 150, many: 1.5, draw: 2 };
const nodes = 100;
const podsEach = 30;
const services = 300;

export function place() {
  const ready = [{ type: "Ready", status: "True" }];
  const kubernetes = [];
  for (let node = 0; node < nodes; node += 1) {
    kubernetes.push({
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: `n${node}` },
      spec: { podCIDR: `10.244.${node}.0/24` },
      status: { addresses: [{ type: "InternalIP", address: `10.224.0.${node + 4}` }], conditions: ready },
    });
  }
  const behind = new Map();
  for (let pod = 0; pod < nodes * podsEach; pod += 1) {
    const node = pod % nodes;
    const app = `app-${pod % services}`;
    const ip = `10.244.${node}.${10 + Math.floor(pod / nodes)}`;
    behind.set(app, [...(behind.get(app) ?? []), { name: `demo/p${pod}`, node: `n${node}`, ip }]);
    kubernetes.push({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: `p${pod}`, namespace: "demo", labels: { app } },
      spec: { nodeName: `n${node}`, containers: [{ name: "c", ports: [{ containerPort: 8080 }] }] },
      status: { phase: "Running", podIP: ip, conditions: ready },
    });
  }
  for (let service = 0; service < services; service += 1) {
    kubernetes.push({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: `s${service}`, namespace: "demo" },
      spec: {
        type: service % 10 === 0 ? "LoadBalancer" : "ClusterIP",
        clusterIP: `10.0.${Math.floor(service / 250)}.${(service % 250) + 1}`,
        selector: { app: `app-${service}` },
        ports: [{ port: 80, targetPort: 8080, ...(service % 10 === 0 ? { nodePort: 30_000 + service } : {}) }],
      },
      ...(service % 10 === 0 ? { status: { loadBalancer: { ingress: [{ ip: `20.50.0.${service / 10 + 1}` }] } } } : {}),
    });
  }
  const environment = {
    cluster: {
      networkProfile: {
        networkPlugin: "azure",
        networkPluginMode: "overlay",
        podCidr: "10.244.0.0/16",
        serviceCidr: "10.0.0.0/16",
      },
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
        subnets: [{ name: "nodes", addressPrefix: "10.224.0.0/16" }],
      },
    ],
    kubernetes,
    egress: { publicAddresses: ["198.51.100.200"] },
  };
  return { environment, behind };
}

export async function flowRace() {
  await init();
  const { environment, behind } = place();
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const begun = performance.now();
    const loaded = load(environment);
    traceFlow({
      environment: loaded,
      from: { pod: "demo/p0" },
      to: { service: "demo/s1", port: 80 },
      pin: { pod: "demo/p1" },
    });
    times.push(performance.now() - begun);
    loaded.free();
  }
  const loading = times.toSorted((a, b) => a - b)[3];
  const loaded = load(environment);
  const draw = seeded(5);
  // The pinned pod is one of ten behind the Service: one way is left, and who serves is known.
  const questions = Array.from({ length: 512 }, () => {
    const service = draw(services);
    const all = behind.get(`app-${service}`);
    const pod = all[draw(all.length)];
    return { from: `demo/p${draw(nodes * podsEach)}`, service: `demo/s${service}`, pod: pod.name };
  });
  const ask = ({ from, service, pod }) =>
    traceFlow({ environment: loaded, from: { pod: from }, to: { service, port: 80 }, pin: { pod } });
  const apps = new Map([...behind].map(([app, pods]) => [`demo/s${app.slice(4)}`, pods]));
  const plain = ({ service, pod }) => apps.get(service).find(({ name }) => name === pod);
  const [ours, loop] = race(
    [
      {
        name: "aksnet traceFlow",
        call: () => questions.map(ask),
        check: (all) =>
          all.filter(([trace], at) => trace.servedBy === questions[at].pod && trace.outcome !== "dropped").length,
        expected: questions.length,
        scale: 1 / questions.length,
      },
      {
        name: "a loop that finds the pod",
        call: () => questions.map(plain),
        check: (all) => all.filter(({ name }, at) => name === questions[at].pod).length,
        expected: questions.length,
        scale: 1 / questions.length,
      },
    ],
    5,
  );
  const begun = performance.now();
  let served = 0;
  for (let at = 0; at < 10_000; at += 1) {
    const question = questions[at % questions.length];
    if (ask(question)[0].servedBy === question.pod) served += 1;
  }
  const many = (performance.now() - begun) / 1000;
  if (served !== 10_000) throw new Error(`${10_000 - served} of 10,000 traces end elsewhere`);
  const [trace] = ask(questions[0]);
  const [drawn] = race(
    [
      {
        name: "drawFlow",
        call: () => drawFlow(trace),
        check: (svg) => svg.startsWith("<svg") && svg.includes(trace.servedBy),
        expected: true,
      },
    ],
    5,
  );
  loaded.free();
  console.log(
    `\nflow: ${nodes} nodes, ${nodes * podsEach} pods, ${services} Services (load ${loadavg()[0].toFixed(1)})`,
  );
  const line = (name, figure, unit, goal) =>
    console.log(`${name.padEnd(28)} ${figure.padStart(8)} ${unit}; the goal is ${goal}`);
  line("load and the first trace", loading.toFixed(0), "ms", `${goals.load} ms`);
  line(
    "traceFlow",
    ours.median.toFixed(1),
    `µs, ${Math.round(ours.median / loop.median)} times the loop that only finds the pod`,
    `${goals.trace} µs`,
  );
  line("10,000 traces", many.toFixed(2), "s", `${goals.many} s`);
  line("drawFlow", (drawn.median / 1000).toFixed(2), "ms", `${goals.draw} ms`);
}

if (process.argv[1] === import.meta.filename) await flowRace();
