//! The site: all static files that the server hands out, built into `target/site`.
//!
//! `pkg/` holds styles and islands under names with their hash; beside every text-like file is `<file>.br`;
//! `manifest.json` names what pages link to. Files of older builds are removed.

mod compress;
mod files;
mod islands;
mod styles;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{journal, paths};

#[derive(clap::Args)]
pub struct Options {
    /// Only print what went wrong and how long it took
    #[arg(long)]
    quiet: bool,
}

/// Whether the site may lack islands: allowed for `serve` only. Tests use the same islands as releases.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Islands {
    /// Another process builds them.
    Later,
    /// Missing if Rust's wasm target cannot be installed.
    Optional { quiet: bool },
    /// Required, and shrunk by wasm-opt.
    Optimised,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    css: String,
    output: Option<String>,
}

/// `cargo xtask site`.
pub fn site(options: &Options) -> Result<()> {
    build(Islands::Optional { quiet: options.quiet }).map(drop)
}

/// Whether the site was built with islands, current or not.
pub fn has_islands() -> bool {
    let manifest = std::fs::read(paths::site().join("manifest.json")).ok();
    let manifest = manifest.and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok());
    manifest.is_some_and(|manifest| manifest.output.is_some())
}

/// Builds what has changed and returns a hash of the whole site.
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

/// The files of the site being built; all others in its folder are stale.
struct Wanted {
    site: PathBuf,
    files: BTreeSet<PathBuf>,
}

impl Wanted {
    fn new(site: &Path) -> Self {
        Self { site: site.to_path_buf(), files: BTreeSet::new() }
    }

    /// Writes a file unless it already has these bytes; drops the compressed copy of a changed file.
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

/// A prefix of a hash, long enough to tell builds apart in a file name.
fn short(digest: &[u8]) -> String {
    hex::encode(&digest[..8])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{dist, process};

    /// The cargo-leptos settings in Cargo.toml match what xtask does.
    #[test]
    fn cargo_leptos_settings_match() {
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
