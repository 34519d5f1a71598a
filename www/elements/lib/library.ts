// How elements start the library. In the package everything is in one module; embed.js puts a file of its own in this one's place,
// since it begins with the sizing model alone.
import { init } from "aksnet";

/** Starts what an element needs: the sizing model, or all. */
export const startFor = (_needs: "sizing" | "all"): Promise<void> => init();
