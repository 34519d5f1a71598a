// 10,000 requests against 500 routes through the built package, of Gateway API, Ingress and Istio, against a loop in JavaScript over the
// same routes. Every answer is compared with the loop's. Times only print: a goal that is missed does not fail.
import { loadavg } from "node:os";
import { pathToFileURL } from "node:url";
import { init, load, routeHttp } from "../pkg/dist/index.js";
import { checksum, race } from "./rounds.mjs";

const [many, asked, goal] = [500, 10_000, 50];
const each = (make) => Array.from({ length: many }, (_, at) => make(at));
const host = (at) => `h${at % 50}.example`;

const services = each((at) => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: `s${at}` },
  spec: { ports: [{ port: 80 }] },
}));

const kinds = {
  "Gateway API": [
    {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: "g" },
      spec: { listeners: [{ name: "http", port: 80, protocol: "HTTP" }] },
    },
    ...each((at) => ({
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: `r${at}` },
      spec: {
        parentRefs: [{ name: "g" }],
        hostnames: [host(at)],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: `/p${at}` } }],
            backendRefs: [{ name: `s${at}`, port: 80 }],
          },
        ],
      },
    })),
  ],
  Ingress: each((at) => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: `r${at}` },
    spec: {
      rules: [
        {
          host: host(at),
          http: {
            paths: [
              { path: `/p${at}`, pathType: "Prefix", backend: { service: { name: `s${at}`, port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  })),
  // One VirtualService a host, with ten routes: those of one host are not joined.
  VirtualService: Array.from({ length: 50 }, (_, one) => ({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: `v${one}` },
    spec: {
      hosts: [host(one)],
      http: Array.from({ length: many / 50 }, (_, at) => at * 50 + one).map((at) => ({
        match: [{ uri: { prefix: `/p${at}/` } }],
        route: [{ destination: { host: `s${at}`, port: { number: 80 } } }],
      })),
    },
  })),
};

/** The same question as a loop: a host, and a path with one element more than the prefix. */
function loop(requests) {
  const routes = each((at) => ({ host: host(at), prefix: `/p${at}/`, service: `default/s${at}` }));
  return requests.map(
    (request) => routes.find((one) => one.host === request.host && request.path.startsWith(one.prefix))?.service,
  );
}

/** Runs and prints the race; throws when an answer is wrong. */
export function httpRaces({ rounds = 5 } = {}) {
  const requests = Array.from({ length: asked }, (_, at) => ({ host: host(at), path: `/p${at % many}/x` }));
  const expected = checksum(loop(requests));
  console.log(`\n${asked} requests against ${many} routes (load ${loadavg()[0].toFixed(1)}), milliseconds`);
  const loaded = Object.entries(kinds).map(([name, objects]) => [
    name,
    load({ kubernetes: [...objects, ...services] }),
  ]);
  const ask = (environment) => requests.map((http) => routeHttp({ environment, http }).backends[0]?.service);
  const contenders = [
    ...loaded.map(([name, environment]) => ({ name, call: () => ask(environment), check: checksum, expected })),
    { name: "a loop in JavaScript", call: () => loop(requests), check: checksum, expected },
  ];
  const results = race(contenders, rounds);
  const own = results.at(-1).median;
  for (const [at, { name, median }] of results.entries()) {
    const said = at < loaded.length ? `; goal ${goal} ms ${median / 1000 < goal ? "met" : "missed"}` : "";
    console.log(
      `${name.padEnd(22)} ${(median / 1000).toFixed(1).padStart(8)}, ${(median / own).toFixed(1)} of the loop${said}`,
    );
  }
  for (const [, environment] of loaded) environment.free();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await init();
  httpRaces();
}
