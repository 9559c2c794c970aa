//! `cargo xtask check`: formatting, lints and licences.

use std::process::Command;

use anyhow::Result;

use crate::test::PACKAGES;
use crate::{journal, licences, process, wasm_target};

#[derive(clap::Args)]
pub struct Options {
    /// Skip the lints of the server and the build tool, which `.ci/run` runs while it compiles the tests
    #[arg(long)]
    lint_islands_only: bool,
}

pub fn check(options: &Options) -> Result<()> {
    components()?;
    journal::step("formatting", formatting)?;
    if !options.lint_islands_only {
        // Package by package, as they are built and tested, so that compiled macros and build scripts are shared.
        for package in PACKAGES {
            clippy(&format!("lints of {}", package[0]), &[&["--all-targets", "--package"], package].concat())?;
        }
    }
    wasm_target::ensure()?;
    let browser = ["--lib", "--target", wasm_target::TARGET, "--no-default-features", "--features", "hydrate"];
    clippy("lints of the islands", &browser)?;
    journal::step("licences", licences::check)?;
    advisories()
}

/// Checks the workspace and the separate floor crate.
fn formatting() -> Result<()> {
    process::run(&mut process::cargo(&["fmt", "--all", "--check"]))?;
    process::run(&mut process::cargo(&["fmt", "--manifest-path", "xtask/floor/Cargo.toml", "--check"]))
}

/// Installs rustfmt and clippy if missing: a minimal toolchain lacks them.
fn components() -> Result<()> {
    let present = |name| process::output(&mut process::cargo(&[name, "--version"])).is_ok();
    if ["fmt", "clippy"].into_iter().all(present) {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add", "rustfmt", "clippy"]);
    journal::step("getting rustfmt and clippy", || process::run(&mut rustup))
}

fn clippy(name: &str, arguments: &[&str]) -> Result<()> {
    let arguments = [&["clippy"], arguments, &["--", "--deny", "warnings"]].concat();
    journal::step(name, || process::run(&mut process::cargo(&arguments)))
}

/// Checks for known vulnerabilities with cargo-deny, if it is installed.
fn advisories() -> Result<()> {
    if process::find("cargo-deny").is_none() {
        journal::note("cargo-deny is not installed: dependencies were not checked for known vulnerabilities");
        return Ok(());
    }
    journal::step("cargo deny", || process::run(&mut process::cargo(&["deny", "check"])))
}
