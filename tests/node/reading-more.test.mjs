// Templates whose values are expressions, modules, plans before apply, mixed text, tables that lost their columns, and what is said of each.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { AksnetError, effectiveRoutes, init, planSizing, readDocuments, selectRoute } from "aksnet";

before(() => init());

const kinds = ({ receipt }) => receipt.map(({ kind }) => kind);
const notes = ({ receipt }) => receipt.flatMap(({ notes: own = [] }) => own);
const SCHEMA = "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#";
const template = (parts) => JSON.stringify({ $schema: SCHEMA, contentVersion: "1.0.0.0", ...parts });
const VNET = "Microsoft.Network/virtualNetworks";
const network = (fields) => ({ type: VNET, apiVersion: "2024-05-01", ...fields });
const prefixes = ({ environment }) =>
  environment.virtualNetworks.map((one) => one.properties.addressSpace.addressPrefixes);

// Each worked out by the functions' documentation.
for (const [expression, value] of [
  ["[parameters('space')]", "10.1.0.0/16"],
  ["[PARAMETERS('Space')]", "10.1.0.0/16"],
  ["[concat('10.', string(add(1, 1)), '.0.0/16')]", "10.2.0.0/16"],
  ["[format('10.{0}.{1}.0/{2}', 3, variables('third'), 24)]", "10.3.7.0/24"],
  ["[if(equals(parameters('env'), 'prod'), '10.4.0.0/16', parameters('none'))]", "10.4.0.0/16"],
  ["[cidrSubnet(parameters('space'), 24, 2)]", "10.1.2.0/24"],
  ["[concat(cidrHost('10.144.3.0/24', 3), '/32')]", "10.144.3.4/32"],
  ["[variables('spaces')[1].prefix]", "10.6.0.0/16"],
  ["[first(variables('list'))]", "10.7.0.0/16"],
  ["[replace(toLower('10.8.0.0-16'), '-', '/')]", "10.8.0.0/16"],
  ["[coalesce(null(), '10.9.0.0/16')]", "10.9.0.0/16"],
  ["[join(createArray('10.10.0.0', '16'), '/')]", "10.10.0.0/16"],
  ["[last(split('a,10.11.0.0/16', ','))]", "10.11.0.0/16"],
  ["[union(variables('sizes'), createObject('small', '10.12.0.0/16')).small]", "10.12.0.0/16"],
]) {
  test(`${expression} is ${value}`, async () => {
    const read = await readDocuments(
      template({
        parameters: { space: { defaultValue: "10.1.0.0/16" }, env: { defaultValue: "prod" }, none: { type: "string" } },
        variables: {
          third: 7,
          spaces: [{ prefix: "10.5.0.0/16" }, { prefix: "10.6.0.0/16" }],
          list: ["10.7.0.0/16"],
          sizes: { small: "10.0.0.0/24" },
        },
        resources: [network({ name: "net", properties: { addressSpace: { addressPrefixes: [expression] } } })],
      }),
    );
    assert.deepEqual(prefixes(read), [[value]]);
  });
}

for (const expression of [
  "[parameters('none')]",
  "[variables('loop')]",
  "[reference('x').prefix]",
  "[uniqueString('a')]",
  "[concat('a']",
  "[concat('a') b]",
  "[div(1, 0)]",
  "[constructor('a')]",
  `[${"not(".repeat(500)}true()${")".repeat(500)}]`,
]) {
  test(`${expression.slice(0, 40)} has no value here: it is absent, and said`, async () => {
    const read = await readDocuments(
      template({
        parameters: { none: { type: "string" } },
        variables: { loop: "[variables('loop')]" },
        resources: [
          network({ name: "net", properties: { addressSpace: { addressPrefixes: [expression, "10.1.0.0/16"] } } }),
        ],
      }),
    );
    assert.deepEqual(prefixes(read), [["10.1.0.0/16"]]);
    assert.ok(
      notes(read).some((note) => note.startsWith("properties.addressSpace.addressPrefixes[0] is left out")),
      notes(read),
    );
  });
}

test("a parameter file beside the template gives the values", async () => {
  const read = await readDocuments([
    template({
      parameters: { space: { type: "string" } },
      resources: [
        network({ name: "net", properties: { addressSpace: { addressPrefixes: ["[parameters('space')]"] } } }),
      ],
    }),
    JSON.stringify({
      $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#",
      parameters: { space: { value: "10.50.0.0/16" } },
    }),
  ]);
  assert.deepEqual(kinds(read), ["VirtualNetwork", "DeploymentParameters"]);
  assert.deepEqual(prefixes(read), [["10.50.0.0/16"]]);
});

test("loops of resources, of properties and of variables", async () => {
  const read = await readDocuments(
    template({
      variables: { copy: [{ name: "names", count: 2, input: "[concat('s', copyIndex('names', 1))]" }] },
      resources: [
        network({
          name: "[format('net-{0}', copyIndex())]",
          copy: { name: "nets", count: "[length(variables('names'))]" },
          properties: {
            addressSpace: { addressPrefixes: ["[format('10.{0}.0.0/16', copyIndex())]"] },
            copy: [
              {
                name: "subnets",
                count: 2,
                input: {
                  name: "[variables('names')[copyIndex('subnets')]]",
                  properties: { addressPrefix: "[format('10.{0}.{1}.0/24', copyIndex('nets'), copyIndex('subnets'))]" },
                },
              },
            ],
          },
        }),
      ],
    }),
  );
  assert.deepEqual(prefixes(read), [["10.0.0.0/16"], ["10.1.0.0/16"]]);
  assert.deepEqual(
    read.environment.virtualNetworks[1].properties.subnets.map((one) => [one.name, one.properties.addressPrefix]),
    [
      ["s1", "10.1.0.0/24"],
      ["s2", "10.1.1.0/24"],
    ],
  );
});

test("Bicep's modules: outputs of one are parameters of another; conditions, existing resources, links", async () => {
  const inner = (parts) => ({ $schema: SCHEMA, languageVersion: "2.0", ...parts });
  const module = (name, given, own) => ({
    type: "Microsoft.Resources/deployments",
    name,
    properties: {
      expressionEvaluationOptions: { scope: "inner" },
      mode: "Incremental",
      parameters: given,
      template: own,
    },
  });
  const read = await readDocuments(
    template({
      languageVersion: "2.0",
      parameters: { name: { defaultValue: "shop" } },
      resources: {
        net: module(
          "net-deployment",
          { name: { value: "[format('{0}-net', parameters('name'))]" } },
          inner({
            parameters: { name: { type: "string" } },
            resources: {
              vnet: network({
                name: "[parameters('name')]",
                properties: { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } },
              }),
              aks: {
                type: `${VNET}/subnets`,
                name: "[format('{0}/{1}', parameters('name'), 'aks')]",
                properties: { addressPrefix: "10.1.8.0/21" },
              },
            },
            outputs: {
              subnet: {
                type: "string",
                value: "[resourceId('Microsoft.Network/virtualNetworks/subnets', parameters('name'), 'aks')]",
              },
            },
          }),
        ),
        cluster: module(
          "cluster-deployment",
          { subnet: { value: "[reference('net').outputs.subnet.value]" } },
          inner({
            parameters: { subnet: { type: "string" } },
            resources: {
              aks: {
                type: "Microsoft.ContainerService/managedClusters",
                name: "shop",
                properties: {
                  networkProfile: { networkPlugin: "azure" },
                  agentPoolProfiles: [
                    {
                      name: "np",
                      count: 50,
                      maxPods: 30,
                      upgradeSettings: { maxSurge: "1" },
                      vnetSubnetID: "[parameters('subnet')]",
                    },
                  ],
                },
              },
            },
          }),
        ),
        old: { existing: true, type: VNET, name: "hub" },
        not: network({ condition: "[equals(1, 2)]", name: "not", properties: {} }),
        far: {
          type: "Microsoft.Resources/deployments",
          name: "far",
          properties: { templateLink: { uri: "https://example.org/a.json" } },
        },
      },
    }),
  );
  const { cluster, virtualNetworks } = read.environment;
  assert.deepEqual(
    virtualNetworks.map(({ name }) => name),
    ["shop-net"],
  );
  const [need] = planSizing({ cluster, virtualNetwork: virtualNetworks[0] }).subnets;
  // (50 + 1) × (1 + 30) addresses; a /21 has 2,048 less Azure's five.
  assert.deepEqual([need.name, need.needed, need.given.usable], ["aks", 1581, 2043]);
  for (const said of [
    "hub is there already",
    "not is left out by its condition",
    "the template that far links to is not here",
  ])
    assert.ok(
      notes(read).some((note) => note.startsWith(said)),
      `${said}: ${notes(read)}`,
    );
});

test("a Terraform plan before apply: ids that are not known yet are followed through modules", async () => {
  const resource = (address, values) => ({
    address,
    mode: "managed",
    type: address.split(".").at(-2),
    name: "x",
    values,
  });
  const refers = (...references) => ({ references });
  const plan = {
    format_version: "1.2",
    planned_values: {
      root_module: {
        resources: [
          resource("azurerm_kubernetes_cluster.aks", {
            name: "shop",
            network_profile: [{ network_plugin: "azure" }],
            default_node_pool: [{ name: "np", node_count: 50, max_pods: 30, upgrade_settings: [{ max_surge: "1" }] }],
          }),
        ],
        child_modules: [
          {
            address: "module.net",
            resources: [
              resource("module.net.azurerm_virtual_network.this", { name: "net", address_space: ["10.1.0.0/16"] }),
              resource('module.net.azurerm_subnet.this["aks"]', { name: "aks", address_prefixes: ["10.1.8.0/21"] }),
              resource('module.net.azurerm_subnet.this["vm"]', { name: "vm", address_prefixes: ["10.1.1.0/24"] }),
              resource("module.net.azurerm_route_table.rt", {
                name: "rt",
                route: [
                  {
                    name: "fw",
                    address_prefix: "0.0.0.0/0",
                    next_hop_type: "VirtualAppliance",
                    next_hop_in_ip_address: "10.1.0.4",
                  },
                ],
              }),
              resource("module.net.azurerm_subnet_route_table_association.a", {}),
            ],
          },
        ],
      },
    },
    configuration: {
      root_module: {
        resources: [
          {
            address: "azurerm_kubernetes_cluster.aks",
            expressions: { default_node_pool: [{ vnet_subnet_id: refers("module.net.subnet_id", "module.net") }] },
          },
        ],
        module_calls: {
          net: {
            expressions: {},
            module: {
              outputs: {
                subnet_id: {
                  expression: refers(
                    'azurerm_subnet.this["aks"].id',
                    'azurerm_subnet.this["aks"]',
                    "azurerm_subnet.this",
                  ),
                },
              },
              resources: [
                {
                  address: "azurerm_subnet.this",
                  expressions: {
                    virtual_network_name: refers("azurerm_virtual_network.this.name", "azurerm_virtual_network.this"),
                  },
                },
                {
                  address: "azurerm_subnet_route_table_association.a",
                  expressions: {
                    subnet_id: refers('azurerm_subnet.this["aks"].id'),
                    route_table_id: refers("azurerm_route_table.rt.id"),
                  },
                },
              ],
            },
          },
        },
      },
    },
  };
  for (const entry of plan.planned_values.root_module.child_modules[0].resources)
    entry.type = /azurerm_\w+/.exec(entry.address)[0];
  const { environment } = await readDocuments(JSON.stringify(plan));
  const [own] = environment.virtualNetworks;
  assert.deepEqual(
    own.subnets.map(({ name }) => name),
    ["aks", "vm"],
  );
  const [need] = planSizing({ cluster: environment.cluster, virtualNetwork: own }).subnets;
  assert.deepEqual([need.name, need.needed, need.given.prefix], ["aks", 1581, "10.1.8.0/21"]);
  const hop = (subnet) => selectRoute({ environment, subnet, destination: "8.8.8.8" }).winner.nextHopType;
  assert.deepEqual([hop("aks"), hop("vm")], ["VirtualAppliance", "Internet"]);
});

const NODES = `NAME                                STATUS                     ROLES    AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE             KERNEL-VERSION      CONTAINER-RUNTIME
aks-np-12345678-vmss000000          Ready                      <none>   12d   v1.33.2   10.224.0.4    <none>        Ubuntu 22.04.5 LTS   5.15.0-1092-azure   containerd://1.7.27-1
aks-np-12345678-vmss000001          Ready,SchedulingDisabled   <none>   12d   v1.33.2   10.224.0.5    <none>        Ubuntu 22.04.5 LTS   5.15.0-1092-azure   containerd://1.7.27-1`;
const PODS = `NAME                   READY   STATUS    RESTARTS     AGE   IP            NODE                         NOMINATED NODE   READINESS GATES
web-6d4cf56db6-2xkzt   1/1     Running   2 (3d ago)   12d   10.244.0.11   aks-np-12345678-vmss000000   <none>           <none>
web-6d4cf56db6-9qwer   0/1     Pending   0            12d   <none>        <none>                       <none>           <none>`;
const SERVICES = `NAMESPACE   NAME         TYPE           CLUSTER-IP     EXTERNAL-IP   PORT(S)                      AGE   SELECTOR
default     kubernetes   ClusterIP      10.0.0.1       <none>        443/TCP                      12d   <none>
shop        web          LoadBalancer   10.0.171.239   20.31.4.5     80:31234/TCP,443:30443/TCP   12d   app=web`;
const ROUTES = `Source                 State    Address Prefix    Next Hop Type          Next Hop IP
---------------------  -------  ----------------  ---------------------  -------------
Default                Active   10.224.0.0/12     VnetLocal
VirtualNetworkGateway  Active   10.9.0.0/16       VirtualNetworkGateway  20.1.1.1
User                   Active   0.0.0.0/0         VirtualAppliance       10.224.1.4`;
const CLUSTER = JSON.stringify(
  { name: "shop", type: "Microsoft.ContainerService/managedClusters", networkProfile: { networkPlugin: "azure" } },
  null,
  2,
);

test("a terminal's text: commands, warnings, JSON, YAML and tables in one", async () => {
  const read = await readDocuments(
    [
      "me@host:~$ az aks show -g g -n shop -o json",
      "WARNING: The behavior of this command has been altered by the following extension: aks-preview",
      CLUSTER,
      "me@host:~$ kubectl get nodes -o wide",
      NODES,
      "me@host:~$ kubectl get pods -n shop -o wide",
      PODS,
      "me@host:~$ kubectl get svc -A -o wide",
      SERVICES,
      "me@host:~$ kubectl get networkpolicy -n shop -o yaml",
      "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec:\n  podSelector: {}",
      "---",
      "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop",
      "me@host:~$ az network nic show-effective-route-table -n nic -g g -o table",
      ROUTES,
      "that is all",
    ].join("\n"),
  );
  assert.deepEqual(kinds(read), [
    "ManagedCluster",
    "List",
    "List",
    "List",
    "NetworkPolicy",
    "Namespace",
    "EffectiveRoutes",
    "text",
  ]);
  assert.deepEqual(read.receipt.at(-1).ignored, ["that is all"]);
  const of = (kind) => read.environment.kubernetes.filter((object) => object.kind === kind);
  assert.deepEqual(
    of("Node").map(({ status }) => status.addresses[0].address),
    ["10.224.0.4", "10.224.0.5"],
  );
  assert.equal(of("Node")[1].spec.unschedulable, true);
  assert.equal(of("Node")[0].status.nodeInfo.kernelVersion, "5.15.0-1092-azure");
  assert.deepEqual(
    of("Pod").map(({ metadata, spec, status }) => [metadata.namespace, spec.nodeName, status.podIP]),
    [
      ["shop", "aks-np-12345678-vmss000000", "10.244.0.11"],
      ["shop", undefined, undefined],
    ],
  );
  const [, web] = of("Service");
  assert.deepEqual(
    [
      web.metadata.namespace,
      web.spec.clusterIP,
      web.spec.ports.map(({ port, nodePort }) => [port, nodePort]),
      web.spec.selector,
    ],
    [
      "shop",
      "10.0.171.239",
      [
        [80, 31234],
        [443, 30443],
      ],
      { app: "web" },
    ],
  );
  assert.equal(web.status.loadBalancer.ingress[0].ip, "20.31.4.5");
  assert.deepEqual(read.environment.gatewayRoutes, [{ addressPrefix: "10.9.0.0/16" }]);
  assert.deepEqual(read.effectiveRoutes[0].routes[2], {
    source: "User",
    state: "Active",
    addressPrefix: "0.0.0.0/0",
    nextHopType: "VirtualAppliance",
    nextHopIpAddress: "10.224.1.4",
  });
});

// What chats, wikis and mails do to a table.
for (const [about, damage] of [
  ["one blank between cells", (text) => text.replace(/[ ]{2,}/g, " ")],
  ["tabs", (text) => text.replace(/[ ]{2,}/g, "\t")],
  [
    "a table of Markdown's",
    (text) =>
      text
        .split("\n")
        .map((line) => `| ${line.trim().replace(/[ ]{2,}/g, " | ")} |`)
        .join("\n"),
  ],
  ["an indentation", (text) => text.replace(/^/gm, "    ")],
  ["no head", (text) => text.split("\n").slice(2).join("\n")],
]) {
  test(`effective routes with ${about}`, async () => {
    const read = await readDocuments(damage(ROUTES));
    assert.deepEqual(kinds(read), ["EffectiveRoutes"]);
    assert.deepEqual(
      read.effectiveRoutes[0].routes.map(({ addressPrefix, nextHopType, nextHopIpAddress }) => [
        addressPrefix,
        nextHopType,
        nextHopIpAddress,
      ]),
      [
        ["10.224.0.0/12", "VnetLocal", undefined],
        ["10.9.0.0/16", "VirtualNetworkGateway", "20.1.1.1"],
        ["0.0.0.0/0", "VirtualAppliance", "10.224.1.4"],
      ],
    );
  });
}

for (const [about, damage] of [
  ["as az prints it", (text) => text],
  ["one blank between cells", (text) => text.replace(/[ ]{2,}/g, " ")],
]) {
  test(`a route table's routes, a next hop absent, ${about}`, async () => {
    const read = await readDocuments(
      `$ az network route-table route list -g g --route-table-name rt -o table\n${damage(
        [
          "AddressPrefix    HasBgpOverride    Name    NextHopIpAddress    NextHopType       ProvisioningState    ResourceGroup",
          "---------------  ----------------  ------  ------------------  ----------------  -------------------  ---------------",
          "0.0.0.0/0        False             fw      10.1.0.4            VirtualAppliance  Succeeded            g",
          "10.2.0.0/16      False             out                         Internet          Succeeded            g",
        ].join("\n"),
      )}`,
    );
    assert.deepEqual(kinds(read), ["RouteTable"]);
    const [{ name, routes }] = read.environment.routeTables;
    assert.equal(name, "rt");
    assert.deepEqual(
      routes.map((route) => [route.name, route.nextHopType, route.nextHopIpAddress]),
      [
        ["fw", "VirtualAppliance", "10.1.0.4"],
        ["out", "Internet", undefined],
      ],
    );
  });
}

test("parts by themselves go where their ids say: peerings, routes, rules; a card is a host; the outbound address is found", async () => {
  const above = "/subscriptions/0/resourceGroups/g/providers/Microsoft.Network";
  const read = await readDocuments(
    JSON.stringify([
      {
        type: "Microsoft.Network/virtualNetworks",
        id: `${above}/virtualNetworks/net`,
        name: "net",
        addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
      },
      {
        id: `${above}/virtualNetworks/net/virtualNetworkPeerings/hub`,
        name: "hub",
        remoteVirtualNetwork: { id: `${above}/virtualNetworks/hub` },
      },
      { id: `${above}/routeTables/rt/routes/fw`, name: "fw", addressPrefix: "0.0.0.0/0", nextHopType: "None" },
      {
        id: `${above}/networkSecurityGroups/web/securityRules/a`,
        name: "a",
        priority: 100,
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: "443",
      },
      {
        type: "Microsoft.Network/networkInterfaces",
        name: "vm-nic",
        virtualMachine: { id: "/x/virtualMachines/vm" },
        ipConfigurations: [{ privateIPAddress: "10.1.1.4" }],
      },
      {
        type: "Microsoft.Network/publicIPAddresses",
        id: `${above}/publicIPAddresses/out`,
        name: "out",
        ipAddress: "20.1.2.3",
      },
      {
        type: "Microsoft.Network/publicIPAddresses",
        id: `${above}/publicIPAddresses/other`,
        name: "other",
        ipAddress: "20.1.2.4",
      },
      {
        type: "Microsoft.ContainerService/managedClusters",
        name: "shop",
        networkProfile: {
          networkPlugin: "azure",
          loadBalancerProfile: { effectiveOutboundIPs: [{ id: `${above}/publicIPAddresses/out` }] },
        },
      },
    ]),
  );
  const { environment } = read;
  assert.deepEqual(kinds(read), [
    ...["VirtualNetwork", "VirtualNetworkPeering", "Route", "SecurityRule", "NetworkInterface"],
    ...["PublicIPAddress", "PublicIPAddress", "ManagedCluster"],
  ]);
  assert.equal(environment.virtualNetworks[0].virtualNetworkPeerings[0].name, "hub");
  assert.deepEqual([environment.routeTables[0].name, environment.routeTables[0].routes[0].name], ["rt", "fw"]);
  assert.deepEqual(
    [environment.networkSecurityGroups[0].name, environment.networkSecurityGroups[0].securityRules.length],
    ["web", 1],
  );
  assert.deepEqual(environment.hosts, [{ name: "vm", address: "10.1.1.4" }]);
  assert.deepEqual(environment.egress, { publicAddresses: ["20.1.2.3"] });
});

test("an environment that was given out is read again as it is", async () => {
  const { environment } = await readDocuments([CLUSTER, NODES, SERVICES]);
  const whole = { ...environment, hosts: [{ name: "vm", address: "10.1.1.4" }], kernel: { kubenetHairpin: true } };
  const read = await readDocuments(JSON.stringify(whole));
  assert.deepEqual(kinds(read), ["Environment"]);
  assert.deepEqual(read.environment, whole);
});

test("UTF-16 and UTF-8 with and without marks, as bytes and as text that was read wrongly", async () => {
  const wide = (text, little) => {
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (const [at, sign] of [...text].entries()) view.setUint16(at * 2, sign.charCodeAt(0), little);
    return bytes;
  };
  for (const given of [
    ...[new TextEncoder().encode(CLUSTER), new TextEncoder().encode(`\uFEFF${CLUSTER}`).buffer],
    ...[wide(`\uFEFF${CLUSTER}`, true), wide(`\uFEFF${CLUSTER}`, false), wide(CLUSTER, true), wide(CLUSTER, false)],
    new TextDecoder().decode(wide(`\uFEFF${CLUSTER}`, true)),
  ]) {
    const read = await readDocuments(given);
    assert.deepEqual([kinds(read), read.environment.cluster.name], [["ManagedCluster"], "shop"]);
  }
  const broken = new TextEncoder().encode(CLUSTER.replace("shop", "sh*p"));
  broken[broken.indexOf(42)] = 0xff;
  const read = await readDocuments(broken);
  assert.equal(read.environment.cluster.name, "sh\uFFFDp");
  assert.ok(notes(read).some((note) => note.includes("bytes are no text")));
});

test("one broken document of a YAML stream leaves the others", async () => {
  const good = "apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n";
  const read = await readDocuments(`${good}---\na: [b\n---\n${good}`);
  assert.deepEqual(kinds(read), ["Namespace", "unreadable", "Namespace"]);
});

test("keys that would change what objects are: taken out, and said", async () => {
  const read = await readDocuments(
    '{"name":"shop","networkProfile":{"networkPlugin":"azure","constructor":{"prototype":{"x":1}}},"__proto__":{"x":1}}',
  );
  assert.equal({}.x, undefined);
  assert.deepEqual(Object.keys(read.environment.cluster), ["name", "networkProfile"]);
  assert.deepEqual(
    notes(read)
      .map((note) => /"(\w+)"/.exec(note)[1])
      .sort(),
    ["__proto__", "constructor"],
  );
});

test("JSON with comments and a comma too many; an unclosed one keeps the next", async () => {
  const read = await readDocuments(
    `{ // the cluster\n"networkProfile": { "networkPlugin": "azure", /* no mode */ },\n}\n`,
  );
  assert.deepEqual(kinds(read), ["ManagedCluster"]);
  const two = await readDocuments(`{ "name": "cut off", "a": [1, 2\n{\n"networkProfile": {}}`);
  assert.deepEqual(kinds(two), ["unreadable", "ManagedCluster"]);
});

test("a language that compiles is named, and what makes it readable", async () => {
  for (const [text, said] of [
    [
      "param a string\nresource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {\n  name: a\n}",
      /az bicep build/,
    ],
    ['resource "azurerm_virtual_network" "net" {\n  name = "net"\n}', /terraform show -json/],
  ]) {
    await assert.rejects(readDocuments(text), (error) => error instanceof AksnetError && said.test(error.message));
  }
});

test("what is missing for which question", async () => {
  const read = await readDocuments(CLUSTER);
  const questions = read.missing.map(({ question, command }) => `${question}: ${command}`);
  assert.ok(questions.includes("routes: az network vnet show -o json"));
  assert.ok(questions.includes("policy: kubectl get pods -A -o json"));
  assert.ok(!questions.some((text) => text.startsWith("sizing: az aks show")));
});

test("routes that Azure recorded are held against ours", async () => {
  const read = await readDocuments([
    JSON.stringify({
      type: VNET,
      name: "net",
      addressSpace: { addressPrefixes: ["10.224.0.0/12"] },
      subnets: [{ name: "aks", addressPrefix: "10.224.0.0/16" }],
    }),
    ROUTES,
  ]);
  const own = effectiveRoutes({ environment: read.environment, subnet: "aks" });
  for (const { addressPrefix, source } of read.effectiveRoutes[0].routes.filter((route) => route.source !== "User"))
    assert.ok(
      own.some((route) => route.addressPrefix === addressPrefix && route.source === source),
      addressPrefix,
    );
});

test("a sentence among documents is left aside, and said", async () => {
  const sentence = "Please see the ticket before the change.";
  const { receipt, environment } = await readDocuments(`${sentence}\n${CLUSTER}`);
  assert.equal(environment.cluster.name, "shop");
  assert.deepEqual(
    receipt.filter(({ kind }) => kind === "text").map(({ ignored }) => ignored),
    [[sentence]],
  );
});
