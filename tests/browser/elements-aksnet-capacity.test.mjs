// <aksnet-capacity> in Chromium. Expected figures are worked out beside them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const figure = (page) => page.locator(".fig").innerText();
const steps = async (page) =>
  (await page.locator(".upgrade tbody tr").allInnerTexts()).map((row) => row.replace(/\s+/g, " ").trim());

test("a node subnet: the figure, what stops it, the runners-up fullest first, and upgrade day", async () => {
  const body = '<aksnet-capacity subnet-prefix="10.240.0.0/19" max-surge="33%"></aksnet-capacity>';
  await withPage(browser, body, {}, async (page, { errors }) => {
    await settle(page);
    // 2^13 − 5 = 8,187 hold 264 nodes of 31; 33 % of 198 is 65.34, so 66, and 198 + 66 = 264; with 199 it is 265
    assert.equal(await figure(page), "198");
    assert.match(await page.locator(".says").innerText(), /nodes, 5,940 pods/);
    // 264 × 31
    assert.match(await page.locator(".stop").innerText(), /Stopped by.*10\.240\.0\.0\/19: 8,184 of 8,187/);
    const rows = await page.locator(".limits tbody tr").allInnerTexts();
    assert.match(rows[0], /8,184\s+of 8,187|8,184\s+8,187/);
    assert.match(rows[1], /Nodes in a node pool\s+264/);
    // 50, and with 33 % of it, 16.5, so 17; times 31
    assert.deepEqual(await steps(page), [
      "Steady 50 1,550 Fits",
      "Upgrading nodepool1 67 2,077 Fits",
      "Upgrading all pools at once 67 2,077 Fits",
    ]);
    assert.deepEqual(errors, []);
  });
});

test("kubenet stops at the route table, of which the user's own routes take a part", async () => {
  await withPage(
    browser,
    '<aksnet-capacity mode="kubenet" pod-cidr="14" user-routes="12"></aksnet-capacity>',
    {},
    async (page) => {
      await settle(page);
      // 400 − 12 − 1 for the surge
      assert.equal(await figure(page), "387");
      assert.equal(await page.locator("#podCidr").inputValue(), "10.244.0.0/14");
      await page.locator("#userRoutes").fill("-1");
      assert.equal(await figure(page), "387");
      assert.match(await page.locator("#userRoutes-wrong").innerText(), /0 to 1000/);
      await page.locator("#userRoutes").fill("0");
      assert.equal(await figure(page), "399");
    },
  );
});

test("a pod subnet is the limit of its own, and its field is there only where a mode has it", async () => {
  const body =
    '<aksnet-capacity mode="pod-subnet-dynamic" subnet-prefix="24" pod-subnet-prefix="20"></aksnet-capacity>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // 30 pods hold 48 addresses; 4,091 ÷ 48 is 85, one of them the surge node
    assert.equal(await figure(page), "84");
    await page.getByLabel("Network mode").selectOption("node-subnet");
    // 251 ÷ 31 is 8
    assert.equal(await figure(page), "7");
    assert.equal(await page.locator("#podSubnetPrefix").count(), 0);
    await page.getByLabel("Network mode").selectOption("pod-subnet-dynamic");
    assert.equal(await figure(page), "84");
  });
});

test("what does not fit on upgrade day is said at its step", async () => {
  const body = '<aksnet-capacity subnet-prefix="24" nodes="8"></aksnet-capacity>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    const [steady, upgrading] = await steps(page);
    assert.equal(steady, "Steady 8 248 Fits");
    // 9 × 31 = 279 of 251
    assert.match(upgrading, /^Upgrading nodepool1 9 279 Does not fit .*279 of 251/);
    assert.match(await page.locator(".findings").innerText(), /surge-not-obtained/);
  });
});

test("it follows another element, its own ranges on top, and tells what it answers", async () => {
  const body = `<aksnet-sizing id="plan" view="controls" nodes="10" max-pods="30" max-surge="1"></aksnet-sizing>
    <aksnet-capacity source="plan" subnet-prefix="23"></aksnet-capacity>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    const capacity = () => page.evaluate(() => document.querySelector("aksnet-capacity").capacity.maxNodes);
    // 507 ÷ 31 is 16
    assert.equal(await capacity(), 15);
    await page.locator("#plan #maxPods").fill("60");
    // 507 ÷ 61 is 8
    assert.equal(await capacity(), 7);
    const heard = await page.evaluate(async () => {
      const element = document.querySelector("aksnet-capacity");
      let detail;
      element.addEventListener("aksnet-change", (event) => {
        detail = event.detail;
      });
      element.setAttribute("max-surge", "3");
      await element.updateComplete;
      return [detail.maxNodes, element.steps.length];
    });
    assert.deepEqual(heard, [5, 3]);
  });
});
