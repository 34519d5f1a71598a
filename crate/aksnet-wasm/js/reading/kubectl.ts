// The tables of `kubectl get`, with `-o wide` or without: nodes, pods, services. What a table does not show is said.
import type { Table } from "./table.ts";

type Row = Record<string, string>;

/** Columns whose names or cells hold blanks, in the order in which they stand. */
const HEADS = /NOMINATED NODE|READINESS GATES|[A-Z][A-Z0-9()/-]*/g;

/** The objects of a table; nothing for a table of another kind. */
export function kubectlTable(lines: string[], namespace: string | undefined): Table | undefined {
  const head = lines[0] ?? "";
  const columns = [...head.matchAll(HEADS)].map(({ 0: name, index }) => ({ name, at: index }));
  const has = (...names: string[]) => names.every((name) => columns.some((column) => column.name === name));
  const make = has("STATUS", "ROLES", "VERSION")
    ? node
    : has("READY", "STATUS", "RESTARTS")
      ? pod
      : has("TYPE", "CLUSTER-IP", "PORT(S)")
        ? service
        : undefined;
  if (!make) return undefined;
  const notes: string[] = [];
  const items: unknown[] = [];
  for (const line of lines.slice(1).filter((text) => text.trim() !== "")) {
    const row = rowOf(line, columns);
    if (row) items.push(make(row, namespace));
    else notes.push(`its columns are not told apart: "${line.trim().slice(0, 60)}"`);
  }
  notes.push(...unseen(make, has, namespace));
  return { value: { apiVersion: "v1", kind: "List", items }, notes };
}

/** What the table does not show, and some question would need. */
function unseen(make: typeof pod, has: (name: string) => boolean, namespace: string | undefined): string[] {
  const lacks: [boolean, string][] = [
    [make !== node && !has("NAMESPACE") && !namespace, "no namespace: default is taken"],
    [make !== service && !has("LABELS"), "no labels, by which policies and services select; -o yaml has them"],
    [make === service && !has("SELECTOR"), "no selectors; -o wide and -o yaml have them"],
    [make === node && !has("INTERNAL-IP"), "no addresses; -o wide and -o yaml have them"],
    [make === pod && !has("IP"), "no addresses; -o wide and -o yaml have them"],
  ];
  return lacks.filter(([is]) => is).map(([, what]) => `the table shows ${what}`);
}

function rowOf(line: string, columns: { name: string; at: number }[]): Row | undefined {
  const names = columns.map(({ name }) => name);
  const zip = (cells: string[]): Row => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
  const straight = columns.every(
    ({ at }) => at === 0 || at >= line.length || (line[at - 1] === " " && line[at] !== " "),
  );
  if (straight) return zip(columns.map(({ at }, index) => line.slice(at, columns[index + 1]?.at).trim()));
  const cells = line.trim().split(/\s{2,}|\t/);
  if (cells.length === names.length) return zip(cells);
  // "2 (3d ago)" is one cell; of a node's row the image's name alone has blanks.
  const words = line
    .trim()
    .replace(/ \((\S+) ago\)/g, "")
    .split(/\s+/);
  const image = names.indexOf("OS-IMAGE");
  const more = words.length - names.length;
  if (image >= 0 && more > 0) words.splice(image, more + 1, words.slice(image, image + more + 1).join(" "));
  return words.length === names.length ? zip(words) : undefined;
}

const given = (text: string | undefined): string | undefined =>
  text === undefined || text === "" || /^<.*>$/.test(text) ? undefined : text;
/** "pod/web" where several kinds were asked for. */
const bare = (text: string | undefined): string => (text ?? "").replace(/^[\w.]+\//, "");
const pairs = (text: string | undefined): Record<string, string> | undefined => {
  const all = given(text)
    ?.split(",")
    .map((pair) => pair.split("="));
  return all && Object.fromEntries(all.map(([key = "", value = ""]) => [key, value]));
};
const metadata = (row: Row, namespace?: string) => {
  const own = row["NAMESPACE"] || namespace;
  const labels = pairs(row["LABELS"]);
  return { name: bare(row["NAME"]), ...(own ? { namespace: own } : {}), ...(labels ? { labels } : {}) };
};

function node(row: Row): unknown {
  const addresses = [
    ["InternalIP", given(row["INTERNAL-IP"])],
    ["ExternalIP", given(row["EXTERNAL-IP"])],
    ["Hostname", bare(row["NAME"])],
  ].flatMap(([type, address]) => (address ? [{ type, address }] : []));
  const status = (row["STATUS"] ?? "").split(",");
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: metadata(row),
    spec: status.includes("SchedulingDisabled") ? { unschedulable: true } : {},
    status: {
      addresses,
      conditions: [{ type: "Ready", status: status[0] === "Ready" ? "True" : "False" }],
      nodeInfo: {
        kubeletVersion: given(row["VERSION"]),
        osImage: given(row["OS-IMAGE"]),
        kernelVersion: given(row["KERNEL-VERSION"]),
        containerRuntimeVersion: given(row["CONTAINER-RUNTIME"]),
      },
    },
  };
}

function pod(row: Row, namespace?: string): unknown {
  const [ready, all] = (row["READY"] ?? "").split("/");
  const address = given(row["IP"]);
  const nodeName = given(row["NODE"]);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(row, namespace),
    spec: nodeName ? { nodeName } : {},
    status: {
      phase: row["STATUS"] === "Completed" ? "Succeeded" : row["STATUS"] === "Pending" ? "Pending" : "Running",
      ...(address ? { podIP: address, podIPs: [{ ip: address }] } : {}),
      conditions: [{ type: "Ready", status: ready !== undefined && ready === all ? "True" : "False" }],
    },
  };
}

function service(row: Row, namespace?: string): unknown {
  const ports = (given(row["PORT(S)"]) ?? "").split(",").flatMap((text) => {
    const found = /^(\d+)(?::(\d+))?\/(\w+)$/.exec(text);
    if (!found) return [];
    const [, port, nodePort, protocol = "TCP"] = found;
    return [
      {
        name: `${protocol.toLowerCase()}-${port}`,
        port: Number(port),
        protocol,
        ...(nodePort ? { nodePort: Number(nodePort) } : {}),
      },
    ];
  });
  const clusterIP = row["CLUSTER-IP"] === "None" ? "None" : given(row["CLUSTER-IP"]);
  const outside = given(row["EXTERNAL-IP"])?.split(",") ?? [];
  const type = given(row["TYPE"]);
  const selector = pairs(row["SELECTOR"]);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(row, namespace),
    spec: {
      type,
      ports,
      ...(clusterIP ? { clusterIP } : {}),
      ...(selector ? { selector } : {}),
      ...(type === "ExternalName" && outside[0] ? { externalName: outside[0] } : {}),
      ...(type !== "LoadBalancer" && type !== "ExternalName" && outside.length > 0 ? { externalIPs: outside } : {}),
    },
    ...(type === "LoadBalancer" && outside.length > 0
      ? {
          status: {
            loadBalancer: {
              ingress: outside.map((address) => (/^[\d.]+$|:/.test(address) ? { ip: address } : { hostname: address })),
            },
          },
        }
      : {}),
  };
}
