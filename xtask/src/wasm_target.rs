//! The standard library for wasm32, which the islands need.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{journal, paths, process};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the target if missing: with rustup, or from Debian's sources of the same Rust version.
pub fn ensure() -> Result<()> {
    if installed()? {
        return Ok(());
    }
    let get = || process::run(Command::new("bash").arg(paths::root().join("xtask/wasm-target.sh")));
    let got = journal::step("installing Rust's wasm target", get);
    if got.is_ok() && installed()? {
        return Ok(());
    }
    bail!("the Rust target {TARGET} is missing and could not be installed; `rustup target add {TARGET}` would do it")
}

fn installed() -> Result<bool> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(paths::root()))?;
    let library = Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib");
    let Ok(entries) = library.read_dir() else {
        return Ok(false);
    };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}
