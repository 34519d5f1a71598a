// What tests in a browser begin with: a Chromium, the built site on an address of its own, and what must hold for every page.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { browserArguments, findBrowser } from "../../crate/xtask/tasks/lib/browser.mjs";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";
import { serve } from "../../crate/xtask/tasks/lib/serve.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Starts Chromium without a window. */
export async function launch() {
  const { browser } = await findBrowser();
  assert.ok(browser, "no Chromium was found: run npm test, which installs one, or set CHROME");
  return chromium.launch({ executablePath: browser, args: browserArguments });
}

/** Serves target/site, or another folder of the repository, on a port that the system picks. */
export async function site(folder = "target/site") {
  assert.ok(existsSync(join(root, folder)), `${folder} is missing: npm run build`);
  return serve(join(root, folder), { port: 0 });
}

/**
 * A page that keeps a list of everything that must not happen: errors on the console, uncaught ones, failed requests, and requests
 * to another host than its own.
 */
export async function watchedPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const faults = [];
  let home;
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // A page that is left takes its requests along; one that finds nothing ends with a status, which is looked at below.
    if (why !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()} ${why}`);
  });
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    home ??= host;
    if (host !== home && !["data:", "blob:"].includes(protocol)) faults.push(`another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return { page, context, faults };
}

/** Waits until no custom element of the page has anything left to draw. */
export async function settled(page) {
  await page.evaluate(async () => {
    const all = [...document.querySelectorAll("*")].filter((element) => "updateComplete" in element);
    for (const element of all) {
      await element.start?.();
      await element.updateComplete;
    }
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** What axe-core finds on a page, as readable lines. It is evaluated rather than added as a script, which the page's policy refuses. */
export async function axe(page) {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}\n    ${JSON.stringify(target)} ${failureSummary}`),
  );
}
