//! Paths of the repository. All are absolute, so that commands work from any folder of the checkout.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::process;

/// The root of the repository: the folder above this crate's.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The folder for files our own commands create and keep.
pub fn target() -> PathBuf {
    root().join("target")
}

/// Cargo's target folder: `target`, unless `CARGO_TARGET_DIR` or cargo's configuration say otherwise.
pub fn build() -> PathBuf {
    static BUILD: OnceLock<PathBuf> = OnceLock::new();
    BUILD.get_or_init(|| asked_of_cargo().unwrap_or_else(target)).clone()
}

fn asked_of_cargo() -> Option<PathBuf> {
    #[derive(Deserialize)]
    struct Metadata {
        target_directory: PathBuf,
    }
    let metadata = process::output(&mut process::cargo(&["metadata", "--format-version=1", "--no-deps", "--offline"]));
    serde_json::from_str::<Metadata>(&metadata.ok()?).ok().map(|metadata| metadata.target_directory)
}

/// The files the server hands out: styles, islands, icons, and the manifest that names them.
pub fn site() -> PathBuf {
    target().join("site")
}

/// The server binary in the folder of a cargo profile, `debug` or `release`.
pub fn portal(profile_folder: &str) -> PathBuf {
    build().join(profile_folder).join("club-portal")
}

/// A folder for temporary test files: in memory if there is room, since every test creates a database with a thousand
/// files.
pub fn scratch() -> PathBuf {
    const MEMORY: &str = "/dev/shm";
    const ENOUGH: u64 = 4 << 30;
    let room = nix::sys::statvfs::statvfs(MEMORY).map_or(0, |disk| disk.blocks_available() * disk.fragment_size());
    if room >= ENOUGH { PathBuf::from(MEMORY) } else { std::env::temp_dir() }
}
