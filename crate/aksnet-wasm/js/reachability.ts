// All pairs: the module's numbers as they are, and what is read from them later.
import type { reachability as Question, Reachability } from "../types.d.ts";
import * as glue from "./bindgen.js";
import { askedOf, split } from "./environment.ts";
import { guarded } from "./start.ts";

type Request = Parameters<typeof Question>[0];
type Raw = { text: string; spans: Uint32Array; ports: Reachability["ports"]; form: Uint32Array };

const ask = /* @__PURE__ */ guarded((request: Request, names: boolean): Raw => {
  const [handle, rest] = split(request);
  return glue.askReachability(handle, rest, names);
});
const askConnections = /* @__PURE__ */ askedOf<Request, string[]>("connections");
const expand = /* @__PURE__ */ guarded(glue.expandReachability);

/** The names of workloads and pods, which come as one text with their lengths: a crossing each would take longer than the answer. */
function workloads({ text, spans }: Raw): Reachability["workloads"] {
  const all: Reachability["workloads"] = [];
  let read = 0;
  let at = 0;
  const next = (): number => spans[read++] ?? 0;
  const name = (): string => {
    const from = at;
    at += next();
    return text.slice(from, at);
  };
  while (read < spans.length) {
    const workload = name();
    const pods: string[] = [];
    for (let left = next(); left > 0; left--) pods.push(name());
    all.push({ name: workload, pods });
  }
  return all;
}

/** One direction of the form: of each port and class a row, of each row the words that are not zero. */
function side(form: Uint32Array, rowOf: number, begin: number, rows: number, count: number) {
  const at = begin + rows;
  const first = at + count;
  return (index: number, place: number): boolean => {
    const row = form[rowOf + index] ?? 0;
    let low = row === 0 ? 0 : (form[begin + row - 1] ?? 0);
    let high = form[begin + row] ?? 0;
    const word = place >>> 6;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((form[at + middle] ?? 0) < word) low = middle + 1;
      else high = middle;
    }
    if (form[at + low] !== word || low >= (form[begin + row] ?? 0)) return false;
    return (((form[first + 2 * low + ((place >>> 5) & 1)] ?? 0) >>> (place & 31)) & 1) === 1;
  };
}

function answer(request: Request, raw: Raw, known?: Reachability["workloads"]): Reachability {
  const { form } = raw;
  const all = known ?? workloads(raw);
  const [size = 0, classes = 0, ports = 0, outRows = 0, outWords = 0, inRows = 0, inWords = 0] = form;
  const square = ports * classes;
  const rows = 7 + size + 2 * square;
  const out = side(form, 7 + size, rows, outRows, outWords);
  const into = side(form, 7 + size + square, rows + outRows + 3 * outWords, inRows, inWords);
  let bits: Uint32Array | undefined;
  return {
    workloads: all,
    ports: raw.ports,
    allows: (from, to, port) => {
      if (!(from in all && to in all && port in raw.ports)) return false;
      const sender = form[7 + from] ?? 0;
      const receiver = form[7 + to] ?? 0;
      // A pod reaches itself, whatever policies say.
      if (from === to && (sender & 1) === 1) return true;
      const [one, other] = [sender >>> 1, receiver >>> 1];
      return out(port * classes + one, other) && into(port * classes + other, one);
    },
    // Made only when somebody reads it: ten thousand workloads have a hundred million pairs.
    get bits() {
      const made = bits ?? expand(form);
      bits = made;
      return made;
    },
    // Written only when somebody reads it.
    connections: () => askConnections(request),
    without: (policies) => {
      const edited = {
        ...request,
        ports: raw.ports as Request["ports"],
        without: [...(request.without ?? []), ...policies],
      };
      return answer(edited as Request, ask(edited as Request, false), all);
    },
  };
}

/** Who reaches whom, all pairs at once. */
export const reachability: typeof Question = (request) => answer(request, ask(request, true));
