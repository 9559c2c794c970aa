//! What always holds of caps, proved on a whole database.

use super::model::month_of;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::verify::Check;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

#[derive(sqlx::FromRow)]
struct Line {
    id: i64,
    customer_id: i64,
    code: String,
    cap: Option<i64>,
    rule_at: DateTime<Utc>,
    /// What it gave, or took back below zero.
    points: i64,
}

/// One member's month by one rule.
#[derive(Default)]
struct Month {
    earned: i64,
    /// The largest cap; a version without one leaves the month open.
    cap: i64,
    open: bool,
    last: i64,
}

/// No member earned more by a rule in a calendar month than its cap. Each member's month is a row; the last transfer of
/// one that is wrong is named.
pub async fn check_caps(tx: &mut Tx) -> Result<Check> {
    let mut check = Check::new("caps: no member earned more by a rule in a month than its cap");
    let mut member: (i64, BTreeMap<(String, NaiveDate), Month>) = Default::default();
    let mut place = (0, 0);
    loop {
        let lines = next_lines(tx, place).await?;
        let Some(last) = lines.last() else { break };
        place = (last.customer_id, last.id);
        for line in lines {
            if line.customer_id != member.0 {
                judge(std::mem::take(&mut member.1), &mut check);
                member.0 = line.customer_id;
            }
            member.1.entry((line.code.clone(), month_of(line.rule_at))).or_default().add(&line);
        }
    }
    judge(member.1, &mut check);
    Ok(check)
}

fn judge(months: BTreeMap<(String, NaiveDate), Month>, check: &mut Check) {
    for month in months.into_values() {
        check.seen += 1;
        if !month.open && month.earned > month.cap {
            check.note(month.last);
        }
    }
}

impl Month {
    fn add(&mut self, line: &Line) {
        self.earned += line.points;
        self.cap = self.cap.max(line.cap.unwrap_or(0));
        self.open |= line.cap.is_none();
        self.last = line.id;
    }
}

async fn next_lines(tx: &mut Tx, (customer, id): (i64, i64)) -> Result<Vec<Line>> {
    Ok(sql!(
        tx,
        all Line,
        "SELECT t.id, t.customer_id, r.code, r.cap, t.rule_at, -e.amount AS points FROM point_transfers t \
         JOIN point_rules r ON r.id = t.rule_id JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         WHERE r.code IN (SELECT code FROM point_rules WHERE cap IS NOT NULL) AND t.rule_at IS NOT NULL \
         AND t.kind IN ('earn', 'reverse') AND (t.customer_id, t.id) > ($1, $2) \
         ORDER BY t.customer_id, t.id LIMIT 5000",
        customer,
        id
    )?)
}
