// What wasm-bindgen writes to target/bindgen, as seen from here: the functions of the public types, not yet guarded, and its own
// start. The build resolves "./bindgen.js" to that output; the public types are the only description of the functions.
import type { Assumptions, Environment, Finding, NsgLookup, Reachability, readDocuments, Source } from "../types.js";

export * from "../types.js";

/** Tells what documents are and joins them; the second half of `readDocuments`. */
export function joinDocuments(
  documents: { name: string; document: unknown }[],
): Awaited<ReturnType<typeof readDocuments>>;

/** Every document that an answer can name by its id. */
export function sources(): Source[];

/** Reads an environment into the module's memory; gives its handle and what `inspect` says. */
export function loadEnvironment(request: { environment: Environment; assume: Assumptions | undefined }): {
  handle: number;
  findings: Finding[];
};

/** Gives a loaded environment back. */
export function freeEnvironment(handle: number): void;

/** Answers a question about a loaded environment, by the question's published name. */
export function askLoaded(handle: number, question: string, request: unknown): unknown;

/** `routeHttp` of a loaded environment as JSON; nothing for a text that JSON's reader does not take. */
export function routeLoaded(handle: number, request: string): string | undefined;

/** Answers a question by its published name; about the environment that comes with it, where it is about one. */
export function ask(question: string, request: unknown): unknown;

/** A table for many look-ups: prefixes one a line, and of each 0: out, 1: plain, 2: preferred, 3: the gateway's. */
export function makeLookup(prefixes: string, kinds: Uint8Array): number;

/** The places of the winning routes; nothing when the table was given back. */
export function askLookup(handle: number, destinations: Uint32Array): Int32Array | undefined;

/** Gives a table back. */
export function freeLookup(handle: number): void;

/** Security groups for many packets: the handle, and the rules that answers mean by their places. */
export function makeNsgLookup(request: unknown): { handle: number; rules: NsgLookup["rules"] };

/** The places of the deciding rules. */
export function askNsgLookup(
  handle: number,
  protocols: Uint8Array,
  sources: Uint32Array,
  sourcePorts: Uint16Array,
  destinations: Uint32Array,
  destinationPorts: Uint16Array,
): Int32Array;

/** Gives them back. */
export function freeNsgLookup(handle: number): void;

/** All pairs of a loaded environment, or of the one that comes with the question: names as one text with their lengths, and numbers. */
export function askReachability(
  handle: number | undefined,
  request: unknown,
  withNames: boolean,
): { text: string; spans: Uint32Array; ports: Reachability["ports"]; form: Uint32Array };

/** The square of bits of such an answer. */
export function expandReachability(form: Uint32Array): Uint32Array;

/** Starts the module; a second call returns at once. */
export function initSync(from: { module: WebAssembly.Module }): unknown;
