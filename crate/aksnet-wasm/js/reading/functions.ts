// The functions of ARM templates whose values hang on nothing but what they are given.
import { type Lazy, Unknown } from "./expression.ts";
import { type Fields, isFields } from "./fields.ts";

type Call = (given: Lazy[]) => unknown;

const all = (given: Lazy[]): unknown[] => given.map((value) => value());
const wrong = (what: string): never => {
  throw new Unknown(`${what} is expected`);
};
const text = (value: unknown): string => (typeof value === "string" ? value : wrong("text"));
const number = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) ? value : wrong("a whole number");
const flag = (value: unknown): boolean => (typeof value === "boolean" ? value : wrong("true or false"));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : wrong("a list"));
const written = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
const same = (one: unknown, other: unknown): boolean => written(one) === written(other);

/** A function of values, all of which it needs. */
const of =
  (make: (...values: unknown[]) => unknown): Call =>
  (given) =>
    make(...all(given));
const sums = (make: (one: number, other: number) => number): Call =>
  of((one, other) => number(make(number(one), number(other))));
const compared = (make: (one: number | string, other: number | string) => boolean): Call =>
  of((one, other) => (typeof one === "string" ? make(one, text(other)) : make(number(one), number(other))));

/** `resourceId([subscription], [group], type, name, …)`, as far as it tells which resource is meant. */
const resourceId: Call = (given) => {
  const values = given.map((value) => {
    try {
      return value();
    } catch (error) {
      return error;
    }
  });
  const at = values.findIndex(
    (value) => typeof value === "string" && /^[\w.]+\/[\w/.]+$/.test(value) && value.includes("."),
  );
  if (at < 0) throw values.find((value) => value instanceof Unknown) ?? new Unknown("a type is expected");
  const [provider = "", ...kinds] = text(values[at]).split("/");
  const names = values.slice(at + 1).map((name) => {
    if (name instanceof Unknown) throw name;
    return text(name);
  });
  if (names.length !== kinds.length) throw new Unknown(`${kinds.length} names are expected`);
  return `/providers/${provider}${kinds.map((kind, index) => `/${kind}/${names[index]}`).join("")}`;
};

const union: Call = of((...values) =>
  values.every(isFields)
    ? Object.assign({}, ...(values as Fields[]))
    : values.flatMap(list).filter((value, at, whole) => whole.findIndex((other) => same(value, other)) === at),
);

/** A prefix as its first address and its length; IPv4, since templates' other family needs more than numbers. */
const ofPrefix = (value: unknown): { first: number; length: number } => {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text(value));
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = (found ?? wrong("an IPv4 prefix")).slice(1).map(Number);
  if (Math.max(a, b, c, d) > 255 || length > 32) throw new Unknown("an IPv4 prefix is expected");
  const size = 2 ** (32 - length);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  return { first: address - (address % size), length };
};
const address = (value: number): string => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");

const cidrSubnet: Call = of((prefix, length, index) => {
  const { first, length: own } = ofPrefix(prefix);
  const [wanted, at] = [number(length), number(index)];
  if (wanted < own || wanted > 32 || at < 0 || at >= 2 ** (wanted - own))
    throw new Unknown("the prefix has no such subnet");
  return `${address(first + at * 2 ** (32 - wanted))}/${wanted}`;
});

const cidrHost: Call = of((prefix, index) => {
  const { first, length } = ofPrefix(prefix);
  const at = number(index);
  // The first address is the network's own: host 0 is the one behind it.
  if (at < 0 || at + 1 >= 2 ** (32 - length)) throw new Unknown("the prefix has no such host");
  return address(first + at + 1);
});

const parts = (value: unknown, separators: unknown): string[] =>
  [...(Array.isArray(separators) ? separators : [separators])]
    .map(text)
    .reduce((cut, by) => cut.flatMap((part) => part.split(by)), [text(value)]);

const sized = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value)
    ? value.length
    : isFields(value)
      ? Object.keys(value).length
      : wrong("a list");

const holds = (whole: unknown, part: unknown): boolean => {
  if (typeof whole === "string") return whole.includes(written(part));
  if (isFields(whole)) return Object.keys(whole).some((key) => key.toLowerCase() === text(part).toLowerCase());
  return list(whole).some((value) => same(value, part));
};

const cut = (value: unknown, from: number, to?: number): unknown =>
  typeof value === "string" ? value.slice(from, to) : list(value).slice(from, to);

const range = of((from, count) => {
  const size = number(count);
  if (size < 0 || size > 10_000) throw new Unknown("a range has 10,000 elements at most");
  return Array.from({ length: size }, (_, at) => number(from) + at);
});

/** By their names in small letters. */
export const calls: Record<string, Call> = Object.assign(Object.create(null) as Record<string, Call>, {
  ...{ true: () => true, false: () => false, null: () => null },
  if: ([condition, then, otherwise]: Lazy[]) => (flag(condition?.()) ? then?.() : otherwise?.()),
  and: (given: Lazy[]) => given.every((value) => flag(value())),
  or: (given: Lazy[]) => given.some((value) => flag(value())),
  not: of((value) => !flag(value)),
  coalesce: (given: Lazy[]) =>
    given.map((value) => value()).find((value) => value !== null && value !== undefined) ?? null,
  equals: of((one, other) => same(one, other)),
  less: compared((one, other) => one < other),
  lessorequals: compared((one, other) => one <= other),
  greater: compared((one, other) => one > other),
  greaterorequals: compared((one, other) => one >= other),
  add: sums((one, other) => one + other),
  sub: sums((one, other) => one - other),
  mul: sums((one, other) => one * other),
  div: sums((one, other) => Math.trunc(one / other)),
  mod: sums((one, other) => one % other),
  min: of((...values) => Math.min(...values.flat().map(number))),
  max: of((...values) => Math.max(...values.flat().map(number))),
  int: of((value) => number(typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value)),
  bool: of((value) => (typeof value === "string" ? value.toLowerCase() === "true" : Boolean(value))),
  string: of(written),
  json: of((value) => {
    try {
      return JSON.parse(text(value)) as unknown;
    } catch {
      return wrong("JSON");
    }
  }),
  concat: of((...values) => (values.every(Array.isArray) ? values.flat() : values.map(written).join(""))),
  format: of((form, ...values) =>
    text(form).replace(/\{\{|\}\}|\{(\d+)(?::[^}]*)?\}/g, (token, at) =>
      at === undefined ? token.slice(1) : written(values[Number(at)] ?? wrong("another value")),
    ),
  ),
  tolower: of((value) => text(value).toLowerCase()),
  toupper: of((value) => text(value).toUpperCase()),
  trim: of((value) => text(value).trim()),
  replace: of((value, from, to) => text(value).replaceAll(text(from), text(to))),
  substring: of((value, from, length) =>
    text(value).slice(number(from), length === undefined ? undefined : number(from) + number(length)),
  ),
  padleft: of((value, length, sign = " ") => written(value).padStart(Math.min(number(length), 1000), text(sign))),
  startswith: of((value, part) => text(value).toLowerCase().startsWith(text(part).toLowerCase())),
  endswith: of((value, part) => text(value).toLowerCase().endsWith(text(part).toLowerCase())),
  indexof: of((value, part) =>
    typeof value === "string"
      ? value.toLowerCase().indexOf(text(part).toLowerCase())
      : list(value).findIndex((item) => same(item, part)),
  ),
  split: of(parts),
  join: of((values, by) => list(values).map(written).join(text(by))),
  length: of(sized),
  empty: of((value) => value === null || value === undefined || sized(value) === 0),
  contains: of(holds),
  first: of((value) => list(typeof value === "string" ? [...value] : value)[0] ?? wrong("a list with something in it")),
  last: of(
    (value) => list(typeof value === "string" ? [...value] : value).at(-1) ?? wrong("a list with something in it"),
  ),
  take: of((value, count) => cut(value, 0, Math.max(0, number(count)))),
  skip: of((value, count) => cut(value, Math.max(0, number(count)))),
  range,
  createarray: of((...values) => values),
  array: of((value) => (Array.isArray(value) ? value : [value])),
  flatten: of((values) => list(values).flat()),
  createobject: of((...values) =>
    Object.fromEntries(values.flatMap((key, at) => (at % 2 === 0 ? [[text(key), values[at + 1]] as const] : []))),
  ),
  objectkeys: of((value) => (isFields(value) ? Object.keys(value) : wrong("an object"))),
  union,
  ...{ resourceid: resourceId, subscriptionresourceid: resourceId, tenantresourceid: resourceId },
  extensionresourceid: of(
    (scope, type, ...names) => `${text(scope)}${written(resourceId([type, ...names].map((value) => () => value)))}`,
  ),
  ...{ cidrsubnet: cidrSubnet, cidrhost: cidrHost },
});
