//! MD5 (RFC 1321), by which AKS's cloud provider names the rules that it writes. Nothing here is secret.

const SHIFTS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];

/// The digest in hexadecimal.
pub(super) fn hex(text: &str) -> String {
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    let mut message = text.as_bytes().to_vec();
    let bits = u64::try_from(text.len()).unwrap_or_default().wrapping_mul(8);
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend(bits.to_le_bytes());
    for block in message.as_chunks::<64>().0 {
        let words: Vec<u32> = block.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let [mut a, mut b, mut c, mut d] = state;
        for step in 0..64u32 {
            let (mixed, word) = match step / 16 {
                0 => (b & c | !b & d, step),
                1 => (d & b | !d & c, step.wrapping_mul(5).wrapping_add(1) % 16),
                2 => (b ^ c ^ d, step.wrapping_mul(3).wrapping_add(5) % 16),
                _ => (c ^ (b | !d), step.wrapping_mul(7) % 16),
            };
            let at = |number: u32| usize::try_from(number).unwrap_or_default();
            let word = words.get(at(word)).copied().unwrap_or_default();
            let shift =
                SHIFTS.get(at(step / 16)).and_then(|round| round.get(at(step % 4))).copied().unwrap_or_default();
            let sum = a.wrapping_add(mixed).wrapping_add(constant(step)).wrapping_add(word);
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(shift)));
        }
        for (own, new) in state.iter_mut().zip([a, b, c, d]) {
            *own = own.wrapping_add(new);
        }
    }
    state.iter().flat_map(|word| word.to_le_bytes()).map(|byte| format!("{byte:02x}")).collect()
}

/// The whole part of 2³² times |sin(step + 1)|.
fn constant(step: u32) -> u32 {
    let value = f64::from(step.saturating_add(1)).sin().abs() * 4_294_967_296.0;
    #[expect(clippy::as_conversions, reason = "between 0 and 2^32: the fraction alone is lost, as RFC 1321 says")]
    let whole = value as u32;
    whole
}

#[cfg(test)]
mod tests {
    use super::hex;

    /// The test suite of RFC 1321, appendix A.5.
    #[test]
    fn as_the_rfc_says() {
        assert_eq!(hex(""), "d41d8cd98f00b204e9800998ecf8427e");
        assert_eq!(hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
        let digits = "12345678901234567890123456789012345678901234567890123456789012345678901234567890";
        assert_eq!(hex(digits), "57edf4a22be3c955ac49da2e2107b67a");
    }
}
