// The pages on planning, in the order of `order`.
import { withFacts } from "../lib/facts.js";

export default {
  layout: "learn.njk",
  tags: ["plan"],
  series: "planning",
  live: true,
  crumb: { title: "Plan", url: "/plan/" },
  eleventyComputed: { description: (data) => withFacts(data.description) },
};
