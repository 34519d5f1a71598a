import { init } from "aksnet";
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { sheet } from "./sheet.ts";

/** Set once the library answers; elements that come later then draw at once. */
let ready = false;

/** Why the library cannot run here, in one line for the reader of the page. */
function reason(error: unknown): string {
  if (typeof WebAssembly === "undefined")
    return "This browser has no WebAssembly, so the figures do not follow your input.";
  const text = error instanceof Error ? error.message : String(error);
  if (/unsafe-eval|content security policy/i.test(text)) {
    return "This page’s content security policy lacks 'wasm-unsafe-eval' in script-src, so the figures do not follow your input.";
  }
  return `The calculator could not start (${text}), so the figures do not follow your input.`;
}

/**
 * What all elements share. The light DOM, a right answer for readers without script, stays visible until the first answer of the
 * library, which is started when the element comes near the viewport. Where the library cannot run, one line says why.
 */
export abstract class AksnetElement extends LitElement {
  static override styles = sheet;

  readonly #changed: Map<PropertyKey, unknown> = new Map();
  #watcher: IntersectionObserver | undefined;
  #failure = "";

  override connectedCallback(): void {
    super.connectedCallback();
    if (ready || typeof IntersectionObserver === "undefined") {
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

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#watcher?.disconnect();
  }

  /** Starts the library now instead of near the viewport. Resolves when the element may ask it, or has said why it cannot. */
  async start(): Promise<void> {
    this.#watcher?.disconnect();
    if (!ready) {
      try {
        await init();
        ready = true;
        this.#failure = "";
      } catch (error) {
        this.#failure = reason(error);
      }
    }
    this.requestUpdate();
    await this.updateComplete;
  }

  /** Whether the library can be asked. */
  protected get live(): boolean {
    return ready;
  }

  /** Asks the library; called before each drawing, once it is ready. */
  protected abstract answer(changed: PropertyValues): void;

  /** What is drawn once there is an answer; nothing keeps the light DOM. */
  protected abstract view(): TemplateResult | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    // What was set before the library ran counts at the first answer.
    for (const [name, old] of changed as Map<PropertyKey, unknown>) this.#changed.set(name, old);
    if (!ready) return;
    const all = new Map(this.#changed) as PropertyValues;
    this.#changed.clear();
    this.answer(all);
  }

  protected override render(): TemplateResult {
    const view = ready ? this.view() : undefined;
    if (view) return view;
    return html`<slot></slot>${this.#failure ? html`<p class="quiet" part="failure" role="status">${this.#failure}</p>` : ""}`;
  }

  /** Emits an event that leaves the shadow root. */
  protected emit(type: "aksnet-change" | "aksnet-error", detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

/** The element with this id in the same document or shadow root. */
export function neighbour(of: Element, id: string | null | undefined): Element | undefined {
  const root = of.getRootNode();
  if (!id || !(root instanceof Document || root instanceof DocumentFragment)) return undefined;
  return root.querySelector(`#${CSS.escape(id)}`) ?? undefined;
}
