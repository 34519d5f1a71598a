// <aksnet-routes>, <aksnet-policy>, <aksnet-http> in Chromium: their own examples, the keyboard, axe, 320 pixels.
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

for (const tag of ["aksnet-routes", "aksnet-policy", "aksnet-http"]) {
  test(`${tag}: nothing wrong by axe at 320 pixels and wide, in both schemes, and nothing sticks out`, async () => {
    for (const [width, colorScheme] of [
      [320, "light"],
      [320, "dark"],
      [1200, "light"],
      [1200, "dark"],
    ]) {
      await withPage(browser, `<${tag}></${tag}>`, { width }, async (page, { errors }) => {
        await page.emulateMedia({ colorScheme });
        await settle(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        await page.evaluate(axe);
        const found = await page.evaluate((selector) => globalThis.axe.run(selector), tag);
        assert.deepEqual(
          found.violations.map(({ id, nodes }) => [id, nodes[0].html]),
          [],
          `${width} ${colorScheme}`,
        );
        assert.deepEqual(errors, []);
      });
    }
  });
}

test("a destination is answered as it is typed: the winner, and why each other lost", async () => {
  await withPage(browser, "<aksnet-routes></aksnet-routes>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    assert.equal(await page.locator(".routes tbody tr").count(), 12);
    assert.match(await page.locator("tr.won").innerText(), /10\.0\.0\.0\/24[\s\S]*Within-Subnet1/);
    await page.getByLabel("Destination", { exact: true }).fill("10.1.2.3");
    assert.match(await page.locator(".answer").innerText(), /10\.1\.2\.3: dropped, by ToVNet2-1-Drop/);
    await page.getByLabel("Out of the subnet").selectOption("Subnet2");
    assert.match(await page.locator(".answer").innerText(), /VNetPeering/);
    // A word that is no address: the answer stays, and the field says what is wrong.
    await page.getByLabel("Destination", { exact: true }).fill("10.1.2");
    await page.locator("#destination-wrong").waitFor();
    assert.deepEqual(errors, []);
  });
});

test("the ranges are walked by key, and nodes fill kubenet's table", async () => {
  await withPage(browser, "<aksnet-routes></aksnet-routes>", {}, async (page) => {
    await settle(page);
    await page.getByRole("slider", { name: "Range of destinations" }).focus();
    await page.keyboard.press("Home");
    assert.equal(await page.getByLabel("Destination", { exact: true }).inputValue(), "0.0.0.0");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.getByLabel("Destination", { exact: true }).inputValue(), "10.0.0.0");
    await page.getByLabel("Nodes", { exact: true }).fill("400");
    assert.match(
      await page.locator(".at-budget").innerText(),
      /401 of 400 routes[\s\S]*401 routes, and 400 are allowed/,
    );
  });
});

test("the bar to scale comes closer by key, button and slider, and the list says the same", async () => {
  await withPage(browser, '<aksnet-routes destination="10.1.2.3"></aksnet-routes>', {}, async (page, { errors }) => {
    await settle(page);
    const scale = page.locator("[part=scale]");
    const shown = () => scale.locator("p").innerText();
    assert.match(await shown(), /^0\.0\.0\.0\/0, to scale/);
    await page.getByRole("slider", { name: "Zoom" }).focus();
    await page.keyboard.press("+");
    await page.keyboard.press("+");
    await settle(page);
    assert.match(await shown(), /^10\.0\.0\.0\/8, to scale: .*10\.0\.0\.0 to 10\.255\.255\.255/);
    // 10.1.0.0/16 is the 256th part of it, and begins behind the first.
    const chosen = scale.locator("rect.chosen");
    assert.deepEqual([await chosen.getAttribute("x"), await chosen.getAttribute("width")], ["0.3906%", "0.3906%"]);
    assert.equal(await page.evaluate(() => document.querySelector("aksnet-routes").zoom), 8);
    await page.getByRole("button", { name: "Closer" }).click();
    await settle(page);
    assert.match(await shown(), /^10\.0\.0\.0\/12/);
    await page.keyboard.press("-");
    await page.getByRole("slider", { name: "Zoom" }).fill("16");
    await settle(page);
    // All of the /16 is one range.
    assert.match(await shown(), /^10\.1\.0\.0\/16, to scale: 1 range/);
    await page.getByText("The ranges as a list").click();
    const rows = page.locator(".ranges li");
    assert.match(await page.locator('.ranges [aria-current="true"]').innerText(), /10\.1\.0\.0 to 10\.1\.255\.255/);
    await rows.first().getByRole("button").click();
    await settle(page);
    assert.equal(await page.getByLabel("Destination", { exact: true }).inputValue(), "0.0.0.0");
    // A number that no bar can show is refused, not cut.
    await page.evaluate(() => document.querySelector("aksnet-routes").setAttribute("zoom", "33"));
    await settle(page);
    assert.match(await page.locator(".wrong").first().innerText(), /33/);
    assert.deepEqual(errors, []);
  });
});

test("nodes that no table can hold are refused in the field, and nothing is cut", async () => {
  await withPage(browser, '<aksnet-routes nodes="600"></aksnet-routes>', {}, async (page) => {
    await settle(page);
    assert.match(await page.locator(".at-budget").innerText(), /601 of 400 routes/);
    await page.getByLabel("Nodes", { exact: true }).fill("-1");
    await page.locator("#nodes-wrong").waitFor();
    assert.match(await page.locator(".at-budget").innerText(), /601 of 400 routes/);
  });
});

test("a cell says which rule; a policy switched off changes the matrix", async () => {
  await withPage(browser, "<aksnet-policy></aksnet-policy>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    await page.getByLabel("Port", { exact: true }).selectOption("TCP 5432");
    const cell = page.getByRole("button", { name: "shop/report[Deployment] to shop/database[Deployment]: denied" });
    await cell.focus();
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".at-why").innerText(), /Denied[\s\S]*NetworkPolicy shop\/deny-all/);
    await page.getByLabel("NetworkPolicy shop/deny-all").uncheck();
    // The database has a policy of its own still; the report, which had none, is open now.
    const opened = page.getByRole("button", {
      name: "shop/api[Deployment] to shop/report[Deployment]: allowed, changed",
    });
    await opened.waitFor();
    await page.getByLabel("Engine").selectOption("none");
    assert.equal(await page.locator(".matrix .shut").count(), 0);
    assert.deepEqual(errors, []);
  });
});

test("engines that differ stand side by side, a near miss is said, and the graph is told in words too", async () => {
  await withPage(browser, "<aksnet-policy></aksnet-policy>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    await page.evaluate(() => {
      const pod = (name, podIP) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "n", labels: { app: name } },
        status: { podIP, phase: "Running" },
      });
      const spec = {
        podSelector: { matchLabels: { app: "b" } },
        ingress: [{ from: [{ ipBlock: { cidr: "10.244.0.0/16" } }], ports: [{ port: 80 }] }],
      };
      const metadata = { name: "block", namespace: "n" };
      const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec };
      document.querySelector("aksnet-policy").environment = {
        kubernetes: [pod("a", "10.244.1.4"), pod("b", "10.244.1.5"), policy],
      };
    });
    // Calico and Azure match a pod by its address, Cilium does not; without an engine nor do Kubernetes' own rules.
    await page.getByRole("button", { name: "n/a[Pod] to n/b[Pod]: denied, engines differ" }).click();
    const why = await page.locator(".at-why").innerText();
    assert.match(why, /The engines differ[\s\S]*Calico\s+Cilium\s+Azure\s+allowed\s+denied\s+allowed/);
    assert.match(why, /nearly[\s\S]*10\.244\.0\.0\/16 holds 10\.244\.1\.4/);
    await page.getByLabel("Drawn as").selectOption("graph");
    assert.equal(await page.locator(".graph .arrow").count(), 1);
    assert.match(await page.locator(".at-matrix ul.sr").innerText(), /a to nobody[\s\S]*b to a/);
    assert.deepEqual(errors, []);
  });
});

test("a thousand workloads are drawn by page and filtered by name", async () => {
  await withPage(browser, "<aksnet-policy></aksnet-policy>", {}, async (page) => {
    await settle(page);
    await page.evaluate(() => {
      const pods = Array.from({ length: 1000 }, (_, at) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: `pod-${at}`, namespace: "n", labels: { app: `app-${at % 10}` } },
      }));
      document.querySelector("aksnet-policy").environment = { kubernetes: pods };
    });
    await page.getByText("1,000 workloads").waitFor();
    assert.equal(await page.locator(".matrix tbody tr").count(), 24);
    await page.getByLabel("Workloads with").fill("pod-99");
    assert.equal(await page.locator(".matrix tbody tr").count(), 11);
  });
});

test("the same shop as Ingress and as Istio: the winner, the losers, and no canary where nothing has weights", async () => {
  await withPage(browser, '<aksnet-http api="ingress" path="/api"></aksnet-http>', {}, async (page, { errors }) => {
    await settle(page);
    assert.match(await page.locator(".split").innerText(), /shop\/api:80/);
    assert.match(await page.locator(".at-why").innerText(), /rule 0 path 0 holds too and loses: its path is shorter/);
    assert.equal(await page.getByLabel("Canary, %", { exact: true }).count(), 0);
    await page.getByLabel("Routes written as").selectOption("istio");
    await page.getByLabel("Path", { exact: true }).fill("/cart");
    assert.match(await page.locator(".split").innerText(), /subset v1[\s\S]*900 of 1000[\s\S]*subset v2/);
    await page.getByLabel("Host", { exact: true }).fill("shop.exampel");
    assert.match(await page.locator(".at-why").innerText(), /nearest is a VirtualService for the host shop\.example/);
    assert.deepEqual(errors, []);
  });
});

test("a header sends a request to the test version; the canary's share follows its slider", async () => {
  await withPage(browser, "<aksnet-http></aksnet-http>", { policy: strictPolicy }, async (page, { errors }) => {
    await settle(page);
    assert.match(
      await page.locator(".split").innerText(),
      /shop-v1:80[\s\S]*900 of 1000[\s\S]*shop-v2:80[\s\S]*100 of 1000/,
    );
    await page.getByLabel("Canary, %", { exact: true }).fill("25");
    assert.match(await page.locator(".split").innerText(), /750 of 1000[\s\S]*250 of 1000/);
    await page.getByLabel("Path", { exact: true }).fill("/api/items");
    assert.match(await page.locator(".split").innerText(), /shop\/api:80/);
    await page.getByLabel("Headers, one a line").fill("X-Version: test");
    assert.match(await page.locator(".split").innerText(), /shop\/api-test:80/);
    await page.getByLabel("Host", { exact: true }).fill("other.example");
    assert.match(await page.locator(".at-answer").innerText(), /404/);
    assert.deepEqual(errors, []);
  });
});
