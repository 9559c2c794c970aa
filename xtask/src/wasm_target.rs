//! The Rust toolchain's standard library for the browser, without which there are no islands.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{journal, paths, process};

pub const TARGET: &str = "wasm32-unknown-unknown";

/// Installs the target where it is missing: by rustup, else from Debian's sources of the same Rust version.
pub fn ensure() -> Result<()> {
    if installed()? {
        return Ok(());
    }
    journal::step("getting Rust's browser target", || {
        process::run(Command::new("bash").arg(paths::root().join("xtask/wasm-target.sh")))
    })
    .with_context(|| format!("the {TARGET} target is missing; install it with `rustup target add {TARGET}`"))
}

fn installed() -> Result<bool> {
    let sysroot = process::output(Command::new("rustc").args(["--print", "sysroot"]).current_dir(paths::root()))?;
    let library = std::path::Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).join("lib");
    let Ok(entries) = library.read_dir() else {
        return Ok(false);
    };
    Ok(entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-")))
}
