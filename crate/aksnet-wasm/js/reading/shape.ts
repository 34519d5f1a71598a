// A parsed document to the documents in it, each in the form that az or the API server prints.
import { type Fields, fieldsOf, isFields, lastOf, listOf, textOf } from "./fields.ts";
import { resourcesOf } from "./template.ts";
import { fromTerraform } from "./terraform.ts";

export interface Shaped {
  name: string;
  kind?: string;
  document: unknown;
  notes?: string[];
}

const schemaOf = (fields: Fields): string => textOf(fields["$schema"]);
export const isParameters = (value: unknown): boolean =>
  isFields(value) && /deploymentParameters/i.test(schemaOf(value)) && isFields(value["parameters"]);

/** The documents in one; `given` are the values of parameter files beside it. */
export function shape(name: string, value: unknown, given: Fields): Shaped[] {
  if (Array.isArray(value)) return listed(name, value, given);
  if (!isFields(value)) return [{ name, document: value }];
  if (typeof value["apiVersion"] === "string" && typeof value["kind"] === "string") {
    return [{ name, kind: "Kubernetes", document: value }];
  }
  if (isParameters(value)) return [{ name, kind: "DeploymentParameters", document: value }];
  if (value["resources"] !== undefined && /deploymentTemplate/i.test(schemaOf(value)))
    return template(name, value, given);
  // `az deployment group export`, and what `az deployment group show` prints of a template.
  if (isFields(value["template"]) && /deploymentTemplate/i.test(schemaOf(value["template"]))) {
    return template(name, value["template"], given);
  }
  if (typeof value["format_version"] === "string" && (value["planned_values"] ?? value["values"]) !== undefined) {
    return planned(name, value);
  }
  if (Array.isArray(value["value"])) return listed(name, value["value"], given);
  return [{ name, document: value }];
}

/** Parts of one document, with what is left of the whole at the first. */
function parts(name: string, documents: Fields[], left: string[], notes?: Map<Fields, string[]>): Shaped[] {
  return documents.flatMap((document, at) => {
    const own = [...(at === 0 ? left : []), ...(notes?.get(document) ?? [])];
    return shape(`${name}[${at}]`, document, {}).map((shaped) => (own.length > 0 ? { ...shaped, notes: own } : shaped));
  });
}

function template(name: string, value: Fields, given: Fields): Shaped[] {
  const { documents, notes, left } = resourcesOf(value, given);
  return parts(name, documents, left, notes);
}

function planned(name: string, value: Fields): Shaped[] {
  const { documents, left } = fromTerraform(value);
  return parts(name, documents, left);
}

function listed(name: string, list: unknown[], given: Fields): Shaped[] {
  const first = list[0];
  if (isFields(first) && "nextHopType" in first) return routes(name, list, first);
  if (isFields(first) && "nextHop" in first && "origin" in first)
    return [{ name, kind: "LearnedRoutes", document: { routes: list } }];
  if (list.some((one) => isFields(one) && Array.isArray(one["effectiveSecurityRules"]))) {
    return list.map((one, at) => ({ name: `${name}[${at}]`, ...effective(fieldsOf(one)) }));
  }
  if (list.length > 0 && list.every((one) => isFields(one) && isRule(one))) return [rules(name, listOf(list))];
  return list.flatMap((one, at) => shape(`${name}[${at}]`, one, given));
}

function routes(name: string, list: unknown[], first: Fields): Shaped[] {
  if (Array.isArray(first["addressPrefix"])) return [{ name, kind: "EffectiveRoutes", document: { routes: list } }];
  // `az network route-table route list`: the table's name is in the routes' ids.
  const id = textOf(first["id"]).replace(/\/routes\/[^/]*$/i, "");
  return [{ name, kind: "RouteTable", document: { ...(id ? { id, name: lastOf(id) } : {}), routes: list } }];
}

/** `az network nsg rule list`: the group's name is in the rules' ids. */
const isRule = (fields: Fields): boolean => {
  const own = fieldsOf(fields["properties"]);
  return ["priority", "direction", "access"].every((key) => (fields[key] ?? own[key]) !== undefined);
};

function rules(name: string, list: Fields[]): Shaped {
  const id = textOf(list[0]?.["id"]).replace(/\/(?:defaultS|s)ecurityRules\/[^/]*$/i, "");
  return {
    name,
    kind: "NetworkSecurityGroup",
    document: { ...(id ? { id, name: lastOf(id) } : {}), securityRules: list },
  };
}

/** `az network nic list-effective-nsg`: the group's rules, its default ones among them, tags as the prefixes that they stood for. */
function effective(group: Fields): Omit<Shaped, "name"> {
  const id = textOf(fieldsOf(group["networkSecurityGroup"])["id"]);
  const all = listOf(group["effectiveSecurityRules"]);
  const isDefault = (rule: Fields) =>
    /^defaultSecurityRules\//i.test(String(rule["name"])) || Number(rule["priority"]) > 4096;
  const named = (rule: Fields) => ({ ...rule, name: String(rule["name"] ?? "").replace(/^\w+\//, "") });
  return {
    kind: "EffectiveNetworkSecurityGroup",
    document: {
      ...(id ? { id, name: lastOf(id) } : {}),
      securityRules: all.filter((rule) => !isDefault(rule)).map(named),
      defaultSecurityRules: all.filter(isDefault).map(named),
    },
  };
}
