import { html, type TemplateResult } from "lit/html.js";

/** A column: its title, the class of its cells, and whether the title is for screen readers alone. */
export type Column = [title: string, kind?: string, unseen?: boolean];

/** A line: its class, and a content for each column; the first is the head of the line. */
export type Line = [kind: string, ...contents: unknown[]];

/**
 * A table. Its roles are written out, because in narrow places its lines become blocks, and a block is no row to a browser; the
 * titles stay with the cells as `data-l`.
 */
export function table(
  name: string,
  caption: unknown,
  columns: Column[],
  lines: Line[],
  captioned = false,
): TemplateResult {
  const line = ([kind, head, ...contents]: Line) => html`<tr role="row" class=${kind}>
    <th scope="row" role="rowheader" class=${columns[0]?.[1] ?? ""}>${head}</th>
    ${contents.map((content, at) => {
      const [title, cell] = columns[at + 1] ?? [];
      return html`<td role="cell" class=${cell ?? ""} data-l=${title ?? ""}><span>${content}</span></td>`;
    })}
  </tr>`;
  return html`<table class=${name} part=${name} role="table">
    <caption class=${captioned ? "" : "sr"}>${caption}</caption>
    <thead role="rowgroup"><tr role="row">
      ${columns.map(([title, kind, unseen]) => html`<th scope="col" role="columnheader" class=${kind ?? ""}><span class=${unseen ? "sr" : ""}>${title}</span></th>`)}
    </tr></thead>
    <tbody role="rowgroup">${lines.map(line)}</tbody>
  </table>`;
}
