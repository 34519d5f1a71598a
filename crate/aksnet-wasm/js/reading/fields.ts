// What parsed text is made of.
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
/** The block of which there is one at most, and which Terraform prints as a list. */
export const one = (value: unknown): Fields => listOf(value)[0] ?? {};
/** The last segment of an id. */
export const lastOf = (id: unknown): string => textOf(id).split("/").at(-1) ?? "";
