//! Reminders for points that reached a lot after its wave had begun: refunded, received from a member or merged.

use super::{Expiring, Wave, morning, name, notify};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::ops::rule_value;
use crate::points::rules::RuleCode;
use crate::sql;
use chrono::{DateTime, TimeDelta, Utc};

/// Notifies members with such points whom the wave did not notify; returns the number of messages.
pub async fn remind(db: &Db, wave: Wave, now: DateTime<Utc>) -> Result<usize> {
    let mut notified = 0;
    loop {
        let members = next_members(&mut db.read().await?, wave).await?;
        if members.is_empty() {
            return Ok(notified);
        }
        notified += members.len();
        let mut tx = db.write().await?;
        let per_yuan = rule_value(&mut tx, RuleCode::PointValue, now).await?;
        for member in &members {
            notify(&mut tx, member, wave, per_yuan, now).await?;
        }
        tx.commit().await?;
    }
}

/// One batch of members not notified yet; notifying them removes them from the list.
async fn next_members(tx: &mut Tx, wave: Wave) -> Result<Vec<Expiring>> {
    /// How long after its timestamp a movement may be committed.
    const OVERLAP: TimeDelta = TimeDelta::hours(1);
    Ok(sql!(
        tx,
        all Expiring,
        "SELECT l.customer_id, CAST(SUM(l.remaining) AS BIGINT) AS points, a.phone, a.locale FROM point_lots l \
         JOIN accounts a ON a.customer_id = l.customer_id AND a.disabled_at IS NULL \
         WHERE l.expires_at = $1 AND l.remaining > 0 AND (\
         EXISTS (SELECT 1 FROM customer_merges g WHERE g.survivor_id = l.customer_id AND g.merged_at >= $2) \
         OR EXISTS (SELECT 1 FROM point_lots n LEFT JOIN point_lot_uses u ON u.lot_id = n.id AND u.amount < 0 \
         LEFT JOIN point_transfers t ON t.id = u.transfer_id WHERE n.customer_id = l.customer_id \
         AND n.expires_at = $1 AND n.remaining > 0 AND (n.earned_at >= $2 OR t.at >= $2))) \
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.dedupe_key = 'expiry:' || l.customer_id || ':' || $3) \
         GROUP BY l.customer_id, a.phone, a.locale ORDER BY l.customer_id LIMIT 200",
        wave.0,
        morning(wave.0, wave.1) - OVERLAP,
        name(wave)
    )?)
}
