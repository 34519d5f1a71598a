// The frame: what stands in the header, in order. An entry is here only if its pages are.
export default {
  name: "aksnet",
  nav: [
    { title: "Sizing", url: "/" },
    { title: "Learn", url: "/learn/" },
    { title: "Article", url: "/article/" },
    { title: "Plan", url: "/plan/" },
    { title: "Network", url: "/network/" },
    { title: "Lab", url: "/lab/" },
    { title: "Findings", url: "/findings/" },
    { title: "Sources", url: "/sources/" },
    { title: "API", url: "/api/" },
    { title: "Embed", url: "/embed/" },
    { title: "Tests", url: "/tests/" },
  ],
  policy:
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'",
};
