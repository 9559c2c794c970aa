//! The foundation modules import no feature, so each of them can be understood without the features.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const GROUND: [&str; 19] = [
    "actions",
    "clock",
    "config",
    "crypto",
    "db",
    "drafts",
    "error",
    "feature",
    "figures",
    "files",
    "i18n",
    "invariants",
    "jobs",
    "outbox",
    "pictures",
    "protocol",
    "ui",
    "values",
    "web",
];

#[test]
fn the_foundation_imports_no_feature() {
    let modules = modules();
    for ground in GROUND {
        assert!(modules.contains(ground), "{ground} does not exist");
    }
    let features: BTreeSet<String> = modules.into_iter().filter(|name| !GROUND.contains(&name.as_str())).collect();
    assert!(features.len() > 10, "{features:?}");
    let upward = GROUND.into_iter().flat_map(|ground| imports(ground, &features)).collect::<Vec<_>>();
    assert!(upward.is_empty(), "{upward:#?}");
}

/// So each feature can be read and tested with only the features below it.
#[test]
fn features_have_no_circular_imports() {
    let mut features: BTreeSet<String> =
        modules().into_iter().filter(|name| !GROUND.contains(&name.as_str())).collect();
    loop {
        let lowest = features.iter().find(|name| imports(name, &features).is_empty()).cloned();
        let Some(lowest) = lowest else { break };
        features.remove(&lowest);
    }
    let circles = features.iter().flat_map(|name| imports(name, &features)).collect::<Vec<_>>();
    assert!(circles.is_empty(), "{circles:#?}");
}

pub(super) fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

pub(super) fn modules() -> BTreeSet<String> {
    names_in(&source()).into_iter().filter(|name| name != "lib" && name != "main").collect()
}

/// Which of `others` a module imports, and where. Tests may import anything.
fn imports(module: &str, others: &BTreeSet<String>) -> Vec<String> {
    let mut found = Vec::new();
    for file in files_of(&source(), module) {
        let text = std::fs::read_to_string(&file).unwrap();
        let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for other in others.iter().filter(|other| *other != module) {
            if names(product).any(|name| name == other) {
                found.push(format!("{} imports {other}", file.display()));
            }
        }
    }
    found
}

/// The modules in a text that occur as `crate::name` or in `crate::{name, …}`.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split("crate::")
        .skip(1)
        .flat_map(|rest| {
            let list = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(list, _)| list);
            list.unwrap_or(rest).split(if list.is_some() { ',' } else { '\n' }).take(if list.is_some() {
                usize::MAX
            } else {
                1
            })
        })
        .map(|path| path.trim().split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default())
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// `name.rs` and everything in `name/` except tests.
pub(super) fn files_of(folder: &Path, name: &str) -> Vec<PathBuf> {
    let file = folder.join(name).with_extension("rs");
    let mut files: Vec<PathBuf> = file.is_file().then_some(file).into_iter().collect();
    let folder = folder.join(name);
    for name in if folder.is_dir() { names_in(&folder) } else { BTreeSet::new() } {
        if name != "tests" && name != "testing" {
            files.extend(files_of(&folder, &name));
        }
    }
    files
}
