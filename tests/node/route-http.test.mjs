// routeHttp of a loaded environment crosses as text; what a text would change in silence must be refused as it is elsewhere.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { init, load, routeHttp } from "aksnet";

before(() => init());

const place = {
  kubernetes: [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "shop" },
      spec: {
        rules: [
          {
            http: {
              paths: [
                { path: "/", pathType: "Prefix", backend: { service: { name: "front", port: { number: 80 } } } },
                { path: "/é", pathType: "Exact", backend: { service: { name: "accent", port: { number: 80 } } } },
              ],
            },
          },
        ],
      },
    },
  ],
};

test("loaded and given environments answer alike", () => {
  const environment = load(place);
  const questions = [
    { host: "shop.example", path: "/cart?a=1" },
    { host: "shop.example", path: "/é" },
    { host: "shop.example", path: "/\ud800" },
    {
      host: "shop.example",
      path: "/",
      headers: { a: ["1", "2"], b: "" },
      query: { q: "x" },
      port: 8080,
      scheme: "http",
    },
    { host: "shop.example", path: "/", method: undefined },
  ];
  for (const http of questions) {
    assert.deepEqual(routeHttp({ environment, http }), routeHttp({ environment: place, http }));
  }
  assert.equal(routeHttp({ environment, http: questions[1] }).backends[0].service, "default/accent");
  environment.free();
});

test("what is no plain data is refused with its place, loaded or not", () => {
  const environment = load(place);
  const wrong = [
    { host: "a", path: "/", headers: new Map([["a", "b"]]) },
    { host: "a", path: "/", port: Number.NaN },
    { host: "a", path: () => "/" },
    { host: "a", path: "/", headers: { toJSON: () => ({}) } },
    { host: "a", path: "/", nosuch: "x" },
    { host: "a", path: "cart" },
    new Date(0),
    undefined,
  ];
  for (const http of wrong) {
    const told = (environment) => {
      try {
        routeHttp({ environment, http });
      } catch ({ name, code, field, message, help }) {
        return { name, code, field, message, help };
      }
      return "answered";
    };
    const loaded = told(environment);
    assert.notEqual(loaded, "answered");
    assert.deepEqual(loaded, told(place));
  }
  environment.free();
  assert.throws(() => routeHttp({ environment, http: { host: "a", path: "/" } }), { code: "freed-environment" });
});
