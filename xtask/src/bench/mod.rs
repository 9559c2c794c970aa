//! `cargo xtask bench`: what the most used pages cost, beside a floor that a person wrote by hand, in a small club and
//! in a large one.
//!
//! The servers have one core and this program another. In each round everything is measured once, what is compared
//! side by side; medians over the rounds count. A wrong answer ends the run: a fast wrong answer is no result.
//!
//! What measures is compiled for this command alone, by the feature `bench`: nobody should wait for an HTTP client at the
//! first start.

mod host_load;
#[cfg(feature = "bench")]
mod measuring;

use anyhow::Result;

use crate::process;

#[derive(clap::Args)]
pub struct Options {
    /// Seconds that each measurement lasts
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Rounds of which the medians count
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Also a club of 300,000 customers; making it takes minutes, and it is kept in target/bench/large.db
    #[arg(long)]
    large: bool,
    /// Only the pages
    #[arg(long, conflicts_with = "ledger")]
    pages: bool,
    /// Only the ledger's work, in a small club and in one a hundred times its size
    #[arg(long)]
    ledger: bool,
    /// Print what was measured of the pages, and leave docs/performance.md as it is
    #[arg(long)]
    print: bool,
    /// The database measured on, filled with demo data if it is empty, instead of those made for this
    #[arg(long, conflicts_with = "large")]
    database_url: Option<String>,
}

pub fn bench(options: &Options) -> Result<()> {
    if cfg!(debug_assertions) { again_optimised() } else { measure(options) }
}

/// A load generator without optimisation would measure itself.
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
