//! `cargo xtask bench`: the cost of the most visited pages, compared with a hand-written floor, in a small club and in
//! a large one.
//!
//! The servers run on one core and this program on another. Each round measures everything once, with comparable lines
//! next to each other; results are medians over the rounds. A wrong response ends the run.
//!
//! The measuring code is compiled for this command only, by the feature `bench`, so that the first start of other
//! commands need not compile an HTTP client.

mod host_load;
#[cfg(feature = "bench")]
mod measuring;

use anyhow::Result;

use crate::process;

#[derive(clap::Args)]
pub struct Options {
    /// Seconds per measurement
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Number of rounds; results are their medians
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Concurrent connections
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Also measure a club of 300,000 customers; it takes minutes to create and is kept in target/bench/large.db
    #[arg(long)]
    large: bool,
    /// Measure only the pages
    #[arg(long, conflicts_with = "ledger")]
    pages: bool,
    /// Measure only the ledger's work, in a small club and in one a hundred times its size
    #[arg(long)]
    ledger: bool,
    /// Print the results of the pages instead of updating docs/performance.md
    #[arg(long)]
    print: bool,
    /// Measure on this database, filled with demo data if empty, instead of those created for the bench
    #[arg(long, conflicts_with = "large")]
    database_url: Option<String>,
}

pub fn bench(options: &Options) -> Result<()> {
    if cfg!(debug_assertions) { again_optimised() } else { measure(options) }
}

/// Restarts with optimisation: an unoptimised load generator would measure itself.
fn again_optimised() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let run = ["run", "--profile", "measure", "--package", "xtask", "--features", "bench", "--"];
    let (name, load) = host_load::carried();
    process::replace(process::cargo(&run).args(arguments).env(name, load))
}

#[cfg(feature = "bench")]
use measuring::measure;

#[cfg(not(feature = "bench"))]
fn measure(_: &Options) -> Result<()> {
    again_optimised()
}
