//! Kubernetes' documents as data: what `kubectl get … -o yaml` prints, object by object.
//!
//! An [`Object`] is what all kinds have in common and the document itself. Each model reads the kinds it needs from there.

mod endpoint_slice;
mod node;
mod object;
mod pod;
mod protocol;
mod selector;
mod service;
mod workload;

pub use endpoint_slice::{Endpoint, EndpointPort, EndpointSlice};
pub use node::Node;
pub(crate) use object::labels;
pub use object::{Labels, Object};
pub use pod::{ContainerPort, Pod};
pub use protocol::Protocol;
pub use selector::{Operator, Requirement, Selector};
pub use service::{Service, ServicePort, ServiceType, TargetPort};
pub use workload::Workload;
