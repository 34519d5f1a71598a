// The package as a stranger meets it: what is in the tarball, and whether Node, TypeScript and a bundler take it as it is.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { tags } from "../../crate/xtask/tasks/lib/bundle.mjs";
import { root } from "../../crate/xtask/tasks/lib/run.mjs";
import { packed } from "../lib/packed.mjs";

let consumer;

before(async () => {
  consumer = await packed();
});
after(() => consumer?.remove());

/** A file beside the installed package. */
function file(name, text) {
  const path = join(consumer.folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs Node on a script beside the installed package; gives what it printed as JSON. */
function node(name, text) {
  return JSON.parse(execFileSync(process.execPath, [file(name, text)], { encoding: "utf8", cwd: consumer.folder }));
}

const article = `{ cluster: { networkProfile: { networkPlugin: "azure" },
  agentPoolProfiles: [{ count: 50, maxPods: 30, upgradeSettings: { maxSurge: "1" } }] } }`;
// (50 + 1) nodes of (1 + 30) addresses.
const needed = 1581;

test("the tarball holds these files and no other", () => {
  const folder = join(consumer.folder, "node_modules/aksnet");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .filter((name) => !name.startsWith("dist/chunks/"))
    .sort();
  const scripts = ["index", "slim", "elements", "embed", ...tags().map((tag) => `elements/${tag}`)];
  const expected = [
    ...["LICENSE-APACHE", "LICENSE-MIT", "README.md", "package.json"],
    ...["dist/THIRD-PARTY.txt", "dist/aksnet.wasm", "dist/embed-models.js", "dist/limits.json"],
    ...scripts.flatMap((name) => [`dist/${name}.js`, `dist/${name}.d.ts`]),
  ];
  assert.deepEqual(files, expected.sort());
});

test("nothing in it names a machine, a registry or a workspace path", () => {
  const folder = join(consumer.folder, "node_modules/aksnet");
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = readFileSync(join(entry.parentPath ?? entry.path, entry.name), "latin1");
    for (const word of [root, "/.cargo/", "registry/src"]) {
      assert.ok(!bytes.includes(word), `${entry.name} has "${word}" in it`);
    }
  }
});

test("import in Node", () => {
  const script = `import { init, planSizing } from "aksnet"; await init();
console.log(planSizing(${article}).subnets[0].needed);`;
  assert.equal(node("import.mjs", script), needed);
});

test("require in Node", () => {
  const script = `const { initSync, planSizing } = require("aksnet"); initSync();
console.log(planSizing(${article}).subnets[0].needed);`;
  assert.equal(node("require.cjs", script), needed);
});

test("slim takes bytes, a module, a response, and says what else it got", () => {
  const script = `import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import * as slim from "aksnet/slim";
import { AksnetError } from "aksnet";
const bytes = await readFile(new URL(import.meta.resolve("aksnet/aksnet.wasm")));
const code = (promise) => promise.then(() => "resolved", (error) => (error instanceof AksnetError ? error.code : String(error)));
const page = new Response("<!doctype html><title>404</title>", { headers: { "Content-Type": "text/html" } });
const result = [
  await code(slim.init()),
  await code(slim.init(page)),
  await code(slim.init(new Response("gone", { status: 404 }))),
  await code(slim.init(new URL(import.meta.resolve("aksnet/aksnet.wasm")))),
  await code(slim.init(42)),
  await code(slim.init(bytes.subarray(0, 64))),
];
const server = createServer((_, response) => response.setHeader("Content-Type", "application/octet-stream").end(bytes));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
await slim.init(fetch(\`http://127.0.0.1:\${server.address().port}/aksnet.wasm\`));
server.close();
server.closeAllConnections();
console.log(JSON.stringify([...result, slim.planSizing(${article}).subnets[0].needed]));`;
  assert.deepEqual(node("slim.mjs", script), [
    "missing-field",
    "not-wasm",
    "unreachable-source",
    "unreachable-source",
    "invalid-type",
    "not-compiled",
    needed,
  ]);
});

test("the READMEs name every function and every element", () => {
  const script = `import * as aksnet from "aksnet"; console.log(JSON.stringify(Object.keys(aksnet)));`;
  const names = node("names.mjs", script).filter((name) => !["init", "initSync", "AksnetError"].includes(name));
  assert.ok(names.includes("planSizing"));
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const short = readFileSync(join(consumer.folder, "node_modules/aksnet/README.md"), "utf8");
  assert.deepEqual(
    names.filter((name) => !readme.includes(`\`${name}\``)),
    [],
  );
  assert.deepEqual(
    tags().filter((tag) => !readme.includes(`<${tag}>`) || !short.includes(`${tag}.js`)),
    [],
  );
});

test("one start and one error class for all entries", () => {
  const script = `import * as whole from "aksnet"; import * as slim from "aksnet/slim"; import "aksnet/elements";
await whole.init();
let caught; try { slim.planSizing({ cluster: { agentPoolProfiles: [{ maxPods: 9 }] } }); } catch (error) { caught = error; }
console.log(JSON.stringify([whole.AksnetError === slim.AksnetError, caught instanceof whole.AksnetError, caught.name, caught.code]));`;
  assert.deepEqual(node("one.mjs", script), [true, true, "AksnetError", "out-of-range"]);
});

test("importing anything without a DOM defines nothing", () => {
  const entries = ["aksnet", "aksnet/slim", "aksnet/elements", ...tags().map((tag) => `aksnet/elements/${tag}.js`)];
  const script = `const before = new Set(Object.getOwnPropertyNames(globalThis));
${entries.map((entry) => `await import("${entry}");`).join("\n")}
console.log(JSON.stringify(Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name))));`;
  // Lit keeps a list of its own versions, so that it can warn of two on one page.
  const foreign = node("nothing.mjs", script).filter((name) => !/^(lit|reactiveElement)[A-Za-z]+$/.test(name));
  assert.deepEqual(foreign, []);
});

test("limits.json is what limits() says, and what the sources say besides", () => {
  const script = `import { readFile } from "node:fs/promises"; import { init, limits } from "aksnet"; await init();
const file = JSON.parse(await readFile(new URL(import.meta.resolve("aksnet/limits.json")), "utf8"));
console.log(JSON.stringify([limits(), file]));`;
  const [said, written] = node("limits.mjs", script);
  assert.ok(said.length > 20);
  for (const row of written) assert.ok(row.says.length > 10, row.id);
  assert.deepEqual(
    written.map(({ says: _, ...row }) => row),
    said,
  );
});

const typed = `import { AksnetError, init, initSync, limits, planSizing, type SizingPlan, type SizingRequest } from "aksnet";
import { init as slimInit, planSizing as slimPlan } from "aksnet/slim";
import { AksnetSizing, defineAll } from "aksnet/elements";
import { AksnetCompare } from "aksnet/elements/aksnet-compare.js";
import "aksnet/embed.js";
const request: SizingRequest = ${article};
const plan: SizingPlan = planSizing(request);
const same: typeof planSizing = slimPlan;
const started: Promise<void> = init();
const source: Promise<void> = slimInit(new URL("https://example.com/aksnet.wasm"));
const sizing: AksnetSizing | null = document.querySelector("aksnet-sizing");
const inPage: typeof planSizing = globalThis.aksnet.planSizing;
const error = new AksnetError("code", "message");
const field: string | undefined = error.field;
export const all = [plan, same, started, source, sizing, inPage, field, initSync, limits(), defineAll, AksnetCompare];
// @ts-expect-error the slim entry needs a source
slimInit();
// @ts-expect-error a cluster is not a text
planSizing({ cluster: "prod" });
`;

for (const [module, moduleResolution] of [
  ["esnext", "bundler"],
  ["nodenext", "nodenext"],
]) {
  test(`its types compile under strict, ${moduleResolution} resolution`, () => {
    const folder = `types-${moduleResolution}`;
    file(`${folder}/package.json`, JSON.stringify({ type: "module" }));
    file(`${folder}/use.ts`, typed);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, exactOptionalPropertyTypes: true, skipLibCheck: false, types: [] },
      ...{ target: "es2022", lib: ["es2022", "dom", "esnext.disposable"], module, moduleResolution },
    };
    file(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["*.ts"] }));
    const compiler = join(root, "node_modules/typescript/bin/tsc");
    const project = join(consumer.folder, folder);
    let said = "";
    try {
      execFileSync(process.execPath, [compiler, "--project", project, "--pretty", "false"], {
        encoding: "utf8",
        cwd: project,
      });
    } catch (error) {
      said = error.stdout || error.message;
    }
    assert.equal(said, "");
  });
}

test("a bundler leaves out what is not used, and needs no setting", async () => {
  const entry = file(
    "bundled.mjs",
    `import { AksnetError } from "aksnet"; console.log(JSON.stringify(new AksnetError("a", "b").code));`,
  );
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: "esm",
    minify: true,
    write: false,
  });
  // The class and each function's line of glue (some 80 bytes: minified text has no marks of purity), without the module's base64
  // text, which is longer than 50 kB.
  assert.ok(outputFiles[0].contents.length < 5_000, `${outputFiles[0].contents.length} bytes`);

  const whole = file(
    "whole.mjs",
    `import { init, planSizing } from "aksnet"; await init(); console.log(planSizing(${article}).subnets[0].needed);`,
  );
  const outfile = join(consumer.folder, "bundle/whole.mjs");
  await build({ entryPoints: [whole], bundle: true, format: "esm", outfile, logLevel: "silent" });
  assert.equal(JSON.parse(execFileSync(process.execPath, [outfile], { encoding: "utf8" })), needed);
});
