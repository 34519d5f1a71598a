// Lighthouse on the landing page. Accessibility, best practices and search engines have to be at 100; performance hangs on the
// clock of the machine and is measured by `npm run bench`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { site } from "../lib/chromium.mjs";
import { audit } from "../lib/lighthouse.mjs";

let served;

before(async () => {
  served = await site();
});
after(() => served?.close());

test("accessibility, best practices and SEO are at 100", async (t) => {
  const { scores, lost } = await audit(served.url, ["accessibility", "best-practices", "seo"]);
  t.diagnostic(JSON.stringify(scores));
  assert.deepEqual(lost, []);
  assert.deepEqual(scores, { accessibility: 100, "best-practices": 100, seo: 100 });
});
