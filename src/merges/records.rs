//! What a customer has: redemptions, registrations, referrals, and the documents of other systems.

use super::Merge;
use crate::db::Tx;
use crate::error::Result;
use crate::events;
use crate::sql;
use crate::values::{CustomerId, EventId};
use chrono::{DateTime, Utc};

/// Cancels registrations for events that the survivor attends too: frees the seats and refunds the fee.
pub async fn cancel_twice_registered(tx: &mut Tx, Merge { duplicate, survivor, now, .. }: &Merge<'_>) -> Result<()> {
    let twice = "SELECT g.event_id FROM registrations g JOIN registrations o ON o.event_id = g.event_id \
        AND o.customer_id = $2 AND o.state <> 'cancelled' JOIN events e ON e.id = g.event_id \
        WHERE g.customer_id = $1 AND (g.state = 'waiting' OR (g.state = 'confirmed' AND e.starts_at > $3)) \
        ORDER BY g.event_id";
    for event in sql!(tx, scalars EventId, twice, duplicate, survivor, now)? {
        events::ops::cancel(tx, *duplicate, event, *now).await?;
    }
    Ok(())
}

pub async fn move_all(tx: &mut Tx, Merge { duplicate, survivor, now, .. }: &Merge<'_>) -> Result<()> {
    const OWNED: [&str; 3] = [
        "UPDATE redemptions SET customer_id = $2 WHERE customer_id = $1",
        "UPDATE workshop_payments SET customer_id = $2 WHERE customer_id = $1",
        "UPDATE point_adjustments SET customer_id = $2 WHERE customer_id = $1 AND state = 'proposed'",
    ];
    for query in OWNED {
        sql!(tx, execute, query, duplicate, survivor)?;
    }
    move_registrations(tx, *duplicate, *survivor).await?;
    move_donations(tx, *duplicate, *survivor).await?;
    move_referrals(tx, *duplicate, *survivor).await?;
    move_wishlist(tx, *duplicate, *survivor).await?;
    pass_on(tx, *duplicate, *survivor, *now).await
}

/// If both attended the same event, the duplicate's registration stays behind as history.
async fn move_registrations(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    let moved = "UPDATE registrations SET customer_id = $2 WHERE customer_id = $1 AND (state = 'cancelled' \
        OR NOT EXISTS (SELECT 1 FROM registrations o WHERE o.customer_id = $2 AND o.event_id = registrations.event_id \
        AND o.state <> 'cancelled'))";
    sql!(tx, execute, moved, duplicate, survivor)?;
    Ok(())
}

/// Moves donations; whoever donated twice to the same project counts as one donor.
async fn move_donations(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    let donors = "UPDATE charity_projects SET donors = donors - 1 \
        WHERE id IN (SELECT project_id FROM donations WHERE customer_id = $1) \
        AND id IN (SELECT project_id FROM donations WHERE customer_id = $2)";
    sql!(tx, execute, donors, duplicate, survivor)?;
    sql!(tx, execute, "UPDATE donations SET customer_id = $2 WHERE customer_id = $1", duplicate, survivor)?;
    Ok(())
}

/// Moves referrals, except those that would make a customer their own referrer, directly or indirectly.
async fn move_referrals(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    let moved = "UPDATE referrals SET referrer_id = $2 WHERE referrer_id = $1 AND (friend_customer_id IS NULL \
        OR friend_customer_id NOT IN (WITH RECURSIVE led (id) AS (SELECT CAST($2 AS BIGINT) UNION \
        SELECT r.referrer_id FROM referrals r JOIN led l ON r.friend_customer_id = l.id) SELECT id FROM led))";
    sql!(tx, execute, moved, duplicate, survivor)?;
    Ok(())
}

async fn move_wishlist(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    let both = "DELETE FROM wishlist_items WHERE customer_id = $1 \
        AND reward_id IN (SELECT o.reward_id FROM wishlist_items o WHERE o.customer_id = $2)";
    sql!(tx, execute, both, duplicate, survivor)?;
    let one_savings_goal = "UPDATE wishlist_items SET is_savings_goal = $3 WHERE customer_id = $1 \
        AND EXISTS (SELECT 1 FROM wishlist_items o WHERE o.customer_id = $2 AND o.is_savings_goal)";
    sql!(tx, execute, one_savings_goal, duplicate, survivor, false)?;
    sql!(tx, execute, "UPDATE wishlist_items SET customer_id = $2 WHERE customer_id = $1", duplicate, survivor)?;
    let notices = "INSERT INTO restock_notices (customer_id, reward_id, notified_at) \
        SELECT $2, g.reward_id, g.notified_at FROM restock_notices g WHERE g.customer_id = $1 \
        ON CONFLICT (customer_id, reward_id) DO UPDATE SET notified_at = CASE \
        WHEN excluded.notified_at > restock_notices.notified_at THEN excluded.notified_at ELSE restock_notices.notified_at END";
    sql!(tx, execute, notices, duplicate, survivor)?;
    sql!(tx, execute, "DELETE FROM restock_notices WHERE customer_id = $1", duplicate)?;
    Ok(())
}

/// Passes on documents of other systems, each as a new version. A survey is answered once: if both answered it, the
/// duplicate's answer is withdrawn.
pub async fn pass_on(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId, now: DateTime<Utc>) -> Result<()> {
    const WITHDRAWN: &str = "UPDATE survey_answers SET status = 'withdrawn' WHERE customer_id = $1 AND order_id IS NULL \
        AND status = 'answered' AND survey IN (SELECT o.survey FROM survey_answers o WHERE o.customer_id = $2 \
        AND o.order_id IS NULL AND o.status = 'answered')";
    const DOCUMENTS: [&str; 3] = [
        "UPDATE survey_answers SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
        "UPDATE service_orders SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
        "UPDATE deliveries SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
    ];
    sql!(tx, execute, WITHDRAWN, duplicate, survivor)?;
    for query in DOCUMENTS {
        sql!(tx, execute, query, duplicate, survivor, now)?;
    }
    Ok(())
}
