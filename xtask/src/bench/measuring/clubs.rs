//! The databases measured: a small club, the same club with one long statement, and a large one.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::Options;
use super::floor::Floor;
use crate::server::{self, Portal, Profile};
use crate::{journal, paths, process, site};

/// Extra lines of the second owner's statement, besides the usual two dozen: about 50 in all, or about 5,000.
const SHORT: &str = "30";
const LONG: &str = "4980";
const CUSTOMERS: &str = "300000";

pub struct Clubs {
    pub small: Club,
    pub long: Option<Club>,
    pub large: Option<Club>,
    /// `None` unless the database is SQLite, the only one the floor can read.
    pub floor: Option<Floor>,
}

/// A filled database.
pub struct Club {
    pub portal: Portal,
    pub name: &'static str,
}

pub fn work() -> PathBuf {
    paths::target().join("bench")
}

impl Clubs {
    /// Builds the programs and fills empty databases.
    pub fn prepare(options: &Options) -> Result<Self> {
        std::fs::create_dir_all(work()).with_context(|| format!("cannot create {}", work().display()))?;
        let site_hash = site::build(site::Islands::Optimised)?;
        let program = server::build(Profile::Release, &site_hash)?;
        let portal = |database_url: String| Portal { program: program.clone(), database_url };
        if let Some(url) = &options.database_url {
            let small = Club { portal: portal(url.clone()), name: "given" };
            small.portal.fill()?;
            let floor = server::sqlite_file(url).map(|_| Floor::build()).transpose()?;
            return Ok(Self { small, long: None, large: None, floor });
        }
        let fresh = |name, history| Club { portal: portal(url_of(name)), name }.refilled(&["--history", history]);
        Ok(Self {
            small: fresh("club", SHORT)?,
            long: Some(fresh("long", LONG)?),
            large: options.large.then(|| large(&portal)).transpose()?,
            floor: Some(Floor::build()?),
        })
    }
}

/// Generated once, under a temporary name until complete, and kept.
fn large(portal: &impl Fn(String) -> Portal) -> Result<Club> {
    let club = Club { portal: portal(url_of("large")), name: "large" };
    let file = work().join("large.db");
    if file.exists() {
        journal::note(&format!("{} exists: remove it to regenerate it", file.display()));
        return Ok(club);
    }
    let half = Club { portal: portal(url_of("large-half")), name: "large-half" };
    half.refilled(&["--customers", CUSTOMERS, "--history", SHORT])?;
    std::fs::rename(work().join("large-half.db"), &file).context("the large club cannot be renamed")?;
    Ok(club)
}

fn url_of(name: &str) -> String {
    format!("sqlite:target/bench/{name}.db")
}

impl Club {
    fn refilled(self, options: &[&str]) -> Result<Self> {
        self.portal.wipe()?;
        let mut demo = self.portal.command(&[&["demo"], options].concat());
        // On a busy machine every slow statement would be logged, with hundreds of rows.
        demo.env("CLUB_LOG", "error");
        journal::step(&format!("demo data of {}", self.name), || process::run(&mut demo))?;
        Ok(self)
    }

    /// The database file, for SQLite.
    pub fn file(&self) -> Option<PathBuf> {
        server::sqlite_file(&self.portal.database_url)
    }

    /// `sqlite` or `postgres`.
    pub fn database(&self) -> &str {
        self.portal.database_url.split(':').next().unwrap_or_default()
    }
}
