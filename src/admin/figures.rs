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
    let (redeemers, verified, point_value) = sql!(
        tx,
        one(i64, i64, i64),
        "SELECT (SELECT COUNT(*) FROM (SELECT customer_id FROM redemptions WHERE created_at >= $3 AND state <> 'cancelled' \
         UNION SELECT customer_id FROM workshop_payments WHERE settled_at >= $3 AND state = 'captured' \
         UNION SELECT customer_id FROM donations WHERE at >= $3) u JOIN members m ON m.customer_id = u.customer_id), \
         (SELECT COUNT(*) FROM field_verifications f JOIN members m ON m.customer_id = f.customer_id \
         WHERE f.field = 'phone' AND f.verified_at >= $1), \
         (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1)",
        since,
        now,
        year
    )?;
    Ok(vec![
        (Figure::Members, members),
        (Figure::Outstanding, outstanding),
        (Figure::PointsPerYuan, point_value),
        (Figure::Issued, issued),
        (Figure::Redeemed, redeemed),
        (Figure::Redeemers, redeemers),
        (Figure::Verified, verified),
    ])
}
