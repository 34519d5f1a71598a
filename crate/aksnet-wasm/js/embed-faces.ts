// In embed.js, what the library asks: the sizing module, which is inside of that file, until embed-models.js has brought the module
// with all models. Takes the place of "./bindgen.js".
import * as sizing from "./bindgen-sizing.js";
import { AksnetError } from "./error.js";

type Face = typeof import("./bindgen.js");

let whole: Face | undefined;

/** Puts the module with all models in the place of the one that only sizes. No handle is lost: the latter has none. */
export function useWhole(face: Face): void {
  whole = face;
}

function all(): Face {
  if (whole) return whole;
  throw new AksnetError(
    "not-initialised",
    "embed.js begins with the sizing model alone; this question needs the others",
    undefined,
    "await aksnet.init() once, which loads embed-models.js from beside embed.js",
  );
}

export const ask: Face["ask"] = (question, request) => {
  if (whole) return whole.ask(question, request);
  try {
    return sizing.ask(question, request);
  } catch (error) {
    // Which questions it knows, the module says itself.
    if (error instanceof AksnetError && error.code === "unknown-question") return all().ask(question, request);
    throw error;
  }
};
export const sources: Face["sources"] = () => (whole ?? sizing).sources();
export const initSync: Face["initSync"] = (from) => sizing.initSync(from);

export const findOverlapsIPv4: Face["findOverlapsIPv4"] = (addresses, lengths) =>
  all().findOverlapsIPv4(addresses, lengths);
export const loadEnvironment: Face["loadEnvironment"] = (request) => all().loadEnvironment(request);
export const freeEnvironment: Face["freeEnvironment"] = (handle) => all().freeEnvironment(handle);
export const askLoaded: Face["askLoaded"] = (handle, question, request) => all().askLoaded(handle, question, request);
export const routeLoaded: Face["routeLoaded"] = (handle, request) => all().routeLoaded(handle, request);
export const makeLookup: Face["makeLookup"] = (prefixes, kinds) => all().makeLookup(prefixes, kinds);
export const askLookup: Face["askLookup"] = (handle, destinations) => all().askLookup(handle, destinations);
export const freeLookup: Face["freeLookup"] = (handle) => all().freeLookup(handle);
export const makeNsgLookup: Face["makeNsgLookup"] = (request) => all().makeNsgLookup(request);
export const askNsgLookup: Face["askNsgLookup"] = (...tuples) => all().askNsgLookup(...tuples);
export const freeNsgLookup: Face["freeNsgLookup"] = (handle) => all().freeNsgLookup(handle);
export const askReachability: Face["askReachability"] = (handle, request, withNames) =>
  all().askReachability(handle, request, withNames);
export const expandReachability: Face["expandReachability"] = (form) => all().expandReachability(form);
export const joinDocuments: Face["joinDocuments"] = (documents) => all().joinDocuments(documents);
