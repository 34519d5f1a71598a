/**
 * Stand-ins for the two browser globals that Lit touches while its modules load. esbuild injects them (`inject`), so that importing
 * the elements without a DOM does nothing and defines nothing, and no global is added that other code could take for a browser.
 */
const here: { HTMLElement?: typeof HTMLElement; document?: Document } = globalThis;

const NoElement = here.HTMLElement ?? (class {} as unknown as typeof HTMLElement);
const noDocument = here.document ?? ({ createTreeWalker: () => ({}) } as unknown as Document);

export { NoElement as HTMLElement, noDocument as document };
