// ARM templates, Bicep's compiled ones among them: resources with the values that the template alone tells, from its parameters'
// defaults, its variables, its loops and its modules. Everything else is left out and said, so that it is absent and not a guess.
import { evaluate, isExpression, type Scope, Unknown } from "./expression.ts";
import { type Fields, fieldsOf, isFields, listOf, textOf } from "./fields.ts";

export interface Resources {
  documents: Fields[];
  /** What is left out of which resource, and what of the template is left out whole. */
  notes: Map<Fields, string[]>;
  left: string[];
}

/** More turns of a loop than Azure would make. */
const MOST_TURNS = 800;
const DEEPEST = 20;
/** More resources than a template may have, modules and all. */
const MOST = 10_000;

/** The resources of a template; `given` are the values of a parameter file. */
export function resourcesOf(template: Fields, given: Fields): Resources {
  const found: Resources = { documents: [], notes: new Map(), left: [] };
  new Template(template, given, found, 0).read();
  return found;
}

class Template implements Scope {
  readonly #template: Fields;
  readonly #given: Fields;
  readonly #found: Resources;
  readonly #depth: number;
  /** Whose names expressions mean, where the template is nested and not asked to have its own. */
  readonly #outer: Template | undefined;
  readonly #open: Set<string> = new Set();
  readonly #turns: { name: string; at: number }[] = [];
  /** Modules by the names of their deployments and by their symbolic ones. */
  readonly #modules: Map<string, Template> = new Map();

  constructor(template: Fields, given: Fields, found: Resources, depth: number, outer?: Template) {
    this.#template = template;
    this.#given = given;
    this.#found = found;
    this.#depth = depth;
    this.#outer = outer;
  }

  parameter(name: string): unknown {
    if (this.#outer) return this.#outer.parameter(name);
    return this.#once(`parameter ${name}`, () => {
      const value = fieldsOf(find(this.#given, name))["value"];
      if (value !== undefined) return value;
      const declared = fieldsOf(find(fieldsOf(this.#template["parameters"]), name));
      if (declared["defaultValue"] === undefined) throw new Unknown(`the parameter ${name} has no value here`);
      return this.#whole(declared["defaultValue"]);
    });
  }

  variable(name: string): unknown {
    if (this.#outer) return this.#outer.variable(name);
    return this.#once(`variable ${name}`, () => {
      const variables = fieldsOf(this.#template["variables"]);
      const loop = listOf(variables["copy"]).find((copy) => textOf(copy["name"]).toLowerCase() === name.toLowerCase());
      if (loop) return this.#turned(loop, name, () => this.#whole(loop["input"]));
      const value = find(variables, name);
      if (value === undefined) throw new Unknown(`there is no variable ${name}`);
      return this.#whole(value);
    });
  }

  reference(name: string): unknown {
    const module = this.#modules.get((name.split("/").at(-1) ?? name).toLowerCase());
    if (!module)
      return this.#outer ? this.#outer.reference(name) : unknown(`reference() is known only to the deployment`);
    return { outputs: module.#outputs() };
  }

  turn(name: string | undefined): number | undefined {
    const found = name === undefined ? this.#turns.at(-1) : this.#turns.find((turn) => turn.name === name);
    return found?.at ?? this.#outer?.turn(name);
  }

  read(): void {
    // Newer compilers write resources under symbolic names.
    const { resources } = this.#template;
    const named = Array.isArray(resources)
      ? listOf(resources).map((resource) => ["", resource] as const)
      : Object.entries(fieldsOf(resources)).filter((entry): entry is [string, Fields] => isFields(entry[1]));
    const isModule = ([, resource]: readonly [string, Fields]) =>
      /^Microsoft\.Resources\/deployments$/i.test(textOf(resource["type"]));
    // Modules first: others may refer to what comes out of them.
    for (const [symbol, resource] of named.filter(isModule))
      this.#each(resource, (at) => this.#module(resource, symbol, at));
    for (const module of new Set(this.#modules.values())) module.read();
    for (const [, resource] of named.filter((entry) => !isModule(entry)))
      this.#each(resource, () => this.#resource(resource, "", ""));
  }

  /** Each turn of a resource's loop; once where it has none. */
  #each(resource: Fields, make: (at: number | undefined) => void): void {
    const name = textOf(resource["name"]) || textOf(resource["type"]);
    try {
      if (resource["existing"] === true)
        return void this.#found.left.push(`${name} is there already; its document is not in the template`);
      if (resource["condition"] !== undefined && this.#whole(resource["condition"]) === false) {
        return void this.#found.left.push(`${name} is left out by its condition`);
      }
    } catch (error) {
      this.#found.left.push(`${name} is taken to be deployed: ${reason(error)}`);
    }
    const loop = resource["copy"];
    if (!isFields(loop)) {
      make(undefined);
      return;
    }
    try {
      let at = 0;
      this.#turned(loop, textOf(loop["name"]), () => make(at++));
    } catch (error) {
      this.#found.left.push(`${name} is left out: how often it is made is not known, ${reason(error)}`);
    }
  }

  #turned(loop: Fields, name: string, make: () => unknown): unknown[] {
    const count = this.#whole(loop["count"]);
    if (typeof count !== "number" || !(count >= 0 && count <= MOST_TURNS))
      throw new Unknown("the number of turns is not known");
    const all: unknown[] = [];
    for (let at = 0; at < count; at += 1) {
      this.#turns.push({ name, at });
      try {
        all.push(make());
      } finally {
        this.#turns.pop();
      }
    }
    return all;
  }

  #module(resource: Fields, symbol: string, at: number | undefined): void {
    const properties = fieldsOf(resource["properties"]);
    const name = this.#tried(resource["name"]) ?? symbol;
    const inner = properties["template"];
    if (!isFields(inner)) {
      this.#found.left.push(`the template that ${String(name) || "a deployment"} links to is not here`);
      return;
    }
    if (this.#depth >= DEEPEST) throw new Unknown("modules are nested too deep");
    const own = textOf(fieldsOf(properties["expressionEvaluationOptions"])["scope"]).toLowerCase() === "inner";
    const given: Fields = {};
    for (const [key, parameter] of Object.entries(fieldsOf(properties["parameters"]))) {
      const value = this.#tried(fieldsOf(parameter)["value"]);
      if (value !== undefined) given[key] = { value };
    }
    const module = new Template(inner, given, this.#found, this.#depth + 1, own ? undefined : this);
    this.#modules.set(String(name).toLowerCase(), module);
    if (symbol) this.#modules.set(at === undefined ? symbol.toLowerCase() : `${symbol}[${at}]`.toLowerCase(), module);
  }

  #outputs(): Fields {
    const outputs: Fields = {};
    for (const [key, output] of Object.entries(fieldsOf(this.#template["outputs"]))) {
      const value = this.#tried(fieldsOf(output)["value"]);
      if (value !== undefined) outputs[key] = { value };
    }
    return outputs;
  }

  #resource(resource: Fields, above: string, aboveNames: string): void {
    if (this.#found.documents.length >= MOST) throw new Unknown(`more than ${MOST} resources`);
    const { resources, copy: _copy, condition: _condition, dependsOn: _order, ...rest } = resource;
    const notes: string[] = [];
    const own = this.#partly(rest, "", notes) as Fields;
    const type = above ? `${above}/${textOf(own["type"])}` : textOf(own["type"]);
    const names = [aboveNames, textOf(own["name"])].filter(Boolean).join("/");
    const document: Fields = { ...own, type };
    const [provider = "", ...kinds] = type.split("/");
    const parts = names.split("/");
    if (names !== "" && parts.length === kinds.length) {
      document["name"] = parts.at(-1);
      document["id"] ??= `/providers/${provider}${kinds.map((kind, at) => `/${kind}/${parts[at]}`).join("")}`;
    }
    this.#found.documents.push(document);
    if (notes.length > 0) this.#found.notes.set(document, notes);
    const children = Array.isArray(resources) ? listOf(resources) : Object.values(fieldsOf(resources)).filter(isFields);
    for (const child of children) this.#each(child, () => this.#resource(child, type, names));
  }

  /** A value all of which is known. */
  #whole(value: unknown): unknown {
    if (isExpression(value)) return evaluate(value.slice(1, -1), this);
    if (typeof value === "string") return value.startsWith("[[") ? value.slice(1) : value;
    if (Array.isArray(value)) return value.map((item) => this.#whole(item));
    if (!isFields(value)) return value;
    return Object.fromEntries(this.#unlooped(value).map(([key, item]) => [key, this.#whole(item)]));
  }

  #tried(value: unknown): unknown {
    try {
      return this.#whole(value);
    } catch (error) {
      if (error instanceof Unknown) return undefined;
      throw error;
    }
  }

  /** A value without what is not known of it, which is said. */
  #partly(value: unknown, path: string, notes: string[]): unknown {
    if (isExpression(value)) {
      try {
        return this.#whole(value);
      } catch (error) {
        notes.push(`${path} is left out: ${value.length > 60 ? `${value.slice(0, 59)}…` : value}, ${reason(error)}`);
        return undefined;
      }
    }
    if (Array.isArray(value)) {
      return value.map((item, at) => this.#partly(item, `${path}[${at}]`, notes)).filter((item) => item !== undefined);
    }
    if (!isFields(value)) return this.#whole(value);
    let entries = Object.entries(value);
    try {
      entries = this.#unlooped(value);
    } catch (error) {
      notes.push(`${path}.copy is left out: ${reason(error)}`);
    }
    const kept = entries.map(([key, item]) => [key, this.#partly(item, path ? `${path}.${key}` : key, notes)] as const);
    return Object.fromEntries(kept.filter(([, item]) => item !== undefined));
  }

  /** The fields of an object, its `copy` written out as the lists that it stands for. */
  #unlooped(value: Fields): [string, unknown][] {
    const loops = listOf(value["copy"]);
    if (loops.length === 0 || !loops.every((loop) => "input" in loop && "count" in loop)) return Object.entries(value);
    const { copy: _, ...rest } = value;
    const made = loops.map((loop): [string, unknown] => {
      const name = textOf(loop["name"]);
      return [name, this.#turned(loop, name, () => this.#whole(loop["input"]))];
    });
    return [...Object.entries(rest), ...made];
  }

  /** A value that refers to itself has none. */
  #once(what: string, make: () => unknown): unknown {
    const key = what.toLowerCase();
    if (this.#open.has(key) || this.#open.size > 200) throw new Unknown(`the ${what} refers to itself`);
    this.#open.add(key);
    try {
      return make();
    } finally {
      this.#open.delete(key);
    }
  }
}

function unknown(why: string): never {
  throw new Unknown(why);
}

function reason(error: unknown): string {
  if (error instanceof Unknown) return error.message;
  throw error;
}

const find = (fields: Fields, name: string): unknown => {
  const own = Object.keys(fields).find((key) => key.toLowerCase() === name.toLowerCase());
  return own === undefined ? undefined : fields[own];
};
