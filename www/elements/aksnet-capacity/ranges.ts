import { AksnetError, type SizingRequest } from "aksnet";
import { type Entry, edit, type Fields, givenPrefix, prefixOf, put, withCluster, withPrefix } from "../lib/request.ts";

/** The ranges that only a question of capacity has as fields. */
export const ranges = ["podSubnetPrefix", "podCidr", "userRoutes"] as const;
export type Range = (typeof ranges)[number];

/** More routes than the largest route table may have; a figure beyond it is a slip of the keyboard. */
const most = 1000;

/** Why an entry is no number of routes; the library sees a list of them and could not say it. */
export function noRoutes(entry: Entry | undefined): AksnetError | undefined {
  const counted =
    entry === undefined || entry === "" || (Number.isInteger(entry) && Number(entry) >= 0 && Number(entry) <= most);
  return counted
    ? undefined
    : new AksnetError("out-of-range", `${entry} routes`, "userRoutes", `a whole number from 0 to ${most}`);
}

/** A route table with so many routes of the user's own: the library counts them, wherever they lead. */
function withRoutes(request: SizingRequest, entry: Entry | undefined): SizingRequest {
  // Another object, so that the question is asked, and refused with the reason.
  if (noRoutes(entry)) return { ...request };
  const routes = Array.from({ length: Number(entry ?? 0) }, (_, index) => ({
    name: `user-${index + 1}`,
    addressPrefix: "0.0.0.0/0",
    nextHopType: "VirtualAppliance" as const,
  }));
  return put(request, "routeTable", routes.length > 0 ? { routes } : undefined);
}

/** The request with a range set anew; an empty one is open again. */
export function editRange(request: SizingRequest, name: string, value: Entry | undefined): SizingRequest {
  const text = value === undefined ? "" : String(value).trim();
  switch (name) {
    case "podSubnetPrefix":
      return withPrefix(request, "pods", text && prefixOf(text, "10.241.0.0"));
    case "podCidr":
      return withCluster(request, (cluster) =>
        put(
          cluster,
          "networkProfile",
          put(cluster.networkProfile ?? {}, "podCidr", text ? prefixOf(text, "10.244.0.0") : undefined),
        ),
      );
    case "userRoutes":
      return withRoutes(request, value);
    default:
      return edit(request, name as keyof Fields, value);
  }
}

/** What the fields of the ranges show. */
export const shownRanges = (request: SizingRequest): Record<Range, Entry> => ({
  podSubnetPrefix: givenPrefix(request, "pods"),
  podCidr: request.cluster.networkProfile?.podCidr ?? "",
  userRoutes: request.routeTable?.routes?.length ?? 0,
});
