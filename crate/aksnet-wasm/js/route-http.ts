// routeHttp. A question about a loaded environment crosses as one text, and so does its answer: a third of the time of the values one by
// one. What JSON would drop or change in silence goes the other way, where it is refused with its name.
import type { routeHttp as RouteHttp } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { askedOf, split } from "./environment.ts";
import { guarded } from "./start.ts";

type Request = Parameters<typeof RouteHttp>[0];
type Answer = ReturnType<typeof RouteHttp>;

const one = /* @__PURE__ */ askedOf<Request, Answer>("routeHttp");

/** Whether an object is one of braces. */
function plain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Text, whole numbers, and objects and lists of them: what a text of JSON says as it is. */
function textual(value: unknown, depth: number): boolean {
  if (typeof value === "string" || value === undefined || Number.isSafeInteger(value)) return true;
  if (depth === 0) return false;
  if (Array.isArray(value)) {
    return value.every((item) => typeof item === "string") && !("toJSON" in value);
  }
  if (!plain(value)) return false;
  for (const key in value) if (!textual(value[key], depth - 1)) return false;
  return true;
}

export const routeHttp: typeof RouteHttp = /* @__PURE__ */ guarded((request: Request): Answer => {
  const [handle, rest] = split(request);
  if (handle === undefined || !textual(rest, 4)) return one(request);
  const answer = glue.routeLoaded(handle, JSON.stringify(rest));
  return answer === undefined ? one(request) : JSON.parse(answer);
});
