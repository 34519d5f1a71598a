// The pages without script: the answers stand in the markup, and nothing is wider than a narrow screen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, site, watchedPage } from "../lib/chromium.mjs";

let browser;
let served;

before(async () => {
  [browser, served] = await Promise.all([launch(), site()]);
});
after(() => Promise.all([browser?.close(), served?.close()]));

/** Pages with answers, and a text that only the right answer has. The figures are WORKED's: A1, and 51 nodes with blocks of 32. */
const pages = {
  "": /Fifty nodes take 1,581 addresses from your network\. Or 51\./,
  "learn/kubenet/": /take 51, and a \/26 holds them/,
  "learn/node-subnet/": /take 1,581, and need a \/21/,
  "learn/pod-subnet-dynamic/":
    /take 51 of the node subnet and, when every node runs 30 pods, 2,448 of the pod subnet, a \/20/,
  "learn/pod-subnet-static/": /take 51 of the node subnet and 1,632 of the pod subnet at 30 pods, a \/21/,
  "learn/overlay/": /take 51, and a \/26 holds them/,
  "learn/byo-cni/": /take 51, and a \/26 holds them/,
  "sources/": /Nodes in a kubenet cluster/,
};

describe("pages without script", () => {
  for (const [path, answer] of Object.entries(pages)) {
    test(`/${path} answers, and fits 320 px`, async () => {
      const options = { javaScriptEnabled: false, viewport: { width: 320, height: 900 } };
      const { page, context, faults } = await watchedPage(browser, options);
      try {
        await page.goto(new URL(path, served.url).href, { waitUntil: "load" });
        const words = (await page.locator("main").textContent()) ?? "";
        assert.match(words.replace(/\s+/g, " "), answer);
        assert.equal(await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0);
        assert.deepEqual(faults, []);
      } finally {
        await context.close();
      }
    });
  }
});
