//! Statistics over several rounds.

/// The middle value, or the mean of the two middle ones; 0 if there are none.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    match values.as_slice() {
        [] => 0.0,
        values => {
            let upper = values.len() / 2;
            let lower = (values.len() - 1) / 2;
            f64::midpoint(values[lower], values[upper])
        }
    }
}

/// The median of the ratios within each round: a disturbance that lasts longer than a round affects both values.
pub fn median_ratio(parts: impl IntoIterator<Item = f64>, wholes: impl IntoIterator<Item = f64>) -> f64 {
    median(parts.into_iter().zip(wholes).filter(|(_, whole)| *whole > 0.0).map(|(part, whole)| part / whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_middle_value() {
        assert_eq!(median([9.0, 1.0, 4.0]), 4.0);
        assert_eq!(median([9.0, 1.0, 4.0, 5.0]), 4.5);
        assert_eq!(median([7.0]), 7.0);
        assert_eq!(median([]), 0.0);
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        // Half as fast in each round, whatever slowed both down.
        assert_eq!(median_ratio([100.0, 10.0, 60.0], [200.0, 20.0, 120.0]), 0.5);
        assert_eq!(median_ratio([1.0, 1.0, 1.0], [0.0, 4.0, 2.0]), 0.375);
        assert_eq!(median_ratio([], []), 0.0);
    }
}
