// Several elements on one page: followers, the comparison, the paste box.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const landing = `<h2><aksnet-sizing id="head" source="plan" view="headline">Fifty nodes</aksnet-sizing></h2>
  <aksnet-sizing id="plan" view="controls" nodes="50" max-pods="30" max-surge="1" subnet-prefix="10.240.0.0/21"></aksnet-sizing>
  <aksnet-sizing id="over" source="plan" view="bars" mode="overlay" subnet-prefix="10.240.8.0/26"></aksnet-sizing>
  <aksnet-compare source="plan"></aksnet-compare>
  <aksnet-paste for="plan"></aksnet-paste>`;

const headline = (page) => page.evaluate(() => document.querySelector("#head").shadowRoot.textContent.trim());
const chosen = (page) => page.locator("aksnet-compare tr.on .name").allInnerTexts();

test("followers take over every change of their source, with their own attributes on top", async () => {
  await withPage(browser, landing, {}, async (page, { errors }) => {
    await settle(page);
    assert.equal(await headline(page), "50 nodes take 1,581 addresses from your network. Or 51.");
    assert.match(await page.locator("#over .parts").innerText(), /Used 51\s+Free 8\s+Reserved by Azure 5/);
    await page.getByRole("spinbutton", { name: "Nodes", exact: true }).fill("55");
    // (55 + 1) × 31, and 56 under overlay: 59 are usable in a /26
    assert.equal(await headline(page), "55 nodes take 1,736 addresses from your network. Or 56.");
    assert.match(await page.locator("#over .parts").innerText(), /Used 56\s+Free 3/);
    assert.deepEqual(errors, []);
  });
});

test("the comparison shows six modes, and choosing one sets it everywhere", async () => {
  await withPage(browser, landing, {}, async (page) => {
    await settle(page);
    assert.deepEqual(await page.locator("aksnet-compare tbody b").allInnerTexts(), [
      "51",
      "1,581",
      "2,499",
      "1,683",
      "51",
      "51",
    ]);
    assert.match((await chosen(page)).join(), /^Azure CNI, node subnet/);
    await page.getByRole("button", { name: "kubenet" }).click();
    assert.match((await chosen(page)).join(), /^kubenet/);
    assert.equal(await page.getByLabel("Network mode").inputValue(), "kubenet");
    assert.equal(await headline(page), "50 nodes take 51 addresses from your network. Or 1,581.");
    await page.getByLabel("Network mode").selectOption("byo-cni");
    assert.match((await chosen(page)).join(), /^Bring your own CNI/);
    assert.equal(await page.getByRole("button", { name: "Bring your own CNI" }).getAttribute("aria-pressed"), "true");
  });
});

test("what stops a mode first is the subnet given, or with any-subnet a limit of its own", async () => {
  const body = '<aksnet-sizing id="plan" view="controls" subnet-prefix="10.240.0.0/21"></aksnet-sizing>';
  const table = (flag) => `<aksnet-compare source="plan" ${flag}></aksnet-compare>`;
  await withPage(browser, body + table("") + table("any-subnet"), {}, async (page) => {
    await settle(page);
    const stops = (at) =>
      page.locator("aksnet-compare").nth(at).locator("tbody tr").nth(1).locator("td").nth(3).innerText();
    // (n + 1) × 31 within the 2,043 of a /21; within the 65,536 of a virtual network
    assert.match(await stops(0), /^64 nodes/);
    assert.match(await stops(1), /^2,113 nodes/);
  });
});

test("a comparison alone has its own case", async () => {
  const body = '<aksnet-compare nodes="10" max-pods="110" max-surge="1" mode="overlay"></aksnet-compare>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // 11 nodes · × 111 · + 128 each (110 pods and half a batch, in batches of 16) · + 112 each (seven blocks of 16)
    const expected = [11, 11 * 111, 11 + 11 * 128, 11 + 11 * 112, 11, 11].map((figure) => figure.toLocaleString("en"));
    assert.deepEqual(await page.locator("tbody b").allInnerTexts(), expected);
    assert.match((await chosen(page)).join(), /^Azure CNI Overlay/);
    assert.equal(await page.locator("tbody tr").count(), 6);
  });
});

const document = (pools) =>
  JSON.stringify({ networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: pools, sku: { tier: "Free" } });

test("what is pasted is answered at once, with a receipt, and drives the page", async () => {
  await withPage(browser, landing, {}, async (page) => {
    await settle(page);
    const box = page.locator("aksnet-paste textarea");
    await box.fill(
      document([{ name: "np1", mode: "System", count: 7, maxPods: 40, upgradeSettings: { maxSurge: "1" } }]),
    );
    await page.locator("aksnet-paste .takes").waitFor();
    const receipt = await page.locator("aksnet-paste .takes").innerText();
    assert.match(receipt, /Pool np1\s+7 nodes of 40 pods; 8 at the peak, 1 of them surge/);
    assert.match(receipt, /Takes\s+328 addresses, a \/23/);
    // (7 + 1) × 41
    assert.match(await headline(page), /^7 nodes take 328 addresses/);
    await page.getByRole("spinbutton", { name: "Nodes", exact: true }).fill("8");
    assert.match(await headline(page), /^8 nodes take 369 addresses/);
  });
});

test("an autoscaled pool counts at its maximum, and the headline says so", async () => {
  await withPage(browser, landing, {}, async (page) => {
    await settle(page);
    const work = {
      name: "work",
      mode: "User",
      count: 5,
      minCount: 3,
      maxCount: 20,
      enableAutoScaling: true,
      maxPods: 110,
    };
    const system = { name: "sys", mode: "System", count: 3, maxPods: 30, upgradeSettings: { maxSurge: "1" } };
    await page
      .locator("aksnet-paste textarea")
      .fill(document([system, { ...work, upgradeSettings: { maxSurge: "33%" } }]));
    await page.locator("aksnet-paste .takes").waitFor();
    // (3 + 1) × 31 + (20 + 7) × 111, 33 % of 20 being 6.6
    assert.match(await headline(page), /^Up to 23 nodes take 3,121 addresses/);
    await page.getByRole("spinbutton", { name: "Nodes, pool work", exact: true }).fill("21");
    // 33 % of 21 is 6.93: (21 + 7) × 111
    assert.match(await headline(page), /^Up to 24 nodes take 3,232 addresses/);
  });
});

test("what cannot be read is named, and the answer before it stays", async () => {
  await withPage(browser, landing, {}, async (page) => {
    await settle(page);
    const box = page.locator("aksnet-paste textarea");
    await box.fill(document([{ count: 7, maxPods: 40, upgradeSettings: { maxSurge: "1" } }]));
    await page.locator("aksnet-paste .takes").waitFor();
    await box.fill('{ "networkProfile": ');
    await page.locator("aksnet-paste .wrong").waitFor();
    assert.match(await page.locator("aksnet-paste .wrong").innerText(), /JSON/);
    assert.equal(await box.getAttribute("aria-invalid"), "true");
    assert.match(await headline(page), /^7 nodes take 328/);
    await box.fill(document([{ count: "seven" }]));
    await page.locator("aksnet-paste .wrong code", { hasText: "count" }).waitFor();
    await box.fill("");
    await page.locator("aksnet-paste .wrong").waitFor({ state: "detached" });
  });
});

test("a file can be opened instead of pasted", async () => {
  await withPage(browser, landing, {}, async (page) => {
    await settle(page);
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      page.getByRole("button", { name: "Open a file" }).click(),
    ]);
    const text = document([{ count: 3, maxPods: 30, upgradeSettings: { maxSurge: "1" } }]);
    await chooser.setFiles({ name: "aks.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await page.locator("aksnet-paste .takes").waitFor();
    // (3 + 1) × 31
    assert.match(await headline(page), /^3 nodes take 124 addresses/);
  });
});
