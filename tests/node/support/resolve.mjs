// The resolve hook of ../packed.mjs: it runs in Node's loader thread.

let base;

export function initialize(data) {
  base = data.base;
}

export function resolve(specifier, context, next) {
  const ours = specifier === "aksnet" || specifier.startsWith("aksnet/");
  return next(specifier, ours ? { ...context, parentURL: `${base}index.mjs` } : context);
}
