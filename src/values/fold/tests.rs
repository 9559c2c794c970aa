use super::*;
use crate::values::code::{parse_payment_code, parse_ticket, parse_voucher};
use crate::values::{Email, Fen, MemberNo, Phone, Plate, Vin, parse_date};
use proptest::prelude::*;

#[test]
fn letters_digits_and_spaces_are_folded_and_chinese_punctuation_stays() {
    for (typed, folded) in [
        ("１３８　Ａｂ＋张", "138 Ab＋张"),
        ("今天，好：（Ａ１）！《书》。；？～", "今天，好：（A1）！《书》。；？～"),
        ("  a \t b\u{A0}c  ", "a b c"),
        ("e\u{301}té", "été"),
        ("e\u{200B}\u{301}", "é"),
        ("\u{FEFF}张\u{200B}三\u{202E}", "张三"),
        ("so\u{AD}ft", "soft"),
        (" 一\r\n\u{3000}二 \r\r三\u{2028}", "一\n二\n\n三"),
        ("\u{3164}", ""),
        ("\u{2800}\u{115F}\u{200D} \u{FFA0}", ""),
        ("a\0b\u{FFFD}", "a\0b\u{FFFD}"),
    ] {
        assert_eq!(fold(typed), folded, "{typed:?}");
    }
}

#[test]
fn marks_that_change_what_is_seen_stay_and_others_vanish() {
    for seen in [
        "👨\u{200D}👩\u{200D}👧",
        "❤\u{FE0F}\u{200D}🔥",
        "1\u{FE0F}\u{20E3}",
        "می\u{200C}خواهم",
        "র\u{200D}\u{9CD}যাব",
        "葛\u{E0100}",
        "🏴\u{E0067}\u{E0062}\u{E007F}",
    ] {
        assert_eq!(fold(seen), seen, "{seen:?}");
    }
    for (typed, folded) in [
        ("张\u{200D}三", "张三"),
        ("张\u{FE0F}", "张"),
        ("a\u{E0100}", "a"),
        ("👨\u{200D}", "👨"),
        ("a\u{200C}b", "ab"),
    ] {
        assert_eq!(fold(typed), folded, "{typed:?}");
    }
}

#[test]
fn numbers_lose_their_separators_but_no_decimal_comma() {
    for (typed, digits) in [
        ("1,000", Some("1000")),
        ("１，０００，０００", Some("1000000")),
        ("100 080", Some("100080")),
        ("−1,000.5", Some("-1000.5")),
        ("1,5", None),
        ("1,000,5", None),
        ("1000,000", None),
        (",000", None),
        ("1.000,5", None),
    ] {
        assert_eq!(ungrouped(typed).as_deref(), digits, "{typed}");
    }
}

/// Characters that meet in real texts, and those that could undo the folding.
fn text() -> impl Strategy<Value = String> {
    let odd = "aAe1#* \t\r\n\u{85}\u{2028}Ａｚ９　－，。ー\u{301}\u{308}\u{323}\u{338}\u{3099}张葛か=↔❤👨🏻🏴م\u{655}\u{653}ا\
        ক\u{9CD}\u{9C7}\u{9BE}ᠠ\u{180B}\u{180E}\u{200B}\u{200C}\u{200D}\u{200E}\u{202E}\u{2060}\u{FEFF}\u{AD}\u{FE0E}\u{FE0F}\
        \u{20E3}\u{E0100}\u{E0067}\u{E007F}\u{3164}\u{1160}\u{1100}\u{1161}\u{2329}\u{2ADC}\u{F900}\u{958}\u{61C}\u{FFFD}\u{FFFC}\0";
    let odd: Vec<char> = odd.chars().collect();
    prop::collection::vec(prop_oneof![4 => prop::sample::select(odd), 1 => any::<char>()], 0..24)
        .prop_map(String::from_iter)
}

/// Someone's spelling of a code: any width, case and dashes, with spaces and unseen marks in between.
fn spelled(code: &str) -> BoxedStrategy<String> {
    let spellings: Vec<_> = code
        .chars()
        .map(|c| {
            let wide = char::from_u32(u32::from(c) + 0xFEE0).filter(|_| c.is_ascii_graphic()).unwrap_or(c);
            let forms = match c {
                '-' => "-－‐–—−ー".chars().collect(),
                _ => vec![c, wide, c.to_ascii_lowercase()],
            };
            (
                prop::sample::select(forms),
                prop::sample::select(vec!["", "", "", " ", "　", "-", "\u{200B}", "\u{202D}"]),
            )
        })
        .collect();
    let text = |parts: Vec<(char, &str)>| parts.into_iter().map(|(c, after)| format!("{c}{after}")).collect();
    spellings.prop_map(text).boxed()
}

/// A code from this alphabet with one spelling of it.
fn code(pattern: &'static str) -> impl Strategy<Value = (String, String)> {
    pattern.prop_flat_map(|code| (Just(code.clone()), spelled(&code)))
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(typed in text()) {
        let folded = fold(&typed);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn an_ordinary_text_is_not_changed(typed in "[a-zA-Z0-9张伟，。：（）-]{1,12}( [a-z一-龥]{1,8}){0,3}") {
        prop_assert_eq!(fold(&typed), typed);
    }

    #[test]
    fn what_is_left_is_seen(typed in text()) {
        let folded = fold(&typed);
        let bad = |c: char| "\u{200B}\u{200E}\u{202E}\u{2060}\u{FEFF}\u{AD}\u{3164}\u{1160}\t\r\u{3000}".contains(c);
        prop_assert!(!folded.contains(bad) && !folded.contains("  ") && folded.trim() == folded, "{:?}", folded);
    }

    // Every spelling gives the value that it spells, so two values never become one.
    #[test]
    fn every_spelling_of_a_phone_is_that_phone((phone, typed) in code("1[3-9][0-9]{9}")) {
        let parsed = Phone::parse(&fold(&typed));
        prop_assert!(parsed.as_ref().is_ok_and(|parsed| parsed.as_str() == phone) || typed.chars().count() > 40, "{:?}", parsed);
    }

    #[test]
    fn every_spelling_of_a_vin_is_that_vin((vin, typed) in code("[A-HJ-NPR-Z0-9]{17}")) {
        prop_assert!(Vin::parse(&fold(&typed)).is_ok_and(|parsed| parsed.as_str() == vin), "{}", typed);
    }

    #[test]
    fn every_spelling_of_a_member_number_is_that_number((number, typed) in code("M[0-9]{9}")) {
        prop_assert!(MemberNo::parse(&fold(&typed)).is_ok_and(|parsed| parsed.as_str() == number), "{}", typed);
    }

    #[test]
    fn every_spelling_of_a_code_is_that_code(
        (typed, code, parse) in any::<u64>().prop_flat_map(|seed| {
            use crate::values::code;
            use rand::SeedableRng;
            let mut rng = rand::rngs::Xoshiro256PlusPlus::seed_from_u64(seed);
            type Parse = fn(&str) -> Option<String>;
            let (code, parse): (String, Parse) = match seed % 3 {
                0 => (code::voucher_code(&mut rng), parse_voucher),
                1 => (code::ticket_code(&mut rng), parse_ticket),
                _ => (code::payment_code(&mut rng), parse_payment_code),
            };
            (spelled(&code), Just(code), Just(parse))
        })
    ) {
        prop_assert_eq!(parse(&fold(&typed)), Some(code));
    }
}

#[test]
fn codes_and_numbers_are_read_in_full_width() {
    assert_eq!(
        Email::parse(&fold("ｌｉｌｅｉ＠ｑｑ。ｃｏｍ")).map(|email| email.to_string()),
        Ok("lilei@qq.com".to_owned())
    );
    assert_eq!(Plate::parse(&fold("沪Ａ・Ｄ１２３４５")).map(|plate| plate.to_string()), Ok("沪AD12345".to_owned()));
    assert_eq!(Fen::parse_yuan(&fold("￥１，２３４．５０")), Ok(Fen(123_450)));
    assert_eq!(parse_date(&fold("２０２６－０３－０５")), parse_date("2026-03-05"));
}
