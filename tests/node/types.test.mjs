// The published types against what the package really takes and gives, from both sides: every golden request and every whole
// answer is written as a literal of its type, where a key too many and a key too few are both mistakes, and every key that the
// types declare has to occur in some case.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";
import * as aksnet from "aksnet";
import { cases, outcome, parameters } from "./support/golden.mjs";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const folder = process.env.AKSNET_PACKED
  ? join(process.env.AKSNET_PACKED, "types-check")
  : fileURLToPath(new URL("out/types-check", import.meta.url));
const answered = cases().filter((one) => one.answer && one.typed !== false);

const OPTIONS = {
  strict: true,
  noEmit: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  target: "es2022",
  lib: ["es2022", "dom", "esnext.disposable"],
  module: "nodenext",
  moduleResolution: "nodenext",
  types: [],
};

before(async () => {
  await aksnet.init();
  rmSync(folder, { recursive: true, force: true });
});

/** Type-checks one folder of files; gives the compiler's lines. */
function check(name, files) {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*.ts"] }));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
  const compiler = join(repository, "node_modules/.bin/tsc");
  const run = spawnSync(compiler, ["-p", place, "--pretty", "false"], { encoding: "utf8", cwd: place });
  if (run.error) throw run.error;
  const lines = run.stdout.split("\n").filter((line) => line.includes("error TS"));
  assert.ok(run.status === 0 || lines.length > 0, `${run.stdout}${run.stderr}`);
  return lines;
}

const HEAD = 'import type * as aksnet from "aksnet";\n';
const requestOf = (name, place = 0) => `Parameters<typeof aksnet.${name}>[${place}]`;
const answerOf = (name) => `ReturnType<typeof aksnet.${name}>`;

test("every golden request and whole answer is what the types say", (t) => {
  const files = {};
  for (const [index, one] of answered.entries()) {
    const { answer } = outcome(aksnet, one);
    const name = one.ask.function;
    const asked = parameters(one)
      .map((value, place) =>
        value === undefined ? "undefined" : `${JSON.stringify(value)} satisfies ${requestOf(name, place)}`,
      )
      .join(", ");
    const request = `export const ask${index} = [${asked}];`;
    const full = `export const answer${index}: ${answerOf(name)} = ${JSON.stringify(answer)};`;
    const file = `${one.file.replace(/[^a-z0-9]/g, "-")}.ts`;
    files[file] = `${files[file] ?? HEAD}// ${one.name}\n${request}\n${full}\n`;
  }
  assert.deepEqual(check("literals", files), []);
  t.diagnostic(`${answered.length} requests and answers`);
});

/** All paths of keys in a value: ".subnets", ".subnets[].ledger", … */
function paths(value, path = "", into = new Set()) {
  if (Array.isArray(value)) for (const one of value) paths(one, `${path}[]`, into);
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      into.add(`${path}.${key}`);
      paths(inner, `${path}.${key}`, into);
    }
  }
  return into;
}

const PATHS = `
type Paths<T, P extends string = ""> = T extends readonly (infer U)[] ? Paths<U, \`\${P}[]\`>
  : T extends object ? string extends keyof T ? never : { [K in keyof T & string]-?: \`\${P}.\${K}\` | Paths<NonNullable<T[K]>, \`\${P}.\${K}\`> }[keyof T & string]
  : never;
type Missing<T, Seen> = [Exclude<Paths<T>, Seen>] extends [never] ? true : Exclude<Paths<T>, Seen>;
`;

test("every key that the types declare occurs in a golden case", () => {
  const requests = new Set();
  const plans = new Set();
  const others = new Map();
  for (const one of answered) {
    const { answer } = outcome(aksnet, one);
    const name = one.ask.function;
    if (["planSizing", "compareModes", "planCapacity"].includes(name)) paths(one.ask.request, "", requests);
    if (name === "planSizing") paths(answer, "", plans);
    else if (name === "compareModes") for (const plan of answer) paths(plan, "", plans);
    else others.set(name, paths(answer, "", others.get(name)));
  }
  const line = (label, type, seen) => {
    const union = [...seen].map((path) => JSON.stringify(path)).join(" | ") || "never";
    return `export const ${label}: Missing<${type}, ${union}> = true;\n`;
  };
  const body = [
    line("requests", requestOf("planSizing"), requests),
    line("plans", answerOf("planSizing"), plans),
    ...[...others].map(([name, seen]) => line(name, answerOf(name), seen)),
  ];
  assert.deepEqual(check("declared", { "declared.ts": `${HEAD}${PATHS}${body.join("")}` }), []);
});

test("the types declare what the package exports, no more and no less", () => {
  const names = Object.keys(aksnet).map((name) => `${JSON.stringify(name)}: true`);
  const text = `${HEAD}export const names: Record<keyof typeof aksnet, true> = { ${names.join(", ")} };\n`;
  assert.deepEqual(check("exports", { "exports.ts": text }), []);
});

test("this check can fail: each change to an answer is noticed", () => {
  const request = { cluster: { agentPoolProfiles: [{ count: 3 }] } };
  const changes = {
    extra: (plan) => Object.assign(plan, { extra: 1 }),
    nested: (plan) => Object.assign(plan.subnets[0].ledger[0], { extra: 1 }),
    missing: (plan) => delete plan.peakNodes,
    deep: (plan) => delete plan.subnets[0].ledger[0].formula,
    retyped: (plan) => Object.assign(plan.subnets[0], { needed: "3" }),
    word: (plan) => Object.assign(plan, { mode: "flannel" }),
  };
  const files = {};
  for (const [name, change] of Object.entries(changes)) {
    const plan = aksnet.planSizing(request);
    change(plan);
    files[`${name}.ts`] = `${HEAD}export const plan: ${answerOf("planSizing")} = ${JSON.stringify(plan)};\n`;
  }
  files["request.ts"] =
    `${HEAD}export const ask = { cluster: { agentPoolProfile: [] } } satisfies ${requestOf("planSizing")};\n`;
  files["declared.ts"] =
    `${HEAD}${PATHS}export const none: Missing<{ a: { b: number }[]; c?: string }, ".a" | ".a[].b"> = true;\n`;
  const failed = new Set(check("wrong", files).map((line) => line.split("(")[0]));
  assert.deepEqual([...failed].sort(), Object.keys(files).sort());
});
