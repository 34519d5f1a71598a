// Figures in prose: `{kubenet-nodes}` in a page becomes the value of that fact. An id that is not a fact ends the build.
import { day, figure } from "./format.js";
import { limits } from "./package.js";

let byId;

/** The row of limits.json with this id. */
export function factRow(id) {
  byId ??= new Map(limits().map((row) => [row.id, row]));
  const row = byId.get(id);
  if (!row) throw new Error(`there is no fact ${id}`);
  return row;
}

/** A value as prose writes it: "65,536", "10 %", "/26", "31 March 2028". */
export function factValue(row) {
  if (row.unit === "date") return day(row.value);
  if (row.unit === "prefix length") return `/${row.value}`;
  if (typeof row.value === "string" && /^\d+%$/.test(row.value)) return row.value.replace("%", " %");
  return figure(row.value);
}

const PLACE = /\{([a-z][a-z0-9]*(?:-[a-z0-9]+)+)\}/g;

/** Puts facts in their places. */
export function withFacts(text) {
  return text.replace(PLACE, (_, id) => factValue(factRow(id)));
}

/** Documents that pages cite although no figure rests on them. */
const MORE = [
  {
    id: "update-cni",
    title: "Update Azure CNI IPAM mode and data plane technology for Azure Kubernetes Service (AKS) clusters",
    url: "https://learn.microsoft.com/azure/aks/update-azure-cni",
    read: "2026-11-23",
  },
  {
    id: "udr-overview",
    title: "Azure virtual network traffic routing",
    url: "https://learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview",
    read: "2026-11-23",
  },
];

/** Sources by their ids. An id that is not known ends the build. */
export function sourcesById(ids) {
  const all = new Map(
    [...MORE, ...limits().flatMap((row) => [...row.sources, ...(row.disputedBy ?? [])])].map((source) => [
      source.id,
      source,
    ]),
  );
  return ids.map((id) => {
    const source = all.get(id);
    if (!source) throw new Error(`there is no source ${id}`);
    return source;
  });
}
