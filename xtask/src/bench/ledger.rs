//! The ledger's work without a server, in two clubs: `benches/ledger.rs`.

use anyhow::{Context, Result};

use super::report::Part;
use crate::{journal, paths, process};

pub fn measure() -> Result<()> {
    const PART: Part = Part("ledger measured by cargo xtask bench");
    let mut command =
        process::cargo(&["bench", "--profile", "release", "--package", "club-portal", "--bench", "ledger"]);
    command.env("CLUB_BENCH_FOLDER", paths::target().join("bench"));
    let table = journal::step("the ledger in two clubs", || process::output(&mut command))?;
    let table = table.trim();
    PART.print_and_write(table).context("the results are not kept")
}
