//! Sums over the whole club. They take a walk through millions of rows, so a job makes them and pages show them with
//! their age.

use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::text_enum;
use chrono::{DateTime, Utc};

text_enum! {
    pub enum Figure {
        Members = "members",
        /// Points that members have, and how many of them are worth a yuan.
        Outstanding = "outstanding",
        PointsPerYuan = "points_per_yuan",
        /// Points of the last 12 months, this one included, as the board of points counts them.
        Issued = "issued_12m",
        Redeemed = "redeemed_12m",
        /// Members who redeemed something in these months, paid with points at the dealer’s, or gave some away.
        Redeemers = "redeemers_12m",
        /// Members whose phone was confirmed in the last 12 months.
        Verified = "verified_12m",
    }
}

/// The figures as they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    values: Vec<(Figure, i64)>,
    pub made_at: Option<DateTime<Utc>>,
}

impl Figures {
    pub fn get(&self, figure: Figure) -> i64 {
        self.values.iter().find(|(name, _)| *name == figure).map_or(0, |(_, value)| *value)
    }

    /// One figure in whole percent of another.
    pub fn percent(&self, part: Figure, whole: Figure) -> i64 {
        match self.get(whole) {
            0 => 0,
            whole => self.get(part).saturating_mul(100) / whole,
        }
    }
}

/// The figures, and when they were made; none before the first time.
pub async fn load(tx: &mut Tx) -> Result<Figures> {
    let rows = sql!(tx, all(String, i64, DateTime<Utc>), "SELECT name, value, at FROM club_figures")?;
    let made_at = rows.iter().map(|(_, _, at)| *at).min();
    let values = rows.iter().filter_map(|(name, value, _)| Some((Figure::from_code(name)?, *value))).collect();
    Ok(Figures { values, made_at })
}
