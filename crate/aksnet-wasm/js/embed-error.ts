// The error class of embed.js, for embed-models.js: it exists once.
import type { AksnetError as Class } from "../types.d.ts";

export const { AksnetError } = (globalThis as unknown as { aksnet: { AksnetError: typeof Class } }).aksnet;
