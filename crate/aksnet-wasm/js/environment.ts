// Environments: given with each question, or loaded once into the module's memory and asked many times.
import type { Assumptions, Environment, Finding } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { AksnetError } from "./error.js";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

/** An environment in the module's memory. Made by `load`; `free` gives the memory back. */
export class LoadedEnvironment {
  /** What `inspect` says of it. */
  readonly findings: Finding[];
  #loaded: glue.Loaded | undefined;

  /** @internal */
  constructor(loaded: glue.Loaded) {
    this.#loaded = loaded;
    this.findings = withSources(loaded.findings);
  }

  /** @internal */
  get loaded(): glue.Loaded {
    if (this.#loaded) return this.#loaded;
    throw new AksnetError(
      "freed-environment",
      "this environment was given back with free()",
      "environment",
      "load() it again",
    );
  }

  /** Gives the memory back. A second call does nothing. */
  free(): void {
    this.#loaded?.free();
    this.#loaded = undefined;
  }

  [Symbol.dispose](): void {
    this.free();
  }
}

/** Reads an environment once, for asking many questions. */
export const load = /* @__PURE__ */ guarded(
  (environment: Environment, assume?: Assumptions): LoadedEnvironment =>
    new LoadedEnvironment(new glue.Loaded({ environment, assume })),
);

/** A question about an environment, by its published name; the environment may be loaded. */
export function askedOf<Q extends { environment: unknown }, A>(question: string): (request: Q) => A {
  return guarded((request: Q): A => {
    const environment = request?.environment;
    if (!(environment instanceof LoadedEnvironment)) return withSources(glue.askEnvironment(question, request)) as A;
    return withSources(environment.loaded.ask(question, { ...request, environment: undefined })) as A;
  });
}
