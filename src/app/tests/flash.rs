//! Every message of the features' forms is registered, under a code of its own.

use super::layers::{files_of, modules, source};
use crate::app::FEATURES;

#[test]
fn messages_are_registered_under_codes_of_their_own() {
    let mut codes: Vec<&str> =
        FEATURES.iter().flat_map(|feature| &feature.flash).flat_map(|f| f.codes).copied().collect();
    assert!(codes.iter().all(|code| code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')), "{codes:?}");
    codes.sort_unstable();
    let twice: Vec<_> = codes.windows(2).filter(|pair| pair[0] == pair[1]).collect();
    assert!(twice.is_empty(), "{twice:?}");
    assert_eq!(codes, codes_in_source());
}

/// The codes in all `flash!` of the features, sorted.
fn codes_in_source() -> Vec<String> {
    let features = modules().into_iter().filter(|module| module != "web");
    let texts =
        features.flat_map(|module| files_of(&source(), &module)).map(|file| std::fs::read_to_string(file).unwrap());
    let mut codes: Vec<String> = texts.flat_map(|text| codes_in(&text)).collect();
    codes.sort_unstable();
    codes
}

fn codes_in(text: &str) -> Vec<String> {
    let enums = text.split("flash! {").skip(1).filter_map(|rest| rest.split("\n}").next());
    enums.flat_map(|list| list.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}
