//! One way of computing a member's lines: as it was, or as simulated; no I/O.

use super::replay::Line;
use super::tiers::Key;
use crate::points::model::TransferKind;
use crate::points::rules::model::{Basis, Given, Terms, give};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::HashMap;

/// What a line is computed by; no basis if the points were given manually.
#[derive(Clone, Copy, Debug)]
pub struct By {
    pub terms: Terms,
    pub basis: Option<Basis>,
    /// In percent, 100 for none.
    pub campaign: i64,
}

#[derive(Debug, Default)]
pub struct Scenario {
    /// What each document or other earning has given so far.
    given: HashMap<Key, Given>,
    months: HashMap<NaiveDate, Vec<Part>>,
}

/// What an earning contributed to a month's cap.
#[derive(Clone, Copy, Debug)]
struct Part {
    key: Key,
    booked_for: i64,
    merged_at: Option<DateTime<Utc>>,
    points: i64,
}

impl Scenario {
    /// What a line adds, and what the cap cuts; both may be negative. A document that stands counts with its present
    /// value from its first line on; one that no longer stands takes back all that it gave.
    pub fn count(&mut self, line: &Line, by: By) -> Given {
        let (key, month) = (line.key(), line.month());
        let had = self.given.get(&key).copied().unwrap_or(Given { points: 0, cut: 0 });
        let has = match by.basis {
            _ if line.kind == TransferKind::Reverse && !line.has_value() => Given { points: 0, cut: 0 },
            None => Given { points: had.points + line.points, cut: had.cut + line.cut },
            Some(basis) => give(by.terms, basis, by.campaign, self.before(line, month)),
        };
        self.given.insert(key, has);
        let points = has.points - had.points;
        let part = Part { key, booked_for: line.booked_for, merged_at: line.merged_at, points };
        self.months.entry(month).or_default().push(part);
        Given { points, cut: has.cut - had.cut }
    }

    /// Earned in a month by all others. Members who were merged had separate caps until then.
    fn before(&self, line: &Line, month: NaiveDate) -> i64 {
        let counts = |part: &&Part| {
            let came = line.merged_at.is_none() && part.merged_at.is_some_and(|at| at <= line.at);
            part.key != line.key() && (part.booked_for == line.booked_for || came)
        };
        self.months.get(&month).map_or(0, |parts| parts.iter().filter(counts).map(|part| part.points).sum())
    }
}
