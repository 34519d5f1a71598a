// A plain evaluator of NetworkPolicy, as one would write it by hand: policies by namespace, one question at a time.

function selects({ matchLabels = {}, matchExpressions = [] }, labels = {}) {
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  return matchExpressions.every(({ key, operator, values = [] }) => {
    if (operator === "In") return values.includes(labels[key]);
    if (operator === "NotIn") return !values.includes(labels[key]);
    return (operator === "Exists") === key in labels;
  });
}

/** Reads documents; gives (from, to, port) => boolean over the pods in their order, for TCP. */
export function evaluator(kubernetes) {
  const namespaces = new Map();
  const policies = new Map();
  const pods = [];
  for (const { kind, metadata, spec } of kubernetes) {
    if (kind === "Namespace") namespaces.set(metadata.name, metadata.labels);
    if (kind === "Pod") pods.push({ name: metadata.name, namespace: metadata.namespace, labels: metadata.labels });
    if (kind !== "NetworkPolicy") continue;
    const of = policies.get(metadata.namespace) ?? [];
    policies.set(metadata.namespace, [...of, spec]);
  }
  const means = (peer, namespace, pod) => {
    if (peer.namespaceSelector) {
      if (!selects(peer.namespaceSelector, namespaces.get(pod.namespace))) return false;
    } else if (pod.namespace !== namespace) return false;
    return !peer.podSelector || selects(peer.podSelector, pod.labels);
  };
  const holds = ({ ports, from, to }, own, other, port) => {
    const fits = ({ port: first, endPort = first }) => first <= port && port <= endPort;
    if (ports && !ports.some(fits)) return false;
    const peers = from ?? to;
    return !peers || peers.some((peer) => means(peer, own.namespace, other));
  };
  const side = (own, other, port, type, rules) => {
    let isolated = false;
    for (const spec of policies.get(own.namespace) ?? []) {
      if (!spec.policyTypes.includes(type) || !selects(spec.podSelector, own.labels)) continue;
      isolated = true;
      for (const rule of spec[rules] ?? []) if (holds(rule, own, other, port)) return true;
    }
    return !isolated;
  };
  return {
    pods,
    allows: (from, to, port) =>
      from === to ||
      (side(pods[from], pods[to], port, "Egress", "egress") && side(pods[to], pods[from], port, "Ingress", "ingress")),
  };
}
