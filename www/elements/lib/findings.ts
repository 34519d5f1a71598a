import type { Finding } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit/html.js";
import { Sources } from "./sources.ts";
import { severities } from "./words.ts";

const order: Finding["severity"][] = ["error", "warning", "note"];

/** A shape for each severity, beside its word: cross, triangle, ring. */
const shapes: Record<Finding["severity"], TemplateResult> = {
  error: svg`<path d="M2 2l6 6M8 2L2 8" stroke="currentColor" stroke-width="2"></path>`,
  warning: svg`<path d="M5 1.5L9 8.5H1z" fill="none" stroke="currentColor" stroke-width="1.5"></path>`,
  note: svg`<circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5"></circle>`,
};

function item(finding: Finding, sources: Sources, pages: string | undefined): TemplateResult {
  const { code, severity, subject, message, help } = finding;
  const name = html`<code>${code}</code>`;
  return html`<li class="finding ${severity}">
    <p><span class="word ${severity === "note" ? "" : "change"}"><svg width="10" height="10" aria-hidden="true">${shapes[severity]}</svg>${severities[severity]}</span>
      ${pages ? html`<a class="code" href=${`${pages.replace(/\/?$/, "/")}${code}/index.html`}>${name}</a>` : name}
      ${subject && subject !== code ? html`<span class="quiet">at <code>${subject}</code></span>` : nothing}</p>
    <p>${message}\u00a0${sources.marks(finding.sources)}</p>
    ${help ? html`<p class="help">${help}</p>` : nothing}
  </li>`;
}

/**
 * Remarks, the gravest first: word, shape, colour; what, how to mend it, and where it is written. `pages` is the folder that has
 * a page for each code.
 */
export function findingList(findings: readonly Finding[], pages?: string): TemplateResult {
  const sources = new Sources();
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return html`<ul class="findings" part="findings">
    ${sorted.map((finding) => item(finding, sources, pages))}
  </ul>${sources.list()}`;
}
