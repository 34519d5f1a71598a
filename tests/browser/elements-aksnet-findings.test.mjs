// <aksnet-findings>, and the lab's wiring: one box, and every element answers for what was pasted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("bare, it names the fault of its example, and the day decides on retirements", async () => {
  const body = '<aksnet-findings as-of="2026-11-27"></aksnet-findings>';
  await withPage(browser, body, {}, async (page, { errors }) => {
    await settle(page);
    const codes = () => page.locator("aksnet-findings").evaluate((element) => element.said.map(({ code }) => code));
    // 10.0.4.0/24 lies in the Services' 10.0.0.0/16: an overlap; kubenet ends in 2028, and in 2020 nobody said so.
    const found = await codes();
    assert.ok(
      found.some((code) => code.includes("overlap")),
      String(found),
    );
    assert.ok(found.includes("kubenet-retirement"), String(found));
    assert.deepEqual(errors, []);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await axe(page), []);
    }
  });
});

const documents = JSON.stringify([
  {
    type: "Microsoft.ContainerService/managedClusters",
    name: "shop",
    networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/16" },
    agentPoolProfiles: [{ name: "np", count: 80, maxPods: 30, upgradeSettings: { maxSurge: "1" } }],
  },
  {
    type: "Microsoft.Network/virtualNetworks",
    name: "net",
    addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
    subnets: [{ name: "aks", addressPrefix: "10.1.8.0/24" }],
  },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { type: "LoadBalancer", selector: { app: "web" }, ports: [{ port: 80 }] },
  },
]);

test("what is pasted once reaches the findings, the sizes, the routes and the packet", async () => {
  const body = `<aksnet-paste id="box" for="found size routes flow"></aksnet-paste><aksnet-findings id="found"></aksnet-findings>
    <aksnet-sizing id="size"></aksnet-sizing><aksnet-routes id="routes"></aksnet-routes><aksnet-flow id="flow"></aksnet-flow>`;
  await withPage(browser, body, { height: 6000 }, async (page) => {
    await settle(page);
    await page.locator("#box textarea").fill(documents);
    await page.waitForFunction(() => document.querySelector("#size").plan?.nodes === 80);
    // 80 nodes and one surge node take an address each.
    assert.equal(await page.locator("#size").evaluate((element) => element.plan.subnets[0].needed), 81);
    assert.equal(await page.locator("#found").evaluate((element) => element.environment.cluster.name), "shop");
    await page.waitForFunction(() => document.querySelector("#routes").shadowRoot.textContent.includes("10.1.0.0/16"));
    // A load balancer is asked from outside.
    const asked = await page
      .locator("#flow")
      .evaluate(({ shadowRoot }) => ["from", "to"].map((id) => shadowRoot.querySelector(`#${id}`).value));
    assert.deepEqual(asked, ["address:198.51.100.10", "service:shop/web:80"]);
  });
});

test("a cluster alone is laid out: the packet starts at the first node; an empty box brings the examples back", async () => {
  const body = '<aksnet-paste id="box" for="flow"></aksnet-paste><aksnet-flow id="flow"></aksnet-flow>';
  await withPage(browser, body, { height: 4000 }, async (page) => {
    await settle(page);
    const [cluster] = JSON.parse(documents);
    await page.locator("#box textarea").fill(JSON.stringify(cluster));
    const answered = (outcome, from) =>
      page.waitForFunction(
        ([wanted, first]) => {
          const { shadowRoot } = document.querySelector("#flow");
          return shadowRoot.textContent.includes(wanted) && shadowRoot.querySelector("#from")?.value === first;
        },
        [outcome, from],
      );
    await answered("Delivered", "node:aks-nodepool1-vmss000000");
    await page.locator("#box textarea").fill("");
    await answered("Delivered", "pod:lab/client");
    assert.equal(await page.locator("#flow").evaluate((element) => element.environment), undefined);
  });
});
