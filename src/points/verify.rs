//! What always holds of the ledger and of the rewards' stock, proved on a whole database.

use super::model::{ChainedEntry, entry_hash};
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, TransferId};
use chrono::{DateTime, Utc};

/// One thing that always holds, and whether it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub what: &'static str,
    /// Rows looked at.
    pub seen: i64,
    /// Rows for which it does not hold.
    pub wrong: i64,
    /// The first of them: ids of members, lots, transfers, rewards or entries, as `what` says.
    pub first: Vec<i64>,
}

struct Rule {
    what: &'static str,
    /// A table of the rows looked at.
    of: &'static str,
    /// A query for the column `id` of those that are wrong.
    wrong: &'static str,
}

const RULES: [Rule; 6] = [
    Rule {
        what: "members: what is left in the lots = stored balance = sum of the entries",
        of: "SELECT COUNT(*) FROM point_balances",
        wrong: "SELECT a.id FROM (SELECT customer_id AS id FROM point_balances UNION \
            SELECT customer_id FROM point_lots UNION \
            SELECT customer_id FROM point_entries WHERE customer_id IS NOT NULL) a \
            LEFT JOIN point_balances b ON b.customer_id = a.id \
            LEFT JOIN (SELECT customer_id, SUM(remaining) AS points FROM point_lots GROUP BY customer_id) l \
            ON l.customer_id = a.id \
            LEFT JOIN (SELECT customer_id, SUM(amount) AS points FROM point_entries WHERE customer_id IS NOT NULL \
            GROUP BY customer_id) e ON e.customer_id = a.id \
            WHERE b.customer_id IS NULL OR b.available < 0 OR b.available <> COALESCE(l.points, 0) \
            OR b.available <> COALESCE(e.points, 0)",
    },
    Rule {
        what: "lots: 0 <= left <= issued, and what is gone is what was taken and not given back",
        of: "SELECT COUNT(*) FROM point_lots",
        wrong: "SELECT l.id FROM point_lots l LEFT JOIN (SELECT lot_id, SUM(amount) AS points FROM point_lot_uses \
            GROUP BY lot_id) u ON u.lot_id = l.id WHERE l.remaining < 0 OR l.remaining > l.issued \
            OR l.issued - l.remaining <> COALESCE(u.points, 0)",
    },
    Rule {
        what: "transfers: two entries or more, which sum to zero",
        of: "SELECT COUNT(*) FROM point_transfers",
        wrong: "SELECT t.id FROM point_transfers t LEFT JOIN (SELECT transfer_id, COUNT(*) AS n, \
            SUM(amount) AS points FROM point_entries GROUP BY transfer_id) e ON e.transfer_id = t.id \
            WHERE COALESCE(e.n, 0) < 2 OR e.points <> 0",
    },
    Rule {
        what: "transfers: the member's entry = what went into lots and came out of them",
        of: "SELECT COUNT(*) FROM point_transfers",
        wrong: "SELECT t.id FROM point_transfers t \
            LEFT JOIN point_entries e ON e.transfer_id = t.id AND e.customer_id IS NOT NULL \
            LEFT JOIN (SELECT transfer_id, SUM(issued) AS points FROM point_lots GROUP BY transfer_id) l \
            ON l.transfer_id = t.id \
            LEFT JOIN (SELECT transfer_id, SUM(amount) AS points FROM point_lot_uses GROUP BY transfer_id) u \
            ON u.transfer_id = t.id WHERE e.id IS NULL OR e.customer_id <> t.customer_id \
            OR e.amount <> COALESCE(l.points, 0) - COALESCE(u.points, 0)",
    },
    Rule {
        what: "refunds: the same lots got back what the spending had taken",
        of: "SELECT COUNT(*) FROM point_transfers WHERE kind = 'refund'",
        wrong: "SELECT r.id FROM point_transfers r WHERE r.kind = 'refund' AND (r.undoes_id IS NULL OR EXISTS (\
            SELECT 1 FROM point_lot_uses u WHERE u.transfer_id IN (r.id, r.undoes_id) \
            GROUP BY u.lot_id HAVING SUM(u.amount) <> 0))",
    },
    Rule {
        what: "rewards: stock received = stock left + redeemed and not cancelled",
        of: "SELECT COUNT(*) FROM rewards",
        wrong: "SELECT w.id FROM rewards w LEFT JOIN (SELECT reward_id, COUNT(*) AS n FROM redemptions \
            WHERE state <> 'cancelled' GROUP BY reward_id) r ON r.reward_id = w.id \
            WHERE w.stock_received <> w.stock_left + COALESCE(r.n, 0)",
    },
];

/// Checks everything; entries are read in batches, so that memory stays bounded.
pub async fn verify(tx: &mut Tx) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for Rule { what, of, wrong } in RULES {
        let seen = sql!(tx, scalar i64, of)?;
        checks.push(check(tx, what, seen, wrong).await?);
    }
    checks.push(check_chains(tx).await?);
    Ok(checks)
}

/// The checks that fail, in words; empty if all is well.
pub async fn violations(tx: &mut Tx) -> Result<Vec<String>> {
    let failed = verify(tx).await?.into_iter().filter(|check| check.wrong > 0);
    Ok(failed.map(|check| check.to_string()).collect())
}

impl std::fmt::Display for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, seen, wrong, first } = self;
        match wrong {
            0 => write!(f, "ok     {what}: {seen}"),
            _ => write!(f, "WRONG  {what}: {wrong} of {seen}, first ids {first:?}"),
        }
    }
}

const SHOWN: usize = 5;

async fn check(tx: &mut Tx, what: &'static str, seen: i64, wrong: &'static str) -> Result<Check> {
    // The texts are constants of this file.
    let query = format!("SELECT id, COUNT(*) OVER () FROM ({wrong}) w ORDER BY id LIMIT {SHOWN}");
    let rows = sql!(tx, all(i64, i64), sqlx::AssertSqlSafe(query))?;
    let first = rows.iter().map(|(id, _)| *id).collect();
    Ok(Check { what, seen, wrong: rows.first().map_or(0, |(_, count)| *count), first })
}

#[derive(Clone, sqlx::FromRow)]
struct Link {
    id: i64,
    customer_id: CustomerId,
    transfer_id: TransferId,
    amount: i64,
    balance_after: i64,
    at: DateTime<Utc>,
    hash: String,
    /// What is stored as the newest entry's hash; `None` without a balance.
    stored_head: Option<String>,
}

/// Every entry follows from the one before, and the last is the stored head.
async fn check_chains(tx: &mut Tx) -> Result<Check> {
    let what = "entries: each member's chain of hashes and running balances is whole";
    let mut check = Check { what, seen: 0, wrong: 0, first: Vec::new() };
    let mut before: Option<Link> = None;
    loop {
        let links = next_links(tx, before.as_ref()).await?;
        if links.is_empty() {
            check.end(before.as_ref());
            return Ok(check);
        }
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
        "SELECT e.id, e.customer_id, e.transfer_id, e.amount, e.balance_after, e.at, e.hash, \
         b.chain_head AS stored_head FROM point_entries e LEFT JOIN point_balances b ON b.customer_id = e.customer_id \
         WHERE e.customer_id IS NOT NULL AND (e.customer_id, e.id) > ($1, $2) \
         ORDER BY e.customer_id, e.id LIMIT 5000",
        after.map_or(0, |link| link.customer_id.0),
        after.map_or(0, |link| link.id)
    )?)
}

impl Check {
    fn follow(&mut self, before: Option<&Link>, link: &Link) {
        let Link { customer_id, transfer_id, amount, balance_after, at, .. } = *link;
        let entry = ChainedEntry { customer_id, transfer_id, amount, balance_after, at };
        let (head, balance) = before.map_or(("", 0), |before| (before.hash.as_str(), before.balance_after));
        self.seen += 1;
        if link.hash != entry_hash(head, &entry) || balance_after != balance + amount {
            self.note(link.id);
        }
    }

    fn end(&mut self, last: Option<&Link>) {
        if let Some(last) = last
            && last.stored_head.as_deref() != Some(&last.hash)
        {
            self.note(last.id);
        }
    }

    fn note(&mut self, id: i64) {
        self.wrong += 1;
        if self.first.len() < SHOWN {
            self.first.push(id);
        }
    }
}
