//! What was typed, for SQL.

use crate::values::half_width;

/// A pattern for `LOWER(…) LIKE … ESCAPE '!'`: the words in their order, with anything between them; `None` where
/// nothing was typed. What is longer than the box takes is cut off.
pub fn pattern(typed: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let typed: String = half_width(typed).to_lowercase().chars().take(LONGEST).collect();
    let words = typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(escaped).collect();
    (!words.is_empty()).then(|| format!("%{}%", words.join("%")))
}

/// A text that stands for itself in a pattern with `ESCAPE '!'`.
pub fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_their_order_and_nothing_in_them_is_a_sign() {
        for (typed, expected) in [
            ("", None),
            (" \u{3000}\t", None),
            ("咖啡", Some("%咖啡%")),
            (" Car　WASH\0", Some("%car%wash%")),
            ("１００ 元", Some("%100%元%")),
            ("100%_!", Some("%100!%!_!!%")),
        ] {
            assert_eq!(pattern(typed).as_deref(), expected, "{typed:?}");
        }
        assert_eq!(pattern(&"长".repeat(10_000)).map(|pattern| pattern.chars().count()), Some(62));
    }
}
