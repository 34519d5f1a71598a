// `-o table` of az, aligned or not: effective routes, routes, node pools, networks, subnets, security rules.

export interface Table {
  value: unknown;
  notes: string[];
}

type Row = Record<string, string>;

/** The line of dashes below a head. */
export const isRule = (line: string): boolean => /^\s*-{2,}(?:\s+-{2,})+\s*$/.test(line);

const HOPS =
  "VnetLocal|VNetPeering|VNetGlobalPeering|VirtualNetworkServiceEndpoint|VirtualNetworkGateway|InterfaceEndpoint|Internet|VirtualAppliance|HyperNetGateway|None";
const ROUTE = new RegExp(
  `^(Default|User|VirtualNetworkGateway|Unknown)\\s+(Active|Invalid)\\s+(\\S.*?)\\s+(${HOPS})(?:\\s+(.*))?$`,
  "i",
);
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]*)$/i;

/** A row of effective routes says by its words what it is, whatever the blanks between them are. */
export const looksLikeRoute = (text: string): boolean => ROUTE.test(flat(text));

/** Without the bars and tabs of other tables. */
const flat = (line: string): string => line.replace(/[|\t]/g, " ").replace(/\s+/g, " ").trim();

/** The documents of a table; nothing where its columns are not known. */
export function azTable(lines: string[], command: string): Table | undefined {
  return effectiveRoutes(lines) ?? byHead(lines, command);
}

function effectiveRoutes(lines: string[]): Table | undefined {
  const notes: string[] = [];
  const routes: unknown[] = [];
  for (const line of lines) {
    const found = ROUTE.exec(flat(line));
    if (!found) {
      if (!isRule(line) && !/^source\b|^[\s|:+-]*$/i.test(flat(line)))
        notes.push(`no route: "${flat(line).slice(0, 60)}"`);
      continue;
    }
    const [, source, state, prefixes = "", nextHopType, rest = ""] = found;
    const words = rest.split(/[\s,]+/).filter(Boolean);
    const name = words.filter((word) => !ADDRESS.test(word) && word !== "-").join(" ");
    routes.push({
      source,
      state,
      addressPrefix: prefixes.split(/[\s,]+/).filter(Boolean),
      nextHopType,
      nextHopIpAddress: words.filter((word) => ADDRESS.test(word)),
      ...(name ? { name } : {}),
    });
  }
  return routes.length > 0 ? { value: { value: routes }, notes } : undefined;
}

/** What the cells of a column look like, where the column is left out of a row that has lost its alignment. */
const CELLS: Record<string, RegExp> = {
  addressprefix: /^(?:[\d.]+\/\d+|[0-9a-f:]+\/\d+|[A-Z][\w.]*)$/i,
  hasbgpoverride: /^(?:True|False)$/i,
  nexthopipaddress: ADDRESS,
  nexthoptype: new RegExp(`^(?:${HOPS}|VnetLocal)$`, "i"),
  provisioningstate: /^(?:Succeeded|Updating|Failed|Deleting|Creating)$/i,
  count: /^\d+$/,
  maxpods: /^\d+$/,
  priority: /^\d+$/,
  ostype: /^(?:Linux|Windows)$/i,
  mode: /^(?:System|User|Gateway)$/i,
  access: /^(?:Allow|Deny)$/i,
  direction: /^(?:Inbound|Outbound)$/i,
  protocol: /^(?:\*|Tcp|Udp|Icmp|Esp|Ah)$/i,
};

/** Heads of more than one word. */
const LONG = new Set([
  "addressprefix",
  "nexthoptype",
  "nexthopip",
  "nexthopipaddress",
  "provisioningstate",
  "resourcegroup",
]);

/** The names of the columns, without blanks and in small letters. */
function columnsOf(head: string): string[] {
  const words = flat(head).toLowerCase().split(" ");
  const names: string[] = [];
  for (let at = 0; at < words.length; ) {
    const size = [4, 3, 2].find((count) => LONG.has(words.slice(at, at + count).join(""))) ?? 1;
    names.push(words.slice(at, at + size).join(""));
    at += size;
  }
  return names;
}

/** A row by its columns: where the rule says, else by the gaps, else by what the cells look like. */
function rowOf(line: string, names: string[], starts: number[]): Row | undefined {
  const zip = (cells: string[]): Row => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
  if (line.includes("|"))
    return zip(
      line
        .replace(/^\s*\|/, "")
        .split("|")
        .map((cell) => cell.trim()),
    );
  if (line.includes("\t")) return zip(line.split("\t").map((cell) => cell.trim()));
  const straight =
    starts.length === names.length && starts.every((at) => at === 0 || at >= line.length || line[at - 1] === " ");
  if (straight) {
    const row = zip(starts.map((at, index) => line.slice(at, starts[index + 1]).trim()));
    if (names.every((name) => row[name] === "" || (CELLS[name]?.test(row[name] ?? "") ?? true))) return row;
  }
  const cells = line.trim().split(/\s{2,}/);
  if (cells.length === names.length) return zip(cells);
  const fitted = columned(line.trim().split(/\s+/), names);
  return fitted && zip(fitted);
}

/** Gives each word its column, in order; a column may be empty. */
function columned(words: string[], names: string[]): string[] | undefined {
  if (words.length > names.length) return undefined;
  const [name, ...others] = names;
  if (name === undefined) return [];
  const [word, ...rest] = words;
  if (word !== undefined && (CELLS[name]?.test(word) ?? true)) {
    const taken = columned(rest, others);
    if (taken) return [word, ...taken];
  }
  const skipped = CELLS[name] || word === undefined ? columned(words, others) : undefined;
  return skipped && ["", ...skipped];
}

function byHead(lines: string[], command: string): Table | undefined {
  const rule = lines.findIndex((line) => isRule(line) || /^[\s|:+-]*-{2,}[\s|:+-]*$/.test(line));
  const head = lines[Math.max(0, rule - 1)] ?? "";
  const names = columnsOf(head);
  const make = MAKERS.find(({ needs }) => needs.every((need) => names.includes(need)));
  if (!make) return undefined;
  const starts = rule < 0 ? [] : [...(lines[rule] ?? "").matchAll(/-+/g)].map(({ index }) => index);
  const notes: string[] = [];
  const rows: Row[] = [];
  for (const line of lines.slice(rule < 0 ? 1 : rule + 1)) {
    const row = line.trim() === "" ? undefined : rowOf(line, names, starts);
    if (row) rows.push(row);
    else if (line.trim() !== "") notes.push(`its columns are not told apart: "${line.trim().slice(0, 60)}"`);
  }
  return { value: make.make(rows, command), notes };
}

const option = (command: string, names: string): string | undefined =>
  new RegExp(`(?:^|\\s)(?:${names})[\\s=]+([\\w.-]+)`).exec(command)?.[1];
const number = (text: string | undefined): number | undefined => (text ? Number(text) : undefined);
const several = (text: string | undefined): string[] => (text ?? "").split(/[\s,]+/).filter(Boolean);

const MAKERS: { needs: string[]; make: (rows: Row[], command: string) => unknown }[] = [
  {
    needs: ["addressprefix", "nexthoptype"],
    make: (rows, command) => {
      const name = option(command, "--route-table-name");
      const id = name && `/providers/Microsoft.Network/routeTables/${name}`;
      return rows.map((row) => ({
        name: row["name"],
        ...(id ? { id: `${id}/routes/${row["name"]}` } : {}),
        addressPrefix: row["addressprefix"],
        nextHopType: row["nexthoptype"],
        ...(row["nexthopipaddress"] ? { nextHopIpAddress: row["nexthopipaddress"] } : {}),
      }));
    },
  },
  {
    needs: ["priority", "access", "direction", "destinationportranges"],
    make: (rows, command) => ({
      type: "Microsoft.Network/networkSecurityGroups",
      name: option(command, "--nsg-name"),
      securityRules: rows.map((row) => ({
        name: row["name"],
        priority: number(row["priority"]),
        access: row["access"],
        direction: row["direction"],
        protocol: row["protocol"],
        sourcePortRanges: several(row["sourceportranges"]),
        sourceAddressPrefixes: several(row["sourceaddressprefixes"]),
        destinationPortRanges: several(row["destinationportranges"]),
        destinationAddressPrefixes: several(row["destinationaddressprefixes"]),
      })),
    }),
  },
  {
    needs: ["name", "vmsize", "count", "maxpods"],
    make: (rows) =>
      rows.map((row) => ({
        type: "Microsoft.ContainerService/managedClusters/agentPools",
        name: row["name"],
        osType: row["ostype"] || undefined,
        count: number(row["count"]),
        maxPods: number(row["maxpods"]),
        mode: row["mode"] || undefined,
      })),
  },
  {
    needs: ["name", "numsubnets", "prefixes"],
    make: (rows) =>
      rows.map((row) => ({
        type: "Microsoft.Network/virtualNetworks",
        name: row["name"],
        addressSpace: { addressPrefixes: several(row["prefixes"]) },
      })),
  },
  {
    needs: ["addressprefix", "name", "privateendpointnetworkpolicies"],
    make: (rows, command) => {
      const network = option(command, "--vnet-name");
      return rows.map((row) => ({
        type: "Microsoft.Network/virtualNetworks/subnets",
        ...(network ? { id: `/providers/Microsoft.Network/virtualNetworks/${network}/subnets/${row["name"]}` } : {}),
        name: row["name"],
        addressPrefix: row["addressprefix"],
      }));
    },
  },
];
