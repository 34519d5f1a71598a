// <aksnet-growth> in Chromium: 30 pods on a node and one node more while upgrading, unless a test says otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const values = (page) => page.locator(".values td.num").allInnerTexts();
const head = (page) => page.locator(".values thead").innerText();

test("six lines, each as far as its mode goes, and the values at the marker", async () => {
  await withPage(browser, '<aksnet-growth nodes="300"></aksnet-growth>', {}, async (page, { errors }) => {
    await settle(page);
    assert.equal(await page.locator("polyline").count(), 6);
    // 256 blocks of the pod range, one of them for the surge node; 65,536 ÷ 31 is 2,114; 65,536 ÷ 49 is 1,337
    assert.match(
      await page.locator(".chart").getAttribute("aria-label"),
      /kubenet stops at 255; node subnet stops at 2,113; pod subnet stops at 1,336; CNI Overlay stops at 255/,
    );
    assert.match(await page.locator(".limit-text").textContent(), /65,536 allowed/);
    assert.match(await head(page), /Addresses at 300 nodes/);
    // 301 nodes · × 31 · × 49 (30 pods and half a batch, in batches of 16) · × 33 (two blocks of 16)
    assert.deepEqual(await values(page), ["Stopped", "9,331", "14,749", "9,933", "Stopped", "301"]);
    assert.deepEqual(errors, []);
  });
});

test("the keyboard moves the marker, and says every value", async () => {
  await withPage(browser, '<aksnet-growth nodes="300"></aksnet-growth>', {}, async (page) => {
    await settle(page);
    const slider = page.getByRole("slider", { name: "Nodes, marker" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    assert.match(await head(page), /Addresses at 301 nodes/);
    // 302 × 31, × 49, × 33
    assert.equal(
      await slider.getAttribute("aria-valuetext"),
      "301 nodes: kubenet no more, node subnet 9,362, pod subnet 14,798, static blocks 9,966, CNI Overlay no more, own CNI 302.",
    );
    assert.equal(await page.evaluate(() => document.querySelector("aksnet-growth").plans[1].addresses), 9362);
  });
});

test("the pointer shows values without moving the marker, until it is pressed", async () => {
  await withPage(browser, '<aksnet-growth nodes="300" up-to="1000"></aksnet-growth>', {}, async (page) => {
    await settle(page);
    const box = await page.locator(".chart").boundingBox();
    // The middle of the plot, which begins 60 px from the left and ends 22 px from the right.
    await page.mouse.move(box.x + 60 + (box.width - 82) / 2, box.y + 100);
    await settle(page);
    assert.match(await head(page), /Addresses at 500 nodes/);
    // 501 × 31
    assert.equal((await values(page))[1], "15,531");
    assert.equal(await page.evaluate(() => document.querySelector("aksnet-growth").plans[1].addresses), 9331);
    await page.mouse.move(1, 1);
    await settle(page);
    assert.match(await head(page), /Addresses at 300 nodes/);
    await page.mouse.click(box.x + 60 + (box.width - 82) / 2, box.y + 100);
    await settle(page);
    assert.equal(await page.evaluate(() => document.querySelector("aksnet-growth").nodes), 500);
  });
});

test("the same as a table, where a mode has stopped too", async () => {
  await withPage(browser, '<aksnet-growth up-to="2400"></aksnet-growth>', {}, async (page) => {
    await settle(page);
    await page.getByText("The chart as a table").click();
    const row = await page
      .locator(".all tbody tr", { has: page.getByRole("rowheader", { name: "1,400" }) })
      .innerText();
    // 1,401 × 31, × 33; the dynamic pod subnet has stopped at 1,336
    assert.deepEqual(row.trim().split(/\s+/), ["1,400", "stopped", "43,431", "stopped", "46,233", "stopped", "1,401"]);
  });
});

test("it follows another element, and moving the marker moves that element's nodes", async () => {
  const body = `<aksnet-sizing id="plan" view="controls" nodes="10" subnet-prefix="23"></aksnet-sizing>
    <aksnet-growth source="plan" up-to="100"></aksnet-growth>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // The subnet's end: 507 ÷ 31 is 16, one for the surge
    assert.match(await page.locator(".chart").getAttribute("aria-label"), /node subnet stops at 15/);
    await page.locator("#plan #maxPods").fill("60");
    await settle(page);
    assert.match(await page.locator(".chart").getAttribute("aria-label"), /node subnet stops at 7/);
    await page.getByRole("slider", { name: "Nodes, marker" }).focus();
    await page.keyboard.press("ArrowRight");
    await settle(page);
    assert.equal(await page.locator("#plan #nodes").inputValue(), "11");
    assert.match(await head(page), /Addresses at 11 nodes/);
    await page.getByLabel("Show up to").selectOption("500");
    assert.match(await page.locator(".chart").getAttribute("aria-label"), /up to 500 nodes/);
  });
});

test("a wrong entry is said, the curve before it stays", async () => {
  await withPage(browser, "<aksnet-growth></aksnet-growth>", {}, async (page) => {
    await settle(page);
    await page.evaluate(() => document.querySelector("aksnet-growth").setAttribute("max-pods", "251"));
    await settle(page);
    assert.match(await page.locator(".wrong").innerText(), /251.*10 to 250/s);
    assert.equal(await page.locator("polyline").count(), 6);
  });
});

test("an edge that is no number of nodes is refused, and the next one counts", async () => {
  await withPage(browser, '<aksnet-growth up-to="many"></aksnet-growth>', {}, async (page) => {
    await settle(page);
    assert.match(await page.locator(".wrong").innerText(), /many.*1 to 10000/s);
    await page.evaluate(() => document.querySelector("aksnet-growth").setAttribute("up-to", "800"));
    await settle(page);
    assert.equal(await page.locator(".wrong").count(), 0);
    assert.match(await page.locator(".chart").getAttribute("aria-label"), /up to 800 nodes/);
  });
});

test("several pools: the pointer, the marker and the table count all nodes, the ends of the lines too", async () => {
  await withPage(browser, '<aksnet-growth up-to="1000"></aksnet-growth>', {}, async (page, { errors }) => {
    await settle(page);
    await page.evaluate(() => {
      const pool = (name, mode, count) => ({ name, mode, count, maxPods: 30, upgradeSettings: { maxSurge: "1" } });
      document.querySelector("aksnet-growth").request = {
        cluster: { agentPoolProfiles: [pool("system", "System", 100), pool("work", "User", 50)] },
      };
    });
    await settle(page);
    assert.match(await head(page), /Addresses at 150 nodes/);
    // 256 blocks of the pod range, two of them for surge nodes.
    assert.match(await page.locator(".chart").getAttribute("aria-label"), /CNI Overlay stops at 254/);
    const box = await page.locator(".chart").boundingBox();
    await page.mouse.move(box.x + 60 + (box.width - 82) / 2, box.y + 100);
    await settle(page);
    assert.match(await head(page), /Addresses at 500 nodes/);
    // 500 nodes and one of surge in each of the two pools: 502 × 31
    assert.equal((await values(page))[1], "15,562");
    await page.mouse.click(box.x + 60 + (box.width - 82) / 2, box.y + 100);
    await settle(page);
    const plans = () => page.evaluate(() => document.querySelector("aksnet-growth").plans[1]);
    assert.deepEqual(
      (await plans()).pools.map(({ nodes }) => nodes),
      [100, 400],
    );
    // Each line begins where the other pool alone stands and one node works, and overlay's ends at its ceiling.
    const x = await page.locator(".curve").evaluateAll((lines) => lines.map((line) => line.points[0].x));
    assert.equal(new Set(x).size, 1);
    assert.deepEqual(errors, []);
  });
});
