//! Kubernetes' documents as data: what `kubectl get … -o yaml` prints, object by object.
//!
//! An [`Object`] is what all kinds have in common and the document itself. Each model reads the kinds it needs from there.

mod object;
mod selector;

pub use object::{Labels, Object};
pub use selector::{Operator, Requirement, Selector};
