// A browser for the tests: the one that is there, else Debian's, else a message that says what to install.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Stop, say } from "./log.mjs";
import { answerOf, run } from "./run.mjs";

const browserNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const browserPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:/Program Files/Google/Chrome/Application/chrome.exe",
];
const driverNames = ["chromedriver"];
const driverPlaces = [
  "/usr/bin/chromedriver",
  "/usr/lib/chromium/chromedriver",
  "/usr/lib/chromium-browser/chromedriver",
  "/snap/bin/chromium.chromedriver",
];

const help = `The tests need Chromium (or Chrome) and the ChromeDriver of the same version:
  Debian, Ubuntu: apt-get install chromium chromium-driver
  Fedora:         dnf install chromium chromedriver
  macOS:          brew install --cask chromium chromedriver
  elsewhere:      set CHROME to the browser's path and CHROMEDRIVER to the driver's`;

/** The first that runs: what the variable names and nothing else, or `names` on the PATH, or `places`. */
async function find(variable, names, places) {
  const given = process.env[variable];
  if (given) {
    if (await runs(given)) return given;
    throw new Stop(`${variable} is ${given}, which does not run`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const suffix = process.platform === "win32" ? ".exe" : "";
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
  for (const path of [...onPath, ...places]) {
    if (existsSync(path) && (await runs(path))) return path;
  }
  return undefined;
}

const runs = async (path) => (await answerOf(path, ["--version"])) !== undefined;

/** The browser and its driver; each is undefined when it is not there or does not run. */
export async function findBrowser() {
  return {
    browser: await find("CHROME", browserNames, browserPlaces),
    driver: await find("CHROMEDRIVER", driverNames, driverPlaces),
  };
}

/** Finds both, and installs Debian's where that can be done without asking. */
export async function installBrowser() {
  let found = await findBrowser();
  if (found.browser && found.driver) return found;
  const missing = [found.browser ? [] : "chromium", found.driver ? [] : "chromium-driver"].flat();
  const may = process.getuid?.() === 0 && (await answerOf("apt-get", ["--version"])) !== undefined;
  if (!may) throw new Stop(`not found: ${missing.join(" and ")}.\n${help}`);
  say(`    installing ${missing.join(" and ")} with apt-get`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update"], { env, what: "apt-get update" });
  await run("apt-get", ["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"], {
    env,
    what: "apt-get install",
  });
  found = await findBrowser();
  if (!found.browser || !found.driver) throw new Stop(`apt-get installed Chromium, and yet it does not run.\n${help}`);
  return found;
}

/**
 * What headless Chromium is started with. The sandbox is left out because it refuses to run as root and in most containers; the
 * tests open nothing but pages of this repository. The rest keeps the browser from calling home.
 */
export const browserArguments = [
  "--headless=new",
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
