// All overlaps without the library, in typed arrays: every pair with every other, and a sweep with sorts by counting.

/** A list of numbers that grows. */
class Pairs {
  #list = new Uint32Array(1024);
  #used = 0;

  add(one, other) {
    if (this.#used === this.#list.length) {
      const wider = new Uint32Array(this.#used * 2);
      wider.set(this.#list);
      this.#list = wider;
    }
    this.#list[this.#used] = one;
    this.#list[this.#used + 1] = other;
    this.#used += 2;
  }

  get all() {
    return this.#list.subarray(0, this.#used);
  }
}

/** The bits behind each length. */
const hosts = Uint32Array.from({ length: 33 }, (_, length) => 2 ** (32 - length) - 1);

/** First and last addresses. */
function spans(addresses, lengths) {
  const first = new Uint32Array(addresses.length);
  const last = new Uint32Array(addresses.length);
  for (let at = 0; at < first.length; at += 1) {
    const host = hosts[lengths[at]];
    first[at] = addresses[at] & ~host;
    last[at] = addresses[at] | host;
  }
  return { first, last };
}

/** Every pair: `[i0, j0, i1, j1, …]`. */
export function everyPair(addresses, lengths) {
  const { first, last } = spans(addresses, lengths);
  const found = new Pairs();
  for (let one = 0; one < first.length; one += 1) {
    const begins = first[one];
    const ends = last[one];
    for (let other = one + 1; other < first.length; other += 1) {
      if (first[other] <= ends && begins <= last[other]) found.add(one, other);
    }
  }
  return found.all;
}

/** Orders places by some bits of their keys, from `shift` on; what is equal stays as it was. */
function sortPass(keys, order, sorted, shift, bits) {
  const mask = 2 ** bits - 1;
  const begins = new Uint32Array(mask + 2);
  for (let at = 0; at < order.length; at += 1) begins[((keys[at] >>> shift) & mask) + 1] += 1;
  for (let digit = 1; digit <= mask; digit += 1) begins[digit] += begins[digit - 1];
  for (let at = 0; at < order.length; at += 1) {
    const place = order[at];
    const digit = (keys[place] >>> shift) & mask;
    sorted[begins[digit]] = place;
    begins[digit] += 1;
  }
}

/** Pairs by the first place, then the second, by counting: first by the second, then by the first. */
function inOrder(pairs, places) {
  const bySecond = new Uint32Array(places + 1);
  const byFirst = new Uint32Array(places + 1);
  for (let at = 0; at < pairs.length; at += 2) {
    byFirst[pairs[at] + 1] += 1;
    bySecond[pairs[at + 1] + 1] += 1;
  }
  for (let place = 1; place <= places; place += 1) {
    byFirst[place] += byFirst[place - 1];
    bySecond[place] += bySecond[place - 1];
  }
  const half = new Uint32Array(pairs.length);
  for (let at = 0; at < pairs.length; at += 2) {
    const to = 2 * bySecond[pairs[at + 1]];
    half[to] = pairs[at];
    half[to + 1] = pairs[at + 1];
    bySecond[pairs[at + 1]] += 1;
  }
  const sorted = new Uint32Array(pairs.length);
  for (let at = 0; at < half.length; at += 2) {
    const to = 2 * byFirst[half[at]];
    sorted[to] = half[at];
    sorted[to + 1] = half[at + 1];
    byFirst[half[at]] += 1;
  }
  return sorted;
}

/** The same pairs: prefixes in order of their first address, the larger first, and a stack of those that are open. */
export function sweep(addresses, lengths) {
  const { first, last } = spans(addresses, lengths);
  const count = first.length;
  const wide = Uint32Array.from(lengths);
  let order = new Uint32Array(count);
  let other = new Uint32Array(count);
  for (let at = 0; at < count; at += 1) order[at] = at;
  for (const [keys, shift, bits] of [
    [wide, 0, 6],
    [first, 0, 11],
    [first, 11, 11],
    [first, 22, 10],
  ]) {
    sortPass(keys, order, other, shift, bits);
    [order, other] = [other, order];
  }
  const open = new Uint32Array(count);
  let depth = 0;
  let found = new Uint32Array(4096);
  let used = 0;
  for (let turn = 0; turn < count; turn += 1) {
    const at = order[turn];
    while (depth > 0 && last[open[depth - 1]] < first[at]) depth -= 1;
    if (used + 2 * depth > found.length) {
      const wider = new Uint32Array(2 * (used + 2 * depth));
      wider.set(found);
      found = wider;
    }
    for (let level = 0; level < depth; level += 1) {
      const holder = open[level];
      found[used] = Math.min(holder, at);
      found[used + 1] = Math.max(holder, at);
      used += 2;
    }
    open[depth] = at;
    depth += 1;
  }
  return inOrder(found.subarray(0, used), count);
}
