//! The components that every page is made of. Class names are those of `style/`, where each file begins with a list.

#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
mod fields;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod header;
pub mod islands;
#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod list;
pub mod live;
#[cfg(feature = "ssr")]
mod staff;
#[cfg(feature = "ssr")]
mod tier;

#[cfg(feature = "ssr")]
pub use chart::{Bar, BarChart};
#[cfg(feature = "ssr")]
pub use components::*;
#[cfg(feature = "ssr")]
pub use fields::*;
#[cfg(feature = "ssr")]
pub use frame::{Frames, document};
#[cfg(feature = "ssr")]
pub use layout::{Labels, Messages, error_page};
#[cfg(feature = "ssr")]
pub use list::{
    Chip, Chips, Column, EmptyList, FilterBar, FilterSelect, ListAddress, ListFilter, Row, SearchBar, Table, Ticked,
    Toolbar, status_chips,
};
#[cfg(feature = "ssr")]
pub use staff::is_staff_page;
#[cfg(feature = "ssr")]
pub use tier::{TierBadge, multiplier, tier_class, tier_name};

#[cfg(feature = "ssr")]
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Encodes a text for a query: everything but letters, digits and `-_.~/` as %XX.
#[cfg(feature = "ssr")]
pub fn encode(text: &str) -> String {
    const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The path of ours in `next`, or `/` for other sites, schemes and control characters.
#[cfg(feature = "ssr")]
pub fn own_path(next: &str) -> &str {
    let own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && next.len() <= 2000
        && next.bytes().all(|b| (0x21..0x7f).contains(&b));
    if own { next } else { "/" }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed() {
        assert_eq!(own_path("/me/points?kind=earn"), "/me/points?kind=earn");
        for evil in ["//evil.example", "/\\evil", "https://evil", "", "/a\r\nb", "javascript:1", "/\t//evil", "/车"] {
            assert_eq!(own_path(evil), "/", "{evil:?}");
        }
    }
}
