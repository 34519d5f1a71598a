// Security groups for many packets at once, in typed arrays; the table stands in the module's memory.
import type { NsgLookup as Lookup, NsgPackets } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { AksnetError } from "./error.js";
import { guarded } from "./start.ts";

type Request = ConstructorParameters<typeof Lookup>[0];
type Made = { handle: number; rules: Lookup["rules"] };

const make: (request: Request) => Made = /* @__PURE__ */ guarded(glue.makeNsgLookup);
const forgotten = /* @__PURE__ */ new FinalizationRegistry<number>((handle) => glue.freeNsgLookup(handle));

const kinds = {
  protocols: Uint8Array,
  sources: Uint32Array,
  sourcePorts: Uint16Array,
  destinations: Uint32Array,
  destinationPorts: Uint16Array,
} as const;

/** Groups that answer for many packets at once. */
export class NsgLookup {
  /** The rules that answers mean by their places. */
  readonly rules: Lookup["rules"];
  #handle: number | undefined;

  constructor(request: Request) {
    const { handle, rules } = make(request);
    this.#handle = handle;
    this.rules = rules;
    forgotten.register(this, handle, this);
  }

  /** The place of the deciding rule for each packet. */
  evaluate(packets: NsgPackets): Int32Array {
    for (const [field, kind] of Object.entries(kinds)) {
      if (packets?.[field as keyof NsgPackets] instanceof kind) continue;
      throw new AksnetError("invalid-type", `${field} are a ${kind.name}`, field, `new ${kind.name}([…])`);
    }
    if (this.#handle === undefined)
      throw new AksnetError("freed-lookup", "this table was given back with free()", undefined, "make a new NsgLookup");
    const { protocols, sources, sourcePorts, destinations, destinationPorts } = packets;
    return glue.askNsgLookup(this.#handle, protocols, sources, sourcePorts, destinations, destinationPorts);
  }

  /** Gives the memory back. A second call does nothing. */
  free(): void {
    if (this.#handle === undefined) return;
    glue.freeNsgLookup(this.#handle);
    forgotten.unregister(this);
    this.#handle = undefined;
  }
}
