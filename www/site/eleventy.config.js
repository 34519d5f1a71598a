// The documentation site. Pages are written with addresses from the root ("/learn/overlay/"); `relativeLinks` turns them into
// relative ones, so that the same files work at any sub-path and from a folder on disk. `checkSite` ends the build on a broken
// link, on anything that the pages' own content security policy would block, and on a request to another host.
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSite } from "./lib/check.js";
import { factRow, factValue, sourcesById, withFacts } from "./lib/facts.js";
import { day, figure, list, plural, words } from "./lib/format.js";
import { relativeLinks } from "./lib/links.js";
import { configureMarkdown, inline } from "./lib/markdown.js";
import { dist } from "./lib/package.js";
import * as still from "./lib/still.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = fileURLToPath(new URL("../../", import.meta.url));
const fromHere = (...parts) => relative(process.cwd(), join(here, ...parts)) || ".";
const fromRoot = (...parts) => relative(process.cwd(), join(root, ...parts)) || ".";

export default function site(eleventy) {
  // Everything under target/ is git-ignored, and is nonetheless what is built here.
  eleventy.setUseGitIgnore(false);
  eleventy.setQuietMode(true);

  eleventy.addPassthroughCopy({
    [fromHere("assets")]: ".",
    [relative(process.cwd(), fileURLToPath(new URL("embed.js", dist)))]: "embed.js",
    [relative(process.cwd(), fileURLToPath(new URL("embed-models.js", dist)))]: "embed-models.js",
  });
  eleventy.addWatchTarget(fromRoot("pkg/dist"));
  eleventy.addWatchTarget(fromHere("styles"));

  eleventy.addPreprocessor("facts", "md", (_data, content) => withFacts(content));
  eleventy.amendLibrary("md", configureMarkdown);

  // In the library's order of modes; Eleventy's own order goes by the age of the files.
  const inOrder = (tag) => (pages) =>
    pages.getFilteredByTag(tag).sort((one, other) => one.data.order - other.data.order);
  eleventy.addCollection("byMode", inOrder("learn"));
  eleventy.addCollection("planning", inOrder("plan"));
  eleventy.addCollection("onTheWire", inOrder("network"));

  eleventy.addFilter("number", figure);
  eleventy.addFilter("day", day);
  eleventy.addFilter("list", list);
  eleventy.addFilter("plural", plural);
  eleventy.addFilter("words", words);
  eleventy.addFilter("factRow", factRow);
  eleventy.addFilter("factValue", factValue);
  eleventy.addFilter("sourcesById", sourcesById);
  eleventy.addFilter("inline", inline);
  eleventy.addFilter("withVerdict", (claims, verdict) => claims.filter((claim) => claim.verdict === verdict));
  eleventy.addFilter("withFacts", withFacts);
  eleventy.addFilter("titleOf", (pages, slug) => {
    const page = pages.find(({ fileSlug }) => fileSlug === slug);
    if (!page) throw new Error(`the finding ${slug} has no page`);
    return page.data.title;
  });
  for (const [name, draw] of Object.entries(still)) eleventy.addFilter(name, draw);

  eleventy.addTransform("relative-links", function transform(content) {
    const output = this.page.outputPath;
    return typeof output === "string" && output.endsWith(".html") ? relativeLinks(content, this.page.url) : content;
  });
  eleventy.on("eleventy.after", ({ directories, results }) => checkSite(results, directories.output));
}

export const config = {
  dir: { input: fromHere(), output: fromRoot("target/site"), includes: "_includes", data: "_data" },
  markdownTemplateEngine: "njk",
  htmlTemplateEngine: "njk",
  templateFormats: ["md", "njk"],
};
