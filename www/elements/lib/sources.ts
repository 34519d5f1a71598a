import type { Source } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { day } from "./format.ts";

/** Numbers the sources of one table in the order in which they are met, and lists them under it. */
export class Sources {
  readonly #met: Source[] = [];

  /** The marks for a line: plain figures that lead to the source itself. */
  marks(sources: readonly Source[] | undefined): TemplateResult[] {
    return (sources ?? []).map((source) => {
      let index = this.#met.findIndex((known) => known.url === source.url && known.title === source.title);
      if (index < 0) index = this.#met.push(source) - 1;
      return html`<a class="ref" href=${source.url} aria-label=${`Source ${index + 1}: ${source.title}`}>${index + 1}</a>`;
    });
  }

  /** The list; ask for it after the marks. */
  list(): TemplateResult | typeof nothing {
    if (this.#met.length === 0) return nothing;
    return html`<ol class="refs" part="sources">
      ${this.#met.map(
        (source, index) =>
          html`<li><span class="no" aria-hidden="true">${index + 1}</span><span><a href=${source.url}>${source.title}</a>, read ${day(source.read)}</span></li>`,
      )}
    </ol>`;
  }
}
