//! The ledger's work without a server, in two clubs on each database: runs `benches/ledger.rs`.

use anyhow::{Context, Result};

use super::part::Part;
use crate::{journal, paths, postgres, process};

/// Customers that give about ten thousand and about a million entries.
const CLUBS: [u32; 2] = [1_900, 190_000];

pub fn measure() -> Result<()> {
    const PART: Part = Part("ledger measured by cargo xtask bench");
    let tables = format!("On SQLite:\n\n{}\n\nOn PostgreSQL:\n\n{}", on_sqlite()?, on_postgres()?);
    PART.print_and_write(&tables).context("cannot save the results")
}

fn on_sqlite() -> Result<String> {
    let work = paths::target().join("bench");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let folder = tempfile::tempdir_in(&work).context("cannot create a temporary folder")?;
    let urls = CLUBS.map(|customers| format!("sqlite:{}/{customers}.db", folder.path().display()));
    journal::step("the ledger in two clubs on SQLite", || table(&urls))
}

fn on_postgres() -> Result<String> {
    let cluster = postgres::for_bench()?;
    let database = |customers| postgres::create_database(&cluster.url, &format!("club_{customers}"), None);
    let urls = CLUBS.into_iter().map(database).collect::<Result<Vec<_>>>()?;
    journal::step("the ledger in two clubs on PostgreSQL", || table(&urls))
}

fn table(urls: &[String]) -> Result<String> {
    let clubs: Vec<String> = urls.iter().zip(CLUBS).map(|(url, customers)| format!("{url} {customers}")).collect();
    let mut command =
        process::cargo(&["bench", "--profile", "release", "--package", "club-portal", "--bench", "ledger"]);
    let table = process::output(command.env("CLUB_BENCH_CLUBS", clubs.join(",")))?;
    Ok(table.trim().to_owned())
}
