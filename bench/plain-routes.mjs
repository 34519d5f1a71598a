// Longest prefixes in typed arrays as one would write them by hand: three levels of 16, 8 and 8 bits.

/** What `destinations` come to: the place of the longest of `[first, length]` that holds each, -1 for none. */
export function threeLevels(routes) {
  const top = new Int32Array(65536);
  let blocks = new Int32Array(256 * 64);
  let used = 0;
  // A block's entries begin as the entry that it takes the place of.
  const below = (table, at) => {
    if (table[at] < 0) return ~table[at];
    if ((used + 1) * 256 > blocks.length) {
      const wider = new Int32Array(blocks.length * 2);
      wider.set(blocks);
      if (table === blocks) table = wider;
      blocks = wider;
    }
    blocks.fill(table[at], used * 256, used * 256 + 256);
    table[at] = ~used;
    used += 1;
    return used - 1;
  };
  // Shorter ones first, so that longer ones come to lie on top.
  const order = routes.map((_, at) => at).sort((a, b) => routes[a][1] - routes[b][1]);
  for (const at of order) {
    const [first, length] = routes[at];
    const high = first >>> 16;
    if (length <= 16) {
      top.fill(at + 1, high, high + 2 ** (16 - length));
      continue;
    }
    const middle = below(top, high) * 256 + ((first >>> 8) & 255);
    if (length <= 24) {
      blocks.fill(at + 1, middle, middle + 2 ** (24 - length));
      continue;
    }
    const low = below(blocks, middle) * 256 + (first & 255);
    blocks.fill(at + 1, low, low + 2 ** (32 - length));
  }
  return (destinations) => {
    const found = new Int32Array(destinations.length);
    for (let at = 0; at < destinations.length; at += 1) {
      const one = destinations[at];
      let entry = top[one >>> 16];
      if (entry < 0) entry = blocks[~entry * 256 + ((one >>> 8) & 255)];
      if (entry < 0) entry = blocks[~entry * 256 + (one & 255)];
      found[at] = entry - 1;
    }
    return found;
  };
}

/** The same by one map a length, which the others' answers are checked against. */
export function byLength(routes) {
  const maps = Array.from({ length: 33 }, () => new Map());
  for (const [at, [first, length]] of routes.entries()) maps[length].set(first, at);
  const lengths = maps.map((_, length) => length).filter((length) => maps[length].size > 0);
  lengths.reverse();
  return (destinations) =>
    Int32Array.from(destinations, (one) => {
      for (const length of lengths) {
        const at = maps[length].get(length === 0 ? 0 : (one & (-1 << (32 - length))) >>> 0);
        if (at !== undefined) return at;
      }
      return -1;
    });
}
