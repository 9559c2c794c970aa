//! The ground, which every feature stands on, imports no feature: so each of its modules can be read without them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const GROUND: [&str; 15] = [
    "actions", "clock", "config", "crypto", "db", "drafts", "error", "files", "i18n", "outbox", "pictures", "protocol",
    "ui", "values", "web",
];

#[test]
fn the_ground_imports_no_feature() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules: BTreeSet<String> = names_in(&src).into_iter().filter(|name| name != "lib" && name != "main").collect();
    for ground in GROUND {
        assert!(modules.contains(ground), "{ground} is gone");
    }
    let features: Vec<String> = modules.into_iter().filter(|name| !GROUND.contains(&name.as_str())).collect();
    assert!(features.len() > 10, "{features:?}");
    let mut upward = Vec::new();
    for ground in GROUND {
        for file in files_of(&src, ground) {
            let text = std::fs::read_to_string(&file).unwrap();
            // Tests may stand on whatever they test with.
            let product = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            for feature in &features {
                let imports =
                    |path: String| product.contains(&format!("{path}::")) || product.contains(&format!("{path};"));
                if imports(format!("crate::{feature}")) {
                    upward.push(format!("{} imports {feature}", file.display()));
                }
            }
        }
    }
    assert!(upward.is_empty(), "{upward:#?}");
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
}

/// `name.rs`, and everything in `name/` that is no test.
fn files_of(folder: &Path, name: &str) -> Vec<PathBuf> {
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
