// What wasm-bindgen writes to target/bindgen, as seen from here: the functions of the public types, not yet guarded, and its own
// start. The build resolves "./bindgen.js" to that output; the public types are the only description of the functions.
import type { Assumptions, Environment, Finding, readDocuments, Source } from "../types.js";

export * from "../types.js";

/** Tells what documents are and joins them; the second half of `readDocuments`. */
export function joinDocuments(
  documents: { name: string; document: unknown }[],
): Awaited<ReturnType<typeof readDocuments>>;

/** `inspect`, its two parameters as one object. */
export function inspect(request: { environment: Environment; assume: Assumptions | undefined }): Finding[];

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

/** Answers a question about the environment that comes with it. */
export function askEnvironment(question: string, request: unknown): unknown;

/** Starts the module; a second call returns at once. */
export function initSync(from: { module: WebAssembly.Module }): unknown;
