import type { AksnetError } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { type Entry, entry } from "./request.ts";
import { wrong } from "./wrong.ts";

/** What fields need from their element. */
export interface Panel {
  /** What each field shows. */
  values: Readonly<Record<string, Entry | undefined>>;
  /** The fields that hold a number. */
  numbers: readonly string[];
  error: AksnetError | undefined;
  /** The field that an error's path is about. */
  fieldOf(path: string | undefined): string | undefined;
  set(field: string, value: Entry): void;
}

/** A field that has a slider beside it. */
export interface Slider {
  field: string;
  label: string;
  min: number;
  max: number;
  step?: number;
  /** Where the slider stands; the text field shows the value as typed. */
  at: number;
  /** What a position means, for those who cannot see the answer move. */
  says: string;
  /** What a position puts into the field. */
  write(position: number): Entry;
  hint?: string;
  /** For addresses: a wide field of one pitch. */
  wide?: boolean;
}

/** A field, and under it what is wrong with its content. */
export function input(panel: Panel, field: string, hint = ""): TemplateResult {
  const { error, numbers } = panel;
  const number = numbers.includes(field);
  const refused = error && panel.fieldOf(error.field) === field;
  const typed = (event: Event) => {
    const { value } = event.target as HTMLInputElement;
    panel.set(field, number ? entry(value) : value);
  };
  return html`<input id=${field} type=${number ? "number" : "text"} spellcheck="false" autocomplete="off" placeholder=${hint}
      data-value=${panel.values[field] ?? ""} aria-invalid=${refused ? "true" : "false"} aria-describedby=${refused ? `${field}-wrong` : nothing}
      part="field" @input=${typed}>${refused ? wrong(error, `${field}-wrong`) : nothing}`;
}

/** A choice among words. */
export function select(panel: Panel, field: string, options: readonly [string, string][]): TemplateResult {
  const chosen = (event: Event) => panel.set(field, (event.target as HTMLSelectElement).value);
  return html`<select id=${field} data-value=${panel.values[field] ?? ""} part="field" @change=${chosen}>
    ${options.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
  </select>`;
}

/** A field with its slider: no value can be reached by dragging alone. */
export function pair(
  panel: Panel,
  { field, label, min, max, step, at, says, write, hint, wide }: Slider,
): TemplateResult {
  const slid = (event: Event) => panel.set(field, write((event.target as HTMLInputElement).valueAsNumber));
  return html`<div class=${wide ? "pair wide" : "pair"}>
    <label for=${field}>${label}</label>
    <input type="range" min=${min} max=${max} step=${step ?? 1} data-value=${at} aria-label="${label}, slider" aria-valuetext=${says} part="slider" @input=${slid}>
    ${input(panel, field, hint)}
  </div>`;
}

/** Puts what each field should show into it. A field keeps what is being typed: "-" or "5." are no numbers yet, and come as "". */
export function fill(root: ShadowRoot | null): void {
  for (const field of root?.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[data-value]") ?? []) {
    const value = field.getAttribute("data-value") ?? "";
    if (field.value !== value) field.value = value;
  }
}
