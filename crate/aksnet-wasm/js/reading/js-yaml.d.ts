// The part of js-yaml that is used here; the package brings no types.
declare module "js-yaml" {
  export const CORE_SCHEMA: unknown;
  export function loadAll(text: string, iterator: null, options: { schema: unknown; json: boolean }): unknown[];
}
