//! A new version of the tiers that asks for less: whoever has the growth for a higher tier reaches it when the version
//! begins, not only with the next earning.

use super::growth::earned;
use crate::db::Db;
use crate::error::Result;
use crate::points::account::Account;
use crate::points::rules::store::in_force;
use crate::sql;
use crate::values::{CustomerId, RuleId};
use chrono::{DateTime, Utc};

/// Goes once through all members with each version that comes into force, and says how many it raised. Growth must be
/// that of today.
pub async fn raise(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let rule = in_force(&mut db.read().await?, "tiers", now).await?.id;
    let Some(mut place) = begin(db, rule).await? else { return Ok(0) };
    let mut raised = 0;
    loop {
        let members = next_members(db, rule, place).await?;
        for customer in &members {
            let mut tx = db.write().await?;
            if Account::lock_present(&mut tx, *customer).await?.is_some() {
                earned(&mut tx, *customer, 0, now).await?;
                tx.commit().await?;
                raised += 1;
            }
        }
        let Some(last) = members.last() else { break };
        place = *last;
        note(db, rule, (place, false)).await?;
    }
    note(db, rule, (place, true)).await?;
    Ok(raised)
}

/// Where the wave of a version goes on; `None` where it is over.
async fn begin(db: &Db, rule: RuleId) -> Result<Option<CustomerId>> {
    const WAVE: &str = "SELECT after_customer, done FROM tier_raises WHERE rule_id = $1";
    let wave = sql!(db.read().await?, optional(CustomerId, bool), WAVE, rule)?;
    Ok(match wave {
        Some((_, true)) => None,
        Some((place, false)) => Some(place),
        None => Some(CustomerId(0)),
    })
}

/// Members beyond one whose growth carries a higher tier than theirs, a few at a time.
async fn next_members(db: &Db, rule: RuleId, after: CustomerId) -> Result<Vec<CustomerId>> {
    Ok(sql!(
        db.read().await?,
        scalars CustomerId,
        "SELECT m.customer_id FROM members m JOIN tiers o ON o.code = m.tier \
         JOIN point_balances b ON b.customer_id = m.customer_id WHERE m.customer_id > $2 \
         AND EXISTS (SELECT 1 FROM tier_rules r JOIN tiers n ON n.code = r.code \
         WHERE r.rule_id = $1 AND r.growth_from <= b.growth AND n.rank > o.rank) ORDER BY m.customer_id LIMIT 200",
        rule,
        after
    )?)
}

/// Another one that goes through the same members never takes the wave back.
async fn note(db: &Db, rule: RuleId, (place, done): (CustomerId, bool)) -> Result<()> {
    let mut tx = db.write().await?;
    sql!(
        tx,
        execute,
        "INSERT INTO tier_raises (rule_id, after_customer, done) VALUES ($1, $2, $3) ON CONFLICT (rule_id) DO UPDATE \
         SET after_customer = excluded.after_customer, done = excluded.done \
         WHERE NOT tier_raises.done AND tier_raises.after_customer <= excluded.after_customer",
        rule,
        place,
        done
    )?;
    tx.commit().await?;
    Ok(())
}
