// The golden cases through the packed package.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import * as aksnet from "aksnet";
import { cases, outcome } from "./support/golden.mjs";
import { mismatches } from "./support/matcher.mjs";

before(() => aksnet.init());

const all = cases();
const byFile = new Map();
for (const one of all) byFile.set(one.file, [...(byFile.get(one.file) ?? []), one]);

/** In what one case differs. */
function differences(one) {
  const seen = outcome(aksnet, one);
  if (seen.error && !one.error) return [`an answer expected, an error found: ${JSON.stringify(seen.error)}`];
  if (!seen.error && one.error) return ["an error expected, an answer found"];
  return one.error ? mismatches(one.error, seen.error) : mismatches(one.answer, seen.answer);
}

for (const [file, list] of byFile) {
  test(`${file}: ${list.length} cases`, () => {
    const wrong = list.flatMap((one) => {
      const found = differences(one);
      return found.length > 0 ? [`${one.name}\n    ${found.join("\n    ")}`] : [];
    });
    assert.equal(wrong.length, 0, wrong.join("\n"));
  });
}

test("there are as many cases as the files hold, answers and errors", (t) => {
  t.diagnostic(`${all.length} golden cases`);
  assert.ok(all.some((one) => one.error) && all.some((one) => one.answer));
  for (const one of all) assert.ok(!one.error !== !one.answer, one.name);
});

test("an answer is plain data: it survives JSON", () => {
  for (const one of all.filter((each) => each.answer)) {
    const { answer } = outcome(aksnet, one);
    assert.deepEqual(JSON.parse(JSON.stringify(answer)), answer, one.name);
  }
});

test("the matcher tells right from wrong", () => {
  const rows = JSON.parse(readFileSync(new URL("./support/matcher-cases.json", import.meta.url), "utf8"));
  assert.ok(rows.length > 40);
  for (const { expected, actual, differences: count } of rows) {
    const found = mismatches(expected, actual);
    assert.equal(found.length, count, `${JSON.stringify({ expected, actual })}\n${found.join("\n")}`);
  }
});
