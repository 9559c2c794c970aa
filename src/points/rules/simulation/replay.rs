//! Replays the ledger line by line; no I/O.
//!
//! Each line is computed twice, as it was and as simulated; the difference is added to what was booked, so that
//! simulating an unchanged rule changes nothing.

use super::model::{Campaign, Draft, Outcome, Pair};
use super::tiers::{Key, Ladder};
use crate::clock::{self, Span};
use crate::points::model::{PointSource, TransferKind};
use crate::points::rules::RuleCode;
use crate::points::rules::model::{Basis, Given, Terms, give, month_of};
use crate::values::Tier;
use chrono::{DateTime, Months, NaiveDate, Utc};
use std::collections::HashMap;

/// An earning as booked, or a reversal of one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: i64,
    /// The present owner.
    pub customer_id: i64,
    pub member_no: String,
    /// The owner when it was booked, and when that one was merged into the present owner.
    pub booked_for: i64,
    pub merged_at: Option<DateTime<Utc>>,
    pub kind: TransferKind,
    /// Code of the rule.
    pub code: RuleCode,
    pub at: DateTime<Utc>,
    pub rule_at: DateTime<Utc>,
    pub source: PointSource,
    pub undoes_id: Option<i64>,
    /// Given or, if negative, taken back.
    pub points: i64,
    pub cut: i64,
    #[sqlx(flatten)]
    pub terms: Terms,
    pub campaign: Option<i64>,
    /// Of a document: its id, whether it still stands and belongs to the member, and when it happened.
    pub document_id: Option<i64>,
    pub stands: bool,
    pub happened_at: Option<DateTime<Utc>>,
    pub happened_on: Option<NaiveDate>,
    pub joined_at: Option<DateTime<Utc>>,
    /// Of a service order: the amount paid, and the multiplier and tier it was booked with.
    pub paid_fen: Option<i64>,
    pub percent: Option<i64>,
    pub tier: Option<Tier>,
    pub dealer_id: Option<i64>,
    pub model_id: Option<i64>,
    /// Of a registration: the points that the event gives.
    pub award: Option<i64>,
}

/// A rule's versions and campaigns over time.
#[derive(Debug)]
pub struct RuleHistory {
    pub code: RuleCode,
    /// Latest first.
    pub versions: Vec<Version>,
    pub campaigns: Vec<Campaign>,
}

#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Version {
    pub valid_from: DateTime<Utc>,
    #[sqlx(flatten)]
    pub terms: Terms,
}

/// Replays members one after the other: lines must be ordered by member, and then as they were booked.
pub struct Replay {
    draft: Draft,
    /// Of the rule whose earnings are replayed: workshop spending for tiers.
    history: RuleHistory,
    /// Earnings at moments in this window are replayed.
    window: Span,
    ladder: Option<Ladder>,
    member: Member,
    outcome: Outcome,
}

#[derive(Default)]
struct Member {
    id: i64,
    number: String,
    /// Whether at least one line was in the window.
    counted: bool,
    points: Pair,
    was: Scenario,
    tried: Scenario,
}

/// One way of computing a member's lines: as it was, or as simulated.
#[derive(Default)]
struct Scenario {
    /// What each document or other earning has given so far.
    given: HashMap<Key, Given>,
    months: HashMap<NaiveDate, Vec<Part>>,
}

/// What an earning contributed to a month's cap.
struct Part {
    key: Key,
    booked_for: i64,
    merged_at: Option<DateTime<Utc>>,
    points: i64,
}

/// What a line is computed by; no basis if the points were given manually.
#[derive(Clone, Copy)]
struct By {
    terms: Terms,
    basis: Option<Basis>,
    /// In percent, 100 for none.
    campaign: i64,
}

impl Replay {
    /// A ladder needs the lines of all other rules too, from the first on.
    pub fn new(draft: Draft, history: RuleHistory, window: Span, ladder: Option<Ladder>) -> Self {
        Self { draft, history, window, ladder, member: Member::default(), outcome: Outcome::default() }
    }

    pub fn take(&mut self, line: &Line) {
        if line.customer_id != self.member.id {
            self.close_member();
            self.member = Member { id: line.customer_id, number: line.member_no.clone(), ..Member::default() };
        }
        let counts = line.code == self.history.code && line.rule_at >= self.window.from;
        let after = if counts { self.count(line) } else { line.points };
        if let Some(ladder) = &mut self.ladder {
            ladder.add(line, after);
        }
    }

    pub fn finish(mut self) -> Outcome {
        self.close_member();
        Outcome { tiers: self.ladder.map(Ladder::finish), ..self.outcome }
    }

    /// Counts a line; returns what it gives, or takes, under the draft.
    fn count(&mut self, line: &Line) -> i64 {
        let was =
            By { terms: self.history.terms(line), basis: self.basis(line), campaign: self.history.campaign(line) };
        let tried = self.tried(line, was);
        let (was, is) = (self.member.was.count(line, was), self.member.tried.count(line, tried));
        let pair = Pair { before: line.points, after: line.points + is.points - was.points };
        self.outcome.cut.add(Pair { before: line.cut, after: line.cut + is.cut - was.cut });
        self.member.points.add(pair);
        self.outcome.months.entry(month_of(line.rule_at)).or_default().add(pair);
        self.member.counted = true;
        pair.after
    }

    fn close_member(&mut self) {
        let member = std::mem::take(&mut self.member);
        if member.counted {
            self.outcome.points.add(member.points);
            self.outcome.rank(member.id, &member.number, member.points.difference());
        }
        if let Some(ladder) = &mut self.ladder {
            ladder.close(clock::day(self.window.until), !member.number.is_empty());
        }
    }

    fn tried(&mut self, line: &Line, was: By) -> By {
        match (&self.draft, &mut self.ladder, was.basis) {
            (Draft::Version(terms), ..) => By { terms: *terms, ..was },
            (Draft::Campaign(campaign), ..) if campaign.is_held_by(line) => {
                By { campaign: was.campaign.max(campaign.percent), ..was }
            }
            (_, Some(ladder), Some(Basis::Paid { fen, percent })) => {
                let percent = ladder.multiplier(line).unwrap_or(percent);
                By { basis: Some(Basis::Paid { fen, percent }), ..was }
            }
            _ => was,
        }
    }

    /// What points are computed from; `None` if they were given manually.
    fn basis(&self, line: &Line) -> Option<Basis> {
        match (line.source, self.history.code) {
            (PointSource::ServiceOrder, RuleCode::Workshop) => {
                Some(Basis::Paid { fen: line.paid_fen?, percent: line.percent? })
            }
            (_, RuleCode::Workshop) | (PointSource::Manual, _) => None,
            (PointSource::Registration, _) => {
                let whole = line.points + line.cut;
                Some(Basis::Points(if line.campaign.is_none() { whole } else { line.award? }))
            }
            _ => Some(Basis::Once),
        }
    }
}

impl Scenario {
    /// What a line adds, and what the cap cuts; both may be negative. A document that stands counts with its present
    /// value from its first line on; one that no longer stands takes back all that it gave.
    fn count(&mut self, line: &Line, by: By) -> Given {
        let (key, month) = (line.key(), line.month());
        let had = self.given.get(&key).copied().unwrap_or_default();
        let has = match by.basis {
            _ if line.kind == TransferKind::Reverse && !line.has_value() => Given::default(),
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

impl RuleHistory {
    /// The terms for a line; for a document that stands, those in force when, by its present data, it happened.
    fn terms(&self, line: &Line) -> Terms {
        line.happened().and_then(|at| terms_at(&self.versions, at)).unwrap_or(line.terms)
    }

    /// The best campaign that applied, in percent; 100 for none.
    fn campaign(&self, line: &Line) -> i64 {
        let Some(at) = line.happened() else { return line.campaign.unwrap_or(100) };
        let held = self.campaigns.iter().filter(|one| one.covers(line, at));
        held.map(|one| one.percent).max().unwrap_or(100)
    }
}

/// The terms in force at a moment. `versions` are the latest first.
pub fn terms_at(versions: &[Version], at: DateTime<Utc>) -> Option<Terms> {
    versions.iter().find(|version| version.valid_from <= at).map(|version| version.terms)
}

impl Line {
    /// A document may be booked in several parts; any other earning is its own key.
    pub fn key(&self) -> Key {
        (self.source, self.document_id.or(self.undoes_id).unwrap_or(self.id))
    }

    /// Of a document that stands: the moment whose rules apply.
    fn happened(&self) -> Option<DateTime<Utc>> {
        self.happened_at.or(self.happened_on.map(clock::start_of)).filter(|_| self.has_value())
    }

    /// A document has no value if it happened before its customer joined, or no longer belongs to the customer.
    fn has_value(&self) -> bool {
        let Some(joined_at) = self.joined_at.filter(|_| self.stands) else { return false };
        self.happened_at.is_some_and(|at| at >= joined_at)
            || self.happened_on.is_some_and(|day| day >= clock::day(joined_at))
    }

    /// The month whose cap it counts towards.
    fn month(&self) -> NaiveDate {
        month_of(self.happened().unwrap_or(self.rule_at))
    }
}

impl Campaign {
    fn covers(&self, line: &Line, at: DateTime<Utc>) -> bool {
        let among = |limit: &[i64], id: Option<i64>| limit.is_empty() || id.is_some_and(|id| limit.contains(&id));
        (self.starts_at..self.ends_at).contains(&at)
            && among(&self.models, line.model_id)
            && among(&self.dealers, line.dealer_id)
    }

    /// Whether the campaign would apply to the line, one year later.
    fn is_held_by(&self, line: &Line) -> bool {
        let later = line.happened().unwrap_or(line.rule_at).checked_add_months(Months::new(12));
        later.is_some_and(|later| self.covers(line, later))
    }
}
