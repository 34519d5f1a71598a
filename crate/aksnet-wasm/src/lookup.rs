//! Tables for many look-ups, kept here by their handles.

use aksnet::Error;
use aksnet::routes::{LookupKind, RouteLookup};
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static TABLES: RefCell<BTreeMap<u32, RouteLookup>> = const { RefCell::new(BTreeMap::new()) };
}

pub(crate) fn make(prefixes: &str, kinds: &[u8]) -> Result<u32, Error> {
    let kind = |kind: &u8| match kind {
        1 => LookupKind::Plain,
        2 => LookupKind::Preferred,
        3 => LookupKind::Gateway,
        _ => LookupKind::Out,
    };
    let table = RouteLookup::of(prefixes.lines().zip(kinds.iter().map(kind)))?;
    Ok(TABLES.with_borrow_mut(|all| {
        let handle = (0..u32::MAX).find(|handle| !all.contains_key(handle)).unwrap_or(u32::MAX);
        all.insert(handle, table);
        handle
    }))
}

pub(crate) fn ask(handle: u32, destinations: &[u32]) -> Option<Vec<i32>> {
    TABLES.with_borrow(|all| all.get(&handle).map(|table| table.lookup(destinations)))
}

pub(crate) fn free(handle: u32) {
    TABLES.with_borrow_mut(|all| drop(all.remove(&handle)));
}
