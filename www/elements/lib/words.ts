import type { Finding, NetworkMode, SizingPlan, SubnetNeed } from "aksnet";

/** The six modes in the order of the library. */
export const modes: Record<NetworkMode, string> = {
  kubenet: "kubenet",
  "node-subnet": "Azure CNI, node subnet",
  "pod-subnet-dynamic": "Azure CNI, pod subnet, dynamic",
  "pod-subnet-static": "Azure CNI, pod subnet, static",
  overlay: "Azure CNI Overlay",
  "byo-cni": "Bring your own CNI",
};

/** Shorter names, where several stand in one line. */
export const shortModes: Record<NetworkMode, string> = {
  kubenet: "kubenet",
  "node-subnet": "node subnet",
  "pod-subnet-dynamic": "pod subnet",
  "pod-subnet-static": "static blocks",
  overlay: "CNI Overlay",
  "byo-cni": "own CNI",
};

const roles: Record<string, string> = {
  "api-server": "API server",
  "application-gateway": "Application Gateway",
  "application-gateway-for-containers": "Application Gateway for Containers",
  "netapp-files": "Azure NetApp Files",
  firewall: "Azure Firewall",
  bastion: "Azure Bastion",
};

/** What a subnet is for: "Node subnet". A role that a later library adds is shown by its own name. */
export const role = (need: SubnetNeed): string => {
  const name = roles[need.role] ?? need.role.replaceAll("-", " ");
  return `${name[0]?.toUpperCase()}${name.slice(1)} subnet`;
};

/** A severity as its word. */
export const severities: Record<Finding["severity"], string> = {
  error: "Refused",
  warning: "Warning",
  note: "Note",
};

/** "a /26 and a /20": what the subnets of a plan need. */
export const sizes = (plan: SizingPlan): string => plan.subnets.map((need) => `a /${need.prefixLength}`).join(" and ");

/** The ways out of a cluster, in Azure's words and in ours. */
export const outboundTypes: readonly [string, string][] = [
  ["loadBalancer", "Load balancer"],
  ["managedNATGateway", "NAT gateway, managed by AKS"],
  ["userAssignedNATGateway", "NAT gateway of your own"],
  ["userDefinedRouting", "Your routes, through an appliance"],
  ["none", "None: made by yourself"],
  ["block", "Blocked"],
];
