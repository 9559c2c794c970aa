//! Tier points: what a member earned in the last 24 months, less reversals. The sum is stored with the start of its
//! window, so pages never have to compute it.

use super::notifications;
use super::periods::period_end;
use crate::clock::{self, Span};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::account::Account;
use crate::points::model::tier_window_start;
use crate::points::run_isolated;
use crate::sql;
use crate::values::{CustomerId, Tier, TransferId};
use chrono::{DateTime, Utc};

#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TierChange {
    #[sqlx(rename = "tier_from")]
    pub from: Tier,
    #[sqlx(rename = "tier_to")]
    pub to: Tier,
}

/// Counts an earning as tier points, and raises the tier at once if it suffices. The account must be locked.
pub async fn earned(tx: &mut Tx, customer: CustomerId, points: i64, at: DateTime<Utc>) -> Result<()> {
    let tier_points = sql!(
        tx,
        scalar i64,
        "UPDATE point_balances SET tier_points = CASE WHEN tier_points_since <= $3 THEN tier_points + $2 ELSE tier_points END \
         WHERE customer_id = $1 RETURNING tier_points",
        customer,
        points,
        at
    )?;
    let reached = sql!(
        tx,
        optional TierChange,
        "SELECT m.tier AS tier_from, n.code AS tier_to FROM members m JOIN tiers o ON o.code = m.tier \
         JOIN tiers n ON n.rank > o.rank AND n.code = (SELECT r.code FROM tier_rules r WHERE r.min_tier_points <= $2 \
         AND r.rule_id = (SELECT id FROM point_rules WHERE code = 'tiers' AND valid_from <= $3 \
         ORDER BY valid_from DESC, version DESC LIMIT 1) ORDER BY r.min_tier_points DESC LIMIT 1) \
         WHERE m.customer_id = $1",
        customer,
        tier_points,
        at
    )?;
    match reached {
        Some(change) => raise(tx, customer, change, tier_points, at).await,
        None => Ok(()),
    }
}

/// Raises the tier for a period from today on, and notifies the member. The account must be locked.
pub async fn raise(
    tx: &mut Tx,
    customer: CustomerId,
    change: TierChange,
    tier_points: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    note_change(tx, customer, change, tier_points, at).await?;
    let until = period_end(clock::day(at));
    let set = "UPDATE members SET tier = $2, tier_until = $3, tier_notice = NULL WHERE customer_id = $1";
    sql!(tx, execute, set, customer, change.to, until)?;
    notifications::risen(tx, customer, (change.to, until), at).await
}

pub async fn note_change(
    tx: &mut Tx,
    customer: CustomerId,
    TierChange { from, to }: TierChange,
    tier_points: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    let insert =
        "INSERT INTO tier_changes (customer_id, tier_from, tier_to, tier_points, at) VALUES ($1, $2, $3, $4, $5)";
    sql!(tx, execute, insert, customer, from, to, tier_points, at)?;
    Ok(())
}

/// Subtracts reversed points, if they still counted. The account must be locked.
pub async fn reversed(tx: &mut Tx, customer: CustomerId, earned: TransferId, points: i64) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE point_balances SET tier_points = tier_points - $3 WHERE customer_id = $1 \
         AND tier_points_since <= (SELECT at FROM point_transfers WHERE id = $2)",
        customer,
        earned,
        points
    )?;
    Ok(())
}

/// What a member earned from an instant on, less reversals.
pub async fn sum_tier_points(tx: &mut Tx, customer: CustomerId, since: DateTime<Utc>) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT CAST(COALESCE(SUM(l.issued), 0) - COALESCE(SUM((SELECT SUM(e.amount) FROM point_transfers r \
         JOIN point_entries e ON e.transfer_id = r.id AND e.account = 'issue' \
         WHERE r.undoes_id = t.id AND r.kind = 'reverse')), 0) AS BIGINT) \
         FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id AND t.kind = 'earn' \
         WHERE l.customer_id = $1 AND t.at >= $2",
        customer,
        since
    )?)
}

/// Recomputes tier points of everybody with earnings that left the window since the last run. Members whose sum could
/// not be computed are retried on the next run.
pub async fn slide(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let since = tier_window_start(now);
    let last = "SELECT begun_at FROM scan_checkpoints WHERE scope = 'tier_points'";
    let last = sql!(db.read().await?, optional_scalar DateTime<Utc>, last)?.unwrap_or(DateTime::UNIX_EPOCH);
    if last >= since {
        return Ok(0);
    }
    let (mut cursor, mut counted, mut failed) = (CustomerId(0), 0, 0);
    loop {
        let members = next_leaving(db, Span { from: last, until: since }, cursor).await?;
        let Some(end) = members.last() else { break };
        cursor = *end;
        for customer in members {
            match run_isolated(db, ("tier_points", customer), move |tx| Box::pin(count(tx, customer, since))).await {
                Some(()) => counted += 1,
                None => failed += 1,
            }
        }
    }
    if failed == 0 {
        note_slide(db, since).await?;
    }
    Ok(counted)
}

/// Members after `after` with earnings of a span that still count.
async fn next_leaving(db: &Db, span: Span, after: CustomerId) -> Result<Vec<CustomerId>> {
    const LEAVING: &str = "SELECT DISTINCT l.customer_id FROM point_lots l \
        JOIN point_balances b ON b.customer_id = l.customer_id AND b.tier_points_since <= l.earned_at \
        WHERE l.earned_at >= $1 AND l.earned_at < $2 AND l.customer_id > $3 ORDER BY l.customer_id LIMIT 200";
    Ok(sql!(db.read().await?, scalars CustomerId, LEAVING, span.from, span.until, after)?)
}

async fn note_slide(db: &Db, since: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    let note = "INSERT INTO scan_checkpoints (scope, begun_at) VALUES ('tier_points', $1) ON CONFLICT (scope) DO UPDATE \
        SET begun_at = excluded.begun_at WHERE scan_checkpoints.begun_at < excluded.begun_at";
    sql!(tx, execute, note, since)?;
    Ok(tx.commit().await?)
}

async fn count(tx: &mut Tx, customer: CustomerId, since: DateTime<Utc>) -> Result<()> {
    if Account::lock_present(tx, customer).await?.is_none() {
        return Ok(());
    }
    let tier_points = sum_tier_points(tx, customer, since).await?;
    sql!(
        tx,
        execute,
        "UPDATE point_balances SET tier_points = $2, tier_points_since = $3 WHERE customer_id = $1 AND tier_points_since < $3",
        customer,
        tier_points,
        since
    )?;
    Ok(())
}
