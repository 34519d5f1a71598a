// How elements start the library in embed.js.
import { init, initSizing } from "./embed-library.ts";

/** Starts what an element needs: the sizing model, which is inside, or all, which are beside. */
export const startFor = (needs: "sizing" | "all"): Promise<void> => (needs === "sizing" ? initSizing() : init());
