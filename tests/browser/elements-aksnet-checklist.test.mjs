// <aksnet-checklist> in Chromium: its own example, a pasted cluster, axe at both widths and in both schemes.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, strictPolicy, withPage } from "./elements-page.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const states = (page) => page.locator(".conditions tbody tr td:nth-of-type(1)").allInnerTexts();

test("a bare element: a kubenet cluster, its seven conditions", async () => {
  await withPage(
    browser,
    "<aksnet-checklist></aksnet-checklist>",
    { policy: strictPolicy },
    async (page, { errors }) => {
      await settle(page);
      assert.match(await page.locator(".answer").innerText(), /^kubenet to Overlay\. Nothing known stands in the way/);
      assert.deepEqual(await states(page), ["Met", "Met", "Met", "Not known", "Met", "Not known", "Met"]);
      assert.deepEqual(errors, []);
    },
  );
});

test("a pasted cluster: Calico and an older Kubernetes stand in its way", async () => {
  const body = `<aksnet-paste id="box"></aksnet-paste><aksnet-checklist source="box"><p id="still">As built.</p></aksnet-checklist>`;
  await withPage(browser, body, {}, async (page, { errors }) => {
    await settle(page);
    // Nothing is pasted yet: what the page has in its place stays.
    assert.equal(await page.locator("#still").isVisible(), true);
    const cluster = {
      kubernetesVersion: "1.26.3",
      networkProfile: { networkPlugin: "kubenet", networkPolicy: "calico", podCidr: "10.244.0.0/16" },
      agentPoolProfiles: [{ name: "a", mode: "System", count: 3, maxPods: 110 }],
    };
    await page.locator("#text").fill(JSON.stringify(cluster));
    await page.locator(".conditions").waitFor();
    assert.match(await page.locator(".answer").innerText(), /In the way: 2/);
    assert.deepEqual((await states(page)).slice(0, 3), ["Met", "Not met", "Not met"]);
    assert.match(await page.locator(".conditions").innerText(), /1\.26\.3[\s\S]*calico/);
    assert.deepEqual(errors, []);
  });
});

test("nothing wrong by axe at 320 pixels and wide, in both schemes, and nothing sticks out", async () => {
  for (const [width, colorScheme] of [
    [320, "light"],
    [320, "dark"],
    [1440, "light"],
    [1440, "dark"],
  ]) {
    await withPage(browser, "<aksnet-checklist></aksnet-checklist>", { width }, async (page) => {
      await page.emulateMedia({ colorScheme });
      await settle(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run("aksnet-checklist"));
      assert.deepEqual(
        violations.map(({ id, nodes }) => [id, nodes[0].html]),
        [],
        `${width} ${colorScheme}`,
      );
    });
  }
});
