import { type CSSResultGroup, unsafeCSS } from "lit";
import { tokens } from "../tokens/tokens.ts";
import base from "./base.css";

/** Tokens and the styles that every element starts from. */
export const sheet: CSSResultGroup = [tokens, unsafeCSS(base)];
