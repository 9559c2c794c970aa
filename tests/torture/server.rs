//! The portal's binary, on a port that stays the same across restarts.

use crate::Result;
use std::fs::OpenOptions;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

pub struct Server {
    pub address: SocketAddr,
    database_url: String,
    log: PathBuf,
    child: Child,
}

impl Server {
    pub async fn start(database_url: &str, log: &Path) -> Result<Self> {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let child = spawn(database_url, address, log)?;
        let mut server = Self { address, database_url: database_url.to_owned(), log: log.to_owned(), child };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await?;
        Ok(())
    }

    pub async fn restart(&mut self) -> Result<()> {
        self.child = spawn(&self.database_url, self.address, &self.log)?;
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                return Err(
                    format!("the server exited at once: {status}\n{}", std::fs::read_to_string(&self.log)?).into()
                );
            }
            if tokio::net::TcpStream::connect(self.address).await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err("the server was not ready within a minute".into())
    }
}

fn spawn(database_url: &str, address: SocketAddr, log: &Path) -> Result<Child> {
    let log = OpenOptions::new().create(true).append(true).open(log)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_club-portal"));
    command.arg("serve").env("CLUB_DATABASE_URL", database_url).env("CLUB_LISTEN", address.to_string());
    command.env("CLUB_DEMO", "true").env("CLUB_LOG", "warn").current_dir(env!("CARGO_MANIFEST_DIR"));
    Ok(command.stdout(log.try_clone()?).stderr(log).kill_on_drop(true).spawn()?)
}
