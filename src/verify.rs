//! What always holds, proven on a whole database: features say it in rules, `club-portal verify` prints them.

use crate::db::Tx;
use crate::error::Result;
use crate::{charity, counter, events, points, referrals, rewards, sql};
use sqlx::AssertSqlSafe;
use std::fmt;

/// One thing that always holds, in one query.
pub struct Rule {
    pub what: &'static str,
    /// How many rows are looked at.
    pub of: &'static str,
    /// A query for the column `id` of those that are wrong.
    pub wrong: &'static str,
}

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

/// What the proof tells while it runs.
pub enum News<'a> {
    /// A check that reads row by row begins; so many rows.
    Begun(u64),
    /// So many more rows were read.
    Read(u64),
    Done(&'a Check),
}

const SHOWN: usize = 5;

/// Checks everything. What is read row by row is read in batches, so that memory stays bounded.
pub async fn verify(tx: &mut Tx, mut tell: impl FnMut(News<'_>)) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    let codes = rewards::vouchers::verify::RULES;
    let (ledger, documents) = (points::verify::RULES, points::documents::RULES);
    let (bills, gifts) = (counter::verify::RULES, charity::verify::RULES);
    let rules = [ledger, documents, codes, bills, gifts, events::verify::RULES, referrals::verify::RULES];
    for rule in rules.into_iter().flatten() {
        let check = rule.check(tx).await?;
        tell(News::Done(&check));
        checks.push(check);
    }
    let (lots, entries) = counts(tx).await?;
    tell(News::Begun(lots));
    let order = points::verify::check_order(tx, &mut |rows| tell(News::Read(rows))).await?;
    tell(News::Done(&order));
    tell(News::Begun(entries));
    let chains = points::verify::check_chains(tx, &mut |rows| tell(News::Read(rows))).await?;
    tell(News::Done(&chains));
    let caps = points::rules::check_caps(tx).await?;
    tell(News::Done(&caps));
    checks.extend([order, chains, caps]);
    Ok(checks)
}

async fn counts(tx: &mut Tx) -> Result<(u64, u64)> {
    let query = "SELECT (SELECT COUNT(*) FROM point_lot_uses), \
        (SELECT COUNT(*) FROM point_entries WHERE customer_id IS NOT NULL)";
    let (uses, entries) = sql!(tx, one(i64, i64), query)?;
    Ok((uses.unsigned_abs(), entries.unsigned_abs()))
}

/// The checks that fail, in words; empty if all is well.
pub async fn violations(tx: &mut Tx) -> Result<Vec<String>> {
    let failed = verify(tx, |_| {}).await?.into_iter().filter(|check| check.wrong > 0);
    Ok(failed.map(|check| check.to_string()).collect())
}

impl Rule {
    async fn check(&self, tx: &mut Tx) -> Result<Check> {
        let seen = sql!(tx, scalar i64, self.of)?;
        // The texts are constants of this program.
        let query = format!("SELECT id, COUNT(*) OVER () FROM ({}) w ORDER BY id LIMIT {SHOWN}", self.wrong);
        let rows = sql!(tx, all(i64, i64), AssertSqlSafe(query))?;
        let first = rows.iter().map(|(id, _)| *id).collect();
        Ok(Check { what: self.what, seen, wrong: rows.first().map_or(0, |(_, count)| *count), first })
    }
}

impl Check {
    pub fn new(what: &'static str) -> Self {
        Self { what, seen: 0, wrong: 0, first: Vec::new() }
    }

    pub fn note(&mut self, id: i64) {
        self.wrong += 1;
        if self.first.len() < SHOWN {
            self.first.push(id);
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, seen, wrong, first } = self;
        match wrong {
            0 => write!(f, "ok     {what}: {seen}"),
            _ => write!(f, "WRONG  {what}: {wrong} of {seen}, first ids {first:?}"),
        }
    }
}
