import type { Finding } from "aksnet";
import { html, nothing, svg, type TemplateResult } from "lit";
import { Sources } from "./sources.ts";
import { severities } from "./words.ts";

const order: Finding["severity"][] = ["error", "warning", "note"];

/** A shape for each severity, beside its word: cross, triangle, ring. */
const shapes: Record<Finding["severity"], TemplateResult> = {
  error: svg`<path d="M2 2l6 6M8 2L2 8" stroke="currentColor" stroke-width="2"></path>`,
  warning: svg`<path d="M5 1.5L9 8.500H1z" fill="none" stroke="currentColor" stroke-width="1.5"></path>`,
  note: svg`<circle cx="5" cy="5" r="3.5" fill="none" stroke="currentColor" stroke-width="1.5"></circle>`,
};

/** Remarks, the gravest first: word, shape, colour; what, how to mend it, and where it is written. */
export function findingList(findings: readonly Finding[]): TemplateResult {
  const sources = new Sources();
  const sorted = [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
  return html`<ul class="findings" part="findings">
    ${sorted.map(
      (finding) => html`<li class=${`finding ${finding.severity}`}>
        <p class="h3"><span class=${`word ${finding.severity === "note" ? "" : "change"}`}><svg width="10" height="10" aria-hidden="true">${shapes[finding.severity]}</svg>${severities[finding.severity]}</span> ${
          finding.subject ? html`<code>${finding.subject}</code>` : nothing
        }</p>
        <p>${finding.message}\u00a0${sources.marks(finding.sources)}</p>
        ${finding.help ? html`<p class="help">${finding.help}</p>` : nothing}
      </li>`,
    )}
  </ul>${sources.list()}`;
}
