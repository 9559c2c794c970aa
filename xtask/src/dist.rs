//! `cargo xtask dist`: one stripped binary with all assets embedded.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::server::{self, Profile};
use crate::site::{self, Islands};
use crate::{e2e, interrupt, journal, npm, paths, process};

#[derive(clap::Args)]
pub struct Options {
    /// Run the journeys against it in Chromium afterwards
    #[arg(long)]
    journeys: bool,
}

pub fn dist(options: &Options) -> Result<()> {
    let site_hash = site::build(Islands::Optimised)?;
    let program = server::build(Profile::Release, &site_hash)?;
    let size = program.metadata().with_context(|| format!("{} was not built", program.display()))?.len();
    println!("{} ({:.1} MB)", program.display(), size as f64 / 1e6);
    if options.journeys {
        interrupt::install()?;
        e2e::shipped(&program)?;
    }
    Ok(())
}

/// Shrinks the islands by about a tenth with binaryen's wasm-opt; without npm they stay as they are.
pub fn optimise(wasm: Vec<u8>) -> Result<Vec<u8>> {
    if process::find("npm").is_none() {
        journal::warn("npm is missing: wasm-opt does not shrink the islands");
        return Ok(wasm);
    }
    let tools = paths::target().join("tools");
    std::fs::create_dir_all(&tools).with_context(|| format!("cannot create {}", tools.display()))?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        let pinned = paths::root().join("xtask/tools").join(file);
        std::fs::copy(&pinned, tools.join(file)).with_context(|| format!("cannot copy {}", pinned.display()))?;
    }
    npm::ensure_installed(&tools)?;
    journal::step("wasm-opt", || wasm_opt(&tools, &wasm))
}

fn wasm_opt(tools: &Path, wasm: &[u8]) -> Result<Vec<u8>> {
    let (before, after) = (tools.join("before.wasm"), tools.join("after.wasm"));
    std::fs::write(&before, wasm)?;
    let mut command = Command::new(tools.join("node_modules/.bin/wasm-opt"));
    process::run(command.arg("-Oz").args(FEATURES).arg("-o").args([&after, &before]))?;
    Ok(std::fs::read(after)?)
}

/// Features that rustc and wasm-bindgen use. Enabling all would make wasm-opt write imports that Chromium does not
/// understand.
pub const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
