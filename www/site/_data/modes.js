// The six network modes in the library's order, and what the pages call them.
export default [
  { id: "kubenet", name: "kubenet" },
  { id: "node-subnet", name: "Azure CNI, node subnet" },
  { id: "pod-subnet-dynamic", name: "Azure CNI, pod subnet, dynamic" },
  { id: "pod-subnet-static", name: "Azure CNI, pod subnet, static" },
  { id: "overlay", name: "Azure CNI Overlay" },
  { id: "byo-cni", name: "Bring your own CNI" },
];
