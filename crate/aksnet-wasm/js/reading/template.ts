// ARM templates, Bicep's compiled ones among them: resources with their literal values. A parameter's or a variable's default counts as
// one; every other expression is left out, so that it is absent and not a wrong value.

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The resources of a template, nested ones as their own documents. */
export function resourcesOf(template: Fields): unknown[] {
  const known = new Map<string, unknown>();
  for (const [key, parameter] of Object.entries(isFields(template["parameters"]) ? template["parameters"] : {})) {
    if (isFields(parameter)) known.set(`parameters('${key}')`, parameter["defaultValue"]);
  }
  for (const [key, variable] of Object.entries(isFields(template["variables"]) ? template["variables"] : {})) {
    known.set(`variables('${key}')`, variable);
  }
  // Newer compilers write resources under symbolic names.
  const resources = template["resources"];
  const list = Array.isArray(resources) ? resources : isFields(resources) ? Object.values(resources) : [];
  return list.filter(isFields).flatMap((resource) => unfold(resource, "", known));
}

function unfold(resource: Fields, above: string, known: Map<string, unknown>): unknown[] {
  const literal = literals(resource, known, 0) as Fields;
  const type = above ? `${above}/${String(literal["type"] ?? "")}` : String(literal["type"] ?? "");
  const inner =
    isFields(literal["properties"]) && isFields(literal["properties"]["template"])
      ? literal["properties"]["template"]
      : undefined;
  if (/^Microsoft\.Resources\/deployments$/i.test(type) && inner) return resourcesOf(inner);
  const children = Array.isArray(resource["resources"]) ? resource["resources"].filter(isFields) : [];
  const { resources: _, ...own } = literal;
  const name = String(own["name"] ?? "")
    .split("/")
    .at(-1);
  return [{ ...own, ...(name ? { name } : {}), type }, ...children.flatMap((child) => unfold(child, type, known))];
}

function literals(value: unknown, known: Map<string, unknown>, depth: number): unknown {
  if (typeof value === "string") {
    if (!value.startsWith("[") || value.startsWith("[[")) return value.replace(/^\[\[/, "[");
    const expression = value.slice(1, -1).trim();
    const found = known.get(expression);
    return found !== undefined && depth < 20 ? literals(found, known, depth + 1) : idOf(expression, known, depth);
  }
  if (Array.isArray(value))
    return value.map((item) => literals(item, known, depth)).filter((item) => item !== undefined);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, literals(item, known, depth)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

/** `resourceId('type', 'name', …)` and `concat` of literals: enough to tell which resource is meant. */
function idOf(expression: string, known: Map<string, unknown>, depth: number): string | undefined {
  const call = /^(resourceId|concat|format)\((.*)\)$/s.exec(expression);
  if (!call?.[1] || call[2] === undefined || depth > 20) return undefined;
  const parts = commas(call[2]).map((part) => {
    const text = /^'((?:[^']|'')*)'$/.exec(part)?.[1];
    if (text !== undefined) return text.replaceAll("''", "'");
    const found = literals(`[${part}]`, known, depth + 1);
    return typeof found === "string" ? found : undefined;
  });
  if (parts.some((part) => part === undefined)) return undefined;
  if (call[1] === "concat") return parts.join("");
  if (call[1] === "format") return parts[0]?.replace(/\{(\d+)\}/g, (_, at) => parts[Number(at) + 1] ?? "");
  const [type = "", ...names] = parts as string[];
  const [provider = "", ...kinds] = type.split("/");
  return `/providers/${provider}${kinds.map((kind, at) => `/${kind}/${names[at] ?? ""}`).join("")}`;
}

/** Arguments between commas that are in no bracket and no text. */
function commas(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|[(),]/g)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(text.slice(from, index).trim());
      from = index + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
}
