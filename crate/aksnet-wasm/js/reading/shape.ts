// A parsed document to the documents in it, each in the form that az or the API server prints.
import { resourcesOf } from "./template.ts";
import { fromTerraform } from "./terraform.ts";

export interface Shaped {
  name: string;
  kind?: string;
  document: unknown;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The documents in one. */
export function shape(name: string, value: unknown): Shaped[] {
  if (Array.isArray(value)) return listed(name, value);
  if (!isFields(value)) return [{ name, document: value }];
  if (typeof value["apiVersion"] === "string" && typeof value["kind"] === "string") {
    return [{ name, kind: "Kubernetes", document: value }];
  }
  if (Array.isArray(value["value"])) return listed(name, value["value"]);
  if (value["resources"] !== undefined && /deploymentTemplate/i.test(String(value["$schema"] ?? ""))) {
    return listed(name, resourcesOf(value));
  }
  if (typeof value["format_version"] === "string" && (value["planned_values"] ?? value["values"]) !== undefined) {
    return listed(name, fromTerraform(value));
  }
  return [{ name, document: value }];
}

function listed(name: string, list: unknown[]): Shaped[] {
  const first = list[0];
  if (isFields(first) && "nextHopType" in first) {
    if (Array.isArray(first["addressPrefix"])) {
      return [{ name, kind: "EffectiveRoutes", document: { routes: list } }];
    }
    // `az network route-table route list`: the table's name is in the routes' ids.
    const id = String(first["id"] ?? "").replace(/\/routes\/[^/]*$/i, "");
    return [
      { name, kind: "RouteTable", document: { ...(id ? { id, name: id.split("/").at(-1) } : {}), routes: list } },
    ];
  }
  if (list.some((one) => isFields(one) && Array.isArray(one["effectiveSecurityRules"]))) {
    return list.map((one, at) => ({ name: `${name}[${at}]`, ...effective(one as Fields) }));
  }
  return list.flatMap((one, at) => shape(`${name}[${at}]`, one));
}

/** `az network nic list-effective-nsg`: the group's rules, its default ones among them, tags as the prefixes that they stood for. */
function effective(group: Fields): Omit<Shaped, "name"> {
  const id = isFields(group["networkSecurityGroup"]) ? String(group["networkSecurityGroup"]["id"] ?? "") : "";
  const rules = (Array.isArray(group["effectiveSecurityRules"]) ? group["effectiveSecurityRules"] : []).filter(
    isFields,
  );
  const isDefault = (rule: Fields) =>
    /^defaultSecurityRules\//i.test(String(rule["name"])) || Number(rule["priority"]) > 4096;
  const named = (rule: Fields) => ({ ...rule, name: String(rule["name"] ?? "").replace(/^\w+\//, "") });
  return {
    kind: "EffectiveNetworkSecurityGroup",
    document: {
      ...(id ? { id, name: id.split("/").at(-1) } : {}),
      securityRules: rules.filter((rule) => !isDefault(rule)).map(named),
      defaultSecurityRules: rules.filter(isDefault).map(named),
    },
  };
}
