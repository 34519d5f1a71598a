// JSON as people paste it: where a value ends, and with the comments and commas that templates may have.

export interface Ending {
  /** Behind the last bracket; -1 where it is never closed. */
  end: number;
  /** How deep it goes. */
  depth: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const SLASH = 47;
const STAR = 42;

/** Where the object or list that begins at `from` is closed. Looks at each character once. */
export function endOf(text: string, from: number): Ending {
  let open = 0;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === QUOTE) at = behindText(text, at);
    else if (sign === SLASH) at = behindComment(text, at);
    else if (sign === 123 || sign === 91) {
      open += 1;
      if (open > depth) depth = open;
    } else if (sign === 125 || sign === 93) {
      open -= 1;
      if (open <= 0) return { end: at + 1, depth };
    }
  }
  return { end: -1, depth };
}

/** The closing quote of the text that begins at `from`. */
function behindText(text: string, from: number): number {
  let at = from + 1;
  for (; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign === BACKSLASH) at += 1;
    else if (sign === QUOTE) return at;
  }
  return at;
}

/** The last character of a comment; `from` itself where none begins. */
function behindComment(text: string, from: number): number {
  const next = text.charCodeAt(from + 1);
  const close = next === SLASH ? "\n" : next === STAR ? "*/" : undefined;
  if (close === undefined) return from;
  const end = text.indexOf(close, from + 2);
  return end < 0 ? text.length : end + close.length - 1;
}

/** Parses a value; comments and commas before a closing bracket are allowed, as in ARM templates. */
export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const bare = text
      .replace(/"(?:[^"\\]|\\[\s\S])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (token) => (token.startsWith("/") ? " " : token))
      .replace(/"(?:[^"\\]|\\[\s\S])*"|,(?=\s*[}\]])/g, (token) => (token === "," ? "" : token));
    if (bare === text) throw error;
    return JSON.parse(bare);
  }
}
