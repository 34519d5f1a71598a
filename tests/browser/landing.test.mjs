// The landing page: the article's case, live, by pointer and by keyboard, and from a file.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";
import { launch, settled, site, watchedPage } from "../lib/chromium.mjs";

let browser;
let served;

before(async () => {
  [browser, served] = await Promise.all([launch(), site()]);
});
after(() => Promise.all([browser?.close(), served?.close()]));

/** Opens the landing page, hands it to `look`, and expects no fault. */
async function landing(look, address = served.url, options = {}) {
  const { page, context, faults } = await watchedPage(browser, options);
  try {
    await page.goto(address, { waitUntil: "load" });
    await settled(page);
    await look(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** All text of the page, that of open shadow roots included. */
const visibleText = (page) =>
  page.evaluate(() => {
    const textOf = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return node.data;
      if (node.localName === "script" || node.localName === "style") return "";
      const inside = node.shadowRoot ? [...node.shadowRoot.childNodes] : [...node.childNodes];
      const assigned = node.localName === "slot" ? node.assignedNodes() : [];
      return [...assigned, ...inside].map(textOf).join(" ");
    };
    return textOf(document.body);
  });

test("it opens on the article's case: 1,581 addresses, and 51 under kubenet", () =>
  landing(async (page) => {
    const text = await visibleText(page);
    for (const figure of ["1,581", "51"]) assert.ok(text.includes(figure), `${figure} is not on the page`);
    const plan = await page.evaluate(() => document.querySelector("aksnet-sizing").plan);
    assert.equal(plan.subnets[0].needed, 1581);
    assert.equal(plan.subnets[0].prefixLength, 21);
  }));

test("it works from a folder on disk", () =>
  landing(
    async (page) => {
      const needed = await page.evaluate(() => document.querySelector("aksnet-sizing").plan.subnets[0].needed);
      assert.equal(needed, 1581);
    },
    pathToFileURL(join(root, "target/site/index.html")).href,
  ));

test("without script the same figures are there", () =>
  landingWithoutScript(async (page) => {
    const text = await page.locator("body").innerText();
    assert.ok(text.includes("1,581"));
  }));

async function landingWithoutScript(look) {
  const { page, context, faults } = await watchedPage(browser, { javaScriptEnabled: false });
  try {
    await page.goto(served.url, { waitUntil: "load" });
    await look(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

/** The element that has the focus, looked up through shadow roots, as one line. */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    if (!element || element === document.body) return undefined;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    globalThis.walked ??= new Map();
    if (!globalThis.walked.has(element)) globalThis.walked.set(element, globalThis.walked.size);
    return {
      number: globalThis.walked.get(element),
      what: `${element.localName} ${element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? ""}`,
      visible: box.width > 0 && box.height > 0 && style.visibility === "visible",
      marked: style.outlineStyle !== "none" || style.boxShadow !== "none",
      tag: element.localName,
      type: element.getAttribute("type") ?? "",
    };
  });

test("the keyboard reaches every control once around, and the focus is always visible", () =>
  landing(async (page) => {
    const walk = [];
    for (let steps = 0; steps < 400; steps += 1) {
      await page.keyboard.press("Tab");
      const now = await focused(page);
      if (now === undefined || (walk.length > 0 && now.number === walk[0].number)) break;
      assert.ok(!walk.some((one) => one.number === now.number), `the focus is caught at ${now.what}`);
      walk.push(now);
    }
    assert.ok(walk.length > 5 && walk.length < 400, `${walk.length} steps`);
    for (const { what, visible, marked } of walk) {
      assert.ok(visible, `${what} has the focus and is not visible`);
      assert.ok(marked, `${what} shows no sign of the focus`);
    }
    assert.ok(
      walk.some(({ type }) => type === "range"),
      "no slider was reached",
    );
    assert.ok(
      walk.some(({ tag }) => tag === "textarea"),
      "the box for pasting was not reached",
    );
  }));

test("a slider moved by the arrow key changes the answer within a frame", () =>
  landing(async (page) => {
    const slider = page.locator("aksnet-sizing input[type=range]").first();
    await slider.focus();
    const before = await page.evaluate(() => document.querySelector("aksnet-sizing").plan.subnets[0].needed);
    await page.keyboard.press("ArrowRight");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const after = await page.evaluate(() => document.querySelector("aksnet-sizing").plan.subnets[0].needed);
    assert.ok(after > before, `${before} addresses before, ${after} after`);
  }));

test("a pasted cluster is answered at once", () =>
  landing(async (page) => {
    const cluster = {
      name: "pasted",
      networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay" },
      agentPoolProfiles: [{ name: "a", count: 7, maxPods: 40, upgradeSettings: { maxSurge: "2" } }],
    };
    await page.locator("aksnet-paste textarea").fill(JSON.stringify(cluster, undefined, 2));
    await page.waitForFunction(() => document.querySelector("aksnet-paste").plan !== undefined);
    const plan = await page.evaluate(() => document.querySelector("aksnet-paste").plan);
    assert.equal(plan.mode, "overlay");
    // Seven nodes and two of surge, one address each.
    assert.equal(plan.subnets[0].needed, 9);
  }));
