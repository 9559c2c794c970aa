//! Figures that the board derives from the stored sums.

use super::sums::{self, Flow, HORIZONS, MONTHS, Owed, What};
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::Tier;
use chrono::{DateTime, Datelike, NaiveDate, Utc};

#[derive(Debug, Default)]
pub struct Board {
    pub made_at: Option<DateTime<Utc>>,
    sums: Vec<(What, String, String, i64)>,
}

/// A month in which points expire: how many are left, and how many are expected to expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    pub month: NaiveDate,
    pub points: i64,
    pub forecast: i64,
    /// Whole months until it begins; 0 once it has begun.
    pub months_left: u32,
}

pub async fn load(tx: &mut Tx) -> Result<Board> {
    let query = "SELECT what, slot, part, value, at FROM point_sums ORDER BY slot";
    let rows = sql!(tx, all(What, String, String, i64, DateTime<Utc>), query)?;
    let made_at = rows.iter().filter(|row| row.0 == What::Left).map(|row| row.4).max();
    Ok(Board {
        made_at,
        sums: rows.into_iter().map(|(what, slot, part, value, _)| (what, slot, part, value)).collect(),
    })
}

impl Board {
    fn sum(&self, what: What, slot: Option<&str>, part: Option<&str>) -> i64 {
        let found = self.sums.iter().filter(|row| {
            row.0 == what && slot.is_none_or(|slot| row.1 == slot) && part.is_none_or(|part| row.2 == part)
        });
        found.map(|row| row.3).sum()
    }

    /// What the club owes its members: available and held points, less members' debt.
    pub fn outstanding(&self) -> i64 {
        self.available() + self.set_aside() - self.owed()
    }

    pub fn available(&self) -> i64 {
        self.sum(What::Owed, None, Some(Owed::Available.code()))
    }

    pub fn set_aside(&self) -> i64 {
        self.sum(What::Owed, None, Some(Owed::Held.code()))
    }

    pub fn owed(&self) -> i64 {
        self.sum(What::Owed, None, Some(Owed::Debt.code()))
    }

    /// What was outstanding before the first of the twelve months shown.
    pub fn opening(&self, today: NaiveDate) -> i64 {
        let moved = Flow::ALL.iter().map(|flow| flow.sign() * self.year(today, *flow));
        self.outstanding() - moved.sum::<i64>()
    }

    /// Points that can be spent and have yet to expire.
    pub fn ending(&self) -> i64 {
        self.sum(What::Left, None, None)
    }

    /// Points of a tier's members by age in whole years.
    pub fn left(&self, tier: Tier, age: u32) -> i64 {
        self.sum(What::Left, Some(tier.code()), Some(&age.to_string()))
    }

    pub fn flow(&self, month: NaiveDate, flow: Flow) -> i64 {
        self.sum(What::Flow, Some(&sums::slot(month)), Some(flow.code()))
    }

    /// The last twelve months together, including this one.
    pub fn year(&self, today: NaiveDate, flow: Flow) -> i64 {
        sums::months(today, MONTHS).map(|month| self.flow(month, flow)).sum()
    }

    /// The share of points left `months_left` months before their expiry month that expire, per mille, as observed for
    /// lots that expired in the twelve months before this one. `None` if there were none.
    ///
    /// A month that has begun counts as whole. Where its horizon was not counted, the next longer one is used: more
    /// gets used over it, so the liability is not understated.
    pub fn expiry_permille(&self, today: NaiveDate, months_left: u32) -> Option<i64> {
        let longer = HORIZONS.iter().find(|horizon| **horizon > months_left);
        let horizon = longer.or(HORIZONS.last()).unwrap_or(&0);
        let year: Vec<String> = sums::months(today, MONTHS + 1).skip(1).map(sums::slot).collect();
        let sum = |part: &str| year.iter().map(|slot| self.sum(What::Stood, Some(slot), Some(part))).sum::<i64>();
        let (stood, expired) = (sum(&horizon.to_string()), sum("0"));
        (stood > 0).then(|| (expired.saturating_mul(1000) / stood).min(1000))
    }

    /// Points left now by month of expiry, the nearest first.
    pub fn endings(&self, now: DateTime<Utc>) -> Vec<Ending> {
        let today = clock::day(now);
        let ends = self.sums.iter().filter(|row| row.0 == What::Ends);
        ends.filter_map(|(_, slot, _, points)| {
            let month: NaiveDate = format!("{slot}-01").parse().ok()?;
            let months_left = between(today, month);
            let permille = self.expiry_permille(today, months_left).unwrap_or(0);
            Some(Ending { month, points: *points, forecast: points * permille / 1000, months_left })
        })
        .collect()
    }
}

/// Whole months from one month to a later one.
fn between(from: NaiveDate, to: NaiveDate) -> u32 {
    let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    u32::try_from(months).unwrap_or(0)
}
