//! Sums over the whole club. They take a walk through millions of rows, so a job makes them and pages show them with
//! their age.

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points;
use crate::sql;
use crate::text_enum;
use chrono::{DateTime, Months, TimeDelta, Utc};

text_enum! {
    pub enum Figure {
        Members = "members",
        /// Points that members have, and how many of them are worth a yuan.
        Outstanding = "outstanding",
        PointsPerYuan = "points_per_yuan",
        /// Points of the last 12 months, this one included, as the board of points counts them.
        Issued = "issued_12m",
        Redeemed = "redeemed_12m",
        /// Members who redeemed something in these months, paid with points at the counter, or gave some away.
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

/// Makes the figures anew unless another instance just did.
pub async fn refresh(db: &Db, now: DateTime<Utc>) -> Result<()> {
    const FRESH: TimeDelta = TimeDelta::minutes(50);
    let mut tx = db.read().await?;
    if load(&mut tx).await?.made_at.is_some_and(|at| at > now - FRESH) {
        return Ok(());
    }
    let values = count(&mut tx, now).await?;
    drop(tx);
    let mut tx = db.write().await?;
    for (figure, value) in values {
        sql!(
            tx,
            execute,
            "INSERT INTO club_figures (name, value, at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
            figure,
            value,
            now
        )?;
    }
    Ok(tx.commit().await?)
}

async fn count(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(Figure, i64)>> {
    let since = now.checked_sub_months(Months::new(12)).unwrap_or(now);
    let (members, outstanding) = sql!(
        tx,
        one(i64, i64),
        "SELECT (SELECT COUNT(*) FROM members), \
         (SELECT CAST(COALESCE(SUM(available), 0) AS BIGINT) FROM point_balances)"
    )?;
    let year = points::year_since(now);
    let (issued, redeemed) = points::issued_and_used(tx, year, now).await?;
    let (redeemers, verified, worth) = sql!(
        tx,
        one(i64, i64, i64),
        "SELECT (SELECT COUNT(*) FROM (SELECT customer_id FROM redemptions WHERE created_at >= $3 AND state <> 'cancelled' \
         UNION SELECT customer_id FROM counter_redemptions WHERE settled_at >= $3 AND state = 'captured' \
         UNION SELECT customer_id FROM donations WHERE at >= $3) u JOIN members m ON m.customer_id = u.customer_id), \
         (SELECT COUNT(*) FROM field_verifications f JOIN members m ON m.customer_id = f.customer_id \
         WHERE f.field = 'phone' AND f.verified_at >= $1), \
         (SELECT value FROM point_rules WHERE code = 'worth' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1)",
        since,
        now,
        year
    )?;
    Ok(vec![
        (Figure::Members, members),
        (Figure::Outstanding, outstanding),
        (Figure::PointsPerYuan, worth),
        (Figure::Issued, issued),
        (Figure::Redeemed, redeemed),
        (Figure::Redeemers, redeemers),
        (Figure::Verified, verified),
    ])
}
