//! npm packages pinned by a lock file, reinstalled only when the lock file changes.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{journal, process};

/// Installs exactly the packages of `folder/package-lock.json`, without running their scripts.
pub fn ensure_installed(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let lock = std::fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let installed = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&installed).is_ok_and(|present| present == lock) {
        return Ok(());
    }
    journal::step("npm packages", || {
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder);
        process::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
    })?;
    std::fs::write(&installed, lock).with_context(|| format!("cannot write {}", installed.display()))
}
