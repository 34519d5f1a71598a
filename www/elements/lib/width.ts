import type { BaseElement } from "./base.ts";

/** How wide an element is, in whole pixels, for drawings whose text must not scale with them. It is drawn anew when that changes. */
export class Width {
  value = 640;
  readonly #host: BaseElement;
  #watcher: ResizeObserver | undefined;

  constructor(host: BaseElement) {
    this.#host = host;
  }

  connect(): void {
    if (typeof ResizeObserver === "undefined") return;
    this.#watcher = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.value) {
        this.value = width;
        this.#host.requestUpdate();
      }
    });
    this.#watcher.observe(this.#host);
  }

  disconnect(): void {
    this.#watcher?.disconnect();
  }
}
