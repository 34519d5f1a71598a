/**
 * A classic script: it defines the elements and offers the library as a global. It exports nothing. `planSizing` and `compareModes`
 * are inside; `await aksnet.init()` loads the others from embed-models.js beside it, as elements that need them do by themselves.
 */
export {};

declare global {
  /** The library, once embed.js was loaded. */
  var aksnet: Readonly<typeof import("./index.js")>;
}
