//! What somebody has: redemptions, registrations, referrals, and the documents of other systems.

use super::Merge;
use crate::db::Tx;
use crate::error::Result;
use crate::events;
use crate::sql;
use crate::values::{CustomerId, EventId};
use chrono::{DateTime, Utc};

/// Nobody comes to an event twice: the seats of the one who is gone are free again, and its fee is given back.
pub async fn cancel_twice_registered(tx: &mut Tx, Merge { gone, into, now, .. }: &Merge<'_>) -> Result<()> {
    let twice = "SELECT g.event_id FROM registrations g JOIN registrations o ON o.event_id = g.event_id \
        AND o.customer_id = $2 AND o.state <> 'cancelled' JOIN events e ON e.id = g.event_id \
        WHERE g.customer_id = $1 AND (g.state = 'waiting' OR (g.state = 'confirmed' AND e.starts_at > $3)) \
        ORDER BY g.event_id";
    for event in sql!(tx, scalars EventId, twice, gone, into, now)? {
        events::ops::cancel(tx, *gone, event, *now).await?;
    }
    Ok(())
}

pub async fn move_all(tx: &mut Tx, Merge { gone, into, now, .. }: &Merge<'_>) -> Result<()> {
    const OWNED: [&str; 3] = [
        "UPDATE redemptions SET customer_id = $2 WHERE customer_id = $1",
        "UPDATE counter_redemptions SET customer_id = $2 WHERE customer_id = $1",
        "UPDATE point_adjustments SET customer_id = $2 WHERE customer_id = $1 AND state = 'proposed'",
    ];
    for query in OWNED {
        sql!(tx, execute, query, gone, into)?;
    }
    move_registrations(tx, *gone, *into).await?;
    move_donations(tx, *gone, *into).await?;
    move_referrals(tx, *gone, *into).await?;
    move_wishes(tx, *gone, *into).await?;
    pass_on(tx, *gone, *into, *now).await
}

/// Where both were at the same event, that of who is gone stays behind as history.
async fn move_registrations(tx: &mut Tx, gone: CustomerId, into: CustomerId) -> Result<()> {
    let moved = "UPDATE registrations SET customer_id = $2 WHERE customer_id = $1 AND (state = 'cancelled' \
        OR NOT EXISTS (SELECT 1 FROM registrations o WHERE o.customer_id = $2 AND o.event_id = registrations.event_id \
        AND o.state <> 'cancelled'))";
    sql!(tx, execute, moved, gone, into)?;
    Ok(())
}

/// Who gave twice to the same project is one donor.
async fn move_donations(tx: &mut Tx, gone: CustomerId, into: CustomerId) -> Result<()> {
    let donors = "UPDATE charity_projects SET donors = donors - 1 \
        WHERE id IN (SELECT project_id FROM donations WHERE customer_id = $1) \
        AND id IN (SELECT project_id FROM donations WHERE customer_id = $2)";
    sql!(tx, execute, donors, gone, into)?;
    sql!(tx, execute, "UPDATE donations SET customer_id = $2 WHERE customer_id = $1", gone, into)?;
    Ok(())
}

/// A referral of somebody by whom the customer came, or of the customer, stays behind: nobody leads to themselves.
async fn move_referrals(tx: &mut Tx, gone: CustomerId, into: CustomerId) -> Result<()> {
    let moved = "UPDATE referrals SET referrer_id = $2 WHERE referrer_id = $1 AND (friend_customer_id IS NULL \
        OR friend_customer_id NOT IN (WITH RECURSIVE led (id) AS (SELECT CAST($2 AS BIGINT) UNION \
        SELECT r.referrer_id FROM referrals r JOIN led l ON r.friend_customer_id = l.id) SELECT id FROM led))";
    sql!(tx, execute, moved, gone, into)?;
    Ok(())
}

async fn move_wishes(tx: &mut Tx, gone: CustomerId, into: CustomerId) -> Result<()> {
    let both = "DELETE FROM wishes WHERE customer_id = $1 \
        AND reward_id IN (SELECT o.reward_id FROM wishes o WHERE o.customer_id = $2)";
    sql!(tx, execute, both, gone, into)?;
    let one_goal = "UPDATE wishes SET is_goal = $3 WHERE customer_id = $1 \
        AND EXISTS (SELECT 1 FROM wishes o WHERE o.customer_id = $2 AND o.is_goal)";
    sql!(tx, execute, one_goal, gone, into, false)?;
    sql!(tx, execute, "UPDATE wishes SET customer_id = $2 WHERE customer_id = $1", gone, into)?;
    let told = "INSERT INTO wish_tellings (customer_id, reward_id, told_at) \
        SELECT $2, g.reward_id, g.told_at FROM wish_tellings g WHERE g.customer_id = $1 \
        ON CONFLICT (customer_id, reward_id) DO UPDATE SET told_at = CASE \
        WHEN excluded.told_at > wish_tellings.told_at THEN excluded.told_at ELSE wish_tellings.told_at END";
    sql!(tx, execute, told, gone, into)?;
    sql!(tx, execute, "DELETE FROM wish_tellings WHERE customer_id = $1", gone)?;
    Ok(())
}

/// Documents of other systems, as a new version of each. A survey is answered once: of two answers the one of who is gone
/// is withdrawn.
pub async fn pass_on(tx: &mut Tx, gone: CustomerId, into: CustomerId, now: DateTime<Utc>) -> Result<()> {
    const WITHDRAWN: &str = "UPDATE survey_answers SET status = 'withdrawn' WHERE customer_id = $1 AND order_id IS NULL \
        AND status = 'answered' AND survey IN (SELECT o.survey FROM survey_answers o WHERE o.customer_id = $2 \
        AND o.order_id IS NULL AND o.status = 'answered')";
    const DOCUMENTS: [&str; 3] = [
        "UPDATE survey_answers SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
        "UPDATE service_orders SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
        "UPDATE deliveries SET customer_id = $2, version = version + 1, updated_at = $3 WHERE customer_id = $1",
    ];
    sql!(tx, execute, WITHDRAWN, gone, into)?;
    for query in DOCUMENTS {
        sql!(tx, execute, query, gone, into, now)?;
    }
    Ok(())
}
