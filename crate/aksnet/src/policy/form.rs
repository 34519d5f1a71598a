//! The answer of all pairs as one list of numbers, and the square of bits that it stands for.
//!
//! `n, k, p`, how many rows each direction has and how many words those have; then of each workload its class, twice over and one more
//! where it has one pod alone; for egress and for ingress the row of each port and class; for both where the rows end, which words
//! they have, and the words as halves. A binding hands it over as it is, and asks for the square only when somebody reads it.

use super::columns::Columns;
use super::sets::{narrow, wide};
use crate::error::{Error, ErrorCode};

/// How many numbers stand in front.
const HEAD: usize = 7;

/// More than two gigabits are refused: they are no answer that somebody can hold.
const LARGEST: usize = 1 << 31;

/// Writes it. `workloads` are a class, and whether it has one pod alone.
pub(super) fn write(
    workloads: impl ExactSizeIterator<Item = (usize, bool)>,
    ports: usize,
    columns: &Columns,
) -> Vec<u32> {
    let Columns { classes, ingress, egress } = columns;
    let mut form: Vec<u32> = [workloads.len(), *classes, ports].into_iter().map(narrow).collect();
    for column in [egress, ingress] {
        form.extend([narrow(column.rows.len()), narrow(column.rows.words_len())]);
    }
    form.extend(workloads.map(|(class, alone)| narrow(class) << 1 | u32::from(alone)));
    form.extend(&egress.row_of);
    form.extend(&ingress.row_of);
    egress.rows.write(&mut form);
    ingress.rows.write(&mut form);
    form
}

/// One direction of a form.
#[derive(Clone, Copy, Default)]
struct Side<'a> {
    row_of: &'a [u32],
    ends: &'a [u32],
    at: &'a [u32],
    words: &'a [u32],
}

impl<'a> Side<'a> {
    /// Writes the row of each class as words, one after the other.
    fn dense(self, port: usize, classes: usize, out: &mut [u64]) {
        out.fill(0);
        let wide_row = classes.div_ceil(64).max(1);
        for (class, out) in out.chunks_mut(wide_row).enumerate() {
            let row = self
                .row_of
                .get(port.saturating_mul(classes).saturating_add(class))
                .map_or(usize::MAX, |row| wide(*row));
            let from = row.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| wide(*end));
            let to = self.ends.get(row).map_or(from, |end| wide(*end));
            let (at, words) = (self.at.get(from..to), self.words.get(from.saturating_mul(2)..to.saturating_mul(2)));
            for (at, word) in at.unwrap_or_default().iter().zip(words.unwrap_or_default().chunks(2)) {
                if let (Some(out), [low, high]) = (out.get_mut(wide(*at)), word) {
                    *out = u64::from(*high) << 32 | u64::from(*low);
                }
            }
        }
    }

    fn ports_alike(self, one: usize, other: usize, classes: usize) -> bool {
        let of = |port: usize| {
            let from = port.saturating_mul(classes);
            self.row_of.get(from..from.saturating_add(classes))
        };
        of(one) == of(other)
    }
}

/// The square: bit (port × n + from) × n + to, least significant first.
///
/// # Errors
/// `out-of-range` when it has more than 2³¹ bits, `invalid-value` for what is no form.
pub fn expand(form: &[u32]) -> Result<Vec<u32>, Error> {
    let broken = || Error::new(ErrorCode::InvalidValue, "this is no answer of reachability");
    let mut rest = form.get(HEAD..).ok_or_else(broken)?;
    let head = |at: usize| form.get(at).map_or(0, |own| wide(*own));
    let (n, classes, ports) = (head(0), head(1), head(2));
    let bits = ports.checked_mul(n).and_then(|bits| bits.checked_mul(n)).filter(|bits| *bits <= LARGEST);
    let bits = bits.ok_or_else(|| {
        Error::new(ErrorCode::OutOfRange, format!("{n} × {n} workloads on {ports} ports are more bits than fit"))
            .with_help("allows(), or fewer ports")
    })?;
    let mut take = |count: usize| {
        let (own, others) = rest.split_at_checked(count).ok_or_else(broken)?;
        rest = others;
        Ok::<_, Error>(own)
    };
    let workloads = take(n)?;
    let square = ports.checked_mul(classes).ok_or_else(broken)?;
    let (out, into) = (take(square)?, take(square)?);
    let mut side = |row_of, rows: usize, words: usize| {
        let (ends, at, words) = (take(rows)?, take(words)?, take(words.saturating_mul(2))?);
        Ok::<_, Error>(Side { row_of, ends, at, words })
    };
    let (egress, ingress) = (side(out, head(3), head(4))?, side(into, head(5), head(6))?);

    let wide_row = classes.div_ceil(64).max(1);
    let size = wide_row.saturating_mul(classes);
    let (mut open, mut come) = (vec![0u64; size], vec![0u64; size]);
    let mut writer = Writer { out: vec![0; bits.div_ceil(32)], at: 0 };
    let identity = n == classes && workloads.iter().enumerate().all(|(at, own)| wide(own >> 1) == at);
    let mut made: Vec<Vec<u64>> = Vec::new();
    for port in 0..ports {
        let before = port.checked_sub(1);
        let alike = |side: Side<'_>| before.is_some_and(|before| side.ports_alike(before, port, classes));
        if !(alike(egress) && alike(ingress)) {
            egress.dense(port, classes, &mut open);
            ingress.dense(port, classes, &mut come);
            keep_turned(&mut open, &come, wide_row);
            made.clear();
            if !identity {
                made.resize(classes, Vec::new());
            }
        }
        for (at, own) in workloads.iter().enumerate() {
            let class = wide(own >> 1);
            let from = class.saturating_mul(wide_row);
            let row = open.get(from..from.saturating_add(wide_row)).unwrap_or_default();
            let begun = writer.at;
            if identity {
                writer.write(row, n);
            } else if let Some(spread) = made.get_mut(class) {
                if spread.is_empty() {
                    *spread = gather(row, workloads);
                }
                writer.write(spread, n);
            }
            // A pod reaches itself, whatever policies say.
            if own & 1 == 1 {
                writer.set(begun.saturating_add(at));
            }
        }
    }
    Ok(writer.out)
}

/// The bits of a row of classes in the order of the workloads.
fn gather(row: &[u64], workloads: &[u32]) -> Vec<u64> {
    let mut out = Vec::with_capacity(workloads.len().div_ceil(64));
    for chunk in workloads.chunks(64) {
        let mut word = 0u64;
        for (bit, own) in chunk.iter().enumerate() {
            let class = wide(own >> 1);
            word |= (row.get(class / 64).copied().unwrap_or_default() >> (class % 64) & 1) << bit;
        }
        out.push(word);
    }
    out
}

/// `open &= transposed(come)`, in blocks of 64 × 64.
fn keep_turned(open: &mut [u64], come: &[u64], wide_row: usize) {
    let mut block = [0u64; 64];
    for down in 0..wide_row {
        for right in 0..wide_row {
            // Rows `right × 64 …` of what comes in, their word `down`: turned they are rows `down × 64 …`, word `right`.
            for (bit, own) in block.iter_mut().enumerate() {
                let row = right.saturating_mul(64).saturating_add(bit);
                *own = come.get(row.saturating_mul(wide_row).saturating_add(down)).copied().unwrap_or_default();
            }
            turn(&mut block);
            for (bit, turned) in block.iter().enumerate() {
                let row = down.saturating_mul(64).saturating_add(bit);
                if let Some(own) = open.get_mut(row.saturating_mul(wide_row).saturating_add(right)) {
                    *own &= turned;
                }
            }
        }
    }
}

/// Transposes 64 × 64 bits: halves change places, then quarters, down to single bits.
fn turn(block: &mut [u64; 64]) {
    let mut half = 32usize;
    let mut mask = 0x0000_0000_ffff_ffff_u64;
    while half != 0 {
        for pair in block.chunks_mut(half.saturating_mul(2)) {
            let (upper, lower) = pair.split_at_mut(half);
            for (up, low) in upper.iter_mut().zip(lower) {
                let moved = (*up >> half ^ *low) & mask;
                *low ^= moved;
                *up ^= moved << half;
            }
        }
        half /= 2;
        mask ^= mask << half;
    }
}

/// Writes rows of bits one after the other.
struct Writer {
    out: Vec<u32>,
    at: usize,
}

impl Writer {
    fn write(&mut self, row: &[u64], size: usize) {
        for at in 0..size.div_ceil(32) {
            let word = row.get(at / 2).copied().unwrap_or_default() >> (at % 2 * 32);
            let left = size.saturating_sub(at.saturating_mul(32));
            let word = if left < 32 { word & (1u64 << left).saturating_sub(1) } else { word & 0xffff_ffff };
            let place = self.at.saturating_add(at.saturating_mul(32));
            let [a, b, c, d, e, f, g, h] = (word << (place % 32)).to_le_bytes();
            let parts = [u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h])];
            for (own, part) in self.out.iter_mut().skip(place / 32).zip(parts) {
                *own |= part;
            }
        }
        self.at = self.at.saturating_add(size);
    }

    fn set(&mut self, at: usize) {
        if let Some(word) = self.out.get_mut(at / 32) {
            *word |= 1u32 << (at % 32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::turn;

    #[test]
    fn a_block_is_turned() {
        let mut block = [0u64; 64];
        let mut own = 1u64;
        for row in &mut block {
            own = own.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(7) ^ 0x5bd1_e995;
            *row = own;
        }
        let before = block;
        turn(&mut block);
        for (row, word) in block.iter().enumerate() {
            for (column, other) in before.iter().enumerate() {
                assert_eq!(word >> column & 1, other >> row & 1, "{row} {column}");
            }
        }
    }
}
