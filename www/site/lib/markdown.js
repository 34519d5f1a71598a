// Markdown as the site needs it: headings that can be linked to, code and tables that can be scrolled by keyboard.

function slug(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

function addHeadingIds(state) {
  const seen = new Map();
  state.tokens.forEach((token, index) => {
    if (token.type !== "heading_open") return;
    const base = slug(state.tokens[index + 1].content.replace(/<[^>]+>/g, "")) || "section";
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    token.attrSet("id", count === 0 ? base : `${base}-${count + 1}`);
  });
}

export function configureMarkdown(markdown) {
  markdown.set({ html: true, typographer: false, linkify: false });
  markdown.core.ruler.push("heading-ids", addHeadingIds);
  const fence = (tokens, index) => {
    const text = markdown.utils.escapeHtml(tokens[index].content);
    return `<pre tabindex="0"><code>${text}</code></pre>\n`;
  };
  markdown.renderer.rules.fence = fence;
  markdown.renderer.rules.code_block = fence;
  // A column aligned to the right holds figures. markdown-it would write a style attribute, which the policy blocks.
  const cell = (tokens, index) =>
    `<${tokens[index].tag}${/right/.test(tokens[index].attrGet("style") ?? "") ? ' class="num"' : ""}>`;
  markdown.renderer.rules.th_open = cell;
  markdown.renderer.rules.td_open = cell;
  markdown.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table class="ledger">\n';
  markdown.renderer.rules.table_close = () => "</table></div>\n";
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** One line of Markdown that knows only `code`, as HTML. */
export function inline(text) {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character]).replace(/`([^`]+)`/g, "<code>$1</code>");
}

/** The same line as plain text. */
export function plain(text) {
  return text.replaceAll("`", "");
}
