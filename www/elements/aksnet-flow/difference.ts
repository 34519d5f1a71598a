import type { FlowTrace, Hop, PacketHeader } from "aksnet";

const ends = (header: PacketHeader | undefined): string =>
  header
    ? [header.source, header.sourcePort, header.destination, header.destinationPort].map((part) => part ?? "").join()
    : "";

/** What can differ at a stop: the machine, the header that came and left, what was decided. */
const told = ({ at, in: came, out, steps }: Hop): string =>
  [at.kind, ends(came), ends(out), ...steps.map(({ type, by }) => `${type} ${by}`)].join("\n");

/** The first stop, from 0, at which two ways of the same question part; -1 when they never do. */
export function firstDifference(one: FlowTrace, other: FlowTrace): number {
  const here = [...one.request, ...(one.reply ?? [])].map(told);
  const there = [...other.request, ...(other.reply ?? [])].map(told);
  const longer = here.length > there.length ? here : there;
  return longer.findIndex((_, at) => here[at] !== there[at]);
}
