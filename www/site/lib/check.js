// What must hold for every page, checked on what was written: links lead somewhere, nothing is asked of another host, and
// nothing stands in the markup that `default-src 'none'; script-src 'self'; style-src 'self'` would block.
import { existsSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";

/** Forbidden in any page: pattern, and what to say about it. */
const FORBIDDEN = [
  [/<[^>]+\sstyle="/i, "a style attribute"],
  [/<style\b/i, "a style element"],
  [/<script\b(?![^>]*\ssrc=")/i, "an inline script"],
  [/<[^>]+\son[a-z]+="/i, "an event handler attribute"],
  [/\b(?:src|srcset|poster|data|action)="(?:https?:)?\/\//i, "a request to another host"],
  [/<link\b[^>]*\shref="(?:https?:)?\/\//i, "a request to another host"],
  [/<base\b/i, "a base element"],
  [/\bhref="http:/i, "a link that is not https"],
  [/\bhref="\//i, "an address from the root"],
];

function idsOf(html) {
  return new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]));
}

function doubleIds(html) {
  const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
  return ids.filter((id, index) => ids.indexOf(id) !== index);
}

/** The headings of a page, in order: one h1, and no level left out on the way down. */
function headingFaults(html) {
  const levels = [...html.matchAll(/<h([1-6])\b/g)].map((match) => Number(match[1]));
  const faults = [];
  if (levels.filter((level) => level === 1).length !== 1) faults.push("not exactly one h1");
  levels.forEach((level, index) => {
    if (index > 0 && level > levels[index - 1] + 1) faults.push(`h${level} after h${levels[index - 1]}`);
  });
  return faults;
}

/** The faults of one page. `pages` maps an output path to its HTML. */
function faultsOf(path, html, pages) {
  const faults = FORBIDDEN.filter(([pattern]) => pattern.test(html)).map(([, what]) => what);
  faults.push(...headingFaults(html), ...doubleIds(html).map((id) => `the id ${id} twice`));
  if (!/<meta name="description" content="[^"]{40,}"/.test(html))
    faults.push("no description of forty characters or more");
  for (const [, address] of html.matchAll(/\b(?:href|src)="([^"]*)"/g)) {
    if (/^(?:https:|data:|mailto:)/.test(address)) continue;
    const [file, anchor] = address.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), file));
    if (!pages.has(target) && !existsSync(target)) faults.push(`a link to ${address}, which is not there`);
    else if (anchor && pages.has(target) && !idsOf(pages.get(target)).has(anchor))
      faults.push(`a link to ${address}, an anchor that is not there`);
  }
  return faults;
}

/** Ends the build with every fault of every page. */
export function checkSite(results, output) {
  const pages = new Map(
    results
      .filter((result) => result.outputPath?.endsWith(".html"))
      .map((result) => [normalize(result.outputPath), result.content]),
  );
  const faults = [];
  for (const [path, html] of pages) {
    for (const fault of faultsOf(path, html, pages)) faults.push(`${relative(output, path)}: ${fault}`);
  }
  if (pages.size === 0) faults.push("no page was written");
  if (faults.length > 0) throw new Error(`the site has faults:\n  ${faults.join("\n  ")}`);
}
