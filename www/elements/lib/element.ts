import { AksnetError } from "aksnet";
import { html, nothing, type TemplateResult } from "lit/html.js";
import { tokens } from "../tokens/tokens.ts";
import css from "./base.css";
import { BaseElement } from "./base.ts";
import { startFor } from "./library.ts";

/** What of the library answers; elements that come later then draw at once. */
const ready = { sizing: false, all: false };

let queue: Promise<unknown> = Promise.resolve();

/** A task of its own for each element's first drawing, so that a page full of them answers input in between. */
const turn = (): Promise<unknown> => {
  queue = queue.then(() => new Promise((done) => setTimeout(done)));
  return queue;
};

/** Why the library cannot run here, in one line for the reader of the page. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const why =
    typeof WebAssembly === "undefined"
      ? "this browser has no WebAssembly"
      : /unsafe-eval|content security policy/i.test(text)
        ? "the content security policy of this page lacks 'wasm-unsafe-eval' in script-src"
        : text;
  return `The figures do not follow your input: ${why}.`;
}

/**
 * What all elements share. The light DOM, a right answer for readers without script, stays visible until the first answer of the
 * library, which is started when the element comes near the viewport. Where the library cannot run, one line says why.
 */
export abstract class AksnetElement extends BaseElement {
  static override texts: readonly string[] = ["findings"];
  static override numbers: readonly string[] = ["headingLevel"];
  static override flags: readonly string[] = ["noHeading"];
  static override styles: readonly string[] = [tokens, css];

  /** Which models the element asks. */
  static needs: "sizing" | "all" = "all";

  declare findings: string | undefined;
  declare headingLevel: number | undefined;
  declare noHeading: boolean | undefined;

  /** Why the last question could not be answered; the answer before it stays. */
  protected error: AksnetError | undefined;
  #due: CustomEvent | undefined;
  #news = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #watcher: IntersectionObserver | undefined;
  #failure = "";
  #awake = false;

  get #needs(): "sizing" | "all" {
    return (this.constructor as typeof AksnetElement).needs;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (ready[this.#needs] || typeof IntersectionObserver === "undefined") {
      void this.start();
      return;
    }
    this.#watcher = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void this.start();
      },
      { rootMargin: "300px" },
    );
    this.#watcher.observe(this);
  }

  disconnectedCallback(): void {
    this.#watcher?.disconnect();
    clearTimeout(this.#timer);
  }

  /** Starts the library now instead of near the viewport. Resolves when the element may ask it, or has said why it cannot. */
  async start(): Promise<void> {
    this.#watcher?.disconnect();
    const needs = this.#needs;
    if (!ready[needs]) {
      try {
        await startFor(needs);
        ready[needs] = true;
        ready.sizing = true;
        this.#failure = "";
      } catch (error) {
        this.#failure = reason(error);
      }
    }
    if (!this.#awake) {
      await turn();
      this.#awake = true;
    }
    this.requestUpdate();
    await this.updateComplete;
  }

  /** Called before each drawing once the library can be asked, with all that changed since the last call. */
  protected abstract answer(changed: ReadonlySet<string>): void;

  /** What is drawn once there is an answer; nothing keeps the light DOM. */
  protected abstract show(): TemplateResult | undefined;

  /** Asks the library. What comes of it is told in an event when it has been drawn. */
  protected ask<T>(question: () => T): T | undefined {
    try {
      const detail = question();
      this.error = undefined;
      this.tell("aksnet-change", detail);
      return detail;
    } catch (error) {
      if (!(error instanceof AksnetError)) throw error;
      this.error = error;
      this.tell("aksnet-error", error);
      return undefined;
    }
  }

  /** Emits an event, which leaves the shadow root, after the next drawing. */
  protected tell(type: "aksnet-change" | "aksnet-error", detail: unknown): void {
    this.#due = new CustomEvent(type, { detail, bubbles: true, composed: true });
  }

  /** One sentence for those who cannot see the figures move, once they have come to rest. */
  protected say(news: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#news = news;
      this.requestUpdate();
    }, 500);
  }

  /** Where `say` is heard. */
  protected status(): TemplateResult {
    return html`<p class="sr" role="status">${this.#news}</p>`;
  }

  /** A heading of the level that the page asks for. */
  protected heading(words: string): TemplateResult | typeof nothing {
    if (this.noHeading) return nothing;
    return html`<div class="h" role="heading" aria-level=${this.headingLevel || 2} part="heading">${words}</div>`;
  }

  protected override draw(changed: Set<string>): TemplateResult {
    let shown: TemplateResult | undefined;
    if (ready[this.#needs] && this.#awake) {
      // What was set before the library ran counts at the first answer.
      const all = new Set(changed);
      changed.clear();
      this.answer(all);
      shown = this.show();
    }
    return (
      shown ??
      html`<slot></slot>${this.#failure ? html`<p class="quiet" part="failure" role="status">${this.#failure}</p>` : nothing}`
    );
  }

  protected override updated(): void {
    const due = this.#due;
    this.#due = undefined;
    if (due) this.dispatchEvent(due);
  }
}

/** The element with this id in the same document or shadow root. */
export function neighbour(of: Element, id: string | null | undefined): Element | undefined {
  const root = of.getRootNode();
  if (!id || !(root instanceof Document || root instanceof DocumentFragment)) return undefined;
  return root.querySelector(`#${CSS.escape(id)}`) ?? undefined;
}
