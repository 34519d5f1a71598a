// Three real applications: who may talk to whom, written down by hand from their policies.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { init, reachability, readDocuments } from "aksnet";

await init();
const folder = fileURLToPath(new URL("../../../shared/samples/apps/", import.meta.url));
const skip = existsSync(folder) ? false : "skipped: ../shared/samples/apps is not here";

async function app(files) {
  const { environment } = await readDocuments(
    files.map((file) => readFileSync(`${folder}${file}`, "utf8")).join("\n---\n"),
  );
  return environment;
}

/** Of each receiver and port the senders among its kind, by the short names of workloads. */
function senders(environment) {
  const lines = reachability({ environment }).connections();
  const all = new Map();
  const short = (name) => name.replace(/^[^/]*\//, "").replace(/\[.*/, "");
  for (const line of lines) {
    const [, from, to, ports] = /^(.*) => (.*) : (.*)$/.exec(line);
    if (from.endsWith("[External]") || to.endsWith("[External]")) continue;
    all.set(short(to), { ...all.get(short(to)), [short(from)]: ports });
  }
  return Object.fromEntries(all);
}

const same = (names, ports) => Object.fromEntries(names.map((name) => [name, ports]));

test("Online Boutique: each service takes its own port from those that its policy names, and the rest is shut", {
  skip,
}, async () => {
  const files = readdirSync(`${folder}online-boutique`).filter((name) => name.includes("network-policy"));
  const documents = ["release__kubernetes-manifests.yaml", ...files].map((name) => `online-boutique/${name}`);
  const found = senders(await app(documents));
  const names = [
    ...["adservice", "cartservice", "checkoutservice", "currencyservice", "emailservice", "frontend", "loadgenerator"],
    ...["paymentservice", "productcatalogservice", "recommendationservice", "redis-cart", "shippingservice"],
  ];
  const but = (own) => names.filter((name) => name !== own);
  assert.deepEqual(found, {
    adservice: same(["frontend"], "TCP 9555"),
    cartservice: same(["checkoutservice", "frontend"], "TCP 7070"),
    checkoutservice: same(["frontend"], "TCP 5050"),
    currencyservice: same(["checkoutservice", "frontend"], "TCP 7000"),
    emailservice: same(["checkoutservice"], "TCP 8080"),
    frontend: same(but("frontend"), "All Connections"),
    paymentservice: same(["checkoutservice"], "TCP 50051"),
    productcatalogservice: same(["checkoutservice", "frontend", "recommendationservice"], "TCP 3550"),
    recommendationservice: same(["frontend"], "TCP 8080"),
    "redis-cart": same(["cartservice"], "TCP 6379"),
    shippingservice: same(["checkoutservice", "frontend"], "TCP 50051"),
  });
});

test("Argo CD: ports for the whole cluster, and the inner ones from named components", { skip }, async () => {
  const found = senders(await app(["argo-cd/manifests__install.yaml"]));
  const all = ["application-controller", "applicationset-controller", "dex-server", "notifications-controller"];
  const names = [...all, "redis", "repo-server", "server"].map((name) => `argocd-${name}`);
  const but = (own, ports) =>
    same(
      names.filter((name) => name !== `argocd-${own}`),
      ports,
    );
  const named = (own, ports) =>
    same(
      own.map((name) => `argocd-${name}`),
      ports,
    );
  assert.deepEqual(found, {
    "argocd-application-controller": but("application-controller", "TCP 8082"),
    "argocd-applicationset-controller": but("applicationset-controller", "TCP 7000,8080"),
    "argocd-dex-server": { ...but("dex-server", "TCP 5558"), ...named(["server"], "TCP 5556-5558") },
    "argocd-notifications-controller": but("notifications-controller", "TCP 9001"),
    "argocd-redis": named(["application-controller", "repo-server", "server"], "TCP 6379"),
    "argocd-repo-server": {
      ...but("repo-server", "TCP 8084"),
      ...named(
        ["application-controller", "applicationset-controller", "notifications-controller", "server"],
        "TCP 8081,8084",
      ),
    },
    "argocd-server": but("server", "All Connections"),
  });
});

test("the AKS store has no policies: everybody reaches everybody", { skip }, async () => {
  const found = senders(await app(["aks-store-demo/aks-store-quickstart.yaml"]));
  const names = ["order-service", "product-service", "rabbitmq", "store-front"];
  const but = (own) =>
    same(
      names.filter((name) => name !== own),
      "All Connections",
    );
  assert.deepEqual(found, Object.fromEntries(names.map((name) => [name, but(name)])));
});
