//! Where a value stands, as a chain of borrowed steps: nothing is allocated until an error has to name it.

use std::fmt;

/// A path in a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
    /// A key of an object.
    Key(&'a Path<'a>, &'a str),
    /// An element of a list.
    Index(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(Path::Root, key) => out.write_str(key),
            Self::Key(parent, key) => write!(out, "{parent}.{key}"),
            Self::Index(parent, index) => write!(out, "{parent}[{index}]"),
        }
    }
}
