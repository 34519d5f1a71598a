const space = "http://www.w3.org/2000/svg";
const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };
const plain = (text: string): string => text.replace(/&(?:amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity);

function made(name: string, attributes: string): SVGElement {
  const element = document.createElementNS(space, name);
  for (const [, key, value] of attributes.matchAll(/\s([\w:-]+)="([^"]*)"/g)) {
    if (key && key !== "xmlns") element.setAttribute(key, plain(value ?? ""));
  }
  return element;
}

/**
 * The library's own SVG as nodes. A parser of HTML or XML would need leave from a page with Trusted Types, and its style sheet one from
 * a strict `style-src`: here each tag becomes an element, and the colours are those of the element's sheet.
 */
export function picture(svg: string): SVGElement | undefined {
  const open: SVGElement[] = [];
  let root: SVGElement | undefined;
  const bare = svg.replace(/<style>[^<]*<\/style>/, "");
  for (const [, close, name, attributes, empty, text] of bare.matchAll(
    /<(\/?)([a-z]+)((?:\s[\w:-]+="[^"]*")*)(\/?)>|([^<]+)/g,
  )) {
    if (text !== undefined) open.at(-1)?.append(plain(text));
    else if (close) open.pop();
    else if (name) {
      const element = made(name, attributes ?? "");
      open.at(-1)?.append(element);
      root ??= element;
      if (!empty) open.push(element);
    }
  }
  return root;
}
