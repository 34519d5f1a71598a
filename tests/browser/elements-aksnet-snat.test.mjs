// <aksnet-snat> in Chromium. Ports by pool size: Microsoft's table of default allocation; 64,000 ports for each public address.
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
const says = (page) => page.locator(".says").innerText();
const tiers = async (page) =>
  (await page.locator(".tiers tbody tr").allInnerTexts()).map((row) => row.replace(/\s+/g, " ").trim());

test("a bare element shows 50 nodes, 1,024 ports each, and the table of tiers", async () => {
  await withPage(browser, "<aksnet-snat></aksnet-snat>", {}, async (page, { errors }) => {
    await settle(page);
    assert.equal(await figure(page), "1,024");
    assert.match(await says(page), /Fits\s*50 nodes of 1,000 that fit/);
    assert.deepEqual(await tiers(page), [
      "1 to 50 here 1,024",
      "51 to 100 512",
      "101 to 200 256",
      "201 to 400 128",
      "401 to 800 64",
      "801 to 1,000 32",
    ]);
    // 50 × 1,024
    assert.match(await page.locator(".ledger tbody").innerText(), /Ports of the nodes\s+50 × 1,024\s+51,200/);
    assert.deepEqual(errors, []);
  });
});

test("two addresses double a tier, up to 1,024: tiers with the same ports are one", async () => {
  await withPage(browser, '<aksnet-snat nodes="120" frontends="2"></aksnet-snat>', {}, async (page) => {
    await settle(page);
    assert.equal(await figure(page), "512");
    assert.deepEqual((await tiers(page)).slice(0, 3), ["1 to 100 1,024", "101 to 200 here 512", "201 to 400 256"]);
  });
});

test("ports allocated explicitly: surge is set aside, and what does not last is refused in words", async () => {
  const body = '<aksnet-snat nodes="100" frontends="7" max-surge="2" allocated-outbound-ports="4000"></aksnet-snat>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // 64,000 × 7 ÷ 4,000 = 112, two of them set aside
    assert.match(await says(page), /Fits\s*100 nodes of 110 that fit/);
    assert.equal(await page.locator(".tiers").count(), 0);
    await page.locator("#nodes").fill("111");
    assert.match(await says(page), /Does not fit\s*Too many: 111 nodes, and 110 fit/);
    assert.equal(await page.locator(".finding.error").count(), 1);
    await page.locator("#allocatedOutboundPorts").fill("4001");
    assert.match(await page.locator(".finding.error").first().innerText(), /multiple of 8/);
  });
});

test("crossing a tier with the surge is a warning, and the outbound type is a choice", async () => {
  await withPage(browser, '<aksnet-snat nodes="49" max-surge="2"></aksnet-snat>', {}, async (page) => {
    await settle(page);
    assert.match(
      await page.locator(".finding").innerText(),
      /Warning\s*snat-tier-crossed[\s\S]*512 ports instead of 1,024/,
    );
    await page.getByLabel("Outbound type").selectOption("managedNATGateway");
    // ⌊64,512 ÷ 51⌋
    assert.equal(await figure(page), "1,264");
    assert.equal(await page.locator(".tiers").count(), 0);
  });
});

test("the slider moves the answer at once and says what it means; a wrong entry is named and the answer stays", async () => {
  await withPage(browser, "<aksnet-snat></aksnet-snat>", {}, async (page) => {
    await settle(page);
    const slider = page.getByRole("slider", { name: "Nodes, slider" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    assert.equal(await figure(page), "512");
    assert.equal(
      await slider.getAttribute("aria-valuetext"),
      "nodes 51: 512 ports for each node. 51 nodes of 1,000 that fit.",
    );
    await page.evaluate(() => {
      document.addEventListener("aksnet-error", ({ detail }) => {
        globalThis.heard = [detail instanceof Error, detail.field];
      });
    });
    await page.locator("#frontends").fill("0");
    assert.equal(await figure(page), "512");
    assert.equal(await page.locator("#frontends").getAttribute("aria-invalid"), "true");
    assert.deepEqual(await page.evaluate(() => globalThis.heard), [true, "frontends"]);
    await page.waitForTimeout(700);
    assert.notEqual(await page.locator("p[role=status]").innerText(), "");
  });
});

test("attributes are the state: setting one asks again and tells", async () => {
  await withPage(browser, "<aksnet-snat><p>1,024 ports</p></aksnet-snat>", {}, async (page) => {
    await settle(page);
    const heard = await page.evaluate(async () => {
      const element = document.querySelector("aksnet-snat");
      let detail;
      document.addEventListener("aksnet-change", (event) => {
        detail = event.detail;
      });
      element.setAttribute("nodes", "401");
      await element.updateComplete;
      return [detail.portsPerNode, element.plan.portsPerNode];
    });
    assert.deepEqual(heard, [64, 64]);
  });
});
