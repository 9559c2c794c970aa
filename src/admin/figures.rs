//! Computes the club's [figures](crate::figures).

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::figures::{Figure, load};
use crate::points;
use crate::sql;
use chrono::{DateTime, Months, TimeDelta, Utc};

/// Recomputes the figures unless another instance has just done so.
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

#[derive(sqlx::FromRow)]
struct Counts {
    members: i64,
    outstanding: i64,
    redeemers: i64,
    verified: i64,
    points_per_yuan: i64,
}

async fn count(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<(Figure, i64)>> {
    let since = now.checked_sub_months(Months::new(12)).unwrap_or(now);
    let year = points::year_since(now);
    let turnover = points::turnover(tx, year, now).await?;
    let counts = sql!(
        tx,
        one Counts,
        "SELECT (SELECT COUNT(*) FROM members) AS members, \
         (SELECT CAST(COALESCE(SUM(available), 0) AS BIGINT) FROM point_balances) AS outstanding, (SELECT COUNT(*) FROM (SELECT customer_id FROM redemptions WHERE created_at >= $3 AND state <> 'cancelled' \
         UNION SELECT customer_id FROM workshop_payments WHERE settled_at >= $3 AND state = 'captured' \
         UNION SELECT customer_id FROM donations WHERE at >= $3) u JOIN members m ON m.customer_id = u.customer_id) AS redeemers, \
         (SELECT COUNT(*) FROM field_verifications f JOIN members m ON m.customer_id = f.customer_id \
         WHERE f.field = 'phone' AND f.verified_at >= $1) AS verified, \
         (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) AS points_per_yuan",
        since,
        now,
        year
    )?;
    Ok(vec![
        (Figure::Members, counts.members),
        (Figure::Outstanding, counts.outstanding),
        (Figure::PointsPerYuan, counts.points_per_yuan),
        (Figure::Issued, turnover.issued),
        (Figure::Redeemed, turnover.used),
        (Figure::Redeemers, counts.redeemers),
        (Figure::Verified, counts.verified),
    ])
}
