// All pairs: the module's bytes as a typed array, and the two questions that are asked of it later.
import type { reachability as Question, Reachability } from "../types.d.ts";
import { askedOf } from "./environment.ts";

type Request = Parameters<typeof Question>[0];
type Raw = Pick<Reachability, "workloads" | "ports"> & { bits: Uint8Array };

const ask = /* @__PURE__ */ askedOf<Request, Raw>("reachability");
const askConnections = /* @__PURE__ */ askedOf<Request, string[]>("connections");

/** Who reaches whom, all pairs at once. */
export const reachability: typeof Question = (request) => {
  const { workloads, ports, bits: bytes } = ask(request);
  const bits = new Uint32Array(bytes.slice().buffer);
  const size = workloads.length;
  return {
    workloads,
    ports,
    bits,
    allows: (from, to, port) => {
      if (!(from in workloads && to in workloads && port in ports)) return false;
      const at = (port * size + from) * size + to;
      return (((bits[at >>> 5] ?? 0) >>> (at & 31)) & 1) === 1;
    },
    // Written only when somebody reads it: a thousand workloads have a million lines.
    connections: () => askConnections(request),
  };
};
