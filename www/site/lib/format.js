// Figures and dates as the pages write them.

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** 1581 → "1,581". Texts (an address, a percentage) come back as they are: an address takes no thousands marks. */
export function figure(value) {
  if (typeof value !== "number") return String(value);
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** "2026-11-23" → "23 November 2026". */
export function day(iso) {
  const [year, month, date] = String(iso).split("-").map(Number);
  const name = MONTHS[month - 1];
  if (!name || !date) throw new Error(`not a day: ${iso}`);
  return `${date} ${name} ${year}`;
}

/** "a, b and c". */
export function list(items) {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** 1 → "1 node", 2 → "2 nodes". */
export function plural(count, one, many = `${one}s`) {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/** "node-subnet" → "node subnet". */
export function words(id) {
  return String(id).replaceAll("-", " ");
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for HTML, attributes included. */
export function markup(text) {
  return String(text).replace(/[&<>"]/g, (character) => ENTITIES[character]);
}
