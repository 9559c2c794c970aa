//! `cargo xtask serve`: serves the portal with demo data from a fresh checkout.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::server::{self, Portal, Profile};
use crate::{journal, process, site};

/// Contains demo data only. A database named by the user may contain more.
const DEMO_DATABASE: &str = "sqlite:data/club.db";

#[derive(clap::Args)]
pub struct Options {
    /// Port on 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Database URL; postgres://… for PostgreSQL
    #[arg(long, default_value = DEMO_DATABASE)]
    database_url: String,
    /// Delete the data and start over
    #[arg(long)]
    fresh: bool,
    /// Build with optimisation, with all assets embedded
    #[arg(long)]
    release: bool,
}

/// Finally replaces this process by the server, so that signals and exit status are the server's.
pub fn serve(options: &Options) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    ensure_free(address)?;
    let program = if options.release {
        server::build(Profile::Release, &site::build(site::Islands::Optional { quiet: false })?)?
    } else {
        beside_islands(|| server::build(Profile::Dev, ""))?
    };
    let portal = Portal { program, database_url: options.database_url.clone() };
    if options.fresh {
        portal.wipe()?;
    }
    if options.database_url == DEMO_DATABASE {
        portal.renew()?
    } else {
        portal.fill()?
    }
    process::replace(&mut portal.serve(address))
}

/// Builds the server while another process builds the islands, with what the server leaves of the machine. On the first
/// start the server does not wait for them: every page works without, and includes them once they are there.
fn beside_islands(server: impl FnOnce() -> Result<PathBuf>) -> Result<PathBuf> {
    let is_first = !site::has_islands();
    if is_first {
        site::build(site::Islands::Later)?;
    }
    let this = std::env::current_exe().context("cannot find this program")?;
    let mut islands = match process::find("nice") {
        Some(nice) => {
            let mut command = Command::new(nice);
            command.args(["-n", "19"]).arg(this);
            command
        }
        None => Command::new(this),
    };
    let mut islands = process::spawn(islands.args(["site", "--quiet"]))?;
    let program = server()?;
    if is_first {
        let finished = islands.try_wait().context("cannot wait for the islands")?;
        if finished.is_none() {
            journal::note("the islands, the interactive parts of pages, follow in a minute or two");
        }
    } else if !islands.wait().context("cannot wait for the islands")?.success() {
        bail!("the islands could not be built");
    }
    Ok(program)
}

/// Checks the port before the long build, not after it.
fn ensure_free(address: SocketAddr) -> Result<()> {
    match TcpListener::bind(address) {
        Ok(_closed) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "port {} is in use: stop the program that listens there, or choose another with --port",
                address.port()
            )
        }
        Err(error) => bail!("cannot listen on {address}: {error}"),
    }
}
