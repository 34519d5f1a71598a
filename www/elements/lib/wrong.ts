import type { AksnetError } from "aksnet";
import { html, nothing, type TemplateResult } from "lit";

/** An error where it was made: what is wrong, then what would be accepted. */
export function wrong(error: AksnetError, id = "wrong", where = false): TemplateResult {
  return html`<div class="wrong" id=${id} part="error"><p>${where && error.field ? html`<code>${error.field}</code>: ` : nothing}${error.message}</p>${error.help ? html`<p class="help">${error.help}</p>` : nothing}</div>`;
}
