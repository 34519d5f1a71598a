// A topology of the packet lab as the documents of an environment, as the README beside the traces says.

function service(top, row, { floating = true } = {}) {
  const annotations = {};
  const prefix = "service.beta.kubernetes.io/azure-";
  if (row.name.includes("ilb")) annotations[`${prefix}load-balancer-internal`] = "true";
  if (!floating) annotations[`${prefix}disable-load-balancer-floating-ip`] = "true";
  const metadata = { name: row.name, namespace: "lab" };
  const port = { name: "p", port: 80, targetPort: 8080, protocol: row.proto, nodePort: row.np };
  const pod = (address) => Object.entries(top.pods).find(([, entry]) => entry.ip === address)?.[0];
  const endpoints = row.eps.map(([address, nodeName]) => ({
    addresses: [address],
    conditions: { ready: true },
    nodeName,
    ...(pod(address) ? { targetRef: { kind: "Pod", name: pod(address), namespace: "lab" } } : {}),
  }));
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, annotations },
      spec: {
        type: "LoadBalancer",
        clusterIP: row.cip,
        ports: [port],
        externalTrafficPolicy: row.etp,
        internalTrafficPolicy: row.itp,
        sessionAffinity: row.aff ? "ClientIP" : "None",
        ...(row.hc ? { healthCheckNodePort: row.hc } : {}),
        ...(row.lbsr ? { loadBalancerSourceRanges: row.lbsr } : {}),
      },
      status: { loadBalancer: { ingress: [{ ip: row.vip, ipMode: "VIP" }] } },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${row.name}-1`, namespace: "lab", labels: { "kubernetes.io/service-name": row.name } },
      addressType: "IPv4",
      endpoints,
      ports: [{ name: "p", port: row.eps[0]?.[2] ?? 8080, protocol: row.proto }],
    },
  ];
}

export function environment(top, options) {
  const kubenet = top.flavour === "kubenet";
  const ranges = top.flavour === "cni" ? {} : { podCidr: "10.244.0.0/16" };
  const block = (name) => `10.244.${name.slice(1)}.0/24`;
  const nodes = Object.entries(top.nodes).map(([name, address]) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: { name },
    spec: top.flavour === "cni" ? {} : { podCIDR: block(name), podCIDRs: [block(name)] },
    status: {
      addresses: [{ type: "InternalIP", address }],
      conditions: [{ type: "Ready", status: "True" }],
      nodeInfo: { kernelVersion: "6.18.44" },
    },
  }));
  const pods = Object.entries(top.pods).map(([name, { node, ip }]) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "lab" },
    spec: { nodeName: node, containers: [{ name: "c", ports: [{ containerPort: 8080 }] }] },
    status: { phase: "Running", podIP: ip, conditions: [{ type: "Ready", status: "True" }] },
  }));
  const agent = { nonMasqueradeCIDRs: top.nonmasq, masqLinkLocal: top.masq_linklocal };
  const masks = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "azure-ip-masq-agent-config-reconciled", namespace: "kube-system" },
    data: { "ip-masq-agent-reconciled": JSON.stringify(agent) },
  };
  return {
    cluster: {
      kubernetesVersion: "1.30.5",
      networkProfile: {
        networkPlugin: kubenet ? "kubenet" : "azure",
        ...(top.flavour === "overlay" ? { networkPluginMode: "overlay" } : {}),
        ...ranges,
        serviceCidr: top.service_cidr,
        outboundType: "loadBalancer",
        kubeProxyConfig: { enabled: true, mode: "IPTABLES" },
      },
      agentPoolProfiles: [{ name: "pool", mode: "System", count: 3, vnetSubnetID: "v/nodes" }],
    },
    virtualNetworks: [
      {
        name: "v",
        addressSpace: { addressPrefixes: [top.vnet] },
        subnets: [
          { name: "nodes", addressPrefix: top.node_subnet, ...(kubenet ? { routeTable: { id: "rt" } } : {}) },
          { name: "vms", addressPrefix: "10.225.0.0/16" },
        ],
        virtualNetworkPeerings: [
          {
            name: "to-peer",
            remoteVirtualNetwork: { id: "peer" },
            remoteAddressSpace: { addressPrefixes: ["10.100.0.0/16"] },
          },
        ],
      },
      {
        name: "peer",
        addressSpace: { addressPrefixes: ["10.100.0.0/16"] },
        subnets: [{ name: "default", addressPrefix: "10.100.0.0/16" }],
        virtualNetworkPeerings: [
          { name: "to-v", remoteVirtualNetwork: { id: "v" }, remoteAddressSpace: { addressPrefixes: [top.vnet] } },
        ],
      },
    ],
    routeTables: kubenet
      ? [
          {
            name: "rt",
            routes: Object.entries(top.nodes).map(([name, address]) => ({
              name,
              addressPrefix: block(name),
              nextHopType: "VirtualAppliance",
              nextHopIpAddress: address,
            })),
          },
        ]
      : [],
    gatewayRoutes: [{ addressPrefix: "10.50.0.0/16", source: "BGP" }],
    kubernetes: [...nodes, ...pods, masks, ...top.services.flatMap((row) => service(top, row, options))],
    hosts: Object.entries(top.hosts).map(([name, { ip }]) => ({ name, address: ip })),
    egress: { publicAddresses: [top.lb_outbound_ip] },
    kernel: { kubenetHairpin: false },
  };
}
