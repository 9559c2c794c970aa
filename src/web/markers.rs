//! Removes the comments with which Leptos marks the parts of a view for hydration. Only islands are hydrated, so
//! elsewhere the marks are dead weight, and in a title they would even be visible text.

use memchr::memmem;

const MARK: &str = "<!>";
const ISLAND: &str = "<leptos-island";
const END: &str = "</leptos-island>";

/// Returns the page without the marks outside of islands.
pub fn outside_islands_removed(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = memmem::find(rest.as_bytes(), ISLAND.as_bytes()) {
        push_unmarked(&mut kept, &rest[..start]);
        let island = &rest[start..start + length_of_island(&rest[start..])];
        kept.push_str(island);
        rest = &rest[start + island.len()..];
    }
    push_unmarked(&mut kept, rest);
    kept
}

fn push_unmarked(kept: &mut String, html: &str) {
    let mut from = 0;
    for at in memmem::find_iter(html.as_bytes(), MARK.as_bytes()) {
        kept.push_str(&html[from..at]);
        from = at + MARK.len();
    }
    kept.push_str(&html[from..]);
}

/// The length of the island that begins here, including nested islands.
fn length_of_island(html: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(end) = html[at..].find(END) {
        depth += html[at..at + end].matches(ISLAND).count();
        depth -= 1;
        at += end + END.len();
        if depth == 0 {
            return at;
        }
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use super::outside_islands_removed;

    #[test]
    fn only_islands_keep_their_marks() {
        for (rendered, sent) in [
            ("<p>a<!>b<!></p>", "<p>ab</p>"),
            ("<!><leptos-island a>x<!></leptos-island><!>", "<leptos-island a>x<!></leptos-island>"),
            (
                "<!><leptos-island>1<!><leptos-island>2<!></leptos-island>3<!></leptos-island>4<!>",
                "<leptos-island>1<!><leptos-island>2<!></leptos-island>3<!></leptos-island>4",
            ),
            ("<!><leptos-island>never closed<!>", "<leptos-island>never closed<!>"),
            ("", ""),
        ] {
            assert_eq!(outside_islands_removed(rendered), sent);
        }
    }
}
