// Every page of the built site in Chromium: narrow and wide, light and dark. Nothing overflows, nothing goes wrong, nothing asks
// another host, and axe-core finds nothing.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";
import { axe, launch, settled, site, watchedPage } from "../lib/chromium.mjs";

let browser;
let served;

before(async () => {
  [browser, served] = await Promise.all([launch(), site()]);
});
after(() => Promise.all([browser?.close(), served?.close()]));

const pages = readdirSync(join(root, "target/site"), { recursive: true })
  .filter((path) => path.endsWith("index.html"))
  .map((path) => path.replaceAll("\\", "/").replace(/index\.html$/, ""))
  .sort();

/** The findings are many pages of one template, so two of them stand for all. */
const findings = pages.filter((path) => /^findings\/./.test(path));
const looked = pages.filter((path) => !findings.includes(path) || findings.indexOf(path) < 2);

const looks = [320, 1440].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));
/** The landing page is looked at in all four; of the others each width and each scheme once, which costs half the time. */
const looksOf = (path) => (path === "" ? looks : [looks[0], looks[3]]);

/** What is wrong with an open page in one look. */
async function wrongIn(page, { width, colorScheme }) {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme });
  await settled(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const overflow = wide === 0 ? [] : [`the page is ${wide} px too wide`];
  return [...overflow, ...(await axe(page))].map((fault) => `${width} px, ${colorScheme}: ${fault}`);
}

describe("pages", { concurrency: 2 }, () => {
  test("there is a landing page", () => assert.ok(pages.includes("")));

  for (const path of looked) {
    test(`/${path} narrow and wide, light and dark`, async () => {
      const { page, context, faults } = await watchedPage(browser, { reducedMotion: "reduce" });
      try {
        await page.goto(new URL(path, served.url).href, { waitUntil: "load" });
        const wrong = [];
        for (const look of looksOf(path)) wrong.push(...(await wrongIn(page, look)));
        assert.deepEqual(wrong, []);
        assert.deepEqual(faults, []);
      } finally {
        await context.close();
      }
    });
  }

  test("the remaining pages load without a fault", async () => {
    const { page, context, faults } = await watchedPage(browser);
    for (const path of pages.filter((one) => !looked.includes(one))) {
      await page.goto(new URL(path, served.url).href, { waitUntil: "load" });
    }
    await context.close();
    assert.deepEqual(faults, []);
  });
});
