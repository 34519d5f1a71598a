import { render, type TemplateResult } from "lit/html.js";
import { entry } from "./request.ts";

/** "maxPods" as its attribute, "max-pods". */
export const attributeOf = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const sheets = new Map<string, CSSStyleSheet>();

/** A stylesheet that all elements with the same text share. */
function sheetOf(text: string): CSSStyleSheet {
  const known = sheets.get(text);
  if (known) return known;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  sheets.set(text, sheet);
  return sheet;
}

/** What a class declares; TypeScript's static side. */
interface Declared {
  texts: readonly string[];
  numbers: readonly string[];
  flags: readonly string[];
  styles: readonly string[];
  prototype: object;
}

/**
 * An element drawn by Lit's templates. LitElement would do as well, and take an eighth of the size budget for what is not used here:
 * this has properties with an attribute each, one drawing for many changes, and constructable stylesheets, so that neither
 * `style-src` nor Trusted Types stand in the way.
 */
export abstract class BaseElement extends HTMLElement {
  /** Properties that hold text, a number (text where it is none) and a flag. Each has an attribute of its name in kebab case. */
  static texts: readonly string[] = [];
  static numbers: readonly string[] = [];
  static flags: readonly string[] = [];
  /** Style sheets as text. */
  static styles: readonly string[] = [];

  readonly #values: Record<string, unknown> = {};
  readonly #changed: Set<string> = new Set();
  #drawing: Promise<void> | undefined;

  /** Read once, when the class is defined: which is when its properties come to be. */
  static get observedAttributes(): string[] {
    // biome-ignore lint/complexity/noThisInStatic: each class has its own.
    const { texts, numbers, flags, prototype } = this as Declared;
    const names = [...texts, ...numbers, ...flags];
    for (const name of names) {
      if (name in prototype) continue;
      Object.defineProperty(prototype, name, {
        get(this: BaseElement) {
          return this.#values[name];
        },
        set(this: BaseElement, value: unknown) {
          this.#values[name] = value;
          this.requestUpdate(name);
        },
      });
    }
    return names.map(attributeOf);
  }

  get #declared(): Declared {
    return this.constructor as unknown as Declared;
  }

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = this.#declared.styles.map(sheetOf);
  }

  connectedCallback(): void {
    // What was set before the class was known hides the properties behind it: set it again.
    for (const name of Object.keys(this)) {
      if (!(name in this.#declared.prototype)) continue;
      const value = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.requestUpdate();
  }

  attributeChangedCallback(attribute: string, _old: string | null, text: string | null): void {
    const { texts, numbers, flags } = this.#declared;
    const of = (name: string) => attributeOf(name) === attribute;
    const flag = flags.find(of);
    const number = numbers.find(of);
    const name = flag ?? number ?? texts.find(of);
    if (name) Reflect.set(this, name, flag ? text !== null : text === null ? undefined : number ? entry(text) : text);
  }

  /** Resolves when what was set has been drawn. */
  get updateComplete(): Promise<void> {
    return this.#drawing ?? Promise.resolve();
  }

  /** Draws before the next frame, once for all that is set until then. */
  requestUpdate(name?: string): void {
    if (name) this.#changed.add(name);
    this.#drawing ??= Promise.resolve().then(() => {
      this.#drawing = undefined;
      if (this.isConnected && this.shadowRoot) {
        render(this.draw(this.#changed), this.shadowRoot);
        this.updated();
      }
    });
  }

  /** What the element shows. `changed` are the properties set since it was emptied. */
  protected abstract draw(changed: Set<string>): TemplateResult;

  /** Called after each drawing. */
  protected abstract updated(): void;
}
