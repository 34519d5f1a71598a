// The elements as guests: strict policies, no WebAssembly, two copies of the script, themes, narrow places, keyboards, axe.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch } from "../lib/chromium.mjs";
import { settle, strictPolicy, withoutWasm, withPage } from "./elements-page.mjs";

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const everything = `<aksnet-sizing id="plan" max-surge="33%" subnet-prefix="10.240.0.0/21"></aksnet-sizing>
  <aksnet-sizing source="plan" mode="pod-subnet-dynamic" view="picture ledger bars limits"></aksnet-sizing>
  <aksnet-compare source="plan"></aksnet-compare><aksnet-paste for="plan"></aksnet-paste>
  <aksnet-snat nodes="49" max-surge="2"></aksnet-snat>
  <aksnet-capacity mode="kubenet" nodes="400"></aksnet-capacity>
  <aksnet-growth nodes="300" up-to="1000"></aksnet-growth>
  <aksnet-address-space demands="a=18, b=12"></aksnet-address-space>`;

test("under a strict policy and Trusted Types everything is drawn and styled", async () => {
  await withPage(browser, everything, { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    // 33 % of 50 is 16.5, so 17; (50 + 17) × 31
    assert.equal(await page.locator("#plan .fig").first().innerText(), "2,077");
    const track = await page
      .locator("#plan .frame .used")
      .first()
      .evaluate((used) => getComputedStyle(used).fill);
    assert.equal(track, "rgb(11, 85, 159)");
    assert.deepEqual(errors, []);
  });
});

test("a page that sizes loads embed.js alone; the other models come when an element asks for them", async () => {
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", {}, async (page, { requests }) => {
    await settle(page);
    assert.equal(await page.locator("aksnet-sizing .fig").first().innerText(), "1,581");
    assert.equal(requests.filter((address) => address.includes("embed-models")).length, 0);
    const refused = await page.evaluate(() => {
      try {
        return String(globalThis.aksnet.planSnat({ nodes: 3 }));
      } catch (error) {
        return [error instanceof globalThis.aksnet.AksnetError, error.code, error.help];
      }
    });
    assert.deepEqual(refused.slice(0, 2), [true, "not-initialised"]);
    assert.match(refused[2], /await aksnet\.init\(\)/);

    // The whole library by its name: every function, and one class of errors.
    const after = await page.evaluate(async () => {
      const { aksnet } = globalThis;
      await aksnet.init();
      const blocks = aksnet.staticBlocks({ maxPods: 30 }).blocks;
      const { environment } = await aksnet.readDocuments(
        '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"b"}}',
      );
      try {
        aksnet.planSnat({ nodes: -1 });
      } catch (error) {
        return [blocks, environment.kubernetes.length, error instanceof aksnet.AksnetError];
      }
      return [];
    });
    assert.deepEqual(after, [2, 1, true]);
    assert.equal(requests.filter((address) => address.includes("embed-models")).length, 1);
  });
});

test("where embed-models.js is missing, sizing goes on and the other elements say what is missing", async () => {
  const body = "<aksnet-sizing></aksnet-sizing><aksnet-snat><p>light</p></aksnet-snat>";
  await withPage(browser, body, { refuse: (path) => path === "/embed-models.js" }, async (page) => {
    await page.locator("aksnet-snat [part=failure]").waitFor();
    assert.match(await page.locator("aksnet-snat [part=failure]").innerText(), /embed-models\.js could not be loaded/);
    assert.equal(await page.locator("aksnet-sizing .fig").first().innerText(), "1,581");
  });
});

test("under Trusted Types a load of embed-models.js that failed may be tried again", async () => {
  let missing = true;
  const body = "<aksnet-sizing></aksnet-sizing>";
  const policy = `${strictPolicy}; trusted-types aksnet lit-html`;
  await withPage(browser, body, { policy, refuse: (path) => missing && path === "/embed-models.js" }, async (page) => {
    await settle(page);
    const start = () =>
      page.evaluate(() =>
        globalThis.aksnet.init().then(
          () => "started",
          (error) => error.code,
        ),
      );
    assert.equal(await start(), "unreachable-source");
    missing = false;
    assert.equal(await start(), "started");
    assert.equal(await page.evaluate(() => globalThis.aksnet.staticBlocks({ maxPods: 30 }).blocks), 2);
  });
});

test("without leave for WebAssembly the light DOM stays, and one line says why", async () => {
  const body = '<aksnet-sizing><p id="still">1,581 addresses</p></aksnet-sizing>';
  await withPage(browser, body, { policy: withoutWasm }, async (page) => {
    await settle(page);
    assert.equal(await page.locator("#still").isVisible(), true);
    assert.match(await page.locator("[part=failure]").innerText(), /'wasm-unsafe-eval'/);
  });
});

test("before the answer, and without script, the light DOM is what is seen", async () => {
  const body = '<aksnet-sizing><p id="still">1,581 addresses</p></aksnet-sizing>';
  await withPage(browser, body, { javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.locator("#still").isVisible(), true);
  });
});

test("nothing starts before an element comes near the viewport", async () => {
  const body = '<div class="far"></div><aksnet-sizing><p id="still">1,581</p></aksnet-sizing>';
  const head = '<link rel="stylesheet" href="data:text/css,.far{height:5000px}">';
  await withPage(browser, body, { head }, async (page) => {
    await page.evaluate(() => {
      document.querySelector(".far").style.height = "5000px";
    });
    await page.waitForTimeout(300);
    const before = await page.evaluate(() => document.querySelector("aksnet-sizing").plan === undefined);
    await page.locator("aksnet-sizing").scrollIntoViewIfNeeded();
    await page.locator("aksnet-sizing .fig").first().waitFor();
    assert.equal(before, true);
  });
});

test("a second copy of the script changes nothing", async () => {
  const head = '<script defer src="embed.js?again"></script>';
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", { head }, async (page, { errors }) => {
    await settle(page);
    assert.equal(await page.locator(".fig").first().innerText(), "1,581");
    assert.deepEqual(errors, []);
  });
});

test("a page's own --aksnet-* properties win, set above the element or on it", async () => {
  const body = '<div id="themed"><aksnet-sizing view="bars"></aksnet-sizing></div>';
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    const fill = () =>
      page
        .locator(".frame .used")
        .first()
        .evaluate((used) => getComputedStyle(used).fill);
    assert.equal(await fill(), "rgb(11, 85, 159)");
    await page.evaluate(() => document.querySelector("#themed").style.setProperty("--aksnet-way", "rgb(1, 2, 3)"));
    assert.equal(await fill(), "rgb(1, 2, 3)");
    await page.evaluate(() =>
      document.querySelector("aksnet-sizing").style.setProperty("--aksnet-way", "rgb(4, 5, 6)"),
    );
    assert.equal(await fill(), "rgb(4, 5, 6)");
  });
});

test("an element in a light page stays light when the system is dark", async () => {
  const head = '<meta name="color-scheme" content="light">';
  const colour = (page) => page.locator("aksnet-sizing").evaluate((element) => getComputedStyle(element).color);
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", { colorScheme: "dark" }, async (page) => {
    await settle(page);
    assert.equal(await colour(page), "rgb(238, 236, 230)");
    await page.evaluate(() => document.documentElement.style.setProperty("color-scheme", "light"));
    assert.equal(await colour(page), "rgb(26, 29, 33)");
  });
  await withPage(browser, "<aksnet-sizing></aksnet-sizing>", { head, colorScheme: "light" }, async (page) => {
    assert.equal(await colour(page), "rgb(26, 29, 33)");
  });
});

/** Every node that is drawn in the elements' shadow roots: where it ends, how large it is, how large its text is. */
const drawn = (page) =>
  page.evaluate(() => {
    const hosts = [...document.querySelectorAll("main *")].filter(({ localName }) => localName.startsWith("aksnet-"));
    return hosts.flatMap((host) => {
      const edge = host.getBoundingClientRect().right;
      const nodes = [...host.shadowRoot.querySelectorAll("*:not(.sr, .sr *, thead, thead *, svg *, option)")];
      return nodes
        .map((node) => ({ node, box: node.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0)
        .map(({ node, box: { width, height, right } }) => ({
          ...{ name: `${host.localName} ${node.localName}.${node.getAttribute("class")}`, width, height },
          over: right - edge,
          target: node.matches("button, select, summary, .ref, input"),
          text: node.localName === "sup" ? 12 : Number.parseFloat(getComputedStyle(node).fontSize),
        }));
    });
  });

for (const width of [312, 352, 720, 1440]) {
  test(`nothing sticks out or is smaller than it may be in ${width - 32} px`, async () => {
    await withPage(browser, everything, { width }, async (page) => {
      await settle(page);
      await page.evaluate(() => {
        for (const host of document.querySelectorAll("main *")) {
          for (const details of host.shadowRoot?.querySelectorAll("details") ?? []) details.open = true;
        }
      });
      const nodes = await drawn(page);
      assert.ok(nodes.length > 200, `only ${nodes.length} nodes were drawn`);
      assert.deepEqual(
        nodes.filter(({ over }) => over > 0.5),
        [],
      );
      assert.deepEqual(
        nodes.filter((node) => node.target && Math.min(node.width, node.height) < 24),
        [],
      );
      assert.deepEqual(
        nodes.filter(({ text }) => text < 12),
        [],
      );
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    });
  });
}

for (const [name, options] of [
  ["light", { width: 1280 }],
  ["dark", { width: 1280, colorScheme: "dark" }],
  ["light, 320 px", { width: 320 }],
  ["dark, 320 px", { width: 320, colorScheme: "dark" }],
  ["forced colours", { width: 1280, forcedColors: "active" }],
]) {
  test(`axe-core finds nothing: ${name}`, async () => {
    await withPage(browser, everything, options, async (page) => {
      await settle(page);
      await page.locator("#plan #nodes").fill("-1");
      await page.locator("aksnet-paste textarea").fill("{");
      await page.locator("aksnet-paste .wrong").waitFor();
      assert.deepEqual(await axe(page), []);
    });
  });
}

test("by keyboard alone: every control is reached in order, each has a name, and the way leads out again", async () => {
  const body = `<button id="first">Before</button><aksnet-sizing view="controls" id="plan"></aksnet-sizing><aksnet-compare source="plan"></aksnet-compare><button id="last">After</button>`;
  await withPage(browser, body, {}, async (page) => {
    await settle(page);
    await page.locator("#first").focus();
    const stops = [];
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        let active = document.activeElement;
        while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
        return {
          id: active.id || active.getAttribute("aria-label") || active.textContent.trim(),
          outline: getComputedStyle(active).outlineStyle,
        };
      });
      if (stop.id === "last") break;
      assert.notEqual(stop.id, "");
      assert.notEqual(stop.outline, "none", `${stop.id} shows no focus`);
      stops.push(stop.id);
    }
    assert.deepEqual(stops.slice(0, 11), [
      ...["Nodes, slider", "nodes", "Most pods on a node, slider", "maxPods"],
      ...["Extra nodes while upgrading (max surge, a number or %), slider", "maxSurge"],
      ...[
        "Your node subnet, prefix or its length, slider",
        "subnetPrefix",
        "mode",
        "More that takes addresses",
        "kubenet",
      ],
    ]);
    assert.ok(stops.length < 60, "the focus never left the elements");
    await page.getByRole("button", { name: "Azure CNI Overlay" }).focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.querySelector("#plan").mode), "overlay");
  });
});

for (const tag of ["aksnet-snat", "aksnet-capacity", "aksnet-growth", "aksnet-address-space"]) {
  test(`by keyboard alone: ${tag} is walked through, its details opened, and left again`, async () => {
    const body = `<button id="first">Before</button><${tag}></${tag}><button id="last">After</button>`;
    await withPage(browser, body, {}, async (page) => {
      await settle(page);
      await page.locator("#first").focus();
      const stops = [];
      for (let step = 0; step < 120; step += 1) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          let active = document.activeElement;
          while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
          const { localName, id, labels } = active;
          const name = active.getAttribute("aria-label") || labels?.[0]?.textContent || active.textContent;
          return { localName, id, name: name.trim(), outline: getComputedStyle(active).outlineStyle };
        });
        stops.push(stop);
        if (stop.id === "last") break;
        if (stop.localName === "summary") await page.keyboard.press("Enter");
      }
      assert.equal(stops.pop()?.id, "last", "the focus never left the element");
      assert.ok(stops.length >= 2);
      assert.deepEqual(
        stops.filter(({ name, outline }) => name === "" || outline === "none"),
        [],
      );
    });
  });
}

test("importing the elements without a DOM defines nothing and adds no browser global", async () => {
  const { elements, AksnetSizing } = await import("../../pkg/dist/elements.js");
  assert.equal(typeof AksnetSizing, "function");
  assert.deepEqual(Object.keys(elements), [
    "aksnet-sizing",
    "aksnet-compare",
    "aksnet-paste",
    "aksnet-snat",
    "aksnet-capacity",
    "aksnet-growth",
    "aksnet-address-space",
    "aksnet-checklist",
    "aksnet-findings",
    "aksnet-flow",
    "aksnet-routes",
    "aksnet-policy",
    "aksnet-http",
  ]);
  for (const name of ["HTMLElement", "document", "customElements", "window"]) assert.equal(globalThis[name], undefined);
});
