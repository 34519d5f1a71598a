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

/** What a subnet is for; a role that a later library adds is shown by its own name. */
export function role(need: SubnetNeed): string {
  const roles: Record<string, string> = {
    node: "Node subnet",
    pod: "Pod subnet",
    "api-server": "API server subnet",
    "application-gateway": "Application Gateway subnet",
    "application-gateway-for-containers": "Application Gateway for Containers subnet",
    "private-endpoint": "Private endpoint subnet",
    "netapp-files": "Azure NetApp Files subnet",
    firewall: "Azure Firewall subnet",
    bastion: "Azure Bastion subnet",
  };
  return roles[need.role] ?? need.role;
}

/** A severity as its word. */
export const severities: Record<Finding["severity"], string> = {
  error: "Refused",
  warning: "Warning",
  note: "Note",
};

/** "a /26 and a /20": what the subnets of a plan need. */
export const sizes = (plan: SizingPlan): string => plan.subnets.map((need) => `a /${need.prefixLength}`).join(" and ");
