// One page for each code. A page about an unknown code ends the build here; a code without a page does so in the index.
import { withFacts } from "../lib/facts.js";
import { plain } from "../lib/markdown.js";

export default {
  layout: "finding.njk",
  crumb: { title: "Findings", url: "/findings/" },
  tags: ["finding"],
  eleventyComputed: {
    title: (data) => withFacts(data.title),
    what: (data) => withFacts(data.what),
    description: (data) => plain(withFacts(data.what)),
    code: (data) => data.page.fileSlug,
    severity: (data) => {
      const found = data.codes.find(({ code }) => code === data.page.fileSlug);
      if (!found) throw new Error(`the crate has no finding ${data.page.fileSlug}`);
      return found.severity;
    },
  },
};
