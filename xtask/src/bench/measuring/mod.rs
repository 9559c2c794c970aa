//! The measuring part of `cargo xtask bench`, compiled with optimisation.

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

use super::Options;
use crate::{interrupt, journal};
use clubs::Clubs;
use cores::Pair;
use host::Watch;
use part::Part;
use report::{Conditions, Memory, Report};
use served::AllServed;
use usage::Usage;

pub fn measure(options: &Options) -> Result<()> {
    interrupt::install()?;
    if options.ledger {
        return ledger::measure();
    }
    let cores = Pair::available()?;
    let clubs = Clubs::prepare(options)?;
    cores.go_to_load()?;
    let report = client::block_on(measure_pages(options, &clubs, &cores))?;
    if options.print {
        println!("{report}");
    } else {
        Part("measured by cargo xtask bench").print_and_write(&report)?;
    }
    if options.pages { Ok(()) } else { ledger::measure() }
}

async fn measure_pages(options: &Options, clubs: &Clubs, cores: &Pair) -> Result<String> {
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
