// Lighthouse against a page, in a Chromium of its own.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import lighthouse from "lighthouse";
import { browserArguments, findBrowser } from "../../crate/xtask/tasks/lib/browser.mjs";

/** The scores of the categories asked for, out of 100, and the audits that lost points. */
export async function audit(url, categories) {
  const { browser } = await findBrowser();
  const profile = mkdtempSync(join(tmpdir(), "aksnet-lighthouse-"));
  const options = [...browserArguments, "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"];
  const child = spawn(browser, options, { stdio: ["ignore", "ignore", "pipe"] });
  try {
    const port = await debuggingPort(child);
    const { lhr } = await lighthouse(url, { port, onlyCategories: categories, logLevel: "error", output: "json" });
    const scores = Object.fromEntries(categories.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
    const lost = categories
      .filter((name) => lhr.categories[name].score < 1)
      .flatMap((name) => lhr.categories[name].auditRefs)
      .map(({ id }) => lhr.audits[id])
      .filter(({ score }) => score !== null && score < 1)
      .map(({ id, title, displayValue }) => `${id}: ${title}${displayValue ? `, ${displayValue}` : ""}`);
    return { scores, lost };
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The port on which Chromium listens for its debugger, as it says on standard error. */
function debuggingPort(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
      const port = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(said)?.[1];
      if (port) resolve(Number(port));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`Chromium ended with ${code}: ${said}`)));
  });
}
