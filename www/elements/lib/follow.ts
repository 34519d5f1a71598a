import { compareModes, type SizingPlan, type SizingRequest } from "aksnet";
import { AksnetElement, neighbour } from "./element.ts";

/** What one element can take over from another. */
interface Origin extends Element {
  readonly request?: SizingRequest;
  readonly plan?: SizingPlan;
  start?(): Promise<void>;
}

const compared = new WeakMap<SizingRequest, SizingPlan[]>();

/** All six modes of a request, asked once however many elements show them. */
export function alternatives(request: SizingRequest): SizingPlan[] {
  const known = compared.get(request);
  if (known) return known;
  const plans = compareModes(request);
  compared.set(request, plans);
  return plans;
}

/**
 * An element that can follow another one: `source` is the id of an element in the same document or shadow root, whose request is
 * taken over on each of its `aksnet-change` events. So one set of sliders can drive a ledger, bars and a table elsewhere on a page.
 */
export abstract class Follower extends AksnetElement {
  declare source: string | null;
  #root: Node | undefined;

  /** The followed element. */
  protected get origin(): Origin | undefined {
    return neighbour(this, this.source);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#root = this.getRootNode();
    this.#root.addEventListener("aksnet-change", this.#heard);
    this.#take();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#root?.removeEventListener("aksnet-change", this.#heard);
  }

  /** Takes over a request; the plan comes along where the origin has one. */
  protected abstract adopt(request: SizingRequest, plan: SizingPlan | undefined): void;

  /** Wakes the origin when this element is looked at first. */
  protected wake(): void {
    void this.origin?.start?.();
  }

  readonly #heard = (event: Event): void => {
    if (this.source && event.target === this.origin) this.#take();
  };

  #take(): void {
    const origin = this.origin;
    if (origin && origin !== this && origin.request && origin.plan) this.adopt(origin.request, origin.plan);
  }
}
