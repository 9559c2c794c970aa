//! Checks of invariants on a whole database. Features list their invariants; `club-portal verify` checks them and
//! prints the results.

use crate::db::Tx;
use crate::error::Result;
use crate::feature::Feature;
use crate::sql;
use futures_util::future::BoxFuture;
use sqlx::AssertSqlSafe;
use std::fmt;

/// An invariant that one query checks.
pub struct Rule {
    pub what: &'static str,
    /// A query for the number of rows checked.
    pub of: &'static str,
    /// A query for the `id` of each row that violates the invariant.
    pub wrong: &'static str,
}

/// An invariant that is checked by reading row after row, in batches, so that memory stays bounded.
pub struct Scan {
    /// A query for the number of rows that `run` reads.
    pub of: &'static str,
    /// Checks all rows and reports the number of rows read since the last report.
    pub run: for<'t> fn(&'t mut Tx, &'t mut Report<'t>) -> BoxFuture<'t, Result<Check>>,
}

/// Receives the number of rows read since the last report.
pub type Report<'t> = dyn FnMut(u64) + Send + 't;

/// The result of checking an invariant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub what: &'static str,
    /// The number of rows checked.
    pub seen: i64,
    /// The number of rows that violate the invariant.
    pub wrong: i64,
    /// The first of them: ids of members, lots, transfers, rewards or entries, depending on `what`.
    pub first: Vec<i64>,
}

/// The progress of a verification.
pub enum Progress<'a> {
    /// A scan of this many rows begins.
    Begun(u64),
    /// This many more rows were read.
    Read(u64),
    Done(&'a Check),
}

const SHOWN: usize = 5;

/// Checks all invariants that the features list.
pub async fn verify(
    tx: &mut Tx,
    features: &[Feature],
    mut report: impl FnMut(Progress<'_>) + Send,
) -> Result<Vec<Check>> {
    let mut checks = Vec::new();
    for rule in features.iter().flat_map(|feature| feature.rules).copied().flatten() {
        let check = rule.check(tx).await?;
        report(Progress::Done(&check));
        checks.push(check);
    }
    for scan in features.iter().flat_map(|feature| feature.scans) {
        let rows = sql!(tx, scalar i64, scan.of)?;
        report(Progress::Begun(rows.unsigned_abs()));
        let check = (scan.run)(tx, &mut |rows| report(Progress::Read(rows))).await?;
        report(Progress::Done(&check));
        checks.push(check);
    }
    Ok(checks)
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
