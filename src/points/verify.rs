//! Invariants of the ledger and of the rewards' stock.

mod order;
mod rules;

pub use order::check_order;
pub use rules::RULES;

use super::model::{ChainedEntry, TransferKind, entry_hash};
use crate::db::Tx;
use crate::error::Result;
use crate::invariants::{Check, Report};
use crate::sql;
use crate::values::{CustomerId, TransferId};
use chrono::{DateTime, Utc};

#[derive(Clone, sqlx::FromRow)]
struct Link {
    id: i64,
    customer_id: CustomerId,
    transfer_id: TransferId,
    amount: i64,
    balance_after: i64,
    debt_after: i64,
    kind: TransferKind,
    /// By how much the entry reduces the member's debt.
    settled: i64,
    at: DateTime<Utc>,
    hash: String,
    /// The stored hash of the newest entry; `None` without a balance.
    stored_head: Option<String>,
    stored_debt: Option<i64>,
}

const CHAINS: &str =
    "entries: each member's chain of hashes, balances and debts is intact, and income settles debt first";

/// Checks that every entry follows from the previous one, and that the last one is the stored head. `report` is called
/// for every batch of rows.
pub async fn check_chains(tx: &mut Tx, report: &mut Report<'_>) -> Result<Check> {
    let mut check = Check::new(CHAINS);
    let mut before: Option<Link> = None;
    loop {
        let links = next_links(tx, before.as_ref()).await?;
        if links.is_empty() {
            check.end(before.as_ref());
            return Ok(check);
        }
        report(links.len() as u64);
        for link in links {
            if before.as_ref().is_some_and(|before| before.customer_id != link.customer_id) {
                check.end(before.take().as_ref());
            }
            check.follow(before.as_ref(), &link);
            before = Some(link);
        }
    }
}

async fn next_links(tx: &mut Tx, after: Option<&Link>) -> Result<Vec<Link>> {
    Ok(sql!(
        tx,
        all Link,
        "SELECT e.id, e.customer_id, e.transfer_id, e.amount, e.balance_after, e.debt_after, e.kind, \
         CAST(CASE WHEN e.kind IN ('reverse', 'settle', 'merge') THEN COALESCE((SELECT SUM(d.amount) FROM point_entries d \
         WHERE d.transfer_id = e.transfer_id AND d.account = 'debt'), 0) ELSE 0 END AS BIGINT) AS settled, \
         e.at, e.hash, b.chain_head AS stored_head, b.debt AS stored_debt FROM point_entries e LEFT JOIN point_balances b ON b.customer_id = e.customer_id \
         WHERE e.customer_id IS NOT NULL AND (e.customer_id, e.id) > ($1, $2) \
         ORDER BY e.customer_id, e.id LIMIT 5000",
        after.map_or(0, |link| link.customer_id.0),
        after.map_or(0, |link| link.id)
    )?)
}

impl Link {
    /// Points came in while the member had debt, so a settlement must follow.
    fn must_settle(&self) -> bool {
        self.debt_after > 0 && self.amount > 0
    }
}

impl Check {
    fn follow(&mut self, before: Option<&Link>, link: &Link) {
        let Link { customer_id, transfer_id, amount, balance_after, debt_after, at, .. } = *link;
        let entry = ChainedEntry { customer_id, transfer_id, amount, balance_after, debt_after, at };
        let head = before.map_or("", |before| before.hash.as_str());
        let (balance, debt) = before.map_or((0, 0), |before| (before.balance_after, before.debt_after));
        self.seen += 1;
        let runs_on = balance_after == balance + amount && debt_after == debt - link.settled;
        let settles = link.kind == TransferKind::Settle || !before.is_some_and(Link::must_settle);
        if link.hash != entry_hash(head, &entry) || !runs_on || !settles {
            self.note(link.id);
        }
    }

    fn end(&mut self, last: Option<&Link>) {
        if let Some(last) = last
            && (last.stored_head.as_deref() != Some(&last.hash)
                || last.stored_debt != Some(last.debt_after)
                || last.must_settle())
        {
            self.note(last.id);
        }
    }
}
