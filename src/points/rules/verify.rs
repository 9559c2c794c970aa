//! Checks the invariants of caps on a whole database.

use super::model::month_of;
use crate::db::{IdSlice, Tx};
use crate::error::Result;
use crate::invariants::Check;
use crate::points::rules::RuleCode;
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

#[derive(sqlx::FromRow)]
struct Line {
    id: i64,
    /// The present owner.
    owner_id: CustomerId,
    /// The owner when it was booked.
    customer_id: CustomerId,
    code: RuleCode,
    cap: Option<i64>,
    rule_at: DateTime<Utc>,
    /// Given or, if negative, taken back.
    points: i64,
    /// Earned by a member who was merged later.
    apart: bool,
}

/// A member's month under one rule.
#[derive(Default)]
struct Month {
    earned: i64,
    /// The largest cap; a version without a cap leaves the month unlimited.
    cap: i64,
    open: bool,
    /// Members who earned in it before they were merged: each had a separate cap.
    apart: BTreeSet<CustomerId>,
    last: i64,
}

type Months = BTreeMap<(RuleCode, NaiveDate), Month>;

/// Checks that no member earned more by a rule in a calendar month than its cap. Each member's month is a row; a
/// violation names its last transfer. A merged duplicate counts together with its survivor.
pub async fn check_caps(tx: &mut Tx) -> Result<Check> {
    let mut check = Check::new("caps: no member earned more by a rule in a month than its cap");
    check_single(tx, &mut check).await?;
    check_merged(tx, &mut check).await?;
    Ok(check)
}

async fn check_single(tx: &mut Tx, check: &mut Check) -> Result<()> {
    let mut member = (CustomerId(0), Months::new());
    let mut cursor = (CustomerId(0), 0);
    loop {
        let lines = next_lines(tx, cursor).await?;
        let Some(last) = lines.last() else { break };
        cursor = (last.customer_id, last.id);
        add(&mut member, lines, check);
    }
    judge(member.1, check);
    Ok(())
}

async fn check_merged(tx: &mut Tx, check: &mut Check) -> Result<()> {
    const BATCH: &str = "SELECT MAX(survivor_id) FROM (SELECT survivor_id FROM customer_merges WHERE survivor_id > $1 \
        ORDER BY survivor_id LIMIT 200) g";
    let mut after = CustomerId(0);
    while let Some(until) = sql!(tx, scalar Option<CustomerId>, BATCH, after)? {
        let mut member = (CustomerId(0), Months::new());
        add(&mut member, list_merged(tx, IdSlice { after, until }).await?, check);
        judge(member.1, check);
        after = until;
    }
    Ok(())
}

/// Lines are ordered by owner; a complete owner is checked.
fn add(member: &mut (CustomerId, Months), lines: Vec<Line>, check: &mut Check) {
    for line in lines {
        if line.owner_id != member.0 {
            judge(std::mem::take(&mut member.1), check);
            member.0 = line.owner_id;
        }
        member.1.entry((line.code, month_of(line.rule_at))).or_default().add(&line);
    }
}

fn judge(months: Months, check: &mut Check) {
    for month in months.into_values() {
        check.seen += 1;
        let caps = i64::try_from(month.apart.len()).unwrap_or(i64::MAX).max(1);
        if !month.open && month.earned > month.cap.saturating_mul(caps) {
            check.note(month.last);
        }
    }
}

impl Month {
    fn add(&mut self, line: &Line) {
        self.earned += line.points;
        self.cap = self.cap.max(line.cap.unwrap_or(0));
        self.open |= line.cap.is_none();
        if line.apart {
            self.apart.insert(line.customer_id);
        }
        self.last = line.id;
    }
}

async fn next_lines(tx: &mut Tx, (customer, id): (CustomerId, i64)) -> Result<Vec<Line>> {
    Ok(sql!(
        tx,
        all Line,
        "SELECT t.id, t.customer_id AS owner_id, t.customer_id, r.code, r.cap, t.rule_at, -e.amount AS points, \
         1 = 0 AS apart FROM point_transfers t \
         JOIN point_rules r ON r.id = t.rule_id JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         WHERE r.code IN (SELECT code FROM point_rules WHERE cap IS NOT NULL) AND t.rule_at IS NOT NULL \
         AND t.kind IN ('earn', 'reverse') AND (t.customer_id, t.id) > ($1, $2) \
         AND NOT EXISTS (SELECT 1 FROM customer_merges g WHERE g.customer_id = t.customer_id) \
         AND NOT EXISTS (SELECT 1 FROM customer_merges g WHERE g.survivor_id = t.customer_id) \
         ORDER BY t.customer_id, t.id LIMIT 5000",
        customer,
        id
    )?)
}

/// All lines of the survivors in a range of ids, and of their duplicates.
async fn list_merged(tx: &mut Tx, slice: IdSlice<CustomerId>) -> Result<Vec<Line>> {
    Ok(sql!(
        tx,
        all Line,
        "SELECT t.id, f.owner_id, t.customer_id, r.code, r.cap, t.rule_at, -e.amount AS points, \
         t.kind = 'earn' AND t.at <= (SELECT MAX(g.merged_at) FROM customer_merges g WHERE g.survivor_id = f.owner_id) \
         AS apart FROM (SELECT survivor_id AS owner_id, customer_id FROM customer_merges \
         WHERE survivor_id > $1 AND survivor_id <= $2 UNION SELECT survivor_id, survivor_id FROM customer_merges \
         WHERE survivor_id > $1 AND survivor_id <= $2) f JOIN point_transfers t ON t.customer_id = f.customer_id \
         JOIN point_rules r ON r.id = t.rule_id JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         WHERE r.code IN (SELECT code FROM point_rules WHERE cap IS NOT NULL) AND t.rule_at IS NOT NULL \
         AND t.kind IN ('earn', 'reverse') ORDER BY f.owner_id, t.id",
        slice.after,
        slice.until
    )?)
}
