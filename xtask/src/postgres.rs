//! A temporary PostgreSQL cluster for one run of the tests or the bench, on a free port.

use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, anyhow};
use nix::unistd::{User, geteuid};
use tempfile::TempDir;

use crate::tools::{self, POSTGRES};
use crate::{journal, paths, process, server};

const SETTINGS: &str = "listen_addresses = '127.0.0.1'
max_connections = 500
timezone = 'UTC'
";

/// The test data need not survive the run, so nothing waits for the disk.
const IN_A_HURRY: &str = "fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
";

/// The folder of `initdb` and `pg_ctl`: from PATH, otherwise Debian's newest.
pub fn programs() -> Option<PathBuf> {
    let in_path = process::find("initdb")
        .and_then(|file| file.canonicalize().ok())
        .and_then(|file| Some(file.parent()?.to_path_buf()));
    in_path.or_else(newest_of_debian).filter(|folder| folder.join("pg_ctl").is_file())
}

fn newest_of_debian() -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().ok()?;
    let number = |version: &std::fs::DirEntry| version.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
    let newest = versions.flatten().filter(|version| number(version).is_some()).max_by_key(number)?;
    Some(newest.path().join("bin"))
}

/// The database of `TEST_DATABASE_URL`, or a cluster for this run. The URL is valid while the cluster is kept.
pub fn for_tests() -> Result<(String, Option<Cluster>)> {
    if let Ok(given) = std::env::var("TEST_DATABASE_URL") {
        return Ok((given, None));
    }
    tools::ensure(&[POSTGRES])?;
    let cluster = Cluster::start(&paths::scratch(), IN_A_HURRY)?;
    Ok((cluster.url.clone(), Some(cluster)))
}

/// A cluster with default durability: commits are flushed to disk.
#[cfg(feature = "bench")]
pub fn for_bench() -> Result<Cluster> {
    tools::ensure(&[POSTGRES])?;
    Cluster::start(&std::env::temp_dir(), "")
}

/// A running cluster, stopped and removed when dropped.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    /// The owner of the cluster if we run as root, since PostgreSQL refuses to run as root.
    user: Option<User>,
    pub url: String,
}

impl Cluster {
    fn start(place: &Path, settings: &str) -> Result<Self> {
        let programs = programs().ok_or_else(|| anyhow!("initdb and pg_ctl of PostgreSQL are missing"))?;
        let folder = tempfile::Builder::new()
            .prefix("club-postgres-")
            .tempdir_in(place)
            .context("cannot create a temporary folder")?;
        let user = if geteuid().is_root() { Some(postgres_user()?) } else { None };
        if let Some(user) = &user {
            chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw()))?;
        }
        let mut cluster = Self { folder, programs, user, url: String::new() };
        journal::step("a PostgreSQL cluster for this run", || cluster.create_and_start(settings))?;
        Ok(cluster)
    }

    fn create_and_start(&mut self, settings: &str) -> Result<()> {
        process::output(self.program("initdb").args([
            "--username=club",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
            "--no-instructions",
        ]))?;
        let port = server::free_address()?.port();
        let socket = self.folder.path().display();
        let settings = format!("{SETTINGS}{settings}port = {port}\nunix_socket_directories = '{socket}'\n");
        let file = self.data().join("postgresql.auto.conf");
        std::fs::write(&file, settings).with_context(|| format!("cannot write {}", file.display()))?;

        let log = self.folder.path().join("log");
        // Not `output`: the server would inherit our pipe and keep it open.
        let mut start = self.program("pg_ctl");
        start.args(["start", "--wait", "--timeout=60", "--silent", "--log"]).arg(&log).stdout(Stdio::null());
        process::run(&mut start).with_context(|| std::fs::read_to_string(&log).unwrap_or_default())?;
        self.url = format!("postgres://club@127.0.0.1:{port}/postgres");
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A PostgreSQL program for this cluster, run as a user it accepts, from a folder that user may enter.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = match &self.user {
            None => Command::new(program),
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", &user.name, "--"]).arg(program);
                command
            }
        };
        command.current_dir(self.folder.path()).arg("--pgdata").arg(self.data()).env_remove("PGDATA");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Spawned directly, since `process` starts nothing after Ctrl-C.
        let mut stop = self.program("pg_ctl");
        let _stopped =
            stop.args(["stop", "--mode=immediate", "--silent"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    }
}

fn postgres_user() -> Result<User> {
    let user = User::from_name("postgres").context("cannot look up the user postgres")?;
    user.ok_or_else(|| anyhow!("PostgreSQL refuses to run as root, and there is no user postgres to run it as"))
}

/// Creates a database next to the one of the URL, empty or as a copy of another, replacing one of the same name;
/// returns its URL.
pub fn create_database(url: &str, name: &str, copy_of: Option<&str>) -> Result<String> {
    let mut database = url::Url::parse(url).with_context(|| format!("{url} is not a URL"))?;
    let template = copy_of.map(|original| format!(" TEMPLATE {original}")).unwrap_or_default();
    for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}{template}")] {
        let mut psql = Command::new("psql");
        psql.args(["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", &statement, url]);
        process::output(psql.env("PGOPTIONS", "--client-min-messages=warning"))?;
    }
    database.set_path(name);
    Ok(database.into())
}
