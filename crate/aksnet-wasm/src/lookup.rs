//! Tables for many look-ups, of routes and of security rules, kept here by their handles.

use aksnet::nsg::{NsgTable, Tuples};
use aksnet::routes::{LookupKind, RouteLookup};
use aksnet::{Error, ErrorCode};
use std::cell::RefCell;
use std::collections::BTreeMap;

thread_local! {
    static GROUPS: RefCell<BTreeMap<u32, NsgTable>> = const { RefCell::new(BTreeMap::new()) };
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
    Ok(TABLES.with_borrow_mut(|all| keep(all, table)))
}

fn keep<T>(all: &mut BTreeMap<u32, T>, table: T) -> u32 {
    let handle = (0..u32::MAX).find(|handle| !all.contains_key(handle)).unwrap_or(u32::MAX);
    all.insert(handle, table);
    handle
}

pub(crate) fn keep_groups(table: NsgTable) -> u32 {
    GROUPS.with_borrow_mut(|all| keep(all, table))
}

pub(crate) fn ask_groups(handle: u32, tuples: &Tuples<'_>) -> Result<Vec<i32>, Error> {
    let freed = || {
        Error::new(ErrorCode::InvalidValue, "this table was given back with free()").with_help("make a new NsgLookup")
    };
    GROUPS.with_borrow(|all| all.get(&handle).ok_or_else(freed)?.evaluate(tuples))
}

pub(crate) fn free_groups(handle: u32) {
    GROUPS.with_borrow_mut(|all| drop(all.remove(&handle)));
}

pub(crate) fn ask(handle: u32, destinations: &[u32]) -> Option<Vec<i32>> {
    TABLES.with_borrow(|all| all.get(&handle).map(|table| table.lookup(destinations)))
}

pub(crate) fn free(handle: u32) {
    TABLES.with_borrow_mut(|all| drop(all.remove(&handle)));
}
