import text from "./tokens.css";

/**
 * The tokens for a shadow root. The page's own `--aksnet-*` properties must win by inheritance, so a host may not set them again:
 * it reads each through a private alias, `--_way: var(--aksnet-way, light-dark(…))`, made here from the one source.
 * Inside media queries the value stands alone: forced colours and reduced motion beat a page's theme.
 * `color-scheme` is left to the page: an element in a light page stays light when the system is dark.
 */
export function aliases(source: string): string {
  const plain = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/:root\s*,\s*/g, "")
    .replace(/color-scheme:[^;]+;/g, "");
  const media = plain.indexOf("@media");
  const end = media < 0 ? plain.length : media;
  const inner = (value: string) => value.replaceAll("var(--aksnet-", "var(--_");
  const base = plain
    .slice(0, end)
    .replace(
      /--aksnet-([\w-]+):\s*([^;}]+)/g,
      (_, name: string, value: string) => `--_${name}:var(--aksnet-${name},${inner(value.trim())})`,
    );
  return base + plain.slice(end).replaceAll("--aksnet-", "--_");
}

/** The design tokens as private aliases on `:host`. */
export const tokens: string = aliases(text);
