//! Figures as they stand in sentences and formulas.

/// 1581 as "1,581". Never for addresses, prefixes or ports.
pub(crate) fn figure(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len().saturating_add(digits.len() / 3));
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "1 node", "51 nodes".
pub(crate) fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", figure(value), if value == 1 { one } else { many })
}

/// "50 + 10 + 1", or the bare figure; in brackets when it is a sum.
pub(crate) fn sum(parts: &[u64]) -> String {
    let shown: Vec<String> = parts.iter().filter(|part| **part > 0).map(|part| figure(*part)).collect();
    match shown.as_slice() {
        [] => "0".to_owned(),
        [one] => one.clone(),
        many => format!("({})", many.join(" + ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_by_three() {
        for (value, text) in [(0, "0"), (999, "999"), (1_581, "1,581"), (65_536, "65,536"), (1_000_000, "1,000,000")] {
            assert_eq!(figure(value), text);
        }
        assert_eq!(sum(&[50, 0, 1]), "(50 + 1)");
        assert_eq!(sum(&[50, 0, 0]), "50");
    }
}
