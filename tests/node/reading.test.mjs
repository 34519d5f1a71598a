// What practitioners paste beyond a cluster's JSON: tables, YAML, templates, Terraform, noise around them, and hostile input.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, effectiveRoutes, evaluatePolicy, init, planSizing, readDocuments } from "aksnet";

before(() => init());

const kinds = ({ receipt }) => receipt.map(({ kind }) => kind);
const codes = ({ findings }) => findings.map(({ code }) => code);
const TABLE = {
  id: "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network/routeTables/rt",
  name: "rt",
  type: "Microsoft.Network/routeTables",
  routes: [{ name: "fw", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.1.0.4" }],
};
const NETWORK = {
  name: "net",
  type: "Microsoft.Network/virtualNetworks",
  addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
  subnets: [{ name: "aks", addressPrefix: "10.1.8.0/21", routeTable: { id: TABLE.id } }],
};

test("a network with its route table answers for routes", async () => {
  const read = await readDocuments([JSON.stringify(NETWORK), JSON.stringify(TABLE)]);
  assert.deepEqual(kinds(read), ["VirtualNetwork", "RouteTable"]);
  const routes = effectiveRoutes({ environment: read.environment, subnet: "aks" });
  assert.ok(routes.some(({ name, state }) => name === "fw" && state === "Active"));
});

for (const [about, around] of [
  ["a byte order mark", (text) => `\uFEFF${text}`],
  ["Windows line ends", (text) => text.replaceAll("\n", "\r\n")],
  ["the command in front", (text) => `$ az network vnet show -g g -n net -o json\n${text}`],
  ["a PowerShell prompt", (text) => `PS C:\\Users\\me> az network vnet show\n${text}\nPS C:\\Users\\me> `],
  ["a shell prompt before and behind", (text) => `me@host:~/x$ az network vnet show\n${text}\nme@host:~/x$ `],
  ["a warning in front", (text) => `WARNING: This command is in preview.\n${text}`],
  ["a progress line in the brace", (text) => text.replace("{", "{- Finished ..")],
  ["colours", (text) => `\u001b[33m${text}\u001b[0m`],
]) {
  test(`${about} is taken off`, async () => {
    const read = await readDocuments(around(JSON.stringify(NETWORK, null, 2)));
    assert.deepEqual(kinds(read), ["VirtualNetwork"]);
    assert.equal(read.environment.virtualNetworks[0].name, "net");
  });
}

test("a table of effective routes tells what the gateway learned", async () => {
  const read = await readDocuments(
    [
      "Source                 State    Address Prefix    Next Hop Type          Next Hop IP",
      "---------------------  -------  ----------------  ---------------------  -------------",
      "Default                Active   10.0.0.0/16       VnetLocal",
      "VirtualNetworkGateway  Active   10.9.0.0/16       VirtualNetworkGateway  20.1.1.1",
    ].join("\n"),
  );
  assert.deepEqual(kinds(read), ["EffectiveRoutes"]);
  assert.deepEqual(read.environment.gatewayRoutes, [{ addressPrefix: "10.9.0.0/16" }]);
});

test("a table of a route table's routes, and the same as a list", async () => {
  const table = [
    "AddressPrefix    HasBgpOverride    Name    NextHopIpAddress    NextHopType       ProvisioningState",
    "---------------  ----------------  ------  ------------------  ----------------  -------------------",
    "0.0.0.0/0        False             fw      10.1.0.4            VirtualAppliance  Succeeded",
  ].join("\n");
  for (const text of [
    table,
    JSON.stringify(TABLE.routes.map((route) => ({ ...route, id: `${TABLE.id}/routes/fw` }))),
  ]) {
    const read = await readDocuments(text);
    assert.deepEqual(kinds(read), ["RouteTable"]);
    const [route] = read.environment.routeTables[0].routes;
    assert.deepEqual([route.name, route.nextHopIpAddress], ["fw", "10.1.0.4"]);
  }
});

const MANIFESTS = `# two of them
apiVersion: v1
kind: Pod
metadata:
  name: a
  namespace: demo
  creationTimestamp: 2026-01-02T03:04:05Z
  managedFields: [{ manager: kubectl }]
---
apiVersion: v1
kind: PodList
items:
- metadata: { name: b, namespace: demo }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: demo }
spec: { podSelector: {} }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: x }
`;

test("manifests in YAML, several in one text", async () => {
  const read = await readDocuments(MANIFESTS);
  assert.deepEqual(kinds(read), ["Pod", "PodList", "NetworkPolicy", "ServiceAccount"]);
  assert.equal(read.environment.kubernetes.length, 3);
  assert.equal(read.environment.kubernetes[0].metadata.creationTimestamp, "2026-01-02T03:04:05Z");
  assert.equal(read.environment.kubernetes[0].metadata.managedFields, undefined);
  assert.equal(read.environment.kubernetes[1].kind, "Pod");
  assert.ok(codes(read).includes("document-unknown"));
  const answer = evaluatePolicy({
    environment: read.environment,
    from: { pod: "demo/a" },
    to: { pod: "demo/b" },
    port: 80,
  });
  assert.equal(answer.allowed, false);
});

test("Terraform's JSON: cluster, pools, network, subnet, what joins them", async () => {
  const resource = (type, values) => ({ mode: "managed", type, name: "x", values });
  const plan = {
    format_version: "1.2",
    planned_values: {
      root_module: {
        resources: [
          resource("azurerm_kubernetes_cluster", {
            name: "prod",
            network_profile: [{ network_plugin: "azure", network_plugin_mode: "overlay", pod_cidr: "10.244.0.0/16" }],
            default_node_pool: [
              { name: "sys", node_count: 3, max_pods: 250, upgrade_settings: [{ max_surge: "10%" }] },
            ],
          }),
          resource("azurerm_virtual_network", { name: "net", address_space: ["10.1.0.0/16"], location: "westeurope" }),
          resource("azurerm_subnet", { name: "aks", virtual_network_name: "net", address_prefixes: ["10.1.8.0/24"] }),
          resource("azurerm_resource_group", { name: "g" }),
        ],
        child_modules: [
          {
            resources: [
              resource("azurerm_kubernetes_cluster_node_pool", { name: "user", node_count: 5, max_pods: 250 }),
              resource("azurerm_route_table", { name: "rt", id: TABLE.id, route: [] }),
              resource("azurerm_route", {
                name: "d",
                route_table_name: "rt",
                address_prefix: "0.0.0.0/0",
                next_hop_type: "Internet",
              }),
              resource("azurerm_subnet_route_table_association", {
                subnet_id: "/x/subnets/aks",
                route_table_id: TABLE.id,
              }),
            ],
          },
        ],
      },
    },
  };
  const { environment, findings } = await readDocuments(JSON.stringify(plan));
  const { cluster } = environment;
  assert.equal(planSizing({ cluster }).mode, "overlay");
  assert.equal(planSizing({ cluster }).nodes, 8);
  const [network] = environment.virtualNetworks;
  assert.deepEqual([network.name, network.subnets[0].name, network.subnets[0].routeTable.id], ["net", "aks", TABLE.id]);
  assert.equal(environment.routeTables[0].routes[0].name, "d");
  assert.ok(
    findings.some(({ code, message }) => code === "document-unknown" && message.startsWith("azurerm_resource_group ")),
  );
});

test("a template's literal values; expressions are absent, parameters' defaults count", async () => {
  const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    parameters: { space: { type: "string", defaultValue: "10.1.0.0/16" }, unknown: { type: "string" } },
    resources: [
      {
        type: "Microsoft.Network/virtualNetworks",
        name: "net",
        location: "[resourceGroup().location]",
        properties: { addressSpace: { addressPrefixes: ["[parameters('space')]"] } },
        resources: [
          {
            type: "subnets",
            name: "aks",
            properties: {
              addressPrefix: "10.1.8.0/21",
              routeTable: { id: "[resourceId('Microsoft.Network/routeTables', 'rt')]" },
            },
          },
        ],
      },
      {
        type: "Microsoft.ContainerService/managedClusters",
        name: "[parameters('unknown')]",
        properties: { networkProfile: { networkPlugin: "azure" } },
      },
    ],
  };
  for (const resources of [template.resources, { net: template.resources[0], aks: template.resources[1] }]) {
    const { environment } = await readDocuments(JSON.stringify({ ...template, resources }));
    const [network] = environment.virtualNetworks;
    assert.deepEqual(network.properties.addressSpace.addressPrefixes, ["10.1.0.0/16"]);
    const { subnets } = network.properties;
    assert.deepEqual(
      [subnets[0].name, subnets[0].properties.routeTable.id],
      ["aks", "/providers/Microsoft.Network/routeTables/rt"],
    );
    assert.equal(planSizing({ cluster: environment.cluster }).mode, "node-subnet");
  }
});

test("one of several cannot be read: it is said, and the others are kept", async () => {
  for (const broken of ["{ broken", "{} trailing", "neither this nor that"]) {
    const read = await readDocuments([JSON.stringify(NETWORK), broken]);
    const found = read.findings.filter(({ code }) => code === "document-unreadable");
    assert.equal(found.length, 1, broken);
    assert.equal(found[0].severity, "error");
    assert.equal(read.environment.virtualNetworks[0].name, "net");
    assert.ok(kinds(read).includes("unreadable"));
  }
});

test("what is missing for which question is said", async () => {
  const read = await readDocuments(
    JSON.stringify({ networkProfile: { networkPlugin: "azure" }, agentPoolProfiles: [{ count: 1 }] }),
  );
  const [one] = read.findings.filter(({ code }) => code === "documents-incomplete");
  assert.equal(one.help, "az network vnet show -o json");
});

const rejected = (text, code) =>
  assert.rejects(readDocuments(text), (error) => {
    assert.ok(error instanceof AksnetError, `${error}`);
    assert.equal(error.code, code);
    return true;
  });

test("an alias bomb is refused before it goes off", async () => {
  const levels = Array.from(
    { length: 12 },
    (_, at) =>
      `a${at}: &a${at} [${Array(10)
        .fill(at ? `*a${at - 1}` : "x")
        .join(", ")}]`,
  );
  await rejected(levels.join("\n"), "unsupported-document");
});

test("deep nesting is refused", async () => {
  await rejected(`${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "too-deep");
  await rejected(`${"[".repeat(200_000)}`, "unsupported-document");
});

test("a key that would change a prototype is no key of the environment", async () => {
  const text = `{"type":"Microsoft.Network/virtualNetworks","name":"net","__proto__":{"polluted":1},"addressSpace":{"__proto__":{"polluted":1}}}`;
  const { environment } = await readDocuments(text);
  assert.equal({}.polluted, undefined);
  assert.equal(environment.virtualNetworks[0].polluted, undefined);
  assert.equal(environment.virtualNetworks[0].addressSpace.polluted, undefined);
});

test("more text than any cluster prints is refused", async () => {
  await rejected(`"${" ".repeat(65 * 1024 * 1024)}"`, "unsupported-document");
});

test("characters that were no text are kept as the sign for that", async () => {
  const { environment } = await readDocuments(JSON.stringify({ ...NETWORK, name: "n\uFFFDt \uD800" }));
  assert.ok(environment.virtualNetworks[0].name.startsWith("n\uFFFDt"));
});
