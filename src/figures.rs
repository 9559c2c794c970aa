//! Totals over the whole club. They take a scan of millions of rows, so a job computes them, and pages show them with
//! their age.

use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::text_enum;
use chrono::{DateTime, Utc};

text_enum! {
    pub enum Figure {
        Members = "members",
        /// Points that members have, and the number of points worth one yuan.
        Outstanding = "outstanding",
        PointsPerYuan = "points_per_yuan",
        /// Points of the last 12 months including the present one, as on the points board.
        Issued = "issued_12m",
        Redeemed = "redeemed_12m",
        /// Members who redeemed, paid at a dealer with points, or donated points in these months.
        Redeemers = "redeemers_12m",
        /// Members whose phone was confirmed in the last 12 months.
        Verified = "verified_12m",
    }
}

/// The figures of the last computation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    values: Vec<(Figure, i64)>,
    pub made_at: Option<DateTime<Utc>>,
}

impl Figures {
    pub fn get(&self, figure: Figure) -> i64 {
        self.values.iter().find(|(name, _)| *name == figure).map_or(0, |(_, value)| *value)
    }

    /// One figure as a whole percentage of another.
    pub fn percent(&self, part: Figure, whole: Figure) -> i64 {
        match self.get(whole) {
            0 => 0,
            whole => self.get(part).saturating_mul(100) / whole,
        }
    }
}

/// Loads the figures and their time; empty before the first computation.
pub async fn load(tx: &mut Tx) -> Result<Figures> {
    let rows = sql!(tx, all(String, i64, DateTime<Utc>), "SELECT name, value, at FROM club_figures")?;
    let made_at = rows.iter().map(|(_, _, at)| *at).min();
    let values = rows.iter().filter_map(|(name, value, _)| Some((Figure::from_code(name)?, *value))).collect();
    Ok(Figures { values, made_at })
}
