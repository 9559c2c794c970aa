//! `cargo xtask bench`: what the most used pages cost, beside a floor that a person wrote by hand, in a small club and
//! in a large one.
//!
//! The servers have one core and this program another. In each round everything is measured once, what is compared
//! side by side; medians over the rounds count. A wrong answer ends the run: a fast wrong answer is no result.

mod call;
mod client;
mod clubs;
mod cores;
mod cost;
mod flood;
mod floor;
mod host;
mod ledger;
mod lines;
mod load;
mod pages;
mod part;
mod report;
mod served;
mod stats;
mod usage;
mod visitor;

use anyhow::Result;

use crate::{interrupt, journal, process};
use clubs::Clubs;
use cores::Pair;
use host::Watch;
use part::Part;
use report::{Conditions, Memory, Report};
use served::AllServed;
use usage::Usage;

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
    if cfg!(debug_assertions) {
        return again_optimised();
    }
    interrupt::install()?;
    if options.ledger {
        return ledger::measure();
    }
    let cores = Pair::available()?;
    let clubs = Clubs::prepare(options)?;
    cores.go_to_load()?;
    let report = client::block_on(measure(options, &clubs, &cores))?;
    if options.print {
        println!("{report}");
    } else {
        Part("measured by cargo xtask bench").print_and_write(&report)?;
    }
    if options.pages { Ok(()) } else { ledger::measure() }
}

/// A load generator without optimisation would measure itself.
fn again_optimised() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut command = process::cargo(&["run", "--profile", "measure", "--package", "xtask", "--"]);
    let (name, load) = host::carried_load();
    process::replace(command.args(arguments).env(name, load))
}

async fn measure(options: &Options, clubs: &Clubs, cores: &Pair) -> Result<String> {
    let mut served = AllServed::start(clubs, cores)?;
    served.wait_until_at_rest()?;
    let idle = Usage::of(served.small.portal.pid())?;
    served.let_in().await?;
    let watch = Watch::begin(served.cpu()?)?;
    let mut lines = lines::all(&served).await?;
    lines::look_at_all(&mut lines).await?;
    for round in 1..=options.rounds {
        journal::note(&format!("round {round} of {}", options.rounds));
        for line in &mut lines {
            line.go_on(options).await?;
        }
    }
    let calm = watch.end(served.cpu()?)?;
    let loaded = Usage::of(served.small.portal.pid())?;
    let flooded = flood::sign_ins(&served.small.portal).await?;
    let conditions = Conditions::new(options, clubs.small.database(), calm);
    let sizes = served.sizes()?;
    let report = Report { lines, sizes, conditions, memory: Memory { idle, loaded, flooded } };
    let text = report.text()?;
    drop(report);
    served.stop()?;
    Ok(text)
}
