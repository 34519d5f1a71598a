import { compareModes, type SizingPlan, type SizingRequest } from "aksnet";
import { edit, editedIndex } from "../lib/request.ts";

/** One mode's addresses as nodes are added, as far as the mode goes. */
export interface Line {
  mode: SizingPlan["mode"];
  points: { nodes: number; addresses: number }[];
  /** Where the mode stops, and at what; absent where nothing of AKS stops it. */
  ceiling: SizingPlan["ceiling"];
  /** Whether the line ends at its ceiling rather than at the edge of the chart. */
  stopped: boolean;
}

/** All modes of a workload up to some number of nodes. */
export interface Curve {
  /** The nodes at the right edge. */
  upTo: number;
  /** Nodes of the pools that do not grow: the chart begins with one more. */
  others: number;
  lines: Line[];
  /** The numbers of nodes that were asked for evenly, for the table. */
  asked: { nodes: number; plans: SizingPlan[] }[];
  /** The answers for any number of nodes in all, each asked once. */
  at(nodes: number): SizingPlan[];
}

/** How many numbers of nodes are asked for; lines between them are straight. */
const parts = 24;

let last: { key: string; curve: Curve } | undefined;

/** The curve of a request, whatever its own number of nodes; the last one is kept. */
export function curveOf(request: SizingRequest, upTo: number): Curve {
  const key = JSON.stringify([edit(request, "nodes", 1), upTo]);
  if (last?.key === key) return last.curve;
  const known = new Map<number, SizingPlan[]>();
  const grown = (nodes: number): SizingPlan[] => {
    const plans = known.get(nodes) ?? compareModes(edit(request, "nodes", nodes));
    known.set(nodes, plans);
    return plans;
  };
  const [first] = grown(1);
  const others = (first?.nodes ?? 0) - (first?.pools[editedIndex(request)]?.nodes ?? 0);
  const at = (nodes: number): SizingPlan[] => grown(Math.max(1, nodes - others));
  const counts = new Set(
    Array.from({ length: parts + 1 }, (_, part) => Math.max(others + 1, Math.round((upTo * part) / parts))),
  );
  const asked = [...counts].map((nodes) => ({ nodes, plans: at(nodes) }));
  const modes = asked[0]?.plans ?? [];
  const lines = modes.map(({ mode, ceiling }, index): Line => {
    const end = ceiling?.nodes ?? Number.POSITIVE_INFINITY;
    const stopped = end <= upTo;
    // The last point is the ceiling itself.
    const ends = stopped && end > others ? [{ nodes: end, plans: at(end) }] : [];
    const points = [...asked, ...ends]
      .filter(({ nodes }) => nodes <= end)
      .map(({ nodes, plans }) => ({ nodes, addresses: plans[index]?.addresses ?? 0 }))
      .sort((a, b) => a.nodes - b.nodes);
    return { mode, points, ceiling, stopped };
  });
  const curve = { upTo, others, lines, asked, at };
  last = { key, curve };
  return curve;
}
