//! Where a value stands, as a chain of borrowed steps: nothing is written out until an error has to name it.

use std::fmt;

/// A path in a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
    /// A document that stood at a place of its own in the input.
    Place(&'a str),
    /// A key of an object, or an element of the list under it.
    Key {
        /// The object's own path.
        above: &'a Path<'a>,
        /// `properties`, where the key was found under it.
        within: Option<&'a str>,
        /// The key as the document spells it.
        key: &'a str,
        /// The element.
        index: Option<usize>,
    },
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (above, within, key, index) = match self {
            Self::Root => return Ok(()),
            Self::Place(place) => return out.write_str(place),
            Self::Key { above, within, key, index } => (above, within, key, index),
        };
        above.fmt(out)?;
        if !matches!(above, Self::Root) {
            out.write_str(".")?;
        }
        if let Some(within) = within {
            out.write_str(within)?;
            out.write_str(".")?;
        }
        out.write_str(key)?;
        match index {
            Some(index) => write!(out, "[{index}]"),
            None => Ok(()),
        }
    }
}
