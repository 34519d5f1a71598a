// Pages for the element tests: written here, served out of this process, with the built embed.js and embed-models.js. No server, no network.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";

const host = "http://aksnet.test/";
const strict =
  "default-src 'none'; img-src data:; style-src 'self'; require-trusted-types-for 'script'; script-src 'self'";

/** What a careful host sends: no inline style, no inline script, no HTML strings, WebAssembly allowed. */
export const strictPolicy = `${strict} 'wasm-unsafe-eval'`;
/** The same without leave for WebAssembly. */
export const withoutWasm = strict;

/**
 * Opens a page with `body` as its content; of the scripts, those that `refuse` names are missing. Gives the page, its `errors` (uncaught errors and console errors, policy violations among
 * them) and every address that was asked for.
 */
export async function openPage(
  browser,
  body,
  { policy, width = 1280, height = 900, head = "", hash = "", refuse = () => false, ...context } = {},
) {
  const [embed, models] = await Promise.all(
    ["embed.js", "embed-models.js"].map((name) => readFile(join(root, "pkg/dist", name), "utf8")),
  );
  const files = {
    "/": `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Test</title><link rel="icon" href="data:,">
      <meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
      <link rel="stylesheet" href="page.css"><script defer src="embed.js"></script>${head}</head><body><main><h1>Test</h1>${body}</main></body></html>`,
    "/embed.js": embed,
    "/embed-models.js": models,
    "/page.css":
      "html { background: light-dark(#fbfaf7, #131619); color: light-dark(#1a1d21, #eeece6) } body { margin: 0 16px }",
  };
  const types = { js: "text/javascript", css: "text/css" };
  const session = await browser.newContext({ viewport: { width, height }, ...context });
  const page = await session.newPage();
  const errors = [];
  const requests = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.route("**/*", (route) => {
    const { pathname, href } = new URL(route.request().url());
    requests.push(href);
    const text = href.startsWith(host) && !refuse(pathname) ? files[pathname] : undefined;
    if (text === undefined) return route.abort();
    const type = types[pathname.split(".")[1]] ?? "text/html";
    const headers = {
      "Content-Type": `${type}; charset=utf-8`,
      ...(policy ? { "Content-Security-Policy": policy } : {}),
    };
    return route.fulfill({ body: text, headers });
  });
  await page.goto(host + hash);
  return { page, errors, requests, close: () => session.close() };
}

/** Opens a page, hands it over, closes it whatever happens. */
export async function withPage(browser, body, options, test) {
  const opened = await openPage(browser, body, options);
  try {
    await test(opened.page, opened);
  } finally {
    await opened.close();
  }
}

/** Scrolls through the page, so that every element comes near the viewport, and waits until each has its answer. */
export async function settle(page) {
  await page.evaluate(async () => {
    for (const element of document.querySelectorAll("main *")) {
      if (!element.localName.startsWith("aksnet-")) continue;
      await element.start();
      await element.updateComplete;
    }
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}
