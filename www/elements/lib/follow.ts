import { AksnetError, compareModes, type SizingPlan, type SizingRequest } from "aksnet";
import { attributeOf } from "./base.ts";
import { AksnetElement, neighbour } from "./element.ts";
import { type Entry, edit, example, type Fields } from "./request.ts";

/** What one element can take over from another. */
interface Origin extends Element {
  readonly request?: SizingRequest;
  readonly plan?: SizingPlan;
  mode?: SizingPlan["mode"] | undefined;
  start?(): Promise<void>;
}

const compared = [new WeakMap<SizingRequest, SizingPlan[]>(), new WeakMap<SizingRequest, SizingPlan[]>()] as const;

/**
 * All six modes of a request, asked once however many elements show them; `open` leaves the sizes of given subnets out, so that
 * each mode stops at a limit of its own.
 */
export function alternatives(request: SizingRequest, open: boolean): SizingPlan[] {
  const answers = compared[open ? 1 : 0];
  const known = answers.get(request);
  if (known) return known;
  const { virtualNetwork: _sizes, ...rest } = request;
  const plans = compareModes(open ? rest : request);
  answers.set(request, plans);
  return plans;
}

/** The same where a comparison is an extra: none when the modes cannot be compared. */
export function others(request: SizingRequest): SizingPlan[] {
  try {
    return alternatives(request, true);
  } catch (error) {
    if (error instanceof AksnetError) return [];
    throw error;
  }
}

/**
 * An element that asks about one workload: its own, made of fields, or that of another element. `source` is the id of an element in
 * the same document or shadow root, whose request is taken over on each of its `aksnet-change` events. So one set of sliders can
 * drive a ledger, bars and a table elsewhere on a page.
 */
export abstract class Follower extends AksnetElement {
  static override texts: readonly string[] = [...AksnetElement.texts, "source"];

  declare source: string | undefined;

  /** The fields that the element has as attributes and properties. */
  protected abstract readonly names: readonly string[];
  protected current: SizingRequest = example();
  /** The answer of the followed element to the very same request. */
  protected followed: SizingPlan | undefined;
  /** What stands in a field as it was typed. */
  protected typed: Record<string, Entry> = {};
  #given = false;
  #asked: SizingRequest | undefined;
  #root: Node | undefined;

  /** The workload that is asked about. Setting it replaces what attributes and fields said. */
  get request(): SizingRequest {
    return this.current;
  }
  set request(request: SizingRequest) {
    this.#load(request, undefined);
    for (const name of this.names) this.#values[name] = undefined;
  }

  /** Whether a whole request was given, so that the fields alone do not tell the state. */
  get given(): boolean {
    return this.#given;
  }

  /** The followed element. */
  protected get origin(): Origin | undefined {
    return neighbour(this, this.source);
  }

  /** Asks about `current`. */
  protected abstract question(): void;

  /** A request with one of the fields set anew. */
  protected edit(request: SizingRequest, name: string, value: Entry | undefined): SizingRequest {
    return edit(request, name as keyof Fields, value);
  }

  /** Keeps what was typed into a field, and asks. */
  protected readonly set = (name: string, value: Entry): void => {
    this.typed[name] = value;
    this.#values[name] = value;
  };

  /** The properties of the fields. */
  get #values(): Record<string, Entry | undefined> {
    return this as unknown as Record<string, Entry | undefined>;
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

  protected override answer(changed: ReadonlySet<string>): void {
    if (this.source && !this.#given) {
      void this.origin?.start?.();
      return;
    }
    const values = this.#values;
    for (const name of this.names.filter((field) => changed.has(field))) {
      if (this.typed[name] !== values[name]) delete this.typed[name];
      // After a new request only what was set since then counts; else a removed attribute means "as Azure would".
      if (changed.has("request") && values[name] === undefined) continue;
      this.current = this.edit(this.current, name, values[name]);
      this.followed = undefined;
    }
    if (this.#asked === this.current) return;
    this.#asked = this.current;
    this.question();
  }

  #load(request: SizingRequest, plan: SizingPlan | undefined): void {
    this.current = request;
    this.followed = plan;
    this.typed = {};
    this.#given = true;
    this.requestUpdate("request");
  }

  readonly #heard = (event: Event): void => {
    if (this.source && event.target === this.origin) this.#take();
  };

  #take(): void {
    const { origin } = this;
    if (!origin?.request || !origin.plan || (origin as Element) === this) return;
    const own = this.names.filter((name) => this.hasAttribute(attributeOf(name)));
    const request = own.reduce((all, name) => this.edit(all, name, this.#values[name]), origin.request);
    this.#load(request, own.length > 0 ? undefined : origin.plan);
  }
}
