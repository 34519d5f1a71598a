// The state of elements in the page's address: "#aksnet-sizing?v=1&nodes=50&max-pods=30;aksnet-snat?v=1&nodes=20".
import { attributeOf } from "./base.ts";
import { type Entry, entry, example } from "./request.ts";

/** The version of what is written; a part of another version is left aside. */
const version = "1";

/** What belongs to the page rather than to what a reader does. */
const ofPage = ["findings", "headingLevel", "source", "view", "for"];

/** A whole request longer than this is not written into an address. */
const longest = 4000;

type State = Record<string, string>;

/** What this module needs of an element. */
interface Kept extends HTMLElement {
  /** The whole request, and whether one was given. */
  request?: object;
  given?: boolean;
}

interface Declared {
  texts?: readonly string[];
  numbers?: readonly string[];
}

const declared = (element: Element): Declared => element.constructor as unknown as Declared;

/** Readable where an address allows it; what parts the state is written as %3B, %26 and %3D. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/%(2F|3A|2C)/g, (code) => decodeURIComponent(code));

/** The text of an escape, or the escape itself where somebody broke it by hand. */
function plain(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parts of a hash by the name of their element; nothing for a hash that is an anchor. */
export function read(hash: string): Map<string, State> | undefined {
  const text = hash.replace(/^#/, "");
  if (text !== "" && !text.includes("?")) return undefined;
  const parts = new Map<string, State>();
  for (const part of text.split(";")) {
    const [name = "", fields = ""] = part.split("?");
    const state: State = {};
    for (const field of fields.split("&")) {
      const cut = field.indexOf("=");
      if (cut > 0) state[plain(field.slice(0, cut))] = plain(field.slice(cut + 1));
    }
    const { v } = state;
    if (v === version) parts.set(plain(name), state);
  }
  return parts;
}

/** Parts as the hash that `read` reads, without its "#". */
export const write = (parts: ReadonlyMap<string, State>): string =>
  [...parts]
    .map(([name, state]) => {
      const fields = Object.entries(state).map(([key, value]) => `&${escaped(key)}=${escaped(value)}`);
      return `${escaped(name)}?v=${version}${fields.join("")}`;
    })
    .join(";");

/** The properties of an element that a reader's doing changes. */
const fieldsOf = (element: Element): string[] => {
  const { texts = [], numbers = [] } = declared(element);
  return [...texts, ...numbers].filter((name) => !ofPage.includes(name));
};

/** What an element was asked: its fields, and a whole request where one was given and no subscription is named in it. */
function stateOf(element: Kept): State {
  const state: State = {};
  for (const name of fieldsOf(element)) {
    const value: unknown = Reflect.get(element, name);
    if (typeof value === "string" || typeof value === "number") state[attributeOf(name)] = String(value);
  }
  if (element.given && !element.hasAttribute("source")) {
    const request = JSON.stringify(element.request);
    if (request.length <= longest && !/\/subscriptions\//i.test(request)) Object.assign(state, { request });
  }
  return state;
}

/** Puts a state into an element; a field that it does not name is unset. */
function restore(element: Kept, state: State): void {
  const { request } = state;
  if (request !== undefined || (element.given && !element.hasAttribute("source"))) {
    try {
      element.request = request === undefined ? example() : (JSON.parse(request) as object);
    } catch {
      // A request that somebody broke by hand: the fields count.
      element.request = example();
    }
  }
  for (const name of fieldsOf(element)) {
    const text = state[attributeOf(name)];
    const value: Entry | undefined =
      text !== undefined && declared(element).numbers?.includes(name) ? entry(text) : text;
    if (Reflect.get(element, name) !== value) Reflect.set(element, name, value);
  }
}

const same = (one: State, other: State): boolean => {
  const [a, b] = [Object.entries(one), Object.entries(other)];
  return a.length === b.length && a.every(([key, value]) => other[key] === value);
};

/**
 * Keeps the state of elements in the hash of the page: of those with the attribute `in-hash`, or of all where the page's root element
 * has `data-aksnet-hash`. Elsewhere neither the hash nor the history is touched. A state that the page itself wrote is not in it, so
 * that an untouched page keeps its address. Several elements go by their ids, else by their tag and its count.
 */
export function keepInHash(tags: readonly string[]): void {
  if (typeof document === "undefined" || typeof history === "undefined") return;
  const first = new WeakMap<Element, State>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let written: string | undefined;

  const kept = (): Map<string, Kept> => {
    const all = new Map<string, Kept>();
    const everything = document.documentElement.hasAttribute("data-aksnet-hash");
    for (const element of document.querySelectorAll<Kept>(tags.join())) {
      if (!everything && !element.hasAttribute("in-hash")) continue;
      let name = element.id || element.localName;
      for (let count = 2; all.has(name); count += 1) name = `${element.id || element.localName}.${count}`;
      all.set(name, element);
    }
    return all;
  };

  /** Elements that are met for the first time take their state from the address. */
  const meet = (all: ReadonlyMap<string, Kept>): void => {
    for (const [name, element] of all) {
      if (first.has(element)) continue;
      first.set(element, stateOf(element));
      const state = read(location.hash)?.get(name);
      if (state) restore(element, state);
    }
  };

  const save = (): void => {
    const all = kept();
    if (all.size === 0) return;
    meet(all);
    const parts = new Map<string, State>();
    for (const [name, element] of all) {
      const state = stateOf(element);
      if (!same(state, first.get(element) ?? {})) parts.set(name, state);
    }
    const hash = write(parts);
    // An anchor stays until there is something to say.
    if (hash === (written ?? location.hash.slice(1)) || (hash === "" && !read(location.hash)?.size)) return;
    written = hash;
    history.replaceState(history.state, "", hash ? `#${hash}` : location.pathname + location.search);
  };

  const due = (): void => {
    clearTimeout(timer);
    timer = setTimeout(save, 150);
  };

  const load = (): void => {
    const parts = read(location.hash);
    if (!parts) return;
    clearTimeout(timer);
    written = undefined;
    const all = kept();
    meet(all);
    for (const [name, element] of all) restore(element, parts.get(name) ?? first.get(element) ?? {});
  };

  const start = (): void => meet(kept());
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  for (const event of ["aksnet-change", "aksnet-error", "click", "input"]) document.addEventListener(event, due);
  addEventListener("hashchange", load);
  addEventListener("popstate", load);
}
