// Carving without the library: what somebody who knows typed arrays writes by hand. IPv4 alone, nothing is checked, no finding.
// Best fit over lists of free blocks by length, as the library does it.

/** `"10.0.0.0/8"` as a first address and a length, without a look at whether it is a prefix. */
export function readPrefix(text) {
  let address = 0;
  let part = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48) part = part * 10 + code - 48;
    else {
      address = (address << 8) | part;
      part = 0;
    }
  }
  return [address >>> 0, part];
}

export const writePrefix = (first, length) =>
  `${first >>> 24}.${(first >>> 16) & 255}.${(first >>> 8) & 255}.${first & 255}/${length}`;

/** Prefixes as one sorted list: first address times 64 and the length, which a double holds exactly; those inside of others go. */
function outermost(prefixes) {
  const keys = new Float64Array(prefixes.length);
  for (let at = 0; at < keys.length; at += 1) keys[at] = prefixes[at][0] * 64 + prefixes[at][1];
  keys.sort();
  let kept = 0;
  let end = -1;
  for (const key of keys) {
    const first = Math.floor(key / 64);
    if (first <= end) continue;
    end = first + 2 ** (32 - (key % 64)) - 1;
    keys[kept] = key;
    kept += 1;
  }
  return keys.subarray(0, kept);
}

const firstOf = (key) => Math.floor(key / 64);
const endOf = (key) => firstOf(key) + 2 ** (32 - (key % 64));

/** Free blocks by length, each list a chain with its lowest block in front. */
class Space {
  #heads = new Int32Array(33).fill(-1);
  #first = new Uint32Array(4096);
  #length = new Uint8Array(4096);
  #next = new Int32Array(4096);
  #used = 0;

  constructor(ranges, excluded) {
    const blocked = outermost(excluded);
    let from = 0;
    for (const range of outermost(ranges)) {
      let at = firstOf(range);
      const end = endOf(range);
      while (from < blocked.length && endOf(blocked[from]) <= at) from += 1;
      for (; from < blocked.length && firstOf(blocked[from]) < end; from += 1) {
        this.#split(at, firstOf(blocked[from]));
        at = Math.max(at, endOf(blocked[from]));
      }
      this.#split(at, end);
    }
    for (let block = this.#used - 1; block >= 0; block -= 1) this.#link(block);
  }

  #link(block) {
    const length = this.#length[block];
    this.#next[block] = this.#heads[length];
    this.#heads[length] = block;
  }

  #block(first, length) {
    if (this.#used === this.#first.length) this.#grow();
    this.#first[this.#used] = first;
    this.#length[this.#used] = length;
    this.#used += 1;
    return this.#used - 1;
  }

  #grow() {
    const wider = (list) => {
      const copy = new list.constructor(list.length * 2);
      copy.set(list);
      return copy;
    };
    this.#first = wider(this.#first);
    this.#length = wider(this.#length);
    this.#next = wider(this.#next);
  }

  #split(from, end) {
    let at = from;
    while (at < end) {
      const aligned = at === 0 ? 32 : 31 - Math.clz32(at & -at);
      const size = end - at;
      const fits = size >= 2 ** 32 ? 32 : 31 - Math.clz32(size);
      const bits = Math.min(aligned, fits);
      this.#block(at, 32 - bits);
      at += 2 ** bits;
    }
  }

  /** The first address of the lowest of the smallest blocks that hold this length, or -1. */
  take(length) {
    let held = length;
    while (held >= 0 && this.#heads[held] < 0) held -= 1;
    if (held < 0) return -1;
    const block = this.#heads[held];
    this.#heads[held] = this.#next[block];
    const first = this.#first[block];
    for (let cut = held + 1; cut <= length; cut += 1) this.#link(this.#block(first + 2 ** (32 - cut), cut));
    return first;
  }

  /** What is left in address order: first address times 64 and the length. */
  rest() {
    const left = [];
    for (let length = 0; length <= 32; length += 1) {
      for (let block = this.#heads[length]; block >= 0; block = this.#next[block])
        left.push(this.#first[block] * 64 + length);
    }
    return Float64Array.from(left).sort();
  }
}

/** Places lengths, larger blocks first and then in their order; first addresses in the order given, and what is left. */
export function carveNumbers(ranges, excluded, lengths) {
  const space = new Space(ranges, excluded);
  const begins = new Uint32Array(34);
  for (const length of lengths) begins[length + 1] += 1;
  for (let length = 1; length < 34; length += 1) begins[length] += begins[length - 1];
  const order = new Uint32Array(lengths.length);
  for (let at = 0; at < lengths.length; at += 1) {
    order[begins[lengths[at]]] = at;
    begins[lengths[at]] += 1;
  }
  const firsts = new Float64Array(lengths.length);
  for (const at of order) firsts[at] = space.take(lengths[at]);
  return { firsts, free: space.rest() };
}

/** The same for the library's request: texts in, objects and texts out. `kept` is what stays clear of itself. */
export function carveTexts({ addressSpace, taken, onPremises, demands }, kept) {
  const excluded = [...taken, ...onPremises, ...kept].map(readPrefix);
  const lengths = Uint8Array.from(demands, (demand) => demand.prefixLength);
  const { firsts, free } = carveNumbers(addressSpace.map(readPrefix), excluded, lengths);
  const placed = [];
  const unplaced = [];
  for (const [at, { name, prefixLength }] of demands.entries()) {
    if (firsts[at] < 0) unplaced.push(name);
    else placed.push({ name, prefix: writePrefix(firsts[at], prefixLength) });
  }
  return { placed, unplaced, free: Array.from(free, (key) => writePrefix(firstOf(key), key % 64)) };
}
