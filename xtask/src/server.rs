//! The portal's binary: building it, and running it on a database.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use crate::{interrupt, journal, paths, process};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    Dev,
    /// The development profile with the features that the tests enable in shared dependencies, so that these are not
    /// compiled twice.
    Tested,
    Release,
}

/// Builds the server and returns its path. Embedded assets are rebuilt when the site changes, which cargo detects by
/// the site's hash; a development build reads the site at run time.
pub fn build(profile: Profile, site_hash: &str) -> Result<PathBuf> {
    let (arguments, folder): (&[&str], &str) = match profile {
        Profile::Dev => (&["build", "--bin", "club-portal"], "debug"),
        Profile::Tested => (&["test", "--no-run", "--package", "club-portal", "--test", "torture"], "debug"),
        Profile::Release => (&["build", "--bin", "club-portal", "--release"], "release"),
    };
    let mut command = process::cargo(arguments);
    if profile == Profile::Release {
        command.env("CLUB_SITE_HASH", site_hash);
    }
    journal::step("server", || process::run(&mut command))?;
    Ok(paths::portal(folder))
}

/// The portal's binary and its database.
pub struct Portal {
    pub program: PathBuf,
    pub database_url: String,
}

impl Portal {
    /// A command of the binary, run from the repository root.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).current_dir(paths::root());
        command.env("CLUB_DATABASE_URL", &self.database_url).env("CLUB_DEMO", "true");
        command
    }

    pub fn serve(&self, address: SocketAddr) -> Command {
        let mut command = self.command(&["serve"]);
        command.env("CLUB_LISTEN", address.to_string());
        command
    }

    /// Empties the database.
    pub fn wipe(&self) -> Result<()> {
        let Some(file) = sqlite_file(&self.database_url) else {
            return process::run(&mut self.command(&["migrate", "--fresh"]));
        };
        for file in with_companions(&file).into_iter().filter(|file| file.exists()) {
            std::fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
        Ok(())
    }

    /// Copies an SQLite database that is not open over another.
    pub fn copy_sqlite_to(&self, other: &Portal) -> Result<()> {
        let files = |portal: &Portal| sqlite_file(&portal.database_url).map(|file| with_companions(&file));
        let (Some(from), Some(to)) = (files(self), files(other)) else { bail!("only SQLite databases can be copied") };
        for (from, to) in from.iter().zip(to).filter(|(from, _)| from.exists()) {
            std::fs::copy(from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
        }
        Ok(())
    }

    /// Fills the database with demo data, unless it contains customers already.
    pub fn fill(&self) -> Result<()> {
        self.demo(&["demo", "--if-empty"])
    }

    /// Like `fill`, for a database that only ever contains demo data: it is recreated if another version made it.
    pub fn renew(&self) -> Result<()> {
        self.demo(&["demo", "--if-empty", "--renew"])
    }

    fn demo(&self, arguments: &[&str]) -> Result<()> {
        if let Some(folder) = sqlite_file(&self.database_url).as_deref().and_then(Path::parent) {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        journal::step("demo data", || process::run(&mut self.command(arguments)))
    }

    /// Starts serving on a free port, with its log in a file, and waits until it is ready. Trusts `X-Forwarded-For`, so
    /// that clients can claim any address.
    pub fn start(&self, log: &Path) -> Result<Running> {
        let address = free_address()?;
        let open = File::create(log).with_context(|| format!("cannot create {}", log.display()))?;
        let mut command = self.serve(address);
        command.env("CLUB_TRUSTED_PROXIES", r#"["127.0.0.1"]"#).stdout(open.try_clone()?).stderr(open);
        Running::new(&mut command, address, log)
    }
}

/// A running server, stopped when dropped.
pub struct Running {
    pub address: SocketAddr,
    child: Child,
    log: PathBuf,
    _registered: interrupt::Registered,
}

impl Running {
    pub fn new(command: &mut Command, address: SocketAddr, log: &Path) -> Result<Self> {
        let child = process::spawn(command)?;
        let registered = interrupt::Registered::new(child.id());
        let mut running = Self { address, child, log: log.to_path_buf(), _registered: registered };
        running.wait_until_ready()?;
        Ok(running)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    #[cfg(feature = "bench")]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks the server to stop, and expects it to exit without an error within ten seconds.
    pub fn stop(mut self) -> Result<()> {
        interrupt::signal_group(self.child.id(), Signal::SIGTERM);
        match self.exit_within(Duration::from_secs(12))? {
            Some(status) if status.success() => Ok(()),
            Some(status) => bail!("the server exited with {status} when asked to stop; see {}", self.log.display()),
            None => bail!("the server did not stop within 12 s of SIGTERM; see {}", self.log.display()),
        }
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let deadline = Instant::now() + Duration::from_secs(60);
        while Instant::now() < deadline {
            if let Some(status) = self.exit_within(Duration::from_millis(50))? {
                bail!("the server exited at start ({status}):\n{}", last_lines(&self.log, 20));
            }
            if answers_ok(self.address) {
                return Ok(());
            }
        }
        bail!("the server was not ready within 60 s:\n{}", last_lines(&self.log, 20))
    }

    fn exit_within(&mut self, limit: Duration) -> Result<Option<ExitStatus>> {
        let deadline = Instant::now() + limit;
        loop {
            interrupt::check()?;
            if let Some(status) = self.child.try_wait()? {
                return Ok(Some(status));
            }
            if Instant::now() > deadline {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(25));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(Some(_))) {
            interrupt::signal_group(self.child.id(), Signal::SIGKILL);
            let _status = self.child.wait();
        }
    }
}

/// A local address that was free a moment ago.
pub fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?)
}

/// Whether `/readyz` answers 200; a hand-written request, since no other HTTP is needed here.
fn answers_ok(address: SocketAddr) -> bool {
    use std::io::{Read, Write};
    let ask = || -> std::io::Result<bool> {
        let mut stream = std::net::TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}

fn last_lines(file: &Path, count: usize) -> String {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// The file of `sqlite:data/club.db`, `sqlite://data/club.db?mode=rwc` and the like, relative to the repository root.
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let file = rest.split('?').next().unwrap_or(rest);
    Some(paths::root().join(file))
}

/// The database file and those SQLite keeps beside it.
fn with_companions(file: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|ending| PathBuf::from(format!("{}{ending}", file.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_urls_name_their_file() {
        let root = paths::root();
        assert_eq!(sqlite_file("sqlite:data/club.db"), Some(root.join("data/club.db")));
        assert_eq!(sqlite_file("sqlite://data/club.db?mode=rwc"), Some(root.join("data/club.db")));
        assert_eq!(sqlite_file("sqlite:///srv/club.db"), Some(PathBuf::from("/srv/club.db")));
        assert_eq!(sqlite_file("postgres://club@localhost/club"), None);
    }
}
