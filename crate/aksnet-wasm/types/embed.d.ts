/** A classic script: it defines the elements and offers the library as a global. It exports nothing. */
export {};

declare global {
  /** The library, once embed.js was loaded. */
  var aksnet: Readonly<typeof import("./index.js")>;
}
