//! `cargo xtask test`: all tests, on both databases and in a real browser.

use anyhow::Result;

use crate::tools::{self, CHINESE_FONT, CHROMIUM, NODE, NPM, PSQL};
use crate::{e2e, interrupt, journal, paths, postgres, process};

#[derive(clap::Args)]
pub struct Options {
    /// Skip the journeys in Chromium
    #[arg(long)]
    no_e2e: bool,
    /// Take pictures of the pages at three widths, light and dark, into target/screenshots
    #[arg(long)]
    pictures: bool,
    /// Run only tests whose names contain this text
    filter: Option<String>,
}

/// Cargo arguments that select our packages with all their tests.
pub const PACKAGES: [&[&str]; 2] = [&["club-portal"], &["xtask", "--features", "bench"]];

pub fn test(options: &Options) -> Result<()> {
    interrupt::install()?;
    if !options.no_e2e {
        tools::ensure(&[PSQL, CHROMIUM, CHINESE_FONT, NODE, NPM])?;
    }
    let (postgres, _cluster) = postgres::for_tests()?;

    // Package by package: together they would be recompiled with each other's features.
    for package in PACKAGES {
        rust(package, &postgres, options.filter.as_deref())?;
    }
    if options.no_e2e {
        journal::note("skipped the journeys in Chromium");
        return Ok(());
    }
    e2e::run(&postgres, options.filter.as_deref(), options.pictures)
}

fn rust(package: &[&str], postgres: &str, filter: Option<&str>) -> Result<()> {
    let name = package[0];
    let mut build = process::cargo(&["test", "--all-targets", "--no-run", "--package"]);
    journal::step(&format!("building the tests of {name}"), || process::run(build.args(package)))?;
    let mut command = process::cargo(&["test", "--package"]);
    command.args(package).args(filter).env("TEST_DATABASE_URL", postgres).env("TMPDIR", paths::scratch());
    command.env("RUST_TEST_THREADS", at_once().to_string());
    journal::step(&format!("Rust tests of {name}"), || process::run(&mut command))
}

/// Two threads per core: a test waits for its database half of the time.
fn at_once() -> usize {
    2 * std::thread::available_parallelism().map_or(1, usize::from)
}
