//! Raises for a new version of the tiers with lower thresholds: members with enough tier points reach the higher tier
//! when the version begins, not only with their next earning.

use super::tier_points::earned;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::account::Account;
use crate::points::rules::RuleCode;
use crate::points::rules::store::in_force;
use crate::points::run_isolated;
use crate::sql;
use crate::values::{CustomerId, RuleId};
use chrono::{DateTime, Utc};

/// Goes through all members once for each version that comes into force; returns how many it raised. Tier points must
/// be up to date. Members who could not be raised are retried on the next run.
pub async fn raise_all(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let rule = in_force(&mut db.read().await?, RuleCode::Tiers, now).await?.id;
    let done = "SELECT COUNT(*) FROM tier_raises WHERE rule_id = $1";
    if sql!(db.read().await?, scalar i64, done, rule)? > 0 {
        return Ok(0);
    }
    let (mut cursor, mut raised, mut failed) = (CustomerId(0), 0, 0);
    loop {
        let members = next_members(db, rule, cursor).await?;
        let Some(last) = members.last() else { break };
        cursor = *last;
        for customer in members {
            match run_isolated(db, ("tier raises", customer), move |tx| Box::pin(raise_one(tx, customer, now))).await {
                Some(()) => raised += 1,
                None => failed += 1,
            }
        }
    }
    if failed == 0 {
        note_done(db, rule, now).await?;
    }
    Ok(raised)
}

/// Members after `after` whose tier points suffice for a higher tier, one batch.
async fn next_members(db: &Db, rule: RuleId, after: CustomerId) -> Result<Vec<CustomerId>> {
    Ok(sql!(
        db.read().await?,
        scalars CustomerId,
        "SELECT m.customer_id FROM members m JOIN tiers o ON o.code = m.tier \
         JOIN point_balances b ON b.customer_id = m.customer_id WHERE m.customer_id > $2 \
         AND EXISTS (SELECT 1 FROM tier_rules r JOIN tiers n ON n.code = r.code \
         WHERE r.rule_id = $1 AND r.min_tier_points <= b.tier_points AND n.rank > o.rank) ORDER BY m.customer_id LIMIT 200",
        rule,
        after
    )?)
}

async fn raise_one(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    match Account::lock_present(tx, customer).await? {
        Some(_) => earned(tx, customer, 0, now).await,
        None => Ok(()),
    }
}

async fn note_done(db: &Db, rule: RuleId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    let note = "INSERT INTO tier_raises (rule_id, done_at) VALUES ($1, $2) ON CONFLICT (rule_id) DO NOTHING";
    sql!(tx, execute, note, rule, now)?;
    Ok(tx.commit().await?)
}
