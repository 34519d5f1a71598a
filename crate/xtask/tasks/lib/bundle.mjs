// How the package's sources become scripts, with esbuild. bench/ uses the same to measure them.
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

const entries = "crate/aksnet-wasm/js";
const elements = "www/elements";

/** The names of the elements: each has a folder of its name. */
export const tags = () => readdirSync(join(root, elements)).filter((name) => name.startsWith("aksnet-"));

/** Sends the imports that are not files of the sources to where the build keeps them. */
const places = {
  name: "aksnet-places",
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/bindgen\.js$/ }, () => ({ path: join(root, "target/bindgen/aksnet.js") }));
    // wasm-bindgen copies the scripts that Rust names; the error class must exist once, so its copy leads back to the source.
    build.onResolve({ filter: /^\.\/snippets\/aksnet-wasm-[^/]+\/js\// }, ({ path }) => ({
      path: join(root, entries, path.replace(/^.*?\/js\//, "")),
    }));
    build.onResolve({ filter: /^aksnet$/ }, () => ({ path: join(root, entries, "index.ts") }));
  },
};

/** Style sheets are imported as text, without their comments and blanks. */
const sheets = {
  name: "aksnet-sheets",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const { code } = await build.esbuild.transform(text, {
        loader: "css",
        minify: true,
        target: "es2022",
        charset: "utf8",
      });
      return { contents: code.trimEnd(), loader: "text" };
    });
  },
};

/** What every bundle has in common. */
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: "es2022",
  platform: "browser",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  loader: { ".wasm": "base64" },
  plugins: [places, sheets],
  // The scripts never load the module by an address of their own; wasm-bindgen's code for that is left out.
  define: { "import.meta.url": "undefined" },
};

/** The ES modules of the package: one core that all entries share, so that there is one module and one error class. */
export const modules = () => ({
  ...common,
  entryPoints: [
    { in: `${entries}/index.ts`, out: "index" },
    { in: `${entries}/slim.ts`, out: "slim" },
    { in: `${entries}/elements.ts`, out: "elements" },
    ...tags().map((tag) => ({ in: `${elements}/${tag}/${tag}.ts`, out: `elements/${tag}` })),
  ],
  inject: [`${elements}/lib/no-dom.ts`],
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});

/** Puts files of embed.js in the place of those of the package. */
const instead = (replaced) => ({
  name: "aksnet-instead",
  setup(build) {
    for (const [filter, path] of replaced) {
      build.onResolve({ filter }, ({ importer }) => {
        const there = join(root, path);
        return importer === there ? undefined : { path: there };
      });
    }
    build.onResolve({ filter: /^\.\/bindgen-sizing\.js$/ }, () => ({
      path: join(root, "target/bindgen-sizing/aksnet.js"),
    }));
  },
});

/** The classic script for pages without a bundler: the elements, and the module that sizes. */
export const embed = () => ({
  ...common,
  entryPoints: [{ in: `${entries}/embed.ts`, out: "embed" }],
  format: "iife",
  plugins: [
    instead([
      [/^\.\.?\/bindgen\.js$/, `${entries}/embed-faces.ts`],
      [/\/documents\.ts$/, `${entries}/embed-documents.ts`],
      [/\/lib\/library\.ts$|^\.\/library\.ts$/, `${entries}/embed-start.ts`],
      [/^aksnet$/, `${entries}/embed-library.ts`],
    ]),
    ...common.plugins,
  ],
});

/** What embed.js loads from beside itself: the module with all models, and the reading of documents. */
export const embedModels = () => ({
  ...common,
  entryPoints: [{ in: `${entries}/embed-models.ts`, out: "embed-models" }],
  format: "iife",
  plugins: [instead([[/\/error\.js$/, `${entries}/embed-error.ts`]]), ...common.plugins],
});

/** Leaves the module out. The loader "empty" would make CommonJS of it, and with that wrap every module in code that nobody downloads. */
const withoutModule = {
  name: "aksnet-without-module",
  setup(build) {
    build.onLoad({ filter: /\.wasm$/ }, () => ({ contents: "", loader: "text" }));
  },
};

/** Leaves out what is loaded when somebody pastes: it is a download of its own. */
const withoutReading = {
  name: "aksnet-without-reading",
  setup(build) {
    build.onResolve({ filter: /\/reading\/read\.ts$/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/** Some elements, or all, and what they need of the library, without the module: what the size budget counts. */
export const elementsAlone = (wanted = tags()) => ({
  ...common,
  stdin: {
    contents: wanted.map((tag) => `export * from "./${elements}/${tag}/${tag}.ts";`).join("\n"),
    resolveDir: root,
    loader: "ts",
  },
  inject: [`${elements}/lib/no-dom.ts`],
  format: "esm",
  plugins: [...common.plugins, withoutModule, withoutReading],
  write: false,
});
