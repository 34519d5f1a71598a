//! Where a value stands, as a chain of borrowed steps: nothing is written out until an error has to name it.

use std::fmt;

/// A path in a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
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
        let Self::Key { above, within, key, index } = self else { return Ok(()) };
        above.fmt(out)?;
        if matches!(above, Self::Key { .. }) {
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
