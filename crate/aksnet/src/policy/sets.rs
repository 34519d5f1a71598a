//! Sets of places in a list: dense while they are worked on, sparse where many are kept.

/// A set of places, one bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    pub(super) fn none(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    pub(super) fn all(size: usize) -> Self {
        let mut all = Self(vec![u64::MAX; size.div_ceil(64)]);
        let beyond = all.0.len().saturating_mul(64).saturating_sub(size);
        if let Some(last) = all.0.last_mut() {
            *last >>= beyond;
        }
        all
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    pub(super) fn set(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1u64 << (at % 64);
        }
    }

    /// Places from one to before another.
    pub(super) fn set_run(&mut self, from: usize, to: usize) {
        (from..to).for_each(|at| self.set(at));
    }

    pub(super) fn unset(&mut self, at: usize) {
        if let Some(word) = self.0.get_mut(at / 64) {
            *word &= !(1u64 << (at % 64));
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }

    pub(super) fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
    }

    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }

    pub(super) fn add_row(&mut self, row: Row<'_>) {
        for (at, word) in row.words() {
            if let Some(own) = self.0.get_mut(at) {
                *own |= word;
            }
        }
    }

    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }
}

/// Many sets of places: of each the words that are not zero, one set behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Rows {
    /// Where each set ends.
    ends: Vec<u32>,
    at: Vec<u32>,
    words: Vec<u64>,
}

impl Rows {
    /// Keeps a set; gives its number.
    pub(super) fn push(&mut self, bits: &Bits) -> u32 {
        for (at, word) in (0u32..).zip(&bits.0).filter(|(_, word)| **word != 0) {
            self.at.push(at);
            self.words.push(*word);
        }
        self.ends.push(narrow(self.words.len()));
        narrow(self.ends.len().saturating_sub(1))
    }

    pub(super) fn row(&self, number: u32) -> Row<'_> {
        let number = wide(number);
        let before = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let from = before.map_or(0, |end| wide(*end));
        let to = self.ends.get(number).map_or(from, |end| wide(*end));
        Row { at: self.at.get(from..to).unwrap_or_default(), words: self.words.get(from..to).unwrap_or_default() }
    }

    /// How many there are, how many words they have, then where each ends, which words, and the words as halves.
    pub(super) fn write(&self, out: &mut Vec<u32>) {
        out.extend(&self.ends);
        out.extend(&self.at);
        for word in &self.words {
            let [a, b, c, d, e, f, g, h] = word.to_le_bytes();
            out.extend([u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])]);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn words_len(&self) -> usize {
        self.words.len()
    }
}

/// One of many sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'a> {
    at: &'a [u32],
    words: &'a [u64],
}

impl<'a> Row<'a> {
    pub(super) fn has(&self, place: usize) -> bool {
        let found = self.at.binary_search(&narrow(place / 64)).ok();
        found.and_then(|at| self.words.get(at)).is_some_and(|word| word >> (place % 64) & 1 == 1)
    }

    fn words(self) -> impl Iterator<Item = (usize, u64)> + 'a {
        self.at.iter().map(|at| wide(*at)).zip(self.words.iter().copied())
    }

    /// The places in it, in order.
    pub(super) fn places(self) -> impl Iterator<Item = usize> + 'a {
        self.words().flat_map(|(at, word)| {
            let mut left = word;
            let next = move || {
                let bit = (left != 0).then_some(left.trailing_zeros())?;
                left &= left.wrapping_sub(1);
                Some(at.saturating_mul(64).saturating_add(wide(bit)))
            };
            std::iter::from_fn(next)
        })
    }
}

/// Places are counted in 32 bits: a list of more does not fit into memory.
pub(super) fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Bits, Rows};

    #[test]
    fn rows_hold_what_was_kept() {
        let mut rows = Rows::default();
        let mut bits = Bits::none(200);
        assert_eq!(rows.push(&bits), 0);
        bits.set(3);
        bits.set_run(190, 200);
        assert_eq!(rows.push(&bits), 1);
        assert_eq!(rows.push(&Bits::all(200)), 2);
        assert_eq!(rows.row(0).places().count(), 0);
        assert_eq!(rows.row(1).places().collect::<Vec<_>>(), [3, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199]);
        assert!(rows.row(1).has(190) && !rows.row(1).has(4) && !rows.row(7).has(0));
        // Beyond the last place nothing is set.
        assert_eq!(rows.row(2).places().count(), 200);
    }
}
