//! `cargo xtask bench`: how fast the most used pages are, on one core, beside a floor that does nothing.
//!
//! The server has one core and this program another. Each page is asked for twice: in a closed loop, as fast as the
//! server can (requests/s, CPU per request), then in an open loop at half that rate (latency). A response that is not
//! whole ends the run: a fast wrong answer is no result.

mod call;
mod client;
mod cores;
pub mod floor;
mod ledger;
mod load;
mod report;
mod usage;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::server::{self, Portal, Profile, Running};
use crate::{interrupt, journal, paths, process, site};
use call::Call;
use client::Client;
use report::{Report, Row};
use usage::Usage;

#[derive(clap::Args)]
pub struct Options {
    /// Seconds that each measurement lasts
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 32)]
    connections: usize,
    /// Only the ledger's work, in a small club and in one a hundred times its size
    #[arg(long)]
    ledger: bool,
    /// The database measured on, filled with demo data if it is empty; without it one is made anew
    #[arg(long)]
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
    let cores = cores::Pair::available()?;
    let portal = prepare(options)?;
    cores.go_to_load()?;
    let work = paths::target().join("bench");
    let server = cores.on_server(|| portal.start(&work.join("server.log")))?;
    let floor = cores.on_server(|| start_floor(&work.join("floor.log")))?;
    let report = client::block_on(measure(options, &server, &floor))?;
    report.print_and_write(&portal.database_url)?;
    server.stop()?;
    ledger::measure()
}

/// A load generator without optimisation would measure itself.
fn again_optimised() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut command = process::cargo(&["run", "--profile", "measure", "--package", "xtask", "--"]);
    process::replace(command.args(arguments))
}

fn prepare(options: &Options) -> Result<Portal> {
    let work = paths::target().join("bench");
    std::fs::create_dir_all(&work).with_context(|| format!("cannot create {}", work.display()))?;
    let site_hash = site::build(site::Islands::Required)?;
    let program = server::build(Profile::Release, &site_hash)?;
    let given = options.database_url.clone();
    let portal = Portal { program, database_url: given.unwrap_or_else(|| "sqlite:target/bench/club.db".to_owned()) };
    if options.database_url.is_none() {
        portal.wipe()?;
    }
    portal.fill()?;
    Ok(portal)
}

fn start_floor(log: &Path) -> Result<Running> {
    let address = server::free_address()?;
    let program = std::env::current_exe().context("cannot find this program")?;
    Running::new(Command::new(program).args(["floor", "--listen", &address.to_string()]), address, log)
}

async fn measure(options: &Options, server: &Running, floor: &Running) -> Result<Report> {
    let idle = Usage::of(server.pid())?;
    let cookie = client::sign_in(server.address).await?;
    let mut calls = call::pages(&cookie, server.address);
    let mut client = Client::connect(server.address).await?;
    calls.push(call::redemption(&mut client, &cookie, server.address).await?);
    let mut rows = Vec::new();
    for call in calls {
        let bytes = call.perform(&mut client).await?;
        let portal = measure_one(options, server, &call).await?;
        let floor = measure_one(options, floor, &call.on_floor(bytes, floor.address)).await?;
        rows.push(Row { name: call.name, bytes, portal, floor });
    }
    Ok(Report {
        rows,
        idle,
        loaded: Usage::of(server.pid())?,
        seconds: options.seconds,
        connections: options.connections,
    })
}

/// What one page costs on one server.
pub struct Cost {
    pub per_second: f64,
    pub cpu_per_request: Duration,
    /// How much of its core the server used, of 1. Well below 1, something else was the limit: the load generator, or
    /// other programs on the machine.
    pub busy: f64,
    /// At half the greatest load, from when a request was due to when its response was whole.
    pub p50: Duration,
    pub p99: Duration,
}

async fn measure_one(options: &Options, server: &Running, call: &Call) -> Result<Cost> {
    let duration = Duration::from_secs(options.seconds);
    let connections = options.connections.min(call.at_once);
    journal::note(&format!("{} on {}", call.name, server.address));
    load::closed(server.address, call, connections, Duration::from_secs(1)).await?;
    let before = Usage::of(server.pid())?;
    let greatest = load::closed(server.address, call, connections, duration).await?;
    let cpu = Usage::of(server.pid())?.cpu.saturating_sub(before.cpu);
    let per_second = greatest.per_second();
    let half = load::open(server.address, call, connections, per_second / 2.0, duration).await?;
    Ok(Cost {
        per_second,
        cpu_per_request: cpu.div_f64(greatest.requests() as f64),
        busy: cpu.div_duration_f64(greatest.took),
        p50: half.quantile(0.5),
        p99: half.quantile(0.99),
    })
}
