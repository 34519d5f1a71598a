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

/** An environment in the module's memory. */
export class Loaded {
  constructor(request: { environment: Environment; assume: Assumptions | undefined });
  readonly findings: Finding[];
  /** Answers a question about it, by the question's published name. */
  ask(question: string, request: unknown): unknown;
  free(): void;
}

/** Answers a question about the environment that comes with it. */
export function askEnvironment(question: string, request: unknown): unknown;

/** Starts the module; a second call returns at once. */
export function initSync(from: { module: WebAssembly.Module }): unknown;
