/** An address as its bits; the text is the library's own, so it is a right one. */
function bits(address: string): bigint {
  if (!address.includes(":")) return address.split(".").reduce((all, part) => (all << 8n) | BigInt(part), 0n);
  const [head = "", tail] = address.split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((all, group) => (all << 16n) | BigInt(`0x${group}`), 0n);
}

/**
 * Where a prefix is drawn in its range, as parts of the range's width; nothing when it is not inside. Only for drawing: which
 * addresses are whose is the library's answer.
 */
export function place(prefix: string, range: string): { at: number; share: number } | undefined {
  const [[address = "", length = ""], [start = "", whole = ""]] = [prefix.split("/"), range.split("/")];
  if (address.includes(":") !== start.includes(":") || Number(length) < Number(whole)) return undefined;
  const all = address.includes(":") ? 128n : 32n;
  const room = all - BigInt(whole);
  const distance = bits(address) - bits(start);
  if (distance < 0n || distance >> room !== 0n) return undefined;
  // Thirty-two bits below the range are finer than any screen.
  const fine = room > 32n ? room - 32n : 0n;
  return { at: Number(distance >> fine) / 2 ** Number(room - fine), share: 2 ** (Number(whole) - Number(length)) };
}
