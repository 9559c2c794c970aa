use crate::values::fold::ascii;
use crate::values::{MemberNo, PersonName, Phone, Plate, Vin};
use std::ops::Range;

/// What was typed into the member search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Search {
    Phone(Phone),
    MemberNo(MemberNo),
    Vin(Vin),
    Plate(Plate),
    /// A prefix of a name.
    Name(String),
    /// Too long or unreadable: finds nothing.
    Nothing,
}

impl Search {
    /// Returns `None` if nothing was typed.
    pub fn of(typed: &str) -> Option<Self> {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let found = Phone::parse(typed).map(Self::Phone);
        let found = found.or_else(|_| MemberNo::parse(typed).map(Self::MemberNo));
        let found = found.or_else(|_| Vin::parse(typed).map(Self::Vin));
        let found = found.or_else(|_| Plate::parse(typed).map(Self::Plate));
        let found = found.or_else(|_| PersonName::parse(typed).map(|name| Self::Name(name.to_string())));
        Some(found.unwrap_or(Self::Nothing))
    }

    /// Whether it looks like a prefix of a phone number, member number, VIN or plate. These are only found as a whole,
    /// so that nobody can discover members by trying digit after digit.
    pub fn is_partial(&self) -> bool {
        let Self::Name(typed) = self else { return false };
        let typed = ascii(typed);
        let mut rest = typed.chars();
        // A plate begins with a province and a letter.
        let number = match (rest.next(), rest.clone().next()) {
            (Some(first), Some(second)) if !first.is_ascii() && second.is_ascii_alphabetic() => rest.as_str(),
            _ => typed.as_str(),
        };
        let part_of_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '·');
        number.chars().all(part_of_number) && number.contains(|c: char| c.is_ascii_digit())
    }

    pub fn phone(&self) -> Option<&Phone> {
        if let Self::Phone(phone) = self { Some(phone) } else { None }
    }

    pub fn member_no(&self) -> Option<&MemberNo> {
        if let Self::MemberNo(number) = self { Some(number) } else { None }
    }

    pub fn vin(&self) -> Option<&Vin> {
        if let Self::Vin(vin) = self { Some(vin) } else { None }
    }

    pub fn plate(&self) -> Option<&Plate> {
        if let Self::Plate(plate) = self { Some(plate) } else { None }
    }

    /// The names with this prefix; names are compared byte by byte.
    pub fn names(&self) -> Option<Range<String>> {
        if let Self::Name(start) = self { Some(start.clone()..format!("{start}\u{10FFFF}")) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_recognizes_the_kind_of_identifier() {
        assert!(matches!(Search::of("138 0013 8001"), Some(Search::Phone(_))));
        assert!(matches!(Search::of("m000000042"), Some(Search::MemberNo(_))));
        assert!(matches!(Search::of("LSVAM4187C2184847"), Some(Search::Vin(_))));
        assert!(matches!(Search::of("沪A·D12345"), Some(Search::Plate(_))));
        assert_eq!(Search::of(" 张伟 "), Some(Search::Name("张伟".to_owned())));
        assert_eq!(Search::of("  "), None);
        for odd in ["a\u{0}b".to_owned(), "张\r\n三".to_owned(), "长".repeat(10_000)] {
            assert_eq!(Search::of(&odd), Some(Search::Nothing));
        }
    }

    #[test]
    fn a_prefix_of_a_number_is_not_a_name() {
        let partial = |typed: &str| Search::of(typed).is_some_and(|search| search.is_partial());
        for whole in ["13800138001", "m000000042", "LSVAM4187C2184847", "沪A·12345"] {
            assert!(!partial(whole), "{whole}");
            let beginnings = whole.char_indices().map(|(end, _)| &whole[..end]);
            for beginning in beginnings.filter(|text| text.contains(|c: char| c.is_ascii_digit())) {
                // Nine digits are a member number without its letter.
                assert!(partial(beginning) || beginning == "138001380", "{beginning}");
            }
        }
        for (typed, expected) in [("１３８", true), ("沪Ａ１２", true), ("张", false), ("张1", false), ("Smith", false)]
        {
            assert_eq!(partial(typed), expected, "{typed}");
        }
    }

    #[test]
    fn the_name_range_covers_all_names_with_the_prefix() {
        let Range { start, end } = Search::Name("张".to_owned()).names().unwrap();
        for (name, within) in [("张", true), ("张伟", true), ("张\u{20000}", true), ("弡", false), ("王", false)]
        {
            assert_eq!(start.as_str() <= name && name < end.as_str(), within, "{name}");
        }
    }
}
