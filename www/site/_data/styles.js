// One sheet for every page: the tokens, the frame and prose, the parts of single pages. One request instead of three.
import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";

const FILES = ["../../elements/tokens/tokens.css", "../styles/site.css", "../styles/parts.css"];

export default function styles() {
  const css = FILES.map((file) => readFileSync(new URL(file, import.meta.url), "utf8")).join("\n");
  return transformSync(css, { loader: "css", minify: true, legalComments: "none" }).code;
}
