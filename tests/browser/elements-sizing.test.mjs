// <aksnet-sizing> in Chromium. Expected figures are worked out beside them, from the formula in Microsoft's own pages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "../lib/chromium.mjs";
import { settle, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const figures = (page, selector = "aksnet-sizing") => page.locator(`${selector} .fig`).allInnerTexts();

test("a bare element shows the article's case: (50 + 1) × (1 + 30) = 1,581, or 51", async () => {
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", {}, async (page, { errors, requests }) => {
    await settle(page);
    assert.deepEqual(await figures(page), ["1,581", "51"]);
    const sum = await page.locator(".ledger tr.sum").innerText();
    assert.match(sum, /Needed\s+\(50 \+ 1\) × \(1 \+ 30\)\s+1,581/);
    // 2^11 − 5 − 1,581
    assert.match(await page.locator(".ledger tbody tr").last().innerText(), /Spare\s+2,043 − 1,581\s+462/);
    assert.deepEqual(errors, []);
    assert.deepEqual(
      requests.filter((address) => !address.startsWith("http://aksnet.test/")),
      [],
    );
  });
});

test("attributes are the interface", async () => {
  const body = `<aksnet-sizing id="a" nodes="20" max-pods="50" max-surge="33%" internal-load-balancers="2"></aksnet-sizing>
    <aksnet-sizing id="b" nodes="20" mode="overlay" max-surge="2"></aksnet-sizing>
    <aksnet-sizing id="c" mode="pod-subnet-dynamic"></aksnet-sizing>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // 33 % of 20 is 6.6, so 7; (20 + 7) × 51 + 2
    assert.equal((await figures(page, "#a"))[0], "1,379");
    assert.equal((await figures(page, "#b"))[0], "22");
    assert.equal(await page.locator("#b [part=blocks-bar]").count(), 1);
    // 51 nodes, and 48 addresses each: 30 pods in batches of 16, with half a batch in reserve
    assert.equal((await figures(page, "#c"))[0], "2,499");
    assert.equal(await page.locator("#c [part=subnet-bar]").count(), 2);
    await page.evaluate(() => document.querySelector("#a").setAttribute("nodes", "10"));
    await page.evaluate(() => document.querySelector("#a").updateComplete);
    // 33 % of 10 is 3.3, so 4; (10 + 4) × 51 + 2
    assert.equal((await figures(page, "#a"))[0], "716");
  });
});

test("the slider moves the answer before the next frame, by keyboard, and says what it means", async () => {
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", {}, async (page) => {
    await settle(page);
    const slider = page.getByRole("slider", { name: "Nodes, slider" });
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    // (51 + 1) × 31
    assert.equal((await figures(page))[0], "1,612");
    assert.equal(await slider.getAttribute("aria-valuetext"), "51 nodes, 1,612 addresses, needs a /21");
    assert.equal(await page.getByRole("spinbutton", { name: "Nodes", exact: true }).inputValue(), "51");
    const shown = await page.evaluate(
      () =>
        new Promise((done) => {
          const { shadowRoot } = document.querySelector("aksnet-sizing");
          const range = shadowRoot.querySelector("input[type=range]");
          range.value = "100";
          range.dispatchEvent(new Event("input"));
          requestAnimationFrame(() => done(shadowRoot.querySelector(".fig").textContent));
        }),
    );
    // (100 + 1) × 31
    assert.equal(shown, "3,131");
  });
});

test("a wrong entry is named at its field, the last good answer stays, and an event tells", async () => {
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", {}, async (page) => {
    await settle(page);
    await page.evaluate(() => {
      globalThis.heard = [];
      document.addEventListener("aksnet-error", ({ detail }) =>
        globalThis.heard.push([
          detail.constructor.name === "Object",
          detail instanceof Error,
          detail.code,
          detail.field,
        ]),
      );
    });
    const pods = page.getByLabel("Most pods on a node", { exact: true });
    await pods.fill("251");
    assert.deepEqual(await figures(page), ["1,581", "51"]);
    assert.equal(await pods.getAttribute("aria-invalid"), "true");
    const described = await pods.getAttribute("aria-describedby");
    assert.match(await page.locator(`#${described}`).innerText(), /251.*10 to 250/s);
    assert.deepEqual(await page.evaluate(() => globalThis.heard), [
      [false, true, "out-of-range", "cluster.agentPoolProfiles[0].maxPods"],
    ]);
    await pods.fill("25");
    assert.equal(await pods.getAttribute("aria-invalid"), "false");
    // (50 + 1) × (1 + 25)
    assert.equal((await figures(page))[0], "1,326");
    const prefix = page.getByLabel("Your node subnet, prefix or its length", { exact: true });
    await prefix.fill("10.240.0.7/21");
    assert.match(await page.locator("#subnetPrefix-wrong").innerText(), /10\.240\.0\.0\/21/);
    await page.getByRole("spinbutton", { name: "Nodes", exact: true }).fill("");
    assert.equal((await page.locator("#nodes-wrong").count()) + (await page.locator("#subnetPrefix-wrong").count()), 1);
  });
});

test("a subnet that is too small says by how much", async () => {
  const body = '<aksnet-sizing max-surge="33%" subnet-prefix="10.240.0.0/21"></aksnet-sizing>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    // 33 % of 50 is 16.5, so 17; (50 + 17) × 31 = 2,077, and a /21 leaves 2,043
    assert.equal(await page.locator(".barline .short").innerText(), "short by 34");
    assert.match(
      await page.locator("svg.frame").first().getAttribute("aria-label"),
      /2,077 needed, 2,043 usable, short by 34/,
    );
    assert.match(await page.locator(".ledger tr.short").innerText(), /Short by\s+2,077 − 2,043\s+34/);
    assert.equal(await page.locator(".finding.error").count(), 1);
    assert.match(await page.locator(".finding.error .word").innerText(), /Refused/);
  });
});

test("a length alone stands for a subnet, and the bar names its first and last address", async () => {
  await withPage(
    browser,
    '<aksnet-sizing view="bars" subnet-prefix="22" nodes="10"></aksnet-sizing>',
    {},
    async (page) => {
      await settle(page);
      assert.deepEqual(await page.locator(".foot code").allInnerTexts(), ["10.240.0.0", "10.240.3.255"]);
      // 2^10 − 5 − (10 + 1) × 31
      assert.match(await page.locator(".parts").innerText(), /Used 341\s+Free 678\s+Reserved by Azure 5/);
    },
  );
});

test("aksnet-change bubbles out of the shadow root with the plan", async () => {
  await withPage(browser, "", {}, async (page) => {
    const plan = await page.evaluate(async () => {
      let heard;
      document.addEventListener("aksnet-change", (event) => {
        heard = { ...event.detail, composed: event.composed };
      });
      const element = document.createElement("aksnet-sizing");
      document.querySelector("main").append(element);
      await element.start();
      return heard;
    });
    assert.equal(plan.composed, true);
    assert.equal(plan.mode, "node-subnet");
    assert.equal(plan.subnets[0].needed, 1581);
    await settle(page);
    assert.equal(await page.evaluate(() => document.querySelector("aksnet-sizing").plan.addresses), 1581);
  });
});

test("properties set before the element is defined, or before the library runs, count", async () => {
  await withPage(browser, "", {}, async (page) => {
    const seen = await page.evaluate(async () => {
      const early = document.createElement("aksnet-sizing");
      early.nodes = 9;
      early.mode = "kubenet";
      const whole = document.createElement("aksnet-sizing");
      whole.setAttribute("nodes", "77");
      whole.request = {
        cluster: {
          networkProfile: { networkPlugin: "azure" },
          agentPoolProfiles: [
            { name: "system", mode: "System", count: 3, maxPods: 30, upgradeSettings: { maxSurge: "1" } },
            { name: "work", mode: "User", count: 5, maxPods: 110, upgradeSettings: { maxSurge: "1" } },
          ],
        },
      };
      document.querySelector("main").append(early, whole);
      await Promise.all([early.start(), whole.start()]);
      const first = [early.plan.addresses, whole.plan.addresses];
      const moved = document.createElement("section");
      document.body.append(moved);
      moved.append(whole);
      whole.nodes = 6;
      await whole.updateComplete;
      return [...first, whole.plan.addresses];
    });
    // 9 + 1 (surge "1" of the example) · (3 + 1) × 31 + (5 + 1) × 111 · and with six nodes in the User pool
    assert.deepEqual(seen, [10, 4 * 31 + 6 * 111, 4 * 31 + 7 * 111]);
  });
});

test("the picture has a column for each node and gives way to a bar when it cannot be counted", async () => {
  await withPage(browser, '<aksnet-sizing view="picture"></aksnet-sizing>', { width: 1000 }, async (page) => {
    await settle(page);
    const label = await page.locator("svg.waffle").first().getAttribute("aria-label");
    assert.equal(
      label,
      "51 columns, one for each node, of 31 squares: one address for the node and 30 addresses for pods.",
    );
    assert.match(await page.locator(".key").innerText(), /the surge node and its 30/);
    await page.evaluate(() => {
      document.querySelector("aksnet-sizing").nodes = 900;
    });
    await settle(page);
    assert.equal(await page.locator("svg.waffle").count(), 0);
    assert.deepEqual(await figures(page), ["27,931", "901"]);
  });
});

test("one sentence is said half a second after the figures came to rest", async () => {
  await withPage(browser, '<aksnet-sizing view="controls"></aksnet-sizing>', {}, async (page) => {
    await settle(page);
    const status = page.locator("p[role=status]");
    await page.getByRole("slider", { name: "Nodes, slider" }).focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press("ArrowRight");
    assert.doesNotMatch(await status.innerText(), /1,674/);
    await page.waitForTimeout(700);
    // (53 + 1) × 31
    assert.equal(await status.innerText(), "Azure CNI, node subnet: 1,674 addresses, needs a /21.");
  });
});
