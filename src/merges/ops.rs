use super::{customers, records};
use crate::db::Tx;
use crate::error::{Conflict, Result};
use crate::merges::Refusal;
use crate::points::{ops as points, tiers};
use crate::sql;
use crate::values::{AccountId, CustomerId};
use chrono::{DateTime, Utc};

/// A merge of two rows of one customer.
#[derive(Clone, Debug)]
pub struct Merge<'a> {
    pub duplicate: CustomerId,
    pub survivor: CustomerId,
    /// `None` if another system merged them.
    pub by: Option<AccountId>,
    pub reason: &'a str,
    pub now: DateTime<Utc>,
}

impl Merge<'_> {
    /// The actor recorded for the change of the customer's data.
    pub fn actor(&self) -> String {
        self.by.map_or_else(|| "crm".to_owned(), |account| format!("admin:{account}"))
    }
}

/// Merges two customers; returns false if it was done before. Refuses a merge of a customer with itself, with one that
/// is itself a duplicate, and while the duplicate has open holds: it can be retried once they are captured or released.
///
/// Lock order on PostgreSQL: both customers by id, the events that both are registered for, then both balances by id.
pub async fn merge(tx: &mut Tx, merge: &Merge<'_>) -> Result<bool> {
    let Merge { duplicate, survivor, by, reason, now } = *merge;
    if duplicate == survivor {
        return Err(Refusal::SameCustomer.into());
    }
    customers::lock(tx, duplicate.min(survivor)).await?;
    customers::lock(tx, duplicate.max(survivor)).await?;
    if let Some(earlier) = customers::find_survivor(tx, duplicate).await? {
        return if earlier == survivor { Ok(false) } else { Err(Conflict::Handled.into()) };
    }
    if customers::find_survivor(tx, survivor).await?.is_some() {
        return Err(Conflict::Handled.into());
    }
    records::cancel_twice_registered(tx, merge).await?;
    points::lock(tx, duplicate.min(survivor)).await?;
    points::lock(tx, duplicate.max(survivor)).await?;
    if has_open_holds(tx, duplicate).await? {
        return Err(Refusal::PointsSetAside.into());
    }
    let ended = customers::move_membership(tx, merge).await?;
    sql!(
        tx,
        execute,
        "INSERT INTO customer_merges (customer_id, survivor_id, member_no, referral_code, merged_by, reason, merged_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        duplicate,
        survivor,
        ended.as_ref().map(|ended| ended.member_no.as_str()),
        ended.as_ref().map(|ended| ended.referral_code.as_str()),
        by,
        reason,
        now
    )?;
    sql!(tx, execute, "UPDATE customer_merges SET survivor_id = $2 WHERE survivor_id = $1", duplicate, survivor)?;
    points::merge(tx, duplicate, survivor, now).await?;
    tiers::merged(tx, (duplicate, survivor), ended.map(|ended| ended.held), now).await?;
    records::move_all(tx, merge).await?;
    customers::move_all(tx, merge).await?;
    Ok(true)
}

async fn has_open_holds(tx: &mut Tx, customer: CustomerId) -> Result<bool> {
    let query = "SELECT COUNT(*) FROM point_holds WHERE customer_id = $1 AND state = 'open'";
    Ok(sql!(tx, scalar i64, query, customer)? > 0)
}
