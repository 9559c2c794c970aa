//! Search terms as SQL patterns.

/// A pattern for `LOWER(…) LIKE … ESCAPE '!'`: the words in order, with anything between them; `None` if nothing was
/// typed. The text is cut to the length of the box.
pub fn pattern(typed: &str) -> Option<String> {
    const LONGEST: usize = 60;
    let typed: String = typed.to_lowercase().chars().take(LONGEST).collect();
    let words = typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let words: Vec<String> = words.map(escaped).collect();
    (!words.is_empty()).then(|| format!("%{}%", words.join("%")))
}

/// Escapes a text for a pattern with `ESCAPE '!'`.
pub fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_keep_the_word_order_and_escape_wildcards() {
        for (typed, expected) in [
            ("", None),
            (" \u{3000}\t", None),
            ("咖啡", Some("%咖啡%")),
            (" Car　WASH\0", Some("%car%wash%")),
            ("100%_!", Some("%100!%!_!!%")),
        ] {
            assert_eq!(pattern(typed).as_deref(), expected, "{typed:?}");
        }
        assert_eq!(pattern(&"长".repeat(10_000)).map(|pattern| pattern.chars().count()), Some(62));
    }
}
