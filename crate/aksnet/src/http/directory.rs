//! The environment's objects by kind, and its Services by name: what every question looks up.

use crate::kubernetes::Object;
use std::collections::BTreeMap;

/// Places among the objects.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    kinds: BTreeMap<String, Vec<usize>>,
    services: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Directory {
    pub(crate) fn of(objects: &[Object]) -> Self {
        let mut directory = Self::default();
        for (at, object) in objects.iter().enumerate() {
            directory.kinds.entry(object.kind.clone()).or_default().push(at);
            if object.kind == "Service" {
                let names = directory.services.entry(object.namespace().to_owned()).or_default();
                names.entry(object.name.clone()).or_insert(at);
            }
        }
        directory
    }

    /// The objects of a kind, in the order of the documents.
    pub(crate) fn of_kind<'a>(
        &'a self,
        objects: &'a [Object],
        kind: &str,
    ) -> impl Iterator<Item = (usize, &'a Object)> {
        let places = self.kinds.get(kind).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|at| objects.get(*at).map(|object| (*at, object)))
    }

    /// The place of a Service.
    pub(crate) fn service(&self, namespace: &str, name: &str) -> Option<usize> {
        self.services.get(namespace)?.get(name).copied()
    }

    /// Whether the documents hold no Service at all.
    pub(crate) fn no_services(&self) -> bool {
        self.services.is_empty()
    }
}
