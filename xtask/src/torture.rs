//! `cargo xtask torture`: runs the torture tests, which otherwise take seconds, for as long as wanted.

use anyhow::Result;

use crate::{interrupt, journal, postgres, process};

#[derive(clap::Args)]
pub struct Options {
    /// Minutes for each of the two databases
    #[arg(long, default_value_t = 5)]
    minutes: u64,
}

pub fn torture(options: &Options) -> Result<()> {
    interrupt::install()?;
    let (postgres, _cluster) = postgres::for_tests()?;
    let mut command = process::cargo(&["test", "--package", "club-portal", "--test", "torture"]);
    command.args(["--", "--nocapture", "--test-threads=1"]);
    command.env("TEST_DATABASE_URL", postgres).env("TORTURE_SECONDS", (options.minutes * 60).to_string());
    journal::step("torture", || process::run(&mut command))
}
