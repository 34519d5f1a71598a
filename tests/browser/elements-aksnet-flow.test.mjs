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
