// Addresses: pages write them from the root of the site, readers get them relative to the page.

/** Attributes that hold an address of this site. `findings` is <aksnet-sizing>'s: where the pages on findings are. */
const ADDRESS = /\b(href|src|findings)="\/(?!\/)([^"]*)"/g;

/** "/learn/" → 1, "/" and "/404.html" → 0: how many folders deep a page lies. */
export function depth(url) {
  return url.split("/").length - 2;
}

/** "learn/overlay/#formula" → "learn/overlay/index.html#formula": a folder on disk has no index look-up. */
function withIndex(address) {
  const [path, anchor] = address.split("#");
  const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  return anchor === undefined ? file : `${file}#${anchor}`;
}

/** Rewrites every address from the root in a page's HTML into one relative to the page at `url`. */
export function relativeLinks(html, url) {
  const up = "../".repeat(depth(url));
  return html.replace(ADDRESS, (_, attribute, address) => {
    const target = attribute === "findings" ? address : withIndex(address);
    return `${attribute}="${up}${target}"`;
  });
}
