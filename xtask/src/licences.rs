//! Checks that every dependency's licence allows shipping a closed or open binary that names its authors.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde::Deserialize;
use spdx::{Expression, ParseMode};

use crate::process;

/// Permissive licences, and MPL-2.0, which covers only changes to its own files. `deny.toml` has the same list.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
}

pub fn check() -> Result<()> {
    let metadata =
        process::output(&mut process::cargo(&["metadata", "--format-version=1", "--locked", "--all-features"]))?;
    let metadata: Metadata = serde_json::from_str(&metadata)?;
    let refused: BTreeSet<String> = metadata.packages.iter().filter_map(refusal).collect();
    if !refused.is_empty() {
        bail!("licences not allowed: {}", refused.into_iter().collect::<Vec<_>>().join("; "));
    }
    eprintln!("  {} packages, all licences allowed", metadata.packages.len());
    Ok(())
}

fn refusal(package: &Package) -> Option<String> {
    let Package { name, version, license } = package;
    let Some(licence) = license else {
        return Some(format!("{name} {version} names none"));
    };
    (!is_allowed(licence)).then(|| format!("{name} {version}: {licence}"))
}

/// Whether some choice the expression offers needs only allowed licences. Exceptions only grant more rights.
fn is_allowed(licence: &str) -> bool {
    let Ok(expression) = Expression::parse_mode(licence, ParseMode::LAX) else {
        return false;
    };
    expression.evaluate(|requirement| requirement.license.id().is_some_and(|id| ALLOWED.contains(&id.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn or_needs_one_allowed_licence_and_and_needs_all() {
        assert!(is_allowed("MIT OR Apache-2.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("GPL-3.0-only OR MIT"));
        assert!(is_allowed("Apache-2.0 WITH LLVM-exception"));
        assert!(!is_allowed("MIT AND AGPL-3.0-only"));
        assert!(!is_allowed("Proprietary"));
    }

    #[test]
    fn cargo_deny_has_the_same_list() {
        let deny = std::fs::read_to_string(crate::paths::root().join("deny.toml")).unwrap();
        assert!(ALLOWED.iter().all(|licence| deny.contains(&format!("\"{licence}\""))));
    }
}
