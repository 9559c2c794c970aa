//! The site: everything the server hands out that is not a page, built into `target/site`.
//!
//! `pkg/` holds styles and islands under names that carry their hash; beside every text-like file lies `<file>.br`;
//! `manifest.json` names what a page must link. Files of older builds are removed.

mod compress;
mod files;
mod islands;
mod styles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{journal, paths};

/// Whether a site may do without islands: it may where one only wants to look. Tests have them as releases do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Islands {
    Optional,
    /// Required, and shrunk by wasm-opt.
    Optimised,
}

#[derive(Serialize)]
struct Manifest {
    css: String,
    output: Option<String>,
}

/// Builds what changed and returns a hash of the whole site.
pub fn build(islands: Islands) -> Result<String> {
    let site = paths::site();
    let mut wanted = Wanted::new(&site);
    let output = islands::build(islands, &mut wanted)?;
    journal::step("styles, static files, compression", || {
        let css = styles::build(&mut wanted)?;
        files::copy_tree(&paths::root().join("public"), &mut wanted)?;
        let manifest = serde_json::to_vec(&Manifest { css, output })?;
        wanted.write(Path::new("manifest.json"), &manifest)?;
        compress::beside(&mut wanted)?;
        files::remove_others(&site, &wanted.files)?;
        hash_of(&site, &wanted.files)
    })
}

/// The files of the site that is being built; whatever else lies there is stale.
struct Wanted {
    site: PathBuf,
    files: BTreeSet<PathBuf>,
}

impl Wanted {
    fn new(site: &Path) -> Self {
        Self { site: site.to_path_buf(), files: BTreeSet::new() }
    }

    /// Writes a file of the site unless it is there with these bytes; a changed file loses its compressed copy.
    fn write(&mut self, relative: &Path, bytes: &[u8]) -> Result<()> {
        let file = self.site.join(relative);
        self.files.insert(relative.to_path_buf());
        if std::fs::read(&file).is_ok_and(|present| present == bytes) {
            return Ok(());
        }
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let _absent = std::fs::remove_file(compress::compressed(&file));
        std::fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))
    }
}

fn hash_of(site: &Path, files: &BTreeSet<PathBuf>) -> Result<String> {
    let mut hasher = Sha256::new();
    for relative in files {
        let bytes = files::read(&site.join(relative))?;
        hasher.update(relative.as_os_str().as_encoded_bytes());
        hasher.update(Sha256::digest(&bytes));
    }
    Ok(short(&hasher.finalize()))
}

/// Enough of a hash to tell builds apart in a file name.
fn short(digest: &[u8]) -> String {
    hex::encode(&digest[..8])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{dist, process};

    /// What Cargo.toml tells cargo-leptos is what we do.
    #[test]
    fn cargo_leptos_builds_the_same() {
        let metadata = process::cargo(&["metadata", "--no-deps", "--format-version", "1"]).output().unwrap();
        let metadata: Value = serde_json::from_slice(&metadata.stdout).unwrap();
        let told = &metadata["metadata"]["leptos"][0];
        let path = |key: &str| paths::root().join(told[key].as_str().unwrap());
        assert_eq!(path("site-root"), paths::site());
        assert!(path("style-file").is_file() && path("assets-dir").is_dir());
        let packages: Vec<&Value> = metadata["packages"].as_array().unwrap().iter().map(|one| &one["name"]).collect();
        assert!(packages.contains(&&told["bin-package"]) && packages.contains(&&told["lib-package"]));
        let wasm_opt: Vec<&str> = ["-Oz"].into_iter().chain(dist::FEATURES).collect();
        assert_eq!(told["wasm-opt-features"], json!(wasm_opt));
    }
}
