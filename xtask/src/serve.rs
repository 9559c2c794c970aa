//! `cargo xtask serve`: serves the portal with demo data from a fresh checkout.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::{Result, bail};

use crate::server::{self, Portal, Profile};
use crate::{process, site};

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
    let profile = if options.release { Profile::Release } else { Profile::Dev };
    let site_hash = site::build(site::Islands::Optional)?;
    let program = server::build(profile, &site_hash)?;
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
