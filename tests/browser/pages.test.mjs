// Every page of the built site in Chromium: at two widths, light and dark. Nothing overflows, nothing goes wrong, nothing asks
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

/** One page of each kind in all four looks; the findings are many pages of one template, so two of them stand for all. */
const findings = pages.filter((path) => /^findings\/./.test(path));
const looked = pages.filter((path) => !findings.includes(path) || findings.indexOf(path) < 2);

const looks = [320, 1440].flatMap((width) => ["light", "dark"].map((colorScheme) => ({ width, colorScheme })));

describe("pages", () => {
  test("there is a landing page", () => assert.ok(pages.includes("")));

  for (const path of looked) {
    for (const { width, colorScheme } of looks) {
      test(`/${path} at ${width} px, ${colorScheme}`, async () => {
        const options = { viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" };
        const { page, context, faults } = await watchedPage(browser, options);
        try {
          await page.goto(new URL(path, served.url).href, { waitUntil: "load" });
          await settled(page);
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          assert.equal(wide, 0, "the page scrolls sideways");
          assert.deepEqual(await axe(page), []);
          assert.deepEqual(faults, []);
        } finally {
          await context.close();
        }
      });
    }
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
