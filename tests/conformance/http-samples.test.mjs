// Real applications' routes, checked by hand against their manifests: each request ends where its author meant it to.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { init, routeHttp } from "aksnet";
import { loadAll } from "js-yaml";

const folder = fileURLToPath(new URL("../../../shared/samples/apps/", import.meta.url));
const bookinfo = (name) => `bookinfo/samples__bookinfo__${name}.yaml`;
const APP = bookinfo("platform__kube__bookinfo");
const BOUTIQUE = "online-boutique/release__kubernetes-manifests.yaml";

/** Files, host, path, and the Services with their weights, or a status. */
const ROUTED = [
  [[bookinfo("gateway-api__bookinfo-gateway"), APP], "b.example", "/productpage", { "default/productpage:9080": 1 }],
  [[bookinfo("gateway-api__bookinfo-gateway"), APP], "b.example", "/static/a.css", { "default/productpage:9080": 1 }],
  [[bookinfo("gateway-api__bookinfo-gateway"), APP], "b.example", "/productpage/1", 404],
  [[bookinfo("gateway-api__bookinfo-gateway"), APP], "b.example", "/staticfile", 404],
  [[bookinfo("platform__kube__bookinfo-ingress"), APP], "b.example", "/static/", { "default/productpage:9080": 1 }],
  [[bookinfo("platform__kube__bookinfo-ingress"), APP], "b.example", "/login/", 404],
  [
    [bookinfo("platform__kube__bookinfo-ingress"), APP],
    "b.example",
    "/api/v1/products/0",
    { "default/productpage:9080": 1 },
  ],
  [[bookinfo("networking__bookinfo-gateway"), APP], "b.example", "/logout", { "default/productpage:9080": 100 }],
  // Istio's prefix is of letters, not of path elements.
  [[bookinfo("networking__bookinfo-gateway"), APP], "b.example", "/staticfile", { "default/productpage:9080": 100 }],
  [[bookinfo("networking__bookinfo-gateway"), APP], "b.example", "/", 404],
  [
    [bookinfo("networking__virtual-service-all-v1"), bookinfo("networking__destination-rule-all"), APP],
    "reviews",
    "/reviews/0",
    { "default/reviews:9080": 100 },
  ],
  // The fault of this file aborts every request with 555.
  [[bookinfo("networking__fault-injection-details-v1"), APP], "details", "/", 555],
  [["aks-store-demo/aks-store-ingress-quickstart.yaml"], "shop.example", "/cart", { "default/store-front:80": 1 }],
  [["online-boutique/release__istio-manifests.yaml", BOUTIQUE], "o.example", "/cart", { "default/frontend:80": 1 }],
  [
    ["online-boutique/.github__release-cluster__frontend-ingress.yaml", BOUTIQUE],
    "o.example",
    "/cart",
    { "default/frontend:80": 1 },
  ],
];

before(() => init());

for (const [files, host, path, wanted] of ROUTED) {
  test(`${files[0]}: ${host}${path}`, () => {
    if (!existsSync(folder)) return console.log("skipped: ../shared/samples/apps is not here");
    const kubernetes = files
      .flatMap((file) => loadAll(readFileSync(folder + file, "utf8")))
      .filter((document) => document?.kind);
    const answer = routeHttp({ environment: { kubernetes }, http: { host, path } });
    const ends = answer.backends.map(({ service, port, weight }) => [`${service}:${port}`, weight]);
    assert.deepEqual(answer.status ?? Object.fromEntries(ends), wanted, answer.because.join("; "));
  });
}
