// Environments: given with each question, or loaded once into the module's memory and asked many times.
import type { Assumptions, Environment, Finding, LoadedEnvironment } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { AksnetError } from "./error.js";
import { withSources } from "./sources.ts";
import { guarded } from "./start.ts";

/** An environment in the module's memory. Made by `load`; `free` gives the memory back. */
class Loaded {
  /** What `inspect` says of it. */
  readonly findings: Finding[];
  #handle: number | undefined;

  constructor(handle: number, findings: Finding[]) {
    this.#handle = handle;
    this.findings = findings;
  }

  get handle(): number {
    if (this.#handle !== undefined) return this.#handle;
    throw new AksnetError(
      "freed-environment",
      "this environment was given back with free()",
      "environment",
      "load() it again",
    );
  }

  /** Gives the memory back. A second call does nothing. */
  free(): void {
    if (this.#handle === undefined) return;
    glue.freeEnvironment(this.#handle);
    forgotten.unregister(this);
    this.#handle = undefined;
  }
}

/** Gives the memory of those back that nobody holds any more. */
const forgotten = /* @__PURE__ */ new FinalizationRegistry<number>((handle) => glue.freeEnvironment(handle));

/** Reads an environment once, for asking many questions. */
export const load = /* @__PURE__ */ guarded((environment: Environment, assume?: Assumptions): LoadedEnvironment => {
  const { handle, findings } = glue.loadEnvironment({ environment, assume });
  const loaded = new Loaded(handle, withSources(findings));
  forgotten.register(loaded, handle, loaded);
  // Not a method of the class: a computed name counts as an effect, and bundlers would keep the class everywhere. Engines that
  // do not know the symbol do without.
  const dispose: unknown = Symbol.dispose;
  if (typeof dispose === "symbol") Object.defineProperty(loaded, dispose, { value: () => loaded.free() });
  return loaded as Loaded & LoadedEnvironment;
});

/** A question about an environment, by its published name; the environment may be loaded. */
export function askedOf<Q extends { environment: unknown }, A>(question: string): (request: Q) => A {
  return guarded((request: Q): A => {
    const [handle, rest] = split(request);
    if (handle === undefined) return withSources(glue.ask(question, request)) as A;
    return withSources(glue.askLoaded(handle, question, rest)) as A;
  });
}

/** Splits a question about an environment: its handle, where it is loaded, and the rest. */
export function split<Q extends { environment: unknown }>(request: Q): [handle: number | undefined, request: Q] {
  const environment = request?.environment;
  if (!(environment instanceof Loaded)) return [undefined, request];
  return [environment.handle, { ...request, environment: undefined }];
}

/** A question about no environment, by its published name. */
export function askedAlone<Q, A>(question: string): (request: Q) => A {
  return guarded((request: Q): A => withSources(glue.ask(question, request)) as A);
}
