// <aksnet-flow> in Chromium: the example's addresses are its documents' own.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, strictPolicy, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

test("a bare element draws a pod that asks a Service under kubenet, under a strict policy", async () => {
  await withPage(browser, "<aksnet-flow></aksnet-flow>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    assert.match(await page.locator(".at-text").innerText(), /Delivered, served by lab\/web/);
    // The Service's address and port, replaced by the pod's.
    assert.deepEqual(await page.locator(".steps li:nth-child(2) ins").allInnerTexts(), ["10.244.2.11:8080"]);
    const stops = await page.locator("svg.aksnet-picture .stop").count();
    assert.equal(stops, await page.locator(".steps li").count());
    assert.deepEqual(errors, []);
  });
});

test("steps are walked by key, and picture and list light up together", async () => {
  await withPage(browser, "<aksnet-flow></aksnet-flow>", {}, async (page) => {
    await settle(page);
    await page.getByRole("slider", { name: "Step" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.locator(".stop.chosen").getAttribute("data-step"), "2");
    assert.equal(await page.locator("[aria-current=step]").count(), 1);
    await page.getByRole("button", { name: "Next" }).click();
    assert.equal(await page.locator(".stop.chosen").getAttribute("data-step"), "3");
  });
});

test("the question is a choice; what cannot be understood is named and the answer stays", async () => {
  await withPage(browser, '<aksnet-flow mode="node-subnet"></aksnet-flow>', { width: 320 }, async (page) => {
    await settle(page);
    assert.deepEqual(await page.locator(".steps li:nth-child(2) ins").allInnerTexts(), ["10.224.0.21:8080"]);
    await page.getByLabel("To", { exact: true }).selectOption("pod:lab/web:8080");
    assert.equal(await page.locator(".steps ins").count(), 0);
    await page.evaluate(() => document.querySelector("aksnet-flow").setAttribute("from", "pod:lab/nobody"));
    await page.locator("#stray").waitFor();
    assert.ok((await page.locator(".steps li").count()) > 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });
});

// By the rules of the recorded packets: hairpin under kubenet, no endpoints, no route for a node, a pod's address from outside.
const outcomes = {
  ...{ service: "Delivered", "internet-in": "Delivered", "internet-in-local": "Delivered", "pod-pod": "Delivered" },
  ...{ "internet-out": "Delivered", vm: "Delivered", "on-premises": "Delivered", "node-port": "Delivered" },
  ...{ frontend: "Delivered", "pod-from-outside": "Dropped", hairpin: "Dropped", "no-endpoints": "Rejected" },
  "route-missing": "Dropped",
};

test("each preset ends as it was recorded, and what stopped a packet is said", async () => {
  await withPage(browser, "<aksnet-flow></aksnet-flow>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    const choice = page.getByLabel("A question", { exact: true });
    const ids = await choice.locator("option").evaluateAll((all) => all.map(({ value }) => value).filter(Boolean));
    assert.deepEqual(ids.toSorted(), Object.keys(outcomes).toSorted());
    for (const id of ids) {
      await choice.selectOption(id);
      await settle(page);
      assert.match(await page.locator(".at-text").innerText(), new RegExp(`${outcomes[id]}\\b`, "i"), id);
      assert.equal(await page.locator(".why-not").count(), outcomes[id] === "Delivered" ? 0 : 1, id);
    }
    assert.deepEqual(errors, []);
  });
});

test("two modes are held against each other, and the first difference is marked in both", async () => {
  const body = '<aksnet-flow preset="internet-in" beside="node-subnet"></aksnet-flow>';
  await withPage(browser, body, { width: 320 }, async (page) => {
    await settle(page);
    assert.equal(await page.locator("svg.aksnet-picture").count(), 2);
    // The client and the load balancer see the same; the node rewrites to an address of the network, or to one outside of it.
    const marked = await page.locator(".differs").allInnerTexts();
    assert.equal(marked.length, 2);
    assert.match(marked[0], /10\.244\.2\.11:8080/);
    assert.match(marked[1], /10\.224\.0\.21:8080/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
  });
});

test("a step is a link, the picture has keys, and the player plays unless motion is unwanted", async () => {
  const body = '<aksnet-flow id="f"></aksnet-flow>';
  await withPage(browser, body, { reducedMotion: "reduce" }, async (page) => {
    await settle(page);
    assert.equal(await page.getByRole("button", { name: "Play" }).count(), 0);
    await page.evaluate(() => {
      location.hash = "#f?preset=hairpin&mode=overlay&step=2";
    });
    await page.locator('.stop.chosen[data-step="2"]').waitFor();
    assert.match(await page.locator(".at-text").innerText(), /Delivered/i);
    await page.locator("svg.aksnet-picture").focus();
    await page.keyboard.press("End");
    await page.locator(".steps li:last-child[aria-current=step]").waitFor();
    await page.keyboard.press("Home");
    await page.keyboard.press("Space");
    await page.locator(".steps li:nth-child(2)[aria-current=step]").waitFor();
    await page.getByRole("link", { name: "Link to step 3" }).click();
    await page.locator(".steps li:nth-child(3)[aria-current=step]").waitFor();
    assert.match(page.url(), /#f\?preset=hairpin&mode=overlay&step=3$|#f\?mode=overlay&preset=hairpin&step=3$/);
  });
});
