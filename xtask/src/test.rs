//! `cargo xtask test`: all tests there are, on both databases and in a real browser.

use anyhow::Result;

use crate::tools::{self, CHINESE_FONT, CHROMIUM, NODE, NPM, PSQL};
use crate::{e2e, interrupt, journal, paths, postgres, process};

#[derive(clap::Args)]
pub struct Options {
    /// Leave out the journeys in Chromium
    #[arg(long)]
    no_e2e: bool,
    /// Take pictures of the pages at three widths, light and dark, into target/screenshots
    #[arg(long)]
    pictures: bool,
    /// Only tests with this in their name
    filter: Option<String>,
}

/// What cargo calls our packages with all that is tested in them.
pub const PACKAGES: [&[&str]; 2] = [&["club-portal"], &["xtask", "--features", "bench"]];

pub fn test(options: &Options) -> Result<()> {
    interrupt::install()?;
    if !options.no_e2e {
        tools::ensure(&[PSQL, CHROMIUM, CHINESE_FONT, NODE, NPM])?;
    }
    let (postgres, _cluster) = postgres::for_tests()?;

    // Package by package: together they would be compiled anew, with each other's features.
    for package in PACKAGES {
        rust(package, &postgres, options.filter.as_deref())?;
    }
    if options.no_e2e {
        journal::note("the journeys in Chromium were left out, as asked");
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

/// Two for each core: a test waits for its database half of the time.
fn at_once() -> usize {
    2 * std::thread::available_parallelism().map_or(1, usize::from)
}
