//! Pending points: what a member's open orders would earn if all were closed now, by the same computation that books
//! them. They are not a promise: amount paid, campaign and tier are those of the closing day.
//!
//! They are recomputed when a version of an order is booked, and once a day, since a campaign, a month or a tier may
//! begin or end in between.

use super::store;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::account::Account;
use crate::points::rules::RuleCode;
use crate::points::rules::model::{Basis, give_all};
use crate::points::rules::store as rules;
use crate::points::run_isolated;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Recomputes and stores pending points. The account must be locked, so that no older sum is written after this one.
pub async fn refresh(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    let points = pending_points(tx, customer, now).await?;
    store::set_pending(tx, customer, points).await
}

/// Each order with its best campaign, all within what is left of this month's cap.
async fn pending_points(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<i64> {
    let open = store::list_open(tx, customer, now).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let rule = rules::in_force(tx, RuleCode::Workshop, now).await?;
    let (_, own) = store::multiplier(tx, customer, now).await?;
    let earned = match rule.cap {
        Some(_) => rules::earned_in_month(tx, customer, RuleCode::Workshop, now, None).await?,
        None => 0,
    };
    let orders = open
        .iter()
        .map(|order| (Basis::Paid { fen: order.paid_fen, percent: order.percent.unwrap_or(own) }, order.campaign));
    Ok(give_all(rule.terms(), orders, earned))
}

/// Recomputes pending points of all members; returns for how many they changed. Locks only those.
pub async fn refresh_all(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let (mut cursor, mut changed) = (CustomerId(0), 0);
    loop {
        let members = store::list_with_open(&mut db.read().await?, cursor).await?;
        let Some(last) = members.last() else { return Ok(changed) };
        cursor = *last;
        for customer in members {
            // Members whose points cannot be computed fail again, and are logged, below.
            if is_right(db, customer, now).await.unwrap_or(false) {
                continue;
            }
            let counted =
                run_isolated(db, ("pending points", customer), move |tx| Box::pin(lock_and_refresh(tx, customer, now)));
            changed += usize::from(counted.await.is_some());
        }
    }
}

async fn lock_and_refresh(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    match Account::lock_present(tx, customer).await? {
        Some(_) => refresh(tx, customer, now).await,
        None => Ok(()),
    }
}

async fn is_right(db: &Db, customer: CustomerId, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.read().await?;
    Ok(store::find_pending(&mut tx, customer).await? == pending_points(&mut tx, customer, now).await?)
}
