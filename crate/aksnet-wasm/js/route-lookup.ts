// Many look-ups at once, in typed arrays; the table stands in the module's memory.
import type { GivenRoute, RouteTable } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { AksnetError } from "./error.js";
import { guarded } from "./start.ts";

const make = /* @__PURE__ */ guarded(glue.makeLookup);
const forgotten = /* @__PURE__ */ new FinalizationRegistry<number>((handle) => glue.freeLookup(handle));

const preferred = ["VnetLocal", "VNetPeering", "VNetGlobalPeering", "VirtualNetworkServiceEndpoint"];

/** What a route is among others: 0 never wins, 2 is preferred to the gateway's, which are 3; a user's own are 1. */
function kind(route: GivenRoute | NonNullable<RouteTable["routes"]>[number]): number {
  if (!route.addressPrefix.includes("/") && /^[A-Za-z]/.test(route.addressPrefix)) return 0;
  if (!("source" in route)) return 1;
  if (route.state === "Invalid") return 0;
  if (route.source === "VirtualNetworkGateway") return 3;
  return route.source === "Default" && preferred.includes(route.nextHopType) ? 2 : 1;
}

/** A table that answers for many destinations at once. */
export class RouteLookup {
  #handle: number | undefined;

  constructor(routes: GivenRoute[] | RouteTable) {
    const rows = Array.isArray(routes) ? routes : routes?.routes;
    if (!Array.isArray(rows)) {
      throw new AksnetError(
        "invalid-type",
        "a list of routes is expected",
        "routes",
        "what effectiveRoutes gives, or a route table",
      );
    }
    const at = rows.findIndex(
      (route) => typeof route?.addressPrefix !== "string" || route.addressPrefix.includes("\n"),
    );
    if (at >= 0) {
      throw new AksnetError(
        "missing-field",
        "a route has an address prefix",
        `routes[${at}].addressPrefix`,
        "a prefix such as 10.0.0.0/8",
      );
    }
    const prefixes = rows.map((route) => route.addressPrefix).join("\n");
    this.#handle = make(prefixes, Uint8Array.from(rows, kind));
    forgotten.register(this, this.#handle, this);
  }

  /** The place of the winning route for each IPv4 destination as a number, -1 for none. */
  lookup(destinations: Uint32Array): Int32Array {
    if (!(destinations instanceof Uint32Array)) {
      throw new AksnetError(
        "invalid-type",
        "destinations are a Uint32Array",
        "destinations",
        "new Uint32Array([0x0a000001])",
      );
    }
    const found = this.#handle === undefined ? undefined : glue.askLookup(this.#handle, destinations);
    if (found) return found;
    throw new AksnetError("freed-lookup", "this table was given back with free()", undefined, "make a new RouteLookup");
  }

  /** Gives the memory back. A second call does nothing. */
  free(): void {
    if (this.#handle === undefined) return;
    glue.freeLookup(this.#handle);
    forgotten.unregister(this);
    this.#handle = undefined;
  }
}
