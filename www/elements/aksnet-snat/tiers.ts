import { planSnat } from "aksnet";

type Request = Parameters<typeof planSnat>[0];

/** Numbers of nodes at which each gets the same ports. */
export interface Tier {
  from: number;
  to: number;
  ports: number;
  /** Whether the nodes asked for are among them. */
  here: boolean;
}

/**
 * The steps of the automatic allocation, found by asking the library for ever other numbers of nodes: the last one with the same
 * ports, and on from there to the last for which there are ports at all. None where the ports do not go by steps.
 */
export function tiers(request: Request): Tier[] {
  const automatic =
    !Number(request.allocatedOutboundPorts) && (request.outboundType ?? "loadBalancer") === "loadBalancer";
  if (!automatic) return [];
  const ask = (nodes: number) => planSnat({ ...request, maxSurge: 0, nodes });
  const end = ask(1).maxNodes;
  const found: Tier[] = [];
  for (let from = 1; from <= end; ) {
    const { portsPerNode: ports } = ask(from);
    let to = from;
    let beyond = end + 1;
    while (beyond - to > 1) {
      const middle = Math.floor((to + beyond) / 2);
      if (ask(middle).portsPerNode === ports) to = middle;
      else beyond = middle;
    }
    found.push({ from, to, ports, here: request.nodes >= from && request.nodes <= to });
    from = beyond;
  }
  return found;
}
