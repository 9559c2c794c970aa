//! `cargo xtask …`: all development commands of this repository; needs only rustup and a C compiler.

mod bench;
mod check;
mod dist;
mod e2e;
mod interrupt;
mod journal;
mod licences;
mod npm;
mod paths;
mod postgres;
mod process;
mod serve;
mod server;
mod site;
mod test;
mod tools;
mod torture;
mod wasm_target;

use std::process::ExitCode;

use clap::Parser;

#[derive(Parser)]
#[command(name = "cargo xtask", about, max_term_width = 100)]
enum Command {
    /// Build everything and serve the portal with demo data
    Serve(serve::Options),
    /// Build styles and islands into target/site, where development builds read them
    Site(site::Options),
    /// Run all tests: Rust on SQLite and PostgreSQL, then the journeys in Chromium
    Test(test::Options),
    /// Kill a server under load repeatedly, on both databases, and verify that nothing is lost or duplicated
    Torture(torture::Options),
    /// Check formatting, lints for server and browser, and licences
    Check(check::Options),
    /// Build one stripped binary that embeds all assets: target/release/club-portal
    Dist(dist::Options),
    /// Measure the most visited pages against a floor and update docs/performance.md
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Command::parse() {
        Command::Serve(options) => serve::serve(&options),
        Command::Site(options) => site::site(&options),
        Command::Test(options) => journal::with_table(|| test::test(&options)),
        Command::Torture(options) => torture::torture(&options),
        Command::Check(options) => journal::with_table(|| check::check(&options)),
        Command::Dist(options) => dist::dist(&options),
        Command::Bench(options) => bench::bench(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if interrupt::happened() => {
            eprintln!("interrupted");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
