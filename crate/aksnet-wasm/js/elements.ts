// "aksnet/elements": importing it defines every element; without a DOM it does nothing.
import { defineAll } from "../../../www/elements/index.ts";

export * from "../../../www/elements/index.ts";

defineAll();
