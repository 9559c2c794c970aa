//! The measurements, round by round: each line is one call on one server.

use anyhow::{Result, ensure};

use super::Options;
use super::call::Call;
use super::client::Client;
use super::cost::{self, Cost};
use super::pages::{BALANCE, HISTORIES, OWNERS, Page, STAFF, Who, question};
use super::served::{AllServed, Served};
use super::stats::{median, median_ratio};
use crate::journal;
use crate::server::Running;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Small,
    /// The floor beside the small club's portal.
    Floor,
    Long,
    Large,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum What {
    Page(&'static Page),
    Redemption,
    /// On the floor only: the constant bytes.
    Constant,
}

pub struct Line<'a> {
    pub what: What,
    pub place: Place,
    club: &'a Served<'a>,
    call: Call,
    /// Length of a page on the wire, and decompressed.
    pub bytes: usize,
    pub plain: usize,
    pub costs: Vec<Cost>,
    /// The balance that redemptions must leave unchanged.
    balance: Option<String>,
}

/// All measurements in order: those compared with each other are adjacent.
pub async fn all<'a>(served: &'a AllServed<'a>) -> Result<Vec<Line<'a>>> {
    let AllServed { small, long, large } = served;
    let has_floor = small.floor.is_some();
    let mut lines = Vec::new();
    for page in &OWNERS {
        lines.push(Line::page(page, Place::Small, small)?);
        if has_floor {
            lines.push(Line::page(page, Place::Floor, small)?);
        }
        lines.extend(Line::page_if(page, Place::Large, large)?);
    }
    for page in HISTORIES.iter().filter(|_| long.is_some()) {
        lines.push(Line::page(page, Place::Small, small)?);
        lines.extend(Line::page_if(page, Place::Long, long)?);
    }
    for page in &STAFF {
        lines.push(Line::page(page, Place::Small, small)?);
        lines.extend(Line::page_if(page, Place::Large, large)?);
    }
    let owner = small.visitor(Who::Owner)?;
    let mut client = Client::connect(small.portal.address).await?;
    let redemption = Call::redemption(&mut client, owner).await?;
    lines.push(Line::new(What::Redemption, Place::Small, small, redemption));
    if has_floor {
        lines.push(Line::new(What::Constant, Place::Floor, small, Call::constant(owner)));
    }
    Ok(lines)
}

/// Loads every page before measuring: the floor's pages must match the portal's within a few bytes.
pub async fn look_at_all(lines: &mut [Line<'_>]) -> Result<()> {
    for line in lines.iter_mut() {
        line.look().await?;
    }
    for floor in lines.iter().filter(|line| line.place == Place::Floor) {
        let portal = lines.iter().find(|line| line.place == Place::Small && line.what == floor.what);
        let (page, plain) = (floor.name(), portal.map_or(floor.plain, |portal| portal.plain));
        let alike = floor.plain.abs_diff(plain) * 50 <= plain;
        ensure!(alike, "{page} has {plain} bytes, and {} on the floor: bring its template up to date", floor.plain);
    }
    Ok(())
}

impl<'a> Line<'a> {
    fn new(what: What, place: Place, club: &'a Served<'a>, call: Call) -> Self {
        Self { what, place, club, call, bytes: 0, plain: 0, costs: Vec::new(), balance: None }
    }

    fn page(page: &'static Page, place: Place, club: &'a Served<'a>) -> Result<Self> {
        Ok(Self::new(What::Page(page), place, club, Call::page(page.path, club.visitor(page.who)?)))
    }

    fn page_if(page: &'static Page, place: Place, club: &'a Option<Served<'a>>) -> Result<Option<Self>> {
        club.as_ref().map(|club| Self::page(page, place, club)).transpose()
    }

    fn server(&self) -> &'a Running {
        match (self.place, &self.club.floor) {
            (Place::Floor, Some(floor)) => floor,
            _ => &self.club.portal,
        }
    }

    /// Checks the response, then measures.
    pub async fn go_on(&mut self, options: &Options) -> Result<()> {
        self.look().await?;
        let server = self.server();
        let cost = cost::measure(options, server, &self.call).await?;
        journal::note(&format!("{} ({:?}): {:.0} a second", self.name(), self.place, cost.per_second));
        self.costs.push(cost);
        if self.what == What::Redemption {
            self.balance_stands()?;
        }
        Ok(())
    }

    async fn look(&mut self) -> Result<()> {
        match self.what {
            What::Page(page) => self.look_at(page).await,
            What::Redemption => self.balance_stands(),
            What::Constant => Ok(()),
        }
    }

    /// Checks that the page contains what the database says, and sets the length expected of later responses.
    async fn look_at(&mut self, page: &Page) -> Result<()> {
        let needle = page.needle(&self.club.ask(&page.question())?);
        let mut client = Client::connect(self.server().address).await?;
        let (text, bytes) = self.call.look(&mut client).await?;
        ensure!(text.contains(&needle), "{} ({:?}) does not contain {needle}", page.path, self.place);
        self.call.expect_about(bytes);
        (self.bytes, self.plain) = (bytes, text.len());
        Ok(())
    }

    fn balance_stands(&mut self) -> Result<()> {
        let balance = self.club.ask(&question(BALANCE, Who::Owner))?;
        let before = self.balance.get_or_insert_with(|| balance.clone());
        ensure!(*before == balance, "redeeming and cancelling changed the balance from {before} to {balance}");
        Ok(())
    }

    pub fn name(&self) -> &'static str {
        match self.what {
            What::Page(page) => page.path,
            What::Redemption => "redeem and cancel",
            What::Constant => "constant bytes",
        }
    }

    /// The median over all rounds.
    pub fn typical(&self, of: impl Fn(&Cost) -> f64) -> f64 {
        median(self.costs.iter().map(of))
    }

    fn rates(&self) -> impl Iterator<Item = f64> {
        self.costs.iter().map(|cost| cost.per_second)
    }

    /// The ratio of this rate to the other's.
    pub fn rate_beside(&self, other: &Self) -> f64 {
        median_ratio(self.rates(), other.rates())
    }
}
