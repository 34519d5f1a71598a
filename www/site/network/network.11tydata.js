// The pages on routes, packets, policies and HTTP, in the order of `order`.
import { withFacts } from "../lib/facts.js";

export default {
  layout: "learn.njk",
  tags: ["network"],
  series: "onTheWire",
  live: true,
  crumb: { title: "Network", url: "/network/" },
  eleventyComputed: { description: (data) => withFacts(data.description) },
};
