import type { AksnetError } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";

/** An error where it was made: what is wrong, then what would be accepted. */
export function wrong(error: AksnetError, id = "wrong", where = false): TemplateResult {
  const { field, message } = error;
  // The library's messages begin with the path; at the field itself that is noise.
  const said = field && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return html`<div class="wrong" id=${id} part="error"><p>${where && field ? html`<code>${field}</code>: ` : nothing}${said}</p>${error.help ? html`<p class="help">${error.help}</p>` : nothing}</div>`;
}
