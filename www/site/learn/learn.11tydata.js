// The pages on sizing, one a mode, in the library's order.
import { withFacts } from "../lib/facts.js";

export default {
  layout: "learn.njk",
  tags: ["learn"],
  series: "byMode",
  crumb: { title: "How sizing works", url: "/learn/" },
  live: true,
  eleventyComputed: {
    mode: (data) => data.page.fileSlug,
    name: (data) => data.modes.find(({ id }) => id === data.page.fileSlug)?.name,
    order: (data) => data.modes.findIndex(({ id }) => id === data.page.fileSlug),
    short: (data) => withFacts(data.short),
    description: (data) => withFacts(data.description),
  },
};
