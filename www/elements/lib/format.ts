// Made once: a formatter of its own for each figure was the costliest part of a slider's step.
const counts = new Intl.NumberFormat("en");
const days = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });

/** Counts get separators; addresses, prefixes and ports never do. */
export const count = (value: number): string => counts.format(value);

/** "1 node", "50 nodes". */
export const several = (value: number, one: string, many: string = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** The share of a whole for the width of a bar, as an SVG length; never beyond the bar. */
export const percent = (part: number, whole: number): string =>
  `${whole > 0 ? Math.min(100, Math.max(0, (part / whole) * 100)).toFixed(3) : 0}%`;

/** "2026-11-23" as "23 November 2026". */
export function day(iso: string): string {
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return iso;
  return days.format(date);
}
