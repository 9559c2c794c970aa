//! The clubs' servers, all on the server's core, with the visitors signed in there.

use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

use super::clubs::{Club, Clubs, work};
use super::cores::Pair;
use super::floor::Floor;
use super::pages::{Who, grouped_by_thousands, question};
use super::usage::Usage;
use super::visitor::Visitor;
use crate::server::Running;
use crate::{interrupt, journal, process};

/// A club's portal, and the floor if it has one.
pub struct Served<'a> {
    pub portal: Running,
    pub floor: Option<Running>,
    club: &'a Club,
    asked: Option<&'a Floor>,
    visitors: Vec<Visitor>,
}

pub struct AllServed<'a> {
    pub small: Served<'a>,
    pub long: Option<Served<'a>>,
    pub large: Option<Served<'a>>,
}

/// The sizes compared, as "from → to" texts.
pub struct Sizes {
    pub lines: String,
    pub customers: String,
}

impl<'a> AllServed<'a> {
    /// Starts all servers.
    pub fn start(clubs: &'a Clubs, cores: &Pair) -> Result<Self> {
        let floor = clubs.floor.as_ref();
        let mut small = Served::start(&clubs.small, cores, floor)?;
        if let (Some(floor), Some(file)) = (floor, clubs.small.file()) {
            small.floor = Some(cores.on_server(|| floor.start(&file, &work().join("floor.log")))?);
        }
        let start = |club: &'a Option<Club>| club.as_ref().map(|club| Served::start(club, cores, floor)).transpose();
        Ok(Self { small, long: start(&clubs.long)?, large: start(&clubs.large)? })
    }

    pub fn sizes(&self) -> Result<Sizes> {
        const LINES: &str = "SELECT COUNT(*) FROM point_entries e JOIN accounts a ON a.customer_id = e.customer_id \
                             WHERE a.phone = '{phone}'";
        const CUSTOMERS: &str = "SELECT COUNT(*) FROM customers";
        let size = |of: &Option<Served<'_>>, sql: &str, what: &str| -> Result<String> {
            let count = |of: &Served<'_>| anyhow::Ok(grouped_by_thousands(&of.ask(&question(sql, Who::Member))?));
            match of {
                Some(other) => Ok(format!("{} → {} {what}", count(&self.small)?, count(other)?)),
                None => Ok(String::new()),
            }
        };
        let lines = size(&self.long, LINES, "lines of a statement")?;
        Ok(Sizes { lines, customers: size(&self.large, CUSTOMERS, "customers")? })
    }

    pub fn portals(&self) -> impl Iterator<Item = &Running> {
        [Some(&self.small), self.long.as_ref(), self.large.as_ref()].into_iter().flatten().map(|served| &served.portal)
    }

    /// CPU time of all our own processes.
    pub fn cpu(&self) -> Result<Duration> {
        let pids = self.portals().chain(&self.small.floor).map(Running::pid).chain([std::process::id()]);
        pids.map(|pid| Ok(Usage::of(pid)?.cpu)).sum()
    }

    /// A newly started portal has background work to do, for a while in a large club.
    pub fn wait_until_at_rest(&self) -> Result<()> {
        const LONGEST: Duration = Duration::from_secs(600);
        let start = Instant::now();
        journal::step("waiting until the servers are idle", || {
            for portal in self.portals() {
                while !is_at_rest(portal)? && start.elapsed() < LONGEST {
                    interrupt::check()?;
                }
            }
            if start.elapsed() >= LONGEST {
                journal::warn("not idle after ten minutes: background work shares the core with the measurement");
            }
            Ok(())
        })
    }

    /// Signs in every account on every server, once each because sign-ins are rate-limited.
    pub async fn let_in(&mut self) -> Result<()> {
        for served in [Some(&mut self.small), self.long.as_mut(), self.large.as_mut()].into_iter().flatten() {
            for who in Who::ALL {
                served.visitors.push(Visitor::signed_in(served.portal.address, who).await?);
            }
        }
        Ok(())
    }

    /// Stops the portals; the floor needs no clean shutdown and is ended when dropped.
    pub fn stop(self) -> Result<()> {
        let all = [Some(self.small), self.long, self.large].into_iter().flatten();
        all.into_iter().try_for_each(|served| served.portal.stop())
    }
}

/// Whether the portal leaves its core idle for a while.
fn is_at_rest(portal: &Running) -> Result<bool> {
    const WHILE: Duration = Duration::from_secs(3);
    const LITTLE: Duration = Duration::from_millis(100);
    let before = Usage::of(portal.pid())?.cpu;
    std::thread::sleep(WHILE);
    Ok(Usage::of(portal.pid())?.cpu - before <= LITTLE)
}

impl<'a> Served<'a> {
    fn start(club: &'a Club, cores: &Pair, asked: Option<&'a Floor>) -> Result<Self> {
        let log = work().join(format!("{}.log", club.name));
        let portal = cores.on_server(|| club.portal.start(&log))?;
        Ok(Self { portal, floor: None, club, asked, visitors: Vec::new() })
    }

    pub fn visitor(&self, who: Who) -> Result<&Visitor> {
        let place = Who::ALL.iter().position(|one| *one == who);
        place.and_then(|place| self.visitors.get(place)).context("nobody has signed in yet")
    }

    /// Runs a query that returns one value.
    pub fn ask(&self, question: &str) -> Result<String> {
        let url = &self.club.portal.database_url;
        let answer = match (self.asked, self.club.file()) {
            (Some(floor), Some(file)) => floor.ask(&file, question),
            _ => process::output(Command::new("psql").args(["--no-psqlrc", "-Atc", question, url])),
        };
        Ok(answer?.trim().to_owned())
    }
}
