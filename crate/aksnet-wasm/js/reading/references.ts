// What a Terraform plan knows before apply of the ids that it does not know yet: which resource an expression refers to.
import { type Fields, fieldsOf, textOf } from "./fields.ts";

/** The values of a plan's resources, by their addresses. */
export type Addresses = Map<string, { type: string; values: Fields }>;

const DEEPEST = 20;

/** Finds, for a resource and a path in it, the resource that the configuration refers to there. */
export class References {
  readonly #root: Fields;
  readonly #addresses: Addresses;

  constructor(configuration: unknown, addresses: Addresses) {
    this.#root = fieldsOf(fieldsOf(configuration)["root_module"]);
    this.#addresses = addresses;
  }

  /** `address` as in the plan, `path` as in the configuration: ["default_node_pool", 0, "vnet_subnet_id"]. */
  of(address: string, path: (string | number)[]): { type: string; values: Fields } | undefined {
    const { modules, rest } = cut(address);
    const own = this.#configured(modules, bare(rest));
    let expression: unknown = fieldsOf(own)["expressions"];
    for (const key of path)
      expression = Array.isArray(expression) ? expression[Number(key)] : fieldsOf(expression)[String(key)];
    return this.#follow(modules, expression, key(rest), 0);
  }

  #configured(modules: string[], rest: string): unknown {
    const resources = this.#module(modules)["resources"];
    return Array.isArray(resources) ? resources.find((one) => fieldsOf(one)["address"] === rest) : undefined;
  }

  #module(modules: string[]): Fields {
    return modules.reduce(
      (module, name) => fieldsOf(fieldsOf(fieldsOf(module["module_calls"])[bare(name)])["module"]),
      this.#root,
    );
  }

  #follow(
    modules: string[],
    expression: unknown,
    each: string,
    depth: number,
  ): { type: string; values: Fields } | undefined {
    const references = fieldsOf(expression)["references"];
    if (!Array.isArray(references) || depth > DEEPEST) return undefined;
    for (const reference of references.map(textOf)) {
      const found = this.#one(modules, reference, each, depth);
      if (found) return found;
    }
    return undefined;
  }

  #one(modules: string[], reference: string, each: string, depth: number) {
    const [first = "", second = "", third = ""] = reference.split(".");
    if (first === "var") {
      const call = fieldsOf(this.#module(modules.slice(0, -1))["module_calls"])[bare(modules.at(-1) ?? "")];
      return this.#follow(modules.slice(0, -1), fieldsOf(fieldsOf(call)["expressions"])[bare(second)], "", depth + 1);
    }
    if (first === "module") {
      const below = [...modules, second];
      const output = fieldsOf(this.#module(below)["outputs"])[bare(third)];
      return this.#follow(below, fieldsOf(output)["expression"], "", depth + 1);
    }
    if (!first.startsWith("azurerm_")) return undefined;
    const prefix = modules.map((name) => `module.${name}.`).join("");
    const address = `${prefix}${first}.${second}`;
    // With for_each, the instance that has the same key, else the only one.
    const exact = this.#addresses.get(address) ?? this.#addresses.get(`${address}${each}`);
    if (exact) return exact;
    const instances = [...this.#addresses].filter(([own]) => own.startsWith(`${address}[`));
    return instances.length === 1 ? instances[0]?.[1] : undefined;
  }
}

/** An address without the keys of its instances. */
const bare = (address: string): string => address.replace(/\[[^\]]*\]/g, "");
const key = (address: string): string => /\[[^\]]*\]$/.exec(address)?.[0] ?? "";

function cut(address: string): { modules: string[]; rest: string } {
  const modules: string[] = [];
  let rest = address;
  for (;;) {
    const found = /^module\.([^.[]+(?:\[[^\]]*\])?)\.(.*)$/s.exec(rest);
    if (!found?.[1] || found[2] === undefined) return { modules, rest };
    modules.push(found[1]);
    rest = found[2];
  }
}
