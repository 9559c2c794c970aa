//! Follows merges made by other systems, which write `customers.merged_into`.

use super::ops::{Merge, merge};
use super::records::pass_on;
use crate::db::Db;
use crate::error::{AppError, Conflict, Result};
use crate::merges::Refusal;
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Merges customers that another system has merged, and passes on what it has written for duplicates since. Returns how
/// many. Safe to interrupt and to run concurrently. Customers with open holds are retried on the next run.
pub async fn follow_external(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let mut done = 0;
    let mut after = CustomerId(0);
    loop {
        let found = next_merged(db, after).await?;
        let Some(last) = found.last() else { break };
        after = last.duplicate;
        for merged in found {
            done += usize::from(merge_one(db, merged, now).await?);
        }
    }
    Ok(done + pass_on_late(db, now).await?)
}

#[derive(Clone, Copy, sqlx::FromRow)]
struct Merged {
    duplicate: CustomerId,
    survivor: CustomerId,
}

/// Customers marked as merged but not merged here yet, each with its survivor. Cycles are left alone.
async fn next_merged(db: &Db, after: CustomerId) -> Result<Vec<Merged>> {
    const QUERY: &str = "SELECT c.id AS duplicate, COALESCE(g.survivor_id, c.merged_into) AS survivor FROM customers c \
        LEFT JOIN customer_merges g ON g.customer_id = c.merged_into WHERE c.merged_into IS NOT NULL AND c.id > $1 \
        AND COALESCE(g.survivor_id, c.merged_into) <> c.id \
        AND NOT EXISTS (SELECT 1 FROM customer_merges m WHERE m.customer_id = c.id) ORDER BY c.id LIMIT 100";
    Ok(sql!(db.read().await?, all Merged, QUERY, after)?)
}

async fn merge_one(db: &Db, Merged { duplicate, survivor }: Merged, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.write().await?;
    match merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now }).await {
        Ok(merged) => {
            tx.commit().await?;
            Ok(merged)
        }
        Err(AppError::Busy) => Ok(false),
        Err(error) if error.is(Refusal::PointsSetAside) || error.is(Conflict::Handled) => Ok(false),
        Err(error) => {
            tracing::error!(%duplicate, %survivor, %error, "failed to merge a customer");
            Ok(false)
        }
    }
}

async fn pass_on_late(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    const LATE: &str = "SELECT g.customer_id AS duplicate, g.survivor_id AS survivor FROM customer_merges g \
        WHERE EXISTS (SELECT 1 FROM service_orders o WHERE o.customer_id = g.customer_id) \
        OR EXISTS (SELECT 1 FROM deliveries o WHERE o.customer_id = g.customer_id) \
        OR EXISTS (SELECT 1 FROM survey_answers o WHERE o.customer_id = g.customer_id) LIMIT 100";
    let late = sql!(db.read().await?, all Merged, LATE)?;
    for Merged { duplicate, survivor } in &late {
        let mut tx = db.write().await?;
        pass_on(&mut tx, *duplicate, *survivor, now).await?;
        tx.commit().await?;
    }
    Ok(late.len())
}
