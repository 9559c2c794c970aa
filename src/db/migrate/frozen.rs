//! From 1.0.0 on, migrations/checksums lists every shipped migration, and these files never change. Before that, files
//! are edited in place and the list does not exist.

use super::{Migrator, POSTGRES, SQLITE, VERSION, is_frozen};
use std::collections::BTreeMap;

type Checksums = BTreeMap<String, String>;

#[test]
fn shipped_migrations_are_unchanged() {
    let recorded = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/checksums"));
    let shipped = parse(&recorded.unwrap_or_default());
    assert_eq!(broken(VERSION, &shipped, &present()), Vec::<String>::new(), "now:\n{}", written(&present()));
}

#[test]
fn changed_or_unlisted_migrations_are_found_from_version_one_on() {
    let now = present();
    let mut shipped = now.clone();
    assert_eq!(broken("1.0.0", &shipped, &now), Vec::<String>::new());
    shipped.insert("sqlite/1".into(), "00".into());
    shipped.insert("sqlite/9".into(), "00".into());
    shipped.remove("postgres/2");
    assert_eq!(broken("0.9.0", &shipped, &now), Vec::<String>::new());
    assert_eq!(broken("1.0.0", &shipped, &now), ["postgres/2", "sqlite/1", "sqlite/9"]);
    assert_eq!(broken("1.0.0", &Checksums::new(), &now).len(), now.len());
    assert_eq!(parse(&written(&now)), now);
}

/// Migrations that were changed, removed, or are not in the list.
fn broken(version: &str, shipped: &Checksums, now: &Checksums) -> Vec<String> {
    if !is_frozen(version) {
        return Vec::new();
    }
    let mut all: Vec<&String> = shipped.keys().chain(now.keys()).collect();
    all.sort();
    all.dedup();
    all.into_iter().filter(|name| shipped.get(*name) != now.get(*name)).cloned().collect()
}

fn present() -> Checksums {
    let of = |database: &'static str, migrator: &'static Migrator| {
        migrator.iter().map(move |m| (format!("{database}/{}", m.version), hex::encode(&m.checksum)))
    };
    of("sqlite", &SQLITE).chain(of("postgres", &POSTGRES)).collect()
}

fn written(checksums: &Checksums) -> String {
    checksums.iter().map(|(name, checksum)| format!("{name} {checksum}\n")).collect()
}

fn parse(text: &str) -> Checksums {
    text.lines().filter_map(|line| line.split_once(' ')).map(|(name, sum)| (name.into(), sum.into())).collect()
}
