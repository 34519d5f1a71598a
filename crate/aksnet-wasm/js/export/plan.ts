// exportPlan: a plan in the form that a change request wants. The same plan gives the same text.
import type { exportPlan as Export, SizingPlan } from "../../types.d.ts";
import { AksnetError } from "../error.js";
import { az } from "./az.ts";
import { bicep } from "./bicep.ts";
import { type Design, designOf, remarks } from "./design.ts";
import { terraform } from "./terraform.ts";

const FORMATS = { az, bicep, terraform, markdown, csv, json } as const;

export const exportPlan: typeof Export = (plan, format) => {
  if (!Object.hasOwn(FORMATS, format)) {
    throw new AksnetError("invalid-value", `"${format}" is no format`, "format", Object.keys(FORMATS).join(", "));
  }
  return FORMATS[format](designOf(plan), plan);
};

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

function markdown(design: Design, plan: SizingPlan): string {
  const lines = ["# Network of the cluster", "", ...remarks(design).map((line) => `> ${line}`), ""];
  lines.push(`Mode: ${design.mode}. ${plan.nodes} nodes, ${plan.peakNodes} at the height of an upgrade.`, "");
  lines.push("| subnet | for | prefix | needed | usable |", "| --- | --- | --- | ---: | ---: |");
  for (const [at, subnet] of design.subnets.entries()) {
    const need = plan.subnets[at];
    lines.push(
      `| ${cell(subnet.name)} | ${subnet.role} | ${subnet.prefix} | ${need?.needed} | ${need?.given?.usable ?? need?.usable} |`,
    );
  }
  for (const [at, subnet] of design.subnets.entries()) {
    lines.push("", `## ${subnet.name}`, "", "| what | formula | addresses | source |", "| --- | --- | ---: | --- |");
    for (const { label, formula, addresses, sources } of plan.subnets[at]?.ledger ?? []) {
      const links = sources.map(({ title, url }) => `[${cell(title)}](${url})`).join(", ");
      lines.push(`| ${cell(label)} | ${cell(formula)} | ${addresses} | ${links} |`);
    }
  }
  if (plan.findings.length > 0) {
    lines.push("", "## Findings", "");
    for (const { severity, code, message } of plan.findings) lines.push(`- ${severity}: ${cell(message)} (${code})`);
  }
  return `${lines.join("\n")}\n`;
}

/** Spreadsheets run what begins like a formula; a quote in front keeps it text. */
const field = (value: string | number) => {
  const text = typeof value === "number" ? String(value) : value.replace(/^(?=[=+\-@\t\r])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

function csv(design: Design, plan: SizingPlan): string {
  const rows: (string | number)[][] = [["subnet", "role", "prefix", "what", "formula", "addresses", "sources"]];
  for (const [at, subnet] of design.subnets.entries()) {
    for (const { label, formula, addresses, sources } of plan.subnets[at]?.ledger ?? []) {
      const urls = sources.map(({ url }) => url).join(" ");
      rows.push([subnet.name, subnet.role, subnet.prefix, label, formula, addresses, urls]);
    }
  }
  return `${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

/** Documents as az prints them: read again, they give the plan again. */
function json(design: Design): string {
  const nodes = design.subnets.find(({ role }) => role === "node");
  const pods = design.subnets.find(({ role }) => role === "pod");
  const api = design.subnets.find(({ role }) => role === "api-server");
  const id = (name: string) => `/virtualNetworks/aks-vnet/subnets/${name}`;
  const pool = ({ name, count, maxCount, maxPods, surge }: Design["pools"][number], at: number) => ({
    name,
    mode: at === 0 ? "System" : "User",
    count,
    ...(maxCount > count ? { enableAutoScaling: true, minCount: count, maxCount } : {}),
    maxPods,
    upgradeSettings: { maxSurge: String(surge) },
    ...(nodes ? { vnetSubnetID: id(nodes.name) } : {}),
    ...(pods ? { podSubnetID: id(pods.name) } : {}),
    ...(pods && design.mode === "pod-subnet-static" ? { podIPAllocationMode: "StaticBlock" } : {}),
  });
  const network = {
    type: "Microsoft.Network/virtualNetworks",
    name: "aks-vnet",
    addressSpace: { addressPrefixes: design.subnets.map(({ prefix }) => prefix) },
    subnets: design.subnets.map(({ name, prefix, delegation }) => ({
      name,
      addressPrefix: prefix,
      ...(delegation ? { delegations: [{ serviceName: delegation }] } : {}),
    })),
  };
  const cluster = {
    type: "Microsoft.ContainerService/managedClusters",
    name: "aks",
    networkProfile: { ...design.profile, ...(design.podCidrs[0] ? { podCidr: design.podCidrs[0] } : {}) },
    agentPoolProfiles: design.pools.map(pool),
    ...(api ? { apiServerAccessProfile: { enableVnetIntegration: true, subnetId: id(api.name) } } : {}),
  };
  return `${JSON.stringify([cluster, network], null, 2)}\n`;
}
