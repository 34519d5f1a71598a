// Answers as plain markup: what a reader without script sees, and what stands on the page until the elements take over.
// Figures come from the library's answers; nothing is computed here but positions in a drawing.
import { figure, markup } from "./format.js";

const NAMES = {
  kubenet: "kubenet",
  "node-subnet": "Azure CNI, node subnet",
  "pod-subnet-dynamic": "Azure CNI, pod subnet, dynamic",
  "pod-subnet-static": "Azure CNI, pod subnet, static",
  overlay: "Azure CNI Overlay",
  "byo-cni": "Bring your own CNI",
};

const ROLES = { node: "Node subnet", pod: "Pod subnet", "api-server": "API server subnet" };

/** "node-subnet" → "Azure CNI, node subnet". */
export function modeName(mode) {
  return NAMES[mode] ?? mode;
}

/** Links to the sources of an answer, once each. */
export function sourceLinks(sources) {
  const seen = new Map(sources.map((source) => [source.url, source]));
  return [...seen.values()].map((source) => `<a href="${markup(source.url)}">${markup(source.title)}</a>`).join(", ");
}

function ledgerRow(line) {
  return `<tr><th scope="row">${markup(line.label)}</th><td class="formulas">${markup(line.formula)}</td><td class="num">${figure(line.addresses)}</td></tr>`;
}

/** One subnet's ledger: lines, their sum, and what the smallest prefix that fits has. */
export function stillLedger(need) {
  const caption = markup(ROLES[need.role] ?? need.role);
  const sum = need.formula ? markup(need.formula) : "";
  return `<table class="ledger"><caption class="hidden">${caption}</caption>
<thead><tr><th scope="col">${caption}</th><th scope="col">Formula</th><th scope="col" class="num">Addresses</th></tr></thead>
<tbody>${need.ledger.map(ledgerRow).join("\n")}
<tr class="sum"><th scope="row">Needed</th><td class="formulas">${sum}</td><td class="num">${figure(need.needed)}</td></tr>
<tr><th scope="row">Usable in a /${need.prefixLength}</th><td></td><td class="num">${figure(need.usable)}</td></tr>
<tr><th scope="row">Spare</th><td></td><td class="num">${figure(need.spare)}</td></tr></tbody></table>`;
}

/** All ledgers of a plan, and where the figures are from. */
export function stillLedgers(plan) {
  const sources = plan.subnets.flatMap((need) => need.ledger.flatMap((line) => line.sources));
  return `${plan.subnets.map(stillLedger).join("\n")}<p class="quiet">From: ${sourceLinks(sources)}.</p>`;
}

/** A finding's page. */
function findingLink(finding) {
  return `/findings/${finding.code}/`;
}

export function stillFindings(findings) {
  if (findings.length === 0) return "<p>Nothing to remark.</p>";
  return findings
    .map(
      (finding) =>
        `<div class="finding ${finding.severity}"><p><span class="word ${finding.severity}">${finding.severity}</span> <a href="${findingLink(finding)}">${markup(finding.code.replaceAll("-", " "))}</a></p><p>${markup(finding.message)}</p></div>`,
    )
    .join("\n");
}

/** "1,581, /21", or "none". */
function need(plan, role) {
  const found = plan.subnets.find((subnet) => subnet.role === role);
  return found ? `${figure(found.needed)}, /${found.prefixLength}` : "none";
}

/** The addresses that a plan takes from the virtual network. */
export function addresses(plan) {
  return plan.addresses ?? plan.subnets.reduce((sum, subnet) => sum + subnet.needed, 0);
}

/** All modes side by side. */
export function stillCompare(plans) {
  const rows = plans.map((plan) => {
    const ceiling = plan.ceiling
      ? `${figure(plan.ceiling.nodes)} nodes<br><small>${markup(plan.ceiling.limitedBy.label)}</small>`
      : "";
    return `<tr><th scope="row" class="name"><a href="/learn/${plan.mode}/">${markup(modeName(plan.mode))}</a></th><td class="num">${figure(addresses(plan))}</td><td class="num">${need(plan, "node")}</td><td class="num">${need(plan, "pod")}</td><td>${ceiling}</td><td>${markup(plan.standing?.text ?? "")}</td></tr>`;
  });
  return `<div class="scroll" tabindex="0"><table class="ledger">
<thead><tr><th scope="col">Mode</th><th scope="col" class="num">From the virtual network</th><th scope="col" class="num">Node subnet</th><th scope="col" class="num">Pod subnet</th><th scope="col">What stops it first</th><th scope="col">Standing</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>`;
}

const CELL = { width: 12, height: 8, drawnWidth: 10, drawnHeight: 6 };

function cell(x, y, kind) {
  const inset = kind === "surge" ? 0.75 : 0;
  return `<rect class="${kind}" x="${x + inset}" y="${y + inset}" width="${CELL.drawnWidth - 2 * inset}" height="${CELL.drawnHeight - 2 * inset}"/>`;
}

/** The picture that can be counted: a column a node, its own address and then one square a pod. Surge nodes stand last. */
export function stillPicture(plan, podAddresses) {
  const pools = plan.pools[0];
  const columns = pools.peakNodes;
  const gap = podAddresses > 0 ? 3 : 0;
  const width = columns * CELL.width - 2;
  const height = (1 + podAddresses) * CELL.height - 2 + gap;
  const id = `${plan.mode}-${podAddresses}`;
  const steady = pools.nodes * CELL.width;
  const surge = [];
  for (let column = pools.nodes; column < columns; column += 1) {
    surge.push(cell(column * CELL.width, 0, "surge-node"));
    for (let pod = 0; pod < podAddresses; pod += 1)
      surge.push(cell(column * CELL.width, (1 + pod) * CELL.height + gap, "surge"));
  }
  const pods =
    podAddresses > 0
      ? `<rect y="${CELL.height + gap}" width="${steady}" height="${podAddresses * CELL.height}" fill="url(#pods-${id})"/>`
      : "";
  const label = `${columns} columns, one a node: its own address${podAddresses > 0 ? ` and ${podAddresses} kept for pods` : ""}; ${columns - pools.nodes} of them for the upgrade.`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" shape-rendering="crispEdges"><defs><pattern id="nodes-${id}" width="${CELL.width}" height="${CELL.height}" patternUnits="userSpaceOnUse">${cell(0, 0, "node")}</pattern><pattern id="pods-${id}" y="${gap}" width="${CELL.width}" height="${CELL.height}" patternUnits="userSpaceOnUse">${cell(0, 0, "pod")}</pattern></defs><rect width="${steady}" height="${CELL.height}" fill="url(#nodes-${id})"/>${pods}${surge.join("")}</svg>`;
}

/** A subnet to scale, its used part filled. */
export function stillBar(subnet) {
  const size = 2 ** (32 - subnet.prefixLength);
  const percent = (part) => `${Math.round((part / size) * 1e4) / 100}%`;
  const label = `/${subnet.prefixLength}: ${figure(subnet.needed)} used, ${figure(subnet.spare)} free, ${figure(size - subnet.usable)} reserved by Azure, of ${figure(size)}`;
  return `<p><strong>${markup(ROLES[subnet.role] ?? subnet.role)}</strong> /${subnet.prefixLength}</p><svg height="40" role="img" aria-label="${label}"><rect class="track" width="100%" height="40"/><rect class="used" x="${percent(4)}" width="${percent(subnet.needed)}" height="40"/><rect class="edge" width="100%" height="40"/></svg><p class="quiet">Used ${figure(subnet.needed)}, free ${figure(subnet.spare)}, reserved by Azure ${figure(size - subnet.usable)}.</p>`;
}
