// Whether an answer holds what a golden case says of it. ../../golden/README.md describes the form; the same rules are
// written in Rust in crate/aksnet/tests/support/matcher.rs, and matcher-cases.json holds both to one another.

const isArray = Array.isArray;
const isObject = (value) => typeof value === "object" && value !== null && !isArray(value);
const show = (value) => (value === undefined ? "nothing" : JSON.stringify(value));

/** Everything in which `actual` differs from `expected`, each with its path; empty when it matches. */
export function mismatches(expected, actual) {
  const found = [];
  compare(expected, actual, "", found);
  return found;
}

const matches = (expected, actual) => mismatches(expected, actual).length === 0;
const join = (path, key) => (path === "" ? key : `${path}.${key}`);

function compare(expected, actual, path, found) {
  const say = (text) => found.push(`${path === "" ? "answer" : path}: ${text}`);
  if (isArray(expected) && isArray(actual)) {
    if (expected.length !== actual.length) say(`${expected.length} elements expected, ${actual.length} found`);
    const shared = Math.min(expected.length, actual.length);
    for (let index = 0; index < shared; index++) compare(expected[index], actual[index], `${path}[${index}]`, found);
    return;
  }
  if (!isObject(expected)) {
    if (expected !== actual) say(`${show(expected)} expected, ${show(actual)} found`);
    return;
  }
  if (Object.keys(expected).some((key) => key.startsWith("$"))) {
    compareMatcher(expected, actual, path, found, say);
    return;
  }
  if (!isObject(actual)) {
    say(`an object expected, ${show(actual)} found`);
    return;
  }
  for (const [key, inner] of Object.entries(expected)) compare(inner, actual[key], join(path, key), found);
}

const onArray = (test) => (wanted, actual) => isArray(actual) && test(wanted, actual);
const onText = (test) => (wanted, actual) =>
  typeof wanted === "string" && typeof actual === "string" && test(wanted, actual);

const TESTS = {
  $not: (wanted, actual) => !matches(wanted, actual),
  $contains: onText((part, text) => text.includes(part)),
  $ends: onText((part, text) => text.endsWith(part)),
  $length: onArray((count, elements) => elements.length === count),
  $some: onArray((wanted, elements) => elements.some((one) => matches(wanted, one))),
  $none: onArray((wanted, elements) => !elements.some((one) => matches(wanted, one))),
  $every: onArray((wanted, elements) => elements.every((one) => matches(wanted, one))),
};

function compareMatcher(expected, actual, path, found, say) {
  const keys = Object.keys(expected);
  const matcher = keys.find((key) => key.startsWith("$"));
  const wanted = expected[matcher];
  if (keys.length !== 1 && !(keys.length === 2 && "$find" in expected && "has" in expected)) {
    say(`the case is wrong: ${show(expected)} is no matcher`);
  } else if (matcher === "$absent") {
    if (actual !== undefined) say(`to be absent, ${show(actual)} found`);
  } else if (actual === undefined) {
    say(`${show(wanted)} (${matcher}) expected, nothing found`);
  } else if (matcher === "$all" && isArray(wanted)) {
    for (const one of wanted) compare(one, actual, path, found);
  } else if (matcher === "$find" && isArray(actual)) {
    find(expected, actual, path, found, say);
  } else if (!TESTS[matcher]?.(wanted, actual)) {
    say(`${show(wanted)} (${matcher}) expected, ${show(actual)} found`);
  }
}

/** Exactly one element is wanted, and it has what is asked of it. */
function find(expected, actual, path, found, say) {
  const hits = actual.flatMap((one, index) => (matches(expected.$find, one) ? [index] : []));
  if (hits.length === 0) say(`no element is ${show(expected.$find)}`);
  else if (hits.length > 1) say(`more than one element is ${show(expected.$find)}`);
  else if ("has" in expected) compare(expected.has, actual[hits[0]], `${path}[${hits[0]}]`, found);
}
